// What shows on the wire that a person has done a step at the real system: the message that must come of it. The one thing to
// know: a step that only changes something there (a specimen is received, a habit is set) needs no message, and is believed.
import type { Site } from '../../site/shapes/site.ts'
import { contentOf, glance, messagesIn } from '../checkers/glance.ts'
import type { Act, EhrAct, Handle, LabAct } from '../play/act.ts'
import type { Cast } from '../play/cast.ts'
import type { Frame } from '../play/evidence.ts'
import { inwardOf, type RealSide } from './far-end.ts'
import { openedBy } from './meeting.ts'

/** A message of a kind, that names each of these orders; none named: any of the kind. */
export type Sign = { readonly types: RegExp; readonly orders: readonly Handle[]; readonly what: string }

const results = { types: /^(ORU|OUL)/, what: 'a result' } as const
const words = { types: /^(ORM|OML|ORR|ORL|ORU|OUL)/, what: 'a word' } as const
const requests = { types: /^(ORM|OML)/, what: 'an order message' } as const
const patients = { types: /^ADT/, what: 'a patient message', orders: [] } as const

/** The sign of an act of the real system at a site; null where nothing of it need be seen. */
export function signOf(act: Act, site: Site): Sign | null {
  if (act.who === 'lab') return signOfLab(act.act)
  if (act.who !== 'ehr') return null
  if (!isOfPatient(act.act)) return signOfEhr(act.act, openedBy(act))
  const ehr = site.systems.find(({ role }) => role === 'ehr')?.id
  const isSaid = site.flows.some(
    ({ from, messages }) => from === ehr && messages.some((type) => type.startsWith('ADT')),
  )
  return isSaid ? patients : null
}

function isOfPatient(act: EhrAct): boolean {
  return ['register', 'update', 'discharge'].includes(act.do) || (act.do === 'merge' && !act.silent)
}

function signOfEhr(act: EhrAct, opened: readonly Handle[]): Sign | null {
  switch (act.do) {
    case 'order':
      return { ...requests, orders: opened }
    case 'replace':
      return { ...requests, orders: [act.order, ...opened] }
    case 'cancel':
    case 'discontinue':
    case 'hold':
    case 'continue':
    case 'modify':
    case 'repeat':
    case 'assign':
      return { ...requests, orders: [act.order] }
    default:
      return null
  }
}

function signOfLab(act: LabAct): Sign | null {
  switch (act.do) {
    case 'report':
      return act.batch ? null : { ...results, orders: act.parts.map(({ order }) => order) }
    case 'refile':
      return { ...results, orders: [act.order, act.onto] }
    case 'release':
      return { ...results, orders: [] }
    case 'say-again':
      return { ...results, orders: act.orders ?? [] }
    case 'verify':
    case 'correct':
    case 'withdraw':
    case 'grow':
    case 'append':
    case 'amend':
      return { ...results, orders: [act.order] }
    case 'cancel':
      return act.silent ? null : { ...words, orders: [act.order] }
    case 'open':
    case 'add':
    case 'say':
      return { ...words, orders: [act.order] }
    default:
      return null
  }
}

/**
 * Whether a sign has been seen.
 * @param frames what went over the wires since the step was asked for
 */
export function isSeen({ types, orders }: Sign, frames: readonly Frame[], real: RealSide, cast: Cast): boolean {
  const line = inwardOf(real)
  const said = frames
    .filter((frame) => frame.line === line && frame.kind === 'message' && frame.end === 'arrived')
    .flatMap(({ bytes }) => messagesIn(bytes))
    .filter((bytes) => types.test(glance(bytes).type))
  if (orders.length === 0) return said.length > 0
  const named = new Set(
    said.flatMap((bytes) => contentOf(bytes).orders.flatMap(({ placer, filler }) => [placer, filler])),
  )
  return orders.every((handle) => numbersOf(handle, cast).some((number) => named.has(number)))
}

function numbersOf(handle: Handle, cast: Cast): readonly string[] {
  const order = cast.order(handle)
  return order ? [order.placer, cast.labelOf(order.key)].filter((number) => number !== '') : []
}
