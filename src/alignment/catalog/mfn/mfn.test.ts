import { expect, test } from 'vitest'
import { caseBytes, caseFiles, casesFolder, casesNote } from '../../../../test/cases.ts'
import { type Message, parseMessage, write } from '../../../hl7/index.ts'
import { applyMessages } from '../change.ts'
import { type CatalogRows, catalogFrom } from '../from-rows.ts'
import { answerCatalog } from './answer.ts'
import { isCatalogMessage, readCatalogMessage } from './read-message.ts'
import { catalogMessages } from './write-messages.ts'

const nothing: CatalogRows = { orderables: [], components: [], aoe: [] }
const at = { file: 'catalogs/lis.csv', line: 2 }

function mfn(event: string, ...lines: readonly string[]): Message {
  const head = [
    `MSH|^~\\&|LIS|LAB|EHR|HOSP|20260801||MFN^${event}^MFN_${event}|C1|T|2.5.1`,
    'MFI|OMM^^HL70175||UPD|||AL',
  ]
  return parseMessage(Buffer.from([...head, ...lines].map((line) => `${line}\r`).join('')))
}

/** OM1 from its fields by number. */
function om1(fields: Readonly<Record<number, string>>): string {
  const last = Math.max(...Object.keys(fields).map(Number))
  return ['OM1', ...Array.from({ length: last }, (_, index) => fields[index + 1] ?? '')].join('|')
}

/** The rows after these messages, in order. */
function after(rows: CatalogRows, ...messages: readonly Message[]) {
  return applyMessages(
    rows,
    messages.map((message, index) => ({ message: readCatalogMessage(message), source: `m${index + 1}` })),
    '2026-11-23',
  )
}

const glucose = [
  'MFE|MAD|1|20260901|GLU^GLUCOSE^99LAB|CWE',
  om1({
    ...{
      1: '1',
      2: 'GLU^GLUCOSE^99LAB',
      3: 'NM',
      4: 'Y',
      5: '^Riverside Laboratory',
      9: 'Glucose',
      10: 'GLUC',
      12: 'Y',
    },
    ...{ 7: '2345-7^Glucose [Mass/volume] in Serum or Plasma^LN', 16: '^CHEM', 18: 'A', 23: '90', 34: '^CRP~CRP' },
    ...{ 39: 'Haemolysis', 40: 'Daily' },
  }),
  'OM2|1|mg/dL|0|||70&99^M~65&99^F^18&50|40&400|10&2000|^20^a^3',
  'OM4|1||Gold top|4|mL|SER^Serum^99LAB|||on ice|2^mL|0.5^mL|no haemolysis|R~S|7^d',
]
const answer = (message: Message, code: 'AA' | 'CA' = 'AA') => {
  const bytes = answerCatalog(message, { code, controlId: 'A1', time: '20260801' })
  return bytes && Buffer.from(bytes).toString().split('\r').slice(0, -1)
}

test('a numeric test that can be ordered becomes an orderable and a component', () => {
  const { rows, changes, notTaken } = after(nothing, mfn('M08', ...glucose))
  expect(notTaken).toEqual([])
  expect(changes.map(({ part, what, code }) => [part, what, code])).toEqual([
    ['orderables', 'added', 'GLU'],
    ['components', 'added', 'GLU'],
  ])
  expect(rows.orderables[0]?.cells).toEqual({
    ...{ code: 'GLU', name: 'GLUCOSE', coding_system: '99LAB', synonyms: 'Glucose;GLUC' },
    ...{ loinc: '2345-7', loinc_name: 'Glucose [Mass/volume] in Serum or Plasma' },
    ...{ kind: 'test', components: 'GLU', orderable: 'yes', department: 'CHEM', reflex: 'CRP' },
    ...{ specimen: 'SER', specimen_name: 'Serum', container: 'Gold top', container_volume: '4 mL' },
    ...{ volume: '2 mL', minimum_volume: '0.5 mL', handling: 'on ice', requirements: 'no haemolysis' },
    ...{ priorities: 'R;S', retention: '7 d', turnaround: '90 min', schedule: 'Daily', rejection: 'Haemolysis' },
    ...{ performed_by: 'Riverside Laboratory', effective_on: '2026-09-01' },
  })
  expect(rows.components[0]?.cells).toMatchObject({
    ...{ value_type: 'NM', unit: 'mg/dL', precision: '0', ranges: 'M:70-99; F 18y-50y:65-99' },
    ...{ critical_low: '40', critical_high: '400', possible_low: '10', possible_high: '2000' },
    ...{ delta_limit: '20 in 72h', specimen: 'SER' },
  })
})

