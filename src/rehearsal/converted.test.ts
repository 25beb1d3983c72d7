// The judge of converted values: it accepts what is right to the last place, and nothing else.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { converting, rowsOf } from '../mapping/testing/flows.ts'
import type { Site } from '../site/shapes/site.ts'
import { conversionJudge } from './converted.ts'

const components = converting(rowsOf('components', 'GLU>1001', 'K>1002'), 'GLU')
const site = { maps: [components], catalogs: [] } as unknown as Site
const judge = conversionJudge(site, 'lis', 'ehr')!
const shows = (value: string, shown: string, unit = 'mmol/L', component = 'GLU', saidIn = 'mg/dL') =>
  judge({ component, value, unit: saidIn }, { value: shown, unit })

test('a value is rightly shown as the rounded number in the signed unit', () => {
  expect(shows('95', '5.3')).toBe(true)
  expect(shows('95', '5.27')).toBe(true)
  expect(shows('<20', '<1.2')).toBe(true)
  expect(shows('>600', '>33.3')).toBe(true)
  expect(shows('^100^-^200', '^5.6^-^11.1')).toBe(true)
  expect(shows('TNP', 'TNP')).toBe(true)
})

test('the number as it was, another number, another unit and a stronger statement are wrong', () => {
  expect(shows('95', '95')).toBe(false)
  expect(shows('95', '5.4')).toBe(false)
  expect(shows('95', '5.3', 'mg/dL')).toBe(false)
  expect(shows('<20', '<1.1')).toBe(false)
  expect(shows('>600', '>33.4')).toBe(false)
  expect(shows('95', '<5.3')).toBe(false)
  expect(shows('TNP', 'QNS')).toBe(false)
})

test('what is not converted is shown as it was said', () => {
  expect(shows('4.1', '4.1', 'mmol/L', 'K', 'mmol/L')).toBe(true)
  expect(shows('4.1', '4.2', 'mmol/L', 'K', 'mmol/L')).toBe(false)
  expect(shows('5.3', '5.3', 'mmol/L', 'GLU', 'mmol/L')).toBe(true)
  const unsigned = converting(components, 'GLU', { signedBy: '', signedOn: '' })
  expect(conversionJudge({ ...site, maps: [unsigned] } as Site, 'lis', 'ehr')).toBeNull()
})

test('a number that is off by more than a half in its last place is never accepted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 4 }), (value, places) => {
      const right = (value * 0.0555).toFixed(places)
      expect(shows(String(value), (Number(right) + 2 * 10 ** -places).toFixed(places))).toBe(false)
    }),
  )
})
