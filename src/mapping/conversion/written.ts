// One repetition of OBX-5 under a signed conversion: a number, words that have none, or something in between. The one thing
// to know: words pass, and a number in words is neither: nobody may take it for one in the other unit, so it is refused. In
// a narrative and in the name of a code too, unless they have no unit: then the words say what their digits mean.
// (HL7 v2.5.1 §7.4.2.5, §2.A.70 SN)
import { readUnit, type Unit } from '../../terminology/units.ts'
import { readValue, type Value } from '../../terminology/values.ts'

export type Written =
  | { readonly kind: 'number'; readonly value: Value; readonly write: Write }
  | { readonly kind: 'words' }
  /** A narrative or a coded answer with digits somewhere in it. */
  | { readonly kind: 'narrative' }
  | { readonly kind: 'unreadable' }

/** Puts a number, as the conversion gives it, in the place of the old one; with a comma as its mark where asked for. */
export type Write = (text: string, comma: boolean) => readonly string[]

const words: Written = { kind: 'words' }
const narrative: Written = { kind: 'narrative' }
const unreadable: Written = { kind: 'unreadable' }

/** OBX-2 of what is no number in a unit, whatever digits it has: dates, documents, names. */
const opaque: ReadonlySet<string> = new Set('DT TM TS DTM ED RP XPN XCN XAD XTN HD EI CX XON AD PN TN'.split(' '))

/**
 * Reads one repetition.
 * @param parts its components, decoded
 * @param valueType OBX-2
 */
export function readWritten(parts: readonly string[], valueType: string, conversion: Units): Written {
  const value = readValue({ components: parts, valueType })
  switch (value.kind) {
    case 'number':
      return value.ambiguousMark ? unreadable : numberIn(parts, value, conversion)
    case 'interval':
      return intervalIn(parts, value)
    case 'coded':
      return codedIn(parts)
    case 'empty':
    case 'notPerformed':
    case 'pending':
    case 'grade':
      return words
    case 'ratio':
    case 'titre':
    case 'structured':
    case 'text':
      if (!/\d/.test(value.text) || opaque.has(valueType)) return words
      return value.kind === 'text' && /^(?:TX|FT)$/.test(valueType) ? narrative : unreadable
  }
}

/**
 * A coded answer: its names and the text behind it say what it means, and a code in a coding system says nothing by its
 * digits. A number that was put into a coded type is no code. (HL7 v2.5.1 §2.A.13 CWE: 1 code, 2 text, 3 system, 4 to 6
 * the alternate, 9 the original text)
 */
function codedIn(parts: readonly string[]): Written {
  const part = (nth: number) => (parts[nth - 1] ?? '').trim()
  const names = [part(2), part(5), part(9)].filter((name) => name !== '')
  const codes = [[1, 3] as const, [4, 6] as const].flatMap(([code, system]) =>
    part(system) === '' || /[<>.,]/.test(part(code)) ? [part(code)] : [],
  )
  const said = [...codes, ...names].filter((text) => /\d/.test(text)).map((text) => readValue({ text }))
  if (said.some(({ kind }) => kind === 'number' || kind === 'interval')) return unreadable
  return names.some((name) => /\d/.test(name)) && said.some(({ kind }) => kind !== 'grade') ? narrative : words
}

export type Units = { readonly unitFrom: Unit; readonly unitTo: Unit }

/** A unit behind the number goes with it; any other words there may say that it is no plain number. */
function numberIn(
  parts: readonly string[],
  value: Extract<Value, { kind: 'number' }>,
  { unitFrom, unitTo }: Units,
): Written {
  const { trailing } = value
  if (trailing !== '' && !isUnit(trailing, unitFrom)) return unreadable
  const behind = trailing === '' ? '' : ` ${unitTo.given}`
  const isApart = parts.length > 1 && (parts[1] ?? '').trim() !== ''
  return {
    kind: 'number',
    value,
    write(text, comma) {
      const marked = comma ? text.replace('.', ',') : text
      if (!isApart) return [`${marked}${behind}`, ...parts.slice(1)]
      return parts.map((part, at) => (at === 1 ? `${marked.replace(/^[<>]=?/, '')}${behind}` : part))
    },
  }
}

/** Commas that divide thousands may be decimal marks at another laboratory: `50,000-100,000`. */
function intervalIn(parts: readonly string[], value: Extract<Value, { kind: 'interval' }>): Written {
  const isEither = value.text.includes(',') && (value.decimals === 0 || value.text.includes('.'))
  if (/hpf|lpf/i.test(value.text) || isEither) return unreadable
  return {
    kind: 'number',
    value,
    write(text, comma) {
      const marked = comma ? text.replaceAll('.', ',') : text
      if (parts.length === 1) return [marked]
      const [, low = '', high = ''] = /^(-?[^-]+)-(.+)$/.exec(marked) ?? []
      return parts.map((part, at) => (at === 1 ? low : at === 3 ? high : part))
    },
  }
}

/** Whether a unit as it is written is the one that was signed: in the same letters, or both surely the same. */
export function isUnit(written: string, signed: Unit): boolean {
  if (written.trim() === signed.given.trim()) return true
  const unit = readUnit(written)
  return unit.ucum !== null && unit.ucum === signed.ucum && unit.also.length === 0 && signed.also.length === 0
}
