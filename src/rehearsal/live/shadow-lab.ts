// The book of a real laboratory as far as Labloop's wires tell of it: the orders that it took, its words on them, and how each
// message of its own was answered. The one thing to know: its last word is the last that it sent; what it knows and never
// said stands in no book here.
import { get, Hl7Error, type Message, parseMessage } from '../../hl7/index.ts'
import type { Site } from '../../site/shapes/site.ts'
import { glance, messagesIn } from '../checkers/glance.ts'
import { keyOf, LabBook } from '../lab/book-index.ts'
import { joinedBy } from '../lab/heard-patients.ts'
import type { LabEntry } from '../lab/lab-book.ts'
import { orderIn } from '../lab/lab-intake.ts'
import type { LabOrder } from '../lab/lab-messages.ts'
import { learned, opened } from '../lab/recorded-words.ts'
import { orderGroups, text } from '../lines/order-groups.ts'
import { understood, type Voice, voiceOf } from '../lines/voice.ts'
import type { Cast } from '../play/cast.ts'
import type { Evidence, Frame, LabWordSaid } from '../play/evidence.ts'

type Lab = Evidence['lab']

/**
 * Reads the laboratory's book off the wires.
 * @param frames both ends of each wire (`withFarEnd`), in order
 * @param cast meets orders that the laboratory opened itself
 */
export function shadowLab(frames: readonly Frame[], site: Site, cast: Cast): Lab {
  const [lab, ehr] = [systemOf(site, 'lis'), systemOf(site, 'ehr')]
  const reader = new Reader(cast, {
    lab: voiceOf(lab, ehr, { offset_minutes: 0, enhanced: true }),
    ehr: voiceOf(ehr, lab, { offset_minutes: 0, enhanced: false }),
  })
  for (const frame of frames) {
    if (frame.line === 'labloop-to-lab' && frame.kind === 'message' && frame.end === 'arrived') reader.heard(frame)
    if (isItsWord(frame)) for (const bytes of messagesIn(frame.bytes)) reader.said({ ...frame, bytes })
  }
  return { book: reader.book.entries, words: reader.words, said: saidOf(frames, 'lab-to-labloop') }
}

/** A message of its own, or an ORL or ORR that is the answer to one. */
function isItsWord({ line, kind, end }: Frame): boolean {
  if (end !== 'arrived') return false
  return (line === 'lab-to-labloop' && kind === 'message') || (line === 'labloop-to-lab' && kind === 'answer')
}

/** A system's own messages in the order sent first, each with the last answer that named it. */
export function saidOf(frames: readonly Frame[], line: 'ehr-to-labloop' | 'lab-to-labloop'): Lab['said'] {
  const codes = new Map<string, string>()
  for (const { kind, end, bytes } of frames.filter((frame) => frame.line === line && frame.end === 'arrived')) {
    if (kind === 'message') for (const one of messagesIn(bytes)) open(one)
    else if (end === 'arrived') close(bytes)
  }
  return Array.from(codes, ([controlId, code]) => ({ controlId, code }))

  function open(bytes: Uint8Array): void {
    const { controlId, type } = glance(bytes)
    if (type !== 'ACK' && controlId !== '' && !codes.has(controlId)) codes.set(controlId, '')
  }
  function close(bytes: Uint8Array): void {
    const { answers, code } = glance(bytes)
    if (codes.has(answers)) codes.set(answers, code)
  }
}

class Reader {
  readonly book = new LabBook()
  readonly words: LabWordSaid[] = []
  readonly #cast: Cast
  readonly #voices: { readonly lab: Voice; readonly ehr: Voice }

  constructor(cast: Cast, voices: { readonly lab: Voice; readonly ehr: Voice }) {
    this.#cast = cast
    this.#voices = voices
  }

  /** What it was sent and has answered: new orders stand in its book, also those on which it says no further word. */
  heard({ bytes }: Frame): void {
    const message = readable(bytes)
    const joined = message && joinedBy(message)
    if (joined) for (const entry of this.book.joined(joined.from, joined.into)) this.book.keep(entry)
    if (!message || !['ORM', 'OML'].includes(get(message, 'MSH-9.1') ?? '')) return
    for (const group of orderGroups(message)) {
      const order = orderIn(message, group)
      const known = this.book.meant(order, false)
      const control = understood(this.#voices.ehr, 'order_control', text(group.orc, 1))
      if (control === 'NA' && known) this.book.keep({ ...known, order: { ...known.order, placer: order.placer } })
      if ((control === 'NW' || control === 'RO') && !known) {
        const key = this.book.newKey(order, this.#cast)
        this.book.keep({ ...opened(order), ...(key === order.placer.number ? {} : { key }) })
      }
    }
  }

  said({ bytes, n, at }: Frame): void {
    const message = readable(bytes)
    if (!message) return
    const { controlId } = glance(bytes)
    for (const entry of learned(message, this.#voices.lab, (order) => this.#meant(order))) {
      const before = this.book.meant(entry.order, false)
      const kept = before?.key === undefined || entry.key !== undefined ? entry : { ...entry, key: before.key }
      this.book.keep(kept)
      const what = wordOf(kept, before, glance(bytes).type)
      this.words.push({ n, at, key: keyOf(kept), controlId, what, entry: kept })
    }
  }

  /** The entry that a word is about; one that the laboratory opened itself gets its key when it is first named. */
  #meant(order: LabOrder): LabEntry | undefined {
    const known = this.book.meant(order, false)
    if (known) return known
    const { placer, filler, test, patient } = order
    const [own] = placer.number === '' ? this.#cast.met({ placer: '', filler: filler.number, test, patient }) : []
    const key = own?.key || this.book.newKey(order, this.#cast) || `lab:${filler.number}`
    return { ...opened(order), ...(key === placer.number ? {} : { key }) }
  }
}

function wordOf(now: LabEntry, before: LabEntry | undefined, type: string): LabWordSaid['what'] {
  if (/^(ORU|OUL)/.test(type)) return 'report'
  if (now.state === 'cancelled' && before?.state !== 'cancelled') return 'cancel'
  return /^(ORR|ORL)/.test(type) ? 'answer' : 'status'
}

function readable(bytes: Uint8Array): Message | undefined {
  try {
    return parseMessage(bytes)
  } catch (error) {
    if (error instanceof Hl7Error) return undefined
    throw error
  }
}

function systemOf({ systems }: Site, role: 'ehr' | 'lis') {
  return systems.find((system) => system.role === role)!
}
