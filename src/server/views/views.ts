// What the pages show, made from the database and the running engine. The one thing to know: the first page is asked for by
// everybody who looks, so it is made at most once in half a second.
import { postgresQuery, type Query } from '../../adapters/postgres/query.ts'
import { switchOf } from '../../engine/command.ts'
import type { Engine, EngineCounts } from '../../engine/engine.ts'
import type { Log } from '../../engine/ports/log.ts'
import type { Store } from '../../engine/ports/store.ts'
import { loopStatuses } from '../../ledger/order.ts'
import type { Flow, Site, System } from '../../site/index.ts'
import type { CountsView, FlowView, LoopView, SystemView } from '../contract.ts'
import type { Views } from '../server.ts'
import { alignmentViews } from './alignment-view.ts'
import { exceptionLists } from './exception-list.ts'
import { leftBehindIn } from './left-behind.ts'
import { listPage } from './list-page.ts'
import { messageView } from './message-view.ts'
import { orderView } from './order-view.ts'
import { deliveryView, exceptionView, messageRow, orderRow, siteNames } from './rows.ts'
import { waysToAct } from './ways.ts'

export type ViewSources = {
  readonly site: Site
  readonly engine: Pick<Engine, 'counts' | 'held'>
  readonly store: Pick<Store, 'findings'>
  readonly database: { readonly url: string; readonly schema: string }
  readonly now: () => number
  readonly log: Pick<Log, 'error'>
  /** The option with which a command on this machine finds this Labloop: `--data /var/lib/labloop/hospital`. */
  readonly where: string
  /** A sentence above every page, as for a demo whose clocks are not the site's. */
  readonly note?: string
}

const kept_ms = 500
const latest = 12
const mostUrgent = 20
const mostFound = 50
const newest = Number.MAX_SAFE_INTEGER

export function openViews(sources: ViewSources): Views & { close(): Promise<void> } {
  const { site, store, now, log } = sources
  const query = postgresQuery(sources.database)
  const names = siteNames(site)
  const leftBehind = leftBehindIn(site)
  const encodings = new Map(site.systems.map(({ id, dialect }) => [id, dialect.encoding]))
  const encodingOf = (system: string) => encodings.get(system) ?? 'UNICODE UTF-8'
  const exceptions = exceptionLists(query, names)
  const loop = keptFor(kept_ms, now, () => loopView(sources, query, exceptions))
  return {
    now,
    site: () => ({ title: site.title, timeZone: site.time_zone, note: sources.note ?? '' }),
    loop,
    orders: (status, place, limit) => {
      const wanted = loopStatuses.find((one) => one === status) ?? null
      const reads = {
        before: async (id: number, most: number) => (await query.orders(wanted, id, most)).map(orderRow),
        after: async (id: number, most: number) => (await query.ordersAfter(wanted, id, most)).map(orderRow),
        countAfter: (id: number) => query.countOrdersAfter(wanted, id),
      }
      return listPage(reads, place, limit)
    },
    order: async (id) => {
      const life = await query.order(id)
      return life && orderView(life, names, now())
    },
    exceptions,
    exception: async (id) => {
      const found = await query.exception(id)
      if (!found) return null
      const held = sources.engine.held().find((delivery) => delivery.id === found.deliveryId)
      const view = exceptionView(found, names)
      const sent = found.messageId === null ? [] : ((await query.message(found.messageId))?.deliveries ?? [])
      const own = sent.filter(({ id }) => found.deliveryId === null || id === found.deliveryId)
      return { ...view, deliveries: own.map(deliveryView), ways: waysToAct(view, held, sources.where) }
    },
    messages: (place, limit) => {
      const reads = {
        before: async (id: number, most: number) => (await query.messages(id, most)).map(messageRow),
        after: async (id: number, most: number) => (await query.messagesAfter(id, most)).map(messageRow),
      }
      return listPage(reads, place, limit)
    },
    message: async (id) => {
      const life = await query.message(id)
      return life && messageView(life, leftBehind(life.message, life.revision), encodingOf(life.message.system))
    },
    find: async (asked) => {
      const found = await query.search(asked, mostFound)
      return { ...found, asked, orders: found.orders.map(orderRow), messages: found.messages.map(messageRow) }
    },
    alignment: alignmentViews(site, store, now),
    onTrouble: (error) =>
      log.error('a page failed', { code: error instanceof Error && 'code' in error ? String(error.code) : 'internal' }),
    close: () => query.close(),
  }
}

/** Makes a thing anew only when what is there is older than that; those who ask meanwhile share it. */
function keptFor<T>(age_ms: number, now: () => number, make: () => Promise<T>): () => Promise<T> {
  let made: { readonly at: number; readonly value: Promise<T> } | null = null
  return () => {
    if (made && now() - made.at < age_ms) return made.value
    const value = make()
    made = { at: now(), value }
    value.catch(() => {
      made = null
    })
    return value
  }
}

async function loopView(sources: ViewSources, query: Query, exceptions: Views['exceptions']): Promise<LoopView> {
  const { site, engine, now } = sources
  const at = now()
  const [counts, flows, open, switchedOff, orders, messages] = await Promise.all([
    query.counts(at),
    query.flows(at),
    exceptions('', mostUrgent),
    query.switchedOff(),
    query.orders(null, newest, latest),
    query.messages(newest, latest),
  ])
  const running = engine.counts()
  const switched = new Set(switchedOff.map(({ cause }) => switchOf(cause)?.id ?? ''))
  return {
    site: { title: site.title, revision: site.revision, mode: site.mode, timeZone: site.time_zone },
    at,
    counts: countsView(counts, running),
    systems: site.systems.map((system) => systemView(system, running)),
    flows: site.flows.map((flow) =>
      flowView(
        flow,
        flows.find((one) => one.flow === flow.id),
        running,
        switched,
        at,
      ),
    ),
    exceptions: open,
    orders: orders.map(orderRow),
    messages: messages.map(messageRow),
  }
}

function countsView(counts: Awaited<ReturnType<Query['counts']>>, { everAdrift }: EngineCounts): CountsView {
  return {
    total: counts.total,
    owned: counts.owned,
    onCourse: counts['on-course'],
    dormant: counts.dormant,
    agreedProven: counts.proven,
    agreedUnproven: counts.agreed - counts.proven,
    adrift: counts.adrift,
    everAdrift,
    assignedPastClock: counts.assignedPastClock,
  }
}

function systemView(
  { id, name, role, connections, census }: System,
  { connections: open, censusAt }: EngineCounts,
): SystemView {
  return {
    ...{ id, name, role },
    connected: connections.some((connection) => (open.get(connection.id) ?? 0) > 0),
    censusAt: censusAt.get(id) ?? null,
    hasCensus: census !== undefined,
  }
}

type FlowState = Awaited<ReturnType<Query['flows']>>[number]

function flowView(
  flow: Flow,
  state: FlowState | undefined,
  { destinations, deliveredPerMinute }: EngineCounts,
  switched: ReadonlySet<string>,
  now: number,
): FlowView {
  const destination = destinations.get(flow.delivery.connection)
  return {
    ...{ id: flow.id, from: flow.from, to: flow.to, kind: flow.kind },
    perMinute: deliveredPerMinute.get(flow.id) ?? 0,
    queued: state?.queued ?? 0,
    held: state?.held ?? 0,
    oldest_ms: state?.oldestQueuedAt == null ? null : Math.max(0, now - state.oldestQueuedAt),
    state: switched.has(flow.id) ? 'paused' : (destination?.state ?? 'running'),
  }
}
