import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { LabloopError } from '../../errors.ts'
import { parseMessage, write } from '../../hl7/index.ts'
import { apply, compileFlow } from '../../mapping/index.ts'
import { loadSite } from '../../site/load.ts'
import { placeOf } from '../../site/problem.ts'
import { sampleFiles, surroundings } from '../../site/testing/sample.ts'
import { loadSteps } from './load-steps.ts'
import { openSite, requireSite } from './open-site.ts'
import { readTls } from './read-tls.ts'

const examples = join(import.meta.dirname, '../../../examples')

/** A folder of the test's own with these files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'labloop-site-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const order = 'MSH|^~\\&|E|H|L|L|2026||ORM^O01|1|T|2.3\rORC|NW|1\rOBR|1|1||LAB1^x\rZXX|\r'

/** What the orders flow of a site makes of an order. */
async function ordered(folder: string): Promise<{ text: string; causes: string[] }> {
  const { site, functions } = await requireSite(folder)
  const flow = site.flows.find(({ id }) => id === 'orders')!
  const { outputs, concerns } = apply(compileFlow(site, flow, functions), parseMessage(Buffer.from(order)))
  return { text: Buffer.from(write(outputs[0]!)).toString(), causes: concerns.map(({ cause }) => cause) }
}

for (const name of ['riverside', 'bench']) {
  test(`examples/${name} is right, without a warning`, async () => {
    const { site, problems, functions } = await openSite(join(examples, name))
    expect(problems).toEqual([])
    expect(site?.name).toBe(name)
    for (const flow of site!.flows) {
      const receiver = site!.systems.find(({ id }) => id === flow.to)
      const looks = flow.kind === 'results' && receiver?.limits.observation_statuses ? 1 : 0
      expect(compileFlow(site!, flow, functions).steps).toHaveLength(flow.steps.length + looks)
    }
  })
}

test('a function of the site and what it imports run from the text that was read', async () => {
  const folder = folderWith(sampleFiles)
  const { text, causes } = await ordered(folder)
  expect(causes).toEqual([])
  expect(text).toContain('ZXX|tidy\r')
  expect(text).toContain('OBR|1|1||GLU^GLUCOSE^^LAB1^x\r')
})

test('a changed file is another revision and new code, in the same process', async () => {
  const folder = folderWith(sampleFiles)
  const before = await requireSite(folder)
  writeFileSync(join(folder, 'steps/places.ts'), "export const place: string = 'ZXX-2'\n")
  const after = await requireSite(folder)
  expect(after.site.revision).not.toBe(before.site.revision)
  expect((await ordered(folder)).text).toContain('ZXX||tidy\r')
  const opened = compileFlow(before.site, before.site.flows[0]!, before.functions)
  expect(Buffer.from(write(apply(opened, parseMessage(Buffer.from(order))).outputs[0]!)).toString()).toContain(
    'ZXX|tidy\r',
  )
})

test('notes, tests and editor files beside a site change neither its revision nor its warnings', async () => {
  const folder = folderWith(sampleFiles)
  const { revision } = (await requireSite(folder)).site
  for (const path of ['README.md', 'steps/tidy.test.ts', 'schemas/flow.schema.json', '.gitignore']) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), '{}')
  }
  const again = await openSite(folder)
  expect([again.site?.revision, again.problems]).toEqual([revision, []])
  const elsewhere = folderWith(sampleFiles)
  expect((await requireSite(elsewhere)).site.revision).toBe(revision)
})

test('steps run from a folder inside node_modules too', async () => {
  const folder = folderWith({})
  const inside = join(folder, 'node_modules/labloop/examples/sample')
  cpSync(folderWith(sampleFiles), inside, { recursive: true })
  expect((await ordered(inside)).text).toContain('ZXX|tidy\r')
})

test('an endless loop is interrupted, the message is held, and the next message is worked on', async () => {
  const step =
    "import type { StepFunction } from 'labloop/step'\nexport const tidy: StepFunction = (m) => { for (;;) { try { for (;;) {} } finally { continue } } }\n"
  const flow = sampleFiles['flows/orders.yaml']!.replace('steps/tidy.ts#tidy', 'steps/tidy.ts#tidy\n    limit: 30ms')
  const folder = folderWith({ ...sampleFiles, 'steps/tidy.ts': step, 'flows/orders.yaml': flow })
  const started = process.threadCpuUsage()
  expect((await ordered(folder)).causes).toEqual(['step-failed|orders|steps/tidy.ts#tidy|step-too-slow'])
  const { user, system } = process.threadCpuUsage(started)
  expect((user + system) / 1000).toBeLessThan(5000)
})

