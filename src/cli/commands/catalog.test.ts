import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { caseFiles, casesFolder, casesNote } from '../../../test/cases.ts'
import { catalog } from './catalog.ts'
import { run, testFolder } from './testing/run.ts'

const mfn = (...records: readonly string[]) =>
  ['MSH|^~\\&|LIS|LAB|||20260801||MFN^M08^MFN_M08|C1|T|2.5.1', 'MFI|OMM^^HL70175||UPD|||AL', ...records, ''].join('\r')
const glucose = ['MFE|MAD|1||GLU^GLUCOSE^L|CWE', 'OM1|1|GLU^GLUCOSE^L|NM|Y|^Lab|||||||Y||||||A', 'OM2|1|mg/dL']
const csv = 'code,name,unit\r\nNA,SODIUM,mmol/L\r\nGLU,GLUCOSE,mg/dl\r\n'

function folder(): string {
  const cwd = testFolder()
  mkdirSync(join(cwd, 'site', 'catalogs'), { recursive: true })
  writeFileSync(join(cwd, 'site', 'catalogs', 'lis-components.csv'), csv)
  writeFileSync(join(cwd, 'new.hl7'), mfn(...glucose))
  return cwd
}

test('messages change the catalog of a site in words, and in files only where that is asked for', async () => {
  const cwd = folder()
  const { code, stdout } = await run(catalog, ['import', 'new.hl7', '--into', 'site'], { cwd })
  expect(code).toBe(0)
  expect(stdout.split('\n')).toEqual([
    '+ order GLU GLUCOSE: added',
    '~ result GLU GLUCOSE: unit mg/dl → mg/dL; coding_system nothing → L; value_type nothing → NM',
    '1 entry was sent as new (MFE-1 MAD), as in a message that lists a whole catalog, and was there already: taken as a change',
    '1 added, 1 changed; 0 records not taken',
    '',
  ])
  expect(readdirSync(join(cwd, 'site', 'catalogs'))).toEqual(['lis-components.csv'])
  await run(catalog, ['import', 'new.hl7', '--into', 'site', '--out', 'site/catalogs'], { cwd })
  const text = readFileSync(join(cwd, 'site', 'catalogs', 'lis-components.csv'), 'utf8')
  expect(text).toBe('code,name,unit,value_type,coding_system\r\nNA,SODIUM,mmol/L,,\r\nGLU,GLUCOSE,mg/dL,NM,L\r\n')
  const again = await run(catalog, ['import', 'new.hl7', '--into', 'site', '--json'], { cwd })
  expect(JSON.parse(again.stdout)).toMatchObject({
    messages: 1,
    notTaken: [],
    changes: [{ what: 'same' }, { what: 'same' }],
  })
})

test('what is exported is imported as it was', async () => {
  const cwd = folder()
  await run(catalog, ['import', 'new.hl7', '--system', 'lis', '--out', 'one'], { cwd })
  const out = await run(catalog, ['export', 'one', '--out', 'messages'], { cwd })
  expect(out).toMatchObject({ code: 0, stderr: expect.stringMatching(/M08\.hl7: 1 record\n/) })
  await run(catalog, ['import', 'messages', '--system', 'lis', '--out', 'two'], { cwd })
  for (const name of readdirSync(join(cwd, 'one')))
    expect(readFileSync(join(cwd, 'two', name), 'utf8')).toBe(readFileSync(join(cwd, 'one', name), 'utf8'))
})

test('an export is read again in the order of its files, charges behind their tests, under control IDs of its own', async () => {
  const cwd = folder()
  const orderables = 'code,name,kind,components,procedure_codes,limited_coverage,stability\n'
  const order = 'GLU,GLUCOSE,test,GLU,82947,Plan A,8 h\n'
  writeFileSync(join(cwd, 'site', 'catalogs', 'lis-orderables.csv'), orderables + order)
  const { stderr } = await run(catalog, ['export', 'site', '--out', 'messages'], { cwd })
  expect(stderr).toMatch(/^Stays in the tables alone, .*:\n {2}lis-orderables: stability \(1\)$/m)
  const names = readdirSync(join(cwd, 'messages')).sort()
  expect(names.map((name) => name.replace(/^lis-\d{8}-/, ''))).toEqual(['1-M08.hl7', '2-M04.hl7', '3-M18.hl7'])
  const ids = names.map((name) => readFileSync(join(cwd, 'messages', name), 'utf8').split('|')[9])
  expect(ids[0]).toMatch(/^lis\d{12}-M08$/)
  const again = await run(catalog, ['import', 'messages', '--system', 'lis', '--out', 'two'], { cwd })
  expect(again.stdout).toContain('; 0 records not taken')
  expect(again.stdout).not.toContain('there already')
  expect(readFileSync(join(cwd, 'two', 'lis-orderables.csv'), 'utf8')).toContain('82947')
})

