// The last look at what a flow's steps made: whether its receiver can take the status of every result (OBX-11, limits of the
// system). The one thing to know: a receiver that has no word for a status acknowledges and drops it, so a status that the
// steps left untranslated goes by the flow's policy for codes without a row, and never out of sight.
import type { Flow } from '../../site/shapes/flow.ts'
import type { Site } from '../../site/shapes/site.ts'
import { mayShow } from '../concern.ts'
import { type Draft, fieldBytes, textOf } from '../draft.ts'
import { codes } from '../find-lines.ts'
import { type CompiledStep, type Run, raise } from './step-run.ts'

/** The look at the end of a flow of results; null where its receiver takes every status. */
export function takableStep(site: Site, flow: Flow): CompiledStep | null {
  const receiver = site.systems.find(({ id }) => id === flow.to)
  const statuses = receiver?.limits?.observation_statuses
  if (!receiver || !statuses || flow.kind !== 'results') return null
  const standard = receiver.dialect?.observation_status ?? {}
  const taken = new Set([...statuses, ...Object.keys(standard).filter((code) => statuses.includes(standard[code]!))])
  return (drafts, run) => {
    for (const draft of drafts) look(draft, run, flow, taken, statuses)
    return drafts
  }
}

function look(draft: Draft, run: Run, flow: Flow, taken: ReadonlySet<string>, allowed: readonly string[]): void {
  for (const line of draft.lines) {
    if (line.code !== codes.OBX) continue
    const status = textOf(draft, fieldBytes(line, 11))
    if (status !== '' && !taken.has(status)) untakable(run, flow, status, allowed)
  }
}

function untakable(run: Run, { to, unmapped: policy }: Flow, status: string, allowed: readonly string[]): void {
  const shown = mayShow('OBX-11', status)
  raise(run, policy, {
    kind: 'unmapped-code',
    severity: policy === 'pass' ? 'high' : 'critical',
    text:
      `OBX-11: ${to} does not take ${shown ? `the result status "${status}"` : 'a result status'}, only ${allowed.join(', ')} (limits.observation_statuses). ` +
      `${consequence[policy]} Tell the ward what the laboratory says, and give the status a row in the flow's map that leads to one that it takes.`,
    cause: `unmapped-code|${to}|observation-status|${shown ? status : 'OBX-11'}`,
  })
}

const consequence = {
  pass: 'The message is not held for this; the receiver may acknowledge it and drop the result.',
  hold: 'The message is held.',
  reject: 'The message does not go out: the flow refuses it whole.',
} as const
