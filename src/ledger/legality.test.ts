import { expect, test } from 'vitest'
import { parseMessage } from '../hl7/index.ts'
import { System } from '../site/shapes/system.ts'
import {
  isIn,
  observationStatuses,
  orderControls,
  orderStatuses,
  resultStatuses,
  specimenActions,
} from '../terminology/order-tables.ts'
import { orderIn, raiseOn, tell } from './book.ts'
import { type LegalityName, legality } from './legality.ts'
import { readMessage } from './read-message.ts'
import { emptyBook, policy } from './testing/facts.ts'

const system = (id: string, role: string) => System.parse({ id, name: id, role, dialect: { versions: ['2.5.1'] } })
const [ehr, lis] = [system('ehr', 'ehr'), system('lis', 'lis')]
let messageId = 0
const read = (from: System, lines: readonly string[]) =>
  readMessage(
    parseMessage(Buffer.from(`${lines.join('\r')}\r`)),
    { system: from, zone: 0 },
    { messageId: ++messageId, seenAt: 1_893_456_000_000 + messageId * 1000 },
  )
const msh = (type: string) => `MSH|^~\\&|A|B|C|D|20300101083000||${type}|M1|P|2.5.1`
const pid = 'PID|1||1001^^^RIV^MR||Testpatient^Ida||19700102|F'
const obr = (status: string, numbers = 'P1|F1') => `OBR|1|${numbers}|BMP|||20300101080000${'|'.repeat(18)}${status}`
const obx = (status: string) => `OBX|1|NM|K||4.1||||||${status}`

/** A report with these codes, and the rules that it breaks. */
function broken(orc5: string, obr25: string, obx11: readonly string[], orc1 = 'RE'): string[] {
  const lines = [msh('ORU^R01'), pid, `ORC|${orc1}|P1|F1||${orc5}`, obr(obr25), ...obx11.map(obx)]
  const [fact] = read(lis, lines).facts
  return fact && 'illegal' in fact && fact.illegal ? fact.illegal.map(({ name }) => name) : []
}

test('every code that a rule names is a code of its table, and no rule speaks of one pair twice', () => {
  const tables = {
    'ORC-1': orderControls,
    'ORC-5': orderStatuses,
    'OBR-11': specimenActions,
    'OBR-25': resultStatuses,
    'OBX-11': observationStatuses,
  }
  const pairs: string[] = []
  for (const { one, codes, other, against } of Object.values(legality)) {
    for (const code of codes) expect([one, isIn(tables[one], code)]).toEqual([one, true])
    for (const code of against) expect([other, isIn(tables[other], code)]).toEqual([other, true])
    for (const code of codes) for (const second of against) pairs.push(`${one} ${code} ${other} ${second}`)
  }
  expect(new Set(pairs).size).toBe(pairs.length)
})

test.each([
  ['CM', 'F', ['F', 'F']],
  ['', 'F', ['F', 'X', 'N', 'O']],
  ['IP', 'P', ['P', 'F']],
  ['A', 'A', ['F', 'I']],
  ['CA', 'X', ['X']],
  ['DC', 'F', ['F']],
  ['CM', 'C', ['C', 'F', 'D']],
  ['CM', 'F', ['C', 'W']],
  ['IP', 'F', ['F']],
  ['SC', 'O', []],
  ['IP', 'I', ['I']],
])('ORC-5 %s, OBR-25 %s and OBX-11 %j go together', (orc5, obr25, obx11) => {
  expect(broken(orc5, obr25, obx11)).toEqual([])
})

test.each<[string, string, string[], LegalityName[]]>([
  ['CM', 'F', ['F', 'P'], ['final-with-unfinished']],
  ['', 'C', ['C', 'I'], ['final-with-unfinished']],
  ['IP', 'I', ['F'], ['results-before-work']],
  ['', 'N', ['P'], ['results-before-work']],
  ['CA', 'X', ['F'], ['results-of-cancelled']],
  ['', 'R', ['F'], ['final-in-unverified']],
  ['', 'Y', ['F'], ['results-of-no-record']],
  ['CM', 'P', ['P'], ['completed-and-unfinished']],
  ['CA', 'F', ['F'], ['cancelled-and-reported']],
  ['ER', 'P', ['P'], ['cancelled-and-reported']],
  ['DC', 'I', [], ['discontinued-and-awaited']],
  ['SC', 'F', ['F'], ['unbegun-and-reported']],
  ['A', 'F', ['F'], ['partial-and-final']],
  ['IP', 'X', [], ['alive-and-cancelled']],
  ['CM', 'X', ['F'], ['alive-and-cancelled', 'results-of-cancelled']],
])('ORC-5 %s, OBR-25 %s and OBX-11 %j contradict each other', (orc5, obr25, obx11, names) => {
  expect(broken(orc5, obr25, obx11)).toEqual(names)
})

