// Messages to rows and back. The one thing to know: a message is never alone in its row; see bundle.ts.
import type { Incoming, StoredMessage } from '../../engine/ports/store.ts'
import { bytesOf, pack, runs, unpack } from './bundle.ts'
import { sameMonth } from './months.ts'
import type { Row } from './pipeline.ts'
import type { GroupRow } from './statements/add-message-groups.ts'

type Head = readonly [
  receivedAt: number,
  window_ms: number,
  connection: string,
  system: string,
  controlId: string,
  messageType: string,
  refused: string,
  controlIdReused: 0 | 1,
]

/** A message that gets a number. */
export type Numbered = { readonly id: number; readonly incoming: Incoming; readonly controlIdReused: boolean }

/** Rows for messages with ids that follow one another. */
export function messageGroups(messages: readonly Numbered[]): GroupRow[] {
  return runs(messages, sizeOf, endsMonth).map((group) => ({
    firstId: group[0]!.id,
    lastId: group.at(-1)!.id,
    at: group[0]!.incoming.receivedAt,
    content: pack(group.map((message) => ({ head: headOf(message), parts: partsOf(message) }))),
  }))
}

function endsMonth(before: Numbered, after: Numbered): boolean {
  return !sameMonth(before.incoming.receivedAt, after.incoming.receivedAt)
}

/** The messages of rows (id of the first, content), in the order of the rows. */
export function readMessages(rows: readonly Row[]): StoredMessage[] {
  return rows.flatMap(([first, content]) => {
    const firstId = Number(first)
    return unpack<Head>(bytesOf(content!)).map(({ head, parts }, at) => readMessage(firstId + at, head, parts))
  })
}

function sizeOf({ incoming }: Numbered): number {
  return incoming.body.length + incoming.answer.length + 128
}

function headOf({ incoming, controlIdReused }: Numbered): Head {
  const { receivedAt, window_ms, connection, system, controlId, messageType, refused } = incoming
  return [receivedAt, window_ms, connection, system, controlId, messageType, refused, controlIdReused ? 1 : 0]
}

function partsOf({ incoming }: Numbered): Uint8Array[] {
  return [incoming.hash, incoming.answer, incoming.body]
}

function readMessage(id: number, head: Head, [hash, answer, body]: readonly Uint8Array[]): StoredMessage {
  const [receivedAt, window_ms, connection, system, controlId, messageType, refused, reused] = head
  return {
    ...{ id, receivedAt, window_ms, connection, system, controlId, messageType, refused },
    ...{ controlIdReused: reused === 1, hash: hash!, answer: answer!, body: body! },
  }
}
