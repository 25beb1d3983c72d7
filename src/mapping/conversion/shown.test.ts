// What a receiver shows of converted results: the very texts of the message that went out.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { get } from '../../hl7/index.ts'
import { Flow } from '../../site/shapes/flow.ts'
import type { Site } from '../../site/shapes/site.ts'
import { applied, converting, flowOf, msh, patient, rowsOf } from '../testing/flows.ts'
import { shownAt } from './shown.ts'

const components = converting(rowsOf('components', 'GLU>1001', 'K>1002'), 'GLU')
const step = { map: 'OBX[*]-3', table: 'components' }
const flow = (from: string, to: string) =>
  Flow.parse({
    ...{ id: `${from}-${to}`, from, to, kind: 'results', messages: ['ORU^R01'], steps: [step] },
    delivery: { connection: 'out' },
  })
const catalogs = [{ id: 'ehr-components', rows: [{ code: '1001', precision: '1' }] }]
const site = {
  ...{ maps: [components], catalogs, flows: [flow('lis', 'ehr'), flow('ehr', 'lis')] },
} as unknown as Site

test('it is what the flow makes of the message, whatever the value and its range', () => {
  const compiled = flowOf([step], { maps: [components], catalogs })
  const shown = shownAt(site, 'ehr')
  const value = fc.oneof(
    fc.integer({ min: 0, max: 2000 }).map(String),
    fc.float({ min: 0, max: 2000, noNaN: true }).map((one) => one.toFixed(2)),
    fc.constantFrom('<20', '>600', '100-200', 'TNP', '2+'),
  )
  const range = fc.constantFrom('', '70-99', '<140', '70-', '[ ]', 'M:70-99; F:65-95')
  fc.assert(
    fc.property(value, range, (text, limits) => {
      const { outputs } = applied(compiled, [msh('ORU^R01', '2.5.1'), patient, `OBX|1|ST|GLU||${text}|mg/dL|${limits}`])
      const reported = { valueType: 'ST', value: text, unit: 'mg/dL', range: limits }
      const expected = { value: get(outputs[0]!, 'OBX-5'), unit: get(outputs[0]!, 'OBX-6') }
      expect(shown('GLU', reported)).toEqual([expect.objectContaining(expected)])
    }),
  )
})

test('of a structured value it is the whole field, and of the way back the inverse', () => {
  const reported = { valueType: 'SN', value: '<^20', unit: 'mg/dL', range: '' }
  expect(shownAt(site, 'ehr')('GLU', reported)).toMatchObject([{ value: '<^1.2', unit: 'mmol/L' }])
  const back = { valueType: 'NM', value: '5.55', unit: 'mmol/L', range: '' }
  expect(shownAt(site, 'lis')('1001', back)).toMatchObject([{ value: '100.0', unit: 'mg/dL' }])
})

test('nothing else is shown otherwise than it was reported', () => {
  const shown = shownAt(site, 'ehr')
  expect(shown('K', { valueType: 'NM', value: '4.1', unit: 'mmol/L', range: '' })).toEqual([])
  expect(shown('GLU', { valueType: 'NM', value: '5.3', unit: 'mmol/L', range: '' })).toEqual([])
  expect(shown('GLU', { valueType: 'NM', value: 'TNP', unit: '', range: '' })).toEqual([])
})
