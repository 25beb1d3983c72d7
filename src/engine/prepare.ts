// A stored message made ready for its batch: parsed and read by its sender's dialect, before anything is loaded. The one
// thing to know: what cannot be read becomes a fault that an exception is made of, never an error of the batch.
import { type Header, Hl7Error, headerOf, type Message, parseMessage } from '../hl7/index.ts'
import { type Reading, readMessage } from '../ledger/read-message.ts'
import type { Concern, ExceptionKind } from '../ownership/exception.ts'
import { exceptionKinds } from '../ownership/exception.ts'
import type { StoredMessage } from './ports/store.ts'
import type { Taking } from './routes.ts'
import type { Rules } from './rules.ts'
import { speakerOn } from './speaker.ts'

export type Readable = {
  readonly stored: StoredMessage
  readonly message: Message
  readonly header: Header
  readonly reading: Reading
  readonly taking: Taking
  readonly fault: null
}

/** `aboutId`: the message that the fault is about, where it is not this one. */
export type Faulty = { readonly stored: StoredMessage; readonly fault: Concern; readonly aboutId?: number }

export type Prepared = Readable | Faulty

/** Parses and reads. Anything that it throws is a defect of ours on this message. */
export function prepare(stored: StoredMessage, rules: Rules): Prepared {
  if (stored.refused !== '') return refusedOnArrival(stored)
  const source = rules.sources.get(stored.system)
  if (!source) return { stored, fault: faultOfSystem(stored) }
  try {
    const message = parseMessage(stored.body, {
      encoding: source.system.dialect.encoding,
      maxSize_bytes: Number.MAX_SAFE_INTEGER,
    })
    const header = headerOf(message.segments[0])
    const taking = rules.routes.taking(stored.system, header.messageCode, header.triggerEvent)
    const reading = readMessage(message, speakerOn(taking.flows, source, rules.speakers), {
      messageId: stored.id,
      seenAt: stored.receivedAt,
    })
    return { stored, message, header, reading, taking, fault: null }
  } catch (error) {
    if (error instanceof Hl7Error) return { stored, fault: malformed(stored, `${error.code}: ${error.message}`) }
    throw error
  }
}

/** The reason that receiving wrote down: `kind: text`. */
function refusedOnArrival(stored: StoredMessage): Faulty {
  const [name = '', ...rest] = stored.refused.split(': ')
  const kind = (exceptionKinds as readonly string[]).includes(name) ? (name as ExceptionKind) : 'malformed-message'
  const text = rest.join(': ')
  if (kind === 'malformed-message') return malformedOnArrival(stored, text)
  if (kind === 'no-flow') {
    const first = `${text} Message ${stored.id} is the first of them; each is kept as it came.`
    const cause = `${kind}|${stored.system}|${stored.messageType}`
    return { stored, fault: { kind, severity: 'normal', text: first, cause } }
  }
  const ask = kind === 'batch-incomplete' ? ` ${askSender}` : ''
  const kept = `${text} Message ${stored.id} is kept as it came.${ask}`
  return { stored, fault: { kind, severity: 'high', text: kept, cause: `${kind}|${stored.connection}` } }
}

function malformedOnArrival(stored: StoredMessage, text: string): Faulty {
  if (text.startsWith('frame-cut-short')) return { stored, fault: brokenOff(stored, text) }
  if (text.startsWith('frame-too-large')) return { stored, fault: tooLarge(stored, text) }
  const before = /^frame-went-on: message (\d+)/.exec(text)
  if (!before) return { stored, fault: malformed(stored, text) }
  const aboutId = Number(before[1])
  return { stored, fault: wentOn(stored, text, aboutId), aboutId }
}

const askSender = 'Ask the sender how many it sent, and have what is missing sent again.'

function malformed(stored: StoredMessage, text: string): Concern {
  return {
    kind: 'malformed-message',
    severity: 'high',
    text: `${text} Message ${stored.id} is kept as it came; let the sender correct it and send it again.`,
    cause: `malformed-message|${stored.connection}`,
  }
}

function tooLarge(stored: StoredMessage, text: string): Concern {
  return {
    kind: 'malformed-message',
    severity: 'high',
    text: `${text}. Its first ${stored.body.length} bytes are kept as message ${stored.id}; nothing of it was processed. Let the sender divide it, or allow its size (max_message of ${stored.connection}), and have it sent again.`,
    cause: `malformed-message|${stored.connection}`,
  }
}

/** What was acknowledged may not have been all of the message, and its sender believes that all of it arrived. */
function wentOn(stored: StoredMessage, text: string, messageId: number): Concern {
  return {
    kind: 'malformed-message',
    severity: 'high',
    text: `${text}. What followed may belong to it: its first ${stored.body.length} bytes are kept as message ${stored.id}. Compare both with what the sender sent, have the message sent again whole where it is not, and let the sender end its frames with FS and CR.`,
    cause: `malformed-message|${stored.connection}|frame-went-on|${messageId}`,
  }
}

/** A line that breaks, or a sender that does not end its frames, is one trouble of its connection, however often. */
function brokenOff(stored: StoredMessage, text: string): Concern {
  return {
    kind: 'malformed-message',
    severity: 'high',
    text: `${text}. What came of it is kept as message ${stored.id}. Make sure that the sender sent it again, whole, as well as any others of this connection that broke off later.`,
    cause: `malformed-message|${stored.connection}|frame-cut-short`,
  }
}

/** Whether an exception speaks of a state of things and not of one message: open once, however often it comes. */
export function isStanding({ kind, cause }: Concern): boolean {
  return kind === 'no-flow' || cause.endsWith('|frame-cut-short')
}

/** The system was taken out of the site after the message had come in. */
function faultOfSystem(stored: StoredMessage): Concern {
  return {
    kind: 'no-flow',
    severity: 'high',
    text: `Message ${stored.id} came from ${stored.system}, which the site does not have any more. It is kept as it came.`,
    cause: `no-flow|${stored.system}`,
  }
}
