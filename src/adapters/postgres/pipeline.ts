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

type Bind = { statement: string; values: readonly (Buffer | string | null)[] }
/** What we use of a connection of pg. */
type Wire = {
  readonly stream: { cork(): void; uncork(): void }
  parse(query: { name: string; text: string; types: readonly number[] }): void
  bind(config: Bind): void
  execute(config: object): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sync(): void
}

export class Pipeline implements Submittable {
  /** The rows of each step. */
  readonly done: Promise<Row[][]>
  readonly #send: (wire: Wire) => void
  readonly #rows: Row[][] = [[]]
  #resolve!: (rows: Row[][]) => void
  #reject!: (error: Error) => void

  constructor(send: (wire: Wire) => void) {
    this.#send = send
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  submit(connection: unknown): void {
    const wire = connection as Wire
    wire.stream.cork() // one write for all
    try {
      this.#send(wire)
      wire.sync()
    } finally {
      wire.stream.uncork()
    }
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

/** Prepares statements under their names, for later. */
export function preparing(statements: readonly Statement[]): Pipeline {
  return new Pipeline((wire) => {
    for (const { name, text } of statements) wire.parse({ name, text, types: [] })
  })
}

/** Runs prepared statements, one after the other, as one transaction. */
export function running(steps: readonly Step[]): Pipeline {
  return new Pipeline((wire) => {
    for (const { statement, values, copy } of steps) {
      wire.bind({ statement: statement.name, values: values.map(plain) })
      wire.execute({})
      if (!copy) continue
      wire.sendCopyFromChunk(copy) // at once: the server reads it when it comes to the statement, or skips it
      wire.endCopyFrom()
    }
  })
}

function plain(value: Value): Buffer | string | null {
  return typeof value === 'number' ? String(value) : value
}
