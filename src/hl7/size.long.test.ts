// The largest input that is taken by default.
import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { get, messages, parse } from './index.ts'
import { msh } from './testing/samples.ts'

test('a file of 32 MiB is read in seconds', () => {
  const one = `${msh}\rPID|1||T-1\rOBR|1|P|F\r${'OBX|1|NM|K^Potassium^L||4.1|mmol/L|3.5-5.1|N|||F\r'.repeat(10)}`
  const bytes = Buffer.from(one.repeat(Math.floor((32 * 1024 * 1024) / one.length)))
  const start = performance.now()
  const all = messages(parse(bytes))
  for (const message of all) get(message, 'OBX[10]-5')
  expect(all.length).toBeGreaterThan(50_000)
  expect(performance.now() - start).toBeLessThan(10_000)
})
