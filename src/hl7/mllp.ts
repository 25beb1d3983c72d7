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

/**
 * What is wrong in a stream. Holds no bytes of a message but the `head`, to be kept: all of it, or as much as the limit allows.
 * - `frame-too-large`: `bytes` is its size, or (`endless`) what came of it before we stopped waiting for its end.
 * - `frame-went-on`: came behind a message whose frame we had ended without its CR, and may belong to it.
 */
export type FrameTrouble =
  | { readonly code: 'garbage-between-frames'; readonly bytes: number; readonly looksLike: GarbageKind }
  | { readonly code: 'frame-cut-short' | 'frame-went-on'; readonly bytes: number; readonly head: Uint8Array }
  | {
      readonly code: 'frame-too-large'
      readonly bytes: number
      readonly endless: boolean
      readonly limit_bytes: number
      readonly head: Uint8Array
    }

/** What bytes outside a frame seem to be, so that a person can be told what is set up wrongly. */
export type GarbageKind = 'hl7-without-frame' | 'tls' | 'http' | 'unknown'

export type FrameHandlers = {
  /**
   * One whole message without its frame. The bytes are the handler's to keep: nothing here writes to them again. They may be
   * a part of the chunk that was pushed, so whoever pushes must not write to it either (a socket never does). `early`: its
   * frame was ended by `endWithoutCr`, so that more of it may follow as `frame-went-on`.
   */
  onMessage(message: Buffer, early: boolean): void
  onTrouble(trouble: FrameTrouble): void
}

/**
 * Cuts a stream of bytes into messages, however the stream is split into chunks. Memory: at most twice the limit and a
 * chunk, and of a frame that is too large its beginning, of the size of the limit. Time: linear in the bytes, also for chunks of one byte. A message that lies in one chunk is not copied.
 */
