// Units as labs spell them, read to UCUM: signs first, then the terms between the slashes. The one thing to know: what comes
// out is a proposal until UCUM itself has found it valid (units.ts), and what cannot be read in every part is not read.
import { unitNamed } from './spellings.ts'
import { readTerm, type Term } from './term.ts'

/** A reading of a spelling: the code, how it was come by, and what else it may mean. */
export type Spelled = {
  readonly ucum: string
  readonly how: 'spelling' | 'case' | 'annotation'
  readonly also: readonly string[]
}

const raised: Readonly<Record<string, string>> = {
  '⁰': '0',
  '¹': '1',
  '²': '2',
  '³': '3',
  '⁴': '4',
  '⁵': '5',
  '⁶': '6',
  '⁷': '7',
  '⁸': '8',
  '⁹': '9',
  '⁻': '-',
  '⁺': '',
}

/** Whole spellings whose slash or stop divides nothing. */
const wholes: Readonly<Record<string, string>> = {
  's/co': '{s_co_ratio}',
  's:co': '{s_co_ratio}',
  's/c': '{s_co_ratio}',
  'sco ratio': '{s_co_ratio}',
  's/co ratio': '{s_co_ratio}',
  'm.o.m': '{MoM}',
  'm.o.m.': '{MoM}',
  'o/oo': '10*-3',
  '0/00': '10*-3',
  '0/oo': '10*-3',
  '1:': '{titer}',
  '1:x': '{titer}',
  '1:n': '{titer}',
}

/** Concentrations in one letter: `mM` is mmol/L. */
const molar: Readonly<Record<string, string>> = { mM: 'mmol', uM: 'umol', nM: 'nmol', pM: 'pmol' }

/** The reading of a spelling that is not taken as UCUM as it stands; null where there is none. */
export function readSpelling(spelling: string): Spelled | null {
  const text = plainSigns(spelling)
  if (/^(?:\d*|[ME])$/.test(text)) return null
  const whole = wholes[text.toLowerCase()]
  if (whole) return { ucum: whole, how: whole.startsWith('{') ? 'annotation' : howOf(spelling, whole), also: [] }
  return molarOf(text) ?? expression(text, spelling) ?? twoUnits(text)
}

/** One sign for each meaning: micro as u, superscripts as powers, one blank between words. */
function plainSigns(spelling: string): string {
  return spelling
    .replace(/[⁰¹²³⁴-⁹⁻⁺]+/g, (signs, at: number) => {
      const digits = Array.from(signs, (sign) => raised[sign]).join('')
      return spelling.slice(0, at).endsWith('10') ? `*${digits}` : digits
    })
    .replace(/Âµ|Î¼|[µμ]/g, 'u')
    .replace(/[×✕]/g, 'x')
    .replace(/[·∙•]/g, '.')
    .replace(/[⁄∕]/g, '/')
    .replace(/[\s\u00a0_]+/g, ' ')
    .replace(/^MDC DIM (?:X )?/, '')
    .replace(/(?:^| )(?:per|pro) /gi, '/')
    .replace(/\b([IEAR])\.\s?U\.|\bU\.\s?I\.?(?![A-Za-z])/gi, (_, letter: string | undefined) => `${letter ?? 'I'}U`)
    .replace(/(?<=[A-Za-z\]])[ .*]+([A-Za-z]{1,5})[-−]([12])(?!\d)/g, (_, unit: string, power: string) =>
      power === '1' ? `/${unit}` : `/${unit}${power}`,
    )
    .replace(/-(?=units?\b)/gi, ' ')
    .replace(/1[.,]7\d ?\/? ?(?:sq\.? ?m|qm|m\^?\*{0,2}2|m)?(?![A-Za-z\d])/gi, '{1.73_m2}')
    .trim()
}

/** `wk,d`, `ft-in`: two units in one value, which is no number of either. */
function twoUnits(text: string): Spelled | null {
  const [, first = '', second = ''] = /^([a-z]{1,5})[-,]([a-z]{1,5})$/i.exec(text) ?? []
  const isBoth = first !== '' && unitNamed(first) !== undefined && unitNamed(second) !== undefined
  return isBoth ? { ucum: `{${text}}`, how: 'annotation', also: [] } : null
}

/** `mM`, `uM/L`: by its capital letter alone. */
function molarOf(text: string): Spelled | null {
  const [, letters = ''] = /^([munp]M)(?:\/[Ll])?$/.exec(text) ?? []
  const unit = molar[letters]
  if (!unit) return null
  return { ucum: `${unit}/L`, how: 'spelling', also: [] }
}

