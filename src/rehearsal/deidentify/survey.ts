// The first way through a recording: who and what is named in it, which numbers belong to one patient, which texts behind a
// code are free text, and in which order the messages were said. The one thing to know: only with all of it known can the
// second way find a name where it does not belong.
import {
  get,
  type Message,
  messages,
  type Parsed,
  parseDateTime,
  repetitions,
  type Segment,
  segmentsNamed,
  value,
} from '../../hl7/index.ts'
import { fieldsOf, isKnown, type Kept } from './segments.ts'
import type { Treatment } from './treatments.ts'
import { type Leaf, walkField } from './walk.ts'

/** So many different texts behind one code are no name of it but free text. */
const mostTexts = 3

export type Survey = {
  /** Words of names of people and of their mail addresses, in capitals. */
  readonly names: ReadonlySet<string>
  /** Numbers of people, orders, accounts, telephones: five characters and more, with a digit. */
  readonly numbers: ReadonlySet<string>
  /** By code and coding system: whether its texts are free text. */
  isFreeText(code: string, system: string): boolean
  /** One name for everything that is known to be of one patient. */
  patientOf(identifier: string): string
  /** Which message this is in the order in which they were said, from 1. */
  turnOf(input: number, message: number): number
  /** The year of the earliest message, or 0. */
  readonly firstYear: number
}

/** Collects; `survey()` is asked once everything was seen. */
export class Surveyor {
  readonly #kept: Kept
  readonly #names = new Set<string>()
  readonly #numbers = new Set<string>()
  readonly #texts = new Map<string, Set<string>>()
  readonly #groups = new Groups()
  /** By input: when its messages were said, milliseconds since 1970. */
  readonly #times: number[][] = []
  #firstYear = 9999

  constructor(kept: Kept) {
    this.#kept = kept
  }

  /** Takes in one input; its number counts from 0 in the order of these calls. */
  see(parsed: Parsed): void {
    const times: number[] = []
    for (const message of messages(parsed)) {
      times.push(this.#timeOf(message, times.at(-1) ?? Number.NEGATIVE_INFINITY))
      this.#groups.join(identifiersOf(message))
      for (const segment of message.segments) this.#seeSegment(message, segment)
    }
    this.#times.push(times)
  }

  survey(): Survey {
    const turns = turnsOf(this.#times)
    return {
      names: this.#names,
      numbers: this.#numbers,
      isFreeText: (code, system) => (this.#texts.get(`${code} ${system}`)?.size ?? 0) > mostTexts,
      patientOf: (identifier) => this.#groups.nameOf(identifier),
      turnOf: (input, message) => turns[input]![message]!,
      firstYear: this.#firstYear === 9999 ? 0 : this.#firstYear,
    }
  }

  #timeOf(message: Message, before: number): number {
    const time = parseDateTime(get(message, 'MSH-7') ?? '')
    if (!time) return before
    this.#firstYear = Math.min(this.#firstYear, new Date(time.instant).getUTCFullYear())
    return Math.max(time.instant, before)
  }

  #seeSegment(message: Message, segment: Segment): void {
    if (!isKnown(segment, this.#kept)) return
    for (const { place, bytes, plan, valueType } of fieldsOf(segment, this.#kept)) {
      if (place === 'PID-19' || place === 'PID-20') this.#addNumber(bytes)
      walkField(bytes, plan, { message, place, valueType }, (leaf) => {
        this.#seeLeaf(leaf)
        return leaf.text
      })
    }
  }

  #seeLeaf({ treatment, text, beside, component }: Leaf): void {
    // No cities: hospitals are named after them, and lie in them.
    if (treatment === 'name' || treatment === 'email') this.#addNames(text)
    if (isNumber(treatment)) this.#addNumber(text)
    if (treatment === 'caption' && component > 0) {
      const place = `${beside(component - 1)} ${beside(component + 1)}`
      const texts = this.#texts.get(place)
      if (!texts) this.#texts.set(place, new Set([text]))
      else if (texts.size <= mostTexts) texts.add(text)
    }
  }

  #addNames(text: string): void {
    for (const word of text.match(/[\p{L}\p{M}\p{N}'’]+/gu) ?? []) {
      if (Array.from(word).length >= 3 && !/^\d+$/.test(word)) this.#names.add(word.toUpperCase())
    }
  }

  #addNumber(text: string): void {
    const bare = text.trim()
    if (isIdentifying(bare)) this.#numbers.add(bare)
  }
}

function isNumber(treatment: Treatment): boolean {
  return treatment === 'number' || treatment === 'phone' || treatment === 'zip'
}

/** Long enough to mean one thing only. */
export function isIdentifying(text: string): boolean {
  return text.length >= 5 && /\d/.test(text) && text.replace(/[^\p{L}\p{N}]/gu, '').length >= 5
}

/**
 * What ties a message to a patient, the patient's own numbers first. Order numbers and control IDs tie what the two
 * systems say of one patient under different numbers, and answers to what they answer.
 */
export function identifiersOf(message: Message): readonly string[] {
  const found: string[] = []
  const add = (kind: string, text: string | undefined) => {
    if (text !== undefined && text !== '' && text !== '""') found.push(`${kind} ${text}`)
  }
  for (const pid of segmentsNamed(message, 'PID')) {
    for (const part of patientNumbers(message, pid, 3)) add('patient', part)
    for (const field of [2, 4]) add('patient', value(pid, field, 1))
  }
  for (const mrg of segmentsNamed(message, 'MRG')) for (const field of [1, 4]) add('patient', value(mrg, field, 1))
  for (const name of ['ORC', 'OBR']) {
    for (const segment of segmentsNamed(message, name))
      for (const field of [2, 3]) add('order', value(segment, field, 1))
  }
  add('control', get(message, 'MSH-10'))
  add('control', get(message, 'MSA-2'))
  return found
}

function patientNumbers(message: Message, pid: Segment, field: number): string[] {
  const { component } = message.delimiters
  return repetitions(pid, field).map((part) => (component === '' ? part : part.split(component)[0]!))
}

/** Sets that grow together: what was ever named in one message is one. */
class Groups {
  readonly #up = new Map<string, string>()

  join(names: readonly string[]): void {
    for (const name of names) this.#link(names[0]!, name)
  }

  /** The first name of the set in order of text, a patient's number where it has one. */
  nameOf(name: string): string {
    return this.#up.has(name) ? this.#top(name) : name
  }

  #top(name: string): string {
    let top = name
    for (let up = this.#up.get(top) ?? top; up !== top; up = this.#up.get(top) ?? top) top = up
    for (let at = name; at !== top; ) {
      const up = this.#up.get(at) ?? top
      this.#up.set(at, top)
      at = up
    }
    return top
  }

  #link(a: string, b: string): void {
    const [one, two] = [this.#top(a), this.#top(b)]
    const [top, below] = isBefore(one, two) ? [one, two] : [two, one]
    this.#up.set(below, top)
    this.#up.set(top, top)
  }
}

function isBefore(a: string, b: string): boolean {
  const [one, two] = [a.startsWith('patient '), b.startsWith('patient ')]
  return one === two ? a <= b : one
}

/** The turn of each message: inputs are laid together by time, and within an input its own order holds. */
function turnsOf(times: readonly (readonly number[])[]): number[][] {
  const all = times.flatMap((list, input) => list.map((at, message) => ({ at, input, message })))
  all.sort((a, b) => a.at - b.at || a.input - b.input || a.message - b.message)
  const turns: number[][] = times.map(() => [])
  all.forEach(({ input, message }, index) => {
    turns[input]![message] = index + 1
  })
  return turns
}
