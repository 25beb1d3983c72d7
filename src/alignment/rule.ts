// What a rule of alignment is: words for people, and one or more checks. The one thing to know: a check only tells what it
// sees; what becomes of a message is the flow's policy, and what becomes of a finding is a person's decision.
import type { RuleName } from '../site/shapes/alignment.ts'
import type { Family, Severity, Told } from './finding.ts'
import type {
  SeenCrossing,
  SeenHistory,
  SeenMessage,
  SeenOrder,
  SeenReport,
  SeenShape,
  SeenValue,
} from './message/seen.ts'
import type { Pair } from './pair/pair.ts'
import type { Side } from './pair/side.ts'

export type Tell = (told: Told) => void

/** What people read of a rule; docs/alignment.md is made from it. */
export type RuleWords = {
  /** As the file is named: `unit-not-commensurable`. */
  readonly name: RuleName
  readonly family: Family
  /** How grave a finding is unless it says otherwise. */
  readonly severity: Severity
  /** One sentence: what it finds. */
  readonly finds: string
  /** Why that harms a patient or misleads somebody. */
  readonly explanation: string
  /** A believable case. */
  readonly example: string
  /** What to do. */
  readonly remedy: string
  /** A doubt about a flag, a range or a change: it never holds a result, whatever a flow says (design §4.6). */
  readonly isDoubt?: true
  /**
   * What somebody must do at once for the patient of each message that shows it. Where a rule says this, what it finds is wrong
   * of this one result, whatever the catalogs say, and each is owned by itself; else one thing is to be mended, in a catalog, a
   * range or a sender, and is owned once (0071).
   */
  readonly eachResult?: string
}

/** Checks of catalogs, before anything is sent. */
export type CatalogChecks = {
  /** One system's catalog in itself. */
  readonly catalog?: (side: Side, tell: Tell) => void
  /** Two systems that exchange messages, with the maps between them. */
  readonly pair?: (pair: Pair, tell: Tell) => void
}

/** Checks of a message as it is processed. */
export type MessageChecks = {
  /** One OBX without its value, as sent and as passed on. Judged once for each such combination. */
  readonly shape?: (seen: SeenShape, tell: Tell) => void
  /** What the flow's steps made of a shape. Judged once for each such combination. */
  readonly crossing?: (seen: SeenCrossing, tell: Tell) => void
  /** One OBX with its value and the ranges that hold for the patient. Judged once for each such combination. */
  readonly value?: (seen: SeenValue, tell: Tell) => void
  /** One OBX with what was seen before. */
  readonly history?: (seen: SeenHistory, tell: Tell) => void
  /** One report: an OBR with its observations. */
  readonly report?: (seen: SeenReport, tell: Tell) => void
  /** One order with its answers and specimens. */
  readonly order?: (seen: SeenOrder, tell: Tell) => void
  /** A message of results of which fewer observations, or fewer with a value, go out than came. */
  readonly fewer?: (seen: SeenMessage, tell: Tell) => void
  /** The message as a whole. */
  readonly message?: (seen: SeenMessage, tell: Tell) => void
}

export type Rule = RuleWords & CatalogChecks & MessageChecks

const checksOfMessages = ['shape', 'crossing', 'value', 'history', 'report', 'order', 'fewer', 'message'] as const

/** Whether a rule is asked of messages; not only of catalogs. */
export function asksMessages(rule: Rule): boolean {
  return checksOfMessages.some((check) => rule[check] !== undefined)
}
