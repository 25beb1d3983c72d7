// Live parts of the first page: once a second, while anybody looks, the parts are made anew and those that changed are
// sent as server-sent events. Nobody looking costs nothing.
import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { Markup } from './html.ts'

export type LiveParts = { join(reply: FastifyReply): void; close(): void }

const interval_ms = 1000

export function liveParts(make: () => Promise<Record<string, Markup>>): LiveParts {
  const listeners = new Map<ServerResponse, Map<string, string>>()
  let timer: NodeJS.Timeout | undefined
  let making = false

  async function tick(): Promise<void> {
    if (making) return
    making = true
    try {
      const parts = Object.entries(await make())
      for (const [response, seen] of listeners) send(response, seen, parts)
    } catch {
      // The database may be away for a moment; the page says that it is not live once the connection ends.
      for (const response of listeners.keys()) response.end()
    } finally {
      making = false
    }
  }

  function leave(response: ServerResponse): void {
    listeners.delete(response)
    if (listeners.size === 0) clearInterval(timer)
    if (listeners.size === 0) timer = undefined
  }

  return {
    join(reply) {
      reply.hijack()
      const response = reply.raw
      // What is written past the framework takes its headers along.
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) response.setHeader(name, value)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('retry: 2000\n\n')
      listeners.set(response, new Map())
      response.on('close', () => leave(response))
      timer ??= setInterval(() => void tick(), interval_ms)
    },
    close() {
      clearInterval(timer)
      for (const response of listeners.keys()) response.end()
    },
  }
}

/** Sends the parts that this listener has not seen in this form; a listener that reads too slowly is let go. */
function send(response: ServerResponse, seen: Map<string, string>, parts: [string, Markup][]): void {
  if (response.writableLength > 1_000_000) return void response.end()
  for (const [id, { text }] of parts) {
    if (seen.get(id) === text) continue
    seen.set(id, text)
    response.write(`event: part\ndata: ${JSON.stringify({ id, markup: text })}\n\n`)
  }
}