test('what can be read is not what can be ordered: OM1-12 N is a component alone, a battery an orderable alone', () => {
  const { rows } = after(
    nothing,
    mfn('M08', 'MFE|MAD|||INR^INR^99LAB|CWE', 'OM1|1|INR^INR^99LAB||Y|^Lab|||||||N||||||C'),
    mfn(
      'M10',
      'MFE|MAD|||PTI^PT + INR^99LAB|CWE',
      'OM1|1|PTI^PT + INR^99LAB||Y|^Lab|||||||Y||||||P',
      'OM5|1|PT^^99LAB~INR^^99LAB',
    ),
  )
  expect(rows.orderables.map(({ cells }) => [cells.code, cells.kind, cells.components])).toEqual([
    ['PTI', 'panel', 'PT;INR'],
  ])
  expect(rows.components.map(({ cells }) => cells.code)).toEqual(['INR'])
})

test('coded answers and questions are read with what is required and what is normal', () => {
  const { rows } = after(
    nothing,
    mfn(
      'M08',
      'MFE|MAD|||HIV^HIV^99LAB|CWE',
      om1({ 1: '1', 2: 'HIV^HIV^99LAB', 3: 'CWE', 4: 'Y', 12: 'Y', 18: 'A', 30: 'V' }),
      'OMC|1|A||CONS^Consent given?^99LAB|||Y|ask first|CWE||Y^Yes^99LAB~N^No^99LAB',
      'OM3|1||NEG^Non Reactive^99LAB~POS^Reactive^99LAB|NEG^Non Reactive^99LAB|POS^Reactive^99LAB||CWE',
    ),
  )
  expect(rows.orderables[0]?.cells).toMatchObject({ aoe: 'CONS', sensitive: 'yes' })
  expect(rows.components[0]?.cells).toMatchObject({
    ...{
      value_type: 'CWE',
      coded_answers: 'NEG=Non Reactive;POS=Reactive',
      normal_answers: 'NEG',
      abnormal_answers: 'POS',
    },
  })
  expect(rows.aoe[0]?.cells).toEqual({
    ...{ code: 'CONS', name: 'Consent given?', coding_system: '99LAB', value_type: 'CWE' },
    ...{ coded_answers: 'Y=Yes;N=No', required: 'yes', hint: 'ask first' },
  })
})

test('an update changes what it says and leaves what it leaves out; the HL7 null empties', () => {
  const renewed = om1({ 1: '1', 2: 'GLU^GLUCOSE^99LAB', 4: 'Y', 18: 'A', 39: '""' })
  const update = mfn('M08', 'MFE|MUP|||GLU^GLUCOSE^99LAB|CWE', renewed, 'OM2|1|mmol/L')
  const { rows, changes } = after(nothing, mfn('M08', ...glucose), update)
  expect(rows.components[0]?.cells).toMatchObject({ unit: 'mmol/L', critical_low: '40' })
  expect(rows.orderables[0]?.cells).toMatchObject({ rejection: '', container: 'Gold top' })
  expect(changes.filter(({ record, source }) => record === 1 && source === 'm2').map(({ cells }) => cells)).toEqual([
    [{ column: 'rejection', was: 'Haemolysis', is: '' }],
    [{ column: 'unit', was: 'mg/dL', is: 'mmol/L' }],
  ])
})

test('deactivated, reactivated and deleted tests keep their rows', () => {
  const load = mfn('M08', ...glucose)
  const off = mfn('M08', 'MFE|MDC|||GLU^GLUCOSE^99LAB|CWE')
  const on = mfn('M08', 'MFE|MAC|||GLU^GLUCOSE^99LAB|CWE')
  const gone = mfn('M08', 'MFE|MDL|||GLU^GLUCOSE^99LAB|CWE')
  const active = (...messages: readonly Message[]) => {
    const { rows } = after(nothing, load, ...messages)
    return [...rows.orderables, ...rows.components].map(({ cells }) => cells.active ?? 'yes')
  }
  expect(active()).toEqual(['yes', 'yes'])
  expect(active(off)).toEqual(['no', 'no'])
  expect(active(off, on)).toEqual(['yes', 'yes'])
  expect(active(off, load)).toEqual(['yes', 'yes'])
  expect(active(gone)).toEqual(['no', 'no'])
  expect(after(nothing, off).notTaken).toEqual([
    { source: 'm1', record: 1, code: 'GLU', why: 'the catalog has no GLU' },
  ])
})

