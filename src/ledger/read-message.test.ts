// What a message says to the ledger: orders, results, answers, and what the dialect of its sender makes of them.
import { expect, test } from 'vitest'
import { parseMessage } from '../hl7/index.ts'
import type { OrderFact, ResultFact } from './fact.ts'
import { readMessage } from './read-message.ts'
import { ehr, lis, msh, order, pid, read, report, result, system } from './testing/reading.ts'

test('a result is read whole: numbers, patient, statuses, observations and notes', () => {
  const fact = result(read(lis, report))
  expect(fact).toMatchObject({
    kind: 'result-reported',
    system: 'lis',
    side: 'filler',
    messageId: 7,
    n: 0,
    saidAt: Date.UTC(2030, 0, 1, 8, 29),
    resultStatus: 'F',
    orderStatus: 'CM',
    collectedAt: '20300101080000',
    note: 'Called to the ward',
  })
  expect(fact.order).toMatchObject({
    placer: [{ number: 'P1', authority: 'EPC' }],
    filler: [{ number: 'F1', authority: 'LIS' }],
    group: [{ number: 'G1', authority: '' }],
    test: { code: 'BMP', name: 'Basic metabolic panel', system: 'L' },
    parent: null,
  })
  expect(fact.patient).toEqual({
    identifiers: [{ number: '1001', authority: 'RIV', type: 'MR' }],
    familyName: 'Testpatient',
    givenName: 'Ida',
    birthDate: '19700102',
    sex: 'F',
  })
  expect(fact.observations.map(({ key, value, note }) => [key, value, note])).toEqual([
    ['K', '4.1', 'Slightly\nhaemolysed'],
    ['NA|1', '140', ''],
  ])
  expect(fact.observations[0]).toMatchObject({ unit: 'mmol/L', range: '3.5-5.1', status: 'F', performedBy: 'LAB1' })
})

test('keys name every order and patient, without authorities', () => {
  expect(read(lis, report)).toMatchObject({ orderKeys: ['p:P1', 'f:F1'], patientKeys: ['m:1001'], concerns: [] })
})

test('times without an offset are in the zone of the sender', () => {
  expect(result(read(lis, report, -360)).saidAt).toBe(Date.UTC(2030, 0, 1, 14, 29))
  expect(result(read(lis, report, () => -360)).saidAt).toBe(Date.UTC(2030, 0, 1, 14, 29))
})

test('ORC may be missing, and OBR-3 may repeat', () => {
  const fact = result(read(lis, [msh('ORU^R01'), pid, 'OBR|1|P1^EPC|F1^Beaker~F2^MAYO|X^Y^L']))
  expect(fact.order.filler.map(({ number }) => number)).toEqual(['F1', 'F2'])
})

test('one ORC may head several OBR: each keeps its own numbers, and takes those that it lacks from the ORC', () => {
  const facts = read(lis, [msh('ORU^R01'), pid, 'ORC|RE|P1|F1', 'OBR|1|P1|F1|A', 'OBR|2|P1|F2|B', 'OBR|3|||C'])
    .facts as ResultFact[]
  expect(facts.map(({ order: { filler } }) => filler.map(({ number }) => number))).toEqual([['F1'], ['F2'], ['F1']])
  expect(facts.map(({ n }) => n)).toEqual([0, 1, 2])
})

test('an OBX in an order is an answer or a prior result, never a result', () => {
  const reading = read(ehr, [
    msh('OML^O21^OML_O21'),
    pid,
    'ORC|NW|P1^EPC',
    'OBR|1|P1^EPC||LAB15^BMP^L',
    'OBX|1|NM|WT^Weight^L||70|kg|||||F',
    'PID|1||1001^^^RIV^MR',
    'ORC|PR|P0^EPC',
    'OBR|1|P0^EPC||LAB15^BMP^L',
    'OBX|1|NM|K^Potassium^L||9.9|mmol/L|||||F',
  ])
  expect(reading.facts).toHaveLength(1)
  expect(reading.facts[0]).toMatchObject({ kind: 'order-requested' })
  expect(reading.orderKeys).toEqual(['p:P1'])
})

