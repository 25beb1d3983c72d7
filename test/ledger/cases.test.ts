// The messages of others, read and told as they came: identity, corrections, partial and preliminary results, children,
// batches. The one thing to know: every line here is about a real message; none of it is copied into the project.
import { describe, expect, test } from 'vitest'
import { messages, parse } from '../../src/hl7/index.ts'
import { type Book, openBook, orderIn, type Told, tell } from '../../src/ledger/book.ts'
import type { Order } from '../../src/ledger/order.ts'
import { type Reading, readMessage } from '../../src/ledger/read-message.ts'
import { plainPolicy } from '../../src/ledger/source.ts'
import { Clocks } from '../../src/site/shapes/site.ts'
import { System } from '../../src/site/shapes/system.ts'
import { caseBytes, caseFiles, casesFolder, casesNote } from '../cases.ts'

const policy = plainPolicy(Clocks.parse({}))
const system = (id: string, role: string, dialect = {}) =>
  System.parse({ id, name: id, role, dialect: { versions: ['2.5.1'], ...dialect } })
const ehr = system('ehr', 'ehr')
const lis = system('lis', 'lis')
const cerner = system('cerner', 'ehr', {
  order_control: { 'CD:2539': 'NW' },
  order_status: { Ordered: 'SC', 'CD:9324': 'SC' },
  patient: { identifier_types: ['MR', 'MRN', 'CD:10', 'CD:1079', ''] },
})

/** A book, and files told to it in order of arrival. */
function teller() {
  const book = openBook(
    { orders: [], orderKeys: [], patients: [], patientKeys: [] },
    { lastOrderId: 0, lastPatientId: 0 },
  )
  let messageId = 0
  const tellFile = (from: System, path: string): { readings: Reading[]; told: Told[] } => {
    const readings = messages(parse(caseBytes(`messages/${path}`))).map((message) => {
      const arrival = { messageId: ++messageId, seenAt: 1_893_456_000_000 + messageId * 1000 }
      return readMessage(message, { system: from, zone: 0 }, arrival)
    })
    return { readings, told: readings.flatMap(({ facts }) => facts.map((fact) => tell(book, fact, policy))) }
  }
  return { book, tellFile }
}

const order = (book: Book, id: number): Order => orderIn(book, id)!
const numbers = (found: Order, side: string) =>
  found.items.filter((item) => item.side === side).flatMap((item) => item.numbers.map(({ number }) => number))
const kinds = ({ concerns }: Told) => concerns.map(({ kind }) => kind)
const newest = (found: Order, code: string) =>
  found.observations.find((one) => one.code.code === code)?.versions.at(-1)?.value

const linked = 'cdc-ti/001_Staging_ORM_O01_short_linked_to_002_ORU.hl7'
const result = 'cdc-ti/002_Staging_ORU_O01_short_linked_to_001_ORM.hl7'
const otherOrder = 'cdc-ti/005_Oracle_ORM_O01_2_3_non_NBS.hl7'

const statusesOf = ({ observations }: Order) =>
  observations.map(({ versions }) => versions.map(({ status }) => status).join(''))

