// What becomes of one value. The one thing to know: also what stays is looked through, and a name or a long number of
// anybody in the recording is replaced in it by its pseudonym.
import { checkDigit } from './check-digits.ts'
import { shiftedDate, yearOf } from './dates.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import type { Done } from './report.ts'
import { isResultText } from './result-words.ts'
import type { Survey } from './survey.ts'
import type { Leaf } from './walk.ts'

/** What one value is changed by: the whole recording, and the patient whose it is. */
export type Means = {
  readonly pseudonyms: Pseudonyms
  readonly survey: Survey
  readonly shift_days: number
  readonly mark: string
}

export type Changed = { readonly text: string; readonly done: Done }

const titles: ReadonlySet<string> = new Set(
  'JR SR II III IV V MR MRS MS MISS DR PROF SIR REV HON MD DO PHD RN NP PA PAC APRN CNM DDS DPM DVM MT BS BA MS MPH CLS MLS MLT'.split(
    ' ',
  ),
)

/** People of ninety and more are all ninety. (45 CFR 164.514(b)(2)(i)(C)) */
const oldest_years = 90

/** The value as it leaves; empty where it is removed. */
export function changedValue(leaf: Leaf, means: Means): Changed {
  const { text } = leaf
  const { pseudonyms } = means
  const given = (made: string): Changed => ({ text: made, done: 'pseudonym' })
  switch (leaf.treatment) {
    case 'untouched':
      return { text, done: 'kept' }
    case 'mark':
      return { text: means.mark, done: 'kept' }
    case 'number':
      return given(pseudonyms.number(text))
    case 'check-digit':
      return given(
        checkDigit(pseudonyms.number(leaf.beside(1)), leaf.beside(leaf.component === 11 ? 12 : leaf.component + 1)),
      )
    case 'name':
      return given(pseudonyms.name(text))
    case 'title':
      return titles.has(text.toUpperCase().replace(/[^A-Z]/g, '')) ? { text, done: 'kept' } : removed
    case 'city':
      return given(pseudonyms.city(text))
    case 'street':
      return given(pseudonyms.street(text))
    case 'organization':
      return given(pseudonyms.organization(text))
    case 'zip':
      return given(pseudonyms.number(text))
    case 'phone':
    case 'email':
      return given(text.includes('@') ? pseudonyms.email(text) : phoneFor(text, pseudonyms))
    default:
      return withoutPseudonym(leaf, means)
  }
}

const removed: Changed = { text: '', done: 'removed' }

function withoutPseudonym(leaf: Leaf, means: Means): Changed {
  const { text } = leaf
  switch (leaf.treatment) {
    case 'date':
      return dateOr(shiftedDate(text, means.shift_days))
    case 'birth-date':
      return birthDate(text, means)
    case 'time':
      return /^\d{2,6}(\.\d{1,4})?([+-]\d{4})?$/.test(text) ? { text, done: 'kept' } : removed
    case 'numeric':
      return /^\s*[-+]?\d*\.?\d+\s*$/.test(text)
        ? lookedThrough(text, means, 7, 99)
        : isResultText(text)
          ? { text, done: 'kept' }
          : removed
    case 'value':
      return isResultText(text) ? lookedThrough(text, means, 7, 3) : replaced(text, means)
    case 'text':
      return replaced(text, means)
    case 'document':
      return { text: documentLike(leaf, means), done: 'document replaced' }
    case 'caption':
      return caption(leaf, means)
    case 'code':
      return code(text, means)
    case 'token':
      return /\d{7}/.test(text) ? { text: means.pseudonyms.number(text), done: 'pseudonym' } : code(text, means)
    default:
      return removed
  }
}

function phoneFor(text: string, pseudonyms: Pseudonyms): string {
  // Words beside the digits may be a name.
  const bare = text.replace(/[^\d+().\-/ xX]/g, '').trim()
  return bare === '' ? '' : pseudonyms.number(bare)
}