test('a result without OBR, or without any order, is still read', () => {
  const obx = 'OBX|1|NM|K||4.1||||||F'
  const headed = result(read(lis, [msh('ORU^R01'), pid, 'ORC|RE|P1|F1', obx, 'NTE|1||Late']))
  expect(headed).toMatchObject({
    order: { placer: [{ number: 'P1' }], test: null },
    observations: [{ value: '4.1', note: 'Late' }],
  })
  expect(result(read(lis, [msh('ORU^R01'), pid, obx]))).toMatchObject({
    order: { placer: [] },
    observations: [{ value: '4.1' }],
  })
})

test('a second PID heads prior results, or another patient where an order follows at once', () => {
  const second = 'PID|2||2002^^^RIV^MR||Sample^Otto'
  const head = [msh('OML^O21^OML_O21'), pid, 'ORC|NW|P1', 'OBR|1|P1||A', second]
  const patients = (lines: readonly string[]) =>
    (read(ehr, [...head, ...lines]).facts as OrderFact[]).map(({ patient }) => patient.familyName)
  expect(patients(['ORC|PR|P0', 'OBR|1|P0||A', 'ORC|NW|P2', 'OBR|2|P2||B'])).toEqual(['Testpatient', 'Testpatient'])
  expect(patients(['OBR|1|P0||A', 'OBX|1|NM|K||1', 'ORC|NW|P2'])).toEqual(['Testpatient', 'Testpatient'])
  expect(patients(['ORC|NW|P2', 'OBR|2|P2||B'])).toEqual(['Testpatient', 'Sample'])
})

test('an OBX after SPM speaks of the specimen and is kept apart; where none came before, SPM only stands early', () => {
  const spm = 'SPM|1|S1&EHR^S2&LIS||SER'
  const head = [msh('ORU^R01'), pid, 'OBR|1|P1|F1|A']
  const after = result(read(lis, [...head, 'OBX|1|NM|K||4.1', spm, 'OBX|1|NM|AGE||51']))
  expect(after.observations.map(({ key }) => key)).toEqual(['K', 'SPM|AGE'])
  expect(after.specimen).toEqual([
    { number: 'S1', authority: 'EHR' },
    { number: 'S2', authority: 'LIS' },
  ])
  const early = result(read(lis, [...head, spm, 'OBX|1|NM|K||4.1', 'OBX|2|NM|NA||140']))
  expect(early.observations.map(({ key }) => key)).toEqual(['K', 'NA'])
})

test('a repeated OBX-3 of one report loses nothing', () => {
  const fact = result(
    read(lis, [
      msh('ORU^R01'),
      pid,
      'OBR|1|P1|F1|A',
      'OBX|1|TX|NARR||One',
      'OBX|2|TX|NARR||Two',
      'OBX|3|TX|NARR||Three',
    ]),
  )
  expect(fact.observations.map(({ key, value }) => [key, value])).toEqual([
    ['NARR', 'One'],
    ['NARR#2', 'Two'],
    ['NARR#3', 'Three'],
  ])
})

test('flags are read as their codes, with or without names beside them', () => {
  const flags = (written: string) =>
    result(read(lis, [msh('ORU^R01'), pid, `OBX|1|NM|K||4.1|||${written}|||F`])).observations[0]!.flags
  expect(flags('H')).toBe('H')
  expect(flags('H~A')).toBe('H~A')
  expect(flags('H^High^HL70078')).toBe('H')
  expect(flags('HH^Critical high^HL70078~A^Abnormal^HL70078')).toBe('HH~A')
  expect(flags('')).toBe('')
  expect(flags('""')).toBe('')
})

test('OUL puts ORC after OBR, and its specimen first', () => {
  const reading = read(lis, [
    msh('OUL^R22^OUL_R22'),
    pid,
    'SPM|1|S1&EHR||SER',
    'OBX|1|NM|VOL||2',
    'OBR|1|P1|F1|A',
    'ORC|SC|P1|F1||CM',
    'OBX|1|NM|K||4.1||||||F',
    'OBR|2|P2|F2|B',
    'OBX|1|NM|TSH||2.0||||||F',
  ])
  expect(
    (reading.facts as ResultFact[]).map(({ observations, orderStatus, specimen }) => [
      observations[0]!.key,
      orderStatus,
      specimen.length,
    ]),
  ).toEqual([
    ['K', 'CM', 1],
    ['TSH', '', 1],
  ])
})