test('a catalog is exported as tables with our columns in their order, over nothing that is there', async () => {
  const cwd = folder()
  writeFileSync(
    join(cwd, 'site', 'catalogs', 'lis-components.csv'),
    ' unit ,name,code,odd\r\nmg/dL,"GLUCOSE, serum",GLU,\r\n',
  )
  const { code } = await run(catalog, ['export', 'site', '--format', 'csv', '--out', 'tables'], { cwd })
  expect([code, readdirSync(join(cwd, 'tables'))]).toEqual([0, ['lis-components.csv']])
  expect(readFileSync(join(cwd, 'tables', 'lis-components.csv'), 'utf8')).toBe(
    'code,name,unit\nGLU,"GLUCOSE, serum",mg/dL\n',
  )
  const over = await run(catalog, ['export', 'site', '--format', 'csv', '--out', 'site/catalogs'], { cwd })
  expect([over.code, over.stderr]).toEqual([2, expect.stringContaining('which is there')])
  expect(over.stderr).toContain('Remove it, or name another folder with --out.')
  expect((await run(catalog, ['export', 'site', '--format', 'xml', '--out', 'x'], { cwd })).stderr).toContain(
    'mfn, csv',
  )
})

test('a directory is made from a catalog: a page a test, and a list that needs no script', async () => {
  const cwd = folder()
  const { code } = await run(catalog, ['directory', 'site', '--out', join(cwd, 'dos'), '--title', 'Lab <A&B>'], { cwd })
  expect(code).toBe(0)
  expect(readdirSync(join(cwd, 'dos')).sort()).toEqual(['index.html', 'search.js', 'style.css', 'tests'])
  expect(readdirSync(join(cwd, 'dos', 'tests')).sort()).toEqual(['GLU.html', 'NA.html'])
  const index = readFileSync(join(cwd, 'dos', 'index.html'), 'utf8')
  expect(index).toContain('<h1>Lab &lt;A&amp;B&gt;</h1>')
  expect(index).toContain('<a href="tests/GLU.html">GLUCOSE</a>')
})

test('what is wrong in a catalog, a message or the words is told with its place', async () => {
  const cwd = folder()
  writeFileSync(join(cwd, 'site', 'catalogs', 'lis-components.csv'), 'code,name,active\nA,a,Y\n')
  const told = async (...args: string[]) => {
    const { code, stderr } = await run(catalog, args, { cwd })
    return [code, stderr.split('\n')[0]]
  }
  expect(await told('directory', 'site', '--out', 'dos')).toEqual([
    1,
    expect.stringMatching(/^site\/catalogs\/lis-components.csv:2:5.*"Y".*yes or no/),
  ])
  expect(await told('directory', 'site', '--system', 'ehr', '--out', 'dos')).toEqual([
    2,
    expect.stringContaining('lis'),
  ])
  expect(await told('export', 'site')).toEqual([2, expect.stringContaining('--out')])
  expect(await told('publish')).toEqual([2, expect.stringContaining('import, export, directory, draft')])
  writeFileSync(join(cwd, 'bad.hl7'), mfn('MFE|MXX|||GLU^GLUCOSE^L|CWE'))
  const bad = await run(catalog, ['import', 'bad.hl7'], { cwd })
  expect(bad).toMatchObject({ code: 1, stdout: expect.stringContaining('record 1 (GLU): not taken: MFE-1 is "MXX"') })
})

