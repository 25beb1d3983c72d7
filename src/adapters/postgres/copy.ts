// Rows as COPY takes them in binary, for tables that only grow. The one thing to know: COPY writes a page at a time where
// INSERT writes a row at a time, and costs two thirds of an INSERT from arrays; it stands in a pipeline like any statement.
// (PostgreSQL "COPY", Binary Format; docs/adr/0012-one-round-trip.md has the figures.)
import { storable } from './arrays.ts'

const SIGNATURE = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)])
const NULL = -1

/** Collects rows. Begin each with `row`, then give its columns in the order of the statement. */
export class CopyRows {
  #buffer: Buffer
  #at: number

  /** `bytes`: about how much the rows will take; it grows where that is not enough. */
  constructor(bytes = 1024) {
    this.#buffer = Buffer.allocUnsafe(bytes + 64)
    this.#at = SIGNATURE.copy(this.#buffer)
  }

  row(columns: number): this {
    this.#room(2)
    this.#at = this.#buffer.writeInt16BE(columns, this.#at)
    return this
  }

  /** A whole number that a double holds exactly. */
  bigint(value: number | null): this {
    if (value === null) return this.#null()
    this.#room(12)
    this.#at = this.#buffer.writeInt32BE(8, this.#at)
    this.#at = this.#buffer.writeInt32BE(Math.floor(value / 4_294_967_296) | 0, this.#at)
    this.#at = this.#buffer.writeUInt32BE(value >>> 0, this.#at)
    return this
  }

  integer(value: number): this {
    this.#room(8)
    this.#at = this.#buffer.writeInt32BE(value, this.#buffer.writeInt32BE(4, this.#at))
    return this
  }

  /** Greater numbers are written as the greatest one, since these are counts for people. */
  smallint(value: number): this {
    this.#room(6)
    this.#at = this.#buffer.writeInt16BE(Math.min(value, 32_767), this.#buffer.writeInt32BE(2, this.#at))
    return this
  }

  boolean(value: boolean): this {
    this.#room(5)
    this.#at = this.#buffer.writeUInt8(value ? 1 : 0, this.#buffer.writeInt32BE(1, this.#at))
    return this
  }

  /** See `storable`. */
  text(value: string): this {
    return this.textBytes(storable(value))
  }

  /** The bytes of a text in UTF-8, whatever it holds. */
  textBytes(value: string): this {
    this.#room(4 + value.length * 3)
    const written = this.#buffer.write(value, this.#at + 4)
    this.#buffer.writeInt32BE(written, this.#at)
    this.#at += 4 + written
    return this
  }

  /** A value that is already in binary form, as the arrays of arrays.ts. */
  bytes(value: Uint8Array): this {
    this.#room(4 + value.length)
    this.#at = this.#buffer.writeInt32BE(value.length, this.#at)
    this.#buffer.set(value, this.#at)
    this.#at += value.length
    return this
  }

  /** The whole, ended. */
  end(): Buffer {
    this.#room(2)
    this.#at = this.#buffer.writeInt16BE(-1, this.#at)
    return this.#buffer.subarray(0, this.#at)
  }

  #null(): this {
    this.#room(4)
    this.#at = this.#buffer.writeInt32BE(NULL, this.#at)
    return this
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + bytes))
    this.#buffer.copy(larger, 0, 0, this.#at)
    this.#buffer = larger
  }
}
