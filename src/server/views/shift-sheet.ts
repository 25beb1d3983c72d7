// The shift sheet: of the results verified in a span of time, how many are proven in the chart, and for each of the others
// why it is not and who has it. It prints as it reads, for the lab to initial and keep.
import type { OrderRecord, VerifiedRecord } from '../../adapters/postgres/query.ts'
import type { Word } from '../../ledger/order.ts'
import { type Carrier, type Way, wayOf } from '../../ledger/way.ts'
import { isByPerson, isRefused, isUntaken, isWithheld } from '../../ledger/words.ts'
import type { Exception } from '../../ownership/exception.ts'
import { agreeing } from '../../site/counted.ts'
import { momentText } from '../moment.ts'
import { age } from '../pages/words.ts'
import { byClock, numberOf, type SiteNames } from './rows.ts'

export type ShiftLine = {
  readonly orderId: number
  readonly fillerNumber: string
  readonly placerNumber: string
  readonly test: string
  readonly why: string
  readonly who: string
}

export type ShiftSheet = {
  readonly title: string
  readonly timeZone: string
  /** Milliseconds; `to` is not in the span. */
  readonly from: number
  readonly to: number
  readonly madeAt: number
  /** Orders with a final or corrected result in the span. */
  readonly verified: number
  readonly proven: number
  /** Acknowledged by the receiver, and not seen in its chart. */
  readonly unproven: number
  /** Not acknowledged: a person answers for it that they are settled. */
  readonly settled: number
  /** That no flow takes to the other side. */
  readonly unsent: number
  readonly lines: readonly ShiftLine[]
  /** Open exceptions on anything else. */
  readonly otherExceptions: number
}

export type ShiftSources = {
  readonly title: string
  readonly timeZone: string
  readonly from: number
  readonly to: number
  readonly now: number
  readonly orders: readonly VerifiedRecord[]
  readonly exceptions: readonly Exception[]
  readonly names: SiteNames
}

export function shiftSheet(sources: ShiftSources): ShiftSheet {
  const { orders, exceptions, names, now, title, timeZone, from, to } = sources
  const apart = orders.filter(({ proven, loop }) => !(loop === 'agreed' && proven))
  const ids = new Set(apart.map(({ order }) => order.id))
  return {
    ...{ title, timeZone, from, to, madeAt: now },
    verified: orders.length,
    proven: orders.length - apart.length,
    ...restingOn(apart),
    lines: mostUrgentFirst(apart, exceptions).map(({ record, own }) => shiftLine(record, own, names, now)),
    otherExceptions: exceptions.filter(({ orderIds }) => !orderIds.some((id) => ids.has(id))).length,
  }
}

/** What those that agree without proof rest on: each counts once. */
function restingOn(apart: readonly OrderRecord[]): Pick<ShiftSheet, 'unproven' | 'settled' | 'unsent'> {
  const resting = { unproven: 0, settled: 0, unsent: 0 }
  for (const { order, loop } of apart) {
    if (loop !== 'agreed') continue
    const words = order.words.filter(({ side }) => side === 'filler')
    if (words.some(isByPerson)) resting.settled++
    else if (words.every(({ to }) => to === '')) resting.unsent++
    else resting.unproven++
  }
  return resting
}

type Owned = { readonly record: VerifiedRecord; readonly own: readonly Exception[] }

/** Each with its exceptions; what nobody needs to act on stands last, as it came. */
function mostUrgentFirst(records: readonly VerifiedRecord[], exceptions: readonly Exception[]): readonly Owned[] {
  const open = [...exceptions].sort(byClock)
  const owned = records.map((record) => ({
    record,
    own: open.filter(({ orderIds }) => orderIds.includes(record.order.id)),
  }))
  const clock = ({ own }: Owned) => own[0]?.dueAt ?? Number.MAX_VALUE
  return owned.sort((a, b) => clock(a) - clock(b))
}

function shiftLine(record: VerifiedRecord, own: readonly Exception[], names: SiteNames, now: number): ShiftLine {
  const { order } = record
  return {
    orderId: order.id,
    fillerNumber: numberOf(order, 'filler'),
    placerNumber: numberOf(order, 'placer'),
    test: order.test?.name || order.test?.code || '',
    why: [...own.map(({ text }) => text), howFar(record, names)].join(' '),
    who: owners(own, names, now) || 'nobody needs to act',
  }
}

/** Each team once, with the clock that ends first of what nobody has taken, and who has taken the rest. */
function owners(own: readonly Exception[], names: SiteNames, now: number): string {
  const teams = [...new Set(own.map(({ team }) => team))]
  return teams
    .map((team) => {
      const ofTeam = own.filter((one) => one.team === team)
      const next = ofTeam.find(({ status }) => status !== 'taken')
      const takers = [...new Set(ofTeam.filter(({ status }) => status === 'taken').map(({ takenBy }) => takenBy))]
      const taken = takers.length === 0 ? [] : [`taken by ${takers.join(' and ')}`]
      return [names.team(team), ...(next ? [`assigned, ${clockText(next, now)}`] : []), ...taken].join(', ')
    })
    .join('; ')
}