test('a child names its parent order and the observation that it comes from', () => {
  const fact = result(
    read(lis, [
      msh('ORU^R01'),
      pid,
      'OBR|1||F2|SUSC^Susceptibility^L|||||||||||||||||||||F|CULT&Culture&L^1&2^E. coli|||P1&EHR^F1&LIS',
      'OBX|1|ST|AMP|1&2|S||||||F',
    ]),
  )
  expect(fact.order.parent).toEqual({
    placer: { number: 'P1', authority: 'EHR' },
    filler: { number: 'F1', authority: 'LIS' },
    observation: 'CULT|1^2',
  })
  expect(fact.observations[0]!.key).toBe('AMP|1&2@CULT|1^2')
  expect(read(lis, [msh('ORU^R01'), 'OBR|1||F2|S|||||||||||||||||||||||||P1&EHR^F1&LIS']).orderKeys).toEqual([
    'f:F2',
    'p:P1',
    'f:F1',
  ])
})

test('local codes are read by the dialect, table by table', () => {
  const cerner = system('ehr', 'ehr', {
    order_control: { 'CD:2539': 'NW' },
    order_status: { Ordered: 'SC' },
  })
  const reading = read(cerner, [msh('ORM^O01'), pid, 'ORC|CD:2539|P1|||Ordered', 'OBR|1|P1||A'])
  expect(order(reading)).toMatchObject({ kind: 'order-requested', orderStatus: 'SC', asWritten: 'CD:2539 Ordered' })
  expect(reading.concerns).toEqual([])
})

test('a code of one table is unknown in another: the four are kept apart', () => {
  const cases: [string, string[]][] = [
    ['ORC-1', ['ORC|XX1|P1', 'OBR|1|P1||A']],
    ['ORC-5', ['ORC|NW|P1|||F', 'OBR|1|P1||A']],
  ]
  for (const [place, lines] of cases) {
    expect(read(ehr, [msh('ORM^O01'), ...lines]).concerns.map(({ cause }) => cause.split('|')[2])).toEqual([place])
  }
  // W is an observation status, not a report status; CM is an order status only.
  const obr = `OBR|1|P1|F1|A${'|'.repeat(21)}W`
  const concerns = read(lis, [msh('ORU^R01'), obr, 'OBX|1|NM|K||1||||||CM']).concerns
  expect(concerns.map(({ cause }) => cause)).toEqual([
    'unknown-code-in-dialect|lis|OBR-25|W',
    'unknown-code-in-dialect|lis|OBX-11|CM',
  ])
})

test('an unknown code is kept as written, said once, and never copied out when it is no code', () => {
  const obx = [1, 2, 3].map((n) => `OBX|${n}|NM|K${n}||1||||||Ida Testpatient`)
  const reading = read(lis, [msh('ORU^R01'), 'OBR|1|P1|F1|A', ...obx])
  expect(result(reading).observations[0]!.status).toBe('Ida Testpatient')
  expect(reading.concerns).toHaveLength(1)
  expect(reading.concerns[0]!.text).not.toContain('Ida')
})

test('the dialect says which field is which number, and which authority marks it', () => {
  const oracle = system('lis', 'lis', {
    numbers: {
      placer: { fields: ['ORC-2', 'OBR-2'], ignore_authorities: ['GROUP'] },
      filler: { fields: ['OBR-20'], authorities: ['HNA_ACCNID'] },
      accession: { fields: ['OBR-20', 'OBR-18.1'], authorities: ['HNA_ACCN', ''] },
    },
  })
  const obr = `OBR|1|P1~G1^GROUP${'|'.repeat(16)}A9||000002024^HNA_ACCN~34747^HNA_ACCNID`
  const { order: reference } = order(read(oracle, [msh('ORM^O01'), 'ORC|SC|P1', obr]))
  expect(reference).toMatchObject({
    placer: [{ number: 'P1' }],
    filler: [{ number: '34747' }],
    accession: [{ number: '000002024' }, { number: 'A9' }],
  })
})

