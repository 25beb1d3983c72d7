// The simulated wire as bytes: what is cut into pieces or glued to the next comes out whole, in order, and once.
import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testClock } from '../testing/clock.ts'
import { type Fate, virtualNetwork } from './network.ts'

const endpoint = { host: 'peer', port: 7001, maxMessage_bytes: 10_000, idle_ms: 0 }

/** A line on which messages meet these fates in turn, then none; `said` is what came to the other side. */
async function line(fates: readonly Fate[]) {
  const clock = testClock()
  const network = virtualNetwork(clock)
  const said: string[] = []
  const left = [...fates]
  network.fate = (_from, _to, _bytes, dialled) => (dialled ? (left.shift() ?? 'pass') : 'pass')
  await network.incarnation('b').network.listen(endpoint, {
    onMessage: (_, message) => said.push(Buffer.from(message).toString('latin1')),
    onTrouble: (_, { code }) => said.push(code),
  })
  const send: ((text: string) => void)[] = []
  network.incarnation('a').network.connect(
    { ...endpoint, backoff_ms: [1000, 1000] },
    {
      onOpen: (connection) => send.push((text) => connection.send(Buffer.from(text, 'latin1'))),
      onMessage: () => {},
    },
  )
  const after = (wait_ms: number) => clock.runUntil(clock.now() + wait_ms)
  await after(10)
  return { said, after, network, send: (text: string) => send.at(-1)!(text) }
}

const place = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }))
const cutAt = fc.array(place, { minLength: 1, maxLength: 4 })
const fate = fc.oneof(
  fc.constant<Fate>('pass'),
  fc.record({ cutAt, gap_ms: fc.nat(500) }),
  fc.record({ cutAt, glued_ms: fc.nat(500) }),
)

test('frames that are cut anywhere, and glued to the next, come out as they went in, in order, each once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fate, fc.nat(300)), { maxLength: 12 }), async (plan) => {
      const on = await line(plan.map(([each]) => each))
      const sent = plan.map((_, nth) => `MSH|^~\\&|${'x'.repeat(nth)}\rPID|${nth}\r`)
      for (const [nth, text] of sent.entries()) {
        on.send(text)
        await on.after(plan[nth]![1])
      }
      await on.after(60_000)
      expect(on.said).toEqual(sent)
    }),
    { numRuns: 150 },
  )
})

test('a frame in pieces is not heard before its last one; two that are glued are heard at one moment', async () => {
  const on = await line([
    { cutAt: [0.5], gap_ms: 1000 },
    { glued_ms: 5000, cutAt: [] },
  ])
  on.send('MSH|1\r')
  await on.after(900)
  expect(on.said).toEqual([])
  await on.after(200)
  expect(on.said).toEqual(['MSH|1\r'])
  on.send('MSH|2\r')
  await on.after(900)
  expect(on.said).toHaveLength(1)
  on.send('MSH|3\r')
  await on.after(2)
  expect(on.said).toEqual(['MSH|1\r', 'MSH|2\r', 'MSH|3\r'])
})

test('a frame whose connection ends between its pieces is cut short, and none of it is heard on the next', async () => {
  const on = await line([{ cutAt: [0.5], gap_ms: 1000 }])
  on.send('MSH|1\r')
  await on.after(500)
  on.network.cut('a')
  await on.after(5000)
  on.send('MSH|2\r')
  await on.after(5000)
  expect(on.said).toEqual(['frame-cut-short', 'MSH|2\r'])
})
