import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePorts } from './free-ports.ts'

test('ports are different from each other, and each can be bound', async () => {
  const ports = await freePorts(5)
  expect(new Set(ports).size).toBe(5)
  for (const port of ports) {
    const server = createServer()
    await new Promise<void>((bound, failed) => server.once('error', failed).listen(port, '127.0.0.1', bound))
    await new Promise((closed) => server.close(closed))
  }
})
