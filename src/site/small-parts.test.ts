import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LabloopError } from '../errors.ts'
import { isAddress } from './address.ts'
import { readCsv } from './csv-file.ts'
import { fileKind } from './layout.ts'
import { loadSite } from './load.ts'
import { placeOf as pathOf } from './place.ts'
import { newReport, placeOf } from './problem.ts'
import { revisionOf } from './revision.ts'
import { readStepSource } from './step-source.ts'
import { didYouMean, nearest } from './suggest.ts'
import { sampleWith, surroundings } from './testing/sample.ts'
import { withCensus, withPorts } from './with-ports.ts'
import { readYaml } from './yaml-file.ts'

test('the nearest name is one that a person could have meant, and none where nothing is near', () => {
  expect(nearest('conection', ['connection', 'control_id'])).toBe('connection')
  expect(nearest('moed', ['mode', 'name'])).toBe('mode')
  expect(nearest('Lis', ['lis'])).toBe('lis')
  expect(nearest('xyz', ['lis', 'ehr'])).toBeUndefined()
  expect(nearest('a', ['b', 'c'])).toBeUndefined()
  expect(didYouMean('x\ny', [])).toBe('"x y"')
})

test('among ten thousand codes that begin alike the nearest is found', () => {
  const codes = Array.from({ length: 10_000 }, (_, nth) => `1230007${nth}`)
  expect(nearest('1230070831', codes)).toBe('1230007831')
  expect(nearest('12300079999X', codes)).toBe('12300079999')
})

test('addresses and ranges of both families are known from what is none', () => {
  for (const text of [
    '127.0.0.1',
    '10.0.0.0/8',
    '::1',
    'fd00::/8',
    '2001:db8::a:b',
    '::ffff:10.0.0.1',
    '1:2:3:4:5:6:7:8',
  ])
    expect(isAddress(text), text).toBe(true)
  for (const text of [
    '',
    'localhost',
    '256.1.1.1',
    '1.2.3',
    '10.0.0.0/33',
    '01.2.3.4',
    ':::1',
    '1::2::3',
    'fd00::/129',
    '1:2:3:4:5:6:7',
    '1.2.3.4/8/8',
  ])
    expect(isAddress(text), text).toBe(false)
})

test('each file of a site has its kind, and only that', () => {
  const kinds = [
    'site.yaml',
    'systems/a.yaml',
    'flows/a.yaml',
    'maps/a.csv',
    'catalogs/a-aoe.csv',
    'steps/x/a.ts',
    'steps/a.test.ts',
    'README.md',
    'site.yml',
    'flows/x/a.yaml',
    'a.ts',
  ]
  expect(kinds.map(fileKind)).toEqual([
    'site',
    'system',
    'flow',
    'map',
    'catalog',
    'step',
    'beside',
    'beside',
    'unknown',
    'unknown',
    'unknown',
  ])
})

test('a CSV cell knows its line and column behind quotes, line ends in cells and empty lines', () => {
  const text = '\ufeffcode,name,unit\r\nA,"x, ""y""\r\nz",mg\r\n\r\nB,,"g"\r\n'
  const report = newReport()
  const { rows } = readCsv('a.csv', text, { required: ['code'], optional: ['name', 'unit'] }, report)
  expect(report.problems).toEqual([])
  expect(rows.map(({ line, cells }) => [line, cells])).toEqual([
    [2, { code: 'A', name: 'x, "y"\nz', unit: 'mg' }],
    [5, { code: 'B', name: '', unit: 'g' }],
  ])
  expect(rows.map((row) => ['code', 'name', 'unit'].map((column) => row.at(column)))).toEqual([
    [
      { line: 2, column: 1 },
      { line: 2, column: 3 },
      { line: 3, column: 4 },
    ],
    [
      { line: 5, column: 1 },
      { line: 5, column: 3 },
      { line: 5, column: 4 },
    ],
  ])
})

test('rows behind one that cannot be read are still read, and each such row is told', () => {
  const text = 'code,name\nA,"x"y\nB,b\nC,"open\nD,d\n'
  const report = newReport()
  const { rows } = readCsv('a.csv', text, { required: ['code', 'name'], optional: [] }, report)
  expect(rows.map(({ cells }) => cells.code)).toEqual(['B', 'D'])
  expect(report.problems.map(placeOf)).toEqual(['a.csv:2:1', 'a.csv:4:1'])
})

