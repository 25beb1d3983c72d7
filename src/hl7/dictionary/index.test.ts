import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { caseBytes, caseFiles, casesFolder, casesNote } from '../../../test/cases.ts'
import { isSegmentName } from '../segment-names.ts'
import {
  codeMeaning,
  dataTypeDefinition,
  fieldDefinition,
  segmentDefinition,
  segmentNames,
  tableDefinition,
  tableIds,
} from './index.ts'

/** Rows of a comma-separated text with quotes. */
function csv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)!.push((match[1]?.replaceAll('""', '"') ?? match[2]!).trim())
    if (match[3] === '') break
    if (match[3] !== ',') rows.push([])
  }
  return rows
}
const text = (path: string) => Buffer.from(caseBytes(path)).toString()

test('a field has its name, type, usage and table', () => {
  expect(fieldDefinition('OBX', 11)).toEqual({
    name: 'Observation Result Status',
    dataType: 'ID',
    usage: 'R',
    repeats: false,
    table: '0085',
    since: undefined,
  })
  expect(fieldDefinition('PID', 3)).toMatchObject({ name: 'Patient Identifier List', dataType: 'CX', repeats: true })
  expect(fieldDefinition('OBX', 26)).toMatchObject({ since: '2.7' })
  expect(fieldDefinition('PRT', 11)?.name).toBe('Participation Begin Date/Time (arrival time)')
  expect(fieldDefinition('OBX', 99)).toBeUndefined()
  expect(fieldDefinition('ZZZ', 1)).toBeUndefined()
})

test('the segments of a laboratory are in it', () => {
  const wanted = [
    'PID PV1 ORC OBR OBX NTE SPM SAC TQ1 MSA ERR MSH NK1 IN1 DG1 MRG EVN MFI MFE MFA OM1 OM2 OM3 OM4 OM5 OM6 OM7 OMC',
    'BHS BTS FHS FTS PRT SFT FT1 GT1 AL1 PD1 PV2 TQ2 CTD CTI TCD SID INV BLG PM1 MCP CDM DSC UAC ARV IN2 ACC DB1 PDA',
  ]
  for (const name of wanted.join(' ').split(' ')) expect(segmentDefinition(name)?.title, name).toMatch(/^[A-Z]/)
})

test('every field and component has a name, and a data type that is in the dictionary', () => {
  let count = 0
  for (const name of segmentNames()) {
    expect(isSegmentName(name), name).toBe(true)
    const { fields } = segmentDefinition(name)!
    for (let number = 1; number < fields.length; number++) {
      const field = fields[number]
      expect(field, `${name}-${number}`).toBeDefined()
      expect(field!.name, `${name}-${number}`).toMatch(/^[A-Z][ -~]+$/)
      const type = dataTypeDefinition(field!.dataType)
      expect(type, `${name}-${number} ${field!.dataType}`).toBeDefined()
      for (const component of type!.components.slice(1)) {
        expect(component?.name, field!.dataType).toMatch(/^[A-Z]/)
        expect(dataTypeDefinition(component!.dataType), `${field!.dataType} ${component!.dataType}`).toBeDefined()
      }
      count++
    }
  }
  expect(count).toBeGreaterThan(1000)
})

test('no name stands twice in a segment but where HL7 has it twice', () => {
  const twice = segmentNames().flatMap((name) => {
    const names = segmentDefinition(name)!
      .fields.slice(1)
      .map((field) => field!.name)
    return names.filter((field, index) => names.indexOf(field) < index).map((field) => `${name} ${field}`)
  })
  expect(twice).toEqual(['OM1 Other Names'])
})

test('every code has a meaning, and every table a title', () => {
  for (const id of tableIds()) {
    const table = tableDefinition(id)!
    expect(id).toMatch(/^\d{4}$/)
    expect(table.title).toMatch(/^[A-Z]/)
    expect(table.codes.size, id).toBeGreaterThan(1)
    for (const [code, meaning] of table.codes) expect(meaning, `${id} ${code}`).toMatch(/\S/)
  }
})

