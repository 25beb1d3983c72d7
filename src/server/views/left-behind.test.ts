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
  const [one] = told(message, site.revision)
  expect(one).toMatchObject({ to: 'Meridian EHR' })
  expect(one!.what).toEqual(expect.arrayContaining(['SFT', 'SPM-2']))
  expect(told(message, 'another')).toEqual([])
  expect(told({ ...message, messageType: 'ORU^R30' }, site.revision)).toEqual([])
  expect(told({ ...message, body: Buffer.from('no message') }, site.revision)).toEqual([])
})
