import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMessage, write } from '../../../hl7/index.ts'
import { readRanges } from '../../../terminology/ranges.ts'
import type { Cells } from '../catalog.ts'
import { listIn } from '../cells.ts'
import { applyMessages } from '../change.ts'
import { type CatalogPart, type CatalogRows, catalogFrom, catalogParts } from '../from-rows.ts'
import { readCatalogMessage } from './read-message.ts'
import { catalogMessages } from './write-messages.ts'

const nothing: CatalogRows = { orderables: [], components: [], aoe: [] }

/** Texts with everything that HL7, CSV or a spreadsheet could trip over. */
const word = fc.constantFrom(
  ...['GLU', 'Na+', 'a&b', 'x^y', 'T|3', 'two words', 'é', 'A~B', 'back\\slash', 'total, all', '"quoted"', '1', 'a\nb'],
)
const some = (of: fc.Arbitrary<string>) => fc.option(of, { nil: '' })
const one = (...texts: readonly string[]) => some(fc.constantFrom(...texts))
const list = (of: fc.Arbitrary<string>) =>
  some(fc.uniqueArray(of, { minLength: 1, maxLength: 3 }).map((all) => all.join(';')))
const code = fc.constantFrom('GLU', 'K', 'NA', 'CL', 'TSH', 'P-1', '10', '2', 'A/B', 'HB A1C')
const quantity = one('3 mL', '0.5 mL', '7 d', '4 h', '90 min', 'the whole collection')
const yes = one('yes', 'no')
const number = one('2', '0.5', '-1', '400')
const loinc = { loinc: one('2345-7', '2339-0'), loinc_name: one('Glucose [Mass/volume]') }
const common = { name: word, coding_system: one('99LAB'), synonyms: list(word), active: yes, ...loinc }

const orderable = fc
  .record({
    ...{ code, ...common, kind: one('test', 'panel'), components: list(code), orderable: yes, optional: some(code) },
    ...{ specimen: one('SER', 'SER;UR24', 'SER|PLAS', 'SER|PLAS;UR'), specimen_name: one('Serum') },
    ...{ container: one('Gold', 'Blue'), container_name: one('Gold top'), additive: some(word) },
    ...{ container_volume: quantity, volume: quantity, minimum_volume: quantity, retention: quantity },
    ...{ turnaround: quantity, priorities: one('R', 'R;S'), department: some(word), result_mode: one('delta') },
    ...{ sensitive: yes, aoe: one('FAST', 'WT', 'FAST;WT'), reflex: one('K', 'K;NA', 'K:GLU>400', 'K:GLU>400;NA') },
    ...{ procedure_codes: one('82947', '82947;80048'), limited_coverage: one('Plan A', 'Plan A;Plan B') },
    ...{ requirements: some(word), preparation: some(word), handling: some(word), stability: some(word) },
    ...{ rejection: some(word), instructions: some(word), patient_preparation: some(word), schedule: some(word) },
    ...{ description: some(word), performed_by: some(word), effective_on: one('2026-09-01', '2027-01-01') },
  })
  // A panel has several components and a test one: which it is follows from them, also in the messages.
  .map((cells) => ({ ...cells, kind: listIn(cells.components).length === 1 ? 'test' : 'panel' }))
const component = fc.record({
  ...{ code, ...common, value_type: one('NM', 'SN', 'CWE', 'ST'), unit: one('mg/dL', '10*3/uL', '10^3/uL', '%') },
  ...{ precision: one('0', '2'), specimen: one('SER', 'SER;UR'), method: some(word), typical: one('4.1') },
  ranges: one('70-99', 'M:70-99; F 18y-50y:65-99', '<5', '>=60', 'Negative', '70 - 99', '3.50-5.10', '-5-5', '[ ]'),
  ...{ critical_low: number, critical_high: number, possible_low: number, possible_high: number, flags: one('H;L') },
  delta_limit: one('20 in 72h', '5', '10%', '3 in 5h'),
  ...{ coded_answers: one('A=a;B=b', 'POS=Reactive', 'Y'), normal_answers: one('A'), critical_answers: one('POS') },
})
const question = fc.record({
  ...{ code: fc.constantFrom('FAST', 'WT'), name: word, ...loinc, coding_system: one('99LAB'), active: yes },
  ...{ value_type: one('CWE', 'NM'), unit: one('kg'), coded_answers: one('Y=Yes;N=No'), required: yes },
  hint: some(word),
})

