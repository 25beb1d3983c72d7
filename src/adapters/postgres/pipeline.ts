// Several statements in one round trip: all are sent before the first answer is read, and one Sync at their end makes them
// one transaction. The one thing to know: an error anywhere undoes all of them, and the promise resolves only when the
// server has said that the transaction is on the disk. (PostgreSQL "Message Flow", Extended Query and Pipelining)
import type { Submittable } from 'pg'

/** A statement under the name that it is prepared under. */
export type Statement = { readonly name: string; readonly text: string }

/** A binary array, a text, or null. Numbers are written as text. */
export type Value = Buffer | string | number | null
/** `copy`: the rows that the statement, a COPY, takes. */
export type Step = { readonly statement: Statement; readonly values: readonly Value[]; readonly copy?: Buffer }

/** One row: its columns as text, as PostgreSQL writes them. */
export type Row = readonly (string | null)[]

/** What we use of a connection of pg. */
type Wire = { readonly stream: { write(bytes: Buffer): void } }

export class Pipeline implements Submittable {
  /** The rows of each step. */
  readonly done: Promise<Row[][]>
  readonly #bytes: Buffer
  readonly #rows: Row[][] = [[]]
  #resolve!: (rows: Row[][]) => void
  #reject!: (error: Error) => void

  /** `bytes`: messages of the protocol, ended by one Sync (see frames.ts). They must not change until it is done. */
  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  submit(connection: unknown): void {
    const wire = connection as Wire
    wire.stream.write(this.#bytes)
  }

  handleDataRow({ fields }: { fields: Row }): void {
    this.#rows.at(-1)!.push(fields)
  }

  handleCommandComplete(): void {
    this.#rows.push([])
  }

  handleReadyForQuery(): void {
    this.#rows.pop()
    this.#resolve(this.#rows)
  }

  handleError(error: Error): void {
    this.#reject(error)
  }

  handleRowDescription(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
  handleCopyInResponse(): void {}
}
