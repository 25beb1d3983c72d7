// The memory store as a rehearsal wants it: opened anew for each life of the engine, and read by the judges.
import type { WorldStore } from '../../rehearsal/world/world-store.ts'
import { memoryStore } from './store.ts'

/** An empty store for one world. */
export function memoryWorldStore(): WorldStore {
  const store = memoryStore()
  const { books } = store
  return {
    reopen: () => store.reopen(),
    read: async () => ({
      messages: books.messages,
      deliveries: [...books.deliveries.values()],
      orders: [...books.orders.values()],
      exceptions: [...books.exceptions.values()],
      audit: books.audit,
      processedThrough: books.processedThrough,
    }),
  }
}