export class MllpDecoder {
  readonly #limit_bytes: number
  readonly #handlers: FrameHandlers
  #state: 'between' | 'within' | 'skipping' = 'between'
  /** The frame so far, or in `skipping` the last bytes seen. Only the first `#length` bytes count. */
  #held: Buffer = NOTHING
  #length = 0
  /** The beginning of a frame that is too large, and its size so far, until its end has come. */
  #tooLarge: { head: Buffer; bytes: number } | null = null
  /** What we know of the sender's habit of ending frames with FS alone. */
  #habit: 'unknown' | 'shown' | 'disproved' = 'unknown'
  /** Behind a frame that was ended without its CR: `waits` for what comes, `goesOn` where that was no new frame. */
  #early: 'no' | 'waits' | 'goesOn' = 'no'
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
   * True where all that is missing is the CR of a frame whose message ended with a whole segment, or where bytes came behind
   * such a frame. Some senders never send that CR, and wait for their answer. False for ever once bytes followed that were no
   * new frame: then FS is no end on this stream.
   */
  get lacksCr(): boolean {
    const length = this.#length
    if (this.#state !== 'within') return false
    if (this.#early === 'goesOn') return true
    if (this.#habit === 'disproved') return false
    return length > 2 && this.#held[length - 1] === FS && isLineEnd(this.#held[length - 2]!)
  }

  /** Whether the sender has ended a frame with FS alone, and next began a frame or ended the stream. */
  get omitsCr(): boolean {
    return this.#habit === 'shown'
  }

  /** Whether bytes came behind a frame that had been ended without its CR. */
  get wentOn(): boolean {
    return this.#habit === 'disproved'
  }

  /** Ends the frame of which only the CR is missing, if there is one; a CR that comes after all harms nothing. */
  endWithoutCr(): void {
    if (!this.lacksCr) return
    const early = this.#early === 'no'
    if (this.#held[this.#length - 1] === FS) this.#length--
    this.#finish(this.#take(), early)
    if (early) this.#early = 'waits'
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
    if (this.#early === 'waits') this.#showHabit()
    if (this.#state === 'skipping') this.#reportTooLarge(true)
    if (this.#state === 'within') {
      const rest = this.#take()
      this.#split(rest, (last) => {
        if (last[last.length - 1] === FS) this.#deliverWithoutCr(last)
        else this.#cutShort(last)
      })
    }
    this.#state = 'between'
    this.#early = 'no'
    this.#length = 0
    this.#held = NOTHING
  }

  #findStart(chunk: Buffer): Buffer {
    if (this.#early !== 'no') return this.#findRest(chunk)
    const start = chunk.indexOf(VT)
    if (start !== 0) this.#countGarbage(start < 0 ? chunk : chunk.subarray(0, start))
    if (start < 0) return NOTHING
    if (this.#garbage.bytes > 0) this.#reportGarbage()
    this.#garbage = { bytes: 0, reported: false, looksLike: 'unknown' }
    this.#state = 'within'
    return chunk.subarray(start + 1)
  }

  /** Behind a frame that was ended without its CR: that CR, a new frame, or what may belong to the message. */
  #findRest(chunk: Buffer): Buffer {
    let at = 0
    while (at < chunk.length && isLineEnd(chunk[at]!)) at++
    if (at === chunk.length) return NOTHING
    if (chunk[at] === VT) {
      this.#early = 'no'
      this.#showHabit()
    } else {
      this.#early = 'goesOn'
      this.#habit = 'disproved'
      this.#state = 'within'
    }
    return chunk.subarray(at)
  }

  #showHabit(): void {
    if (this.#habit === 'unknown') this.#habit = 'shown'
  }

  #findEnd(chunk: Buffer): Buffer {
    if (this.#length > 0 && this.#held[this.#length - 1] === FS) {
      const isNext = chunk[0] === VT && chunk.length > 3 && isHeader(chunk, 1)
      if (isNext) this.#showHabit()
      if (isNext || chunk[0] === CR) {
        this.#length--
        this.#finish(this.#take())
        return isNext ? chunk : chunk.subarray(1)
      }
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
    const known = this.#length
    const seen = Buffer.concat([this.#held.subarray(0, known), chunk])
    const end = seen.indexOf(END)
    const start = nextStart(end < 0 ? seen : seen.subarray(0, end))
    this.#length = 0
    const last = start >= 0 ? start : end
    if (this.#tooLarge) this.#tooLarge.bytes += (last < 0 ? seen.length : last) - known
    if (last >= 0) {
      this.#reportTooLarge(false)
      this.#state = start >= 0 ? 'within' : 'between'
      return seen.subarray(start >= 0 ? start + 1 : end + 2)
    }
    this.#append(seen.subarray(-3)) // a mark may lie across two chunks
    this.#endIfEndless()
    return NOTHING
  }

  /** Its size is worth waiting for, so that people know what to allow; but not for ever. */
  #endIfEndless(): void {
    if (this.#tooLarge && this.#tooLarge.bytes >= 2 * this.#limit_bytes) this.#reportTooLarge(true)
  }

  #hold(chunk: Buffer): void {
    this.#append(chunk)
    if (this.#length < this.#limit_bytes + LOOK_AHEAD_BYTES) return
    this.#split(this.#take(), (last) => {
      if (last.length < this.#limit_bytes + LOOK_AHEAD_BYTES) this.#append(last)
      else {
        this.#state = 'skipping'
        this.#tooLarge = { head: last.subarray(0, this.#limit_bytes), bytes: last.length }
        this.#append(last.subarray(-3))
        this.#endIfEndless()
      }
    })
  }

  #finish(body: Buffer, early = false): void {
    this.#state = 'between'
    if (body.indexOf(VT) < 0) this.#deliver(body, early)
    else this.#split(body, (last) => this.#deliver(last, early))
  }

  /** Takes apart what frames that never ended have left in one body: all but the last are cut short. */
  #split(body: Buffer, handleLast: (last: Buffer) => void): void {
    let rest = body
    for (let start = nextStart(rest); start >= 0; start = nextStart(rest)) {
      const before = rest.subarray(0, start)
      if (before[before.length - 1] === FS) this.#deliverWithoutCr(before)
      else this.#cutShort(before)
      rest = rest.subarray(start + 1)
    }
    handleLast(rest)
  }

  /** Only its CR is missing, and what follows shows that the frame is over. */
  #deliverWithoutCr(body: Buffer): void {
    this.#showHabit()
    this.#deliver(body.subarray(0, -1))
  }

  /** A frame with nothing in it is how some senders keep a connection alive. */
  #deliver(body: Buffer, early = false): void {
    if (this.#early === 'goesOn') this.#reportRest(body)
    else if (body.length > this.#limit_bytes) this.#refuse(body)
    else if (body.length > 0) this.#handlers.onMessage(body, early)
  }

  #cutShort(body: Buffer): void {
    if (this.#early === 'goesOn') this.#reportRest(body)
    else if (body.length > this.#limit_bytes) this.#refuse(body)
    else this.#handlers.onTrouble({ code: 'frame-cut-short', bytes: body.length, head: body })
  }

  #refuse(body: Buffer): void {
    this.#tooLarge = { head: body.subarray(0, this.#limit_bytes), bytes: body.length }
    this.#reportTooLarge(false)
  }

  /** Once a frame, however long it goes on after that. */
  #reportTooLarge(endless: boolean): void {
    if (!this.#tooLarge) return
    const { head, bytes } = this.#tooLarge
    this.#tooLarge = null
    if (this.#early === 'goesOn') this.#reportRest(head, bytes)
    else this.#handlers.onTrouble({ code: 'frame-too-large', bytes, endless, limit_bytes: this.#limit_bytes, head })
  }

  #reportRest(body: Buffer, bytes = body.length): void {
    this.#early = 'no'
    if (bytes > 0) this.#handlers.onTrouble({ code: 'frame-went-on', bytes, head: body.subarray(0, this.#limit_bytes) })
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

function kindOf(bytes: Buffer): GarbageKind {
  const text = bytes.toString('latin1', 0, 80).trimStart()
  if (/^(MSH|FHS|BHS)/.test(text)) return 'hl7-without-frame'
  if (text.startsWith('\x16\x03')) return 'tls'
  return /^[A-Z]{3,7} \S+ HTTP\//.test(text) ? 'http' : 'unknown'
}
