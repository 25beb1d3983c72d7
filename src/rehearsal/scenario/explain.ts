// A scenario told in plain words: why it is rehearsed, who it is about, what happens when, and what is expected, with the
// real codes and times of the site. The one thing to know: nothing is run; this is what a lab manager reads and agrees to.
import { formatDateTime } from '../../hl7/index.ts'
import { counted } from '../../site/counted.ts'
import type { ZoneRules } from '../../site/time-zone.ts'
import type { Act, Handle } from '../play/act.ts'
import { spanText } from './field.ts'
import type { Prepared } from './prepare.ts'
import type { ChartShape, ComponentShown, HeldShape, InLabShape, RaisedShape, SaidShape } from './shape.ts'
import { type Naming, tellAct } from './tell-act.ts'
import { weatherInShort, weatherText } from './weather.ts'

/** The whole story, line by line. `zone`: the rules of the site's time zone. */
export function explain(prepared: Prepared, zone: ZoneRules): string {
  const { scenario } = prepared
  return [
    `${scenario.name}: ${scenario.title}`,
    `Group ${scenario.group}, family ${scenario.family} (stories of one kind share a family).`,
    '',
    scenario.why.trim(),
    `Asked for by: ${scenario.asked_by.join('; ')}.`,
    '',
    ...changes(prepared),
    'Who and what',
    ...cast(prepared),
    '',
    'What happens',
    ...happenings(prepared, zone),
    ...(scenario.weather === 'rough'
      ? [`  ${weatherText}`, ...weatherInShort(prepared).map((line) => `    ${line}`)]
      : []),
    '',
    'What is expected in the end',
    ...expectations(prepared),
    '',
  ].join('\n')
}

function changes({ scenario }: Prepared): string[] {
  if (!scenario.site) return []
  return ['Changed about the site for this story', `  ${JSON.stringify(scenario.site)}`, '']
}

function cast({ scenario, orders, play }: Prepared): string[] {
  const people = Object.entries(scenario.patients).map(([name, shape]) => {
    if (shape.count !== undefined) return `  ${name}: ${counted(shape.count, 'patient')}`
    const person = play.patients[name]!
    return `  ${name}: ${person.familyName}, ${person.givenName}; ${person.sex}; record number ${person.mrn}`
  })
  const ordered = Object.keys(scenario.orders).flatMap((name) => {
    const members = [...orders.values()].filter((each) => each.name === name)
    const first = members[0]
    if (!first) return []
    const codes = `EHR ${first.test.ehr || 'cannot order it'}, lab ${first.test.lab}`
    const shape = scenario.orders[name]!
    const many = members.length > 1 ? `${members.length} orders, ` : ''
    return [`  ${name}: ${many}${first.test.name} (${codes}) for ${shape.for}`]
  })
  return [...people, ...ordered]
}

/** How orders, patients and components are called in the sentences of a scenario. */
export function namingOf({ words }: Pick<Prepared, 'words'>): Naming {
  const component = (code: string) => words.labComponents.get(code)?.name ?? code
  return { order: (order: Handle) => order, patient: (patient: Handle) => patient, component }
}

/** Many acts that differ in the member of a group alone are told as one. */
const most = 3

function happenings({ play, start, words, scenario }: Prepared, zone: ZoneRules): string[] {
  const naming = namingOf({ words })
  const lines = play.acts.map(({ at_ms, ...act }) => ({ at_ms, text: tellAct(act as Act, naming) }))
  const isGrouped = play.acts.length > scenario.steps.length
  const told: string[] = []
  let [lastKind, repeated] = ['', 0]
  const flush = () => {
    if (repeated > most) told.push(`                       ... and ${repeated - most} more like it`)
  }
  for (const { at_ms, text } of lines) {
    const kind = text.replaceAll(/\d+/g, '#')
    if (kind !== lastKind) {
      flush()
      ;[lastKind, repeated] = [kind, 0]
    }
    repeated++
    if (!isGrouped || repeated <= most)
      told.push(`  ${clock(start + at_ms, zone)}  ${spanText(at_ms).padEnd(9)} ${text}.`)
  }
  flush()
  return told
}

