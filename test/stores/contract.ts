// The contract of the Store port: what the engine relies on, whatever keeps the books. Every implementation runs it.
import { afterEach, describe, expect, test } from 'vitest'
import type { Changes, Lease, Store } from '../../src/engine/ports/store.ts'
import type { Word } from '../../src/ledger/order.ts'
import * as sample from './samples.ts'
import { plain } from './twin.ts'

/** Books of one test. `open` opens them anew, as a process that starts. */
export type Books = { open(): Store; close(): Promise<void> }

const { bytes, change, changes, delivery, exception, incoming, morning, order, outcome, patient, word } = sample

/** Registers the tests for one implementation. */
export function storeContract(name: string, books: () => Promise<Books>): void {
  const opened: Books[] = []
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close()
  })
  const fresh = async () => {
    const own = await books()
    opened.push(own)
    return own
  }
  const open = async () => (await fresh()).open()

  describe(`${name}: leases`, () => {
    test('only one node holds a lease, and its renewal keeps the epoch', async () => {
      const store = await open()
      const first = await store.lease('receiver', 'node-1', 1000, morning)
      expect(first).toEqual({ name: 'receiver', holder: 'node-1', epoch: 1, expiresAt: morning + 1000 })
      expect(await store.lease('receiver', 'node-2', 1000, morning + 999)).toBeNull()
      expect(await store.lease('receiver', 'node-1', 1000, morning + 500)).toMatchObject({ epoch: 1 })
      expect(await store.lease('processor', 'node-2', 1000, morning)).toMatchObject({ epoch: 1 })
    })

    test('a lease that ran out goes to another node under a higher epoch', async () => {
      const store = await open()
      await store.lease('receiver', 'node-1', 1000, morning)
      expect(await store.lease('receiver', 'node-2', 1000, morning + 1000)).toMatchObject({ epoch: 2 })
    })

    test('a lease that was given back can be taken at once, under a higher epoch even by the same node', async () => {
      const store = await open()
      const lease = await store.lease('receiver', 'node-1', 1000, morning)
      await store.release(lease!)
      expect(await store.lease('receiver', 'node-1', 1000, morning)).toMatchObject({ epoch: 2 })
    })

    test('giving back a lease that somebody else holds by now changes nothing', async () => {
      const store = await open()
      const old = await store.lease('receiver', 'node-1', 1000, morning)
      await store.lease('receiver', 'node-2', 1000, morning + 2000)
      await store.release(old!)
      expect(await store.lease('receiver', 'node-3', 1000, morning + 2001)).toBeNull()
    })

    test('a node that starts again takes its own lease over at once, and what it was before can write no more', async () => {
      const own = await fresh()
      const before = own.open()
      const old = await before.lease('receiver', 'node-1', 60_000, morning)
      const lease = await own.open().lease('receiver', 'node-1', 60_000, morning + 1)
      expect(lease).toMatchObject({ epoch: 2 })
      await expect(before.receive(old!, [incoming()])).rejects.toMatchObject({ code: 'lease-lost' })
      await expect(before.commit([old!], changes())).rejects.toMatchObject({ code: 'lease-lost' })
    })
  })

  describe(`${name}: receiving`, () => {
    test('messages get whole numbers that grow in order of arrival, and come back as they came', async () => {
      const { store, lease } = await receiving(await open())
      const batch = [
        incoming({ controlId: 'A', text: 'one' }),
        incoming({ controlId: 'B', body: Uint8Array.of(0, 255, 13, 11, 28), messageType: '', system: 'ehr' }),
        incoming({ controlId: '', refused: 'malformed at byte 3', answer: new Uint8Array() }),
      ]
      const received = await store.receive(lease, batch)
      expect(received.map(({ kind, id }) => [kind, id])).toEqual([
        ['new', 1],
        ['new', 2],
        ['new', 3],
      ])
      const stored = batch.map((message, at) => ({ ...message, id: at + 1, controlIdReused: false }))
      expect(plain(await store.messagesAfter(0, 10))).toEqual(plain(stored))
      expect(plain(await store.messages([3, 99, 1]))).toEqual(plain([stored[2], stored[0]]))
      expect(plain(await store.messagesAfter(1, 1))).toEqual(plain([stored[1]]))
      expect(await store.marks()).toMatchObject({ lastMessageId: 3, processedThrough: 0 })
    })

    test('the same bytes under the same control id are the same message, answered as at first', async () => {
      const { store, lease } = await receiving(await open())
      await store.receive(lease, [incoming({ answer: bytes('MSA|AR|the first answer') })])
      const [again] = await store.receive(lease, [incoming({ answer: bytes('another') })])
      expect(plain(again)).toEqual(plain({ kind: 'repeat', id: 1, answer: bytes('MSA|AR|the first answer') }))
      expect(await store.messagesAfter(0, 10)).toHaveLength(1)
    })

    test('a repeat within one batch is recognised', async () => {
      const { store, lease } = await receiving(await open())
      const received = await store.receive(lease, [incoming(), incoming({ controlId: 'other' }), incoming()])
      expect(received.map(({ kind, id }) => [kind, id])).toEqual([
        ['new', 1],
        ['new', 2],
        ['repeat', 1],
      ])
    })

    test('other bytes under a control id are a new message, flagged; both are known from then on', async () => {
      const { store, lease } = await receiving(await open())
      await store.receive(lease, [incoming({ text: 'one' })])
      expect(await store.receive(lease, [incoming({ text: 'two' })])).toEqual([
        { kind: 'new', id: 2, controlIdReused: true },
      ])
      const again = await store.receive(lease, [incoming({ text: 'one' }), incoming({ text: 'two' })])
      expect(again.map(({ kind, id }) => [kind, id])).toEqual([
        ['repeat', 1],
        ['repeat', 2],
      ])
      expect(await store.messagesAfter(1, 1)).toMatchObject([{ id: 2, controlIdReused: true }])
    })

    test('beyond the window a control id is free again, whatever the bytes', async () => {
      const { store, lease } = await receiving(await open())
      await store.receive(lease, [incoming({ window_ms: 1000 })])
      const later = incoming({ receivedAt: morning + 1001, window_ms: 1000 })
      expect(await store.receive(lease, [later])).toEqual([{ kind: 'new', id: 2, controlIdReused: false }])
      const inside = incoming({ receivedAt: morning + 2001, window_ms: 1000 })
      expect(await store.receive(lease, [inside])).toMatchObject([{ kind: 'repeat', id: 2 }])
    })

    test('two systems may use the same control id, and messages without one never repeat', async () => {
      const { store, lease } = await receiving(await open())
      const batch = [incoming(), incoming({ system: 'ehr' }), incoming({ controlId: '' }), incoming({ controlId: '' })]
      const received = await store.receive(lease, batch)
      expect(received).toEqual([1, 2, 3, 4].map((id) => ({ kind: 'new', id, controlIdReused: false })))
    })

    test('an original that is answered once decided repeats with that answer, empty until then', async () => {
      const { store, lease } = await receiving(await open())
      const undecided = incoming({ answer: new Uint8Array() })
      await store.receive(lease, [undecided])
      expect(plain(await store.receive(lease, [undecided]))).toEqual(
        plain([{ kind: 'repeat', id: 1, answer: new Uint8Array() }]),
      )
      await processed(store, { answers: [{ messageId: 1, answer: bytes('MSA|AE') }] })
      expect(plain(await store.receive(lease, [undecided]))).toEqual(
        plain([{ kind: 'repeat', id: 1, answer: bytes('MSA|AE') }]),
      )
      expect(plain((await store.messages([1]))[0]?.answer)).toBe(plain(bytes('MSA|AE')))
    })

    test('a full group of 500 is kept in order', async () => {
      const { store, lease } = await receiving(await open())
      const batch = Array.from({ length: 500 }, (_, at) => incoming({ controlId: `C${at}`, text: `body ${at}` }))
      const received = await store.receive(lease, batch)
      expect(received.map(({ id }) => id)).toEqual(batch.map((_, at) => at + 1))
      const stored = await store.messagesAfter(0, 1000)
      expect(stored.map(({ controlId }) => controlId)).toEqual(batch.map(({ controlId }) => controlId))
      expect(await store.messagesAfter(490, 5)).toHaveLength(5)
    })

    test('a message of several megabytes comes back byte for byte', async () => {
      const { store, lease } = await receiving(await open())
      const body = new Uint8Array(5_000_000).map((_, at) => (at * 7919) % 251)
      await store.receive(lease, [incoming({ controlId: 'small' }), incoming({ controlId: 'large', body })])
      const [, large] = await store.messagesAfter(0, 2)
      expect(Buffer.compare(large!.body, body)).toBe(0)
    })

    test('any text in a control id, a type or a reason is kept as it is', async () => {
      const { store, lease } = await receiving(await open())
      const odd = incoming({ controlId: 'a\0b\'"\\{}ü\u{1f9ea}', messageType: 'X\0', refused: '\u001c\r' })
      await store.receive(lease, [odd])
      expect(plain(await store.messages([1]))).toEqual(plain([{ ...odd, id: 1, controlIdReused: false }]))
      expect(await store.receive(lease, [odd])).toMatchObject([{ kind: 'repeat' }])
      expect(await store.messageUnder('lis', odd.controlId)).toBe(1)
      expect(await store.ordersNamed(1)).toEqual([])
    })

    test('nothing is kept under a lease that was lost', async () => {
      const { store, lease } = await receiving(await open())
      await store.lease('receiver', 'node-2', 1000, morning + 120_000)
      await expect(store.receive(lease, [incoming()])).rejects.toMatchObject({ code: 'lease-lost' })
      expect(await store.marks()).toMatchObject({ lastMessageId: 0 })
    })

    test('ids go on where they ended after the books are opened anew', async () => {
      const own = await fresh()
      const first = await receiving(own.open())
      await first.store.receive(first.lease, [incoming(), incoming({ controlId: 'C2' })])
      const second = await receiving(own.open())
      expect(await second.store.receive(second.lease, [incoming({ controlId: 'C3' })])).toMatchObject([{ id: 3 }])
    })
  })

  describe(`${name}: committing`, () => {
    test('an order comes back as it was given, whole', async () => {
      const { store, commit } = await processing(await open())
      const given = order(7, {
        state: 'corrected',
        test: { code: 'BMP', name: 'Basic metabolic panel', system: 'L' },
        items: [{ system: 'lis', side: 'filler', numbers: [{ number: 'F1', authority: 'LAB' }], test: null }],
        words: [
          word({ level: 'received', by: 'AA' }),
          word({ messageId: 2, repeatMessageId: 3, parts: [{ messageId: 2, deliveryId: 7, level: null }] }),
        ],
        observations: [
          observation('K', ['4.1', '6.9', '4.1']),
          observation('NOTE\0', ['']),
          observation('', ['x'], { valueHash: 'ab'.repeat(16), observedAt: '20260314' }),
        ],
        expectations: [{ step: 'filed', due: morning + 5 }],
        late: [{ step: 'answered', due: morning, cause: 'overdue-step|1' }],
        exceptions: [4, 9],
      })
      await commit({ orders: [change(given)] })
      const { orders } = await store.load({ orderKeys: [], patientKeys: [], orderIds: [7, 8] })
      expect(orders).toEqual([given])
    })

    test('without its body only what an acknowledgement changes is written', async () => {
      const { store, commit } = await processing(await open())
      const first = order(1, { state: 'requested', priority: 'S' })
      await commit({ orders: [change(first)] })
      const second = order(1, { version: 2, state: 'accepted', priority: 'not to be written', exceptions: [1] })
      await commit({ orders: [change(second, 'owned', { bodyChanged: false })] })
      const { orders } = await store.load({ orderKeys: [], patientKeys: [], orderIds: [1] })
      expect(orders).toEqual([{ ...second, priority: 'S' }])
    })

    test('an order or patient whose version is not the next is stale, and nothing of the batch is kept', async () => {
      const { store, commit } = await processing(await open())
      await commit({ orders: [change(order(1))], patients: [patient(1)] })
      const stale: Partial<Changes>[] = [
        { orders: [change(order(2)), change(order(1))] },
        { orders: [change(order(2)), change(order(1, { version: 3 }))] },
        { orders: [change(order(2)), change(order(3, { version: 2 }))] },
        { orders: [change(order(2))], patients: [patient(1)] },
        { orders: [change(order(2))], patients: [patient(2, { version: 2 })] },
      ]
      for (const given of stale) {
        const all = { ...given, processedThrough: 5, exceptions: [exception(1)], deliveries: [delivery(1)] }
        await expect(commit(all)).rejects.toMatchObject({ code: 'stale-order' })
      }
      expect(await store.marks()).toMatchObject({ lastOrderId: 1, lastDeliveryId: 0, lastExceptionId: 0 })
      expect(await store.marks()).toMatchObject({ processedThrough: 0 })
      expect(await store.loopCounts()).toMatchObject({ total: 1 })
    })

    test('one lost lease among several refuses the whole batch', async () => {
      const store = await open()
      const good = await store.lease('processor', 'node-1', 1000, morning)
      const lost = await store.lease('destination:ehr-out', 'node-1', 1000, morning)
      await store.lease('destination:ehr-out', 'node-2', 1000, morning + 2000)
      const all = changes({ orders: [change(order(1))] })
      await expect(store.commit([good!, lost!], all)).rejects.toMatchObject({ code: 'lease-lost' })
      expect(await store.loopCounts()).toMatchObject({ total: 0 })
      await store.commit([good!], all)
      expect(await store.loopCounts()).toMatchObject({ total: 1 })
    })

    test('progress never goes back', async () => {
      const { store, commit } = await processing(await open())
      await commit({ processedThrough: 9 })
      await commit({ processedThrough: 4 })
      expect(await store.marks()).toMatchObject({ processedThrough: 9 })
    })

    test('one number may lead to several orders, and any text is a number', async () => {
      const { store, commit } = await processing(await open())
      const keys = ['p:1', 'f:\'"\\', 'a:\0', 'g:ü', 'p:']
      await commit({
        orders: [1, 2].map((id) => change(order(id))),
        orderKeys: keys.flatMap((key) => [1, 2, 1].map((orderId) => ({ key, orderId }))),
      })
      await commit({ orderKeys: [{ key: 'p:1', orderId: 1 }] })
      const loaded = await store.load({ orderKeys: ['nothing', ...keys, 'p:1'], patientKeys: [], orderIds: [2] })
      expect(loaded.orderKeys).toEqual(keys.flatMap((key) => [1, 2].map((orderId) => ({ key, orderId }))))
      expect(loaded.orders.map(({ id }) => id)).toEqual([1, 2])
    })

    test('a number may be as long as a message allows', async () => {
      const { store, commit } = await processing(await open())
      const [long, other] = [`p:${'9'.repeat(20_000)}`, `p:${'9'.repeat(20_001)}`]
      await commit({
        orders: [change(order(1))],
        orderKeys: [{ key: long, orderId: 1 }],
        patients: [patient(1)],
        patientKeys: [{ key: long, patientId: 1 }],
      })
      await commit({ orderKeys: [{ key: long, orderId: 1 }] })
      const keys = [long, other]
      const loaded = await store.load({ orderKeys: keys, patientKeys: keys, orderIds: [] })
      expect(loaded.orderKeys).toEqual([{ key: long, orderId: 1 }])
      expect(loaded.patientKeys).toEqual([{ key: long, patientId: 1 }])
      expect([loaded.orders.length, loaded.patients.length]).toEqual([1, 1])
    })

    test('patients come with their orders, and with those that they were merged into', async () => {
      const { store, commit } = await processing(await open())
      await commit({
        patients: [patient(1, { mergedInto: 2 }), patient(2, { mergedInto: 3 }), patient(3), patient(4)],
        patientKeys: [{ key: 'm:77', patientId: 4 }],
        orders: [change(order(1, { patient: { ...order(1).patient, patientId: 1 } }))],
      })
      const byOrder = await store.load({ orderKeys: [], patientKeys: [], orderIds: [1] })
      expect(byOrder.patients.map(({ id }) => id)).toEqual([1, 2, 3])
      const byKey = await store.load({ orderKeys: [], patientKeys: ['m:77'], orderIds: [] })
      expect(byKey).toMatchObject({ patients: [patient(4)], patientKeys: [{ key: 'm:77', patientId: 4 }], orders: [] })
    })

    test('a message is found under its control id with the orders that it speaks of', async () => {
      const own = await open()
      const { lease } = await receiving(own)
      await own.receive(lease, [incoming({ text: 'one' }), incoming({ text: 'two' })])
      const { commit } = await processing(own)
      const facts = [3, 1, 3, null].map((orderId, n) => ({
        ...{ fact: sample.resultFact(2, { n }), orderId, verdict: 'accepted' },
      }))
      await commit({ facts })
      expect(await own.messageUnder('lis', 'C1')).toBe(2)
      expect(await own.ordersNamed(2)).toEqual([1, 3])
      expect(await own.ordersNamed(1)).toEqual([])
      expect(await own.messageUnder('ehr', 'C1')).toBeNull()
      expect(await own.messageUnder('lis', 'C2')).toBeNull()
    })
  })

  describe(`${name}: orders of a patient`, () => {
    test('those that are not at rest are found under the record, in the order of their ids', async () => {
      const own = await open()
      const { commit } = await processing(own)
      const patients = [7, 8].map((id) => patient(id))
      const states = ['requested', 'final', 'cancelling', 'cancelled', 'partial', 'refused', 'corrected'] as const
      const orders = states.map((state, n) => {
        const made = order(n + 1, { state })
        return change({ ...made, patient: { ...made.patient, patientId: 7 } })
      })
      await commit({ patients, orders })
      expect(await own.openOrdersOf(7)).toEqual([1, 3, 5])
      expect(await own.openOrdersOf(8)).toEqual([])
    })
  })

  describe(`${name}: deliveries`, () => {
    test('what is queued comes back whole, by destination and in order of id', async () => {
      const { store, commit } = await processing(await open())
      const first = delivery(1, { lanes: [5, -7], orderIds: [5, 6], controlId: 'a\0b' })
      await commit({ deliveries: [delivery(3), first, delivery(2, { destination: 'portal-out' })] })
      const queued = { state: 'queued', attempts: 0, why: '' }
      expect(plain(await store.undelivered('ehr-out', 0, 10))).toEqual(
        plain([
          { ...first, ...queued },
          { ...delivery(3), ...queued },
        ]),
      )
      expect((await store.undelivered('ehr-out', 1, 10)).map(({ id }) => id)).toEqual([3])
      expect((await store.undelivered('ehr-out', 0, 1)).map(({ id }) => id)).toEqual([1])
      expect(await store.undelivered('nowhere', 0, 10)).toEqual([])
      expect(await store.marks()).toMatchObject({ lastDeliveryId: 3 })
    })

    test('sent ones are still open, settled ones are not, held ones are listed apart', async () => {
      const { store, commit } = await processing(await open())
      await commit({ deliveries: [1, 2, 3, 4, 5].map((id) => delivery(id)) })
      await commit({
        outcomes: [
          outcome(1),
          outcome(2, { state: 'sent', attempts: 2 }),
          outcome(3, { state: 'held', why: 'AE: unknown test' }),
          outcome(4, { state: 'refused' }),
          outcome(5, { state: 'cancelled' }),
        ],
      })
      expect(await store.undelivered('ehr-out', 0, 10)).toMatchObject([{ id: 2, state: 'sent', attempts: 2 }])
      const held = [{ id: 3, state: 'held', why: 'AE: unknown test', destination: 'ehr-out' }]
      expect(await store.held('ehr-out')).toMatchObject(held)
      expect(await store.held('')).toMatchObject(held)
      expect(await store.held('portal-out')).toEqual([])
    })

    test('a delivery is found by its id under the control id that it has now, whatever became of it', async () => {
      const { store, commit } = await processing(await open())
      await commit({ deliveries: [delivery(1), delivery(2, { destination: 'z-out' }), delivery(3)] })
      await commit({
        outcomes: [outcome(1), outcome(3, { state: 'queued', remade: sample.bytes('MSH|again'), renamed: 'N3' })],
      })
      const found = await store.deliveries([3, 9, 1, 2, 1])
      expect(found).toMatchObject([
        { id: 1, state: 'delivered', controlId: 'C1', messageId: 1, destination: 'ehr-out', orderIds: [1] },
        { id: 2, state: 'queued', controlId: 'C2', destination: 'z-out' },
        { id: 3, state: 'queued', controlId: 'N3', destination: 'ehr-out' },
      ])
      expect(await store.deliveries([])).toEqual([])
    })

    test('every destination that ever had a delivery is known by name, whatever became of it', async () => {
      const { store, commit } = await processing(await open())
      expect(await store.destinations()).toEqual([])
      await commit({ deliveries: [delivery(1, { destination: 'z-out' }), delivery(2), delivery(3)] })
      await commit({ outcomes: [outcome(2), outcome(3, { state: 'cancelled' })] })
      expect(await store.destinations()).toEqual(['ehr-out', 'z-out'])
    })

    test('a held delivery that is released is open again, and the last outcome of a batch counts', async () => {
      const { store, commit } = await processing(await open())
      await commit({ deliveries: [delivery(1), delivery(2)] })
      await commit({ outcomes: [outcome(1, { state: 'held' }), outcome(2)] })
      await commit({ outcomes: [outcome(1, { state: 'sent' }), outcome(1, { state: 'queued', attempts: 4 })] })
      expect(await store.undelivered('ehr-out', 0, 10)).toMatchObject([{ id: 1, state: 'queued', attempts: 4 }])
      expect(await store.held('')).toEqual([])
    })

    test('a held delivery that was made again goes out with its new bytes, and those stored with it with theirs', async () => {
      const opened = await open()
      const { store, commit } = await processing(opened)
      await commit({ deliveries: [1, 2, 3].map((id) => delivery(id, { body: bytes(`before ${id}`) })) })
      await commit({ outcomes: [1, 2, 3].map((id) => outcome(id, { state: 'held' })) })
      const released = (id: number, text: string) => outcome(id, { state: 'queued', remade: bytes(text.repeat(200)) })
      await commit({
        outcomes: [released(2, 'first'), released(2, 'again '), outcome(2, { state: 'queued', why: 'x' })],
      })
      await commit({ outcomes: [{ ...released(1, 'one '), renamed: 'ANOTHER' }] })
      const ids = [...(await store.undelivered('ehr-out', 0, 10)), ...(await store.held(''))].map(
        (one) => one.controlId,
      )
      expect(ids).toEqual(['ANOTHER', delivery(2).controlId, delivery(3).controlId])
      const bodies = async () =>
        [...(await store.undelivered('ehr-out', 0, 10)), ...(await store.held(''))].map(({ id, body }) => [
          id,
          Buffer.from(body).toString().slice(0, 8),
        ])
      const expected = [
        [1, 'one one '],
        [2, 'again ag'],
        [3, 'before 3'],
      ]
      expect(await bodies()).toEqual(expected)
      await expect(
        commit({ outcomes: [released(3, 'lost')], orders: [change(order(9, { version: 7 }))] }),
      ).rejects.toThrow()
      expect(await bodies()).toEqual(expected)
    })

    test('one delivery that stays open is found however many behind it are settled', async () => {
      const { store, commit } = await processing(await open())
      const ids = Array.from({ length: 6000 }, (_, at) => at + 1)
      await commit({ deliveries: ids.map((id) => delivery(id, { body: bytes('x') })) })
      for (let from = 1; from < ids.length; from += 1000) {
        await commit({ outcomes: ids.slice(from, from + 1000).map((id) => outcome(id)) })
      }
      expect((await store.undelivered('ehr-out', 0, 10)).map(({ id }) => id)).toEqual([1])
      await commit({ outcomes: [outcome(1, { state: 'held' }), outcome(3000, { state: 'queued' })] })
      expect((await store.held('')).map(({ id }) => id)).toEqual([1])
      expect((await store.undelivered('ehr-out', 0, 10)).map(({ id }) => id)).toEqual([3000])
    })
  })

  describe(`${name}: watching`, () => {
    test('what is due comes oldest first, and only while it is', async () => {
      const { store, commit } = await processing(await open())
      const expecting = (id: number, due: number | null, version = 1) =>
        change(order(id, { version, expectations: due === null ? [] : [{ step: 'filed', due }] }))
      await commit({ orders: [expecting(1, morning + 3000), expecting(2, morning + 1000), expecting(3, null)] })
      expect(await store.due(morning + 999, 10)).toEqual([])
      expect(await store.due(morning + 1000, 10)).toEqual([2])
      expect(await store.due(morning + 60_000, 10)).toEqual([2, 1])
      expect(await store.due(morning + 60_000, 1)).toEqual([2])
      await commit({ orders: [expecting(2, null, 2), expecting(1, morning + 500, 2), expecting(4, morning + 500)] })
      expect(await store.due(morning + 60_000, 10)).toEqual([1, 4])
      await commit({ orders: [expecting(2, morning + 1000, 3)] })
      expect(await store.due(morning + 60_000, 10)).toEqual([1, 4, 2])
    })

    test('a clock that goes back forgets nothing that is due', async () => {
      const { store, commit } = await processing(await open())
      await commit({ orders: [change(order(1, { expectations: [{ step: 'filed', due: morning + 5000 }] }))] })
      expect(await store.due(morning + 90_000, 10)).toEqual([1])
      expect(await store.due(morning, 10)).toEqual([])
      expect(await store.due(morning + 90_000, 10)).toEqual([1])
    })

    test('open exceptions come oldest first, whole, until they are closed', async () => {
      const { store, commit } = await processing(await open())
      const [first, second] = [exception(1, { openedAt: morning + 1, text: 'a\0b' }), exception(2)]
      await commit({ exceptions: [first, second] })
      expect(await store.openExceptions()).toEqual([second, first])
      const closed = { ...second, status: 'closed' as const, closedAt: morning + 2, rootCause: 'late' }
      await commit({ exceptions: [closed, { ...first, status: 'taken', takenBy: 'lab' }] })
      expect(await store.openExceptions()).toEqual([{ ...first, status: 'taken', takenBy: 'lab' }])
      expect(await store.marks()).toMatchObject({ lastExceptionId: 2 })
    })

    test('findings are counted on, keep their first examples, and come by key', async () => {
      const { store, commit } = await processing(await open())
      const subject = { system: 'lis', kind: 'component' as const, code: 'K', name: '' }
      const words = { rule: 'unit-missing', severity: 'high' as const, subject, counterpart: null, variant: '' }
      const first = { ...words, key: 'b', says: 'a\0b', count: 2, firstAt: morning, lastAt: morning, examples: [1, 2] }
      await commit({ findings: [first, { ...first, key: 'a', count: 1, examples: [] }] })
      const more = {
        ...first,
        says: 'later',
        count: 3,
        firstAt: morning + 5,
        lastAt: morning + 9,
        examples: [3, 4, 5, 6],
      }
      await commit({ findings: [more] })
      expect(await store.findings()).toEqual([
        { ...first, key: 'a', count: 1, examples: [] },
        { ...more, count: 5, firstAt: morning, examples: [1, 2, 3, 4, 5] },
      ])
    })

    test('the counts are those of a recount', async () => {
      const { store, commit } = await processing(await open())
      await commit({ orders: [1, 2, 1025].map((id) => change(order(id), 'on-course')) })
      const next = (id: number) => order(id, { version: 2 })
      await commit({
        orders: [
          change(next(1), 'agreed', { proven: true, bodyChanged: false }),
          change(next(1025), 'owned'),
          change(order(3), 'agreed'),
          change(order(4), 'dormant'),
          change(order(5), 'adrift'),
        ],
      })
      expect(await store.loopCounts()).toEqual({
        ...{ owned: 1, 'on-course': 1, dormant: 1, agreed: 2, adrift: 1, proven: 1, total: 6 },
      })
    })

    test('sights leave out what is at rest, and see what words, exceptions and deliveries contradict', async () => {
      const { store, commit } = await processing(await open())
      const resting = (id: number) => order(id, { state: 'final', words: [word({ level: 'received' })] })
      await commit({
        orders: [
          change(resting(1), 'agreed'),
          change(
            { ...resting(2), words: [word({ level: 'sent' }), word({ level: null }), word({ to: '' })] },
            'agreed',
          ),
          change(resting(3), 'agreed'),
          change(resting(4), 'agreed'),
          change(order(2000, { expectations: [{ step: 'accepted', due: morning }] }), 'on-course'),
        ],
        exceptions: [exception(1, { orderIds: [3, 3] }), exception(2, { orderIds: [3], status: 'closed' })],
        deliveries: [delivery(1, { orderIds: [4] }), delivery(2, { orderIds: [4] }), delivery(3, { orderIds: [4] })],
        outcomes: [outcome(2, { state: 'held' }), outcome(3)],
      })
      const sight = { state: 'final', loop: 'agreed', proven: false, nextDue: null }
      const zero = { openExceptions: 0, undelivered: 0, untakenWords: 0, unaccepted: 0, early: 0 }
      const all = [
        { ...sight, ...zero, id: 2, untakenWords: 2 },
        { ...sight, ...zero, id: 3, openExceptions: 1 },
        { ...sight, ...zero, id: 4, undelivered: 2 },
        { ...sight, ...zero, id: 2000, state: 'unheard', loop: 'on-course', nextDue: morning },
      ]
      expect(await store.sights(0, 10)).toEqual(all)
      expect(await store.sights(2, 2)).toEqual(all.slice(1, 3))
    })

    test('sights see a word that counts as acknowledged while the delivery of its message is open', async () => {
      const { store, commit } = await processing(await open())
      const taken = (id: number, by: string, more: Partial<Word> = {}) =>
        change(order(id, { state: 'final', words: [word({ messageId: id, level: 'filed', by, ...more })] }), 'agreed', {
          proven: true,
        })
      await commit({
        orders: [
          ...[taken(1, 'AA'), taken(2, 'census'), taken(3, 'AA', { messageId: 9 }), taken(4, 'AA')],
          change(order(5, { words: [word({ messageId: 5, level: 'sent', by: 'queue' })] }), 'agreed'),
        ],
        deliveries: [1, 2, 3, 4, 5].map((id) => delivery(id, { messageId: id, orderIds: [id] })),
        outcomes: [outcome(4)],
      })
      const sights = await store.sights(0, 10)
      expect(sights.map(({ id, undelivered, early }) => [id, undelivered, early])).toEqual([
        [1, 1, 1],
        [2, 1, 0],
        [3, 1, 0],
        [5, 1, 0],
      ])
    })

    test('sights see that the placer has only received that the laboratory ended an order that counts as agreed', async () => {
      const { store, commit } = await processing(await open())
      const said = (side: Word['side'], said: string, state: Word['state'], more: Partial<Word> = {}) =>
        word({
          side,
          said,
          state,
          level: 'received',
          subject: said.startsWith('cancel') ? 'cancel' : 'request',
          ...more,
        })
      const asked = said('placer', 'order-requested', 'requested', { messageId: 1 })
      const cancel = (more: Partial<Word> = {}) =>
        said('placer', 'cancel-requested', 'cancelling', { messageId: 2, ...more })
      const end = (more: Partial<Word> = {}) =>
        said('filler', 'cancel-accepted', 'cancelled', { messageId: 4, ...more })
      const again = (state: Word['state']) => said('placer', 'order-requested', state, { messageId: 3 })
      const stories: readonly Word[][] = [
        [asked, end()],
        [asked, cancel(), end()],
        [asked, cancel({ isPast: true }), end()],
        [asked, cancel(), again('requested'), end({ subject: 'result' })],
        [cancel(), again('cancelling'), end()],
        [asked, end({ level: 'accepted' })],
        [asked, end({ to: '' })],
      ]
      await commit({
        orders: stories.map((words, at) => change(order(at + 1, { state: 'cancelled', words }), 'agreed')),
        deliveries: [delivery(1, { messageId: 9, orderIds: [2, 3] })],
      })
      const sights = await store.sights(0, 10)
      expect(sights.map(({ id, unaccepted }) => [id, unaccepted])).toEqual([
        [1, 1],
        [2, 0],
        [3, 1],
        [4, 1],
      ])
    })

    test('orders that were ever raised as adrift stay so, though their exceptions are closed', async () => {
      const { store, commit } = await processing(await open())
      expect(await store.everAdrift()).toEqual([])
      await commit({
        orders: [1, 2, 3, 12].map((id) => change(order(id), 'on-course')),
        exceptions: [
          exception(1, { kind: 'adrift', orderIds: [12], status: 'closed' }),
          exception(2, { kind: 'adrift', orderIds: [2, 12] }),
          exception(3, { orderIds: [3] }),
        ],
      })
      expect(await store.everAdrift()).toEqual([2, 12])
    })

    test('a revision can be activated more than once', async () => {
      const store = await open()
      await store.activate('r1', 0, morning)
      await store.activate('r1', 0, morning)
      await store.activate('r2', 5, morning + 1)
      expect(await store.marks()).toMatchObject({ lastMessageId: 0 })
    })
  })
}

async function receiving(store: Store): Promise<{ store: Store; lease: Lease }> {
  return { store, lease: (await store.lease('receiver', 'node-1', 60_000, morning))! }
}

async function processing(store: Store) {
  const lease = (await store.lease('processor', 'node-1', 60_000, morning))!
  return { store, commit: (given: Partial<Changes>) => store.commit([lease], changes(given)) }
}

async function processed(store: Store, given: Partial<Changes>): Promise<void> {
  const { commit } = await processing(store)
  await commit(given)
}

function observation(key: string, values: readonly string[], given: Record<string, string> = {}) {
  const versions = values.map((value, at) => ({
    ...{ messageId: at + 1, n: 0 },
    ...{ value, valueHash: '', unit: 'mmol/L', range: '', flags: at === 1 ? 'H' : '', status: 'F' },
    ...{ observedAt: '', performedBy: 'LAB', note: at === 2 ? 'recollected\r\n"x"' : '', seenAt: morning + at },
    ...given,
  }))
  return { key, code: { code: key, name: 'Potassium', system: 'L' }, subId: '1', valueType: 'NM', versions }
}
