// One term of a unit, between its slashes: a power of ten or a number, a unit, and words of what is measured. The one thing
// to know: `10*3/uL`, `x10E3/uL`, `thou/cumm` and `K/uL` differ in their first term only, so it is here that they become one.
import { doubtsOf, powerNamed, standalone, unitNamed, wordKey } from './spellings.ts'
import { formOf, isKnownWord } from './words.ts'

export type Term = {
  /** Without parentheses: `24.h`, `10*3{WBC}`, `mg{creat}`. */
  readonly ucum: string
  /** True where it is a product, which stands in parentheses below a slash. */
  readonly isProduct: boolean
  /** True where it is words only. */
  readonly isWords: boolean
  readonly also: readonly string[]
}

/** Where a term stands: letters such as K and G are numbers only above a volume. */
export type Place = { readonly isNumerator: boolean; readonly perVolume: boolean; readonly perLitre: boolean }

const powerForm = /^(?:x\s?|\*\s?)?10\s?(?:\*\*|[*^ex]|exp|hoch|\()\s?\(?([+-]?\d{1,2})\)?\s*(.*)$/i
const lostForm = /^(?:x\s?)?10\s?(3|4|5|6|9|12)(?!\d)\s*(.*)$/i
const shortForm = /^e\+?(\d{1,2})\s*()$/i
const timesForm = /^(?:x|\*)\s?(10{2,9})(?!\d)\s*(.*)$/i
const countForm = /^(\d+)\s?x\s?(10\S.*)$/i
const numberForm = /^(\d+(?:[.,]\d+)?)\s*(.*)$/

/** Reads one term; null where it is not understood. */
export function readTerm(text: string, place: Place): Term | null {
  const bare = text.trim()
  if (bare === '') return null
  const factored = countForm.exec(bare)
  if (factored) {
    const inner = readTerm(factored[2] ?? '', place)
    return inner && { ...inner, ucum: `${Number(factored[1])}.${inner.ucum}`, isProduct: true, isWords: false }
  }
  return power(bare, place) ?? namedPower(bare, place) ?? numbered(bare) ?? named(bare)
}

/** `10*3`, `x10E3`, `10^6 cells`, `10(9)`, `E3`, `x1000`; `x103` is a power whose mark was lost. */
function power(text: string, { isNumerator, perVolume }: Place): Term | null {
  const times = timesForm.exec(text)
  if (times) return withPower((times[1] ?? '').length - 1, times[2] ?? '')
  const lost = isNumerator && perVolume ? lostForm.exec(text) : null
  const found = powerForm.exec(text) ?? lost ?? (isNumerator ? shortForm.exec(text) : null)
  return found ? withPower(Number(found[1]), found[2] ?? '') : null
}

/** `K`, `thousand`, `Mio`, `GPt`, also before the word of what is counted. */
function namedPower(text: string, { isNumerator, perVolume, perLitre }: Place): Term | null {
  if (!isNumerator || !perVolume) return null
  const [word = '', ...others] = text.replace(/^x\s/i, '').split(' ')
  const exponent = powerNamed(word)
  if (/^[gt]$/i.test(word) && !perLitre) return null
  if (exponent === undefined || (/^[gmt]$/.test(word) && word !== 'm')) return null
  const term = withPower(exponent, others.join(' '))
  const also = word === 'G' ? ['g'] : word === 'M' && perLitre ? ['mol'] : []
  return term && { ...term, also }
}

function withPower(exponent: number, rest: string): Term | null {
  const number = `10*${exponent}`
  if (rest.trim() === '') return { ucum: number, isProduct: false, isWords: false, also: [] }
  const inner = named(rest.trim())
  if (!inner) return null
  if (inner.isWords) return { ...inner, ucum: `${number}${inner.ucum}`, isWords: false }
  return { ...inner, ucum: `${number}.${inner.ucum}`, isProduct: true }
}

/** `24 h`, `100 WBC`, `0.5 mL`: UCUM has whole numbers only, so decimals become a power of ten. */
function numbered(text: string): Term | null {
  const [, digits = '', rest = ''] = numberForm.exec(text) ?? []
  if (digits === '') return null
  const number = wholeNumber(digits)
  if (rest === '') return { ucum: number, isProduct: number.includes('.'), isWords: false, also: [] }
  const inner = named(rest)
  if (!inner) return null
  if (number === '1') return inner
  return inner.isWords
    ? { ...inner, ucum: `${number}${inner.ucum}`, isWords: false, isProduct: number.includes('.') }
    : { ...inner, ucum: `${number}.${inner.ucum}`, isProduct: true }
}

function wholeNumber(digits: string): string {
  const [whole = '', fraction = ''] = digits.split(/[.,]/)
  const number = String(BigInt(`${whole}${fraction}`))
  if (fraction !== '') return `${number}.10*-${fraction.length}`
  return /^10{2,}$/.test(number) && number.length > 3 ? `10*${number.length - 1}` : number
}

/** A unit and the words behind it, or words alone. */
function named(text: string): Term | null {
  const words = text.replace(/[()]/g, ' ').trim().split(/\s+/)
  for (let count = Math.min(3, words.length); count > 0; count--) {
    const name = words.slice(0, count).join(' ')
    const ucum = bracketed(name) ?? unitNamed(name) ?? raisedUnit(name)
    if (ucum === undefined) continue
    const behind = words
      .slice(count)
      .join(' ')
      .replace(/^(?:of the|of|der|d\.)\s*/i, '')
    if (behind !== '' && ucum.includes('/')) return null
    const annotation = behind === '' || (ucum === 'g' && /^units?$/i.test(behind)) ? '' : annotated(behind)
    if (annotation === null || (annotation !== '' && ucum.endsWith('}'))) return null
    return { ucum: `${ucum}${annotation}`, isProduct: false, isWords: ucum.startsWith('{'), also: doubtsOf(name) }
  }
  return attached(text) ?? percent(text) ?? wordsAlone(text)
}

/** `mmol2`, `cm^3`. */
function raisedUnit(name: string): string | undefined {
  const [, base = '', power = ''] = /^([A-Za-z]{1,5})\^?([2-5])$/.exec(name) ?? []
  const ucum = base === '' ? undefined : unitNamed(base)
  return ucum && /^[A-Za-z]+$/.test(ucum) ? `${ucum}${power}` : undefined
}

/** UCUM's own forms in brackets and braces, as they stand. */
function bracketed(name: string): string | undefined {
  return /^(?:[mukn]?\[[A-Za-z0-9'_]+\]|\{[^{}\s]+\})$/.test(name) ? name : undefined
}

/** `gHb`, `mmolKrea`, `gkrea`: unit and substance in one word. */
function attached(text: string): Term | null {
  const [, unit = '', substance = ''] =
    /^([kmunp]?(?:g|mol|L))\s?(Hb|Hgb|creat\w*|cr(?:ea?)?|krea\w*|kre|prot\w*|bw|FEU|DDU|\{[^{}\s]+\})$/i.exec(text) ??
    []
  const ucum = unitNamed(unit)
  const form = formOf(substance.replace(/[{}]/g, ''))
  return ucum ? { ucum: `${ucum}{${form}}`, isProduct: false, isWords: false, also: [] } : null
}

/** `% activity`, `%d.Leukozyten`. */
function percent(text: string): Term | null {
  const [, behind = ''] = /^(?:%|pct|percent)\s*(?:d\.|der|of(?: the)?)?\s*(.+)$/i.exec(text) ?? []
  const annotation = behind === '' ? null : annotated(behind)
  return annotation ? { ucum: `%${annotation}`, isProduct: false, isWords: false, also: [] } : null
}

/** Words in braces, in their one form; null where they cannot stand there. */
function annotated(words: string): string | null {
  const form = formOf(words).replace(/[^\x21-\x7a|~]/g, '')
  return !/[A-Za-z\d#]/.test(form) || /[{}[\]]/.test(form) || form.length > 30 ? null : `{${form}}`
}

const families: readonly [RegExp, (name: string) => string][] = [
  [/^(?:log ?10|log|lg)[ _]+(.+)$/i, (name) => `log_${formOf(name)}`],
  [/^(.+) (?:repeats?)$/i, (name) => `${name}_repeats`],
  [/^([\w .]{2,20}) (?:U|units?)$/i, (name) => `${name.trim().replace(/[ .]+/g, '_')}'U`],
  [
    /^((?:EIA|ELISA|OD|Ct|DNA|RNA|optical density|absorbance|antibody|avidity)(?: (?:value|index|ratio|unit))?)$/i,
    (name) => name,
  ],
  [/^([A-Za-z ]{2,20} (?:index|ratio|score|value|factor))$/i, (name) => name],
]

/** `ACU`, `BPU`: somebody's units. */
const somebodys = /^[A-Z]{1,3}U$/

/** Words that are known to stand without a unit. */
function wordsAlone(text: string): Term | null {
  const family = isKnownWord(text) ? undefined : families.find(([form]) => form.test(text))
  const name = family ? family[1](family[0].exec(text)![1] ?? '') : text
  if (!family && !isKnownWord(text) && !isStandalone(text) && !somebodys.test(text)) return null
  const annotation = annotated(name)
  return annotation === null ? null : { ucum: annotation, isProduct: false, isWords: true, also: [] }
}

function isStandalone(text: string): boolean {
  const plain = wordKey(text)
  return [plain, plain.replace(/s$/, ''), `${plain}s`].some((each) => standalone.has(each))
}
