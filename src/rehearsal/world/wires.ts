// The four wires of a world: they write down every frame at both its ends, and do to messages and answers what a play says.
// The one thing to know: whoever dialled says messages and hears answers; which line a frame is on follows from who dialled
// whom.
import { Buffer } from 'node:buffer'
import type { Clock, Random } from '../../engine/ports/clock.ts'
import type { Fate, VirtualNetwork } from '../../engine/simulation/network.ts'
import { acknowledge, get, parseMessage } from '../../hl7/index.ts'
import { glance } from '../checkers/glance.ts'
import type { Line, WireAct, WireFault } from '../play/act.ts'
import type { Counter } from '../play/cast.ts'
import type { Frame, Hit } from '../play/evidence.ts'

/** Who stands at the ends of the wires. */
export const ends = { ehr: 'ehr', lab: 'lab', labloop: 'labloop' } as const

type Ends = { readonly dials: string; readonly listens: string }

const lines: Readonly<Record<Line, Ends>> = {
  'ehr-to-labloop': { dials: ends.ehr, listens: ends.labloop },
  'labloop-to-ehr': { dials: ends.labloop, listens: ends.ehr },
  'lab-to-labloop': { dials: ends.lab, listens: ends.labloop },
  'labloop-to-lab': { dials: ends.labloop, listens: ends.lab },
}

/** What is done to frames: so many more of them, or each with a chance. */
type Trouble = { readonly line: Line; readonly fault: WireFault; left: number; readonly share: number; late_ms: number }

/** Faults of the answer on its way back; the others meet the message. */
const onAnswers: ReadonlySet<WireFault> = new Set([
  'lose-answer',
  'delay-answer',
  'duplicate-answer',
  'foreign-answer',
  'split-answer',
])
/** Longer than anybody waits for an answer, so that the message has been sent again when it arrives. */
const usualDelay_ms = 45_000
/** From the first piece of a frame to its last, and from a frame to the next one that it is written with. */
const usualPieces_ms = 3000
const inPieces: ReadonlySet<WireFault> = new Set(['split-message', 'split-answer', 'glue-message'])

export type Wires = {
  readonly frames: readonly Frame[]
  /** What met which message. */
  readonly hits: readonly Hit[]
  perform(act: WireAct): void
}

/** Watches and troubles the wires of a network. `random`: which frames a share meets; `onFrame` hears of each at once. */
export function openWires(
  network: VirtualNetwork,
  clock: Clock,
  random: Random,
  count: Counter,
  onFrame: (frame: Frame) => void = () => {},
): Wires {
  const frames: Frame[] = []
  const hits: Hit[] = []
  let troubles: Trouble[] = []

  network.seen = (end, from, to, bytes, dialled) => {
    const line = lineOf(from, to, dialled)
    if (!line) return
    const frame: Frame = { n: count(), at: clock.now(), line, kind: dialled ? 'message' : 'answer', end, bytes }
    frames.push(frame)
    onFrame(frame)
  }
  network.fate = (from, to, bytes, dialled) => {
    if (troubles.length === 0) return 'pass'
    const line = lineOf(from, to, dialled)
    const met = troubles.find((one) => one.line === line && onAnswers.has(one.fault) !== dialled && strikes(one))
    if (!met || !line) return 'pass'
    const { controlId, answers } = glance(bytes)
    hits.push({ n: count(), at: clock.now(), line, fault: met.fault, controlId: dialled ? controlId : answers })
    return fateOf(met, bytes, clock, random)
  }
  function strikes(trouble: Trouble): boolean {
    if (trouble.left > 0) {
      trouble.left--
      return true
    }
    return trouble.share > 0 && random.next() < trouble.share
  }
  return {
    frames,
    hits,
    perform(act) {
      if (act.do === 'heal') troubles = []
      else if (act.do === 'fault') troubles.push(troubleOf(act))
      else {
        const { dials, listens } = lines[act.line]
        if (act.do === 'cut') network.cut(dials, listens)
        else network.numb(dials, listens)
      }
    },
  }
}

function troubleOf(act: Extract<WireAct, { do: 'fault' }>): Trouble {
  const usual_ms = inPieces.has(act.fault) ? usualPieces_ms : usualDelay_ms
  const { line, fault, share = 0, count = share > 0 ? 0 : 1, late_ms = usual_ms } = act
  return { line, fault, left: count, share, late_ms }
}

function lineOf(from: string, to: string, dialled: boolean): Line | null {
  const dials = dialled ? from : to
  if (dials === ends.ehr) return 'ehr-to-labloop'
  if (dials === ends.lab) return 'lab-to-labloop'
  const listens = dialled ? to : from
  return dials !== ends.labloop ? null : listens === ends.ehr ? 'labloop-to-ehr' : 'labloop-to-lab'
}

function fateOf({ fault, late_ms }: Trouble, bytes: Uint8Array, clock: Clock, random: Random): Fate {
  switch (fault) {
    case 'lose-message':
    case 'lose-answer':
      return 'lose'
    case 'duplicate-message':
    case 'duplicate-answer':
      return 'twice'
    case 'cut-message':
      return 'break'
    case 'delay-message':
    case 'delay-answer':
      return { late_ms, overtaken: true }
    case 'split-message':
    case 'split-answer': {
      const cutAt = placesIn(random)
      return { cutAt, gap_ms: Math.round(late_ms / cutAt.length) }
    }
    case 'glue-message':
      return { glued_ms: late_ms, cutAt: placesIn(random) }
    case 'foreign-answer':
      return { instead: namingAnother(bytes) }
    case 'busy-answer':
    case 'error-answer':
      return refusal(bytes, fault === 'busy-answer', clock)
  }
}

/** Where a frame is cut, as shares of it: anywhere, and often behind its first byte or before its last. */
function placesIn(random: Random): readonly number[] {
  return Array.from({ length: 1 + random.below(4) }, () => [0, 1, random.next(), random.next()][random.below(4)]!)
}

/** The answer with another number in MSA-2: as the answer to a message that nobody sent. */
function namingAnother(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1')
  const separator = text.charAt(3)
  const at = text.indexOf(`\rMSA${separator}`)
  if (at < 0) return bytes
  const [name = '', code = '', , ...rest] = text.slice(at + 1).split(separator)
  const before = text.slice(0, at + 1)
  const tail = rest.length > 0 ? `${separator}${rest.join(separator)}` : '\r'
  return Buffer.from(`${before}${name}${separator}${code}${separator}FOREIGN${tail}`, 'latin1')
}

/** What an engine in front of the receiver says: not now, or not this. What cannot be read goes on as it is. */
function refusal(bytes: Uint8Array, busy: boolean, clock: Clock): Fate {
  try {
    const message = parseMessage(bytes)
    const enhanced = Boolean(get(message, 'MSH-15') || get(message, 'MSH-16'))
    const code = busy ? (enhanced ? 'CR' : 'AR') : enhanced ? 'CE' : 'AE'
    const error = busy
      ? { code: '207', text: 'Busy. Send again.' }
      : { code: '102', text: 'Not taken by the engine in front.' }
    const controlId = `W${get(message, 'MSH-10') ?? ''}`.slice(0, 20)
    return { answered: acknowledge(message, { code, controlId, time: clock.now(), error }) }
  } catch {
    return 'pass'
  }
}
