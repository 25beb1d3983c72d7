// What an acknowledgement says: MSA and the first ERR (HL7 v2.5.1 §2.15.5, §2.15.8). The one thing to know: MSA-2 is
// compared byte for byte with the MSH-10 that was sent, so it is not trimmed, cut or guessed at (`sent-control-id.ts`).
import { get, type Message, rawBytes, segmentNamed, value } from '../hl7/index.ts'

export type Answer = {
  /** MSA-1: AA, AE, AR, CA, CE, CR; else as written. */
  readonly code: string
  /** MSA-2 as text: the MSH-10 of the message that it answers. */
  readonly controlId: string
  /** MSA-2 as it was written, one character a byte. */
  readonly written: string
  /** MSA-3, for reading only: it may hold patient data. */
  readonly text: string
  /** Table 0357 code of the first error, or empty. */
  readonly errorCode: string
  /** The segment that the first error names, as in PID; empty where none. */
  readonly errorSegment: string
  readonly errorField: string
  /** Whether the message is more than an answer: an ORL, ORR, MFK and the like, to be read for itself. */
  readonly isMessage: boolean
}

/** Reads the answer in a message; null where it carries no MSA. */
export function readAnswer(message: Message): Answer | null {
  const msa = segmentNamed(message, 'MSA')
  if (!msa) return null
  const messageCode = get(message, 'MSH-9.1') ?? ''
  return {
    code: value(msa, 1) ?? '',
    controlId: value(msa, 2, 0) ?? '',
    written: rawBytes(msa, 2) ?? '',
    text: value(msa, 3) ?? '',
    ...readError(message),
    isMessage: messageCode !== 'ACK' && messageCode !== 'MCF' && messageCode !== '',
  }
}

/** ERR-3 and ERR-2 since 2.5; ERR-1 with its components before; MSA-6 in some dialects. */
function readError(message: Message): Pick<Answer, 'errorCode' | 'errorSegment' | 'errorField'> {
  if (!segmentNamed(message, 'ERR'))
    return { errorCode: get(message, 'MSA-6.1') ?? '', errorSegment: '', errorField: '' }
  const later = get(message, 'ERR-3.1')
  if (later) {
    return {
      errorCode: later,
      errorSegment: get(message, 'ERR-2.1') ?? '',
      errorField: get(message, 'ERR-2.3') ?? '',
    }
  }
  return {
    errorCode: get(message, 'ERR-1.4.1') || get(message, 'MSA-6.1') || '',
    errorSegment: get(message, 'ERR-1.1') ?? '',
    errorField: get(message, 'ERR-1.3') ?? '',
  }
}