test('the four tables of status are four tables', () => {
  expect(codeMeaning('0119', 'CA')).toBe('Cancel order/service request')
  expect(codeMeaning('0038', 'CA')).toBe('Order was canceled')
  expect(codeMeaning('0123', 'C')).toBe('Corrected, final')
  expect(codeMeaning('0085', 'C')).toBe('Correction: replaces a final result')
  expect(codeMeaning('0085', 'Q')).toBeUndefined()
  expect(codeMeaning('9999', 'A')).toBeUndefined()
})

test('the tables that answers and results need are whole', () => {
  const codes = (id: string) => [...tableDefinition(id)!.codes.keys()].sort().join(' ')
  expect(codes('0008')).toBe('AA AE AR CA CE CR')
  expect(codes('0155')).toBe('AL ER NE SU')
  expect(codes('0065')).toBe('A C G L O P R S')
  expect(codes('0085')).toBe('A B C D F I N O P R S U V W X')
  expect(codes('0123')).toBe('A C F I M N O P R S X Y Z')
  expect(codes('0038')).toBe('A CA CM DC ER HD IP RP SC')
  expect(codes('0516')).toBe('E F I W')
})

test.skipIf(!casesFolder)(`the codes are those of HL7 Terminology${casesNote}`, () => {
  const [, ...rows] = csv(text('terminology/hl7_tables/hl7_v2_tables_lab.csv'))
  const own = new Set(tableIds())
  // What HL7 Terminology lists and is no code: placeholders, ranges, and names that a later version took back.
  const left = /^(?:\.\.\.|…|<null>|L,M,N|IRISTEM|OM1-OM6|OM[1-6]|not present)$/i
  // Tables of which only what a laboratory meets is here.
  const partial = new Set(['0076', '0354', '0003'])
  let count = 0
  for (const [table = '', , code = '', display = ''] of rows) {
    if (!own.has(table) || partial.has(table) || left.test(code) || !display) continue
    expect(tableDefinition(table)?.codes.has(code), `${table} ${code}`).toBe(true)
    count++
  }
  expect(count).toBeGreaterThan(1000)
  const interpretations = rows.filter(([table]) => table === 'v3-ObservationInterpretation').map(([, , code]) => code!)
  for (const code of tableDefinition('0078')!.codes.keys()) {
    // Those of the v2 table itself that HL7 has since dropped.
    if (!['null', 'MS', 'VS', 'AC', 'TOX', 'QCF'].includes(code)) expect(interpretations, code).toContain(code)
  }
})

test.skipIf(!casesFolder)(`the names of fields are those of the map from v2 to FHIR${casesNote}`, () => {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')
  let same = 0
  const other: string[] = []
  for (const file of caseFiles('terminology/v2_to_fhir/segments')) {
    for (const [, place = '', name = '', type = ''] of csv(text(file))) {
      const match = /^([A-Z][A-Z0-9]{2})-(\d+)$/.exec(place)
      const field = match && fieldDefinition(match[1]!, Number(match[2]))
      if (!field || !name) continue
      if (plain(field.name) === plain(name)) same++
      else other.push(`${place} ${field.name} / ${name} ${type}`)
    }
  }
  // Names differ where versions differ (Abnormal Flags, Interpretation Codes); they must not differ in general.
  expect(same).toBeGreaterThan(500)
  expect(new Set(other).size, [...new Set(other)].join('\n')).toBeLessThan(60)
})

test.skipIf(!casesFolder)(`the components of data types are those of the map from v2 to FHIR${casesNote}`, () => {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')
  let same = 0
  const other: string[] = []
  for (const file of caseFiles('terminology/v2_to_fhir/datatypes')) {
    for (const [, place = '', name = ''] of csv(text(file))) {
      const match = /^([A-Z]{2,3})\.(\d+)$/.exec(place)
      const component = match && dataTypeDefinition(match[1]!)?.components[Number(match[2])]
      if (!component || !name) continue
      if (plain(component.name) === plain(name)) same++
      else other.push(`${place} ${component.name} / ${name}`)
    }
  }
  expect(same).toBeGreaterThan(300)
  expect(new Set(other).size, [...new Set(other)].join('\n')).toBeLessThan(40)
})
