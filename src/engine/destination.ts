// One destination: its line, what is sent on it, and what its answers mean. The one thing to know: no answer means unknown,
// never failed; so a message is sent again under the same control id, or held, and never given up in silence.
import { parseMessage } from '../hl7/index.ts'
import type { Concern } from '../ownership/exception.ts'
import type { Level } from '../site/shapes/common.ts'
import type { Delivery as Policy } from '../site/shapes/flow.ts'
import { Alarm } from './alarm.ts'
import { expectedAnswers, judgeAnswer, lookFirst } from './answer-policy.ts'
import { DeliveryQueue } from './delivery-queue.ts'
import { type DestinationHandlers, outcome } from './delivery-report.ts'
import type { DestinationCounts, DestinationPorts, DestinationSettings } from './destination-settings.ts'
import { wasRefused } from './held-reasons.ts'
import { InFlight } from './in-flight.ts'
import type { Entry } from './lane-queue.ts'
import { isDoubtful, LateAnswers } from './late-answers.ts'
import type { Carrying } from './late-report.ts'
import { Pace, waitAfter } from './pace.ts'
import type { Clock, Instant } from './ports/clock.ts'
import type { Connection, Line, Network } from './ports/network.ts'
import type { Delivery, DeliveryOutcome, QueuedDelivery } from './ports/store.ts'
import { type Answer, readAnswer } from './read-answer.ts'
import { Awaited, type ControlIdSaid, type Sent } from './recently-sent.ts'
import { renamed } from './renamed.ts'
import { writtenControlId } from './sent-control-id.ts'
import { SlowAnswers, slowCause, slowConcern } from './slow-answers.ts'
import { unansweredConcern } from './unanswered.ts'

/** What somebody has to do about a receiver that was busy for too long. */
const whenUp = 'See whether the receiver takes other messages by now, then resend it.'

type HoldKind = 'no-answer' | 'delivery-refused' | 'unknown-patient'

export class Destination {
  readonly #settings: DestinationSettings
  readonly #clock: Clock
  readonly #network: Pick<Network, 'connect'>
  readonly #handlers: DestinationHandlers
  /** Whether the lease still stands: asked before anything is sent. */
  readonly #mayAct: () => boolean
  readonly #policy: Policy
  readonly #inFlight: number
  readonly #pace: Pace
  readonly #queue: DeliveryQueue
  readonly #flying = new InFlight()
  /** What an answer may name that is not settled. */
  readonly #named = new Awaited()
  readonly #settled: LateAnswers
  #paused = false
  #line: Line | null = null
  #connection: Connection | null = null
  #full = false
  #state: 'open' | 'draining' | 'ended' = 'open'
  #drained: (() => void)[] = []
  /** Messages that came on this line and are being stored. */
  #keeping = 0
  #lastTakenAt = 0
  #slow = new SlowAnswers()
  #troubled = false
  readonly #wakeUp: Alarm
  /** One timer for what is in flight; it looks again rather than being set anew for each. */
  readonly #silence: Alarm

