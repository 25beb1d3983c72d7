// What a de-identification did, field by field. The one thing to know: it counts and names places, never values, so that it
// can be kept with what was made.
import { counted } from '../../site/counted.ts'

export type Done =
  | 'kept'
  | 'pseudonym'
  | 'date moved'
  | 'age cut'
  | 'text replaced'
  | 'document replaced'
  | 'name replaced'
  | 'removed'
  | 'unknown'

/** By place (PID-5), how often what was done. */
export type Counts = ReadonlyMap<string, ReadonlyMap<Done, number>>

export type DeidentifyReport = {
  readonly messages: number
  readonly counts: Counts
  /** Segments that were removed whole: not in the dictionary, of relatives and insurers, or lines without a name (''). */
  readonly segmentsRemoved: ReadonlyMap<string, number>
}

export class Tally {
  messages = 0
  readonly #counts = new Map<string, Map<Done, number>>()
  readonly #segments = new Map<string, number>()

  add(place: string, done: Done): void {
    let counts = this.#counts.get(place)
    if (!counts) {
      counts = new Map()
      this.#counts.set(place, counts)
    }
    counts.set(done, (counts.get(done) ?? 0) + 1)
  }

  removeSegment(name: string): void {
    this.#segments.set(name, (this.#segments.get(name) ?? 0) + 1)
  }

  report(): DeidentifyReport {
    return { messages: this.messages, counts: this.#counts, segmentsRemoved: this.#segments }
  }
}

/** The report as plain data for JSON, places in order of name. */
export function reportJson({ messages, counts, segmentsRemoved }: DeidentifyReport) {
  return {
    messages,
    fields: Object.fromEntries(inOrder(counts).map(([place, done]) => [place, Object.fromEntries(done)])),
    segmentsRemoved: Object.fromEntries(inOrder(segmentsRemoved).map(([name, count]) => [name || '(no name)', count])),
  }
}

/** The report as lines: one a place. */
export function reportLines({ messages, counts, segmentsRemoved }: DeidentifyReport): readonly string[] {
  const fields = inOrder(counts).map(
    ([place, done]) => `  ${place.padEnd(8)} ${Array.from(done, ([what, count]) => `${what} ${count}`).join(', ')}`,
  )
  const segments = inOrder(segmentsRemoved).map(
    ([name, count]) => `  ${(name || '(none)').padEnd(8)} segment removed ${count}`,
  )
  return [counted(messages, 'message'), ...fields, ...segments]
}

function inOrder<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  const key = (place: string) => place.replace(/\d+$/, (number) => number.padStart(3, '0'))
  return Array.from(map).sort(([a], [b]) => (key(a) < key(b) ? -1 : 1))
}
