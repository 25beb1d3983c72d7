// How a live run comes to know the numbers that the real system gives: an order that a person is about to place there is
// awaited, and the first order of its test that comes from there is that order. The one thing to know: it is met on the wire
// before Labloop or the virtual side sees it, so that both know it by then.
import { Hl7Error, type Message, parseMessage } from '../../hl7/index.ts'
import type { Site } from '../../site/shapes/site.ts'
import { messagesIn } from '../checkers/glance.ts'
import { orderIn } from '../lab/lab-intake.ts'
import { orderGroups, text } from '../lines/order-groups.ts'
import { understood, type Voice, voiceOf } from '../lines/voice.ts'
import type { Act, Handle } from '../play/act.ts'
import type { Cast } from '../play/cast.ts'
import type { Frame } from '../play/evidence.ts'
import type { Prepared } from '../scenario/prepare.ts'
import { inwardOf, type RealSide } from './far-end.ts'

/** Orders that an act opens at the system whose act it is. */
export function openedBy({ who, act }: Act): readonly Handle[] {
  if (who === 'ehr' && act.do === 'order') return act.asks.map(({ order }) => order)
  if (who === 'ehr' && act.do === 'replace') return [act.by.order]
  return who === 'lab' && (act.do === 'open' || act.do === 'add') ? [act.order] : []
}

/** Awaits what a person is about to open at the real system. */
export function awaitOpened(act: Act, real: RealSide, { orders }: Prepared, cast: Cast): void {
  for (const handle of openedBy(act)) {
    const known = orders.get(handle)
    if (known && !cast.order(handle)) cast.awaits(handle, known.patient, known.test[real])
  }
}

/** Meets the orders of each message that comes from the real system. */
export function meeting(site: Site, real: RealSide): (frame: Frame, cast: Cast) => void {
  const voice = voiceOfReal(site, real)
  const line = inwardOf(real)
  return (frame, cast) => {
    if (frame.line !== line || frame.kind !== 'message' || frame.end !== 'arrived') return
    for (const bytes of messagesIn(frame.bytes)) meet(readable(bytes), voice, cast)
  }
}

/** Words on an order that its system has had before are no newcomers. (HL7 v2.5.1 table 0119) */
const opening: ReadonlySet<string> = new Set(['NW', 'RO', 'SN', 'RE', ''])

function meet(message: Message | undefined, voice: Voice, cast: Cast): void {
  if (!message) return
  for (const group of orderGroups(message)) {
    if (!opening.has(understood(voice, 'order_control', text(group.orc, 1)))) continue
    const { placer, filler, test, patient } = orderIn(message, group)
    if (placer.number !== '' || filler.number !== '')
      cast.met({ placer: placer.number, filler: filler.number, test, patient })
  }
}

function readable(bytes: Uint8Array): Message | undefined {
  try {
    return parseMessage(bytes)
  } catch (error) {
    if (error instanceof Hl7Error) return undefined
    throw error
  }
}

function voiceOfReal({ systems }: Site, real: RealSide): Voice {
  const of = (role: 'ehr' | 'lis') => systems.find((system) => system.role === role)!
  const [own, other] = real === 'ehr' ? [of('ehr'), of('lis')] : [of('lis'), of('ehr')]
  return voiceOf(own, other, { offset_minutes: 0, enhanced: false })
}