test('one number in ORC-2 and OBR-2 is one alias, with the authority that either names', () => {
  const { order: reference } = order(read(ehr, [msh('ORM^O01'), 'ORC|NW|P1', 'OBR|1|P1^EPC||A']))
  expect(reference.placer).toEqual([{ number: 'P1', authority: 'EPC' }])
})

test('the dialect says what makes two OBX the same observation', () => {
  const byCode = system('lis', 'lis', { observation_key: ['OBX-3.1'] })
  const byAll = system('lis', 'lis', { observation_key: ['OBX-3.1', 'OBX-4', 'OBX-17.1'] })
  const lines = [msh('ORU^R01'), 'OBR|1|P1|F1|A', 'OBX|1|NM|^^^99717-32^Adrenoleukodystrophy^L|2|4.1||||||F||||||DISK']
  expect(result(read(byCode, lines)).observations[0]!.key).toBe('99717-32')
  expect(result(read(byAll, lines)).observations[0]!.key).toBe('99717-32|2|DISK')
})

test('a long value is known by its hash, and stays in its message', () => {
  const document = 'A'.repeat(5000)
  const reading = read(lis, [msh('ORU^R01'), 'OBR|1|P1|F1|A', `OBX|1|ED|PDF||^AP^PDF^Base64^${document}`])
  expect(result(reading).observations[0]).toMatchObject({
    value: '',
    valueHash: expect.stringMatching(/^[0-9a-f]{32}$/),
  })
})

test('a catalog message is one fact', () => {
  expect(read(lis, [msh('MFN^M08'), 'MFI|OMA', 'MFE|MAD', 'MFE|MAD']).facts).toMatchObject([
    { kind: 'catalog-stated', event: 'M08' },
  ])
})

test('ACK, ORR, ORL and MFK answer, and ORR and ORL also say what became of the order', () => {
  const msa = 'MSA|AE|M0|No such test'
  expect(read(lis, [msh('ACK'), msa])).toMatchObject({
    facts: [],
    answers: { code: 'AE', controlId: 'M0', text: 'No such test' },
  })
  expect(read(lis, [msh('MFK^M08'), msa]).answers?.controlId).toBe('M0')
  for (const type of ['ORR^O02', 'ORL^O22']) {
    const reading = read(lis, [msh(type), msa, 'ORC|UA|P1'])
    expect(reading).toMatchObject({ answers: { code: 'AE' }, facts: [{ kind: 'order-refused', side: 'filler' }] })
  }
})

test('other messages say nothing to the ledger', () => {
  for (const type of ['MDM^T02', 'SIU^S12', 'ADT^A02', '']) {
    expect(read(ehr, [msh(type), pid]).facts).toEqual([])
  }
})

test('a start in the future and a priority are read wherever a version puts them', () => {
  const at = Date.UTC(2030, 5, 1, 8)
  const cases: [string, string][] = [
    ['ORC|NW|P1', 'TQ1|1||||||203006010800||S'],
    ['ORC|NW|P1|||||^^^203006010800^^S', ''],
  ]
  for (const [orc, tq1] of cases) {
    const lines = [msh('OML^O21'), orc, ...(tq1 ? [tq1] : []), 'OBR|1|P1||A']
    expect(order(read(ehr, lines))).toMatchObject({ startsAt: at, priority: 'S' })
  }
  const obr = `OBR|1|P1||A${'|'.repeat(23)}^^^203006010800^^S`
  expect(order(read(ehr, [msh('ORM^O01'), 'ORC|NW|P1', obr]))).toMatchObject({ startsAt: at, priority: 'S' })
})

test.each(['0', '000', 'NONE', 'Unknown', 'N/A', '-'])('"%s" is no number, and leads nowhere', (written) => {
  const reading = read(lis, [msh('ORU^R01'), `PID|1||${written}^^^RIV^MR||A^B`, `OBR|1|${written}|${written}^LIS|A`])
  expect(reading).toMatchObject({ orderKeys: [], patientKeys: [] })
})

