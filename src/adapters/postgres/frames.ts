// The messages of the protocol that a pipeline is made of, written into one buffer that its session uses again and again.
// The one thing to know: the driver's own writer allocates and grows a buffer for each message, which cost as much as all
// the rest of sending. (PostgreSQL "Message Formats")
import type { Statement, Step, Value } from './pipeline.ts'

const ROOM_BYTES = 256 * 1024
/** A larger buffer is not kept after the message that needed it. */
const MOST_KEPT_BYTES = 4 * 1024 * 1024

export class Frames {
  #buffer = Buffer.allocUnsafeSlow(ROOM_BYTES)
  #at = 0

  /** Prepares statements under their names. The bytes are good until the next call. */
  preparing(statements: readonly Statement[]): Buffer {
    this.#begin()
    for (const { name, text } of statements) {
      this.#message('P', () => this.#text(name).#text(text).#int16(0))
    }
    return this.#end()
  }

  /** Runs prepared statements as one transaction. The bytes are good until the next call. */
  running(steps: readonly Step[]): Buffer {
    this.#begin()
    for (const { statement, values, copy } of steps) {
      this.#message('B', () => this.#bind(statement.name, values))
      this.#message('E', () => this.#text('').#int32(0))
      if (!copy) continue
      this.#message('d', () => this.#bytes(copy)) // at once: the server reads it when it comes to the COPY, or skips it
      this.#message('c', () => this)
    }
    return this.#end()
  }

  #begin(): void {
    this.#at = 0
    if (this.#buffer.length > MOST_KEPT_BYTES) this.#buffer = Buffer.allocUnsafeSlow(ROOM_BYTES)
  }

  /** With the Sync that ends the transaction. */
  #end(): Buffer {
    this.#message('S', () => this)
    return this.#buffer.subarray(0, this.#at)
  }

  #message(kind: string, write: () => void): void {
    this.#room(5)
    this.#at = this.#buffer.writeUInt8(kind.charCodeAt(0), this.#at)
    const start = this.#at
    this.#at += 4
    write()
    this.#buffer.writeInt32BE(this.#at - start, start)
  }

  /** Buffers go in binary, everything else as text; results come as text. */
  #bind(statement: string, values: readonly Value[]): this {
    this.#text('').#text(statement).#int16(values.length)
    for (const value of values) this.#int16(value instanceof Buffer ? 1 : 0)
    this.#int16(values.length)
    for (const value of values) this.#value(value)
    return this.#int16(0)
  }

  #value(value: Value): void {
    if (value === null) this.#int32(-1)
    else if (value instanceof Buffer) this.#int32(value.length).#bytes(value)
    else this.#sized(String(value))
  }

  /** A text behind its length. */
  #sized(text: string): this {
    this.#room(4 + text.length * 3)
    const written = this.#buffer.write(text, this.#at + 4)
    this.#buffer.writeInt32BE(written, this.#at)
    this.#at += 4 + written
    return this
  }

  /** A text ended by a zero. */
  #text(text: string): this {
    this.#room(text.length * 3 + 1)
    this.#at += this.#buffer.write(text, this.#at)
    this.#at = this.#buffer.writeUInt8(0, this.#at)
    return this
  }

  #int16(value: number): this {
    this.#room(2)
    this.#at = this.#buffer.writeInt16BE(value, this.#at)
    return this
  }

  #int32(value: number): this {
    this.#room(4)
    this.#at = this.#buffer.writeInt32BE(value, this.#at)
    return this
  }

  #bytes(bytes: Buffer): this {
    this.#room(bytes.length)
    this.#at += bytes.copy(this.#buffer, this.#at)
    return this
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#at + bytes))
    this.#buffer.copy(larger, 0, 0, this.#at)
    this.#buffer = larger
  }
}