function clockText({ dueAt }: Exception, now: number): string {
  return dueAt < now ? `${age(now - dueAt)} past its clock` : `within ${age(dueAt - now)}`
}

/** How far the words of the laboratory have come, whatever the exceptions say: their text was made when they were raised. */
function howFar({ order, loop, proven, carriers }: VerifiedRecord, names: SiteNames): string {
  const words = order.words.filter(({ side, to }) => side === 'filler' && to !== '')
  if (proven) return 'The chart is shown to hold what the laboratory last said.'
  // What has not come to the other side is told before what has, and is only not shown to be filed.
  const untaken = words.find(isUntaken)
  const behind = untaken ?? words.find(({ level }) => level !== 'filed')
  if (loop === 'on-course')
    return `Under way: ${behind ? taken(behind, names, carriers) : 'the next step is not due yet'}.`
  if (words.length === 0) return 'No flow takes it to the other side, so nothing shows it in a chart.'
  const told = untaken ?? words.find(isByPerson) ?? behind
  return told ? `${capital(taken(told, names, carriers))}, not seen in its chart.` : 'Nothing shows it in the chart.'
}

const onItsWay: Readonly<Record<Way, (who: string) => string>> = {
  held: (who) => `held here and not sent to ${who}`,
  'held-in-part': (who) => `held here in part, and that part not sent to ${who}`,
  'held-after': (who) => `sent to ${who}, not taken, and held here`,
  waiting: (who) => `waiting here and not sent to ${who} yet`,
  sent: (who) => `not acknowledged by ${who} yet`,
}

function taken(word: Word, names: SiteNames, carriers: readonly Carrier[]): string {
  const { level, to, by } = word
  if (isWithheld(word)) {
    return by === 'rejected'
      ? `refused by its flow to ${names.system(to)}`
      : `withdrawn on its way to ${names.system(to)}`
  }
  if (by === 'operator') return `brought to ${names.system(to)} by other means, as a person said`
  if (by === 'person') return `settled by a person for ${names.system(to)}`
  if (isRefused(word)) return `refused by ${names.system(to)} (${by})`
  if (level === 'sent') return onItsWay[wayOf(word, carriers)](names.system(to))
  return `${level} by ${names.system(to)}${by ? ` (${by})` : ''}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** As text of at most 100 columns. */
export function shiftSheetText(sheet: ShiftSheet): string {
  const { title, timeZone, from, to, madeAt, verified, proven, unproven, settled, unsent, lines, otherExceptions } =
    sheet
  const count = (number: number) => number.toLocaleString('en-US').padStart(9)
  const moment = (at: number) => momentText(at, timeZone)
  const owned = lines.length - unproven - settled - unsent
  return [
    `Shift sheet · ${title}`,
    `Results verified from ${moment(from)} to ${moment(to)} (${timeZone})`,
    `Made ${moment(madeAt)}`,
    '',
    `${count(verified)} ${agreeing(verified, 'result', 'results')} verified (final or corrected)`,
    `${count(proven)} proven in the chart`,
    `${count(unproven)} acknowledged and not proven`,
    ...(settled ? [`${count(settled)} not acknowledged, and settled by a person`] : []),
    ...(unsent ? [`${count(unsent)} that no flow takes to the other side`] : []),
    `${count(owned)} under way or owned`,
    '',
    ...body(sheet),
    otherExceptions
      ? `${otherExceptions} open ${agreeing(otherExceptions, 'exception concerns', 'exceptions concern')} other orders or messages.`
      : 'Nothing else is open.',
    '',
    'Read by ______________________   Initials ________   Time ____________',
    '',
  ].join('\n')
}

/** What is to be done about the results; of none nothing is claimed. */
function body({ verified, lines }: ShiftSheet): string[] {
  if (lines.length) return ['Not proven in the chart, why, and who has them:', '', ...lines.flatMap(lineText)]
  if (verified) return ['Every one of them is proven.', '']
  return ['No result was verified in this span, so none is proven. Is it the right site, and the right span?', '']
}

function lineText(line: ShiftLine): string[] {
  const numbers = [line.fillerNumber, line.placerNumber].filter(Boolean).join('  ') || `order #${line.orderId}`
  return [`  [ ] ${numbers}  ${line.test}`, ...folded(`why: ${line.why}`), ...folded(`who: ${line.who}`), '']
}

/** Words folded to the width of a page. */
function folded(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < 88) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.map((line, index) => `      ${index ? '     ' : ''}${line}`)
}