describe.skipIf(!casesFolder)(`cases of others${casesNote}`, () => {
  test('002_Staging is linked to 001_Staging for sight, raised as an identity conflict, and held', () => {
    const { book, tellFile } = teller()
    tellFile(ehr, linked)
    const [told] = tellFile(lis, result).told
    expect(told).toMatchObject({ orderId: 1, verdict: 'identity-hold' })
    expect(told!.concerns).toMatchObject([{ kind: 'identity-conflict', severity: 'critical', orderIds: [1] }])
    expect(told!.concerns[0]!.text).toContain('birth date')
    expect(told!.concerns[0]!.text).toContain('test (OBR-4)')
    expect(order(book, 1)).toMatchObject({ state: 'requested', observations: [] })
    expect(book.entries.size).toBe(1)
  })

  test('002_Staging and 005_Oracle share a number only: two orders in either order of arrival, and it is raised', () => {
    for (const [first, second] of [
      [otherOrder, result],
      [result, otherOrder],
    ] as const) {
      const { book, tellFile } = teller()
      tellFile(first === result ? lis : cerner, first)
      const [told] = tellFile(second === result ? lis : cerner, second).told
      expect(told!.orderId).toBe(2)
      expect(told!.concerns).toMatchObject([{ kind: 'number-shared', orderIds: [2, 1] }])
      const [ordered, resulted] = first === result ? [2, 1] : [1, 2]
      expect(order(book, ordered)).toMatchObject({ state: 'requested', observations: [] })
      expect(order(book, resulted).observations).toHaveLength(1)
    }
  })

  test('002_Epic has no ORC and two numbers in OBR-3: one order under all three', () => {
    const { book, tellFile } = teller()
    const { told, readings } = tellFile(lis, 'cdc-ti/002_Epic_ORU_R01.hl7')
    expect(readings[0]!.orderKeys).toEqual(['p:1008303116', 'f:23MAYO-265S0173', 'f:M186031683'])
    expect(told).toMatchObject([{ orderId: 1, verdict: 'accepted', unsolicited: true }])
    expect(order(book, 1)).toMatchObject({ state: 'final' })
    expect(order(book, 1).observations).toHaveLength(3)
    expect(order(book, 1).observations[1]!.versions[0]!.note).toContain('\n')
  })

  test('006_CA has one ORC over two OBR: one order, two items', () => {
    const { book, tellFile } = teller()
    const { told } = tellFile(lis, 'cdc-ti/006_CA_ORU_R01_LOINC.hl7')
    expect(told.map(({ orderId }) => orderId)).toEqual([1, 1])
    const found = order(book, 1)
    expect(found.items.filter(({ side }) => side === 'filler').map(({ test: code }) => code!.code)).toEqual([
      '54089-8',
      '57128-1',
    ])
    expect(found.observations[0]!.key).toBe('99717-32|1')
    expect(found.state).toBe('final')
  })

  test('004_Oracle has another number in OBR-2 than in ORC-2: one order under both', () => {
    const { book, tellFile } = teller()
    tellFile(lis, 'cdc-ti/004_Oracle_ORU_R01.hl7')
    expect(numbers(order(book, 1), 'placer')).toEqual(['23075003068', '9710754487'])
    expect(numbers(order(book, 1), 'filler')).toEqual(['335707581'])
    expect(book.entries.size).toBe(1)
    expect(order(book, 1).observations).toHaveLength(3)
  })

  test('001_CA_OML is a new order that already has a filler number, and its answers are no results', () => {
    const { book, tellFile } = teller()
    const { told } = tellFile(ehr, 'cdc-ti/001_CA_OML_O21.hl7')
    expect(told).toMatchObject([{ orderId: 1, verdict: 'accepted', concerns: [] }])
    expect(order(book, 1)).toMatchObject({ state: 'requested', observations: [] })
    expect(numbers(order(book, 1), 'placer')).toEqual(['3492201783'])
    expect(numbers(order(book, 1), 'filler')).toEqual(['20035610'])
  })

  test('001_Oracle says CD:2539 and CD:9324: an unknown code is raised until the dialect declares it', () => {
    const path = 'cdc-ti/001_Oracle_ORM_O01.hl7'
    const plain = teller().tellFile(ehr, path)
    expect(plain.readings[0]!.concerns.map(({ cause }) => cause)).toEqual([
      'unknown-code-in-dialect|ehr|ORC-1|CD:2539',
      'unknown-code-in-dialect|ehr|ORC-5|CD:9324',
    ])
    expect(plain.told.map(kinds)).toEqual([['illegal-transition']])
    const declared = teller().tellFile(cerner, path)
    expect(declared.readings[0]!.concerns).toEqual([])
    expect(declared.readings[0]!.facts[0]).toMatchObject({ kind: 'order-requested', orderStatus: 'SC' })
  })

  test('NIST: a final sedimentation rate is corrected, and both values stay', () => {
    const { book, tellFile } = teller()
    tellFile(ehr, 'nist/LOI_1-LOI_1.0_1.1-GU.hl7')
    tellFile(lis, 'nist/LRI_1-LRI_1.0_1.1-GU.hl7')
    const { told } = tellFile(lis, 'nist/LRI_2-LRI_1.0_2.1-GU.hl7')
    // The order and its result carry different placer numbers: they are two orders.
    expect(told).toMatchObject([{ orderId: 2, verdict: 'accepted', concerns: [] }])
    const found = order(book, 2)
    expect(found.state).toBe('corrected')
    expect(found.observations[0]!.versions.map(({ value, status }) => [value, status])).toEqual([
      ['10', 'F'],
      ['20', 'C'],
    ])
  })

  test('NIST: a blood count comes in part (OBR-25 A), then complete', () => {
    const { book, tellFile } = teller()
    tellFile(lis, 'nist/LRI_1-LRI_2.0_0.1-GU.hl7')
    expect(order(book, 1).state).toBe('partial')
    expect(order(book, 1).expectations.map(({ step }) => step)).toEqual(['resulted'])
    const { told } = tellFile(lis, 'nist/LRI_2-LRI_2.0_1.1-GU.hl7')
    expect(order(book, 1)).toMatchObject({ state: 'final', expectations: [] })
    // Nine components were pending without a sub-id, and came under one: they are the same observations.
    expect(order(book, 1).observations).toHaveLength(28)
    expect(told.flatMap(({ concerns }) => concerns)).toEqual([])
  })

  test('NIST: a preliminary culture becomes final, and its susceptibilities are children of it', () => {
    const { book, tellFile } = teller()
    tellFile(lis, 'nist/LRI_1-LRI_4.0_1.1-GU.hl7')
    expect(order(book, 1).state).toBe('partial')
    const { told } = tellFile(lis, 'nist/LRI_1-LRI_4.1_2.1-GU_FRU.hl7')
    expect(told.map(({ orderId, unsolicited }) => [orderId, unsolicited])).toEqual([
      [1, true],
      [2, false],
      [3, false],
    ])
    expect(order(book, 1)).toMatchObject({ state: 'final' })
    expect(statusesOf(order(book, 1))).toEqual(['PF', 'PF', 'PF'])
    expect([2, 3].map((id) => order(book, id).parentId)).toEqual([1, 1])
    expect(order(book, 2).observations[0]!.key).toBe('28-1|^1^1^Islt-2@625-4|^2^1^Islt-2')
  })

  test('NIST: a reflex test comes with its parent; the parent’s repeated part changes nothing', () => {
    const { book, tellFile } = teller()
    tellFile(ehr, 'nist/LOI_1-LOI_5.0_1.1-GU.hl7')
    tellFile(lis, 'nist/LRI_1-LRI_5.0_1.1-GU_FRU.hl7')
    const { told } = tellFile(lis, 'nist/LRI_2-LRI_5.0_2.1-GU_FRU.hl7')
    expect(told).toMatchObject([
      { orderId: 1, verdict: 'repeat', unsolicited: false },
      { orderId: 2, verdict: 'accepted', unsolicited: false },
    ])
    expect(order(book, 2)).toMatchObject({ parentId: 1, state: 'final' })
    expect(order(book, 1).state).toBe('final')
  })

  test('NIST: an order is accepted by ORL, and its result under a filler number alone stays apart', () => {
    const { book, tellFile } = teller()
    tellFile(ehr, 'nist/LOI_1-LOI_0.0_1.1-GU.hl7')
    const answer = tellFile(lis, 'nist/LOI_3-ORL_0.0_1.1-GU.hl7')
    expect(answer.readings[0]!.answers).toEqual({ code: 'AA', controlId: 'LOI_0.0_1.1-GU', text: '' })
    expect(order(book, 1).state).toBe('accepted')
    expect(order(book, 1).words.find(({ side }) => side === 'placer')).toMatchObject({ level: 'filed', by: 'witness' })
    expect(tellFile(lis, 'nist/LRI_1-LRI_0.0_1.1-GU.hl7').told).toMatchObject([{ orderId: 2, unsolicited: true }])
  })

  test('NIST: a cancel request awaits its answer', () => {
    const { book, tellFile } = teller()
    tellFile(ehr, 'nist/LOI_1-LOI_1.0_1.1-GU.hl7')
    tellFile(ehr, 'nist/LOI_2-LOI_1.0_2.1-GU_CP.hl7')
    expect(order(book, 1)).toMatchObject({ state: 'cancelling', resumes: 'requested' })
    expect(order(book, 1).expectations.map(({ step }) => step)).toEqual(['cancel_answered'])
  })

  test('NIST: a Pap report keeps its document by hash, and its answers apart from the finding', () => {
    const { book, tellFile } = teller()
    tellFile(lis, 'nist/LRI_Papwithbase64.hl7')
    const found = order(book, 1)
    expect(found.observations).toHaveLength(4)
    expect(found.observations.filter(({ versions }) => versions[0]!.valueHash !== '')).toHaveLength(1)
  })

  test('a batch (BHS) of corrections and withdrawals ends each report in its own state', () => {
    const { book, tellFile } = teller()
    const { readings, told } = tellFile(lis, 'cdc-rs/sample-batch-pdi-20210608-0001.hl7')
    expect(readings.length).toBeGreaterThan(3)
    expect(new Set(told.map(({ orderId }) => orderId)).size).toBe(told.length)
    for (const { verdict } of told) expect(verdict).toBe('accepted')
    const states = [...book.entries.values()].map(({ order: found }) => [found.report!.status, found.state])
    for (const [status] of states) expect(['C', 'W', 'F', 'P', 'X']).toContain(status)
    expect(states.filter(([status]) => status === 'C').every(([, state]) => state === 'corrected')).toBe(true)
    // OBR-25 W stands in no table: it is raised, and the observations decide.
    expect(readings.flatMap(({ concerns }) => concerns.map(({ cause }) => cause))).toContain(
      'unknown-code-in-dialect|lis|OBR-25|W',
    )
  })

  test('three reports on one number: the same patient, later ones add components', () => {
    const { book, tellFile } = teller()
    for (const name of ['004_CA_ORU_R01_leading_zeroes', '005_CA_ORU_R01_no_leading_zeroes', '006_CA_ORU_R01_LOINC']) {
      tellFile(lis, `cdc-ti/${name}.hl7`)
    }
    expect(book.entries.size).toBe(1)
    expect(newest(order(book, 1), '42906-8')).toBe('0.6500')
    expect(order(book, 1).observations).toHaveLength(2)
  })

  test('cosyte and msfhir A40: the prior record points at the survivor', () => {
    for (const path of ['cosyte/adt-a40-merge.hl7', 'msfhir/ADT-A40-01.hl7']) {
      const { book, tellFile } = teller()
      tellFile(ehr, path)
      const records = [...book.patients.records.values()]
      expect(records.map(({ mergedInto }) => mergedInto)).toEqual([null, 1])
    }
  })

  test('every message of others can be read and told', () => {
    for (const path of caseFiles('messages')) {
      if (/empty\.hl7$/.test(path)) continue
      const { tellFile } = teller()
      for (const role of [ehr, lis, system('hub', 'engine')]) {
        for (const { verdict } of tellFile(role, path.replace('messages/', '')).told) expect(verdict).toBeDefined()
      }
    }
  })
})
