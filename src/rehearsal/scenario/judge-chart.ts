// What the chart shows of an order, against what a scenario expects: patient, status, each component with its value, its
// label and the versions behind it. The one thing to know: what a scenario does not mention must be as the lab last said.
import { differences } from '../agreement.ts'
import type { Component } from '../catalog.ts'
import { type ChartOrder, type ChartVersion, type Shown, shown } from '../ehr/chart.ts'
import type { Handle } from '../play/act.ts'
import type { Evidence } from '../play/evidence.ts'
import { spanText } from './field.ts'
import type { Failure } from './judge.ts'
import type { Prepared } from './prepare.ts'
import { type ChartShape, type ComponentShown, chartStatuses } from './shape.ts'
import { isKindOfValue } from './value-fields.ts'

type Look = {
  readonly prepared: Prepared
  readonly evidence: Evidence
  readonly handle: Handle
  readonly fail: (subject: string, expected: string, shown: string) => Failure[]
}

/** What is not as it should be in the chart of one order. */
export function judgeChart(prepared: Prepared, evidence: Evidence, handle: Handle, expected: ChartShape): Failure[] {
  const fail: Look['fail'] = (subject, wanted, found) => [
    { subject: subject ? `${handle} ${subject}` : handle, where: 'chart', expected: wanted, shown: found },
  ]
  const look: Look = { prepared, evidence, handle, fail }
  const order = chartOrder(evidence, handle)
  if (expected === 'not checked') return []
  if (expected === 'not there')
    return order ? fail('', 'no such order', `one with status ${order.status || 'nothing'}`) : []
  if (!order) return fail('', 'the order', 'no such order')
  if (expected === 'no result') return noResult(order, look)
  if (expected === 'as the lab said') return asTheLabSaid(look)
  return judgeDetails(order, expected, look)
}

/** The order in the chart: under the number it was placed with, or under the lab's where the lab opened it. */
export function chartOrder({ keys, ehr, lab }: Evidence, handle: Handle): ChartOrder | undefined {
  const key = keys.get(handle) ?? ''
  const found = ehr.chart.orders.get(key)
  if (found) return found
  const filler = lab.book.get(key)?.order.filler.number
  if (!filler) return undefined
  return ehr.chart.filled(filler)[0]
}

function noResult(order: ChartOrder, { fail }: Look): Failure[] {
  const names = order.components.map(({ name, component }) => name || component)
  return names.length === 0 ? [] : fail('', 'no result', names.join('; '))
}

function asTheLabSaid({ prepared, evidence, handle, fail }: Look): Failure[] {
  const key = evidence.keys.get(handle) ?? ''
  const entry = evidence.lab.book.get(key)
  if (!entry) return fail('', 'what the lab said', 'that the lab does not know the order')
  const { componentAtEhr, statusAtEhr, shows } = prepared.words
  const words = { component: componentAtEhr, status: statusAtEhr, shows }
  return differences(evidence.ehr.chart, chartOrder(evidence, handle)?.key ?? key, entry, words).flatMap(({ what }) =>
    fail('', 'the lab’s last word', what),
  )
}

function judgeDetails(order: ChartOrder, expected: Exclude<ChartShape, string>, look: Look): Failure[] {
  const { prepared, evidence, handle, fail } = look
  const { shows = {}, rest, status, reason, within } = expected
  const words = prepared.words.components(prepared.orders.get(handle)!.test.lab, prepared.scenario.names)
  const named = Object.entries(shows).flatMap(([name, wanted]) =>
    words.named(name).flatMap((component) => judgeComponent(order, name, component, wanted, look)),
  )
  const patient = expected.in ?? prepared.orders.get(handle)!.patient
  const mrn = evidence.keys.get(patient) ?? ''
  const wantedStatus = status === undefined ? undefined : chartStatuses[status]
  const after_ms = order.changedAt - evidence.start
  return [
    ...named,
    ...(order.mrn === mrn ? [] : fail('', `the chart of ${patient} (${mrn})`, `that of ${order.mrn}`)),
    ...(wantedStatus === undefined || order.status === wantedStatus
      ? []
      : fail('status', `${status} (${wantedStatus || 'none'})`, order.status || 'none')),
    ...(reason === undefined || order.reason.includes(reason)
      ? []
      : fail('reason', `"${reason}"`, `"${order.reason}"`)),
    ...(within === undefined || after_ms <= within ? [] : fail('', `within ${spanText(within)}`, spanText(after_ms))),
    ...judgeText(order, expected, look),
    ...(rest === 'as the lab said' && named.length === 0 ? asTheLabSaid(look) : []),
  ]
}

