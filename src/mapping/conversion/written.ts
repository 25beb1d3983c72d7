// One repetition of OBX-5 under a signed conversion: a number, words that have none, or something in between. The one thing
// to know: words pass, and a number in words is neither: nobody may take it for one in the other unit, so it is refused.
// (HL7 v2.5.1 §7.4.2.5, §2.A.70 SN)
import { readUnit, type Unit } from '../../terminology/units.ts'
import { readValue, type Value } from '../../terminology/values.ts'

export type Written =
  /** `write` puts a number, as the conversion gives it, in the place of the old one. */
  | { readonly kind: 'number'; readonly value: Value; readonly write: (text: string) => readonly string[] }
  | { readonly kind: 'words' }
  | { readonly kind: 'unreadable' }

const words: Written = { kind: 'words' }
const unreadable: Written = { kind: 'unreadable' }

/** OBX-2 of what is no number in a unit, whatever digits it has: narratives, dates, documents, names. */
const opaque: ReadonlySet<string> = new Set(
  'TX FT DT TM TS DTM ED RP XPN XCN XAD XTN HD EI CX XON AD PN TN CE CWE CNE CF'.split(' '),
)

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
      return /hpf|lpf/i.test(value.text) ? unreadable : intervalIn(parts, value)
    case 'empty':
    case 'coded':
    case 'notPerformed':
    case 'pending':
    case 'grade':
      return words
    case 'ratio':
    case 'titre':
    case 'structured':
    case 'text':
      return /\d/.test(value.text) && !opaque.has(valueType) ? unreadable : words
  }
}

export type Units = { readonly unitFrom: Unit; readonly unitTo: Unit }

/** A unit behind the number goes with it; any other words there may say that it is no plain number. */
function numberIn(
  parts: readonly string[],
  value: Extract<Value, { kind: 'number' }>,
  { unitFrom, unitTo }: Units,
): Written {
  const { trailing, comma } = value
  if (trailing !== '' && !isUnit(trailing, unitFrom)) return unreadable
  const behind = trailing === '' ? '' : ` ${unitTo.given}`
  const isApart = parts.length > 1 && (parts[1] ?? '').trim() !== ''
  return {
    kind: 'number',
    value,
    write(text) {
      const marked = comma ? text.replace('.', ',') : text
      if (!isApart) return [`${marked}${behind}`, ...parts.slice(1)]
      return parts.map((part, at) => (at === 1 ? `${marked.replace(/^[<>]=?/, '')}${behind}` : part))
    },
  }
}

function intervalIn(parts: readonly string[], value: Extract<Value, { kind: 'interval' }>): Written {
  const comma = value.text.includes(',')
  return {
    kind: 'number',
    value,
    write(text) {
      const marked = comma ? text.replaceAll('.', ',') : text
      if (parts.length === 1) return [marked]
      const [, low = '', high = ''] = /^(-?[^-]+)-(.+)$/.exec(marked) ?? []
      return parts.map((part, at) => (at === 1 ? low : at === 3 ? high : part))
    },
  }
}

/** Whether a unit as it is written is the one that was signed: in the same letters, or surely the same. */
export function isUnit(written: string, signed: Unit): boolean {
  if (written.trim() === signed.given.trim()) return true
  const unit = readUnit(written)
  return unit.ucum !== null && unit.ucum === signed.ucum && unit.also.length === 0
}
