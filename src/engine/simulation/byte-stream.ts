// The bytes that arrive at one end of a simulated connection where they do not come as whole messages: a frame in several
// pieces, or two frames in one. The one thing to know: it is the decoder of production that makes messages of them.
import { Buffer } from 'node:buffer'
import { type FrameHandlers, frame, MllpDecoder } from '../../hl7/mllp.ts'

export class ByteStream {
  readonly #decoder: MllpDecoder
  /** Frames that were written and wait for the next one. */
  #kept: Buffer[] = []

  constructor(limit_bytes: number, handlers: FrameHandlers) {
    this.#decoder = new MllpDecoder(limit_bytes, handlers)
  }

  /** A frame that will come in one piece with the next one. */
  keep(message: Uint8Array): void {
    this.#kept.push(frame(message))
  }

  get keeps(): boolean {
    return this.#kept.length > 0
  }

  /** What was kept, and behind it the frame of this message, cut at these shares (0 to 1) of the frame, never into nothing. */
  pieces(message: Uint8Array | null, cutAt: readonly number[]): readonly Buffer[] {
    const before = Buffer.concat(this.#kept)
    this.#kept = []
    if (!message) return [before]
    const last = frame(message)
    const bytes = Buffer.concat([before, last])
    const places = cutAt.map(
      (share) => before.length + Math.min(last.length - 1, Math.max(1, Math.round(share * last.length))),
    )
    const inOrder = [0, ...new Set(places.sort((one, other) => one - other)), bytes.length]
    return inOrder.slice(1).map((place, nth) => bytes.subarray(inOrder[nth], place))
  }

  push(piece: Buffer): void {
    this.#decoder.push(piece)
  }

  /** The connection ended: a frame that is not whole is cut short. */
  end(): void {
    this.#kept = []
    this.#decoder.end()
  }
}
