import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { sampleFiles } from '../../site/testing/sample.ts'
import { riverside } from '../demo-run.ts'
import { check } from './check.ts'
import { run, testFolder } from './testing/run.ts'

/** A folder with a site `hospital` in it, whose files may differ from the sample's. */
function hospital(changes: Readonly<Record<string, string>> = {}): string {
  const folder = testFolder()
  for (const [path, text] of Object.entries({ ...sampleFiles, ...changes })) {
    const file = join(folder, 'hospital', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return folder
}

const wrong = { 'site.yaml': 'name: sample\ntitle: Sample\ntime_zone: America/Chigaco\nmoed: live\n' }

test('a site that is right is summed up on one line', async () => {
  const { code, stdout, stderr } = await run(check, ['hospital'], { cwd: hospital() })
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(
    /^sample \(Sample Hospital\): 2 systems, 2 flows, 6 rows of maps; revision [0-9a-f]{12}; no errors, no warnings\n$/,
  )
})

test('every error is told on standard error, with a path from where the user is, and the code is 1', async () => {
  const { code, stdout, stderr } = await run(check, ['hospital'], { cwd: hospital(wrong) })
  expect([code, stdout]).toEqual([1, ''])
  const lines = stderr.split('\n')
  expect(lines[0]).toMatch(
    /^hospital\/site\.yaml:3:12 error: There is no time zone of this name\. Given: "America\/Chigaco"\./,
  )
  expect(lines[2]).toMatch(
    /^hospital\/site\.yaml:4:1 error: There is no setting of this name here\. Given: "moed" \(did you mean "mode"\?\)/,
  )
  expect(lines.at(-2)).toBe('2 errors, no warnings. Nothing would be started.')
})

test('without a folder the current one is checked', async () => {
  const { code } = await run(check, [], { cwd: join(hospital(), 'hospital') })
  expect(code).toBe(0)
})

test('--json prints one object on standard output', async () => {
  const { code, stdout, stderr } = await run(check, ['hospital', '--json'], { cwd: hospital(wrong) })
  expect([code, stderr]).toEqual([1, ''])
  const said = JSON.parse(stdout)
  expect(said).toMatchObject({ site: null, revision: null, errors: 2, warnings: 0 })
  expect(said.problems[0]).toMatchObject({
    code: 'site-time-zone',
    severity: 'error',
    file: 'site.yaml',
    line: 3,
    column: 12,
  })
})

test('warnings alone stop nothing', async () => {
  const { code, stdout, stderr } = await run(check, ['hospital'], { cwd: hospital({ 'flows/old.yml': '' }) })
  expect(code).toBe(0)
  expect(stderr).toContain('hospital/flows/old.yml:1:1 warning:')
  expect(stdout).toContain('no errors, 1 warning')
})

test('a scenario of the site that has a mistake is told with its line, and the code is 1', async () => {
  const builtIn = join(import.meta.dirname, '../../../scenarios/workflow/01-routine-panel.yaml')
  const own = readFileSync(builtIn, 'utf8').replace('receives:', 'recieves:')
  const { code, stderr } = await run(check, ['hospital'], { cwd: hospital({ 'scenarios/own.yaml': own }) })
  expect(code).toBe(1)
  expect(stderr).toMatch(/scenarios\/own\.yaml:\d+:\d+ error: .*did you mean "receives"/)
})

test('a code in a scenario that no list has, and what the site does not have, are told with their places', async () => {
  const site = join(testFolder(), 'site')
  cpSync(riverside, site, { recursive: true })
  mkdirSync(join(site, 'scenarios'))
  const own = `name: ours
family: 101
title: Ours
why: To try.
asked_by: [Nobody]
patients: { anna: {} }
orders:
  one: { for: anna, test: any numeric, priority: ROUTT }
  two: { for: anna, test: { loinc: 9999999-4 } }
steps: [{ ehr: { orders: one } }]
expect: {}
`
  const checked = async (text: string) => {
    writeFileSync(join(site, 'scenarios', 'ours.yaml'), text)
    return run(check, [site])
  }
  const coded = await checked(own)
  expect(coded.code).toBe(1)
  expect(coded.stderr).toMatch(/ours\.yaml:8:50 error: .* Given: "ROUTT" \(did you mean "ROUT"\?\)\. Allowed: /)
  const absent = await checked(own.replace('ROUTT', 'ROUT'))
  expect(absent.code).toBe(1)
  expect(absent.stderr).toMatch(/ours\.yaml:9:8 error: .* Given: the site has no test for LOINC 9999999-4\./)
  expect((await checked(own.replace('ROUTT', 'ROUT').replace(/ {2}two.*\n/, ''))).code).toBe(0)
})

test('--schemas writes a schema for each kind of YAML file, also without a site', async () => {
  const folder = testFolder()
  const { code } = await run(check, ['--schemas', 'out'], { cwd: folder })
  expect(code).toBe(0)
  expect(readdirSync(join(folder, 'out')).sort()).toEqual([
    'alignment.schema.json',
    'flow.schema.json',
    'ownership.schema.json',
    'scenario.schema.json',
    'site.schema.json',
    'system.schema.json',
    'workflow.schema.json',
  ])
  const flow = JSON.parse(readFileSync(join(folder, 'out/flow.schema.json'), 'utf8'))
  expect(flow.properties.delivery.properties.in_flight).toMatchObject({
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 1,
  })
  expect(flow.required).toEqual(['id', 'from', 'to', 'kind', 'messages'])
})

test('a folder that is not there, and two folders, are told', async () => {
  const cwd = testFolder()
  const missing = await run(check, ['nowhere'], { cwd })
  expect([missing.code, missing.stderr.includes('site folder is not there')]).toEqual([2, true])
  expect((await run(check, ['one', 'two'], { cwd })).code).toBe(2)
  expect((await run(check, ['--jsno'], { cwd })).code).toBe(2)
})

test('against the folder from before the change, codes that are left unmapped are told, and the answer is no', async () => {
  const cwd = hospital()
  cpSync(join(cwd, 'hospital'), join(cwd, 'before'), { recursive: true })
  expect(await run(check, ['hospital', '--against', 'before'], { cwd })).toMatchObject({ code: 0, stderr: '' })
  const file = join(cwd, 'hospital', 'maps', 'components.csv')
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^lis,K,.*\n/m, ''))
  const { code, stderr } = await run(check, ['hospital', '--against', 'before'], { cwd })
  expect(code).toBe(1)
  expect(stderr).toContain('hospital/maps/components.csv:1:1 error: A code that was mapped before is mapped no more.')
  expect(stderr).toContain('lis K to ehr: it was 1002 (line 3 before), and its row is gone')
})

