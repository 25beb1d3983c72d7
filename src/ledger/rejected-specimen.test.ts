// A rejected specimen must be collected again, whatever message says so: a report and an answer carry SPM-21 as well as a
// status does.
import { expect, test } from 'vitest'
import { parseMessage } from '../hl7/index.ts'
import { System } from '../site/shapes/system.ts'
import { raiseOn, type Told } from './book.ts'
import { readMessage } from './read-message.ts'
import { delivered, emptyBook, minute_ms, raised, start } from './testing/facts.ts'

const lis = System.parse({ id: 'lis', name: 'LIS', role: 'lis', dialect: { versions: ['2.5.1'] } })
const ehr = System.parse({ id: 'ehr', name: 'EHR', role: 'ehr', dialect: { versions: ['2.5.1'] } })
const pid = 'PID|1||1001^^^RIV^MR||Testpatient^Ida||19700102|F'
const spm = (reason: string) => `SPM|1|S1||SER^Serum^L${'|'.repeat(17)}${reason}`
const clotted = 'RC^Clotting^HL70490'

const order = ['OML^O21', pid, 'ORC|NW|P1', 'OBR|1|P1||BMP^Basic metabolic panel^L']
const report = (status: string, value: string, reason: string) => [
  ...['ORU^R01', pid, 'ORC|RE|P1|F1', `OBR|1|P1|F1|BMP^Basic metabolic panel^L${'|'.repeat(21)}${status}`],
  ...[`OBX|1|NM|K^Potassium^L||${value}|mmol/L|||||${status}`, spm(reason)],
]

/** Messages one after the other, each delivered at once; what each raised and settled. */
function heard(...messages: readonly (readonly string[])[]) {
  const book = emptyBook()
  const told = messages.flatMap(([type, ...lines], at): Told[] => {
    const text = [`MSH|^~\\&|A|B|C|D|20300101083000||${type}|M${at}|P|2.5.1`, ...lines].join('\r')
    const system = type!.startsWith('OML') ? ehr : lis
    const arrival = { messageId: at + 1, seenAt: start + at * minute_ms }
    const { facts } = readMessage(parseMessage(Buffer.from(`${text}\r`)), { system, zone: 0 }, arrival)
    return facts.map((fact) => {
      const one = delivered(book, fact)
      for (const _ of one.concerns) raiseOn(book, 1, at + 1)
      return one
    })
  })
  return { told, raised: told.map(raised) }
}

test.each(['F', 'P', 'X', 'C'])(
  'a report with status %s that says so is raised, also where it ends the order',
  (status) => {
    const { raised, told } = heard(order, report(status, '', clotted))
    expect(raised).toEqual([[], ['specimen-rejected high']])
    expect(told[1]!.settled).toEqual([])
  },
)

test('one that rejects nothing raises nothing, and settles the rejection before it once the results are there', () => {
  const { raised, told } = heard(order, report('P', '', clotted), report('F', '4.1', ''))
  expect(raised).toEqual([[], ['specimen-rejected high'], []])
  expect(told[2]!.settled).toContainEqual(expect.objectContaining({ orderId: 1, kind: 'specimen-rejected' }))
})

test('the same report again says nothing new, and one that now rejects the specimen does', () => {
  const { raised, told } = heard(
    order,
    report('F', '4.1', ''),
    report('F', '4.1', clotted),
    report('F', '4.1', clotted),
  )
  expect(told.map(({ verdict }) => verdict)).toEqual(['accepted', 'accepted', 'accepted', 'repeat'])
  expect(raised.slice(1)).toEqual([[], ['specimen-rejected high'], []])
})

test('a specimen that heads the reports of an OUL is theirs', () => {
  const oul = ['OUL^R22', pid, spm(clotted), 'OBR|1|P1|F1|BMP^^L', 'ORC|RE|P1|F1', 'OBX|1|NM|K^Potassium^L|||||||X']
  expect(heard(order, oul).raised[1]).toEqual(['specimen-rejected high'])
})

test.each(['OK', 'NA', 'UC'])(
  'an answer %s with a rejected specimen raises it; one of the placer does not',
  (control) => {
    const answer = ['ORL^O22', 'MSA|AA|M0', pid, `ORC|${control}|P1|F1`, 'OBR|1|P1|F1|BMP^^L', spm(clotted)]
    expect(heard(order, answer).raised.flat()).toContain('specimen-rejected high')
    expect(heard([...order, spm(clotted)]).raised.flat()).toEqual([])
  },
)
