// A report that calls itself final, and the order that is not: what is still pending or preliminary from an earlier message,
// and a report in which there is nothing. The one thing to know: the chart shows such an order as complete, so nobody waits.
import { expect, test } from 'vitest'
import { parseMessage } from '../hl7/index.ts'
import { System } from '../site/shapes/system.ts'
import { orderIn, raiseOn } from './book.ts'
import { readMessage } from './read-message.ts'
import {
  test as code,
  corrected,
  delivered,
  dialogue,
  emptyBook,
  final,
  number,
  preliminary,
  raised,
  report,
  requested,
  start,
  status,
} from './testing/facts.ts'
import { open, story, whole } from './testing/story.ts'

const pending = { NA: '140', K: ['', { status: 'I' }] } as const
const five = { NA: '140', K: '4.1', CL: '101', CO2: '25', AGAP: '14' }

test.each(['F', 'C'])('%s does not end an order while an earlier message left a component pending', (end) => {
  const { order, loop } = story([...open(), report('F', pending, { report: 'A' }), report(end, { NA: '141' })])
  expect(order().state).toBe('partial')
  expect(loop()).toBe('on-course')
})

test('a final report of one component leaves the others preliminary, until they are final as well', () => {
  const facts = [...open(), preliminary(five), final({ NA: '140' })]
  expect(story(facts).order().state).toBe('partial')
  const done = story([...facts, final(five)])
  expect([done.order().state, done.loop(), done.raised]).toEqual(['final', 'agreed', []])
})

test('a whole report that leaves out what is preliminary raises it, and does not end the order', () => {
  const { order, causes } = story([...open(), preliminary(five), final({ NA: '140' })], whole)
  expect([order().state, causes]).toEqual(['partial', ['component-missing']])
})

test.each([undefined, whole])('a final report without results does not make preliminary ones final', (by) => {
  const { order } = story([...open(), preliminary(five), final({})], by)
  expect(order().state).toBe('partial')
})

test('“completed” (ORC-5 CM) and OBR-25 F are judged alike', () => {
  const asked = { K: '4.1', Q: ['', { status: 'N' }] } as const
  expect(story([...open(), report('F', pending, { report: 'A' }), status('CM')]).order().state).toBe('partial')
  expect(story([...open(), report('F', asked, { report: 'A' }), status('CM')]).order().state).toBe('final')
  expect(story([...open(), final(asked)]).order().state).toBe('final')
})

test('a final report with nothing in it, and nothing before it, is raised and ends nothing', () => {
  const { book, order, raised: all, causes } = story([...open(), final({})])
  expect([order().state, all, causes]).toEqual(['in-process', ['component-missing high'], ['report-empty']])
  raiseOn(book, 1, 7)
  const { settled } = delivered(book, final(five))
  expect(settled).toContainEqual({ kind: 'component-missing', cause: 'component-missing|lis|report-empty', orderId: 1 })
  expect(order().state).toBe('final')
})

test('the same empty report again raises nothing more', () => {
  expect(story([...open(), final({}), final({})]).causes).toEqual(['report-empty'])
})

test('a final report that says why there is no result, or holds it in another way, is content as before', () => {
  const note = final({}, { note: 'Specimen broken in transport' })
  expect(story([...open(), note])).toMatchObject({ raised: [] })
  expect(story([...open(), note]).order().state).toBe('final')
  const document = final({ PDF: ['', { valueType: 'RP', valueHash: 'abc' }] })
  expect(story([...open(), document]).raised).toEqual([])
  expect(story([...open(), report('', {}, { report: 'X' })]).order().state).toBe('cancelled')
  const rejected = { ...final({}), specimenRejected: true }
  expect(story([...open(), rejected]).causes).toEqual(['specimen-rejected'])
})

test('the header of an order that is done in parts is not empty', () => {
  const parent = { placer: number('P1'), filler: number('F1'), observation: '' }
  const child = final({ FT4: '1.1' }, { placer: [], filler: [number('F2')], test: code('FT4'), parent })
  const { order, raised: all } = story([...open(), dialogue('parent-announced', 'filler'), child, final({})])
  expect([order().state, all]).toEqual(['final', []])
})

const lis = System.parse({ id: 'lis', name: 'LIS', role: 'lis', dialect: { versions: ['2.5.1'] } })

test('a panel’s own OBR without OBX, with its tests behind it in one message, raises nothing', () => {
  const obr = (n: number, test: string) => `OBR|${n}|P1|F1|${test}${'|'.repeat(21)}F`
  const lines = ['ORC|RE|P1|F1', obr(1, 'BMP'), obr(2, 'K'), 'OBX|1|NM|K||4.1|mmol/L|||||F']
  const text = [
    'MSH|^~\\&|A|B|C|D|20300101083000||ORU^R01|M1|P|2.5.1',
    'PID|1||1001^^^RIV^MR||Testpatient^Ida||19700102|F',
    ...lines,
  ]
  const { facts } = readMessage(
    parseMessage(Buffer.from(`${text.join('\r')}\r`)),
    { system: lis, zone: 0 },
    { messageId: 900, seenAt: start },
  )
  const book = emptyBook()
  delivered(book, requested())
  expect(facts.flatMap((fact) => raised(delivered(book, fact)))).toEqual([])
  expect(orderIn(book, 1)!.state).toBe('final')
})

test('a final text in fewer lines than the preliminary one is whole', () => {
  const line = (value: string, key: string) => [value, { code: code('PATH'), subId: key, valueType: 'TX' }] as const
  const long = { 'PATH|1': line('a', '1'), 'PATH|2': line('b', '2'), 'PATH|3': line('c', '3') }
  const short = { 'PATH|1': line('a', '1'), 'PATH|2': line('d', '2') }
  expect(story([...open(), preliminary(long), final(short)]).order().state).toBe('final')
  const repeated = { T: 'a', 'T#2': ['b', { code: code('T') }] } as const
  expect(story([...open(), preliminary(repeated), final({ T: 'x' })]).order().state).toBe('final')
  expect(story([...open(), preliminary({ ...repeated, K: '4.1' }), final({ T: 'x' })]).order().state).toBe('partial')
})

test('a correction of an order whose results were all final is no fall back', () => {
  expect(story([...open(), final(five), corrected({ K: '4.3' })]).raised).toEqual([])
})
