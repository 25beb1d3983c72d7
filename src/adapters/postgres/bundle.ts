// Many messages or deliveries in one value: what is known of each as JSON, then their bytes, compressed together. The one
// thing to know: messages of one flow are much alike, so together they shrink to a fraction of what each would alone, and
// one row is written where a row each would cost more than everything else. docs/adr/0011-groups.md has the figures.
import { compressSync, uncompressSync } from 'lz4-napi'

/** First byte of a bundle: how the rest is stored. */
const PLAIN = 0
const LZ4 = 2
/** Less than this is not worth compressing. */
const SMALL_BYTES = 256
/** A bundle is read as a whole to get at one entry, so it is kept small. */
const MOST_BYTES = 48 * 1024
const MOST_ENTRIES = 128

/** What is known of an entry (any JSON), and its bytes in parts. */
export type Entry<Head> = { readonly head: Head; readonly parts: readonly Uint8Array[] }

/** Packs entries into one value. */
export function pack<Head>(entries: readonly Entry<Head>[]): Buffer {
  const heads = JSON.stringify(entries.map(({ head, parts }) => [head, parts.map(({ length }) => length)]))
  let size = 4 + heads.length * 3
  for (const { parts } of entries) for (const { length } of parts) size += length
  const plain = roomFor(size)
  let at = 4 + plain.write(heads, 4)
  plain.writeUInt32BE(at - 4)
  for (const { parts } of entries) {
    for (const part of parts) {
      plain.set(part, at)
      at += part.length
    }
  }
  return squeeze(plain.subarray(0, at))
}

/** Smaller with LZ4, or as it is where that gains nothing. */
function squeeze(plain: Buffer): Buffer {
  const squeezed = plain.length < SMALL_BYTES ? plain : compressSync(plain)
  const isSmaller = squeezed.length < plain.length
  return Buffer.concat([Buffer.of(isSmaller ? LZ4 : PLAIN), isSmaller ? squeezed : plain])
}

/** Where bundles are put together, one after the other: to allocate tens of kilobytes each time costs more than to copy. */
const scratch = Buffer.allocUnsafeSlow(MOST_BYTES * 2)

function roomFor(bytes: number): Buffer {
  return bytes <= scratch.length ? scratch : Buffer.allocUnsafeSlow(bytes)
}

/** The entries of a bundle. Their parts are views of one buffer. */
export function unpack<Head>(bundle: Buffer): Entry<Head>[] {
  const rest = bundle.subarray(1)
  const plain = bundle[0] === LZ4 ? uncompressSync(rest) : rest
  let at = 4 + plain.readUInt32BE(0)
  const heads = JSON.parse(plain.toString('utf8', 4, at)) as [Head, number[]][]
  return heads.map(([head, lengths]) => {
    const parts = lengths.map((length) => {
      at += length
      return plain.subarray(at - length, at)
    })
    return { head, parts }
  })
}

/** Splits entries into runs that are each packed into one bundle: not too large, and not across `boundary`. */
export function runs<T>(
  entries: readonly T[],
  bytesOf: (entry: T) => number,
  boundary: (before: T, after: T) => boolean,
): T[][] {
  const found: T[][] = []
  let run: T[] = []
  let bytes = 0
  for (const entry of entries) {
    const size = bytesOf(entry)
    const last = run.at(-1)
    if (last !== undefined && (run.length >= MOST_ENTRIES || bytes + size > MOST_BYTES || boundary(last, entry))) {
      found.push(run)
      run = []
      bytes = 0
    }
    run.push(entry)
    bytes += size
  }
  if (run.length > 0) found.push(run)
  return found
}

/** The bytes of a bytea column, from the text that PostgreSQL writes for it. */
export function bytesOf(column: string): Buffer {
  return Buffer.from(column.slice(2), 'hex')
}