function expression(text: string, spelling: string): Spelled | null {
  const parts = dividedAt(withSlash(text) ?? text, '/')
  if (!parts || parts.length > 4) return null
  const [above = '', ...below] = parts
  const perVolume = below.length > 0 && isVolume(below[0] ?? '')
  const perLitre = /^\s*l\s*$/i.test(below[0] ?? '')
  const numerator = above.trim() === '' ? '' : product(above, { isNumerator: true, perVolume, perLitre })
  const denominators = below.map((part) => product(part, { isNumerator: false, perVolume, perLitre }))
  if (numerator === null || denominators.some((each) => each === null)) return null
  const terms = [...(numerator === '' ? [] : [numerator]), ...(denominators as Product[])]
  if (terms.length === 0) return null
  const ucum = [
    numerator === '' ? '' : numerator.ucum,
    ...(denominators as Product[]).map(({ ucum, isProduct }) => (isProduct ? `(${ucum})` : ucum)),
  ].join('/')
  return {
    ucum,
    how: terms.every(({ isWords }) => isWords) ? 'annotation' : howOf(spelling, ucum),
    also: alsoOf(terms, ucum),
  }
}

type Product = Pick<Term, 'ucum' | 'isProduct' | 'isWords' | 'also'>

/** Terms joined by stars, stops or blanks with a star: `nmol/L*s` is per litre and second, as labs mean it. */
function product(text: string, place: Parameters<typeof readTerm>[1]): Product | null {
  const inner = /^\s*\(([^()]*)\)\s*$/.exec(text)?.[1] ?? text
  if (inner !== text && inner.includes('/')) return quotient(inner)
  const factors = /^\s*(?:x\s?|\*\s?)?\d|^\s*[x*]/i.test(inner)
    ? factorsAfterNumber(inner)
    : inner.startsWith('%')
      ? [inner]
      : inner.split(/(?<=[A-Za-z\]\d])[*.](?=[A-Za-z[(])/)
  const terms = factors.map((factor) => readTerm(factor, place))
  if (terms.some((term) => term === null)) return null
  const all = terms as Term[]
  return {
    ucum: all.map(({ ucum }) => ucum).join('.'),
    isProduct: all.length > 1 || all[0]!.isProduct,
    isWords: all.every(({ isWords }) => isWords),
    also: all.flatMap(({ also }) => also),
  }
}

/** A quotient in parentheses, `(L/s)`. */
function quotient(text: string): Product | null {
  const read = expression(text, text)
  return read && { ucum: read.ucum, isProduct: true, isWords: read.how === 'annotation', also: [] }
}

/** A star or stop behind a number belongs to it (`10*3`, `24.h`), further ones join. */
function factorsAfterNumber(text: string): string[] {
  return text.replace(/^(\s*\d+)\.(?=[A-Za-z])/, '$1 ').split(/(?<=[A-Za-z\]])[*.](?=[A-Za-z[])/)
}

/** The text at its slashes, those in parentheses or braces left; null where there is none, or a bracket does not close. */
function dividedAt(text: string, sign: string): string[] | null {
  const parts: string[] = ['']
  let depth = 0
  for (const each of text) {
    if ('({['.includes(each)) depth++
    if (')}]'.includes(each)) depth--
    if (depth < 0) return null
    if (each === sign && depth === 0) parts.push('')
    else parts[parts.length - 1] += each
  }
  return depth === 0 ? parts : null
}

/** `MMOLL`, `mgdl`, `MLMIN`: the slash was lost on the way. */
const slashless = /^([munpk]?(?:g|mol|eq|iu))(d?l|ml)$|^(ml)(min)$/i

/** True of litres and cubic millimetres with any prefix. */
function isVolume(text: string): boolean {
  const ucum = unitNamed(text.replace(/[()]/g, '').trim())
  return ucum !== undefined && /^[dcmunpf]?L$/.test(ucum)
}

function alsoOf(terms: readonly Product[], ucum: string): readonly string[] {
  return terms.flatMap(({ ucum: own, also }) => also.map((other) => ucum.replace(own, other)))
}

/** Whether only the letters' case differs from UCUM. */
function howOf(spelling: string, ucum: string): 'case' | 'spelling' {
  return spelling.trim().toLowerCase() === ucum.toLowerCase() ? 'case' : 'spelling'
}

/** A spelling without its slash, with it; null where it is none of the few that are sent so. */
function withSlash(spelling: string): string | null {
  const [, first, second, third, fourth] = slashless.exec(spelling) ?? []
  if (first !== undefined) return unitNamed(spelling) === undefined ? `${first}/${second}` : null
  return third === undefined ? null : `${third}/${fourth}`
}
