// The frames of a live run with what the real system must have seen at its own end of the wires, of which nobody could write
// anything down. The one thing to know: only what follows is added; what Labloop sent counts as arrived there only where an
// answer that names it came back, and what Labloop answered counts as heard, so that Labloop is held to it.
import { glance } from '../checkers/glance.ts'
import type { Line } from '../play/act.ts'
import type { Frame } from '../play/evidence.ts'

/** The system of a live run that is real. */
export type RealSide = 'ehr' | 'lab'

type Lines = { readonly inward: Line; readonly outward: Line }

const linesOf: Readonly<Record<RealSide, Lines>> = {
  ehr: { inward: 'ehr-to-labloop', outward: 'labloop-to-ehr' },
  lab: { inward: 'lab-to-labloop', outward: 'labloop-to-lab' },
}

/** The line on which the real system speaks. */
export function inwardOf(real: RealSide): Line {
  return linesOf[real].inward
}

/** Both ends of the wires, where only Labloop's end of those to the real system was written down. In order of `n`. */
export function withFarEnd(frames: readonly Frame[], real: RealSide): readonly Frame[] {
  const lines = linesOf[real]
  const answered = answeredAt(frames, lines)
  return frames.flatMap((frame) => {
    const { line, kind, end, n } = frame
    if (line === lines.inward && kind === 'message' && end === 'arrived')
      return [{ ...frame, n: n - 0.5, end: 'sent' as const }, frame]
    if (line === lines.inward && kind === 'answer' && end === 'sent')
      return [frame, { ...frame, n: n + 0.5, end: 'arrived' as const }]
    if (line === lines.outward && kind === 'answer' && end === 'arrived')
      return [{ ...frame, n: n - 0.5, end: 'sent' as const }, frame]
    if (line === lines.outward && kind === 'message' && end === 'sent' && isHeard(frame, frames, answered))
      return [frame, { ...frame, n: n + 0.5, end: 'arrived' as const }]
    return [frame]
  })
}

type Answers = ReadonlyMap<string, readonly number[]>

/** When answers came from the real system, by the control ID that they name: on the same line, or as messages of its own. */
function answeredAt(frames: readonly Frame[], { inward, outward }: Lines): Answers {
  const found = new Map<string, number[]>()
  for (const { line, kind, end, bytes, n } of frames) {
    const isItsWord =
      end === 'arrived' && ((line === outward && kind === 'answer') || (line === inward && kind === 'message'))
    const { answers } = isItsWord ? glance(bytes) : { answers: '' }
    if (answers !== '') found.set(answers, [...(found.get(answers) ?? []), n])
  }
  return found
}

/** Whether an answer came after this sending and before the next one of the same message: the others may have been lost. */
function isHeard({ line, bytes, n }: Frame, frames: readonly Frame[], answered: Answers): boolean {
  const { controlId } = glance(bytes)
  const next = frames.find(
    (other) =>
      other.n > n && other.line === line && other.end === 'sent' && glance(other.bytes).controlId === controlId,
  )
  const until = next?.n ?? Number.POSITIVE_INFINITY
  return (answered.get(controlId) ?? []).some((at) => at > n && at < until)
}
