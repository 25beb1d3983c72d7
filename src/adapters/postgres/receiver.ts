// Keeps messages as they come: one round trip and one flush for a group of up to 500. The one thing to know: a group is
// written as if all its control ids were new, which they nearly always are; only when the database says otherwise are the
// messages under them looked at, and the group is written again without the repeats.
import type { Incoming, Lease, Received, StoredMessage } from '../../engine/ports/store.ts'
import { isKnownControlId, storeError } from './errors.ts'
import { messageGroups, type Numbered } from './message-rows.ts'
import type { Names } from './names.ts'
import type { Step } from './pipeline.ts'
import type { Reader } from './reader.ts'
import { addControlIds, type ControlIdRow } from './statements/add-control-ids.ts'
import { addEarlierControlIds } from './statements/add-earlier-control-ids.ts'
import { addMessageGroups } from './statements/add-message-groups.ts'
import { keepEarlierControlIds } from './statements/keep-earlier-control-ids.ts'
import { putWindow } from './statements/put-window.ts'
import { replaceControlIds } from './statements/replace-control-ids.ts'
import type { Writer } from './writer.ts'

/** After a repeat, so many groups are looked up before they are written: senders that repeat do it again and again. */
const WARY_GROUPS = 32

export class Receiver {
  readonly #writer: Writer
  readonly #reader: Reader
  readonly #names: Names
  #queue: Promise<unknown> = Promise.resolve()
  /** The greatest id in use, and the epoch under which we know it. */
  #last: { readonly id: number; readonly epoch: number } | null = null
  #wary = 0
  /** For how long the control ids of each system are kept, as last noted. Milliseconds. */
  readonly #windows = new Map<string, number>()

  constructor(writer: Writer, reader: Reader, names: Names) {
    this.#writer = writer
    this.#reader = reader
    this.#names = names
  }

  /** See `Store.receive`. Groups are kept one after the other. */
  receive(lease: Lease, batch: readonly Incoming[]): Promise<readonly Received[]> {
    const result = this.#queue.then(() => this.#receive(lease, batch))
    this.#queue = result.catch(() => {})
    return result
  }

  async #receive(lease: Lease, batch: readonly Incoming[]): Promise<readonly Received[]> {
    try {
      await this.#names.know(batch.map(({ system }) => system))
      if (this.#last?.epoch !== lease.epoch) await this.#begin(lease)
      if (this.#wary > 0) this.#wary--
      else if (allDiffer(batch)) return await this.#writeAsNew(lease, batch)
    } catch (error) {
      if (!isKnownControlId(error)) throw this.#failed(error)
      this.#wary = WARY_GROUPS
    }
    return this.#compareAndWrite(lease, batch).catch((error: unknown) => {
      throw this.#failed(error)
    })
  }

  /** Waits for writes of an earlier holder, which the fence makes the last, and reads where its ids ended. */
  async #begin(lease: Lease): Promise<void> {
    await this.#writer.write([lease], [])
    const { lastMessageId } = await this.#reader.marks()
    this.#last = { id: lastMessageId, epoch: lease.epoch }
  }

  async #writeAsNew(lease: Lease, batch: readonly Incoming[]): Promise<Received[]> {
    const first = this.#last!.id + 1
    const stored = batch.map((incoming, at) => ({ id: first + at, incoming, controlIdReused: false }))
    const controlIds = this.#controlIds(stored)
    const steps = controlIds.length > 0 ? [addControlIds(controlIds)] : []
    await this.#keep(lease, stored, steps)
    return stored.map(({ id }) => ({ kind: 'new', id, controlIdReused: false }))
  }

  async #compareAndWrite(lease: Lease, batch: readonly Incoming[]): Promise<Received[]> {
    const known = await this.#reader.under(batch)
    const { received, fresh } = compare(batch, known, this.#last!.id)
    if (fresh.length > 0) await this.#keep(lease, fresh, replaced(this.#controlIds(fresh)))
    else await this.#writer.write([lease], [])
    return received
  }

  async #keep(lease: Lease, stored: readonly Numbered[], controlIds: readonly Step[]): Promise<void> {
    const windows = this.#changedWindows(stored)
    const noted = [...windows].map(([system, window_ms]) => putWindow(this.#names.id(system), window_ms))
    await this.#writer.write([lease], [...controlIds, addMessageGroups(messageGroups(stored)), ...noted])
    this.#last = { id: this.#last!.id + stored.length, epoch: lease.epoch }
    for (const [system, window_ms] of windows) this.#windows.set(system, window_ms)
  }

  #changedWindows(stored: readonly Numbered[]): Map<string, number> {
    const windows = new Map<string, number>()
    for (const { incoming } of stored) {
      const { system, window_ms } = incoming
      if (this.#windows.get(system) !== window_ms) windows.set(system, window_ms)
    }
    return windows
  }

  #controlIds(stored: readonly Numbered[]): ControlIdRow[] {
    const rows: ControlIdRow[] = []
    for (const { id, incoming } of stored) {
      const { system, controlId } = incoming
      if (controlId !== '') rows.push({ system: this.#names.id(system), controlId, messageId: id })
    }
    return rows
  }

  #failed(error: unknown): Error {
    this.#last = null
    return storeError(error, 'receiving')
  }
}

function allDiffer(batch: readonly Incoming[]): boolean {
  const seen = new Set<string>()
  let named = 0
  for (const { system, controlId } of batch) {
    if (controlId === '') continue
    seen.add(`${system}\0${controlId}`)
    named++
  }
  return seen.size === named
}

/**
 * Says for each message whether it is new or a repeat of an earlier one, in the database or in the batch. `known` gives the
 * messages under the control id of each, oldest first; `lastId` is the greatest id in use.
 */
function compare(batch: readonly Incoming[], known: readonly (readonly StoredMessage[])[], lastId: number) {
  const received: Received[] = []
  const fresh: Numbered[] = []
  const within = new Map<string, StoredMessage[]>()
  batch.forEach((incoming, at) => {
    const key = `${incoming.system}\0${incoming.controlId}`
    const earlier = [...known[at]!, ...(within.get(key) ?? [])].filter(
      ({ receivedAt }) => incoming.receivedAt - receivedAt <= incoming.window_ms,
    )
    const original = earlier.findLast(({ hash }) => Buffer.compare(hash, incoming.hash) === 0)
    if (original) {
      received.push({ kind: 'repeat', id: original.id, answer: original.answer })
      return
    }
    const controlIdReused = earlier.length > 0
    const id = lastId + fresh.length + 1
    fresh.push({ id, incoming, controlIdReused })
    received.push({ kind: 'new', id, controlIdReused })
    if (incoming.controlId !== '') {
      within.set(key, [...(within.get(key) ?? []), { ...incoming, id, controlIdReused }])
    }
  })
  return { received, fresh }
}

/** The last message of the batch under each control id becomes the newest; the others go aside. */
function replaced(rows: readonly ControlIdRow[]): Step[] {
  if (rows.length === 0) return []
  const newest = new Map(rows.map((row) => [`${row.system} ${row.controlId}`, row]))
  const last = [...newest.values()]
  const older = rows.filter((row) => !last.includes(row))
  return [
    keepEarlierControlIds(last),
    replaceControlIds(last),
    ...(older.length > 0 ? [addEarlierControlIds(older)] : []),
  ]
}
