// Codes that come again in message after message are read once. The one thing to know: only a field in plain ASCII without an
// escape is known by its bytes; what it says then depends on nothing else of its message, and the one object stands in all
// orders, which are cheaper to keep for that (docs/adr/0016).
import { apart, type Segment, usualField } from '../../hl7/index.ts'
import type { Code } from '../fact.ts'

/** More than these are not kept: a sender that writes a new name into each code is no worse off than before. */
const most_known = 4096
const longest_known = 200

/** One field without repetitions: printable ASCII but for the escape character and the repetition separator. */
const isPlain = /^[ -[\]-}]+$/

const known = new Map<string, Code>()
const words = new Map<string, string>()
const longest_word = 24

/** The code that `read` makes of a field, the same object for the same bytes where they are plain. */
export function knownCode(
  segment: Segment,
  field: number,
  read: (segment: Segment, field: number) => Code | null,
): Code | null {
  const written = usualField(segment, field)
  if (written === undefined || written.length > longest_known) return read(segment, field)
  const found = known.get(written)
  if (found) return found
  const made = read(segment, field)
  if (made !== null && isPlain.test(written)) keep(written, made)
  return made
}

function keep(written: string, { code, name, system }: Code): void {
  if (known.size >= most_known) known.clear()
  known.set(apart(written), { code: apart(code), name: apart(name), system: apart(system) })
}

/** The same text for what is written alike in message after message: a unit, a range, who performed the test. */
export function knownWord(written: string): string {
  if (written.length < 2 || written.length > longest_word) return written
  const found = words.get(written)
  if (found !== undefined) return found
  if (words.size >= most_known) words.clear()
  const own = apart(written)
  words.set(own, own)
  return own
}

let last = ''

/** As knownWord(), for what the lines of one report repeat and the next report does not: the time of the observation. */
export function asBefore(written: string): string {
  if (written !== last) last = apart(written)
  return last
}