function dateOr(moved: string | undefined): Changed {
  return moved === undefined ? removed : { text: moved, done: 'date moved' }
}

/** Moved as all dates of the patient are; one so early that the patient is ninety is that of the earliest message's year. */
function birthDate(text: string, { shift_days, survey }: Means): Changed {
  const moved = shiftedDate(text, shift_days)
  if (moved === undefined) return removed
  const cut = survey.firstYear - oldest_years - 1
  if (survey.firstYear === 0 || yearOf(text) > cut) return { text: moved, done: 'date moved' }
  return {
    text: `${String(cut).padStart(4, '0')}0101`.slice(0, Math.max(4, Math.min(8, moved.length))),
    done: 'age cut',
  }
}

function replaced(text: string, { pseudonyms }: Means): Changed {
  return { text: pseudonyms.text(text), done: 'text replaced' }
}

/** The words beside a code, where there is a code; behind one code only a few different ones are no free text. */
function caption(leaf: Leaf, means: Means): Changed {
  const { text, component, beside, codesAlone } = leaf
  if (codesAlone) return removed
  if (component > 0) {
    const hasCode = beside(component - 1) !== ''
    if (!hasCode) return isResultText(text) ? lookedThrough(text, means, 5, 3) : replaced(text, means)
    if (means.survey.isFreeText(beside(component - 1), beside(component + 1))) return replaced(text, means)
  }
  return text.length > 200 ? replaced(text, means) : lookedThrough(text, means, 5, 3)
}

/** A code of one word stays unless it is somebody's name or number; longer text in its place is looked through as text. */
function code(text: string, means: Means): Changed {
  if (text.length > 64) return replaced(text, means)
  // Short names look like codes: ANA is an antibody before it is a girl.
  return /\s/.test(text.trim()) ? lookedThrough(text, means, 8, 3) : lookedThrough(text, means, 8, 6)
}

/**
 * A text in which names and numbers of people are replaced.
 * @param leastNumber the least length of a number that means one person
 * @param leastName the least length of a word that means a name
 */
function lookedThrough(text: string, { survey, pseudonyms }: Means, leastNumber: number, leastName: number): Changed {
  const isNumber = (word: string) => word.length >= leastNumber && survey.numbers.has(word)
  const isName = (word: string) => Array.from(word).length >= leastName && survey.names.has(word.toUpperCase())
  const made = text
    .replace(/[\p{L}\p{N}]+(?:[-./][\p{L}\p{N}]+)+/gu, (word) => (isNumber(word) ? pseudonyms.number(word) : word))
    .replace(/[\p{L}\p{M}\p{N}'’]+/gu, (word) => {
      if (pseudonyms.has(word)) return word
      return isNumber(word) ? pseudonyms.number(word) : isName(word) ? pseudonyms.name(word) : word
    })
  return { text: made, done: made === text ? 'kept' : 'name replaced' }
}

/** Base64 of a PDF without a page: an invented document in the place of a real one. */
const emptyPdf = 'JVBERi0xLjQKJSBSZW1vdmVkCnRyYWlsZXI8PC9Sb290PDwvUGFnZXM8PD4+Pj4+PgolJUVPRgo='

/** ED and RP (HL7 v2.5.1 §2.A.24, §2.A.66): type and encoding stay, what they hold or point to does not. */
function documentLike(leaf: Leaf, { pseudonyms }: Means): string {
  const known = (component: number) =>
    leaf
      .beside(component)
      .replace(/[^A-Za-z0-9-]/g, '')
      .slice(0, 20)
  const sign = pseudonyms.text(leaf.text).replace(' ', '-')
  const isPointer = leaf.beside(5) === ''
  if (isPointer) return `${sign}^^${known(3)}^${known(4)}`
  const encoding = known(4)
  return `^${known(2)}^${known(3)}^${encoding}^${encoding === 'Base64' ? emptyPdf : sign}`
}
