// How the virtual lab says things: words on an order, reports on one or more, batches, and the same again. The one thing
// to know: every word is written down with the lab's whole view of the order at that moment, which is what the judges read.
import { Buffer } from 'node:buffer'
import type { Clock, Instant } from '../../engine/ports/clock.ts'
import type { Speaker } from '../lines/speaker.ts'
import { timeOf, type Voice } from '../lines/voice.ts'
import type { Spoil } from '../play/act.ts'
import type { Counter } from '../play/cast.ts'
import type { LabWordSaid } from '../play/evidence.ts'
import { keyOf } from './book-index.ts'
import type { LabEntry } from './lab-book.ts'
import type { Answer } from './lab-intake.ts'
import {
  answerMessage,
  type LabWord,
  type ReportType,
  reportOnSheets,
  type Sheet,
  statusMessage,
} from './lab-messages.ts'
import { spoiltBytes } from './spoil.ts'

/** A report as it is said: its sheets, the orders that it speaks of, and when. */
export type Saying = {
  readonly sheets: readonly Sheet[]
  readonly keys: readonly string[]
  readonly at: Instant
  readonly spoil?: Spoil
}

export type LabVoiceOptions = {
  readonly voice: Voice
  readonly clock: Clock
  readonly speaker: Speaker
  readonly counter: Counter
  readonly statusBy: 'OML^O21' | 'ORM^O01' | null
  readonly reportBy: ReportType
  readonly book: ReadonlyMap<string, LabEntry>
  /** Whether a message is said a second time after it was acknowledged, as after a restart. */
  repeats(controlId: string): boolean
  settled(): void
}

/** Said, and under which control id. */
type Kept = Saying & { readonly controlId: string }

export class LabVoice {
  readonly words: LabWordSaid[] = []
  readonly #options: LabVoiceOptions
  readonly #first = new Map<string, Kept>()
  readonly #last = new Map<string, Kept>()

  constructor(options: LabVoiceOptions) {
    this.#options = options
  }

  /** A word on one order, where the site takes such words. */
  status(entry: LabEntry, word: LabWord, what: LabWordSaid['what']): void {
    const { voice, clock, statusBy } = this.#options
    if (statusBy === null) return
    this.#say((id) => statusMessage(voice, statusBy, entry.order, word, id, clock.now()), [keyOf(entry)], what)
  }

  /** The lab's verdict on the orders of a message, as a message of its own or as the answer that goes back. */
  answer(
    to: { readonly controlId: string; readonly code: 'AA' },
    answers: readonly Answer[],
    keys: readonly string[],
    how: 'own-message' | 'answer',
  ): Uint8Array {
    const { voice, clock, speaker } = this.#options
    const make = (id: string) => answerMessage(voice, to, answers, id, clock.now())
    if (how === 'own-message') return this.#say(make, keys, 'answer')
    const controlId = speaker.nextId()
    this.#writeDown(keys, controlId, 'answer')
    return make(controlId)
  }

  report(saying: Saying): void {
    this.#keep({ ...saying, controlId: '' }, (id) => this.#bytes(saying, id))
  }

  /** The same report once more: under its own control id with the same bytes, or as a new message. */
  again(key: string, version: 'first' | 'last', sameControlId: boolean): boolean {
    const { clock, speaker } = this.#options
    const kept = (version === 'first' ? this.#first : this.#last).get(key)
    if (!kept) return false
    const { controlId, ...saying } = kept
    const id = sameControlId ? controlId : speaker.nextId()
    const now = { ...saying, at: sameControlId ? saying.at : clock.now() }
    this.#writeDown(saying.keys, id, 'report')
    speaker.say(id, this.#bytes(now, id), () => this.#options.settled())
    return true
  }

  /** Which orders a report of this order spoke of, the newest or the first. */
  spokenOf(key: string, version: 'first' | 'last'): readonly string[] {
    return (version === 'first' ? this.#first : this.#last).get(key)?.keys ?? []
  }

  /** When the newest report of an order says that it was made. */
  reportedAt(key: string): Instant | undefined {
    return this.#last.get(key)?.at
  }

  /** Several reports in one batch file: FHS, BHS, the messages, BTS, FTS. (HL7 v2.5.1 §2.10.3) */
  batch(sayings: readonly Saying[]): void {
    const { speaker } = this.#options
    if (sayings.length === 0) return
    const said = sayings.map((saying) => ({ saying, id: speaker.nextId() }))
    const messages = said.map(({ saying, id }) => Buffer.from(this.#bytes(saying, id)))
    for (const { saying, id } of said) this.#remember({ ...saying, controlId: id })
    const bytes = this.#inFile(messages)
    speaker.sayBatch(
      said.map(({ id }) => id),
      bytes,
      () => this.#options.settled(),
    )
  }

  #inFile(messages: readonly Buffer[]): Uint8Array {
    const { voice, clock, speaker } = this.#options
    const { party, peer } = voice
    const ends = `${party.application}|${party.facility}|${peer.application}|${peer.facility}|${timeOf(voice, clock.now())}`
    const head = (name: string) => `${name}|^~\\&|${ends}||||${speaker.nextId()}\r`
    return Buffer.concat([
      Buffer.from(head('FHS') + head('BHS')),
      ...messages,
      Buffer.from(`BTS|${messages.length}\rFTS|1\r`),
    ])
  }

  #bytes({ sheets, at, spoil }: Saying, controlId: string): Uint8Array {
    const { voice, reportBy } = this.#options
    return spoiltBytes(reportOnSheets(voice, reportBy, sheets, controlId, at), spoil)
  }

  #keep(kept: Kept, make: (controlId: string) => Uint8Array): void {
    const controlId = this.#options.speaker.nextId()
    const bytes = make(controlId)
    this.#remember({ ...kept, controlId })
    this.#send(controlId, bytes)
  }

  #remember(kept: Kept): void {
    for (const key of kept.keys) {
      if (!this.#first.has(key)) this.#first.set(key, kept)
      this.#last.set(key, kept)
    }
    this.#writeDown(kept.keys, kept.controlId, 'report')
  }

  #say(make: (controlId: string) => Uint8Array, keys: readonly string[], what: LabWordSaid['what']): Uint8Array {
    const controlId = this.#options.speaker.nextId()
    const bytes = make(controlId)
    this.#writeDown(keys, controlId, what)
    this.#send(controlId, bytes)
    return bytes
  }

  #send(controlId: string, bytes: Uint8Array): void {
    const { speaker, repeats, settled } = this.#options
    speaker.say(controlId, bytes, settled)
    if (repeats(controlId)) speaker.say(controlId, bytes, settled)
  }

  #writeDown(keys: readonly string[], controlId: string, what: LabWordSaid['what']): void {
    const { book, clock, counter } = this.#options
    for (const key of keys) {
      const entry = book.get(key)
      if (entry) this.words.push({ n: counter(), at: clock.now(), key, controlId, what, entry })
    }
  }
}