const tidyStep = "import type { StepFunction } from 'labloop/step'\nexport const tidy: StepFunction = (m) => m\n"
const broken: readonly (readonly [what: string, text: string, place: string, given: string])[] = [
  ['syntax that is none', 'export const tidy: StepFunction = (', '1:36', 'Expression expected'],
  ['a line that is no code', `${tidyStep}\nconst = 5\n`, '4:7', 'Unexpected token'],
  ['a letter beyond ASCII before the fault', `${tidyStep}const größe = 1; const = 5\n`, '3:24', 'Unexpected token'],
  ['a brace that is not closed', `${tidyStep}function open() {\n  return 1\n`, '4:11', "Expected '}'"],
  ['syntax that cannot be erased', `${tidyStep}  enum A { B }\n`, '3:3', 'enum'],
  ['a name that is declared twice', `${tidyStep}const a = 1\nconst a = 2\n`, '4:7', "'a' has already been declared"],
]
for (const [what, text, place, given] of broken) {
  test(`a step file with ${what} is told with its place`, async () => {
    const { site, problems } = await openSite(folderWith({ ...sampleFiles, 'steps/tidy.ts': text }))
    expect(site).toBeNull()
    const [problem] = problems.filter(({ severity }) => severity === 'error')
    expect([problem?.code, placeOf(problem!)]).toEqual(['site-call-syntax', `steps/tidy.ts:${place}`])
    expect(problem?.given).toContain(given)
    expect(problem?.given).not.toContain('data:')
  })
}

const unloadable: readonly (readonly [what: string, text: string, code: string, place: string, given: string])[] = [
  ['throws', '\n  throw new Error("broken")\n', 'site-call-threw', '4:9', 'broken'],
  ['throws an error of syntax', 'export const a = JSON.parse("{")\n', 'site-call-threw', '3:23', 'JSON'],
  ['throws something that is no error', 'throw 5\n', 'site-call-threw', '1:1', '5'],
  [
    'ends the process',
    'const ended = [].constructor.constructor("return process")().exit(0)\n',
    'site-call-threw',
    '1:1',
    'a file that ends the process',
  ],
  ['waits for what never comes', 'await new Promise(() => {})\n', 'site-call-threw', '1:1', 'ends the process'],
  ['never ends', 'while (true) { try { for (;;) {} } finally { continue } }\n', 'site-call-slow', '1:1', '300 ms'],
]
test.each(unloadable)('a step file that %s while it is loaded is told', async (_, text, code, place, given) => {
  const files = new Map(Object.entries({ ...sampleFiles, 'steps/tidy.ts': `${tidyStep}${text}` }))
  const { site } = loadSite(files, surroundings)
  const { problems, functions } = await loadSteps(files, site, 'limited', 300)
  expect(problems.map((problem) => [problem.code, placeOf(problem)])).toEqual([[code, `steps/tidy.ts:${place}`]])
  expect(problems[0]?.given).toContain(given)
  expect(functions.size).toBe(0)
})

test('a file that another one imports and that never ends is told once, where it is', async () => {
  const files = new Map(
    Object.entries({ ...sampleFiles, 'steps/places.ts': "export const place = 'ZXX-1'\nfor (;;) {}\n" }),
  )
  const { problems } = await loadSteps(files, loadSite(files, surroundings).site, 'unlimited', 300)
  expect(problems.map((problem) => [problem.code, placeOf(problem)])).toEqual([
    ['site-call-slow', 'steps/places.ts:1:1'],
  ])
})

test('a site with an endless loop in a file of steps is refused', async () => {
  const folder = folderWith({ ...sampleFiles, 'steps/tidy.ts': `${tidyStep}while (true) {}\n` })
  await expect(requireSite(folder)).rejects.toMatchObject({ code: 'site-invalid' })
}, 20_000)

