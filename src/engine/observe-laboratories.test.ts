// Several laboratories beside one EHR, where Labloop only observes: each counts its control ids for itself, so that one id is
// several messages, and an answer is told apart only by whom it goes to.
import { expect, test } from 'vitest'
import { Flow } from '../site/shapes/flow.ts'
import { System } from '../site/shapes/system.ts'
import { kinds } from './testing/looking.ts'
import { ack, orm, oru } from './testing/messages.ts'
import { sender } from './testing/peers.ts'
import { testSite } from './testing/site.ts'
import { world } from './testing/world.ts'

const nowhere = { connection: undefined }
const base = testSite({
  mode: 'observe',
  delivery: { orders: nowhere, status: nowhere, results: nowhere, answers: nowhere, patients: nowhere },
})
const port = 7003

/** `header`: how the site says that the second laboratory is named. */
function withTwo(header?: System['header']) {
  const second = System.parse({
    ...{ id: 'lis2', name: 'Second laboratory', role: 'lis', owner: 'lab', dialect: { versions: ['2.5.1'] } },
    ...{ connections: [{ id: 'lis2-in', direction: 'in', port }], ...(header ? { header } : {}) },
  })
  const results = { id: 'results2', from: 'lis2', to: 'ehr', kind: 'results', messages: ['ORU^R01'], delivery: {} }
  return { ...base, systems: [...base.systems, second], flows: [...base.flows, Flow.parse(results)] }
}

/** One order at each laboratory. */
async function ordered(header?: System['header']) {
  const on = await world({ wholeSite: withTwo(header) })
  const second = sender(on.network, 'lis2', port)
  for (const [at, placer] of ['P1', 'P2'].entries()) {
    on.ehr.send(orm({ placer, mrn: `${at + 1}00` }, { id: `E${at}` }))
    await on.after(100)
    on.lis.send(ack(`E${at}`))
    await on.after(100)
  }
  const named = (bytes: Buffer, from: string, to: string) => Buffer.from(bytes.toString('latin1').replace(from, to))
  const first = () => on.lis.send(oru({ placer: 'P1' }, '4.1', { id: 'R1' }))
  const other = (name = 'LIS2') =>
    second.send(named(oru({ placer: 'P2', mrn: '200' }, '5.9', { id: 'R1' }), '|LIS|', `|${name}|`))
  const answer = (to: string, code = 'AA') => on.ehr.send(named(ack('R1', code), '|LABLOOP|TEST|', to))
  const levels = () =>
    [1, 2].map((id) => on.memory.books.orders.get(id)!.order.words.findLast(({ side }) => side === 'filler')?.level)
  return { on, first, other, answer, levels }
}

test.each([
  ['|LIS2|TEST|', ['sent', 'received']],
  ['|LIS|TEST|', ['received', 'sent']],
  ['|LIS2||', ['sent', 'received']],
])('an answer under an id of two laboratories is credited to the one that it goes to: %s', async (to, expected) => {
  const { on, first, other, answer, levels } = await ordered()
  first()
  await on.after(100)
  other()
  await on.after(100)
  answer(to)
  await on.after(5000)
  expect(levels()).toEqual(expected)
  expect(kinds(on)).toEqual([])
})

test.each(['||TEST|', '|ENGINE|TEST|', '|||'])('one that goes to neither of them is foreign: %s', async (to) => {
  const { on, first, other, answer, levels } = await ordered()
  first()
  other()
  await on.after(100)
  answer(to)
  await on.after(5000)
  expect(levels()).toEqual(['sent', 'sent'])
  expect(kinds(on)).toEqual(['foreign-acknowledgement'])
})

test('two laboratories of one name cannot be told apart', async () => {
  const { on, first, other, answer, levels } = await ordered()
  first()
  other('LIS')
  await on.after(100)
  answer('|LIS|TEST|')
  await on.after(5000)
  expect(levels()).toEqual(['sent', 'sent'])
  expect(kinds(on)).toEqual(['foreign-acknowledgement'])
})

test('an answer to one of them that comes before its message is not the other’s, where the site knows their names', async () => {
  const { on, first, other, answer, levels } = await ordered({ application: 'LIS2', facility: 'TEST' })
  first()
  await on.after(100)
  answer('|LIS2|TEST|')
  await on.after(40)
  other()
  await on.after(5000)
  expect(levels()).toEqual(['sent', 'received'])
  expect(kinds(on)).toEqual([])
})