test('charges and coverage belong to a test that is there; they neither make nor rename one', () => {
  const charge = mfn(
    'M04',
    'MFE|MAD|||GLU^Glucose test^99LAB|CWE',
    'CDM|GLU^Glucose test^99LAB||N/A||||82947^Glucose^C4',
  )
  const cover = (payer: string) =>
    mfn('M18', 'MFE|MAD|||GLU^GLUCOSE^99LAB|CWE', `PM1|^${payer}|X1`, 'MCP|1|GLU^GLUCOSE^99LAB')
  const { rows } = after(nothing, mfn('M08', ...glucose), charge, cover('Plan A'), cover('Plan B'))
  expect(rows.orderables[0]?.cells).toMatchObject({
    ...{ name: 'GLUCOSE', procedure_codes: '82947', limited_coverage: 'Plan A;Plan B' },
  })
  expect(after(nothing, charge).notTaken).toMatchObject([
    { code: 'GLU', why: expect.stringContaining('says too little') },
  ])
})

test('the answer names each record: taken, or why not', () => {
  const message = mfn(
    'M08',
    ...glucose,
    'MFE|MXX|2||K^POTASSIUM^99LAB|CWE',
    'MFE|MAD|3||NA^SODIUM^99LAB|CWE',
    'OM1|1|CL^CHLORIDE^99LAB',
    'MFE|MAD|4||^no code|CWE',
  )
  expect(answer(message)).toEqual([
    'MSH|^~\\&|EHR|HOSP|LIS|LAB|20260801||MFK^M08^MFK_M01|A1|T|2.5.1',
    'MSA|AE|C1|3 of 4 records not taken',
    'MFI|OMM^^HL70175||UPD|||AL',
    'MFA|MAD|1|20260801|S^Successful posting of the record^HL70181|GLU^GLUCOSE^99LAB|CWE',
    'MFA|MXX|2|20260801|U^MFE-1 is "MXX"; allowed: MAD, MUP, MDL, MDC, MAC^HL70181|K^POTASSIUM^99LAB|CWE',
    'MFA|MAD|3|20260801|U^OM1-2 names another code than MFE-4 (NA)^HL70181|NA^SODIUM^99LAB|CWE',
    'MFA|MAD|4|20260801|U^MFE-4 has no code^HL70181|^no code|CWE',
  ])
})

test('MFI-6 says which records the sender wants to hear of', () => {
  const lines = [...glucose, 'MFE|MXX|2||K^POTASSIUM^99LAB|CWE']
  const heard = (level: string) => {
    const text = Buffer.from(write(mfn('M08', ...lines)))
      .toString()
      .replace('UPD|||AL', `UPD|||${level}`)
    return answer(parseMessage(Buffer.from(text)))
      ?.filter((line) => line.startsWith('MFA'))
      .map((line) => line.slice(4, 7))
  }
  expect([heard('NE'), heard('ER'), heard('SU'), heard('AL'), heard('')]).toEqual([
    [],
    ['MXX'],
    ['MAD'],
    ['MAD', 'MXX'],
    ['MAD', 'MXX'],
  ])
})

test('a message about staff or locations is no catalog, and gets no MFK', () => {
  const staff = mfn('M02', 'MFE|MUP|||15101', 'STF|15101')
  expect(isCatalogMessage(staff)).toBe(false)
  expect(answer(staff)).toBeUndefined()
})