test('any table that is written with quotes where needed is read back, each cell at its place', () => {
  const cell = fc
    .string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', 'ü'), maxLength: 6 })
    .map((text) => text.trim())
  const quote = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), (table) => {
      const full = table.filter(([one, other]) => one !== '' || other !== '')
      const lines = full.map((row) => row.map(quote).join(','))
      const report = newReport()
      const { rows } = readCsv(
        'a.csv',
        `one,two\n${lines.join('\n')}\n`,
        { required: ['one', 'two'], optional: [] },
        report,
      )
      expect(rows.map(({ cells }) => [cells.one, cells.two])).toEqual(full)
      const text = `one,two\n${lines.join('\n')}\n`.split('\n')
      for (const row of rows) {
        const { line, column } = row.at('two')
        const rest = text
          .slice(line - 1)
          .join('\n')
          .slice(column - 1)
        expect(rest.startsWith(quote(row.cells.two ?? ''))).toBe(true)
      }
    }),
  )
})

test('a YAML value, a name and something missing each have a place', () => {
  const file = readYaml('a.yaml', 'one: 1\nlist:\n  - {a: x,\n     b: y}\n  - 2\nempty:\n"quoted": z\n', newReport())
  expect(file.at(['list', 0, 'b'])).toEqual({ line: 4, column: 9 })
  expect(file.atKey(['list', 0, 'b'])).toEqual({ line: 4, column: 6 })
  expect(file.at(['list', 1])).toEqual({ line: 5, column: 5 })
  expect(file.at(['empty'])).toEqual({ line: 6, column: 1 })
  expect(file.at(['list', 0, 'missing'])).toEqual({ line: 3, column: 5 })
  expect(file.at(['nowhere', 3])).toEqual({ line: 1, column: 1 })
  expect(file.at(['quoted'])).toEqual({ line: 7, column: 11 })
})

test('what stands under a name that is there twice is read together, so that nothing else seems to be missing', () => {
  const report = newReport()
  const text =
    'hours:\n  core: 1\n  bench: 2\ntitle: one\nhours:\n  night: 3\n  core: 4\ntitle: two\nlist: [1]\nlist: [2]\n'
  const file = readYaml('a.yaml', text, report)
  expect(file.value).toEqual({ hours: { core: 1, bench: 2, night: 3 }, title: 'one', list: [1, 2] })
  expect(file.at(['hours', 'night'])).toEqual({ line: 6, column: 10 })
  expect(report.problems.map(({ code, line }) => [code, line])).toEqual([
    ['site-key-repeated', 5],
    ['site-key-repeated', 8],
    ['site-key-repeated', 10],
  ])
})

test('YAML with aliases that multiply without end, several documents or other keys than texts is told', () => {
  const codes = (text: string) => {
    const report = newReport()
    readYaml('a.yaml', text, report)
    return report.problems.map(({ code }) => code)
  }
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
  for (const [name, other] of ['ba', 'cb', 'dc', 'ed', 'fe'].map((pair) => [...pair]))
    bomb.push(`${name}: &${name} [${`*${other},`.repeat(9)}]`)
  expect(codes(bomb.join('\n'))).toEqual(['site-yaml'])
  expect(codes('a: 1\n---\nb: 2\n')).toEqual(['site-yaml'])
  expect(codes('[1, 2]: x\n')).toContain('site-yaml')
  expect(codes('a: "open\nb: 1\n')).not.toEqual([])
})

test('paths are read as a site writes them', () => {
  expect(pathOf('OBX[*]-3[2].1.4')).toMatchObject({
    segment: 'OBX',
    index: -1,
    field: 3,
    repetition: 2,
    component: 1,
    subcomponent: 4,
  })
  expect(pathOf('OBX-8[*]')).toMatchObject({ index: 0, repetition: -1, component: 0 })
  expect(pathOf('ZDS[3]')).toMatchObject({ index: 3, field: 0 })
  for (const text of ['', 'obx-3', 'OBX-0', 'OBX[0]-3', 'OBX-3.0', 'OBX-', 'OBX3', '1BX-3', 'OBX-3 '])
    expect(pathOf(text), text).toBeUndefined()
})

