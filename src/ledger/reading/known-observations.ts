// Observations whose line is as one before, but for its value and its time. The one thing to know: a laboratory reports the same
// few thousand lines again and again, so what a line says beside its value is read once, and known by its bytes in plain ASCII.
import { apart, hasUsualDelimiters, hl7Null, ObxLine, type Segment, type ShapePieces } from '../../hl7/index.ts'
import type { ObservationStatement } from '../fact.ts'
import type { ReadyDialect } from './dialect.ts'

/** What differs from one line of a shape to the next. */
type Own = Pick<ObservationStatement, 'value' | 'valueHash' | 'observedAt' | 'note'>
/** What all lines of a shape say. */
export type Lasting = Omit<ObservationStatement, keyof Own>

/** A shape with what its lines say, and the shapes that came behind it in a report, the latest first. */
export type KnownObservation = {
  readonly pieces: ShapePieces
  readonly lasting: Lasting
  readonly followers: KnownObservation[]
}

/** A component has a few shapes in one place: normal, high, low, another range. */
const most_followers = 6
/** More shapes than this, and all are forgotten: a sender that makes up new ones without end is no worse off than before. */
const most_shapes = 20_000
/** A longer line is read each time: somebody writes texts into its unit or range. Characters beside value and time. */
const longest_line = 500
const plain = /^[ -[\]-}]*$/
const plainTime = /^[\d.+-]*$/

export class KnownObservations {
  readonly #line = new ObxLine()
  /** Whether the key is made of nothing but what makes the shape. */
  readonly #serves: boolean
  /** By the mark of a line. Of two shapes with the same mark only the later is known. */
  readonly #shapes = new Map<number, KnownObservation>()
  readonly #beginnings = new Map<string, KnownObservation[]>()
  /** The shapes that stood before where the next line stands. */
  #place: KnownObservation[] = []

  constructor({ key }: ReadyDialect) {
    this.#serves = key.every(({ segment, field }) => segment !== 'OBX' || isOfShape(field))
  }

  /** How many shapes are known. */
  get size(): number {
    return this.#shapes.size
  }

  /** Before the first observation of a report of this test. */
  begin(test: string): void {
    const known = this.#beginnings.get(test)
    this.#place = known ?? []
    if (known) return
    if (this.#beginnings.size >= most_shapes) this.#beginnings.clear()
    this.#beginnings.set(apart(test), this.#place)
  }

  /** What is known of the next line; null where it must be read. */
  find(obx: Segment): Lasting | null {
    if (!this.#serves || !hasUsualDelimiters(obx)) return null
    const place = this.#place
    for (let nth = 0; nth < place.length; nth++) {
      const known = place[nth]!
      if (!this.#line.isAsBefore(obx, '|', known.pieces)) continue
      if (nth > 0) [place[0], place[nth]] = [known, place[0]!]
      this.#place = known.followers
      return known.lasting
    }
    return null
  }

  /** OBX-5 of the line that was found; empty where it says nothing. */
  get value(): string {
    const { value } = this.#line
    return value === hl7Null ? '' : value
  }

  /** OBX-14 of it; null where it is no plain time, and is to be read. */
  get observed(): string | null {
    const { observed } = this.#line
    return plainTime.test(observed) ? observed : null
  }

  /** Keeps what a line that was not found says, for the next of its shape. */
  keep(obx: Segment, lasting: Lasting): void {
    if (!this.#serves || !hasUsualDelimiters(obx)) return
    const { pieces, mark } = this.#line.read(obx, '|')
    if (pieces === null || !isShort(pieces) || !isPlain(pieces)) return
    const known = this.#known(mark, pieces, lasting)
    if (this.#place.unshift(known) > most_followers) this.#place.pop()
    this.#place = known.followers
  }

  #known(mark: number, pieces: ShapePieces, lasting: Lasting): KnownObservation {
    const before = this.#shapes.get(mark)
    if (before && areSame(before.pieces, pieces)) return before
    if (this.#shapes.size >= most_shapes) {
      this.#shapes.clear()
      this.#beginnings.clear()
    }
    const made = { pieces, lasting: onItsOwn(lasting), followers: [] }
    this.#shapes.set(mark, made)
    return made
  }
}

function areSame(one: ShapePieces, other: ShapePieces): boolean {
  const { code, measure, producer, rest, endsIn } = other
  return (
    one.code === code &&
    one.measure === measure &&
    one.producer === producer &&
    one.rest === rest &&
    one.endsIn === endsIn
  )
}

/** It is kept longer than its message. */
function onItsOwn(lasting: Lasting): Lasting {
  const { key, code, subId, valueType, unit, range, flags, status, performedBy } = lasting
  return {
    code: { code: apart(code.code), name: apart(code.name), system: apart(code.system) },
    key: apart(key),
    subId: apart(subId),
    valueType: apart(valueType),
    unit: apart(unit),
    range: apart(range),
    flags: apart(flags),
    status: apart(status),
    performedBy: apart(performedBy),
  }
}

/** The fields that `ShapePieces` holds whole. */
function isOfShape(field: number): boolean {
  return (field >= 2 && field <= 13 && field !== 5) || field === 15
}

function isShort({ code, measure, producer, rest }: ShapePieces): boolean {
  return code.length + measure.length + producer.length + rest.length <= longest_line
}

/** Without escapes and repetitions, and in letters that every character set has alike. */
function isPlain({ code, measure, producer, rest }: ShapePieces): boolean {
  return plain.test(code) && plain.test(measure) && plain.test(producer) && plain.test(rest)
}

const known = new WeakMap<ReadyDialect, KnownObservations>()

/** What is known of the observations of a system. */
export function knownObservations(dialect: ReadyDialect): KnownObservations {
  const found = known.get(dialect)
  if (found) return found
  const made = new KnownObservations(dialect)
  known.set(dialect, made)
  return made
}
