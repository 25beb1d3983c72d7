import { expect, test } from 'vitest'
import { caseBytes, caseFiles, casesFolder, casesNote } from '../../test/cases.ts'
import { describe, get, messages, parse, parseMessage } from './index.ts'
import { lines, msh, sample } from './testing/samples.ts'

const rows = (...segments: string[]) =>
  describe(parseMessage(lines(msh, ...segments)))
    .filter(({ segment }) => segment !== 'MSH')
    .map(({ path, names, value, meaning }) => [
      path,
      names.join(' / '),
      value,
      ...(meaning === undefined ? [] : [meaning]),
    ])

test('each value has the name of its field and the meaning of its code', () => {
  expect(rows('OBX|1|NM|2823-3^Potassium^LN||5.9|mmol/L|3.5-5.1|HH|||F|||20260105084500-0500')).toEqual([
    ['OBX-1', 'Set ID - OBX', '1'],
    ['OBX-2', 'Value Type', 'NM', 'Numeric'],
    ['OBX-3.1', 'Observation Identifier / Identifier', '2823-3'],
    ['OBX-3.2', 'Observation Identifier / Text', 'Potassium'],
    ['OBX-3.3', 'Observation Identifier / Name of Coding System', 'LN', 'LOINC'],
    ['OBX-5', 'Observation Value', '5.9'],
    ['OBX-6', 'Units', 'mmol/L'],
    ['OBX-7', 'References Range', '3.5-5.1'],
    ['OBX-8', 'Abnormal Flags', 'HH', 'Above upper panic limits'],
    ['OBX-11', 'Observation Result Status', 'F', 'Final results'],
    ['OBX-14', 'Date/Time of the Observation', '20260105084500-0500', '2026-01-05 08:45:00 -05:00'],
  ])
})

test('repetitions, components and subcomponents have their place', () => {
  expect(rows('PID|1||T-1^^^HOSP&2.999&ISO^MR~9^^^^SS')).toEqual([
    ['PID-1', 'Set ID - PID', '1'],
    ['PID-3[1].1', 'Patient Identifier List / ID Number', 'T-1'],
    ['PID-3[1].4.1', 'Patient Identifier List / Assigning Authority / Namespace ID', 'HOSP'],
    ['PID-3[1].4.2', 'Patient Identifier List / Assigning Authority / Universal ID', '2.999'],
    [
      'PID-3[1].4.3',
      'Patient Identifier List / Assigning Authority / Universal ID Type',
      'ISO',
      'ISO Object Identifier',
    ],
    ['PID-3[1].5', 'Patient Identifier List / Identifier Type Code', 'MR', 'Medical record number'],
    ['PID-3[2].1', 'Patient Identifier List / ID Number', '9'],
    ['PID-3[2].5', 'Patient Identifier List / Identifier Type Code', 'SS', 'Social Security number'],
  ])
})

test('the type of a result is the one it says, and free text is not cut up', () => {
  expect(
    rows('OBX|1|SN|X||>^5', 'OBX|2|TX|X||a & b ^ c', 'OBX|3|CWE|X||112283007^E. coli^SCT').map((row) =>
      row.slice(0, 3),
    ),
  ).toEqual(
    expect.arrayContaining([
      ['OBX-5.1', 'Observation Value / Comparator', '>'],
      ['OBX-5.2', 'Observation Value / Num1', '5'],
      ['OBX[2]-5', 'Observation Value', 'a & b ^ c'],
      ['OBX[3]-5.2', 'Observation Value / Text', 'E. coli'],
    ]),
  )
})

test('a coded field of a later version has the names of its parts', () => {
  expect(rows('OBX|1|NM|2823-3^Potassium^LN^K^Kalium^L^2.77||5.9|||H^High^HL70078').slice(-5)).toEqual([
    ['OBX-3.7', 'Observation Identifier / Coding System Version ID', '2.77'],
    ['OBX-5', 'Observation Value', '5.9'],
    ['OBX-8.1', 'Abnormal Flags / Identifier', 'H', 'Above high normal'],
    ['OBX-8.2', 'Abnormal Flags / Text', 'High'],
    ['OBX-8.3', 'Abnormal Flags / Name of Coding System', 'HL70078', 'HL7 table 0078'],
  ])
})

test.skipIf(!casesFolder)(`of others' messages every part of a segment of HL7 has a name${casesNote}`, () => {
  const nameless = new Set<string>()
  for (const file of caseFiles('messages')) {
    const bytes = caseBytes(file)
    if (bytes.length === 0) continue
    for (const { path, segment, names } of messages(parse(bytes)).flatMap((message) => describe(message))) {
      const parts = path.split('-')[1]?.split('.').length ?? 0
      if (!segment.startsWith('Z') && names.length < parts) nameless.add(path.replace(/\[\d+\]/g, ''))
    }
  }
  expect([...nameless]).toEqual([])
})

test('segments of a site’s own, torn lines and nulls are shown too', () => {
  expect(rows('ZL1|a^b', 'torn', 'PV1|1|""')).toEqual([
    ['ZL1-1.1', '', 'a'],
    ['ZL1-1.2', '', 'b'],
    ['', '', 'torn'],
    ['PV1-1', 'Set ID - PV1', '1'],
    ['PV1-2', 'Patient Class', '""', 'deleted'],
  ])
})

test('no more values are shown than are asked for', () => {
  const message = parseMessage(lines(msh, `PID|1||${'T-1~'.repeat(1_000)}`))
  expect(describe(message, 20)).toEqual(describe(message).slice(0, 20))
})

test('a time is shown as far as it was written', () => {
  const meaning = (text: string) => rows(`EVN||${text}`)[0]?.[3]
  expect(meaning('2026')).toBe('2026')
  expect(meaning('202601')).toBe('2026-01')
  expect(meaning('2026010507')).toBe('2026-01-05 07:00')
  expect(meaning('20260105070809.123+0100')).toBe('2026-01-05 07:08:09.123 +01:00')
  expect(meaning('20261305')).toBeUndefined()
})

test('every path that is shown reads the value that is shown', () => {
  for (const name of [
    'oru-ten-results',
    'oml-two-orders',
    'oul-r22',
    'oru-odd-delimiters',
    'oru-utf-8-bom',
    'orm-cancel-2.3',
  ]) {
    const message = parseMessage(sample(name))
    const shown = describe(message)
    expect(shown.length).toBeGreaterThan(10)
    for (const { path, value } of shown) expect(get(message, path), `${name} ${path}`).toBe(value)
  }
})

test.skipIf(!casesFolder)(`every path shown of others' messages reads the value shown${casesNote}`, () => {
  let count = 0
  for (const file of caseFiles('messages')) {
    const bytes = caseBytes(file)
    if (bytes.length === 0) continue
    for (const message of messages(parse(bytes))) {
      for (const { path, value } of describe(message)) {
        count++
        if (path !== '') expect(get(message, path), `${file} ${path}`).toBe(value)
      }
    }
  }
  expect(count).toBeGreaterThan(10_000)
})
