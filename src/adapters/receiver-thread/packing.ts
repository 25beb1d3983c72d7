// Stored messages on their way from the receiving thread: a whole group in one buffer that changes hands without a copy. The
// one thing to know: the bodies stay where they are, as parts of that buffer.
import { Buffer } from 'node:buffer'
import type { StoredMessage } from '../../engine/ports/store.ts'

/** Fixed part of a message: id, receivedAt, window_ms, its connection, whether its control id was reused, six lengths. */
const fixed_bytes = 8 * 3 + 4 + 1 + 4 * 6

/** The six parts of varying length. */
function partsOf({ controlId, messageType, refused, hash, answer, body }: StoredMessage): Uint8Array[] {
  return [utf8(controlId), utf8(messageType), utf8(refused), hash, answer, body]
}

function utf8(text: string): Uint8Array {
  return text === '' ? none : Buffer.from(text, 'utf8')
}
const none = new Uint8Array(0)

/** Ids of connections by number, the same on both sides: in the order of the site. */
export type Numbering = {
  readonly numbers: ReadonlyMap<string, number>
  readonly places: readonly { readonly connection: string; readonly system: string }[]
}

export function numbering(places: Numbering['places']): Numbering {
  return { places, numbers: new Map(places.map(({ connection }, index) => [connection, index])) }
}

/** Packs messages, in order. The buffer is one of its own, so that it can be transferred. */
export function packStored(batch: readonly StoredMessage[], { numbers }: Numbering): ArrayBuffer {
  const parts = batch.map(partsOf)
  let size = 4
  for (const own of parts) for (const { length } of own) size += length
  const packed = new ArrayBuffer(size + batch.length * fixed_bytes)
  const buffer = Buffer.from(packed)
  let at = buffer.writeUInt32LE(batch.length, 0)
  for (const [index, message] of batch.entries()) {
    at = buffer.writeDoubleLE(message.id, at)
    at = buffer.writeDoubleLE(message.receivedAt, at)
    at = buffer.writeDoubleLE(message.window_ms, at)
    at = buffer.writeUInt32LE(numbers.get(message.connection)!, at)
    at = buffer.writeUInt8(message.controlIdReused ? 1 : 0, at)
    for (const part of parts[index]!) {
      at = buffer.writeUInt32LE(part.length, at)
      buffer.set(part, at)
      at += part.length
    }
  }
  return packed
}

/** The messages of a packed group. Their bytes are parts of the buffer. */
export function unpackStored(packed: ArrayBuffer, { places }: Numbering): StoredMessage[] {
  const buffer = Buffer.from(packed)
  let at = 4
  const part = (): Buffer => {
    const length = buffer.readUInt32LE(at)
    at += 4 + length
    return buffer.subarray(at - length, at)
  }
  return Array.from({ length: buffer.readUInt32LE(0) }, () => {
    const [id, receivedAt, window_ms] = [
      buffer.readDoubleLE(at),
      buffer.readDoubleLE(at + 8),
      buffer.readDoubleLE(at + 16),
    ]
    const { connection, system } = places[buffer.readUInt32LE(at + 24)]!
    const controlIdReused = buffer.readUInt8(at + 28) === 1
    at += 29
    const [controlId, messageType, refused] = [
      part().toString('utf8'),
      part().toString('utf8'),
      part().toString('utf8'),
    ]
    const [hash, answer, body] = [part(), part(), part()]
    return {
      id,
      receivedAt,
      connection,
      system,
      controlId,
      messageType,
      body,
      hash,
      answer,
      refused,
      window_ms,
      controlIdReused,
    }
  })
}
