// How a live run is judged: the books of the real system are read off the wire and its census, and then the scenario and the
// judges of every run look as they look at any other. The one thing to know: what cannot be seen is said, and never passes
// for seen.
import type { CensusPage } from '../../engine/ports/census.ts'
import type { Cast } from '../play/cast.ts'
import type { Evidence, Violation } from '../play/evidence.ts'
import { type Failure, judge } from '../scenario/judge.ts'
import type { Prepared } from '../scenario/prepare.ts'
import { askedBy, excused, notPlayed, numbered } from '../scenario/run.ts'
import { type RealSide, withFarEnd } from './far-end.ts'
import { judgesOf, type Limit, limitsOf } from './judges.ts'
import { untold } from './questions.ts'
import { shadowEhr } from './shadow-ehr.ts'
import { shadowLab } from './shadow-lab.ts'

export type LiveJudgement = {
  readonly failures: readonly Failure[]
  readonly violations: readonly Violation[]
  /** Names of the judges who looked. */
  readonly judges: readonly string[]
  /** What they could not see. */
  readonly limits: readonly Limit[]
  readonly evidence: Evidence
}

type Left = Omit<Evidence, 'excused'>
type Seen = {
  readonly real: RealSide
  readonly census?: (() => Promise<readonly CensusPage[]>) | undefined
  /** Somebody stopped it: nothing is judged. */
  readonly stopped: boolean
}

/** Judges what a live run left. A census that cannot be read at the end fails it. */
export async function judgedLive(prepared: Prepared, left: Left, cast: Cast, seen: Seen): Promise<LiveJudgement> {
  const { real, stopped } = seen
  const census = stopped || real === 'lab' ? null : await read(seen.census)
  const pages = Array.isArray(census) ? census : []
  const whole = wholeOf(left, prepared, cast, real, pages)
  const evidence: Evidence = { ...whole, excused: excused(prepared, whole) }
  const limits = limitsOf(real, pages.length > 0)
  if (stopped) return { failures: [], violations: [], judges: [], limits, evidence }
  const judges = askedBy(prepared, judgesOf(limits))
  const failures = [
    ...notPlayed(prepared, evidence.notPlayed),
    ...waiting(evidence, real),
    ...(typeof census === 'string' ? [unread(census)] : []),
    ...judge(prepared, evidence).filter((failure) => isReadable(failure, prepared, real, pages.length > 0)),
  ]
  const violations = judges.flatMap((checker) => checker.check(evidence))
  return { failures, violations, judges: judges.map(({ name }) => name), limits, evidence }
}

/** The pages, the code of why they could not be read, or null where there is no census. */
async function read(census: Seen['census']): Promise<readonly CensusPage[] | string | null> {
  if (!census) return null
  return census().catch((error: Error & { readonly code?: string }) => error.code ?? error.name)
}

function unread(code: string): Failure {
  return { subject: 'the census of the real system', where: 'run', expected: 'that it can be read', shown: code }
}

/** What was left, with the real system's books in the place of the virtual one's. */
function wholeOf(left: Left, prepared: Prepared, cast: Cast, real: RealSide, pages: readonly CensusPage[]): Left {
  const frames = withFarEnd(left.frames, real)
  const books = real === 'lab' ? { lab: shadowLab(frames, left.site, cast) } : { ehr: shadowEhr(frames, pages) }
  return { ...left, frames, ...books, keys: numbered(prepared, new Map(cast.keys)) }
}

/** Whether a failure is read from something that is there: what no message says is looked at by a person. */
function isReadable(
  { where, subject, expected }: Failure,
  prepared: Prepared,
  real: RealSide,
  hasChart: boolean,
): boolean {
  if (real === 'lab') return where !== 'lab' || !untold(prepared).has(subject)
  return where !== 'chart' && (hasChart || expected !== 'proven')
}

/** What waits for the real system: it went away, or takes nothing. */
function waiting({ labloop, site }: Evidence, real: RealSide): readonly Failure[] {
  const role = real === 'ehr' ? 'ehr' : 'lis'
  const system = site.systems.find((one) => one.role === role)
  return (system?.connections ?? []).flatMap(({ id, host, port }) => {
    const left = labloop.deliveries.filter((one) => one.destination === id && isOnTheWay(one.state))
    if (left.length === 0) return []
    const [first] = left
    const shown = `${left.length} wait for an answer, from ${first!.controlId || `delivery ${first!.id}`} on: nobody answers there`
    return [
      { subject: `${id} (${host}:${port})`, where: 'run' as const, expected: 'that it takes what it is sent', shown },
    ]
  })
}

function isOnTheWay(state: Evidence['labloop']['deliveries'][number]['state']): boolean {
  return state === 'queued' || state === 'sent'
}
