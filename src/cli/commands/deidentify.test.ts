import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { messages, parse } from '../../hl7/index.ts'
import { turnOf } from '../../rehearsal/deidentify/mark.ts'
import { deidentify } from './deidentify.ts'
import { run, testFolder } from './testing/run.ts'

const message = (id: string, minute: string) =>
  [
    `MSH|^~\\&|LAB|RIVERSIDE|EHR|RIVERSIDE|202601051015${minute}||ORU^R01|${id}|P|2.5.1`,
    'PID|1||70012345^^^RCH^MR||Featherstonehaugh^Araminta||19540611|F',
    'OBR|1|968906415^EPC|26-326-001234^LAB|2823-3^Potassium^LN',
    'OBX|1|NM|2823-3^Potassium^LN||4.1|mmol/L|3.5-5.1|N|||F',
    'NTE|1||Araminta was fasting',
    '',
  ].join('\r')

function recorded(): string {
  const folder = testFolder()
  mkdirSync(join(folder, 'recorded', 'lab'), { recursive: true })
  writeFileSync(join(folder, 'recorded', 'Featherstonehaugh.hl7'), message('LAB-000002', '02'))
  writeFileSync(join(folder, 'recorded', 'lab', 'first.hl7'), message('LAB-000001', '01'))
  return folder
}

test('a folder becomes numbered files without people, and says what was done', async () => {
  const cwd = recorded()
  const { code, stdout } = await run(deidentify, ['--out', 'clean', '--key', 'secret.key', 'recorded'], { cwd })
  expect(code).toBe(0)
  expect(readdirSync(join(cwd, 'clean'))).toEqual(['00001.hl7', '00002.hl7'])
  const made = readdirSync(join(cwd, 'clean')).map((name) => readFileSync(join(cwd, 'clean', name)))
  expect(made.join('')).not.toMatch(/Featherstonehaugh|Araminta|70012345|968906415/)
  expect(made.map((bytes) => turnOf(messages(parse(bytes))[0]!))).toEqual([2, 1])
  expect(stdout).toMatch(/^2 messages\n/)
  expect(stdout).toMatch(/PID-5 +pseudonym 4/)
  expect(stdout).toMatch(/NTE-3 +text replaced 2/)
})

test('a key that is not there is made for this user alone, and a second run with it agrees', async () => {
  const cwd = recorded()
  const first = await run(deidentify, ['--out', 'a', '--key', 'secret.key', 'recorded'], { cwd })
  expect(first.stderr).toMatch(/A new key is in/)
  expect(statSync(join(cwd, 'secret.key')).mode & 0o077).toBe(0)
  await run(deidentify, ['--out', 'b', '--key', 'secret.key', 'recorded'], { cwd })
  await run(deidentify, ['--out', 'c', 'recorded'], { cwd })
  const text = (folder: string) => readFileSync(join(cwd, folder, '00001.hl7'), 'latin1')
  expect(text('b')).toBe(text('a'))
  expect(text('c')).not.toBe(text('a'))
})

test('standard input goes to standard output', async () => {
  const { code, stdout } = await run(deidentify, [], { stdin: message('LAB-000001', '01') })
  expect(code).toBe(0)
  expect(messages(parse(Buffer.from(stdout))).length).toBe(1)
  expect(stdout).toMatch(/\|4\.1\|mmol\/L\|3\.5-5\.1\|N\|/)
})

test('--check writes nothing, and --report gives counts without values', async () => {
  const cwd = recorded()
  const { code, stdout } = await run(deidentify, ['--check', '--json', '--report', 'report.json', 'recorded'], { cwd })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ messages: 2, fields: { 'PID-3': { pseudonym: 2 } } })
  expect(readFileSync(join(cwd, 'report.json'), 'utf8')).not.toMatch(/Araminta|70012345/)
  expect(readdirSync(cwd).sort()).toEqual(['recorded', 'report.json'])
})

test.each([
  [['--check', '--report', 'no/such/r.json']],
  [['--key', 'no/such/k', '--out', 'clean']],
  [['--out', 'recorded/Featherstonehaugh.hl7/clean']],
])('what cannot be written is told as that, and nothing else is: %j', async (words) => {
  const cwd = recorded()
  const { code, stderr } = await run(deidentify, [...words, 'recorded'], { cwd })
  expect(code).toBe(3)
  expect(stderr).toContain('The file cannot be written.')
  expect(existsSync(join(cwd, 'clean', '00001.hl7'))).toBe(false)
})

test('of a file that cannot be read nothing is written, the others are, and the exit code says so', async () => {
  const cwd = recorded()
  writeFileSync(join(cwd, 'recorded', 'broken.hl7'), 'PID|1||Jane')
  const { code, stderr } = await run(deidentify, ['--out', 'clean', '--keep-names', 'recorded'], { cwd })
  expect(code).toBe(1)
  expect(stderr).toMatch(/broken\.hl7: .* Nothing of it is written/)
  expect(readdirSync(join(cwd, 'clean')).sort()).toEqual(['Featherstonehaugh.hl7', 'first.hl7'])
})

test('wrong words are told: no folder, a key too short, a place that is none, a file that would be overwritten', async () => {
  const cwd = recorded()
  writeFileSync(join(cwd, 'short.key'), 'abc')
  const told = async (...args: string[]) => {
    const { code, stderr } = await run(deidentify, args, { cwd })
    expect(code, args.join(' ')).toBe(2)
    return stderr
  }
  expect(await told('recorded')).toMatch(/--out/)
  expect(await told('--out', 'clean', '--key', 'short.key', 'recorded')).toMatch(/at least 16 bytes/)
  expect(await told('--out', 'clean', '--keep', 'pid 5', 'recorded')).toMatch(/ZPI/)
  expect(existsSync(join(cwd, 'clean'))).toBe(false)
  await run(deidentify, ['--out', 'clean', 'recorded'], { cwd })
  expect(await told('--out', 'clean', 'recorded')).toMatch(/without files of these names/)
})