test('a message without end costs time in proportion, and somebody is told', () => {
  const many = read(lis, [msh('ORU^R01'), pid, ...Array.from({ length: 6000 }, (_, n) => `OBR|${n}|P${n}|F${n}|A`)])
  expect(many.facts).toHaveLength(5000)
  expect(many.concerns).toMatchObject([{ kind: 'malformed-message' }])
  const repeated = read(lis, [msh('ORU^R01'), `PID|1||${'1~'.repeat(50_000)}`, `OBR|1|${'P~'.repeat(50_000)}|F1|A`])
  expect(repeated.orderKeys).toEqual(['p:P', 'f:F1'])
  const long = read(lis, [
    msh('ORU^R01'),
    'OBR|1|P1|F1|A',
    ...Array.from({ length: 20_000 }, (_, n) => `OBX|${n}|NM|K||${n}`),
  ])
  expect(result(long).observations).toHaveLength(20_000)
}, 5000)

test('ORC-8 names the parent where OBR-29 does not', () => {
  const child = read(lis, [msh('ORU^R01'), pid, 'ORC|RE||F2|||||P1&EPC^F1&LIS', 'OBR|1||F2|FT4'])
  expect(result(child).order.parent).toEqual({
    placer: { number: 'P1', authority: 'EPC' },
    filler: { number: 'F1', authority: 'LIS' },
    observation: '',
  })
})

test('a laboratory that orders from another names its own order as the parent', () => {
  const message = parseMessage(Buffer.from(`${[msh('OML^O21'), pid, 'ORC|NW|F1', 'OBR|1|F1||ESO'].join('\r')}\r`))
  const { facts, orderKeys } = readMessage(
    message,
    { system: lis, zone: 0, side: 'placer' },
    { messageId: 7, seenAt: 0 },
  )
  expect(facts[0]).toMatchObject({
    side: 'placer',
    order: { placer: [{ number: 'F1' }], parent: { filler: { number: 'F1' } } },
  })
  expect(orderKeys).toEqual(['p:F1', 'f:F1'])
})

test('an RO after RP names the order that it replaces; an RO alone names none', () => {
  const both = [msh('OML^O21'), pid, 'ORC|RP|P1|F1', 'OBR|1|P1|F1|A', 'ORC|RO|P2', 'OBR|1|P2||B']
  expect(read(ehr, both).facts).toMatchObject([
    { kind: 'replace-requested' },
    { kind: 'order-requested', replaces: { placer: { number: 'P1' }, filler: { number: 'F1' } } },
  ])
  expect(read(ehr, [msh('OML^O21'), pid, 'ORC|RO|P2', 'OBR|1|P2||B']).facts[0]).not.toHaveProperty('replaces')
})

test.each([
  ['CA', 'lis', 'order-cancelled'],
  ['DC', 'lis', 'order-discontinued'],
  ['RP', 'lis', 'order-replaced'],
  ['CA', 'ehr', 'cancel-requested'],
  ['DC', 'ehr', 'discontinue-requested'],
])('a status message with ORC-5 %s of the %s is %s', (code, role, kind) => {
  const from = role === 'ehr' ? ehr : lis
  expect(order(read(from, [msh('OML^O21'), pid, `ORC|SC|P1|||${code}`, 'OBR|1|P1||A']))).toMatchObject({ kind })
})

test.each([
  ['TQ1', 'TQ1|1||||||20300102080000|20300109080000', ''],
  ['ORC-7', '', '^^^20300102080000^20300109080000'],
])('the time for which an order is placed is read from %s', (_, tq1, orc7) => {
  const lines = [msh('OML^O21'), pid, `ORC|NW|P1|||||${orc7}`, ...(tq1 ? [tq1] : []), 'OBR|1|P1||A']
  expect(order(read(ehr, lines))).toMatchObject({ startsAt: Date.UTC(2030, 0, 2, 8), endsAt: Date.UTC(2030, 0, 9, 8) })
})
