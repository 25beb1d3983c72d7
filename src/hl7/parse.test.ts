import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { get, parseMessage, set, write } from './index.ts'

const oru =
  'MSH|^~\\&|LAB|HOSP|EHR|HOSP|20260105||ORU^R01^ORU_R01|M1|P|2.5.1\rPID|1||100^^^HOSP^MR||DOE^JANE\rOBX|1|NM|K^Potassium^L||4.1|mmol/L\r'

test('an unchanged message is written back byte for byte', () => {
  expect(Buffer.from(write(parseMessage(oru))).toString()).toBe(oru)
})

test('a change leaves every other byte alone', () => {
  const changed = set(parseMessage(oru), 'OBX-8', 'H')
  expect(Buffer.from(write(changed)).toString()).toBe(oru.replace('mmol/L\r', 'mmol/L||H\r'))
  expect(get(changed, 'OBX-8')).toBe('H')
})
