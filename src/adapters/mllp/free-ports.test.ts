import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePorts } from './free-ports.ts'

test('free ports are different, can be bound, and are none that the system hands out by itself', async () => {
  const ports = await freePorts(50)
  expect(new Set(ports).size).toBe(50)
  expect(ports.filter((port) => port < 20_000 || port >= 32_000)).toEqual([])
  for (const port of ports) {
    const server = createServer()
    await new Promise<void>((bound, failed) => server.once('error', failed).listen(port, '127.0.0.1', bound))
    await new Promise((closed) => server.close(closed))
  }
})
