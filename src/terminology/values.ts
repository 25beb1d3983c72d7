// The grammar of result values as labs write them: numbers with comparators and either decimal mark, ratios, titres,
// intervals, grades, codes, text, and the many ways to say that there is none. The one thing to know: it never throws and
// never guesses; what fits nothing is text, as it was written. (HL7 v2.5.1 §7.4.2.5 OBX-5, §2.A.70 SN, §2.A.47 NM)
import { gradeOf, intervalOf, numberOf, pairOf, simpleNumberOf } from './values/numbers.ts'
import { structuredOf } from './values/structured.ts'
import type { Value } from './values/value.ts'
import { isPending, notPerformedBy, qualityOf } from './values/words.ts'

export type { Comparator, NotPerformed, NumberValue, Quality, Value } from './values/value.ts'

/** What stands in OBX-5: one text, or the components of the field (unescaped), and OBX-2. */
export type WrittenValue = {
  readonly text?: string
  readonly components?: readonly string[]
  /** OBX-2: NM, SN, ST, TX, FT, CE, CWE, CNE, IS, ... Empty or absent: not said. */
  readonly valueType?: string
}

const codedTypes = new Set(['CE', 'CWE', 'CNE', 'CF', 'IS', 'ID'])
/** Dates, names, addresses, telephones and documents are not looked into: a date is no ratio. */
const opaqueTypes = new Set([
  'DT',
  'TM',
  'TS',
  'DTM',
  'ED',
  'RP',
  'XPN',
  'XCN',
  'XAD',
  'XTN',
  'HD',
  'EI',
  'CX',
  'XON',
  'AD',
  'PN',
  'TN',
])
const longest = 200

/**
 * Reads one value (one repetition of OBX-5). Components and text say the same: `['', '2', '/', '38']` and `^2^/^38`. A
 * value that is longer than 200 characters is text: nobody writes a number so long.
 */
export function readValue({ text, components, valueType = '' }: WrittenValue): Value {
  const parts = components ?? (text ?? '').split('^')
  const whole = components ? components.join('^') : (text ?? '')
  if (parts.every((part) => part.trim() === '')) return { kind: 'empty', text: whole, removes: false }
  if (whole === '""') return { kind: 'empty', text: whole, removes: true }
  if (opaqueTypes.has(valueType) || whole.length > longest) return plainText(whole)
  if (codedTypes.has(valueType) && valueType !== 'IS' && valueType !== 'ID') return codedOf(whole, parts)
  if (valueType === 'SN') return structuredOf(whole, parts)
  if (valueType === '' && isStructured(parts)) return structuredOf(whole, parts)
  const single = textOf(whole)
  return valueType === 'IS' && single.kind === 'text' ? codedOf(whole, parts) : single
}

/** Four components of which the first is a comparator or nothing and the second a number, without a type to say so. */
function isStructured(parts: readonly string[]): boolean {
  return (
    parts.length > 1 && /^(?:[<>]=?|=|<>)?$/.test((parts[0] ?? '').trim()) && /^[+-]?\d/.test((parts[1] ?? '').trim())
  )
}

function textOf(whole: string): Value {
  const trimmed = whole.trim()
  if (!/\d/.test(trimmed)) return gradeOf(whole, trimmed) ?? plainText(whole)
  return (
    simpleNumberOf(whole, trimmed) ??
    pairOf(whole, trimmed) ??
    intervalOf(whole, trimmed) ??
    numberOf(whole, trimmed) ??
    gradeOf(whole, trimmed) ??
    plainText(whole)
  )
}

function plainText(text: string): Value {
  const reason = notPerformedBy(text)
  if (reason) return { kind: 'notPerformed', text, reason }
  return isPending(text) ? { kind: 'pending', text } : { kind: 'text', text, quality: qualityOf(text) }
}

/** CE and CWE: code, name, system, then the same again in another system. (HL7 v2.5.1 §2.A.8, §2.A.13) */
function codedOf(text: string, parts: readonly string[]): Value {
  const [code = '', name = '', system = '', code2 = '', name2 = '', system2 = ''] = parts.map((part) => part.trim())
  const said = [name, code, name2, code2, (parts[8] ?? '').trim()].filter((each) => each !== '')
  const reason = said.map(notPerformedBy).find((each) => each !== null)
  if (reason) return { kind: 'notPerformed', text, reason }
  if (said.some(isPending)) return { kind: 'pending', text }
  const alternate = code2 || name2 ? { code: code2, name: name2, system: system2 } : null
  return {
    kind: 'coded',
    text,
    code,
    name,
    system,
    alternate,
    quality: said.map(qualityOf).find((each) => each !== null) ?? null,
  }
}
