// MLLP, the framing of HL7 messages on a stream: VT message FS CR. (HL7 v2.5.1 implementation support guide, appendix C;
// "Transport Specification: MLLP, Release 1".) The one thing to know: FS and VT can stand in a message as stray bytes, so
// that only FS CR ends a frame, and only VT before the name of a header segment begins one inside another.
import { Buffer } from 'node:buffer'

const VT = 0x0b
const FS = 0x1c
const CR = 0x0d
const LF = 0x0a
const END = Buffer.from([FS, CR])
/** FS, VT and the name of a segment: how far we must see past a message to know that it ends there. */
const LOOK_AHEAD_BYTES = 5
/** How much of a broken frame is handed on: enough for a header to answer to. */
const HEAD_BYTES = 4096
const NOTHING = Buffer.alloc(0)

/** Wraps one message in a frame: its bytes + 3. */
export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(message.length + 3)
  framed[0] = VT
  framed.set(message, 1)
  framed[message.length + 1] = FS
  framed[message.length + 2] = CR
  return framed
}

/** What is wrong in a stream. Holds no bytes of a message but the `head`, for the negative answer and the exception. */
export type FrameTrouble =
  | { readonly code: 'garbage-between-frames'; readonly bytes: number; readonly looksLike: GarbageKind }
  | { readonly code: 'frame-too-large' | 'frame-cut-short'; readonly bytes: number; readonly head: Uint8Array }

/** What bytes outside a frame seem to be, so that a person can be told what is set up wrongly. */
export type GarbageKind = 'hl7-without-frame' | 'tls' | 'http' | 'unknown'

export type FrameHandlers = {
  /**
   * One whole message without its frame. The bytes are the handler's to keep: nothing here writes to them again. They may be
   * a part of the chunk that was pushed, so whoever pushes must not write to it either (a socket never does).
   */
  onMessage(message: Buffer): void
  onTrouble(trouble: FrameTrouble): void
}

/**
 * Cuts a stream of bytes into messages, however the stream is split into chunks. Memory: at most twice the limit and a
 * chunk. Time: linear in the bytes, also for chunks of one byte. A message that lies in one chunk is not copied.
 */
export class MllpDecoder {
  readonly #limit_bytes: number
  readonly #handlers: FrameHandlers
  #state: 'between' | 'within' | 'skipping' = 'between'
  /** The frame so far, or in `skipping` the last bytes seen. Only the first `#length` bytes count. */
  #held: Buffer = NOTHING
  #length = 0
  #garbage = { bytes: 0, reported: false, looksLike: 'unknown' as GarbageKind }

  /** `limit_bytes`: the largest message handed on. */
  constructor(limit_bytes: number, handlers: FrameHandlers) {
    this.#limit_bytes = limit_bytes
    this.#handlers = handlers
  }

  /** True from the first byte of a frame to its end. */
  get withinFrame(): boolean {
    return this.#state !== 'between'
  }

  /**
   * True where all that is missing is the CR of a frame whose message ended with a whole segment. Some senders never send
   * that CR, and wait for their answer.
   */
  get lacksCr(): boolean {
    const length = this.#length
    return this.#state === 'within' && length > 2 && this.#held[length - 1] === FS && isLineEnd(this.#held[length - 2]!)
  }

  /** Ends the frame of which only the CR is missing, if there is one; a CR that comes after all harms nothing. */
  endWithoutCr(): void {
    if (!this.lacksCr) return
    this.#length--
    this.#finish(this.#take())
  }

  /** Takes the next bytes of the stream and calls the handlers for what they complete. */
  push(bytes: Uint8Array): void {
    let chunk = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    while (chunk.length > 0) {
      if (this.#state === 'between') chunk = this.#findStart(chunk)
      else if (this.#state === 'within') chunk = this.#findEnd(chunk)
      else chunk = this.#skip(chunk)
    }
    if (this.#garbage.bytes > 0 && !this.#garbage.reported) this.#reportGarbage()
  }

  /** The stream is over: reports what it cut short. */
  end(): void {
    if (this.#garbage.bytes > 0) this.#reportGarbage()
    if (this.#state === 'within') {
      const rest = this.#take()
      this.#split(rest, (last) => {
        if (last[last.length - 1] === FS) this.#deliver(last.subarray(0, -1))
        else this.#cutShort(last)
      })
    }
    this.#state = 'between'
    this.#length = 0
    this.#held = NOTHING
  }

  #findStart(chunk: Buffer): Buffer {
    const start = chunk.indexOf(VT)
    if (start !== 0) this.#countGarbage(start < 0 ? chunk : chunk.subarray(0, start))
    if (start < 0) return NOTHING
    if (this.#garbage.bytes > 0) this.#reportGarbage()
    this.#garbage = { bytes: 0, reported: false, looksLike: 'unknown' }
    this.#state = 'within'
    return chunk.subarray(start + 1)
  }

  #findEnd(chunk: Buffer): Buffer {
    if (chunk[0] === CR && this.#length > 0 && this.#held[this.#length - 1] === FS) {
      this.#length--
      this.#finish(this.#take())
      return chunk.subarray(1)
    }
    let end = chunk.indexOf(FS)
    if (end >= 0 && chunk[end + 1] !== CR) end = chunk.indexOf(END, end)
    if (end < 0) {
      this.#hold(chunk)
      return NOTHING
    }
    const rest = chunk.subarray(0, end)
    this.#finish(this.#length === 0 ? rest : this.#append(rest).#take())
    return chunk.subarray(end + 2)
  }

  /** Goes to the end of a frame that was too large, or to the beginning of the next where that end never comes. */
  #skip(chunk: Buffer): Buffer {
    const seen = Buffer.concat([this.#held.subarray(0, this.#length), chunk])
    const end = seen.indexOf(END)
    const start = nextStart(end < 0 ? seen : seen.subarray(0, end))
    this.#length = 0
    if (start >= 0) {
      this.#state = 'within'
      return seen.subarray(start + 1)
    }
    if (end >= 0) {
      this.#state = 'between'
      return seen.subarray(end + 2)
    }
    this.#append(seen.subarray(-3)) // a mark may lie across two chunks
    return NOTHING
  }

  #hold(chunk: Buffer): void {
    this.#append(chunk)
    if (this.#length < this.#limit_bytes + LOOK_AHEAD_BYTES) return
    this.#split(this.#take(), (last) => {
      if (last.length < this.#limit_bytes + LOOK_AHEAD_BYTES) this.#append(last)
      else {
        this.#tooLarge(last)
        this.#state = 'skipping'
        this.#append(last.subarray(-3))
      }
    })
  }

  #finish(body: Buffer): void {
    this.#state = 'between'
    if (body.indexOf(VT) < 0) this.#deliver(body)
    else this.#split(body, (last) => this.#deliver(last))
  }