test('a step file that cannot be read is told beside everything else that is wrong, also where no flow calls it', async () => {
  const files = {
    ...sampleFiles,
    'steps/tidy.ts': `${tidyStep}const = 5\n`,
    'steps/unused.ts': 'export const unused = (\n',
    'site.yaml': `${sampleFiles['site.yaml']}colour: red\n`,
  }
  const { problems } = await openSite(folderWith(files))
  const errors = problems.filter(({ severity }) => severity === 'error')
  expect(errors.map(({ file, code }) => `${file} ${code}`)).toEqual([
    'site.yaml site-key-unknown',
    'steps/tidy.ts site-call-syntax',
    'steps/unused.ts site-call-syntax',
  ])
})

test('where anything else is wrong no code of the site is run', async () => {
  const text = `${tidyStep}\n;(globalThis as { ranWhileChecked?: boolean }).ranWhileChecked = true\n`
  await openSite(folderWith({ ...sampleFiles, 'steps/tidy.ts': text, 'site.yaml': 'name: x\n' }))
  expect('ranWhileChecked' in globalThis).toBe(false)
})

test('a name that is exported and no function is told', async () => {
  const text = "import type { StepFunction } from 'labloop/step'\nexport const tidy: StepFunction = 5 as never\n"
  const { problems } = await openSite(folderWith({ ...sampleFiles, 'steps/tidy.ts': text }))
  expect(problems.map(({ code }) => code)).toEqual(['site-call-function'])
})

test('a name that another file does not export is told where it is imported', async () => {
  const text = `${tidyStep}import { nowhere as place } from './places.ts'\nexport const here = place\n`
  const files = { ...sampleFiles, 'steps/tidy.ts': text, 'steps/places.ts': 'export const somewhere = 1\n' }
  const { problems } = await openSite(folderWith(files))
  expect(problems.map((problem) => `${placeOf(problem)} ${problem.given}`)).toEqual([
    expect.stringMatching(/^steps\/tidy\.ts:3:34 .*export named 'nowhere'/),
  ])
})

test('files that import one another in a circle are told', async () => {
  const text = "import { tidy } from './tidy.ts'\nexport const place = String(tidy)\n"
  const { problems } = await openSite(folderWith({ ...sampleFiles, 'steps/places.ts': text }))
  expect(problems[0]).toMatchObject({ code: 'site-call-syntax' })
  expect(problems[0]?.given).toContain('circle')
})

test('a folder that is not there, a file, and a wrong site each throw what to do', async () => {
  const folder = folderWith({ 'a.txt': 'x' })
  for (const path of [join(folder, 'nowhere'), join(folder, 'a.txt')])
    await expect(openSite(path)).rejects.toMatchObject({ code: 'site-folder-missing', place: path })
  const wrong = requireSite(folderWith({ ...sampleFiles, 'site.yaml': 'name: x\n' }))
  await expect(wrong).rejects.toBeInstanceOf(LabloopError)
  await expect(wrong).rejects.toMatchObject({ code: 'site-invalid' })
  await expect(wrong).rejects.toThrow('2 errors, the first at site.yaml:1:1')
})

test('certificates are read from the site folder or by absolute path', async () => {
  const pem = '-----BEGIN CERTIFICATE-----\n'
  const tls = '    tls: { ca: tls/ca.pem }\n'
  const files = { ...sampleFiles, 'systems/lis.yaml': `${sampleFiles['systems/lis.yaml']}${tls}`, 'tls/ca.pem': pem }
  const folder = folderWith(files)
  const { problems, site } = await openSite(folder)
  expect(problems).toEqual([])
  expect(readTls(folder, site!.systems[1]!.connections[1]!.tls!)).toEqual({ ca: pem })
  const absolute = { cert: join(folder, 'tls/ca.pem'), server_name: 'lab' }
  expect(readTls('/', absolute)).toEqual({ cert: pem, serverName: 'lab' })
})

/** What is told of a sample whose folder was changed. */
async function toldOf(change: (folder: string) => void): Promise<string[]> {
  const folder = folderWith(sampleFiles)
  change(folder)
  const { problems, site } = await openSite(folder)
  expect(site === null).toBe(problems.some(({ severity }) => severity === 'error'))
  return problems.map(({ severity, code, file, given }) => `${severity} ${code} ${file}: ${given}`)
}