test('the imports, exports and reaches of a step’s file are found, and words in texts and comments do not count', () => {
  const text = [
    "import type { StepFunction } from 'labloop/step'",
    "import { type A, type B } from './types.ts'",
    "import { c } from './c.ts' // import { d } from './d.ts'",
    "export { e } from './e.ts'",
    'const words = "Date.now() import x from \'y\'" /* Math.random() */',
    'const pattern = /fetch("[/]")/g, half = 4 / 2 / 1',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source of a step
    'const text = `process ${Math.random()} console`',
    'export const f: StepFunction = (message) => message',
    'export async function g(message) { return message }',
    'export function h(message: Message, tools: Tools) { return new Date() }',
    'const x = { process: 1 }, y = x.process',
  ].join('\n')
  const { imports, exports, reaches } = readStepSource(text)
  expect(imports.map(({ specifier, isType, at }) => [specifier, isType, at.line])).toEqual([
    ['labloop/step', true, 1],
    ['./types.ts', true, 2],
    ['./c.ts', false, 3],
    ['./e.ts', false, 4],
  ])
  expect(text.slice(imports[2]!.from, imports[2]!.to)).toBe('./c.ts')
  expect(exports.map(({ name, isTyped, isAsync }) => [name, isTyped, isAsync])).toEqual([
    ['f', true, false],
    ['g', false, true],
    ['h', true, false],
  ])
  expect(reaches.map(({ name, at }) => [name, at.line])).toEqual([
    ['Math.random', 7],
    ['new Date()', 10],
  ])
})

test('reading a step’s file never throws', () => {
  const piece = fc.constantFrom(
    "'",
    '"',
    '`',
    '/',
    '//',
    '/*',
    '*/',
    '${',
    '}',
    '\\',
    '\n',
    'import ',
    'export ',
    'from ',
    '{',
    'x',
    '(',
    '=',
    'async ',
  )
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => void readStepSource(pieces.join(''))))
})

test('the revision follows every byte and name of the site, whatever the order of its files', () => {
  const files = sampleWith()
  const revision = revisionOf(files)
  expect(revision).toMatch(/^[0-9a-f]{64}$/)
  expect(revisionOf(new Map([...files].reverse()))).toBe(revision)
  const bytes = new Map([...files].map(([path, text]) => [path, new TextEncoder().encode(String(text))]))
  expect(revisionOf(bytes)).toBe(revision)
  for (const path of files.keys()) {
    expect(revisionOf(new Map(files).set(path, `${files.get(path)} `)), path).not.toBe(revision)
    const renamed = new Map([...files].map(([name, text]) => [name === path ? name.replace('.', '2.') : name, text]))
    expect(revisionOf(renamed), path).not.toBe(revision)
  }
})

test('a site gets other ports and hosts by connection, and keeps its revision', () => {
  const { site } = loadSite(sampleWith(), surroundings)
  const other = withPorts(site!, { 'ehr-orders': { port: 0 }, 'lis-orders': { host: '10.0.0.9', port: 5000 } })
  const endpoints = other.systems.flatMap(({ connections }) =>
    connections.map(({ id, host, port }) => `${id} ${host}:${port}`),
  )
  expect(endpoints).toEqual([
    'ehr-orders 127.0.0.1:0',
    'ehr-results 127.0.0.1:7081',
    'lis-results 127.0.0.1:7072',
    'lis-orders 10.0.0.9:5000',
  ])
  expect(other.revision).toBe(site!.revision)
  expect(() => withPorts(site!, { 'ehr-order': { port: 1 } })).toThrow(LabloopError)
  expect(() => withPorts(site!, { 'ehr-order': { port: 1 } })).toThrow('did you mean "ehr-orders"')
})

test('a site gets the address of a census, and its pace', () => {
  const { site } = loadSite(sampleWith(), surroundings)
  const other = withCensus(site!, 'ehr', { url: 'http://127.0.0.1:9/census', every_ms: 500 })
  expect(other.systems.map(({ census }) => census)).toEqual([
    { url: 'http://127.0.0.1:9/census', every: 500 },
    undefined,
  ])
  expect(() => withCensus(site!, 'his', { url: 'http://x' })).toThrow(LabloopError)
})
