// The virtual EHR: it registers patients, places and cancels orders, takes what the lab says, and keeps a chart as a
// clinician sees it. The one thing to know: it acknowledges in original mode, AA only once a message is filed whole, so
// that its acknowledgement and its census can be held against each other.

import type { CensusPage } from '../engine/ports/census.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { Endpoint, Network } from '../engine/ports/network.ts'
import { acknowledge, get, type Message } from '../hl7/index.ts'
import { takeCensus } from './census.ts'
import { type Chart, openChart } from './chart.ts'
import { type FilingRules, fileMessage } from './ehr-filing.ts'
import { cancelMessage, type EhrOrder, newOrderMessage, registrationMessage } from './ehr-messages.ts'
import { type Disturbance, type Inbox, type InboxCounts, openInbox } from './inbox.ts'
import { type Outbox, type OutboxCounts, type OutboxOptions, openOutbox, type Verdict } from './outbox.ts'
import type { Person } from './people.ts'
import { timeOf, type Voice } from './voice.ts'

/** How long a peer waits and how it repeats. */
export type Patience = Pick<OutboxOptions, 'answerWithin_ms' | 'busyFirst_ms' | 'busyMost_ms' | 'busyLimit'> & {
  readonly backoff_ms: readonly [first: number, most: number]
  /** How late a slow acknowledgement comes. */
  readonly slow_ms: number
}

export type EhrOptions = {
  readonly clock: Clock
  readonly network: Network
  readonly voice: Voice
  /** Where it listens, one for each connection on which Labloop sends to it. */
  readonly listen: readonly Endpoint[]
  readonly patience: Patience
  readonly rules: FilingRules
  disturb(controlId: string): Disturbance
  /** Begins every control id; different in each run against one Labloop. */
  readonly run: string
  /** Hears of each message that it filed (empty text), and of each answer to a message that it sent on an order. */
  onChange(placer: string): void
}

export type EhrCounts = { readonly outbox: OutboxCounts | null; readonly inboxes: readonly InboxCounts[] }

export type VirtualEhr = {
  readonly chart: Chart
  /** Ports really bound, in the order of `listen`. */
  readonly ports: readonly number[]
  readonly counts: EhrCounts
  /** Nothing of its own is without an answer. */
  readonly idle: boolean
  /** Placer numbers of orders whose message was refused. */
  readonly refused: ReadonlySet<string>
  /** Opens the line to Labloop; what was said before waits for it. */
  connect(endpoint: Endpoint): void
  register(person: Person): void
  /** Says a patient's data again (ADT^A08). */
  update(person: Person): void
  place(person: Person, order: EhrOrder): void
  /** Asks that an order be cancelled. Does nothing where the chart has it no more in hand. */
  cancel(placer: string): void
  census(since: string, limit?: number): CensusPage
  close(grace_ms: number): Promise<void>
}

type Queued = { readonly controlId: string; readonly message: Uint8Array; settled(verdict: Verdict): void }

/** Starts listening; sends nothing until `connect`. */
export async function openEhr(options: EhrOptions): Promise<VirtualEhr> {
  const { clock, network, voice, rules, patience } = options
  const chart = openChart()
  const placed = new Map<string, { readonly person: Person; readonly order: EhrOrder }>()
  const refused = new Set<string>()
  const unsent: Queued[] = []
  let outbox: Outbox | null = null
  let serial = 0
  const nextId = () => `E${options.run}${(++serial).toString(36).toUpperCase().padStart(6, '0')}`

  const send = (make: (controlId: string) => Uint8Array, placer = '') => {
    const controlId = nextId()
    const settled = (verdict: Verdict) => {
      if (!verdict.taken && placer !== '') refused.add(placer)
      options.onChange(placer)
    }
    const item = { controlId, message: make(controlId), settled }
    if (outbox) outbox.send(item.controlId, item.message, item.settled)
    else unsent.push(item)
  }
  const answer = (message: Message, code: 'AA' | 'AE' | 'AR', error?: { code: string; text: string }) =>
    acknowledge(message, { code, controlId: nextId(), time: timeOf(voice, clock.now()), ...(error && { error }) })

  const receive = (message: Message): readonly Uint8Array[] => {
    const type = get(message, 'MSH-9.1') ?? ''
    if (type === 'ACK') return []
    if (!['ORU', 'ORM', 'ORR', 'OML', 'ORL'].includes(type)) {
      return [answer(message, 'AR', { code: '200', text: 'This system takes orders and results only.' })]
    }
    const filed = fileMessage(chart, voice, rules, message, clock.now())
    options.onChange('')
    return [filed.taken ? answer(message, 'AA') : answer(message, 'AE', filed)]
  }
  const inboxes: Inbox[] = []
  for (const endpoint of options.listen) {
    const busy = (message: Message) => answer(message, 'AR', { code: '207', text: 'Busy. Send again.' })
    const { disturb } = options
    inboxes.push(await openInbox({ clock, network, endpoint, receive, busy, disturb, slow_ms: patience.slow_ms }))
  }

  return {
    chart,
    refused,
    ports: inboxes.map(({ port }) => port),
    get counts() {
      return { outbox: outbox?.counts ?? null, inboxes: inboxes.map(({ counts }) => counts) }
    },
    get idle() {
      return unsent.length === 0 && (outbox?.waiting ?? 0) === 0
    },
    connect(endpoint) {
      outbox = openOutbox({ clock, network, endpoint: { ...endpoint, backoff_ms: patience.backoff_ms }, ...patience })
      for (const item of unsent.splice(0)) outbox.send(item.controlId, item.message, item.settled)
    },
    register(person) {
      chart.register({ ...person, mrnAuthority: voice.mrnAuthority })
      send((controlId) => registrationMessage(voice, 'A04', person, controlId, clock.now()))
    },
    update: (person) => send((controlId) => registrationMessage(voice, 'A08', person, controlId, clock.now())),
    place(person, order) {
      const { placer, group, test } = order
      const { mrn } = person
      placed.set(placer, { person, order })
      chart.place({ placer, group, test, mrn, mrnAuthority: voice.mrnAuthority, placedAt: clock.now() })
      send((controlId) => newOrderMessage(voice, person, order, controlId, clock.now()), placer)
    },
    cancel(placer) {
      const known = placed.get(placer)
      const entry = chart.orders.get(placer)
      if (!known || !entry || entry.status === 'CA') return
      const { person, order } = known
      send((controlId) => cancelMessage(voice, person, order, entry.filler, controlId, clock.now()))
    },
    census: (since, limit) => takeCensus(chart, since, clock.now(), limit),
    async close(grace_ms) {
      outbox?.close()
      await Promise.all(inboxes.map((inbox) => inbox.close(grace_ms)))
    },
  }
}
