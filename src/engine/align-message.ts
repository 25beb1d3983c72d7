// The rules of alignment on a message as it is processed: what they see is counted, and the flow's policy says whether the
// message goes on. The one thing to know: a doubt about a flag, a range, a time or a change never holds a result, and what
// the hospital has accepted neither holds nor raises anything. What passes and is critical is owned in own-findings.ts.
import { addCounts } from '../alignment/message/finding-count.ts'
import type { Notice } from '../alignment/message/notices.ts'
import { type Applied, graver, type Verdict } from '../mapping/index.ts'
import type { Concern } from '../ownership/exception.ts'
import type { Flow } from '../site/shapes/flow.ts'
import type { Batch } from './batch.ts'
import type { Readable } from './prepare.ts'

/** What alignment makes of a message on one flow. */
export type Alignment = {
  readonly verdict: Verdict
  /** What must be told where it is held or refused. */
  readonly concerns: readonly Concern[]
  /** What is critical and passes all the same, to be owned once the orders of the message are known. */
  readonly passing: readonly Passing[]
}

/** A critical finding that the policy lets pass. */
export type Passing = {
  readonly notice: Notice
  /** The same as it is counted: what is beyond so many kinds is one. */
  readonly counted: Notice
}

const nothing: Alignment = { verdict: 'pass', concerns: [], passing: [] }

/** Judges a message on each of its flows; counts what is found, once for each message. */
export function alignMessage(
  batch: Batch,
  ready: Readable,
  mapped: readonly { readonly flow: Flow; readonly applied: Applied }[],
): readonly Alignment[] {
  const { judge } = batch.rules.alignment
  const { stored, message } = ready
  const seen = new Set<string>()
  return mapped.map(({ flow, applied }) => {
    const outputs = applied.failed ? [] : applied.outputs
    const arrival = { system: stored.system, messageId: stored.id, receivedAt: stored.receivedAt }
    const notices = judge.judge({ ...arrival, message, flow, outputs })
    if (notices.length === 0) return nothing
    for (const notice of notices) {
      const counted = batch.rules.alignment.counted(notice)
      if (seen.has(counted.key)) continue
      seen.add(counted.key)
      count(batch, counted, stored.id)
    }
    return reaction(batch, flow, notices)
  })
}

function count(batch: Batch, { rule, told, key, severity }: Notice, messageId: number): void {
  const known = batch.findings.get(key)
  const { subject, counterpart = null, variant = '', says } = told
  const words = { key, rule: rule.name, severity, subject, counterpart, variant, says }
  const made = { ...words, count: 1, firstAt: batch.now, lastAt: batch.now, examples: [messageId] }
  batch.findings.set(key, known ? addCounts(known, made) : made)
}

/**
 * By the flow's policy: the rule by its name, else its severity. What the same observation shows as it goes out is the same
 * thing to do, and is not told twice.
 */
function reaction(batch: Batch, flow: Flow, notices: readonly Notice[]): Alignment {
  const { isAccepted, counted } = batch.rules.alignment
  let verdict: Verdict = 'pass'
  const concerns: Concern[] = []
  const passing: Passing[] = []
  const told = new Set<string>()
  for (const notice of notices) {
    if (isAccepted(notice, batch.now)) continue
    const asked = policyFor(flow, notice)
    verdict = graver(verdict, asked)
    if (asked === 'pass' && notice.severity !== 'critical') continue
    if (told.has(notice.echoes ?? '')) continue
    told.add(notice.key)
    if (asked === 'pass') passing.push({ notice, counted: counted(notice) })
    else concerns.push(concernOf(counted(notice), consequence[asked]))
  }
  if (verdict === 'pass' && passing.length === 0) return nothing
  return { verdict, concerns: verdict === 'pass' ? [] : distinct(concerns), passing }
}

function policyFor({ alignment }: Flow, { rule, severity }: Notice): Verdict {
  if (!alignment || rule.isDoubt) return 'pass'
  return alignment.rules[rule.name] ?? alignment[severity]
}

const consequence = {
  hold: 'The message is held.',
  reject: 'The message does not go out: the flow refuses it whole.',
} as const

/** The concern of a finding. `what`: what becomes of the message, and what is to be done at once. */
export function concernOf({ rule, told, key, severity }: Notice, what: string): Concern {
  const { system, code } = told.subject
  const remedy = told.remedy ?? rule.remedy
  return {
    kind: 'alignment-finding',
    severity,
    text: `${code} of ${system}: ${told.says} ${what} ${remedy} "labloop align --explain ${rule.name}" says more.`,
    cause: `alignment-finding|${key}`,
  }
}

function distinct(concerns: readonly Concern[]): readonly Concern[] {
  return [...new Map(concerns.map((concern) => [concern.cause, concern])).values()]
}
