import fc from 'fast-check'
import { expect, test } from 'vitest'
import { errorChapters } from '../errors.ts'
import { loadSite } from './load.ts'
import { placeOf, problemText } from './problem.ts'
import { ehr, lis, orders, results, step, tests, units, withStep } from './testing/mistake.ts'
import { mistakes } from './testing/mistakes.ts'
import { hours, rightWorkflow } from './testing/mistakes-in-workflows.ts'
import { add, placeOfText, problemsAfter, put, sampleFiles, sampleWith, surroundings } from './testing/sample.ts'

test('the sample is right, and every default of it is filled in', () => {
  const { site, problems } = loadSite(sampleWith(), surroundings)
  expect(problems).toEqual([])
  expect(site?.mode).toBe('live')
  expect(site?.clocks.accepted).toBe(30 * 60_000)
  expect(site?.flows.map(({ id, unmapped, delivery }) => [id, unmapped, delivery.in_flight])).toEqual([
    ['orders', 'hold', 1],
    ['results', 'hold', 1],
  ])
  expect(site?.maps.find(({ id }) => id === 'units')?.rows[0]).toMatchObject({ context: { component: 'K' }, line: 2 })
})

for (const { about, code, changes, at, given, allowed, severity, more = [] } of mistakes) {
  if (code === 'site-file-encoding') continue
  test(`${about} is told with its place (${code})`, () => {
    const problems = problemsAfter(changes)
    const [file, text, nth] = at
    const place = text === '' ? `${file}:1:1` : placeOfText(changes, file, text, nth)
    const found = problems.filter((problem) => problem.code === code && placeOf(problem) === place)
    expect(found, problems.map(problemText).join('\n')).toHaveLength(1)
    const [problem] = found
    expect(problem?.severity).toBe(severity ?? 'error')
    if (given !== undefined) expect(problem?.given).toContain(given)
    if (allowed !== undefined) expect(problem?.allowed).toContain(allowed)
    const others = problems.filter((other) => other !== problem).map((other) => other.code)
    expect(others.filter((other) => !more.includes(other))).toEqual([])
    expect(loadSite(sampleWith(changes), surroundings).site === null).toBe(severity !== 'warning')
  })
}

test('a site that only observes needs no way out: neither out connections nor deliveries', () => {
  const changes = {
    'site.yaml': add('mode: observe\n'),
    [ehr]: put('  - id: ehr-results\n    direction: out\n    port: 7081\n', ''),
    [lis]: put('  - id: lis-orders\n    direction: out\n    port: 7082\n', ''),
    [orders]: put('delivery:\n  connection: lis-orders\n', ''),
    [results]: put('delivery:\n  connection: ehr-results\n', ''),
  }
  const { site, problems } = loadSite(sampleWith(changes), surroundings)
  expect(problems.map(problemText)).toEqual([])
  expect(site).toMatchObject({ mode: 'observe', flows: [{ delivery: { connection: '' } }, {}] })
})

test('a file that is no UTF-8 is told by name', () => {
  const files = new Map(sampleWith())
  files.set('site.yaml', Uint8Array.of(0x6e, 0xff, 0xfe))
  const { site, problems } = loadSite(files, surroundings)
  expect(site).toBeNull()
  expect(problems.map((problem) => [placeOf(problem), problem.code])).toEqual([['site.yaml:1:2', 'site-file-encoding']])
  const told = (...bytes: readonly number[]) => {
    files.set('site.yaml', Uint8Array.from(bytes))
    const [problem] = loadSite(files, surroundings).problems
    return `${problem?.line}:${problem?.column} ${problem?.given}`
  }
  expect(told(0xff, 0xfe, 0x41, 0)).toBe('1:1 UTF-16')
  const fault = 'a byte that no UTF-8 text has there'
  expect(told(0x41, 0x0a, 0xc3, 0xa4, 0x42, 0xfc, 0x0a)).toBe(`2:3 ${fault}`)
  expect(told(0x41, 0x0a, 0xef, 0x41)).toBe(`2:1 ${fault}`)
  expect(told(0x41, 0xc3)).toBe(`1:2 ${fault}`)
})

test('every code of the site folder has a case here, but for those that only a disk, a loaded function or another folder can show', () => {
  const elsewhere = [
    'catalog-file',
    'site-folder-missing',
    'site-folder-other',
    'site-invalid',
    'site-call-slow',
    'site-call-syntax',
    'site-call-threw',
    'site-file-large',
    'site-file-unreadable',
    'site-loinc-unknown',
    'site-mapping-lost',
    'site-signature-gone',
    'site-signature-stale',
  ]
  const codes = Object.keys(errorChapters.find(({ title }) => title === 'Site folder')!.codes)
  const shown = new Set(mistakes.map(({ code }) => code))
  expect(codes.filter((code) => !shown.has(code)).sort()).toEqual(elsewhere.sort())
})

test('everything wrong is told at once, in order of file and place', () => {
  const changes = {
    'site.yaml': put('Chicago', 'Chigaco'),
    [orders]: put('to: lis', 'to: lsi'),
    [results]: put('kind: results', 'kind: result'),
    [lis]: put('port: 7072', 'port: 70720'),
    [tests]: put('K,,both', 'K,,booth'),
    [step]: put('tidy: StepFunction', 'tidy'),
  }
  const problems = problemsAfter(changes).filter(({ severity }) => severity === 'error')
  expect(problems.map(({ file, code }) => `${file} ${code}`)).toEqual([
    'flows/orders.yaml site-reference-unknown',
    'flows/orders.yaml site-map-pair',
    'flows/results.yaml site-value-invalid',
    'maps/tests.csv site-csv-value',
    'site.yaml site-time-zone',
    'steps/tidy.ts site-call-typed',
    'systems/lis.yaml site-value-invalid',
  ])
})

