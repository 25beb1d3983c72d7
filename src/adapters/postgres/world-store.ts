// The PostgreSQL store as a rehearsal wants it: opened anew for each life of the engine, and read whole by the judges. The
// one thing to know: the lives share their connections as a process and its successor share a database; what an earlier
// life still asks for is fenced by its leases, as after a kill.
import type { AuditEntry, DeliveryState, Store } from '../../engine/ports/store.ts'
import type { Exception } from '../../ownership/exception.ts'
import type { LabloopBooks } from '../../rehearsal/play/evidence.ts'
import type { WorldStore } from '../../rehearsal/world/world-store.ts'
import { readDeliveryContents, readIds } from './delivery-rows.ts'
import { postgresQuery, type QueryOptions } from './query.ts'
import { Session } from './session.ts'
import { findDeliveryGroups } from './statements/find-delivery-groups.ts'
import { listAudit } from './statements/list-audit.ts'
import { listDeliveries } from './statements/list-deliveries.ts'
import { listExceptions } from './statements/list-exceptions.ts'
import { postgresStore } from './store.ts'

export type PostgresWorldStore = WorldStore & { close(): Promise<void> }

/** So many are read at a time. */
const page = 500

/** The store of one world, in a schema that is migrated and empty. Calls throw LabloopError database-unreachable. */
export function postgresWorldStore(options: QueryOptions): PostgresWorldStore {
  const opened: { close(): Promise<void> }[] = []
  const open = () => {
    const store = postgresStore(options)
    opened.push(store)
    return store
  }
  const query = postgresQuery(options)
  const session = new Session({ ...options, name: 'judges', connect_ms: 5000, answer_ms: 60_000, planner: 'free' })
  opened.push(query, session)
  const judged = open()
  return {
    reopen: open,
    async read() {
      const { processedThrough } = await judged.marks()
      return {
        messages: await allMessages(judged),
        orders: await paged(
          (before) => query.orders(null, before, page),
          ({ order }) => order.id,
        ),
        processedThrough,
        ...(await rest(session)),
      }
    },
    close: async () => void (await Promise.all(opened.map((one) => one.close()))),
  }
}

async function allMessages(store: Store): Promise<LabloopBooks['messages']> {
  const found: LabloopBooks['messages'][number][] = []
  for (;;) {
    const next = await store.messagesAfter(found.at(-1)?.id ?? 0, page)
    found.push(...next)
    if (next.length < page) return found
  }
}

/** Everything from the newest to the oldest, given oldest first. */
async function paged<Item>(read: (before: number) => Promise<readonly Item[]>, idOf: (item: Item) => number) {
  const found: Item[] = []
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const next = await read(before)
    found.push(...next)
    if (next.length < page) return found.reverse()
    before = idOf(next.at(-1)!)
  }
}

async function rest(session: Session): Promise<Pick<LabloopBooks, 'deliveries' | 'exceptions' | 'audit'>> {
  const [deliveries, exceptions, audit] = await session.run([listDeliveries, listExceptions, listAudit])
  const ids = deliveries!.map(([id]) => Number(id))
  const [groups] = await session.run([findDeliveryGroups(ids)])
  const contents = readDeliveryContents(groups!)
  return {
    deliveries: deliveries!.map(([id, destination, messageId, state, why, orderIds]) => ({
      id: Number(id),
      destination: destination!,
      messageId: Number(messageId),
      controlId: contents.get(Number(id))?.controlId ?? '',
      orderIds: readIds(orderIds!),
      state: state as DeliveryState,
      why: why!,
    })),
    exceptions: exceptions!.map(([body]): Exception => JSON.parse(body!)),
    audit: audit!.flatMap(([entries]) =>
      (JSON.parse(entries!) as [number, string, string, string][]).map(
        ([at, who, what, about]): AuditEntry => ({ at, who, what, about }),
      ),
    ),
  }
}
