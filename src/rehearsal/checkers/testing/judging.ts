// How the tests of the judges ask them about a run that was made by hand, and what they take out of it.
import { Buffer } from 'node:buffer'
import type { Evidence } from '../../play/evidence.ts'
import { judge } from '../index.ts'
import type { HandMade } from './hand-made.ts'

/** Who says what of a run. */
export function said(run: HandMade, change: Partial<Evidence> = {}): string[] {
  return judge(run.evidence(change)).map(({ checker, subject, text }) => `${checker} ${subject}: ${text}`)
}

/** What one judge says. */
export function by(name: string, run: HandMade, change: Partial<Evidence> = {}): string[] {
  return said(run, change).filter((text) => text.startsWith(`${name} `))
}

/** Frames but those of these control ids on a line. */
export function without(run: HandMade, line: string, controlId: string): void {
  const kept = run.frames.filter(
    (frame) =>
      frame.line !== line ||
      (!Buffer.from(frame.bytes).includes(`|${controlId}|`) && !Buffer.from(frame.bytes).includes(`|${controlId}\r`)),
  )
  run.frames.splice(0, run.frames.length, ...kept)
}

/** The EHR neither got nor filed what was sent under this control id. */
export function untaken(run: HandMade, controlId: string): void {
  without(run, 'labloop-to-ehr', controlId)
  run.events.splice(0, run.events.length, ...run.events.filter((event) => event.controlId !== controlId))
}

/** Whether a frame is the message of this control id on a line. */
export function isFrameOf({ line, kind, bytes }: Evidence['frames'][number], on: string, controlId: string): boolean {
  return line === on && kind === 'message' && Buffer.from(bytes).includes(`|${controlId}|`)
}

/** One component as a message files it. */
export function filed(value: string, status: string) {
  const rest = {
    alternate: '',
    name: '',
    subId: '',
    unit: '',
    range: '',
    note: '',
    flags: '',
    observedAt: '',
    performedBy: '',
  }
  return { status: 'CM', components: [{ ...rest, component: 'SUGAR', value, status }] }
}
