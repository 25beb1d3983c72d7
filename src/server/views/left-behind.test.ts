import { join } from 'node:path'
import { expect, test } from 'vitest'
import { requireSite } from '../../adapters/file/open-site.ts'
import { leftBehindIn } from './left-behind.ts'

const { site } = await requireSite(join(import.meta.dirname, '../../../examples/riverside'))
const body = Buffer.from(
  [
    'MSH|^~\\&|LABRADOR|RIVERSIDE LAB|MERIDIAN|RIVERSIDE|20300101||ORU^R01^ORU_R01|R1|P|2.5.1',
    'SFT|Labrador|9',
    'PID|1||R000001^^^RCH^MR||Testpatient^Ida||19700102|F',
    'ORC|RE|968906415^EPC|26-001-000001^LAB',
    'OBR|1|968906415^EPC|26-001-000001^LAB|K^Potassium^L|||20300101|||||||||||||||20300101|||F',
    'OBX|1|NM|K^Potassium^L||4.1|mmol/L|||||F',
    'SPM|1|S77^S77||SER|||||||||||||||||||HEM',
    '',
  ].join('\r'),
)
const message = { system: 'lis', messageType: 'ORU^R01', body }

test('what has no place at the receiver is told, by the revision that runs', () => {
  const told = leftBehindIn(site)
  const [one] = told(message, site.revision).leftBehind
  expect(one).toMatchObject({ to: 'Meridian EHR' })
  expect(one!.what).toEqual(expect.arrayContaining(['SFT', 'SPM-2']))
  const nothing = { leftBehind: [], converted: [] }
  expect(told(message, 'another')).toEqual(nothing)
  expect(told({ ...message, messageType: 'ORU^R30' }, site.revision)).toEqual(nothing)
  expect(told({ ...message, body: Buffer.from('no message') }, site.revision)).toEqual(nothing)
})

test('which values are converted on the way is told, by code and unit and never by value', () => {
  const conversion = {
    ...{ unitFrom: 'mmol/L', unitTo: 'mg/dL', factor: '3.91', offset: '' },
    ...{ signedBy: 'Laboratory director', signedOn: '2026-08-17' },
  }
  const maps = site.maps.map((map) => ({
    ...map,
    rows: map.rows.map((row) => (map.id === 'components' && row.fromCode === 'K' ? { ...row, conversion } : row)),
  }))
  const line = site.maps.find(({ id }) => id === 'components')!.rows.find(({ fromCode }) => fromCode === 'K')!.line
  expect(leftBehindIn({ ...site, maps })(message, site.revision).converted).toEqual([
    { to: 'Meridian EHR', what: [`K from mmol/L to mg/dL (maps/components.csv, line ${line}): converted`] },
  ])
})
