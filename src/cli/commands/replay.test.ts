import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { deidentify } from './deidentify.ts'
import { replay } from './replay.ts'
import { run, testFolder } from './testing/run.ts'

const riverside = resolve(import.meta.dirname, '../../../examples/riverside')

const patient = 'PID|1||R0700001^^^RCH^MR||Testalder^Ada^Q||19800102|F|||12 Sample Street^^Springfield||(555)555-0101'
const order = [
  'MSH|^~\\&|MERIDIAN|RIVERSIDE|LABRADOR|RIVERSIDE LAB|20260105101500||ORM^O01|E1000001|P|2.3',
  patient,
  'ORC|NW|968906415^EPC|||||^^^20260105101500^^R||20260105101500',
  'OBR|1|968906415^EPC||LAB21^Glucose|R||20260105101000',
]
const result = [
  'MSH|^~\\&|LABRADOR|RIVERSIDE LAB|MERIDIAN|RIVERSIDE|20260105111500||ORU^R01^ORU_R01|L1000001|P|2.5.1',
  patient,
  'ORC|RE|968906415^EPC|26-005-000001^LAB|||CM',
  'OBR|1|968906415^EPC|26-005-000001^LAB|GLU^Glucose^L|||20260105101000|||||||||||||||20260105111400|||F',
  'OBX|1|NM|GLU^Glucose^L||92|mg/dL|70-99|N|||F|||20260105101000',
]
const text = [...order, ...result, ''].join('\r')

async function clean(): Promise<string> {
  const cwd = testFolder()
  writeFileSync(join(cwd, 'recorded.hl7'), text)
  expect((await run(deidentify, ['--out', 'clean', 'recorded.hl7'], { cwd })).code).toBe(0)
  return cwd
}

test('a de-identified recording becomes a scenario that can be played, without anybody in it', async () => {
  const cwd = await clean()
  const { code, stdout } = await run(replay, ['clean', '--site', riverside, '--as-scenario', 'glucose.yaml'], { cwd })
  expect(stdout).toMatch(/^Messages: 2, orders: 1, in .*glucose\.yaml/)
  expect(code, stdout).toBe(0)
  const written = readFileSync(join(cwd, 'glucose.yaml'), 'utf8')
  expect(written).toMatch(/^name: glucose\n/)
  expect(written).not.toMatch(/Testalder|968906415|R0700001/)
  expect(stdout).toMatch(/It passes now: the chart shows what was recorded/)
  // Messages stand in it line by line, as people read them.
  expect(written).toMatch(/sends: \|-\n +MSH\|.*\n +PID\|/)
  expect(written).toMatch(/GLU:\n +value: "92"\n +label: final/)
})

test('what was not de-identified is refused, unless the user says that it may be', async () => {
  const cwd = testFolder()
  writeFileSync(join(cwd, 'recorded.hl7'), text)
  const words = ['recorded.hl7', '--site', riverside, '--as-scenario', 'glucose.yaml']
  const refused = await run(replay, words, { cwd })
  expect(refused.code).toBe(2)
  expect(refused.stderr).toMatch(/2 messages without the mark of de-identification/)
  expect(existsSync(join(cwd, 'glucose.yaml'))).toBe(false)
  await run(replay, [...words, '--i-know'], { cwd })
  expect(existsSync(join(cwd, 'glucose.yaml'))).toBe(true)
})

test('the scenarios folder of a site is made where there is none; no other folder is, and that is told before the work', async () => {
  const cwd = await clean()
  cpSync(riverside, join(cwd, 'site'), { recursive: true })
  const words = (out: string) => ['../clean', '--as-scenario', out]
  const site = join(cwd, 'site')
  expect((await run(replay, words('scenarios/glucose.yaml'), { cwd: site })).code).toBe(0)
  expect(readdirSync(join(site, 'scenarios'))).toEqual(['glucose.yaml'])
  const refused = await run(replay, words('../scenarios/glucose.yaml'), { cwd: site })
  expect(refused).toMatchObject({ code: 3, stdout: '' })
  expect(refused.stderr).toContain('The file cannot be written.')
  expect(existsSync(join(cwd, 'scenarios'))).toBe(false)
})

test('a recording of other systems is no scenario of this site, and says whose it is', async () => {
  const cwd = testFolder()
  writeFileSync(join(cwd, 'recorded.hl7'), text.replaceAll('MERIDIAN', 'SOMEBODY').replaceAll('LABRADOR', 'ELSE'))
  const words = ['recorded.hl7', '--site', riverside, '--as-scenario', 'glucose.yaml', '--i-know']
  const { code, stderr } = await run(replay, words, { cwd })
  expect(code).toBe(1)
  expect(stderr).toMatch(/Left out: 1 from SOMEBODY at RIVERSIDE/)
})

test('wrong words are told: no file, a name that no scenario can have, a family that is built in, a file that is there', async () => {
  const cwd = await clean()
  const told = async (...words: string[]) => {
    const { code, stderr } = await run(replay, ['clean', '--site', riverside, ...words], { cwd })
    expect(code, words.join(' ')).toBe(2)
    return stderr
  }
  expect(await told()).toMatch(/--as-scenario/)
  expect(await told('--as-scenario', 'Big Name.yaml')).toMatch(/small letters/)
  expect(await told('--as-scenario', 'x.yaml', '--family', '6')).toMatch(/100 to 999/)
  writeFileSync(join(cwd, 'there.yaml'), '')
  expect(await told('--as-scenario', 'there.yaml')).toMatch(/not there yet/)
})
