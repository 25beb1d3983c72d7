// A first look at a message: what its MSH says, without reading the rest. The one thing to know: peek() never throws;
// of garbage it returns what can be read, and the problem.
import type { Buffer } from 'node:buffer'
import { contextFor, declareFrom } from './context.ts'
import { type Delimiters, delimitersOf, readDelimiters } from './delimiters.ts'
import { Hl7Error } from './errors.ts'
import { bufferOf } from './input.ts'
import { refuseWideText, skipLead } from './parse.ts'
import { mshCode, type Segment, SegmentView, value } from './segment.ts'
import { sourceOfBytes } from './source.ts'

/** What an MSH says (HL7 v2.5.1 §2.15.9). Components are the first ones; '' where absent. */
export type Header = {
  readonly delimiters: Delimiters
  readonly sendingApplication: string
  readonly sendingFacility: string
  readonly receivingApplication: string
  readonly receivingFacility: string
  /** MSH-9.1, as in ORU. */
  readonly messageCode: string
  /** MSH-9.2, as in R01. */
  readonly triggerEvent: string
  /** MSH-9.3, as in ORU_R01. */
  readonly messageStructure: string
  /** MSH-10. */
  readonly controlId: string
  readonly processingId: string
  readonly version: string
  /** MSH-15: when the receiver shall answer that it has stored the message (AL, NE, ER, SU). */
  readonly acceptAcknowledgment: string
  /** MSH-16: when the receiving application shall answer. */
  readonly applicationAcknowledgment: string
  /** The first repetition of MSH-18, as it stands. */
  readonly characterSet: string
  /** The MSH itself; undefined where there is none. */
  readonly segment: Segment | undefined
  /** Why the message cannot be read whole, as far as its header tells. */
  readonly problem: Hl7Error | undefined
}

/** More than this is no header: it bounds the time that garbage costs. */
const longest_bytes = 16 * 1024

/** What the MSH of a message says. Reads the first segment only; never throws. */
export function peek(input: Uint8Array): Header {
  const bytes = bufferOf(input)
  let msh: SegmentView | undefined
  try {
    if (bytes.length === 0) throw new Hl7Error('hl7-empty')
    refuseWideText(bytes)
    msh = mshOf(bytes)
    declareFrom(msh.context, bytes, msh.start, msh.end)
    return headerOf(msh)
  } catch (error) {
    if (error instanceof Hl7Error) return headerOf(msh, error)
    throw error
  }
}

function mshOf(bytes: Buffer): SegmentView {
  const start = skipLead(bytes)
  const stop = Math.min(bytes.length, start + longest_bytes)
  let end = start
  while (end < stop && bytes[end] !== 13 && bytes[end] !== 10) end++
  if (bytes.toString('latin1', start, start + 3) !== 'MSH') throw new Hl7Error('hl7-no-header', { offset: start })
  const delimiters = readDelimiters(bytes, start)
  const source = sourceOfBytes(bytes.subarray(0, end))
  const context = contextFor(delimiters, undefined, source, start, end)
  return new SegmentView(context, source, start, end, end, mshCode)
}

/** The header of an MSH segment, or of none. */
export function headerOf(msh: Segment | undefined, problem: Hl7Error | undefined = undefined): Header {
  const read = (field: number, component = 1) => (msh ? (value(msh, field, component) ?? '') : '')
  return {
    delimiters: msh ? (msh as SegmentView).context.delimiters : delimitersOf('|', ''),
    sendingApplication: read(3),
    sendingFacility: read(4),
    receivingApplication: read(5),
    receivingFacility: read(6),
    messageCode: read(9),
    triggerEvent: read(9, 2),
    messageStructure: read(9, 3),
    controlId: read(10, 0),
    processingId: read(11),
    version: read(12),
    acceptAcknowledgment: read(15),
    applicationAcknowledgment: read(16),
    characterSet: read(18),
    segment: msh,
    problem,
  }
}
