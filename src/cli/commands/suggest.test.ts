// `labloop suggest`: what it prints, and what it says of files that are not as they should be.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { suggest } from './suggest.ts'
import { run, testFolder } from './testing/run.ts'

function folderWith(files: Readonly<Record<string, string>>): string {
  const cwd = testFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
  return cwd
}

const items = 'id,label,fluid,category,unit\n1,K,Serum,Chemistry,mEq/L\n2,"Hgb, whole blood",Blood,Hematology,g/dL\n'

test('each test has its suggestions as JSON, with confidence and reasons by axis', async () => {
  const cwd = folderWith({ 'items.csv': items })
  const { code, stdout, stderr } = await run(suggest, ['--items', 'items.csv', '--json'], { cwd })
  expect([code, stderr]).toEqual([0, ''])
  const answers = JSON.parse(stdout)
  expect(answers.map(({ id }: { id: string }) => id)).toEqual(['1', '2'])
  expect(answers[0].suggestions[0]).toMatchObject({ loinc: '2823-3', confidence: expect.any(Number) })
  expect(answers[1].suggestions[0].loinc).toBe('718-7')
  expect(answers[0].suggestions.length).toBeLessThanOrEqual(5)
  expect(answers[0].suggestions[0].reasons[0]).toEqual({
    axis: 'component',
    verdict: 'agrees',
    words: '"k" is potassium',
  })
})

test('one test can be asked about without a file, and is answered for people', async () => {
  const { code, stdout } = await run(suggest, ['--test', 'Na', '--fluid', 'serum', '--unit', 'mmol/L', '--most', '1'])
  expect(code).toBe(0)
  expect(stdout).toContain('Na (serum, mmol/L)')
  expect(stdout).toMatch(/ \d+ % {2}2951-2 Sodium \[Moles\/volume\] in Serum or Plasma/)
  expect(stdout).toContain('+ component: "na" is sodium')
})

test('a list of candidates with code and name alone takes the place of the built-in codes', async () => {
  const loinc = 'code,name\n6298-4,Potassium [Moles/volume] in Blood\n2345-7,Glucose [Mass/volume] in Serum or Plasma\n'
  const cwd = folderWith({ 'items.csv': items, 'loinc.csv': loinc })
  const { stdout } = await run(suggest, ['--items', 'items.csv', '--loinc', 'loinc.csv', '--json'], { cwd })
  const answers = JSON.parse(stdout)
  expect(answers[0].suggestions.map(({ loinc: code }: { loinc: string }) => code)).toEqual(['6298-4'])
  expect(answers[1].suggestions).toEqual([])
})

test('another catalog takes the place of LOINC', async () => {
  const to = 'code,name,specimen,unit\nGLU,GLUCOSE,SER,mg/dL\nKAL,POTASSIUM,SER,mmol/L\n'
  const cwd = folderWith({ 'items.csv': items, 'to.csv': to })
  const { stdout } = await run(suggest, ['--items', 'items.csv', '--to', 'to.csv', '--json'], { cwd })
  expect(JSON.parse(stdout)[0].suggestions[0].code).toBe('KAL')
})

test('bad rows are told with file and line, the good ones are answered, and the exit code says it', async () => {
  const cwd = folderWith({
    'items.csv': `${items},Sodium,Serum,Chemistry,\n4,,Blood,,\n1,K again,,,\n5,Glucose,Serum,,mg/dL\n`,
  })
  const { code, stdout, stderr } = await run(suggest, ['--items', 'items.csv', '--json'], { cwd })
  expect(code).toBe(1)
  expect(JSON.parse(stdout).map(({ id }: { id: string }) => id)).toEqual(['1', '2', '5'])
  expect(stderr.split('\n').filter(Boolean)).toEqual([
    expect.stringContaining('items.csv:4: error: The row does not say what it must. Given: no id.'),
    expect.stringContaining('items.csv:5: error: The row does not say what it must. Given: 4 without a label.'),
    expect.stringContaining('items.csv:6: error: The same code or id stands twice; the first one counts. Given: 1'),
  ])
})

test('a file without its columns, and no file, are told; nothing is answered', async () => {
  const cwd = folderWith({ 'items.csv': 'id,unit\n1,mg/dL\n' })
  const wrong = await run(suggest, ['--items', 'items.csv'], { cwd })
  expect([wrong.code, wrong.stdout]).toEqual([1, ''])
  expect(wrong.stderr).toContain('items.csv:1: error: The columns are not those of this kind of file. Given: id, unit.')
  expect(wrong.stderr).toContain('label or name')
  const missing = await run(suggest, ['--items', 'none.csv'], { cwd })
  expect(missing.code).toBe(2)
  expect(missing.stderr).toContain('none.csv (ENOENT)')
})

test('words that do not go together are refused', async () => {
  for (const args of [[], ['--items', 'a', '--test', 'b'], ['--test', 'a', '--loinc', 'b', '--to', 'c']])
    expect((await run(suggest, args)).code).toBe(2)
  for (const most of ['0', '51', 'x', '1.5']) expect((await run(suggest, ['--test', 'K', '--most', most])).code).toBe(2)
})
