// Deliveries to rows and back: what never changes in groups, as messages; what changes in a small row each.
import type { Delivery, DeliveryOutcome, DeliveryState, QueuedDelivery } from '../../engine/ports/store.ts'
import { bytesOf, pack, runs, unpack } from './bundle.ts'
import { sameMonth } from './months.ts'
import type { Row } from './pipeline.ts'
import type { GroupRow } from './statements/add-message-groups.ts'

type Head = readonly [id: number, controlId: string, lanes: readonly number[]]

/** The part of a delivery that lies in a group. */
export type DeliveryContent = Pick<Delivery, 'controlId' | 'lanes' | 'body'>

/** Rows for the deliveries of one commit, in order of id. Other destinations' ids may lie between. */
export function deliveryGroups(deliveries: readonly Delivery[]): GroupRow[] {
  const inOrder = [...deliveries].sort((left, right) => left.id - right.id)
  const groups = runs(
    inOrder,
    ({ body }) => body.length + 64,
    (before, after) => !sameMonth(before.queuedAt, after.queuedAt),
  )
  return groups.map((group) => ({
    firstId: group[0]!.id,
    lastId: group.at(-1)!.id,
    at: group[0]!.queuedAt,
    content: pack(
      group.map(({ id, controlId, lanes, body }) => ({ head: [id, controlId, lanes] satisfies Head, parts: [body] })),
    ),
  }))
}

/** The contents of rows (id of the first, content), by id. */
export function readDeliveryContents(rows: readonly Row[]): Map<number, DeliveryContent> {
  const found = new Map<number, DeliveryContent>()
  for (const [, content] of rows) {
    for (const { head, parts } of unpack<Head>(bytesOf(content!))) {
      const [id, controlId, lanes] = head
      found.set(id, { controlId, lanes, body: parts[0]! })
    }
  }
  return found
}

/** Other bytes of a delivery, and another control id where it has one. */
export type Remade = { readonly body: Uint8Array; readonly controlId?: string }

/** Rows (id of the first, content) with other bytes for some deliveries. @throws Error where one of them is in no row. */
export function withBodies(
  rows: readonly Row[],
  bodies: ReadonlyMap<number, Remade>,
): Pick<GroupRow, 'firstId' | 'content'>[] {
  const missing = new Set(bodies.keys())
  const replaced = rows.map(([firstId, content]) => {
    const entries = unpack<Head>(bytesOf(content!)).map(({ head, parts }) => {
      const [id, controlId, lanes] = head
      const made = bodies.get(id)
      missing.delete(id)
      if (!made) return { head, parts: [parts[0]!] }
      return { head: [id, made.controlId ?? controlId, lanes] satisfies Head, parts: [made.body] }
    })
    return { firstId: Number(firstId), content: pack(entries) }
  })
  if (missing.size > 0) throw new Error('the bytes of a delivery that is made again are not in the store')
  return replaced
}

/** A delivery from its row (see find-undelivered) and its content. */
export function readDelivery(
  [id, , messageId, queuedAt, state, attempts, why, orderIds]: Row,
  names: { readonly destination: string; readonly flow: string },
  content: DeliveryContent,
): QueuedDelivery {
  return {
    id: Number(id),
    ...names,
    messageId: Number(messageId),
    ...content,
    orderIds: readIds(orderIds!),
    queuedAt: Number(queuedAt),
    state: state as DeliveryState,
    attempts: Number(attempts),
    why: why!,
  }
}

/** A bigint[] as PostgreSQL writes it: `{1,2}`. */
export function readIds(text: string): number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(Number)
}

/** The acknowledgements of one commit, by delivery. */
export function packAnswers(outcomes: readonly DeliveryOutcome[]): Buffer {
  return pack(outcomes.map(({ deliveryId, answer }) => ({ head: deliveryId, parts: [answer] })))
}

export function readAnswers(bundle: Buffer): Map<number, Uint8Array> {
  return new Map(unpack<number>(bundle).map(({ head, parts }) => [head, parts[0]!]))
}