test('a table that a system exported is imported under its own names of columns', async () => {
  const cwd = folder()
  writeFileSync(
    join(cwd, 'export.csv'),
    'Test Code,Name,UOM,Bench\nGLU,Glucose,mg/dL,3\nCL,Chloride,mmol/L,3\n,nameless,g,1\n',
  )
  const named = ['--column', 'code=Test Code', '--column', 'name=Name', '--column', 'unit=UOM']
  const args = ['import', 'export.csv', '--into', 'site', '--part', 'components', '--out', 'out', ...named]
  const { code, stdout, stderr } = await run(catalog, args, { cwd })
  expect(code).toBe(1)
  expect(stderr).toContain('not taken, since no --column names them: Bench')
  expect(stdout.split('\n')).toEqual([
    '~ result GLU Glucose: name GLUCOSE → Glucose; unit mg/dl → mg/dL',
    '+ result CL Chloride: added',
    '! export.csv, record 4: not taken: line 4: no code',
    '1 added, 1 changed; 1 record not taken',
    '',
  ])
  expect(readFileSync(join(cwd, 'out', 'lis-components.csv'), 'utf8')).toBe(
    'code,name,unit\r\nNA,SODIUM,mmol/L\r\nGLU,Glucose,mg/dL\r\nCL,Chloride,mmol/L\r\n',
  )
  const told = async (...words: string[]) => (await run(catalog, ['import', 'export.csv', ...words], { cwd })).stderr
  expect(await told()).toContain('orderables, components, aoe')
  expect(await told('--part', 'components')).toContain('no column for code')
  expect(await told('--part', 'components', '--column', 'code=Test Cod')).toContain('did you mean "Test Code"')
  expect(await told('--part', 'components', '--column', 'units=UOM')).toContain('did you mean "unit"')
})

test('what is wrong in a table is told row by row, and in its form before anything is made of it', async () => {
  const cwd = folder()
  const told = async (content: string | Uint8Array) => {
    writeFileSync(join(cwd, 'table.csv'), content)
    const words = ['import', 'table.csv', '--system', 'lis', '--part', 'components', '--column', 'unit=UOM']
    const { code, stdout, stderr } = await run(catalog, words, { cwd })
    return { code, stdout: stdout.split('\n'), stderr: stderr.split('\n').filter((line) => !line.startsWith(' ')) }
  }
  const rows = await told('code,name,UOM,active\nA,a,mgg/dL,Y\nB,b,g/L,no\nB,again,g/L,\n')
  expect(rows.stdout).toEqual([
    '+ result B b: added',
    '! table.csv, record 2 (A): not taken: line 2: The cell active has a value that is not allowed. Given: "Y". Allowed: yes or no.',
    '! table.csv, record 4 (B): not taken: line 4: B stands in line 3 too',
    '1 added; 2 records not taken',
    '',
  ])
  expect([rows.code, rows.stderr[0]]).toEqual([1, expect.stringMatching(/^table.csv:2:5 warning: .*"mgg\/dL"/)])
  const ragged = await told('code,UOM\nA,a,x\nB\n')
  expect(ragged.code).toBe(1)
  expect(ragged.stderr.slice(0, 2)).toEqual([
    expect.stringContaining('table.csv:2:5 error'),
    expect.stringContaining('table.csv:3:1 error'),
  ])
  expect((await told('code;UOM\nA;a\n')).stderr[0]).toContain('table.csv:1:1 error')
  expect((await told(Buffer.from('code,UOM\nA,\xb5g\n', 'latin1'))).stderr[0]).toMatch(/table.csv:2:3 error.*not UTF-8/)
  expect((await told('')).stderr[0]).toContain('an empty file')
})

test('a table that does not name a column leaves what is there: the name, and that a test is switched off', async () => {
  const cwd = folder()
  writeFileSync(join(cwd, 'site', 'catalogs', 'lis-components.csv'), 'code,name,unit,active\nGLU,GLUCOSE,mg/dl,no\n')
  writeFileSync(join(cwd, 'units.csv'), 'code,unit\nGLU,mg/dL\n')
  const { stdout } = await run(catalog, ['import', 'units.csv', '--into', 'site', '--part', 'components'], { cwd })
  expect(stdout.split('\n')[0]).toBe('~ result GLU GLUCOSE: unit mg/dl → mg/dL')
})

test.skipIf(!casesFolder)(`the directory is made from NIST’s EDOS_1.0 messages${casesNote}`, async () => {
  const cwd = testFolder()
  const file = join(casesFolder!, caseFiles('messages/nist').find((name) => name.includes('EDOS_1.0'))!)
  const { code } = await run(catalog, ['directory', '--messages', file, '--out', 'dos'], { cwd })
  expect(code).toBe(0)
  const page = readFileSync(join(cwd, 'dos', 'tests', '500.html'), 'utf8')
  for (const text of [
    ...['Century Hospital Clinical Laboratory', 'Erythrocyte sedimentation rate', 'LOINC <b>30341-2</b>', 'Westergren'],
    ...['Black Top Tube (Vac-Tec)', 'Preferred', '2.4 mL', 'male', '0–15', 'female', '0–25', 'mm/h', '1 d', 'Clotting'],
  ])
    expect(page).toContain(text)
  expect(page).toMatch(/Stability<\/th><td><span class="quiet">not stated by the laboratory/)
})