test('against the folder from before the change, a conversion that was changed under its signature is told', async () => {
  const columns = 'from_system,from_code,to_system,to_code,context,direction,status,approved_by,approved_on'
  const row = 'lis,GLU,ehr,1001,,both,approved,Laboratory director,2026-08-17,mg/dL,mg/dL'
  const signed = 'Laboratory director,2026-08-17'
  const map = (factor: string) =>
    [
      `${columns},unit_from,unit_to,factor,signed_by,signed_on`,
      `${row},${factor},${signed}`,
      'lis,K,ehr,1002,,both,approved,Laboratory director,2026-08-17,,,,,',
      '',
    ].join('\n')
  const cwd = hospital({ 'maps/components.csv': map('1') })
  cpSync(join(cwd, 'hospital'), join(cwd, 'before'), { recursive: true })
  expect(await run(check, ['hospital', '--against', 'before'], { cwd })).toMatchObject({ code: 0, stderr: '' })
  writeFileSync(join(cwd, 'hospital', 'maps', 'components.csv'), map('1.0'))
  const { code, stderr } = await run(check, ['hospital', '--against', 'before'], { cwd })
  expect(code).toBe(1)
  expect(stderr).toContain(
    'hospital/maps/components.csv:2:1 error: The conversion of values is another one than was signed.',
  )
})

test('LOINC codes that a list does not have, or has as deprecated, are told with their places', async () => {
  const rows = ['code,name,loinc', 'GLU,a,2345-7', 'K,b,2823-3', 'C,c,1-8', '']
  const cwd = hospital({ 'catalogs/lis-components.csv': rows.join('\n') })
  const list = ['LOINC_NUM,LONG_COMMON_NAME,STATUS', '2345-7,Glucose,ACTIVE', '1-8,Old,DEPRECATED', '']
  writeFileSync(join(cwd, 'Loinc.csv'), list.join('\n'))
  const { code, stderr } = await run(check, ['hospital', '--loinc', 'Loinc.csv'], { cwd })
  expect(code).toBe(0)
  expect(stderr).toMatch(/lis-components\.csv:3:5 warning: .*Given: "2823-3"\./)
  expect(stderr).toMatch(/lis-components\.csv:4:5 warning: .*Given: "1-8", which is deprecated: Old\./)
  expect(stderr).not.toContain('LOINC names')
  mkdirSync(join(cwd, 'LoincTable'))
  writeFileSync(join(cwd, 'LoincTable', 'Loinc.csv'), list.join('\n'))
  writeFileSync(join(cwd, 'LoincTable', 'MapTo.csv'), 'LOINC,MAP_TO,COMMENT\n1-8,2345-7,of serum\n1-8,2823-3,\n')
  const release = await run(check, ['hospital', '--loinc', '.'], { cwd })
  expect(release.stderr).toMatch(/"1-8", .* in use; LOINC names 2345-7 \(of serum\) or 2823-3 instead\./)
})