test('a report under a cancelling control code contradicts itself; NW in a report says nothing', () => {
  expect(broken('', 'F', ['F'], 'OC')).toEqual(['control-cancels-results'])
  expect(broken('', 'F', ['F'], 'NW')).toEqual([])
})

test('an ORC that heads several OBR is not held against the status of one of them', () => {
  const lines = [msh('ORU^R01'), pid, 'ORC|RE|P1|F1||A', obr('F'), obx('F'), obr('P', 'P2|F2'), obx('P')]
  expect(read(lis, lines).facts.map((fact) => 'illegal' in fact)).toEqual([false, false])
})

test.each([
  ['NW', 'CA', 'ehr', 'new-and-over'],
  ['OK', 'CA', 'lis', 'accepted-and-over'],
  ['UA', 'IP', 'lis', 'refused-and-under-way'],
  ['CR', 'IP', 'lis', 'cancelled-and-under-way'],
  ['RU', 'SC', 'lis', 'cancelled-and-under-way'],
  ['DR', 'IP', 'lis', 'discontinued-and-under-way'],
  ['UC', 'CA', 'lis', 'not-cancelled-and-over'],
  ['OH', 'CM', 'lis', 'held-and-over'],
  ['OR', 'HD', 'lis', 'released-and-not'],
] as const)('ORC-1 %s with ORC-5 %s of the %s is raised as %s, and still followed', (control, status, from, name) => {
  const book = emptyBook()
  for (const fact of read(ehr, [msh('OML^O21'), pid, 'ORC|NW|P0', 'OBR|1|P0||LAB15']).facts) tell(book, fact, policy)
  const source = from === 'ehr' ? ehr : lis
  const [fact] = read(source, [msh('OML^O21'), pid, `ORC|${control}|P9|||${status}`, 'OBR|1|P9||BMP']).facts
  const told = tell(book, fact!, policy)
  expect(told.verdict).not.toBe('refused')
  expect(told.concerns.map(({ cause }) => cause)).toContain(`illegal-transition|${from}|${name}`)
  const { text } = told.concerns.find(({ cause }) => cause.endsWith(name))!
  expect(text).toContain(`ORC-1 ${control} with ORC-5 ${status}`)
})

test('every pair of ORC-1 and ORC-5 is legal or raised by one rule, and neither opens nor ends what it would not alone', () => {
  for (const control of Object.keys(orderControls).filter((code) => code !== 'PR')) {
    for (const status of Object.keys(orderStatuses)) {
      const [fact] = read(lis, [msh('OML^O21'), pid, `ORC|${control}|P1|F1||${status}`, 'OBR|1|P1|F1|BMP']).facts
      const illegal = fact && 'illegal' in fact ? (fact.illegal ?? []) : []
      expect(illegal.length).toBeLessThan(2)
    }
  }
})

test('a contradicting report is delivered and owned, and the claim of completeness settles once it is true', () => {
  const book = emptyBook()
  const order = [msh('OML^O21'), pid, 'ORC|NW|P1', 'OBR|1|P1||LAB15']
  for (const fact of read(ehr, order).facts) tell(book, fact, policy)
  const tellReport = (...lines: string[]) =>
    tell(book, read(lis, [msh('ORU^R01'), pid, 'ORC|RE|P1|F1', obr('F'), ...lines]).facts[0]!, policy)
  const first = tellReport('OBX|1|NM|K||4.1||||||F', 'OBX|2|NM|NA||||||||I')
  expect(first).toMatchObject({ verdict: 'accepted', concerns: [{ kind: 'illegal-transition', severity: 'low' }] })
  expect(orderIn(book, 1)!.state).toBe('partial')
  raiseOn(book, 1, 1)
  const second = tellReport('OBX|1|NM|K||4.1||||||F', 'OBX|2|NM|NA||140||||||F')
  expect(second.settled).toContainEqual({
    kind: 'illegal-transition',
    cause: 'illegal-transition|lis|final-with-unfinished',
    orderId: 1,
  })
  expect(orderIn(book, 1)!.state).toBe('final')
})

test('a new order whose specimen action cancels is taken as new, and raised', () => {
  const [fact] = read(ehr, [msh('OML^O21'), pid, 'ORC|NW|P1', 'OBR|1|P1||LAB15|||||||C']).facts
  expect(fact).toMatchObject({ kind: 'order-requested', specimenAction: 'C' })
  expect(tell(emptyBook(), fact!, policy).concerns.map(({ cause }) => cause)).toEqual([
    'illegal-transition|ehr|new-and-specimen-cancels',
  ])
})
