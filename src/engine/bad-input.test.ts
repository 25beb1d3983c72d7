// What comes in and cannot be taken as it is: refused, kept raw, and owned.
import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { kinds, one, open, values } from './testing/looking.ts'
import { oru } from './testing/messages.ts'
import { world } from './testing/world.ts'

test('a malformed message is an exception with its position, kept raw, and no part of an order', async () => {
  const on = await world()
  on.lis.send(Buffer.from('MSH|^~\\&|LIS|TEST|EHR|TEST|20260302||ORU^R01|M1|P|2.5.1\rPID|1\r'))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AE M1'])
  expect(open(on)).toMatchObject([{ kind: 'malformed-message', messageId: 1, team: 'lab', orderIds: [] }])
  expect(open(on)[0]!.text).toMatch(/OBR/)
  expect(on.memory.books.orders.size).toBe(0)
})

test('frames that break off are one exception of their connection, however many; what came of each is kept', async () => {
  const on = await world()
  on.network.fate = (from) => (from === 'lis' ? 'break' : 'pass')
  for (let n = 1; n <= 5; n++) on.lis.send(oru(one, '4.1', { id: `M${n}` }))
  await on.after(100)
  expect(on.memory.books.messages).toHaveLength(5)
  expect(open(on)).toMatchObject([{ kind: 'malformed-message', severity: 'high', messageId: 1, team: 'lab' }])
})

test('a message on which our own judgement fails is refused and owned, and receiving goes on', async () => {
  const on = await world()
  let failures = 1
  Object.defineProperty(on.site.systems[1]!.dialect, 'encoding', {
    get() {
      if (failures-- > 0) throw new TypeError('planted')
      return undefined
    },
  })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AE M1'])
  expect(open(on)).toMatchObject([{ kind: 'poison-message', text: expect.stringContaining('TypeError') }])
  on.lis.send(oru(one, '4.1', { id: 'M2' }))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AE M1', 'AA M2'])
})

test('a type that no flow takes is one exception, however often it comes', async () => {
  const on = await world()
  for (let n = 0; n < 3; n++) {
    on.lis.send(Buffer.from(`MSH|^~\\&|LIS|TEST|EHR|TEST|20260302||SIU^S12|S${n}|P|2.5.1\rSCH|1\r`))
  }
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AR S0', 'AR S1', 'AR S2'])
  expect(open(on)).toMatchObject([{ kind: 'no-flow', messageId: 1 }])
  expect(open(on)[0]!.text).toContain('Message 1 is the first of them; each is kept as it came.')
})

test('a control id given again to another message is processed as new, and raised', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.lis.send(oru({ placer: 'P1' }, '1'))
  on.lis.send(oru({ placer: 'P2' }, '2'))
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['1', '2'])
  expect(kinds(on)).toEqual(['control-id-reused'])
})

test.each([
  ['ORU^R01', 'OBR'],
  ['OUL^R22', 'OBR'],
  ['ORM^O01', 'ORC'],
  ['OML^O21', 'OBR'],
  ['ORR^O02', 'MSA'],
  ['ADT^A08', 'PID'],
  ['MFN^M08', 'MFI'],
])('a message %s without %s says nothing, and is refused', async (type, segment) => {
  const on = await world({ site: { flows: { results: { messages: ['ORU', 'OUL', 'OML', 'ADT', 'MFN'] } } } })
  on.lis.send(Buffer.from(`MSH|^~\\&|LIS|TEST|EHR|TEST|20260302||${type}|M1|P|2.5.1\rZZZ|1\r`))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AE M1'])
  expect(open(on)).toMatchObject([{ kind: 'malformed-message', text: expect.stringContaining(segment) }])
})
