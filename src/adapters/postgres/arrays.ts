// Arrays as PostgreSQL takes them in binary: a whole column of a batch in one parameter. The one thing to know: it saves
// the text form, which cost more on both ends than everything else together. (PostgreSQL src/backend/utils/adt/arrayfuncs.c)

import { createHash } from 'node:crypto'

/** Types by their number in the catalog (src/include/catalog/pg_type.dat). */
const oids = { boolean: 16, bytea: 17, bigint: 20, smallint: 21, integer: 23, text: 25 } as const
const HEADER_BYTES = 20

/** bigint[]; whole numbers that a double holds exactly, or null. */
export function bigints(values: readonly (number | null)[]): Buffer {
  const buffer = begin(oids.bigint, values.length, values.length * 12)
  let at = HEADER_BYTES
  for (const value of values) {
    if (value === null) {
      at = buffer.writeInt32BE(-1, at)
      continue
    }
    buffer.writeInt32BE(8, at)
    writeBigint(buffer, value, at + 4)
    at += 12
  }
  return end(buffer, at, values.includes(null))
}

/** integer[]. */
export function integers(values: readonly number[]): Buffer {
  const buffer = begin(oids.integer, values.length, values.length * 8)
  let at = HEADER_BYTES
  for (const value of values) at = buffer.writeInt32BE(value, buffer.writeInt32BE(4, at))
  return end(buffer, at, false)
}

/** smallint[]; greater numbers are written as the greatest one, since these are counts for people. */
export function smallints(values: readonly number[]): Buffer {
  const buffer = begin(oids.smallint, values.length, values.length * 6)
  let at = HEADER_BYTES
  for (const value of values) at = buffer.writeInt16BE(Math.min(value, 32_767), buffer.writeInt32BE(2, at))
  return end(buffer, at, false)
}

/** boolean[]. */
export function booleans(values: readonly boolean[]): Buffer {
  const buffer = begin(oids.boolean, values.length, values.length * 5)
  let at = HEADER_BYTES
  for (const value of values) at = buffer.writeUInt8(value ? 1 : 0, buffer.writeInt32BE(1, at))
  return end(buffer, at, false)
}

/** bytea[]. */
export function byteas(values: readonly Uint8Array[]): Buffer {
  let size = 0
  for (const value of values) size += value.length + 4
  const buffer = begin(oids.bytea, values.length, size)
  let at = HEADER_BYTES
  for (const value of values) {
    at = buffer.writeInt32BE(value.length, at)
    buffer.set(value, at)
    at += value.length
  }
  return end(buffer, at, false)
}

/** text[]. A text of PostgreSQL cannot hold U+0000: it becomes U+FFFD, so that no message can make a write fail. */
export function texts(values: readonly string[]): Buffer {
  return strings(oids.text, values.map(storable))
}

/** bytea[] of the texts' bytes in UTF-8, whatever they hold. */
export function textBytes(values: readonly string[]): Buffer {
  return strings(oids.bytea, values)
}

/** An index takes no more than about 2,700 bytes: a longer key is kept by its beginning and its hash. */
const LONGEST_KEY = 500

/** A number as it is kept under an index, whatever its length. */
export function keyOf(text: string): string {
  if (text.length <= LONGEST_KEY) return text
  return `${text.slice(0, LONGEST_KEY / 2)} ${createHash('sha256').update(text).digest('hex')}`
}

/** A text that PostgreSQL can hold. */
export function storable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text
}

function strings(oid: number, values: readonly string[]): Buffer {
  let most = 0
  for (const value of values) most += 4 + value.length * 3
  const buffer = begin(oid, values.length, most)
  let at = HEADER_BYTES
  for (const value of values) {
    const written = buffer.write(value, at + 4, 'utf8')
    buffer.writeInt32BE(written, at)
    at += 4 + written
  }
  return end(buffer, at, false)
}

function begin(oid: number, count: number, most_bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + most_bytes)
  buffer.writeInt32BE(count === 0 ? 0 : 1, 0)
  buffer.writeInt32BE(oid, 8)
  buffer.writeInt32BE(count, 12)
  buffer.writeInt32BE(1, 16)
  return buffer
}

function end(buffer: Buffer, at: number, hasNull: boolean): Buffer {
  buffer.writeInt32BE(hasNull ? 1 : 0, 4)
  const isEmpty = buffer.readInt32BE(0) === 0
  return buffer.subarray(0, isEmpty ? 12 : at)
}

function writeBigint(buffer: Buffer, value: number, at: number): void {
  buffer.writeInt32BE(Math.floor(value / 4_294_967_296) | 0, at)
  buffer.writeUInt32BE(value >>> 0, at + 4)
}
