// Stored things as rows of a page: orders, messages, exceptions, with the names that people know.
import type { DeliveryRecord, OrderRecord } from '../../adapters/postgres/query.ts'
import { switchOf } from '../../engine/command.ts'
import type { StoredMessage } from '../../engine/ports/store.ts'
import type { Side } from '../../ledger/fact.ts'
import type { Order } from '../../ledger/order.ts'
import { toldValue } from '../../ledger/told-value.ts'
import { type Reported, shownAt } from '../../mapping/index.ts'
import { type Exception, severities } from '../../ownership/exception.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { ExceptionView, MessageRow, MessageView, OrderRow } from '../contract.ts'

/** The names of a site's systems and teams, by id; the id itself where there is none. */
export type SiteNames = {
  system(id: string): string
  team(id: string): string
  /** How a value goes out where it is converted on the way: `5.3 mmol/L to Meridian EHR`. */
  sentAs(code: string, reported: Reported): readonly string[]
}

export function siteNames(site: Site): SiteNames {
  const systems = new Map(site.systems.map(({ id, name }) => [id, name]))
  const teams = new Map(site.ownership.teams.map(({ id, title }) => [id, title]))
  const receivers = new Set(site.flows.filter(({ kind }) => kind === 'results').map(({ to }) => to))
  const ways = [...receivers].map((id) => ({ to: systems.get(id) ?? id, shown: shownAt(site, id) }))
  return {
    system: (id) => systems.get(id) ?? id,
    team: (id) => teams.get(id) ?? id,
    sentAs: (code, reported) =>
      ways.flatMap(({ to, shown }) =>
        shown(code, reported).map(({ value, unit }) => `${toldValue(reported.valueType, value)} ${unit} to ${to}`),
      ),
  }
}

/** `number^authority` of the first number of a side, or empty. */
export function numberOf(order: Order, side: Side): string {
  const [number] = order.items.filter((item) => item.side === side).flatMap(({ numbers }) => numbers)
  if (!number) return ''
  return number.authority ? `${number.number}^${number.authority}` : number.number
}

export function orderRow({ order, loop, proven }: OrderRecord): OrderRow {
  return {
    id: order.id,
    placerNumber: numberOf(order, 'placer'),
    fillerNumber: numberOf(order, 'filler'),
    test: order.test?.name || order.test?.code || '',
    state: order.state,
    loop,
    proven,
    lastSeenAt: order.lastSeenAt,
  }
}

export function messageRow(message: StoredMessage): MessageRow {
  const { id, receivedAt, system, messageType, controlId, body } = message
  return { id, receivedAt, system, messageType, controlId, size_bytes: body.length }
}

/** Whose clock ends first, or ended longest ago, first. */
export function byClock(a: Pick<Exception, 'dueAt' | 'id'>, b: Pick<Exception, 'dueAt' | 'id'>): number {
  return a.dueAt - b.dueAt || a.id - b.id
}

/** As lists of open exceptions stand: what nobody has taken, the gravest, and then by the clock. */
export function byUrgency(a: Urgent, b: Urgent): number {
  return rank(a) - rank(b) || byClock(a, b)
}

type Urgent = Pick<Exception, 'status' | 'severity' | 'dueAt' | 'id'>

function rank({ status, severity }: Urgent): number {
  return (status === 'taken' ? severities.length : 0) + severities.indexOf(severity)
}

export function exceptionView(exception: Exception, names: SiteNames): ExceptionView {
  const { id, kind, severity, status, text, openedAt, dueAt, closedAt, rootCause } = exception
  const { orderIds, messageId, deliveryId, takenBy } = exception
  return {
    ...{
      id,
      kind,
      severity,
      status,
      text,
      openedAt,
      dueAt,
      closedAt,
      rootCause,
      orderIds,
      messageId,
      deliveryId,
      takenBy,
    },
    team: names.team(exception.team),
    switched: switchOf(exception.cause)?.id ?? '',
  }
}

export function deliveryView(delivery: DeliveryRecord): MessageView['deliveries'][number] {
  const { id, destination, state, code, queuedAt, settledAt, why } = delivery
  return { id, destination, state: why ? `${state}: ${why}` : state, code, at: settledAt ?? queuedAt }
}