test('what is written is read as it was, and what has no place is counted', () => {
  const orderable = {
    ...{
      code: 'GLU',
      name: 'GLUCOSE',
      kind: 'test',
      components: 'GLU',
      specimen: 'UR24;SER|PLAS',
      container: 'Jug;Gold|Green',
    },
    ...{
      specimen_name: 'Urine;Serum|Plasma',
      volume: '10 mL;2 mL|1 mL',
      priorities: 'R;S',
      department: 'CHEM',
      aoe: 'FAST',
    },
    ...{ coding_system: '99LAB', synonyms: 'Sugar;Glc', orderable: 'yes', turnaround: '4 h', instructions: 'one\ntwo' },
    ...{ procedure_codes: '82947', limited_coverage: 'Plan A', effective_on: '2026-09-01', stability: '8 h' },
  }
  const panel = {
    code: 'P',
    name: 'PANEL',
    kind: 'panel',
    components: 'GLU;NA',
    coding_system: '99LAB',
    orderable: 'yes',
    active: 'no',
  }
  const component = {
    ...{ code: 'GLU', name: 'GLUCOSE', unit: 'mg/dL', precision: '1', coding_system: '99LAB', value_type: 'NM' },
    ...{
      ranges: '0d-28d:2.5-4.0; M 18y-:3.5-5.1',
      critical_low: '2',
      delta_limit: '1 in 24h',
      specimen: 'UR24;SER;PLAS',
    },
    ...{ coded_answers: 'A=a;B=b', normal_answers: 'A', method: 'hexokinase', flags: 'H;L' },
  }
  const question = {
    code: 'FAST',
    name: 'Fasting?',
    coding_system: '99LAB',
    required: 'no',
    coded_answers: 'Y=Yes',
    value_type: 'CE',
  }
  const placed = (...cells: readonly Record<string, string>[]) => cells.map((one) => ({ cells: one, place: at }))
  const rows = { orderables: placed(orderable, panel), components: placed(component), aoe: placed(question) }
  const options = { time: '20260801', controlId: 'C', codingSystem: 'L' }
  const { messages, leftOut } = catalogMessages(catalogFrom('lis', rows), options)
  expect(messages.map(({ name, records }) => [name, records])).toEqual([
    ['C-M08', 1],
    ['C-M10', 2],
    ['C-M04', 1],
    ['C-M18', 1],
  ])
  expect(leftOut).toEqual([
    { part: 'orderables', column: 'stability', count: 1 },
    { part: 'components', column: 'flags', count: 1 },
  ])
  const again = after(nothing, ...messages.map(({ message }) => parseMessage(write(message))))
  expect(again.notTaken).toEqual([])
  const { stability: _stability, ...carried } = orderable
  const { flags: _flags, ...seen } = component
  expect(again.rows.orderables.map(({ cells }) => cells)).toEqual([carried, panel])
  expect(again.rows.components[0]?.cells).toEqual({ ...seen, synonyms: 'Sugar;Glc' })
  expect(again.rows.aoe[0]?.cells).toEqual(question)
})

const edos = caseFiles('messages/nist').filter((file) => /EDOS_\d-EDOS/.test(file))

test.skipIf(!casesFolder)(`the NIST eDOS catalog loads, and again changes nothing${casesNote}`, () => {
  const messages = edos.map((file) => parseMessage(caseBytes(file)))
  const loaded = after(nothing, ...messages)
  expect(edos).toHaveLength(5)
  expect(loaded.notTaken).toEqual([])
  expect(loaded.changes.filter(({ what }) => what === 'deactivated')).toEqual([])
  const named = messages.flatMap((message) => readCatalogMessage(message).records.map(({ code }) => code))
  const known = [...loaded.rows.orderables, ...loaded.rows.components].map(({ cells }) => cells.code)
  expect(named.length).toBeGreaterThan(90)
  expect(named.filter((code) => !known.includes(code))).toEqual([])
  const again = after(loaded.rows, ...messages)
  expect(new Set(again.changes.map(({ what }) => what))).toEqual(new Set(['same']))
  expect(again.rows).toEqual(loaded.rows)
})

test.skipIf(!casesFolder)(`the NIST eDOS tests can be revised, deactivated and reactivated${casesNote}`, () => {
  const [load] = edos.filter((file) => file.includes('EDOS_1.0'))
  const text = Buffer.from(caseBytes(load!)).toString()
  const message = (from: string, to: string) => parseMessage(Buffer.from(text.replaceAll(from, to)))
  const loaded = after(nothing, message('', ''))
  const revised = after(loaded.rows, message('0&15^M', '0&20^M'))
  expect(revised.changes.filter(({ what }) => what === 'changed').map(({ code, cells }) => [code, cells])).toEqual([
    ['500', [{ column: 'ranges', was: 'M:0-15; F:0-25', is: 'M:0-20; F:0-25' }]],
  ])
  const off = after(loaded.rows, message('MFE|MAD', 'MFE|MDC'))
  expect(off.changes.every(({ what }) => what === 'deactivated')).toBe(true)
  const on = after(off.rows, message('MFE|MAD', 'MFE|MAC'))
  expect(on.changes.every(({ what }) => what === 'reactivated')).toBe(true)
})
