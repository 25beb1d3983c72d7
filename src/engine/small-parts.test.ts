import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryStore } from '../adapters/memory/store.ts'
import { censusWords } from './census-words.ts'
import { keptControlId, newControlId, nextControlId, readControlId, wentOutUnder } from './control-id.ts'
import { Leases, leaseLimits } from './leases.ts'
import { Pace, waitAfter } from './pace.ts'
import { RateMeter } from './rate-meter.ts'
import { storeError, virtualStore } from './simulation/store.ts'
import { testClock } from './testing/clock.ts'
import { testSite } from './testing/site.ts'

test('a control id of ours fits into 20 characters and names its message and delivery', () => {
  const id = fc.integer({ min: 1, max: 2_000_000_000 })
  fc.assert(
    fc.property(
      id,
      id,
      fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2060, 0) }),
      (messageId, deliveryId, now) => {
        const made = newControlId({ messageId, deliveryId }, now)
        expect(made.length).toBeLessThanOrEqual(20)
        expect(readControlId(made)).toEqual({ messageId, deliveryId })
      },
    ),
  )
})

test('a delivery is known by each control id that it went out under, and by no other of its numbers', () => {
  const minute = 60_000
  const queuedAt = Date.UTC(2026, 2, 2, 8)
  const passing = fc.array(fc.integer({ min: -3 * minute, max: 3 * minute }), { maxLength: 5 })
  fc.assert(
    fc.property(fc.nat(99), fc.nat(99), passing, (messageId, deliveryId, passing_ms) => {
      const named = { messageId, deliveryId }
      const ids = [newControlId(named, queuedAt)]
      let now = queuedAt
      for (const passes_ms of passing_ms) {
        now += passes_ms
        ids.push(nextControlId(named, ids.at(-1)!, now))
      }
      const carried = { ...named, queuedAt, controlId: ids.at(-1)! }
      for (const id of ids) expect(wentOutUnder(id, carried)).toBe(true)
      const others = [
        newControlId(named, queuedAt - minute),
        nextControlId(named, ids.at(-1)!, now),
        newControlId({ ...named, messageId: messageId + 1 }, queuedAt),
        newControlId({ ...named, deliveryId: deliveryId + 1 }, queuedAt),
      ]
      for (const id of others) expect(wentOutUnder(id, carried)).toBe(false)
      for (const id of ids) expect(wentOutUnder(id, { ...carried, controlId: 'M1' })).toBe(false)
    }),
  )
})

test('control ids of others are not taken for ours', () => {
  for (const other of ['', 'M1', '20260302080000', 'NIST-LOI-1.1', 'HL5PC.1', 'HL5PC.1.1.1'])
    expect(readControlId(other)).toBeNull()
})

test('the parts of a split keep the control id apart, within the length that the receiver takes', () => {
  expect(keptControlId('MSG00001', 0, 20)).toBe('MSG00001')
  expect(keptControlId('MSG00001', 1, 20)).toBe('MSG00001-2')
  expect(keptControlId('12345678901234567890', 2, 20)).toBe('123456789012345678-3')
})

test('a rate counts the last minute, second by second', () => {
  const meter = new RateMeter()
  for (let second = 0; second < 90; second++) meter.add('f', second * 1000)
  expect(meter.perMinute('f', 89_000)).toBe(60)
  expect(meter.perMinute('f', 119_000)).toBe(30)
  expect(meter.perMinute('f', 500_000)).toBe(0)
  expect(meter.perMinute('other', 0)).toBe(0)
})

test('waits grow from the first to the most, and begin after the third failure in a row', () => {
  expect([0, 1, 2, 3, 9].map((times) => waitAfter(times, { first: 100, most: 500 }))).toEqual([100, 200, 400, 500, 500])
  const pace = new Pace(0, { first: 100, most: 500 })
  for (const now of [1, 2]) pace.failed(now)
  expect(pace.notBefore).toBeLessThanOrEqual(2)
  pace.failed(3)
  expect(pace.notBefore).toBe(103)
  pace.succeeded()
  expect(pace.notBefore).toBeLessThanOrEqual(3)
})

test('a census is read in the words of its system, by the maps that its flows use for components', () => {
  const flows = { results: { steps: [{ map: 'OBX[*]-3.1', table: 'components' }] } }
  const words = censusWords(testSite({ components: { K: '2823-3' }, flows }), 'ehr')
  expect(words.components({ code: 'K', name: '', system: 'L' })).toEqual(['K', '2823-3'])
  expect(words.components({ code: 'NA', name: '', system: 'L' })).toEqual(['NA'])
  expect(words.units('mmol/L', { code: 'K', name: '', system: 'L' })).toEqual(['mmol/L'])
})

async function leases() {
  const clock = testClock()
  const memory = memoryStore()
  const store = virtualStore(memory, clock)
  const names = ['processor', 'receiver']
  const made = new Leases('one', names, { store: store.store, clock }, leaseLimits)
  const taken = made.take()
  await clock.runUntil(clock.now() + 100)
  const lost: string[] = []
  made.keep({ onRenewed: () => {}, onLost: ({ message }) => lost.push(message) })
  return { clock, memory, store, made, taken: await taken, lost }
}

test('leases are taken together, renewed, and given back', async () => {
  const { clock, memory, made, taken, lost } = await leases()
  expect(taken).toBe(true)
  await clock.runUntil(clock.now() + 120_000)
  expect(made.mayAct()).toBe(true)
  expect(await memory.lease('receiver', 'two', 1000, clock.now())).toBeNull()
  const released = made.release()
  await clock.runUntil(clock.now() + 100)
  await released
  expect(await memory.lease('receiver', 'two', 1000, clock.now())).not.toBeNull()
  expect(lost).toEqual([])
})

test('none is taken while another node holds one', async () => {
  const { clock, memory } = await leases()
  const other = new Leases('two', ['free', 'receiver'], { store: memory, clock }, leaseLimits)
  expect(await other.take()).toBe(false)
  expect(await memory.lease('free', 'three', 1000, clock.now())).not.toBeNull()
})

test('a node that cannot renew may not act any more before another could take over, and says so', async () => {
  const { clock, memory, store, made, lost } = await leases()
  const since = clock.now()
  store.fail = () => storeError('database-unreachable')
  while (made.mayAct()) await clock.runUntil(clock.now() + 100)
  expect(await memory.lease('receiver', 'two', 1000, clock.now())).toBeNull()
  await clock.runUntil(since + leaseLimits.ttl_ms)
  expect(lost).toHaveLength(1)
})

test('a short failure of the store is survived', async () => {
  const { clock, store, made, lost } = await leases()
  let failures = 3
  store.fail = () => (failures-- > 0 ? storeError('database-unreachable') : null)
  await clock.runUntil(clock.now() + 60_000)
  expect(made.mayAct()).toBe(true)
  expect(lost).toEqual([])
})

test('a node whose leases were taken over by its own successor, under the same name, stops', async () => {
  const { clock, memory, made, lost } = await leases()
  await memory.reopen().lease('receiver', 'one', leaseLimits.ttl_ms, clock.now())
  await clock.runUntil(clock.now() + leaseLimits.renew_ms + 100)
  expect(lost).toHaveLength(1)
  expect(made.mayAct()).toBe(false)
})
