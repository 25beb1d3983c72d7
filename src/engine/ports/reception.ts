// The Reception port: receiving as the engine sees it, whether it runs beside it or in a thread of its own. The one thing
// to know: a message is handed on only after it survives a crash, and in the order in which it will always be read.
import type { Concern } from '../../ownership/exception.ts'
import type { Lease, StoredMessage } from './store.ts'

/** The answer to a message, given once it is decided. */
export type Decided = { readonly messageId: number; readonly answer: Uint8Array }

/** Something about a connection that a person should know. Holds no bytes of any message. */
export type Notice = { readonly connection: string; readonly system: string; readonly concern: Concern }

/** A change of a connection, for the page: whose, and how many are open now. */
export type ConnectionNews = { readonly connection: string; readonly open: number; readonly text: string }

/** An answer that came in on an outgoing line and is to be kept as a message, because it is more than an answer. */
export type Kept = {
  /** The outgoing connection it came in on. */
  readonly connection: string
  readonly body: Uint8Array
  /** Why it cannot be processed, as in Incoming; empty where it can. */
  readonly refused: string
  /** Called once it survives a crash, with its commit acknowledgement where it asks for one (else empty). */
  readonly onKept: (messageId: number, answer: Uint8Array) => void
}

export type ReceptionHandlers = {
  /** Messages that survive a crash now, in order of id. Repeats are not among them. */
  onStored(batch: readonly StoredMessage[]): void
  onNotice(notice: Notice): void
  onConnections(news: ConnectionNews): void
  /** Receiving has ended by itself: another node holds the lease, or its thread broke down. */
  onLost(error: Error): void
}

export type BoundPort = { readonly connection: string; readonly host: string; readonly port: number }

export type Reception = {
  /** Listens on every in connection of the site. Rejects, with nothing left open, where one cannot be bound. */
  start(lease: Lease, handlers: ReceptionHandlers): Promise<readonly BoundPort[]>
  /** The lease was renewed. */
  renewed(lease: Lease): void
  /** Messages up to this id are decided: they no longer count against the bound. */
  settled(through: number): void
  answer(decided: readonly Decided[]): void
  keep(kept: Kept): void
  /** Stops reading; resolves once everything read is stored, answered and handed on. */
  drain(): Promise<void>
  /** Ends the connections once their output is written, at the latest after `grace_ms`. */
  close(grace_ms: number): Promise<void>
  /** Stops acting at once, without another word to anybody. */
  abandon(): void
}
