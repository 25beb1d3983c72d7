// OM2 and OM3: unit, precision, ranges, limits and coded answers of a component. The one thing to know: a critical or
// absolute range in OM2 gives the values that are still right; at its ends and beyond it a value is critical or impossible.
// (HL7 v2.5.1 §8.8.9, §8.8.10, data types RFR §2.A.66 and DLT §2.A.21)
import type { Segment } from '../../../hl7/index.ts'
import type { Cells } from '../catalog.ts'
import { type Coded, coded, codes, each, nameOf, ownCode, text } from './fields.ts'

export function readNumeric(om2: Segment): Cells {
  const critical = limits(om2, 7)
  const possible = limits(om2, 8)
  return onlySaid({
    unit: unitOf(coded(om2, 2)),
    precision: /^\d{1,2}$/.test(text(om2, 3)) ? text(om2, 3) : '',
    ranges: each(om2, 6, (repetition) => rangeText(om2, repetition))
      .filter((range) => range !== '')
      .join('; '),
    critical_low: critical.low,
    critical_high: critical.high,
    possible_low: possible.low,
    possible_high: possible.high,
    delta_limit: deltaText(om2),
  })
}

/** What stands in OBX-6 is the first of the two codes. */
function unitOf({ code, name, otherCode }: Coded): string {
  return code || otherCode || name
}

/** One repetition of OM2-6 in the words of a catalog: `M 18y-50y:13.2-17.1`. */
function rangeText(om2: Segment, repetition: number): string {
  const part = (component: number, sub: number) => text(om2, 6, component, sub, repetition)
  const range = limitText(part(1, 1), part(1, 2))
  if (range === '') return ''
  const sex = /^[A-Z]$/.test(part(2, 1)) ? part(2, 1) : ''
  const age = ageText(part(3, 1), part(3, 2))
  const population = [sex, age].filter((one) => one !== '').join(' ')
  return population === '' ? range : `${population}:${range}`
}

function limitText(low: string, high: string): string {
  if (low !== '' && high !== '') return `${low}-${high}`
  return low === '' ? (high === '' ? '' : `<=${high}`) : `>=${low}`
}

/** Ages are in years, or fractions of one. */
function ageText(from: string, to: string): string {
  if (from === '' && to === '') return ''
  return `${age(from === '' ? '0' : from)}-${to === '' ? '' : age(to)}`
}

function age(years: string): string {
  const number = Number(years)
  if (Number.isNaN(number)) return years
  if (number === 0) return '0d'
  return Number.isInteger(number) ? `${number}y` : `${Math.round(number * 365.25)}d`
}

/** A limit that differs between populations is no single cell: the widest is taken, so that nothing is called wrong that is not. */
function limits(om2: Segment, field: number): { low: string; high: string } {
  const ends = each(om2, field, (repetition) => [1, 2].map((sub) => text(om2, field, 1, sub, repetition)))
  const numbers = (index: number) =>
    ends.map((pair) => pair[index] ?? '').filter((one) => /^[+-]?\d+(\.\d+)?$/.test(one))
  return { low: least(numbers(0), 1), high: least(numbers(1), -1) }
}

function least(texts: readonly string[], sign: number): string {
  return texts.toSorted((a, b) => sign * (Number(a) - Number(b)))[0] ?? ''
}

/** OM2-9: threshold, absolute, within days. Other computations have no cell. */
function deltaText(om2: Segment): string {
  const [threshold, computation, days] = [text(om2, 9, 2), text(om2, 9, 3), text(om2, 9, 4)]
  if (threshold === '' || computation === '%') return ''
  return days === '' ? threshold : `${threshold} in ${Number((Number(days) * 24).toFixed(2))}h`
}

export function readCategorical(om3: Segment): Cells {
  const valid = codes(om3, 3)
  const [normal, abnormal, critical] = [codes(om3, 4), codes(om3, 5), codes(om3, 6)]
  const all = new Map([...valid, ...normal, ...abnormal, ...critical].map((one) => [ownCode(one).code, nameOf(one)]))
  all.delete('')
  return onlySaid({
    coded_answers: [...all].map(([code, name]) => `${code}=${name}`.replaceAll(';', ',')).join(';'),
    normal_answers: listed(normal),
    abnormal_answers: listed(abnormal),
    critical_answers: listed(critical),
  })
}

function listed(answers: readonly Coded[]): string {
  return answers
    .map((answer) => ownCode(answer).code)
    .filter((code) => code !== '')
    .join(';')
}

function onlySaid(cells: Readonly<Record<string, string>>): Cells {
  return Object.fromEntries(Object.entries(cells).filter(([, text]) => text !== ''))
}
