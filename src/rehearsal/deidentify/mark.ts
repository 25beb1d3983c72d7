// The mark that a de-identified message carries in MSH-8, and its turn in the recording. The one thing to know: a shift of
// dates by patient hides when messages of different patients were said; the turn keeps the order, and nothing else does.
import { get, type Message } from '../../hl7/index.ts'

const form = /^DEIDENTIFIED (\d{1,12})$/

export function markOf(turn: number): string {
  return `DEIDENTIFIED ${String(turn).padStart(6, '0')}`
}

/** The turn that a de-identified message has, from 1; undefined where it carries no mark. */
export function turnOf(message: Message): number | undefined {
  const found = form.exec(get(message, 'MSH-8') ?? '')
  return found ? Number(found[1]) : undefined
}
