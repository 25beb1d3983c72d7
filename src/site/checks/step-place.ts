// One step of a flow where it stands, and what every check of steps does: report at a setting, read a path, refuse to
// author. The one thing to know: a place is the step's own, so that each check says only which setting is wrong.
import { engineHeaderFields, isProtected, single } from '../content-rules.ts'
import type { FlowPart } from '../parts.ts'
import { atHand, type Place, placeOf } from '../place.ts'
import type { Position, Report } from '../problem.ts'
import type { Step } from '../shapes/flow.ts'
import { quoted } from '../suggest.ts'
import type { Path } from '../yaml-file.ts'
import { checkKnown } from './paths.ts'

/** One step where it stands. */
export type StepPlace = {
  readonly flow: FlowPart
  readonly step: Step
  readonly at: Path
  /** The segment of the loop around it, or ''. */
  readonly loop: string
  readonly ofResults: boolean
  readonly report: Report
}

/** What is reported at a setting of a step. */
export function tell(
  { flow, at, report }: StepPlace,
  setting: Path,
  code: Parameters<Report['error']>[0],
  details: Parameters<Report['error']>[3],
): void {
  report.error(code, flow.source.file, flow.source.at([...at, ...setting]), details)
}

/** A path of a step, compiled; a target that does not say which of several segments is an error. */
export function checkPath(place: StepPlace, setting: Path, path: string, isTarget: boolean): Place | undefined {
  const { flow, at, report, loop } = place
  const found = placeOf(path)
  const position = flow.source.at([...at, ...setting])
  if (!found) {
    report.error('site-path', flow.source.file, position, { given: quoted(path) })
    return undefined
  }
  checkKnown(path, flow.source.file, position, report)
  if (loop !== '') checkInLoop(place, found, position, isTarget)
  else if (isTarget && found.index === atHand && !single.has(found.segment))
    report.error('site-path-index', flow.source.file, position, {
      given: quoted(path),
      allowed: `${found.segment}[*]${path.slice(3)} for each of them, ${found.segment}[1]${path.slice(3)} for the first`,
    })
  return found
}

/** In a loop a path means the segment at hand; only what is read may lie elsewhere, at one place. */
function checkInLoop({ flow, report }: StepPlace, found: Place, position: Position, isTarget: boolean): void {
  if (found.index === atHand || (found.index > 0 && !isTarget)) return
  report.error('site-path-index', flow.source.file, position, {
    message: 'Inside for_each a path means the segment at hand.',
    given: quoted(found.text),
    allowed: quoted(found.text.replace(/\[[^\]]*\]/, '')),
    remedy: 'Take the index out, or put the step behind the loop.',
  })
}

/** No step authors protected content, and the engine writes its own part of the header. */
export function checkAuthor(place: StepPlace, setting: Path, target: Place, what: string): void {
  if (isProtected(target, place.ofResults)) tell(place, setting, 'site-step-content', { given: what })
  if (target.segment === 'MSH' && engineHeaderFields.includes(target.field))
    tell(place, setting, 'site-step-header', { given: what })
}