  constructor(
    settings: DestinationSettings,
    ports: DestinationPorts,
    handlers: DestinationHandlers,
    mayAct: () => boolean,
  ) {
    this.#settings = settings
    this.#settled = new LateAnswers(settings.id)
    this.#clock = ports.clock
    this.#network = ports.network
    this.#handlers = handlers
    this.#mayAct = mayAct
    this.#wakeUp = new Alarm(ports.clock, () => this.wake())
    this.#silence = new Alarm(ports.clock, () => this.#listen())
    this.#queue = new DeliveryQueue(settings, ports, {
      onRead: (maybeSent) => this.#recovered(maybeSent),
      onBlocked: (entry) => handlers.onBlocked(settings.id, entry),
    })
    const policies = [...settings.policies.values()]
    this.#policy = policies[0]!
    this.#inFlight = Math.min(...policies.map(({ in_flight }) => in_flight))
    const limits = policies.flatMap(({ per_second }) => per_second ?? [])
    this.#pace = new Pace(limits.length > 0 ? Math.min(...limits) : 0, this.#policy.retry)
  }

  get id(): string {
    return this.#settings.id
  }

  /** Begins: what is held keeps its lanes, what is undelivered is read from the store, and the line is opened. */
  start(held: readonly QueuedDelivery[]): void {
    this.#queue.start(held)
    for (const one of held) if (one.attempts > 0 && !wasRefused(one.why)) this.#settled.remember(one)
    this.#line = this.#network.connect(this.#settings.endpoint, {
      onOpen: (connection) => this.#opened(connection),
      onMessage: (connection, message) => this.#came(connection, message),
      onDrain: (connection) => {
        if (connection === this.#connection) this.#full = false
        this.wake()
      },
      onTrouble: (_connection, { text }) => this.#handlers.onConnection(this.id, this.#connection !== null, text),
      onClose: (connection) => {
        if (connection === this.#connection) this.#disconnected('the connection was closed')
        this.wake()
      },
    })
    this.wake()
  }

  /** Stored deliveries, in order of id; those in `held` were held from the start. */
  offer(deliveries: readonly Delivery[], held: ReadonlySet<number>): void {
    this.#queue.offer(deliveries, held)
    this.wake()
  }

  /** Outcomes that are stored now. */
  committed(outcomes: readonly DeliveryOutcome[]): void {
    this.#queue.committed(outcomes)
    this.wake()
  }

  /** Held deliveries that a person let go, or ended: stored already. */
  released(ids: readonly number[], state: 'queued' | 'cancelled'): void {
    this.#queue.released(ids, state)
    this.wake()
  }

  #recovered(maybeSent: readonly Entry[]): void {
    for (const entry of maybeSent) if (this.#policyOf(entry).no_answer === 'hold') this.#unknown(entry)
    this.wake()
  }

  #policyOf({ flow }: { readonly flow: string }): Policy {
    return this.#settings.policies.get(flow) ?? this.#policy
  }

  /** Sends what may be sent now, and reads more from the store where there is room. */
  wake(): void {
    if (this.#state === 'open' && !this.#paused && this.#mayAct()) this.#sendReady()
    this.#queue.refill(this.#flying.size === 0)
  }

  #sendReady(): void {
    const now = this.#clock.now()
    while (this.#connection && !this.#full && this.#flying.size < this.#inFlight) {
      if (this.#pace.notBefore > now) {
        this.#wakeUp.by(this.#pace.notBefore)
        return
      }
      const entry = this.#queue.take()
      if (!entry) return
      entry.written ||= writtenControlId(entry.body, entry.controlId)
      if (this.#isTaken(entry)) {
        if (entry.attempts === 0) this.#rename(entry)
        else this.#setAside(entry, 0)
      } else if (this.#policyOf(entry).no_answer === 'hold' && !entry.announced) this.#announce(entry)
      else this.#send(entry, this.#connection, now)
    }
  }

  /** Whether another delivery was sent under its control id, and waits for its answer or may be answered once more. */
  #isTaken(entry: Entry): boolean {
    const named = this.#named.find(entry)
    if (named) return named !== entry
    const sent = this.#settled.find(entry)
    return sent !== undefined && sent.id !== entry.id && entry.attempts === 0
  }

  /** What was sent under one control id must never count as the answer to two: stored before it is sent. (docs/adr/0076) */
  #rename(entry: Entry): void {
    entry.state = 'preparing'
    const now = this.#clock.now()
    const { body, controlId } = renamed({ messageId: entry.messageId, deliveryId: entry.id }, entry, now)
    this.#report(entry, outcome(entry, this.id, 'queued', now, { remade: body, renamed: controlId }))
  }

  /** Where unknown must be held, the store is told before sending, or a crash could not tell sent from not sent. */
  #announce(entry: Entry): void {
    entry.state = 'preparing'
    const counted = { id: entry.id, attempts: entry.attempts + 1 }
    this.#report(entry, outcome(counted, this.id, 'sent', this.#clock.now()))
  }

  #send(entry: Entry, connection: Connection, now: Instant): void {
    entry.state = 'flying'
    entry.attempts++
    entry.sentBeforeAt = entry.sentAt
    entry.sentAt = now
    entry.firstSentAt ||= now
    this.#named.add(entry)
    this.#flying.add(entry)
    this.#pace.sent(now)
    if (!connection.send(entry.body)) this.#full = true
    if (!expectedAnswers(entry.body).any) this.#taken(entry, '', 'sent', none)
    else this.#silence.by(now + this.#patience(entry))
  }

  /** How long an answer may take. Longer after none came, unless others were taken meanwhile: then it is the message's. */
  readonly #patience = (entry: Entry): number => {
    const timeouts = this.#lastTakenAt > entry.firstSentAt ? 0 : entry.timeouts
    return this.#slow.patience_ms(this.#policyOf(entry).answer_within, timeouts)
  }

  /** Looks for what has waited for its answer for too long: then it is unknown, or the whole line is silent. */
  #listen(): void {
    if (this.#state === 'ended') return
    const { found, isSilent, next } = this.#flying.overdue(this.#clock.now(), this.#patience)
    for (const entry of found) entry.timeouts++
    if (isSilent) this.#reconnect(Math.max(...found.map(this.#patience)))
    else {
      for (const entry of found) this.#giveUp(entry)
      this.#silence.by(next)
      this.wake()
    }
  }

  /** Others are answered, this one was not: it alone is unknown. */
  #giveUp(entry: Entry): void {
    this.#flying.remove(entry)
    entry.unanswered++
    this.#unknown(entry)
    this.#tellDrained()
  }

  /** Answers that come late may still come on the connection that is left, for so long. */
  #reconnect(linger_ms: number): void {
    const connection = this.#connection
    this.#disconnected('the peer did not answer')
    connection?.close(linger_ms)
    this.wake()
  }

  #opened(connection: Connection): void {
    if (this.#state === 'ended') return
    // The one before may linger, with output that its peer does not read: what flew on it is not waited for.
    if (this.#connection) this.#disconnected('the peer ended the connection')
    this.#connection = connection
    this.#full = false
    this.#handlers.onConnection(this.id, true, `connected to ${connection.peer}`)
    this.wake()
  }

  /** What flew is unknown now: by policy it is sent again, in order, or held. */
  #disconnected(why: string): void {
    this.#connection = null
    this.#full = false
    const flying = this.#flying.takeAll()
    const [first] = flying
    if (first) {
      first.unanswered++
      this.#pace.failed(this.#clock.now())
      if (this.#pace.failures >= 2) this.#trouble(why)
    }
    for (const entry of flying) this.#unknown(entry)
    this.#handlers.onConnection(this.id, false, why)
    this.#tellDrained()
  }

  #unknown(entry: Entry): void {
    const { no_answer, retry } = this.#policyOf(entry)
    const othersTaken = this.#lastTakenAt > entry.firstSentAt
    if (entry.unanswered > 0) entry.unansweredAt ||= this.#clock.now()
    const tooLong = this.#clock.now() - entry.firstSentAt >= retry.give_up_after
    if (no_answer === 'hold')
      this.#refuse(entry, 'no-answer', 'Sent and not answered: it may have been taken.', lookFirst)
    else if (entry.unanswered < 2) this.#queue.giveBack(entry)
    else if (othersTaken && tooLong) this.#refuse(entry, 'no-answer', 'Never answered, while others were.', lookFirst)
    else {
      if (this.#lastTakenAt > entry.unansweredAt) this.#tellUnanswered(entry)
      this.#setAside(entry, entry.unanswered - 2)
    }
  }

  /** The line has no trouble: others were answered since this one was not. What waits for it is told of as well. */
  #tellUnanswered(entry: Entry): void {
    const { give_up_after } = this.#policyOf(entry).retry
    this.#handlers.onUnanswered(this.id, entry, unansweredConcern(this.id, entry.id, give_up_after))
    this.#queue.tellBehind(entry)
  }

  #trouble(why: string): void {
    if (this.#troubled) return
    this.#troubled = true
    const cause = `no-answer|${this.id}`
    const text = `${this.id}: several times in a row ${why}. Messages wait in order and are sent again under their control ids. See whether the receiver is up and answers; phone results that cannot wait.`
    this.#handlers.onTrouble(this.id, cause, { kind: 'no-answer', severity: 'high', text, cause }, '')
  }

  /** Tried again later; its lanes wait, the others go on. */
  #setAside(entry: Entry, times: number): void {
    entry.state = 'aside'
    this.#clock.at(this.#clock.now() + waitAfter(times, this.#policyOf(entry).retry), () => {
      if (entry.state !== 'aside' || this.#state === 'ended') return
      this.#queue.giveBack(entry)
      this.wake()
    })
  }

  #came(connection: Connection, bytes: Uint8Array): void {
    if (this.#state === 'ended') return
    const answer = answerIn(bytes)
    if (answer) this.#credit(answer, bytes, connection)
    else this.#keep(bytes, unreadable, connection)
    this.wake()
  }

  /** An answer that came as a message of its own, already stored. True where it names something that was sent here. */
  credit(answer: Answer, bytes: Uint8Array): boolean {
    const credited = this.#credit(answer, bytes, null)
    this.wake()
    return credited
  }

  /** What was sent here under a control id, if it is still remembered. */
  find(said: ControlIdSaid): Carrying | undefined {
    return this.#named.find(said) ?? this.#settled.find(said)
  }

  #credit(answer: Answer, bytes: Uint8Array, connection: Connection | null): boolean {
    const entry = this.#named.find(answer)
    if (entry) {
      this.#answered(entry, answer, bytes, connection)
      return true
    }
    const sent = this.#settled.find(answer)
    if (sent) this.#late(sent, answer, bytes, connection)
    else if (connection) this.#keep(bytes, '', connection)
    return sent !== undefined
  }

  #keep(bytes: Uint8Array, refused: string, connection: Connection, then: () => void = () => {}): void {
    this.#keeping++
    this.#handlers.onKeep(this.id, bytes, refused, (reply) => {
      this.#keeping--
      if (reply.length > 0 && connection === this.#connection) connection.send(reply)
      if (this.#state !== 'ended') then()
      this.#tellDrained()
    })
  }

  /** An answer that is a message too must survive before its delivery counts as answered, or a crash would lose it. */
  #answered(entry: Entry, answer: Answer, bytes: Uint8Array, connection: Connection | null): void {
    const isHere = connection === null || connection === this.#connection
    const took_ms = this.#flying.answered(entry, this.#clock.now(), isHere)
    if (took_ms !== null) this.#took(entry, took_ms)
    entry.unanswered = 0
    entry.unansweredAt = 0
    entry.timeouts = 0
    if (answer.isMessage && connection) {
      this.#settle(entry, answer.code)
      this.#keep(bytes, '', connection, () => this.#act(entry, answer, bytes))
    } else this.#act(entry, answer, bytes)
    this.#tellDrained()
  }

  /** How long an answer took tells whether the peer is slow. */
  #took({ flow }: { readonly flow: string }, took_ms: number): void {
    const { answer_within } = this.#policyOf({ flow })
    const news = this.#slow.came(took_ms, answer_within)
    if (news === null) return
    const concern = news === 'late' ? slowConcern(this.id, took_ms, answer_within) : null
    this.#handlers.onTrouble(this.id, slowCause(this.id), concern, 'the peer answers in time again')
  }

  #act(entry: Entry, answer: Answer, bytes: Uint8Array): void {
    const verdict = judgeAnswer(answer, this.#settings.proves, this.#policyOf(entry).on)
    if (verdict.act === 'delivered') this.#taken(entry, answer.code, verdict.level, bytes)
    else if (verdict.act === 'hold') this.#refuse(entry, verdict.kind, verdict.why, verdict.next, answer.code, bytes)
    else this.#busy(entry, answer.code)
  }

  /** "Not now": tried again with growing waits, for as long as the policy says. */
  #busy(entry: Entry, code: string): void {
    const now = this.#clock.now()
    entry.firstBusyAt ||= now
    this.#pace.failed(now)
    const { give_up_after } = this.#policyOf(entry).retry
    if (now - entry.firstBusyAt < give_up_after) {
      this.#named.add(entry)
      this.#setAside(entry, entry.busy++)
      return
    }
    const why = `Answered ${code} (not now) for longer than ${Math.round(give_up_after / 60_000)} minutes.`
    this.#refuse(entry, 'delivery-refused', why, whenUp, code)
  }

  #taken(entry: Entry, code: string, level: Level, answer: Uint8Array): void {
    const at = this.#clock.now()
    this.#pace.succeeded()
    this.#lastTakenAt = at
    if (this.#troubled) {
      this.#troubled = false
      this.#handlers.onTrouble(this.id, `no-answer|${this.id}`, null, 'the peer answered again')
    }
    this.#settle(entry, code)
    const plain = code === 'AA' || code === 'CA' || code === ''
    this.#report(entry, outcome(entry, this.id, 'delivered', at, { code, answer: plain ? none : answer }), { level })
  }

  #refuse(entry: Entry, kind: HoldKind, why: string, next: string, code = '', answer: Uint8Array = none): void {
    this.#settle(entry, code, true)
    const held = outcome(entry, this.id, 'held', this.#clock.now(), { code, answer, why })
    this.#report(entry, held, { concern: this.#concern(kind, `${why} ${next}`, entry.id), refused: code !== '' })
  }

  #concern(kind: HoldKind, text: string, deliveryId: number): Concern {
    return { kind, severity: 'high', text, cause: `${kind}|${this.id}|${deliveryId}` }
  }

  #settle(entry: Entry, code: string, held = false): void {
    entry.state = 'settling'
    this.#flying.remove(entry)
    entry.written ||= writtenControlId(entry.body, entry.controlId)
    this.#named.delete(entry)
    this.#settled.add(entry, code, held)
  }

  #report(
    { flow, messageId, orderIds }: Carrying,
    stored: DeliveryOutcome,
    said: { readonly level?: Level; readonly refused?: boolean; readonly concern?: Concern } = {},
  ): void {
    const { level = null, refused = false, concern = null } = said
    this.#handlers.onReport({ outcome: stored, flow, again: false, messageId, orderIds, level, refused, concern })
  }

  /**
   * An answer to what was settled. One that says that it was taken is the answer to what waits to be sent again, which need not
   * go out then; a refusal of an earlier sending is kept, whatever people have done with the delivery since.
   */
  #late(sent: Sent, answer: Answer, bytes: Uint8Array, connection: Connection | null): void {
    const now = this.#clock.now()
    if (sent.held && sent.code === '' && sent.sentAt > 0) this.#took(sent, now - sent.sentAt)
    const verdict = judgeAnswer(answer, this.#settings.proves, this.#policyOf(sent).on)
    const isTaken = verdict.act === 'delivered' && !isDoubtful(sent, verdict)
    const waiting = isTaken ? this.#queue.waiting(sent.id) : undefined
    const late = this.#settled.heard(sent, answer, bytes, verdict, now)
    if (waiting) {
      this.#answered(waiting, answer, bytes, connection)
      return
    }
    if (connection && (answer.isMessage || (late && sent.held && !isTaken))) this.#keep(bytes, '', connection)
    if (!late) return
    if (isTaken) this.#queue.taken(sent.id)
    this.#handlers.onLate(late)
  }

  /** It was silent, or slow, when this node took over: that is over once it answers, or answers in time. */
  troubledBefore(how: 'silent' | 'slow'): void {
    if (how === 'silent') this.#troubled = true
    else this.#slow = new SlowAnswers(true)
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.wake()
  }

  pauseFlow(flow: string): void {
    this.#queue.pauseFlow(flow)
  }

  resumeFlow(flow: string): void {
    this.#queue.resumeFlow(flow)
    this.wake()
  }

  /** What the page shows of it. */
  counts(): DestinationCounts {
    const state = this.#paused ? 'paused' : this.#connection ? 'running' : 'disconnected'
    return { ...this.#queue.counts(), inFlight: this.#flying.size, state }
  }

  /**
   * Sends nothing more; resolves once everything sent is answered, and the answers that are messages are kept, or the line is
   * lost, or after `grace_ms`.
   */
  drain(grace_ms: number): Promise<void> {
    if (this.#state === 'open') this.#state = 'draining'
    return new Promise((resolve) => {
      this.#drained.push(resolve)
      this.#clock.at(this.#clock.now() + grace_ms, resolve)
      this.#tellDrained()
    })
  }

  #tellDrained(): void {
    if (this.#state === 'open' || this.#flying.size > 0 || (this.#keeping > 0 && this.#state !== 'ended')) return
    for (const resolve of this.#drained.splice(0)) resolve()
  }

  /** Ends at once. */
  close(): void {
    this.#state = 'ended'
    this.#wakeUp.cancel()
    this.#silence.cancel()
    this.#queue.end()
    this.#line?.close()
    this.#connection = null
    this.#flying.takeAll()
    this.#tellDrained()
  }
}

const none = new Uint8Array(0)
const unreadable = 'malformed-message: It came on an outgoing line and carries no MSA that can be read.'

function answerIn(bytes: Uint8Array): Answer | null {
  try {
    return readAnswer(parseMessage(bytes))
  } catch {
    return null
  }
}