const each = <Row extends { code: string }>(of: fc.Arbitrary<Row>) =>
  fc.uniqueArray(of, { maxLength: 4, selector: (row) => row.code })
const rowsFrom = (all: readonly Cells[]) =>
  all.map((cells, index) => ({
    cells: Object.fromEntries(Object.entries(cells).filter(([, text]) => text !== '')),
    place: { file: 'catalogs/lis.csv', line: index + 2 },
  }))
const catalogs = fc.record({ orderables: each(orderable), components: each(component), aoe: each(question) }).map(
  ({ orderables, components, aoe }): CatalogRows => ({
    orderables: rowsFrom(orderables),
    components: rowsFrom(components),
    aoe: rowsFrom(aoe),
  }),
)

const options = { time: '20260801', controlId: 'C', codingSystem: '99LAB' }

function roundTrip(rows: CatalogRows, into: CatalogRows = nothing) {
  const made = catalogMessages(catalogFrom('lis', rows), options)
  const read = made.messages.map(({ message, name }) => ({
    message: readCatalogMessage(parseMessage(write(message))),
    source: name,
  }))
  return { ...made, after: applyMessages(into, read, '2026-08-01') }
}

/** A cell in the one form in which the messages can say it. */
function plain(column: string, cells: Cells): string {
  const text = cells[column] ?? ''
  switch (column) {
    case 'active':
    case 'orderable':
      return text || 'yes'
    case 'coding_system':
      return text || options.codingSystem
    case 'synonyms':
      return listIn(text)
        .filter((other) => other !== cells.name && other !== cells.code)
        .join(';')
    case 'loinc_name':
      return cells.loinc ? text : ''
    case 'ranges': {
      const read = readRanges(text)
      return read.readable ? JSON.stringify(read.bands.map(({ text: _, ...band }) => band)) : text
    }
    default:
      return text
  }
}

/** Columns of a row that say something else afterwards, without those that only say more. */
function changed(part: CatalogPart, before: Cells, after: Cells): string[] {
  // What an order and a result under one code say goes over the same fields, so that one can gain what the other says.
  const gains = ['specimen', 'loinc', 'loinc_name', 'value_type', 'coded_answers', 'synonyms', 'kind', 'components']
  return Object.keys(before).filter((column) => {
    if (part === 'aoe' && column === 'active') return false
    const [was, is] = [plain(column, before), plain(column, after)]
    if (was === is || (was === '' && gains.includes(column))) return false
    if (column === 'coded_answers' || column === 'synonyms')
      return !listIn(was).every(
        (text) => text === after.name || listIn(is).some((other) => other === text || other === `${text}=${text}`),
      )
    return true
  })
}

test('what a catalog says comes back as it was, or its column is named as left out', () => {
  fc.assert(
    fc.property(catalogs, (rows) => {
      const { after, leftOut, unasked } = roundTrip(rows)
      expect(after.notTaken).toEqual([])
      for (const part of catalogParts) {
        const lost = (one: CatalogPart, column: string) =>
          leftOut.some((left) => left.part === one && left.column === column)
        const found = new Map(after.rows[part].map(({ cells }) => [cells.code, cells]))
        for (const { cells } of rows[part]) {
          const again = found.get(cells.code)
          if (!again) {
            const isTold = part === 'aoe' ? unasked.includes(cells.code ?? '') : lost('orderables', 'orderable')
            expect([part, cells.code, isTold]).toEqual([part, cells.code, true])
            continue
          }
          const untold = changed(part, cells, again).filter((column) => !lost(part, column))
          expect([part, cells.code, untold]).toEqual([part, cells.code, []])
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('a catalog that was imported once changes nothing when it is exported and imported again', () => {
  fc.assert(
    fc.property(catalogs, (rows) => {
      const { rows: once } = roundTrip(rows).after
      const { after } = roundTrip(once, once)
      const said = (all: CatalogRows) =>
        catalogParts.map((part) => all[part].map(({ cells: { active = 'yes', ...cells } }) => ({ active, ...cells })))
      expect(said(after.rows)).toEqual(said(once))
    }),
    { numRuns: 200 },
  )
})
