// What an acknowledgement means for the delivery that it answers (HL7 v2.5.1 §2.9.2.2, §2.9.3). The one thing to know: an
// error is about content, so repeating is useless and it is held; a reject is held where it is about MSH-9, 11 or 12, or
// about a patient whom the receiver does not know, and else means "not now".
import { codeMeaning } from '../hl7/index.ts'
import type { Level } from '../site/shapes/common.ts'
import { levels } from '../site/shapes/common.ts'
import type { Delivery as Policy } from '../site/shapes/flow.ts'
import { lookUp } from '../terminology/order-tables.ts'
import { isErrorCode, isThreeLetters } from '../terminology/shown-code.ts'
import type { Answer } from './read-answer.ts'

export type Verdict =
  /** Taken, to this level. */
  | { readonly act: 'delivered'; readonly level: Level }
  | {
      readonly act: 'hold'
      readonly kind: 'delivery-refused' | 'unknown-patient'
      /** What the receiver said: stored with the delivery. */
      readonly why: string
      /** What somebody has to do about it while it is held. */
      readonly next: string
    }
  | { readonly act: 'retry' }

/** Which answers a message asks for, by its own MSH-15 and MSH-16. */
export type Expected = {
  /** A positive answer comes at all; without one, sending is all that can be known. */
  readonly any: boolean
  /** After the first positive answer another one, the application's, is to come. */
  readonly application: boolean
}

const original: Expected = { any: true, application: false }
const positive = new Set(['AL', 'SU'])

/** What the message itself asks for. Reads MSH-15 and MSH-16 of its first segment, without a parse. */
export function expectedAnswers(body: Uint8Array): Expected {
  if (body[0] !== 0x4d) return original
  const field = body[3]
  const wanted = ['', '']
  let number = 1
  let start = 0
  for (let at = 3; at <= body.length && number <= 16; at++) {
    const byte = body[at]
    const ends = at === body.length || byte === 13 || byte === 10
    if (!ends && byte !== field) continue
    if (number === 15 || number === 16) wanted[number - 15] = asciiText(body, start, at)
    if (ends) break
    number++
    start = at + 1
  }
  const [accept = '', application = ''] = wanted
  if (accept === '' && application === '') return original
  return { any: asksForAnswer(accept, application), application: positive.has(application) }
}

/** Whether MSH-15 and MSH-16 ask for a positive answer (table 0155); both empty is original mode, which does. */
export function asksForAnswer(accept: string, application: string): boolean {
  return (accept === '' && application === '') || positive.has(accept) || positive.has(application)
}

function asciiText(body: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...body.subarray(start, Math.min(end, start + 3)))
}

/** What is to be done about a delivery after this answer to it. `proves` is what a positive answer of this peer proves. */
export function judgeAnswer(answer: Answer, proves: Level, on: Policy['on']): Verdict {
  const { code } = answer
  if (code === 'AA') return { act: 'delivered', level: proves }
  if (code === 'CA') return { act: 'delivered', level: atMost(proves, 'received') }
  if (code === 'AE' || code === 'CE') return byPolicy(on[code] ?? 'hold', answer)
  if (code === 'AR' || code === 'CR') {
    const waits = !isAboutHeader(answer) && !isUnknownPatient(answer)
    return byPolicy(on[code] ?? (waits ? 'retry' : 'hold'), answer)
  }
  return {
    act: 'hold',
    kind: 'delivery-refused',
    why: 'The answer names the message and says neither yes nor no in MSA-1.',
    next: askThem,
  }
}

function byPolicy(policy: 'hold' | 'retry' | 'accept', answer: Answer): Verdict {
  if (policy === 'accept') return { act: 'delivered', level: 'received' }
  if (policy === 'retry') return { act: 'retry' }
  const why = refusalText(answer)
  if (isUnknownPatient(answer)) {
    return { act: 'hold', kind: 'unknown-patient', why: `${why} It does not know the patient.`, next: registerFirst }
  }
  return { act: 'hold', kind: 'delivery-refused', why, next: lookUp(nextSteps, answer.errorCode) ?? askThem }
}