  /** Takes apart what frames that never ended have left in one body: all but the last are cut short. */
  #split(body: Buffer, handleLast: (last: Buffer) => void): void {
    let rest = body
    for (let start = nextStart(rest); start >= 0; start = nextStart(rest)) {
      const before = rest.subarray(0, start)
      if (before[before.length - 1] === FS)
        this.#deliver(before.subarray(0, -1)) // only its CR is missing
      else this.#cutShort(before)
      rest = rest.subarray(start + 1)
    }
    handleLast(rest)
  }

  /** A frame with nothing in it is how some senders keep a connection alive. */
  #deliver(body: Buffer): void {
    if (body.length > this.#limit_bytes) this.#tooLarge(body)
    else if (body.length > 0) this.#handlers.onMessage(body)
  }

  #tooLarge(body: Buffer): void {
    this.#handlers.onTrouble({ code: 'frame-too-large', bytes: body.length, head: headOf(body) })
  }

  #cutShort(body: Buffer): void {
    if (body.length > this.#limit_bytes) this.#tooLarge(body)
    else this.#handlers.onTrouble({ code: 'frame-cut-short', bytes: body.length, head: headOf(body) })
  }

  /** Line ends between frames say nothing and harm nothing. */
  #countGarbage(bytes: Buffer): void {
    let counted = 0
    for (const byte of bytes) if (byte !== CR && byte !== LF) counted++
    if (counted > 0 && this.#garbage.bytes === 0 && !this.#garbage.reported) this.#garbage.looksLike = kindOf(bytes)
    this.#garbage.bytes += counted
  }

  /** Once when it begins, and once with the rest when it ends: a stream of nothing but garbage is no flood of reports. */
  #reportGarbage(): void {
    const { bytes, looksLike } = this.#garbage
    this.#garbage = { bytes: 0, reported: true, looksLike }
    this.#handlers.onTrouble({ code: 'garbage-between-frames', bytes, looksLike })
  }

  /** Grows by doubling, so that many small chunks cost no more than a few large ones. */
  #append(bytes: Buffer): this {
    const needed = this.#length + bytes.length
    if (needed > this.#held.length) {
      const larger = Buffer.allocUnsafeSlow(
        Math.max(needed, Math.min(this.#held.length * 2, this.#limit_bytes + 65_536)),
      )
      this.#held.copy(larger, 0, 0, this.#length)
      this.#held = larger
    }
    bytes.copy(this.#held, this.#length)
    this.#length = needed
    return this
  }

  /** Gives what is held away for good. */
  #take(): Buffer {
    const taken = this.#held.subarray(0, this.#length)
    this.#held = NOTHING
    this.#length = 0
    return taken
  }
}

/** Where the first VT before the name of a header segment is, or -1. */
function nextStart(bytes: Buffer): number {
  const first = bytes.indexOf(VT)
  if (first < 0) return -1
  for (let at = first; at < bytes.length - 3; at++) if (bytes[at] === VT && isHeader(bytes, at + 1)) return at
  return -1
}

function isLineEnd(byte: number): boolean {
  return byte === CR || byte === LF
}

function isHeader(bytes: Buffer, at: number): boolean {
  const name = String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!)
  return name === 'MSH' || name === 'FHS' || name === 'BHS'
}

/** A copy, so that a report does not keep a large frame in memory. */
function headOf(body: Buffer): Buffer {
  return Buffer.from(body.subarray(0, HEAD_BYTES))
}

function kindOf(bytes: Buffer): GarbageKind {
  const text = bytes.toString('latin1', 0, 80).trimStart()
  if (/^(MSH|FHS|BHS)/.test(text)) return 'hl7-without-frame'
  if (text.startsWith('\x16\x03')) return 'tls'
  return /^[A-Z]{3,7} \S+ HTTP\//.test(text) ? 'http' : 'unknown'
}
