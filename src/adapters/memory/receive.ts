// Keeps messages as they arrive, and knows a repeat from a control id that is used again. The one thing to know: the same
// bytes inside the window are the same message, wherever in between other bytes came under that control id.
import type { Incoming, Received, StoredMessage } from '../../engine/ports/store.ts'
import type { Books } from './books.ts'

/** Keeps the batch, in order; a message of the batch may repeat an earlier one of the same batch. */
export function receive(books: Books, batch: readonly Incoming[]): readonly Received[] {
  return batch.map((incoming) => {
    const earlier = earlierInWindow(books, incoming)
    const original = earlier.findLast(({ hash }) => equal(hash, incoming.hash))
    if (original) return { kind: 'repeat', id: original.id, answer: answered(books, original).answer }
    return keep(books, incoming, earlier.length > 0)
  })
}

/** The message with the answer that was given, at once or once decided. */
export function answered(books: Books, message: StoredMessage): StoredMessage {
  const decided = message.answer.length === 0 ? books.answers.get(message.id) : undefined
  return decided ? { ...message, answer: decided } : message
}

function earlierInWindow(books: Books, { system, controlId, receivedAt, window_ms }: Incoming): StoredMessage[] {
  const ids = (controlId !== '' && books.controlIds.get(`${system}\0${controlId}`)) || []
  return ids.map((id) => books.messages[id - 1]!).filter((m) => receivedAt - m.receivedAt <= window_ms)
}

function keep(books: Books, incoming: Incoming, controlIdReused: boolean): Received {
  const id = books.messages.length + 1
  books.messages.push({ ...incoming, id, controlIdReused })
  if (incoming.controlId !== '') {
    const key = `${incoming.system}\0${incoming.controlId}`
    books.controlIds.set(key, [...(books.controlIds.get(key) ?? []), id])
  }
  return { kind: 'new', id, controlIdReused }
}

function equal(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at])
}
