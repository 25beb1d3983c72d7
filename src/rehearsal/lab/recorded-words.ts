// What a silent lab's book learns from the messages that it is made to send: its orders, numbers, states and results. The
// one thing to know: without it nobody could judge whether a chart shows what a recorded lab said last.
import type { Message } from '../../hl7/index.ts'
import { reported } from '../ehr/heard.ts'
import { type OrderGroup, orderGroups, text } from '../lines/order-groups.ts'
import { understood, type Voice } from '../lines/voice.ts'
import type { LabEntry, LabState } from './lab-book.ts'
import { orderIn } from './lab-intake.ts'
import type { LabObservation, LabOrder } from './lab-messages.ts'

/**
 * The entries that a message of the lab's changes, one after the other: whoever keeps each before asking for the next has them
 * right where two groups of one message are about one order. `meant` finds what the book has of an order.
 */
export function* learned(
  message: Message,
  voice: Voice,
  meant: (order: LabOrder) => LabEntry | undefined,
): Generator<LabEntry, void, undefined> {
  for (const group of orderGroups(message)) {
    const said = orderIn(message, group)
    const known = meant(said)
    // A word on an order that it was never sent and gives no result for leaves nothing to judge.
    if (known || group.observations.length > 0) yield entryAfter(known ?? opened(said), said, group, voice)
  }
}

/** An order of which the book has nothing yet. */
export function opened(order: LabOrder): LabEntry {
  const plan = { answer: 'silent', steps: [], spoil: 'none' } as const
  return { order, plan, state: 'accepted', stepsLeft: [], observations: [] }
}

function entryAfter(before: LabEntry, said: LabOrder, group: OrderGroup, voice: Voice): LabEntry {
  const filler = said.filler.number === '' ? before.order.filler : said.filler
  const isReport = group.observations.length > 0
  return {
    ...before,
    order: { ...before.order, filler },
    state: stateAfter(group, voice, before.state, isReport),
    observations: isReport ? merged(before.observations, observationsIn(group, voice)) : before.observations,
  }
}

/** Words that say by themselves how an order stands. (HL7 table 0119) */
const states: Readonly<Record<string, LabState>> = {
  UA: 'refused',
  DR: 'discontinued',
  RQ: 'replaced',
  HR: 'held',
  OR: 'accepted',
}

/** OBR-25 (HL7 table 0123) of a report, ORC-1 and ORC-5 (tables 0119, 0038) of a word. */
function stateAfter(group: OrderGroup, voice: Voice, before: LabState, isReport: boolean): LabState {
  if (isReport) {
    const status = understood(voice, 'result_status', text(group.obr, 25))
    return status === 'F' ? 'final' : status === 'C' ? 'corrected' : status === 'X' ? 'cancelled' : 'partial'
  }
  const control = understood(voice, 'order_control', text(group.orc, 1))
  const plain = states[control]
  if (plain) return plain
  const isCancelled = ['CR', 'OC'].includes(control) || understood(voice, 'order_status', text(group.orc, 5)) === 'CA'
  return isCancelled ? 'cancelled' : before
}

function observationsIn(group: OrderGroup, voice: Voice): readonly LabObservation[] {
  const { components = [] } = reported(voice, {}, group)
  return components.map(({ component, name, subId, value, unit, range, flags, status, note }, index) => ({
    ...{ component, name, loinc: '', loincName: '', value, unit, range, flags, status, note },
    valueType: text(group.observations[index]?.obx, 2),
    ...(subId === '' ? {} : { subId }),
  }))
}

/** What is said anew takes the place of what was said of the same component; the rest stays. */
function merged(before: readonly LabObservation[], said: readonly LabObservation[]): readonly LabObservation[] {
  const same = (a: LabObservation, b: LabObservation) => a.component === b.component && a.subId === b.subId
  return [...before.filter((old) => !said.some((each) => same(old, each))), ...said]
}