/** `2026-11-23 06:00` in the site's time. */
function clock(at: number, zone: ZoneRules): string {
  // The offset of a wall time that is near enough: rules are asked by wall time, and change at night.
  const offset = zone(at + zone(at) * 60_000)
  const text = formatDateTime(at, { precision: 'second', offset_minutes: offset })
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)} ${text.slice(8, 10)}:${text.slice(10, 12)}`
}

function expectations({ scenario: { expect, orders } }: Prepared): string[] {
  const isStorm = expect.judged === 'as a storm'
  const untold = isStorm ? [] : Object.keys(orders).filter((name) => !(name in expect.chart))
  return [
    ...Object.entries(expect.chart).map(([name, chart]) => `  The chart, ${name}: ${chartText(chart)}.`),
    ...(untold.length > 0 ? [`  The chart, ${untold.join(', ')}: as the lab said.`] : []),
    ...Object.entries(expect.labloop).map(([name, held]) => `  Labloop holds ${name}: ${heldText(held)}.`),
    ...(expect.agreed_at_least === undefined
      ? []
      : [`  At least ${expect.agreed_at_least * 100} % of all orders agree.`]),
    ...Object.entries(expect.lab).map(([name, held]) => `  The lab’s book, ${name}: ${bookText(held)}.`),
    ...expect.exceptions.map((raised) => `  ${raisedText(raised)}.`),
    ...Object.entries(expect.cannot_agree).map(([name, why]) => `  Somebody may own ${name}: ${why}.`),
    isStorm
      ? '  All orders are at rest; charts and exceptions are as the judges of every run allow.'
      : '  No other exception is open.',
    ...(expect.never.length > 0 ? [`  Never raised: ${expect.never.join(', ')}.`] : []),
    ...expect.messages.map((said) => `  ${saidText(said)}.`),
  ]
}

/** What a chart is expected to show, in words. */
export function chartText(chart: ChartShape): string {
  if (typeof chart === 'string') return chart
  const { status, reason, shows = {}, rest, within, text, documents } = chart
  const parts = [
    chart.in ? `in the chart of ${chart.in}` : '',
    status ? `status ${status}` : '',
    reason ? `reason "${reason}"` : '',
    ...Object.entries(shows).map(([name, shown]) => `${name} ${componentText(shown)}`),
    text ? `the report says ${text.map((line) => `"${line}"`).join(', ')}` : '',
    documents === undefined ? '' : counted(documents, 'document'),
    within === undefined ? '' : `within ${spanText(within)}`,
    `the rest ${rest}`,
  ]
  return parts.filter((part) => part !== '').join('; ')
}

function componentText(shown: ComponentShown): string {
  if (typeof shown !== 'object') return `${shown} (final)`
  const { value, label = 'final', earlier, flag, unit, range, note } = shown
  const parts = [
    label,
    earlier ? `before it ${earlier.join(', ') || 'nothing'}` : '',
    flag === undefined ? '' : `flag ${flag || 'none'}`,
    unit ? `unit ${unit}` : '',
    range ? `range ${range}` : '',
    note ? `comment "${note}"` : '',
  ]
  return `${value ?? ''} (${parts.filter((part) => part !== '').join('; ')})`.trim()
}

function heldText(held: HeldShape): string {
  if (typeof held === 'string') return held
  const { loop, proven, state, taken } = held
  const parts = [
    loop ?? '',
    proven === undefined ? '' : proven ? 'proven' : 'not proven',
    state ?? '',
    taken ? `its last word ${taken}` : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function raisedText({ kind, about, owner, severity, is, times, optional }: RaisedShape): string {
  const whose = owner
    ? `, owned by ${{ ehr: 'the EHR’s team', lab: 'the lab’s team', interface: 'the interface team' }[owner]}`
    : ''
  const how = `${severity ? `${severity}, ` : ''}${is === 'either' ? 'open or closed' : is}`
  return `${optional ? 'May be raised' : 'Raised'}: ${kind}${about ? ` on ${about}` : ''} (${how})${whose}${times ? `, ${counted(times, 'time')}` : ''}`
}

function bookText({ state, priority }: InLabShape): string {
  const parts = [state ?? '', priority === undefined ? '' : `priority ${priority}`].filter((part) => part !== '')
  return parts.join(', ') || 'there'
}

function saidText({ on, type, about, has = {}, times, at_least }: SaidShape): string {
  const fields = Object.entries(has).map(([path, value]) => `${path} ${value}`)
  const how = times !== undefined ? counted(times, 'time') : `at least ${counted(at_least ?? 1, 'time')}`
  return `On the line ${on}: ${type}${about ? ` about ${about}` : ''}${fields.length > 0 ? ` with ${fields.join(', ')}` : ''}, ${how}`
}
