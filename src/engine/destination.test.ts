// In which order a destination sends, what holds up what, and what it keeps in memory.
import { expect, test } from 'vitest'
import { bench, lane } from './testing/destination-bench.ts'
import { minute } from './testing/looking.ts'
import { ack, controlIdOf } from './testing/messages.ts'

test('messages go in order, one at a time, each after the answer to the one before', async () => {
  const { peer, queue, after, states } = await bench()
  await queue({}, {}, {})
  expect(peer.ids()).toEqual([])
  await after(2)
  expect(peer.ids()).toEqual(['C1'])
  await after(50)
  expect(peer.ids()).toEqual(['C1', 'C2', 'C3'])
  expect(states()).toEqual({ 1: 'delivered', 2: 'delivered', 3: 'delivered' })
})

test('several fly at once where the peer allows, but never two of one lane', async () => {
  const { peer, queue, after } = await bench({ in_flight: 10 })
  peer.answer = (message) => (controlIdOf(message) === 'C1' ? [] : [ack(controlIdOf(message))])
  await queue(lane(1, 2), lane(3), lane(2, 4), lane(4), lane(5))
  await after(100)
  expect(peer.ids()).toEqual(['C1', 'C2', 'C5'])
})

test('the next of a lane goes only once the outcome of the one before is stored', async () => {
  const made = await bench({ in_flight: 10 })
  made.settling = false
  await made.queue(lane(1), lane(1), lane(2))
  await made.after(100)
  expect(made.peer.ids()).toEqual(['C1', 'C3'])
})

test('a busy peer is given time, whatever the messages', async () => {
  const { peer, queue, after } = await bench({ in_flight: 1, retry: { first: '1s', most: '8s' } })
  peer.answer = (message) => [ack(controlIdOf(message), 'AR', '207')]
  await queue(...Array.from({ length: 15 }, () => ({})))
  await after(10_000)
  expect(peer.got.length).toBeLessThan(20)
})

test('one poisoned order among many does not stop the rest', async () => {
  const { peer, queue, after, states } = await bench({ in_flight: 4 })
  peer.answer = (message) => [ack(controlIdOf(message), controlIdOf(message) === 'C3' ? 'AE' : 'AA')]
  for (let n = 0; n < 10; n++) {
    await queue(...Array.from({ length: 30 }, (_, i) => lane(i % 10)))
    await after(100)
  }
  await after(5000)
  const held = Object.values(states())
  expect(held.filter((state) => state === 'held')).toHaveLength(1)
  expect(held.filter((state) => state === 'queued')).toHaveLength(29)
  expect(held.filter((state) => state === 'delivered')).toHaveLength(270)
})

test('what a person lets go is sent, and then what waited behind it, in order', async () => {
  const made = await bench({ in_flight: 3 })
  made.peer.answer = (message, times) => [
    ack(controlIdOf(message), controlIdOf(message) === 'C1' && times === 1 ? 'AE' : 'AA'),
  ]
  await made.queue(lane(1), lane(1), lane(2), lane(1, 3), lane(3), lane(4))
  await made.after(100)
  expect(made.peer.ids()).toEqual(['C1', 'C3', 'C6'])
  made.store.books.deliveries.set(1, { ...made.store.books.deliveries.get(1)!, state: 'queued' })
  made.destination.released([1], 'queued')
  await made.after(100)
  expect(made.peer.ids().slice(3)).toEqual(['C1', 'C2', 'C4', 'C5'])
})

test('whatever waits behind a held one is told of, once, whether it came before or after the hold, and again after a restart', async () => {
  const made = await bench({ in_flight: 3 })
  made.peer.answer = (message) => [ack(controlIdOf(message), controlIdOf(message) === 'C1' ? 'AE' : 'AA')]
  await made.queue(lane(1), lane(2), lane(1, 3), lane(3))
  await made.after(100)
  await made.queue(lane(3), lane(4))
  await made.after(100)
  expect(made.blocked.toSorted()).toEqual([3, 4, 5])
  made.blocked.length = 0
  await made.restart()
  await made.after(100)
  expect(made.blocked).toEqual([3, 4, 5])
  expect(made.peer.ids()).toEqual(['C1', 'C2', 'C6'])
})

test('when a held one is cancelled what waited behind it goes on', async () => {
  const made = await bench()
  made.peer.answer = (message) => [ack(controlIdOf(message), controlIdOf(message) === 'C1' ? 'AE' : 'AA')]
  await made.queue(lane(1), lane(1))
  await made.after(100)
  made.store.books.deliveries.set(1, { ...made.store.books.deliveries.get(1)!, state: 'cancelled' })
  made.store.books.unsettled.delete(1)
  made.destination.released([1], 'cancelled')
  await made.after(100)
  expect(made.peer.ids()).toEqual(['C1', 'C2'])
})

test('a lost connection makes everything in flight unknown, and it is sent again in order', async () => {
  const { peer, network, queue, after, states } = await bench({ in_flight: 3 })
  let answering = false
  peer.answer = (message) => (answering ? [ack(controlIdOf(message))] : [])
  await queue({}, {}, {}, {})
  await after(100)
  answering = true
  network.cut('engine')
  await after(500)
  expect(peer.ids()).toEqual(['C1', 'C2', 'C3', 'C1', 'C2', 'C3', 'C4'])
  expect(Object.values(states())).toEqual(['delivered', 'delivered', 'delivered', 'delivered'])
})