test('one wrong line in a file neither hides what else is wrong there nor makes its names unknown elsewhere', () => {
  const changes = {
    [lis]: put('    port: 7072', '    port: no\n    host: 5'),
    [results]: withStep('  - { set: "OBX[*]-5", value: x }\n  - { copi: x }'),
  }
  const codes = problemsAfter(changes).map(({ file, code }) => `${file} ${code}`)
  expect(codes.filter((code) => code === 'systems/lis.yaml site-value-invalid')).toHaveLength(2)
  expect(codes).toContain('flows/results.yaml site-step-content')
  expect(codes).toContain('flows/results.yaml site-step-verb')
  expect(codes.filter((code) => code.includes('reference-unknown'))).toEqual([])
})

test('a list with a wrong entry does not hide what else is wrong in its file', () => {
  const messages = put('["ORM^O01"]', '[5, "ORM^O01"]')
  const connection = put('connection: lis-orders', 'connection: lis-order')
  const codes = problemsAfter({ [orders]: (text) => connection(messages(text)) }).map(
    ({ code, line }) => `${code} ${line}`,
  )
  expect(codes).toEqual(['site-value-invalid 5', 'site-reference-unknown 15', 'site-connection-unused 12'])
})

test('any number of listeners may take a free port, and one address may be used by different ports', () => {
  expect(problemsAfter({ [lis]: put('7072', '0'), [ehr]: put('port: 7071', 'port: 0') })).toEqual([])
})

test.each(['0.0.0.0', '::', '::1', 'fe80::1%eth0', 'localhost', 'lab-1.example.org.', 'lis_test', '10.0.0.9'])(
  '%s is a host',
  (host) => {
    expect(problemsAfter({ [lis]: put('port: 7082', `port: 7082\n    host: "${host}"`) })).toEqual([])
  },
)

test('a row without context stands beside rows with one, and both directions of one pair agree', () => {
  const rows = [
    'lis,mEq/L,ehr,mval/L,,forward',
    'lis,mEq/L,ehr,mmol/L,component=NA,forward',
    'ehr,IU,lis,U,,forward',
    'lis,U,ehr,IU,,forward',
  ]
  const text = rows.map((row) => `${row},approved,Laboratory director,2026-08-17\n`).join('')
  expect(problemsAfter({ [units]: add(text) })).toEqual([])
})

test('a folder that is no site gets one answer and no list of its files', () => {
  const files = new Map(Array.from({ length: 300 }, (_, index) => [`photos/${index}.jpg`, '']))
  expect(loadSite(files).problems.map(({ code }) => code)).toEqual(['site-file-missing'])
})

test('loading never throws, whatever stands in the files', () => {
  const paths = Object.keys(sampleFiles)
  const change = fc.record({ path: fc.constantFrom(...paths), at: fc.nat(400), length: fc.nat(20), text: fc.string() })
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const files = new Map<string, string>(Object.entries(sampleFiles))
      for (const { path, at, length, text } of changes) {
        const old = files.get(path)!
        files.set(path, old.slice(0, at) + text + old.slice(at + length))
      }
      const { site, problems } = loadSite(files, surroundings)
      expect(site === null).toBe(problems.some(({ severity }) => severity === 'error'))
      for (const { line, column, file } of problems) {
        expect(line).toBeGreaterThan(0)
        expect(column).toBeGreaterThan(0)
        expect(file).not.toBe('')
      }
    }),
    { numRuns: 150 },
  )
})

const bombs = ['a: &a [x, x, x, x, x, x, x, x, x, x]', 'b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]']

test.each([
  ['a list that contains itself', 'site.yaml', '&a [*a, *a]\n', '1:5', '*a, which stands within what it stands for'],
  ['a setting that contains itself', orders, `${sampleFiles[orders]}clocks: &c [[*c]]\n`, '16:14', '*c, which'],
  ['an alias of what holds another', lis, 'a: &a { b: &b [1], c: { d: *b, e: *a } }\n', '1:35', '*a, which'],
  [
    'aliases that multiply',
    'site.yaml',
    `${bombs.join('\n')}\nc: [*b, *b, *b]\nd: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n`,
    '1:1',
    'Excessive alias count',
  ],
])('a file of YAML with %s is told once, with its place', (_, file, text, place, given) => {
  const told = problemsAfter({ [file]: text }).filter((problem) => problem.file === file)
  expect(told.map((problem) => [problem.code, placeOf(problem)])).toEqual([['site-yaml', `${file}:${place}`]])
  expect(told[0]?.given).toContain(given)
})

test('an anchor that ends before its alias may be used, also where its name is used again', () => {
  const text = sampleFiles['ownership.yaml']!.replace('title: Integration', 'title: &t Integration').replace(
    'title: Laboratory',
    'title: *t',
  )
  expect(problemsAfter({ 'ownership.yaml': text })).toEqual([])
})

test('of a file that could not be read nothing is told that refers to what stands in it', () => {
  const wrong = '  {\n: ['
  const workflow = { 'workflows/chemistry.yaml': rightWorkflow, 'site.yaml': hours }
  for (const file of ['site.yaml', 'ownership.yaml', ehr, lis, orders, results]) {
    const problems = problemsAfter({ ...workflow, [file]: wrong })
    expect(problems.filter((problem) => problem.file !== file).map(problemText)).toEqual([])
    expect(problems.map(({ code }) => code)).toContain('site-yaml')
  }
  const tabbed = problemsAfter({ ...workflow, 'site.yaml': put('title:', '\ttitle:')(sampleFiles['site.yaml']!) })
  expect(tabbed.filter(({ file }) => file !== 'site.yaml').map(problemText)).toEqual([])
})
