import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { freePorts } from './free-ports.ts'

test('free ports are different, can be bound, and are none that the system hands out by itself', async () => {
  const ports = await freePorts(50)
  expect(new Set(ports).size).toBe(50)
  expect(ports.filter((port) => port < 20_000 || port >= 32_000)).toEqual([])
  const server = createServer().listen(ports[0], '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject))
})