function judgeComponent(
  order: ChartOrder,
  name: string,
  component: Component,
  wanted: ComponentShown,
  { prepared, fail }: Look,
): Failure[] {
  const code = prepared.words.componentAtEhr(component.code)
  const held = order.components.filter((each) => each.component === code)
  const newest = held.at(-1)
  const found = newest && shown(newest)
  if (wanted === 'nothing') return found && found.value !== '' ? fail(name, 'nothing', found.value) : []
  if (!newest || !found) return fail(name, 'it in the chart', 'nothing')
  const words = prepared.words.components('', prepared.scenario.names)
  const text = (said: string | number) => words.valueText(component, said)
  const { shows } = prepared.words
  const isShown: IsShown = (held, said) =>
    shows && (held.value === said || !sameValue(held.value, said))
      ? shows({ component: component.code, value: said, unit: component.unit }, held)
      : sameValue(held.value, said)
  const one = typeof wanted === 'object' ? wanted : { value: wanted }
  return [
    ...judgeValue(name, one.value, text, found, isShown, fail),
    ...(isLabelled(found.label, one.label ?? 'final')
      ? []
      : fail(name, `labelled ${one.label ?? 'final'}`, found.label)),
    ...judgeRest(name, one, text, found, isShown, newest.versions.at(-1)!, prepared, fail),
  ]
}

/** An EHR of an old version has no word for withdrawn and shows it as deleted. */
function isLabelled(label: Shown['label'], wanted: string): boolean {
  if (wanted === 'not checked') return true
  return wanted === 'gone' ? label === 'deleted' || label === 'withdrawn' : label === wanted
}

function judgeValue(
  name: string,
  value: string | number | undefined,
  text: (said: string | number) => string,
  found: Shown,
  isShown: IsShown,
  fail: Look['fail'],
): Failure[] {
  if (value === undefined || isKindOfValue(value)) return []
  return isShown(found, text(value)) ? [] : fail(name, text(value), found.value || 'no value')
}

/** Coded answers are the same where their codes are. */
function sameValue(one: string, other: string): boolean {
  if (one === other) return true
  const [code = '', , system] = other.split('^')
  return system !== undefined && one.split('^')[0] === code
}

function judgeRest(
  name: string,
  wanted: Exclude<ComponentShown, string | number>,
  text: (said: string | number) => string,
  found: Shown,
  isShown: IsShown,
  held: ChartVersion,
  prepared: Prepared,
  fail: Look['fail'],
): Failure[] {
  const { earlier, flag, unit, range, note } = wanted
  const before = found.earlier.map(({ value }) => value)
  const newest = flag === undefined ? '' : prepared.words.flagAtEhr(flag)
  return [
    ...(earlier === undefined || isSame(found.earlier, earlier.map(text), isShown)
      ? []
      : fail(name, `before it ${earlier.map(text).join(', ') || 'nothing'}`, before.join(', ') || 'nothing')),
    ...(flag === undefined || found.flags === newest
      ? []
      : fail(name, `flag ${newest || 'none'}`, found.flags || 'none')),
    ...(unit === undefined || found.unit === unit ? [] : fail(name, `unit ${unit}`, found.unit || 'none')),
    ...(range === undefined || held.range === range ? [] : fail(name, `range ${range}`, held.range || 'none')),
    ...(note === undefined || held.note.includes(note) ? [] : fail(name, `the comment "${note}"`, `"${held.note}"`)),
  ]
}

/** Whether what the chart holds is a value as the lab writes it, converted where that is signed. */
type IsShown = (held: Pick<ChartVersion, 'value' | 'unit'>, said: string) => boolean

/** Versions, oldest first. */
function isSame(held: readonly ChartVersion[], said: readonly string[], isShown: IsShown): boolean {
  return held.length === said.length && held.every((version, index) => isShown(version, said[index]!))
}

/** The lines of a narrative, in order, wherever in the report they stand. */
function judgeText(order: ChartOrder, { text, documents }: Exclude<ChartShape, string>, { fail }: Look): Failure[] {
  const lines = order.components.flatMap((each) => {
    const { value } = shown(each)
    return value.split(/~|\\.br\\|\n/)
  })
  let at = 0
  const missing = (text ?? []).find((line) => {
    const found = lines.findIndex((each, index) => index >= at && each.includes(line))
    at = found + 1
    return found < 0
  })
  const count = order.components.filter((each) => /\^(?:pdf|application)\^|\^Base64\^/i.test(shown(each).value)).length
  return [
    ...(missing === undefined ? [] : fail('report', `the line "${missing}"`, lines.join(' / ') || 'no text')),
    ...(documents === undefined || count === documents ? [] : fail('documents', String(documents), String(count))),
  ]
}
