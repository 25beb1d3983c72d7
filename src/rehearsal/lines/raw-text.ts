// Text that a play has a system send as it is. The one thing to know: numbers that the run gives are written as
// `{{placer:k}}`, `{{mrn:anna}}`, `{{time}}` and `{{id}}`, since nobody can know them beforehand.
import { Buffer } from 'node:buffer'
import type { Instant } from '../../engine/ports/clock.ts'
import type { Cast } from '../play/cast.ts'
import { timeOf, type Voice } from './voice.ts'

/** A moment as this system writes it, for numbers that begin with the day. */
export function voiceTime(voice: Voice, at: Instant): string {
  return timeOf(voice, at)
}

/** The bytes of such a text. Lines end in CR as HL7 wants, unless the text has CR of its own. */
export function rawBytes(text: string, cast: Cast, voice: Voice, at: Instant, nextId: () => string): Uint8Array {
  const filled = text.replace(/\{\{(placer|mrn|time|id)(?::([^}]+))?\}\}/g, (_, what: string, handle = '') => {
    if (what === 'time') return timeOf(voice, at)
    if (what === 'id') return nextId()
    return what === 'placer' ? (cast.order(handle)?.placer ?? '') : (cast.person(handle)?.mrn ?? '')
  })
  return Buffer.from(filled.includes('\r') ? filled : filled.replaceAll('\n', '\r'), 'utf8')
}