test('at most so many a second are sent', async () => {
  const { peer, queue, after } = await bench({ per_second: 10, in_flight: 100 })
  await queue(...Array.from({ length: 19 }, () => ({})))
  await after(1000)
  expect(peer.got.length).toBeGreaterThan(8)
  expect(peer.got.length).toBeLessThan(13)
})

test('a paused destination sends nothing, a paused flow lets the other flows go', async () => {
  const { peer, queue, after, destination } = await bench()
  destination.pause()
  await queue({}, { flow: 'other' })
  await after(100)
  expect(peer.ids()).toEqual([])
  destination.pauseFlow('results')
  destination.resume()
  await after(100)
  expect(peer.ids()).toEqual(['C2'])
  destination.resumeFlow('results')
  await after(100)
  expect(peer.ids()).toEqual(['C2', 'C1'])
})

test('of two messages under one control id the later goes out under another, which the store knows first', async () => {
  const made = await bench({ in_flight: 10 })
  const { peer, queue, after } = made
  let silent = true
  peer.answer = (message) => (silent ? [] : [ack(controlIdOf(message))])
  made.settling = false
  await queue({ controlId: 'X' }, { controlId: 'X' }, {})
  await after(100)
  expect(peer.ids()).toEqual(['X', 'C3'])
  made.settling = true
  await made.restart()
  await after(100)
  const another = made.store.books.deliveries.get(2)!.controlId
  expect(another).toMatch(/\.2\.2$/)
  expect(peer.ids()).toEqual(['X', 'C3', 'X', 'C3', another])
  silent = false
  peer.say(ack('X'))
  await after(100)
  expect(made.states()).toEqual({ 1: 'delivered', 2: 'queued', 3: 'queued' })
  peer.say(ack(another))
  await after(100)
  expect(made.states()).toMatchObject({ 1: 'delivered', 2: 'delivered' })
})

test('what does not fit into memory waits in the store and keeps its place', async () => {
  const { peer, queue, after, destination } = await bench({ in_flight: 2 })
  await queue(...Array.from({ length: 100 }, (_, n) => lane(n % 7)))
  expect(destination.counts()).toMatchObject({ queued: 100 })
  await after(3000)
  const seen = peer.ids().map((id) => Number(id.slice(1)))
  expect(new Set(seen).size).toBe(100)
  expect(seen).toHaveLength(100)
  for (let n = 0; n < 7; n++) {
    const own = seen.filter((id) => (id - 1) % 7 === n)
    expect(own).toEqual(own.toSorted((a, b) => a - b))
  }
  expect(destination.counts()).toMatchObject({ queued: 0, inFlight: 0 })
})

test('one lane that cannot go on does not fill the memory for the others', async () => {
  const { peer, queue, after } = await bench({ retry: { first: '1m', give_up_after: '1h' } })
  let busy = true
  peer.answer = (message) => [
    busy && controlIdOf(message) === 'C1' ? ack('C1', 'AR', '207') : ack(controlIdOf(message)),
  ]
  await queue(...Array.from({ length: 60 }, () => lane(1)), lane(2), lane(3))
  await after(2000)
  expect(peer.ids()).toEqual(['C1', 'C61', 'C62'])
  busy = false
  await after(5 * minute)
  const seen = peer.ids().slice(3)
  expect(seen).toEqual(['C1', ...Array.from({ length: 59 }, (_, n) => `C${n + 2}`)])
})

test('a node that starts again sends what is undelivered, in order, and keeps held what is held', async () => {
  const made = await bench({ in_flight: 2 })
  made.peer.answer = (message) => [ack(controlIdOf(message), controlIdOf(message) === 'C2' ? 'AE' : 'AA')]
  made.destination.pauseFlow('results')
  await made.queue(lane(1), { ...lane(2), flow: 'other' }, lane(2), lane(3), lane(4))
  await made.after(100)
  expect(made.peer.ids()).toEqual(['C2'])
  await made.restart()
  await made.after(200)
  expect(made.peer.ids()).toEqual(['C2', 'C1', 'C4', 'C5'])
  expect(made.destination.counts()).toMatchObject({ held: 1, queued: 1 })
})

test('draining waits for the answers to what was sent and sends no more', async () => {
  const { peer, queue, after, destination } = await bench({ in_flight: 2 })
  await queue({}, {}, {}, {})
  let done = false
  void destination.drain(10_000).then(() => {
    done = true
  })
  await after(1)
  expect(done).toBe(false)
  await after(50)
  expect(done).toBe(true)
  expect(peer.ids()).toEqual(['C1', 'C2'])
})

test('what comes while the queue is being read does not overtake what is read', async () => {
  const made = await bench({ in_flight: 10 })
  made.destination.pause()
  await made.queue(lane(1), lane(1), lane(2))
  const { undelivered } = made.store
  Object.assign(made.store, {
    undelivered: async (...given: Parameters<typeof undelivered>) => {
      const rows = await undelivered(...given)
      await new Promise<void>((resolve) => made.clock.at(made.clock.now() + 50, resolve))
      return rows
    },
  })
  await made.restart()
  await made.queue(lane(1), lane(2))
  await made.after(1000)
  expect(made.peer.ids().filter((id) => id !== 'C3' && id !== 'C5')).toEqual(['C1', 'C2', 'C4'])
  expect(made.peer.ids().filter((id) => id === 'C3' || id === 'C5')).toEqual(['C3', 'C5'])
})
