// Whether a result asks for another test, by the conditions of a workflow's reflex rules. The one thing to know: a value
// that cannot be compared asks for nothing; "<0.01" is below 0.45 for certain, and "<5" is above 4.5 perhaps.
import type { Observation, ObservationVersion, Order } from '../ledger/order.ts'
import { type Condition, type Loop, listOf, type Workflow } from '../site/shapes/workflow.ts'

export type ReflexRule = Extract<Loop, { loop: 'reflex' }>

export function reflexesOf({ loops }: Workflow): readonly ReflexRule[] {
  return loops.filter((loop): loop is ReflexRule => loop.loop === 'reflex')
}

/** Since when the results of an order ask for the test of a rule, milliseconds; null where they do not. */
export function demandedAt(
  order: Order,
  rule: ReflexRule,
  codesOf: (component: string) => readonly string[] = (component) => [component],
): number | null {
  let since: number | null = null
  for (const condition of listOf(rule.when)) {
    const codes = codesOf(condition.component)
    for (const observation of order.observations) {
      const at = codes.includes(observation.code.code) ? heldSince(observation, condition) : null
      if (at !== null && (since === null || at < since)) since = at
    }
  }
  return since
}

/** Values of which the laboratory stands by; preliminary ones may still change. (HL7 table 0085) */
const stands: ReadonlySet<string> = new Set(['F', 'C', 'U', 'A', 'B', 'V'])

/** The moment at which the newest value came to hold; a correction that leaves it so changes nothing. */
function heldSince({ versions }: Observation, condition: Condition): number | null {
  let since: number | null = null
  for (const version of versions) {
    const holds = stands.has(version.status) && meets(version, condition)
    since = holds ? (since ?? version.seenAt) : null
  }
  return since
}

/** Whether a value meets everything that a condition says. */
export function meets({ value, flags }: Pick<ObservationVersion, 'value' | 'flags'>, condition: Condition): boolean {
  const { above, at_least, below, at_most, equals, flag } = condition
  const range = numberOf(value)
  if (above !== undefined && !(range && (range.from > above || (range.from === above && range.openFrom)))) return false
  if (at_least !== undefined && !(range && range.from >= at_least)) return false
  if (below !== undefined && !(range && (range.to < below || (range.to === below && range.openTo)))) return false
  if (at_most !== undefined && !(range && range.to <= at_most)) return false
  if (equals !== undefined && !listOf<string>(equals).some((one) => isText(value, one))) return false
  if (flag !== undefined && !listOf<string>(flag).some((one) => flags.split(/[~^]/).includes(one))) return false
  return true
}

function isText(value: string, wanted: string): boolean {
  const [code = ''] = value.split('^')
  return [value, ...value.split('^').slice(0, 2), code].some((one) => one.trim().toLowerCase() === wanted.toLowerCase())
}

/** Between which numbers a value lies; the ends count unless they are open. */
type Range = { readonly from: number; readonly openFrom: boolean; readonly to: number; readonly openTo: boolean }

const plain = /^[+-]?(\d+(\.\d*)?|\.\d+)$/

/** `4.2`; `<0.01` and `<^0.01` (SN); `2^-^5`. Null where it is no number. (HL7 v2.5.1 §2.A.70) */
export function numberOf(value: string): Range | null {
  const text = value.trim()
  const [, comparator = '', first = '', separator = '', second = ''] =
    /^(<=|>=|<|>|=|)\^?([^^]*?)(?:\^([-:/+]?)\^([^^]*))?$/.exec(text) ?? []
  if (!plain.test(first.trim())) return null
  const number = Number(first)
  if (separator === '-' && plain.test(second.trim()))
    return { from: number, openFrom: false, to: Number(second), openTo: false }
  if (separator !== '' || (second !== '' && second.trim() !== '')) return null
  const open = comparator === '<' || comparator === '>'
  if (comparator.startsWith('<')) return { from: Number.NEGATIVE_INFINITY, openFrom: true, to: number, openTo: open }
  if (comparator.startsWith('>')) return { from: number, openFrom: open, to: Number.POSITIVE_INFINITY, openTo: true }
  return { from: number, openFrom: false, to: number, openTo: false }
}