const registerFirst = 'See that the registration (ADT) reached it under this record number, then resend the message.'
const askThem =
  'Ask its team what it stumbled over; its log or error queue says more. Then resend the message, or skip it.'
const wrongForm =
  'Have the sender correct what stands at that place, or a step of the flow; the sender sends it anew, and this one is skipped.'
const wrongKind =
  'It does not take messages of this type, event, processing id or version: have it set up to take them and resend this one, or correct the flow.'

/** By code of table 0357. What is resent goes out as it is: where its content must change, its sender sends it anew. */
const nextSteps: Readonly<Record<string, string>> = {
  100: wrongForm,
  101: wrongForm,
  102: wrongForm,
  103: 'Have the code added there and resend the message; or give it a row in the map of the flow, have the sender send it anew, and skip this one.',
  104: wrongForm,
  198: wrongForm,
  200: wrongKind,
  201: wrongKind,
  202: wrongKind,
  203: wrongKind,
  204: 'It does not have what the message names, as the order or the visit. See that it gets that first, then resend the message; where nobody ordered it there, have it entered there by hand and skip this one.',
  205: 'It has that number already. Look whether it is this very message, and skip it if so; if not, have the number corrected at its source.',
  206: 'Somebody had the record open there. Resend the message.',
  207: 'It failed by itself. Have its team mend what its log says, then resend the message.',
}

/** What somebody has to do about what may have been taken. */
export const lookFirst = 'Look in the receiver whether it has it: skip it if so, and else resend it.'

/** What somebody has to do about a refusal of what is held nowhere: it was accepted before, or sent long ago. */
export const afterwards =
  'It cannot be resent from here: settle it in the receiver’s error queue, or have the sender send it anew.'

/**
 * Key not found (table 0357, 204) at PID, or in so many words where it gives no code or no place. Waiting does not help:
 * somebody has to register the patient, or find out whose record was meant.
 */
function isUnknownPatient({ errorCode, errorSegment, text }: Answer): boolean {
  if (errorCode === '204' && errorSegment === 'PID') return true
  if (errorSegment !== '' && errorSegment !== 'PID') return false
  return (
    (errorCode === '' || errorCode === '204') && unknown.test(text) && /\b(patient|mrn|medical record)\b/i.test(text)
  )
}
const unknown = /\bunknown\b|\bno such\b|\bnot (?:known|found|on file|registered|exist)|\bdoes ?n.t exist/i

/** Message type, event, processing id or version: what stands in MSH-9, 11, 12 and never becomes right by waiting. */
function isAboutHeader({ errorCode, errorSegment, errorField, text }: Answer): boolean {
  if (/^20[0-3]$/.test(errorCode)) return true
  if (errorSegment === 'MSH' && /^(9|11|12)$/.test(errorField)) return true
  return errorCode === '' && /unsupported (message|event|processing|version)/i.test(text)
}

/** The refusal in words: the receiver's codes and places, none of its text, which may hold patient data. */
function refusalText({ code, errorCode, errorSegment, errorField }: Answer): string {
  const field = /^\d{1,3}$/.test(errorField) ? `-${errorField}` : ''
  const place = isThreeLetters(errorSegment) ? ` at ${errorSegment}${field}` : ''
  const error = isErrorCode(errorCode) ? `error ${errorCode} (${errorName(errorCode)})` : 'an error of its own'
  return `The receiver answered ${code}${errorCode ? ` with ${error}` : ''}${place}.`
}

/** What the code means; a receiver may have codes of its own. */
function errorName(code: string): string {
  const name = codeMeaning('0357', code)
  return name === undefined ? 'not in table 0357' : `table 0357: ${name}`
}

function atMost(level: Level, most: Level): Level {
  return levels.indexOf(level) < levels.indexOf(most) ? level : most
}