const unread = 'error site-file-unreadable'
const odd: readonly (readonly [what: string, change: (folder: string) => void, told: readonly string[]])[] = [
  [
    'a link that leads nowhere',
    (folder) => symlinkSync('nowhere', join(folder, 'maps/gone.csv')),
    [`${unread} maps/gone.csv: a link that leads nowhere`],
  ],
  [
    'a folder that is a link to nowhere',
    (folder) => {
      rmSync(join(folder, 'maps'), { recursive: true })
      symlinkSync('nowhere', join(folder, 'maps'))
    },
    [`${unread} maps: a link that leads nowhere`],
  ],
  [
    'a link to itself',
    (folder) => symlinkSync('again.yaml', join(folder, 'flows/again.yaml')),
    [`${unread} flows/again.yaml: a link that leads back to itself`],
  ],
  [
    'a link to the folder that it stands in',
    (folder) => symlinkSync('.', join(folder, 'loop')),
    ['warning site-file-unreadable loop: a link to a folder that it stands in'],
  ],
  [
    'a link to a folder above the site',
    (folder) => symlinkSync('../..', join(folder, 'steps/up')),
    ['warning site-file-unreadable steps/up: a link to a folder that it stands in'],
  ],
  [
    'a folder where a file should be',
    (folder) => mkdirSync(join(folder, 'maps/more.csv')),
    [`${unread} maps/more.csv: a folder`],
  ],
  [
    'a pipe where a file should be',
    (folder) => execFileSync('mkfifo', [join(folder, 'maps/pipe.csv')]),
    [`${unread} maps/pipe.csv: something that is no file`],
  ],
  [
    'a file that is too large',
    (folder) => truncateSync(join(folder, 'maps/units.csv'), 40 * 1024 * 1024),
    ['error site-file-large maps/units.csv: 40 MB'],
  ],
  [
    'a site.yaml that is a link to nowhere',
    (folder) => {
      rmSync(join(folder, 'site.yaml'))
      symlinkSync('nowhere', join(folder, 'site.yaml'))
    },
    [`${unread} site.yaml: a link that leads nowhere`],
  ],
  ['the lock of an editor', (folder) => symlinkSync('me@here.1', join(folder, 'flows/.#orders.yaml')), []],
  ['a link to nowhere beside the site', (folder) => symlinkSync('nowhere', join(folder, 'README.md')), []],
]
test.skipIf(process.platform === 'win32').each(odd)('%s is told where it is, and once', async (_, change, told) => {
  expect(await toldOf(change)).toEqual(told)
})

test.skipIf(process.platform === 'win32')('a link to a file is read, and one to a folder elsewhere', async () => {
  const folder = folderWith(sampleFiles)
  symlinkSync(join(folder, 'maps/tests.csv'), join(folder, 'maps/also.csv'))
  const elsewhere = folderWith({ 'flows/orders.yaml': sampleFiles['flows/orders.yaml']! })
  rmSync(join(folder, 'flows/orders.yaml'))
  symlinkSync(join(elsewhere, 'flows/orders.yaml'), join(folder, 'flows/orders.yaml'))
  const { problems, site } = await openSite(folder)
  expect(problems).toEqual([])
  expect(site?.maps.map(({ id }) => id)).toEqual(['also', 'components', 'tests', 'units'])
})

test('loading a step says nothing on the streams of the process', () => {
  const folder = folderWith(sampleFiles)
  const code = `import { requireSite } from ${JSON.stringify(join(import.meta.dirname, 'open-site.ts'))}; await requireSite(${JSON.stringify(folder)})`
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  expect(said.toString()).toBe('')
})

test.skipIf(process.getuid?.() === 0)('a file of the site that this user may not read is named', async () => {
  const [problem] = (await openSite(forbidden('site.yaml'))).problems
  expect(problem).toMatchObject({ code: 'site-file-unreadable', file: 'site.yaml' })
  expect(problem?.remedy).toContain('the right to read')
  expect((await openSite(forbidden('README.md'))).problems).toEqual([])
})

/** A site with a file that nobody may read. */
function forbidden(path: string): string {
  const folder = folderWith({ ...sampleFiles, 'README.md': 'notes' })
  chmodSync(join(folder, path), 0o000)
  return folder
}
