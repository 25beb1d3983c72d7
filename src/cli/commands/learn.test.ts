import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { learn } from './learn.ts'
import { run, testFolder } from './testing/run.ts'

const head = (id: string, sender = 'LIS') => `MSH|^~\\&|${sender}|LAB|EHR|HOSP|20260801||ORU^R01|${id}|T|2.5.1\r`
const body = 'PID|1||R1||Testpatient^Ida\rOBR|1|||BMP^Basic^L\rOBX|1|NM|GLU^Glucose^L||98|mg/dL|70-99|N|||F\r'

function recorded(): string {
  const folder = testFolder()
  mkdirSync(join(folder, 'in'))
  writeFileSync(
    join(folder, 'in', 'a.hl7'),
    `${head('A')}${body}${head('B', 'OTHER')}${body.replace('mg/dL', 'mmol/L')}`,
  )
  writeFileSync(join(folder, 'in', 'b.hl7'), 'this is no message')
  writeFileSync(join(folder, 'in', 'c.hl7'), head('C').replace('ORU^R01', 'ADT^A08'))
  return folder
}

test('a folder of messages becomes a table of what was sent, and catalogs that a site can hold', async () => {
  const cwd = recorded()
  const { code, stdout, stderr } = await run(learn, ['in', '--system', 'lis', '--out', 'out'], { cwd })
  expect(code).toBe(0)
  expect(stdout).toContain('! units that measure different things: mg/dL (1), mmol/L (1); first in B')
  expect(stdout).toContain('2 messages of results and orders, 1 of other kinds, 1 not read')
  expect(stderr).toContain('b.hl7')
  expect(readFileSync(join(cwd, 'out', 'lis-components.csv'), 'utf8').split('\n')[0]).toMatch(/^code,name,.*seen_units/)
  expect(existsSync(join(cwd, 'out', 'lis-aoe.csv'))).toBe(false)
  expect(stdout + readFileSync(join(cwd, 'out', 'lis-components.csv'), 'utf8')).not.toMatch(/Testpatient|R1|98/)
})

test('only one sender where that is asked for; as JSON with counts', async () => {
  const { stdout } = await run(learn, ['in', '--sender', 'LIS', '--json'], { cwd: recorded() })
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ system: 'learned', messages: 1, unread: 1 },
    components: [{ code: 'GLU', count: 1, units: { 'mg/dL': 1 }, shapes: { number: 1 }, odd: [] }],
    orderables: [{ code: 'BMP', seen: 1 }],
  })
})

test('a catalog that is there is not written over', async () => {
  const cwd = recorded()
  mkdirSync(join(cwd, 'catalogs'))
  writeFileSync(join(cwd, 'catalogs', 'lis-aoe.csv'), 'code,name\n')
  const { code, stderr } = await run(learn, ['in', '--system', 'lis', '--out', 'catalogs'], { cwd })
  expect(code).toBe(2)
  expect(stderr).toContain('lis-aoe.csv, which is there')
  expect(stderr).toContain('Remove it, or name another folder with --out.')
  expect(stderr).not.toContain('labloop help')
})

test('wrong words are told, and nothing learned is the answer no', async () => {
  const cwd = recorded()
  expect(await run(learn, ['in', '--system', 'The LIS'], { cwd })).toMatchObject({ code: 2 })
  expect(await run(learn, ['in', '--site', '.'], { cwd })).toMatchObject({ code: 2 })
  expect(await run(learn, ['in/c.hl7'], { cwd })).toMatchObject({ code: 1 })
})
