import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { scenarioSchemaPath, scenarioSchemaText } from '../../../scripts/scenario-schema.ts'
import { fixedOffset } from '../../site/time-zone.ts'
import type { Person } from '../people.ts'
import type { Play } from '../play/act.ts'
import { testSite } from '../testing/site.ts'
import { codesOf } from './codes.ts'
import { explain } from './explain.ts'
import type { CodeKind } from './field.ts'
import { loadScenarios } from './load.ts'
import { prepare } from './prepare.ts'
import { tellAct } from './tell-act.ts'
import { everyAct } from './testing/acts.ts'
import { writeScenario } from './write.ts'

const site = testSite()
const zone = fixedOffset(-360)
const naming = { order: (name: string) => name, patient: (name: string) => name, component: (code: string) => code }

const head = `
name: sample
family: 1
group: workflow
title: A sample
why: To try the language.
asked_by: [Nobody]
names: { K: 2823-3 }
patients: { anna: { sex: F, born: 1961-04-12 }, ward: { count: 3 } }
orders:
  k: { for: anna, test: { loinc: 2823-3 }, priority: stat }
  round: { for: ward, test: any numeric, count: 6 }
`

function load(steps: string, more = 'expect: {}') {
  return loadScenarios(new Map([['sample.yaml', `${head}steps:\n${steps}\n${more}\n`]]))
}

function prepared(steps: string, more?: string) {
  const { scenarios, problems } = load(steps, more)
  expect(problems).toEqual([])
  const preparation = prepare(scenarios[0]!, site, zone)
  if (!preparation.applies) throw new Error(preparation.why)
  return preparation.prepared
}

test('a step becomes an act with the codes of the site, at its time', () => {
  const { play } = prepared(`
  - at: 1m
    ehr: { orders: k }
  - after: 1h 30m
    lab: { reports: k, as: final, values: { K: 4 } }
  - lab: { corrects: k, to: { K: critical high } }`)
  expect(play.acts).toEqual([
    {
      at_ms: 60_000,
      who: 'ehr',
      act: { do: 'order', patient: 'anna', asks: [{ order: 'k', test: 'LAB22', priority: 'S' }] },
    },
    {
      at_ms: 5_460_000,
      who: 'lab',
      act: { do: 'report', parts: [{ order: 'k', stage: 'final', values: { K: { value: '4.0' } } }] },
    },
    { at_ms: 5_460_000, who: 'lab', act: { do: 'correct', order: 'k', values: { K: { kind: 'critical-high' } } } },
  ])
  expect(play.patients.anna).toMatchObject({ sex: 'F', birthDate: '19610412' })
})

test('a birth date or a beginning that no calendar or clock has is refused at its line and column', () => {
  const told = (text: string) =>
    loadScenarios(new Map([['sample.yaml', text]])).problems.map(({ severity, line, column }) => ({
      severity,
      line,
      column,
    }))
  const whole = `${head}begins: 2026-11-23 07:00\nsteps: [{ ehr: { orders: k } }]\nexpect: {}\n`
  expect(told(whole)).toEqual([])
  expect(told(whole.replace('1961-04-12', '1960-02-29'))).toEqual([])
  for (const born of ['1961-13-40', '1961-02-29', '1961-00-10', '1961-04-31'])
    expect(told(whole.replace('1961-04-12', born)), born).toMatchObject([{ severity: 'error', line: 9, column: 35 }])
  for (const begins of ['2026-02-30 07:00', '2026-11-23 24:00', '2026-11-23 07:60'])
    expect(told(whole.replace('2026-11-23 07:00', begins)), begins).toMatchObject([
      { severity: 'error', line: 13, column: 9 },
    ])
})

test('a step about a group is one act for each of its members, one after the other', () => {
  const { play } = prepared(`
  - at: 1m
    every: 10s
    ehr: { orders: round }
  - at: 5m
    ehr: { registers: ward }`)
  expect(play.acts.map(({ at_ms }) => at_ms)).toEqual([60, 70, 80, 90, 100, 110, 300, 300, 300].map((s) => s * 1000))
  const patients = play.acts.flatMap(({ act }) => (act.do === 'order' ? [act.patient] : []))
  expect(patients).toEqual(['ward-1', 'ward-2', 'ward-3', 'ward-1', 'ward-2', 'ward-3'])
})

test('the same scenario means the same each time', () => {
  const steps = '  - ehr: { registers: ward }'
  expect(prepared(steps).play).toEqual(prepared(steps).play)
})

test('a scenario about something that the site does not have does not apply, and says why', () => {
  const text = head.replace('{ loinc: 2823-3 }, priority', '{ loinc: 99999-9 }, priority')
  const { scenarios } = loadScenarios(new Map([['sample.yaml', `${text}steps:\n  - ehr: { orders: k }\nexpect: {}\n`]]))
  const why = 'the site has no test for LOINC 99999-9'
  expect(prepare(scenarios[0]!, site, zone)).toEqual({ applies: false, why, place: { line: 11, column: 6 } })
})

test('a component that a chart cannot show is told before anything runs, with its place', () => {
  const expected = 'expect: { chart: { k: { shows: { Q: 4 } } } }'
  const { scenarios } = load('  - ehr: { orders: k }', expected)
  const why = 'POTASSIUM has no component Q'
  expect(prepare(scenarios[0]!, site, zone)).toEqual({ applies: false, why, place: { line: 15, column: 23 } })
})

test.each([
  ['a verb that is misspelt', '  - lab: { recieves: k }', 'scenario-step', 14, 'receives'],
  ['a phrase that is misspelt', '  - ehr: gose down', 'scenario-step', 14, 'goes down'],
  ['an actor that is misspelt', '  - labb: { receives: k }', 'site-key-unknown', 14, 'lab'],
  ['a part that the verb does not have', '  - lab: { receives: k, loudly: true }', 'site-key-unknown', 14, ''],
  ['a value that is not allowed', '  - lab: { reports: k, as: finished }', 'site-value-invalid', 14, ''],
  ['a part that is missing', '  - lab: { reports: k }', 'site-value-missing', 14, ''],
  ['an order that is not declared', '  - lab: { receives: kk }', 'scenario-name', 14, 'k, round'],
  ['a time that cannot be read', '  - at: soon\n    lab: { receives: k }', 'site-value-invalid', 14, ''],
  ['two times', '  - at: 1m\n    after: 1m\n    lab: { receives: k }', 'scenario-step', 15, ''],
  ['a verb without its object', '  - lab: receives', 'scenario-step', 14, ''],
  ['nobody who does it', '  - at: 1m', 'scenario-step', 14, ''],
])('%s is reported at its line, with what is allowed', (_, steps, code, line, near) => {
  const { scenarios, problems } = load(steps)
  expect(scenarios).toEqual([])
  expect(problems[0]).toMatchObject({ code, line, file: 'sample.yaml' })
  expect(`${problems[0]!.given} ${problems[0]!.allowed}`).toContain(near)
})

const order = '  - ehr: { orders: k }\n'
test.each([
  [
    'the priority of a change',
    `${order}  - ehr: { changes: k, priority: statt }`,
    15,
    '"statt" (did you mean "stat"?)',
  ],
  ['the control of a word', `${order}  - lab: { says: k, control: SCC }`, 15, '"SCC" (did you mean "SC"?)'],
  ['the status of a word', `${order}  - lab: { says: k, control: SC, status: CMM }`, 15, '"CMM" (did you mean "CM"?)'],
  ['OBX-11', `${order}  - lab: { reports: k, as: final, observation_status: Q }`, 15, '"Q"'],
  ['OBR-25', `${order}  - lab: { reports: k, as: final, result_status: W }`, 15, '"W"'],
  ['a flag', `${order}  - lab: { reports: k, as: final, other: { flags: HHH } }`, 15, '"HHH" (did you mean "HH"?)'],
  ['a status of a habit', '  - ehr: { from_now_on: { takes_statuses: [F, Q] } }', 14, '"Q"'],
  [
    'OBX-11 of one order of several',
    `${order}  - lab: { reports_together: [{ order: k, as: final, observation_status: Q }] }`,
    15,
    '"Q"',
  ],
])('%s that is in no list is reported at its place, with the list', (_, steps, line, given) => {
  const { scenarios, problems } = load(steps)
  expect(scenarios).toEqual([])
  expect(problems).toMatchObject([
    { code: 'scenario-code', line, given, allowed: expect.stringMatching(/table \d{4}/) },
  ])
})

test('codes outside the steps are held to their lists as well', () => {
  const text = `${head.replace('priority: stat', 'priority: statt')}steps:\n${order}expect:
  lab: { k: { priority: Z } }
  chart: { k: { shows: { K: { value: 4, flag: XX } } } }
site: { ehr: { statuses: [F, Q] } }
`
  const { problems } = loadScenarios(new Map([['sample.yaml', text]]))
  expect(problems.map(({ code, line, given }) => [code, line, given])).toEqual([
    ['scenario-code', 11, '"statt" (did you mean "stat"?)'],
    ['scenario-code', 16, '"Z"'],
    ['scenario-code', 17, '"XX"'],
    ['scenario-code', 18, '"Q"'],
  ])
})

test.each([
  ['a kind of test', 'test: any numeric, count', 'test: any numerics, count', 12, 'numeric, panel'],
  ['a state', 'expect: {}', 'expect: { labloop: { k: { state: finall } } }', 15, 'requested, accepted'],
  [
    'a type of messages',
    'expect: {}',
    'expect: { messages: [{ on: ehr to labloop, type: ORUR01 }] }',
    15,
    'MSH-9: ORU^R01',
  ],
  [
    'a field of messages',
    'expect: {}',
    'expect: { messages: [{ on: ehr to labloop, type: ORU, has: { OBX11: F } }] }',
    15,
    'OBX-11',
  ],
])('%s that cannot be is reported with what is allowed', (_, was, is, line, allowed) => {
  const text = `${head}steps:\n${order}expect: {}\n`.replace(was, is)
  const { problems } = loadScenarios(new Map([['sample.yaml', text]]))
  expect(problems).toMatchObject([{ line, allowed: expect.stringContaining(allowed) }])
})

const twoPeople = `
name: sample
family: 100
group: workflow
title: A sample
why: To try the language.
asked_by: [Nobody]
patients: { anna: {}, bert: {}, ward: { count: 2 } }
orders:
  a: { for: anna, test: any numeric }
  b: { for: bert, test: any numeric }
  c: { for: anna, test: second numeric }
  round: { for: ward, test: any numeric, count: 4 }
  later: { for: ward, test: any numeric, count: 4 }
steps:
`

test.each([
  ['one requisition', 'ehr: { orders: [a, c, ^b] }', 'a is for anna, b is for bert'],
  ['a group as one requisition', 'ehr: { orders: [^round] }', 'round is for ward-1 and ward-2'],
  [
    'members of a group',
    'ehr: { orders: [round-1, round-3, ^round-2] }',
    'round-1 is for ward-1, round-2 is for ward-2',
  ],
  ['an order and the one in its place', 'ehr: { replaces: a, by: ^b }', 'a is for anna, b is for bert'],
  ['a group and one order', 'ehr: { replaces: round, by: ^a }', 'round is for ward-1 and ward-2, a is for anna'],
  ['one accession', 'lab: { combines: [a, ^b] }', 'a is for anna, b is for bert'],
  ['an order and the one that is added to it', 'lab: { adds: b, to: ^a, as: child }', 'b is for bert, a is for anna'],
  [
    'one message',
    'lab: { reports_together: [{ order: a, as: final }, { order: ^b, as: final }] }',
    'a is for anna, b is for bert',
  ],
])('orders of two patients are refused where they go together: %s', (_, marked, given) => {
  const step = `  - ${marked}`
  const files = new Map([['sample.yaml', `${twoPeople}${step.replace('^', '')}\nexpect: {}\n`]])
  const place = { line: 16, column: step.indexOf('^') + 1 }
  expect(loadScenarios(files).problems).toMatchObject([{ code: 'scenario-patients', ...place, given }])
})

test('an order is added to the specimen of the same patient only', () => {
  const text = twoPeople.replace('c: { for: anna,', 'c: { for: anna, added_to: b,')
  const { problems } = loadScenarios(new Map([['sample.yaml', `${text}  - ehr: { orders: c }\nexpect: {}\n`]]))
  expect(problems).toMatchObject([{ code: 'scenario-patients', line: 12, column: 29 }])
})

test.each([
  ['of one patient', '  - ehr: { orders: [a, c] }'],
  ['of a group, each by itself', '  - ehr: { orders: round }'],
  ['of two groups, each with its like', '  - ehr: { replaces: round, by: later }'],
  ['of two records that became one', '  - ehr: { merges: anna, into: bert }\n  - lab: { combines: [a, b] }'],
])('orders %s go together', (_, steps) => {
  expect(loadScenarios(new Map([['sample.yaml', `${twoPeople}${steps}\nexpect: {}\n`]])).problems).toEqual([])
})

test('the kind of an exception that a person takes is one that there is', () => {
  const { problems } = load(`${order}  - person: { takes: k, about: overdue-stepp }`)
  expect(problems).toMatchObject([{ line: 15, given: '"overdue-stepp" (did you mean "overdue-step"?)' }])
})

test('the codes of the site’s own dialects and maps are allowed where its own scenarios are read', () => {
  const own = codesOf(site)
  const said = (list: CodeKind, code: string) => own(list)?.has(code)
  const [dialect] = site.systems.map((system) => system.dialect)
  for (const code of Object.keys(dialect!.priority ?? {})) expect(said('priority', code), code).toBe(true)
  expect(said('priority', 'TM30')).toBe(true)
  expect(said('priority', 'statt')).toBe(false)
  expect(said('flow', site.flows[0]!.id)).toBe(true)
  expect(said('flow', 'resluts')).toBe(false)
  expect(said('test', 'LAB22')).toBe(true)
  expect(said('test', 'LAB2222')).toBe(false)
  expect(said('flag', 'H~A')).toBe(true)
})

test('a site’s own scenario has a family of its own', () => {
  const text = `${head}steps:\n${order}expect: {}\n`
  const told = (family: string) =>
    loadScenarios(new Map([['own.yaml', text.replace('family: 1', `family: ${family}`)]]), true).problems
  expect(told('100')).toEqual([])
  expect(told('63')).toMatchObject([{ line: 3, column: 9, given: '63', allowed: expect.stringMatching(/100 to 999/) }])
})

test('an expectation of an order that is not declared is reported', () => {
  const { problems } = load('  - lab: { receives: k }', 'expect: { chart: { q: no result } }')
  expect(problems).toMatchObject([{ code: 'scenario-name', given: '"q"' }])
})

test('a name in a form that is not allowed is told with the form', () => {
  const text = `${head.replace('anna: {', 'anna_b: {')}steps:\n  - ehr: { orders: k }\nexpect: {}\n`
  const { problems } = loadScenarios(new Map([['sample.yaml', text]]))
  const named = problems.find(({ given }) => given === '"anna_b"')
  expect(named).toMatchObject({ code: 'site-value-invalid', line: 9, column: 13 })
  expect(named?.allowed).toMatch(/small letters, digits and hyphens/)
})

test('two scenarios of one name are reported', () => {
  const text = `${head}steps:\n  - ehr: { orders: k }\nexpect: {}\n`
  const { problems } = loadScenarios(
    new Map([
      ['a.yaml', text],
      ['b.yaml', text],
    ]),
  )
  expect(problems).toMatchObject([{ code: 'site-id-repeated', file: 'b.yaml' }])
})

const person: Person = {
  ...{ mrn: 'R1', familyName: 'Testelm', givenName: 'Anna', middleName: 'B', birthDate: '19610412', sex: 'F' },
  ...{ street: '1 Sample Street', city: 'Oakdale', phone: '(555)555-0100' },
}

test('every act that can be played has a verb: written and read back it is the same', () => {
  const play: Play = {
    patients: { anna: person, bert: { ...person, mrn: 'R2' } },
    acts: everyAct.map((act, index) => ({ at_ms: index * 1000, ...act })),
  }
  const story = { name: 'all', family: 100, group: 'field', title: 'All', why: 'All.', asked_by: ['A test'] } as const
  const text = writeScenario(story, play).replace('expect: {}', 'revisions: { later: {} }\nexpect: {}')
  const { scenarios, problems } = loadScenarios(new Map([['all.yaml', text]]), true, codesOf(site))
  expect(problems).toEqual([])
  const preparation = prepare(scenarios[0]!, site, zone)
  if (!preparation.applies) throw new Error(preparation.why)
  expect(preparation.prepared.play).toEqual(play)
})

test('every act is told as a sentence with its order or its line', () => {
  const told = everyAct.map((act) => tellAct(act, naming))
  expect(told.filter((text) => /undefined|\[object/.test(text))).toEqual([])
  expect(new Set(told).size).toBe(told.length)
})

test('a scenario is explained with the real codes and times of the site', () => {
  const text = explain(
    prepared(
      `
  - at: 1m
    ehr: { orders: k }
  - after: 1h
    lab: { reports: k, as: final, values: { K: 4.1 } }`,
      'expect: { chart: { k: { shows: { K: { value: 4.1, label: corrected } } } }, never: [overdue-step] }',
    ),
    zone,
  )
  expect(text).toContain('k: POTASSIUM (EHR LAB22, lab K) for anna')
  expect(text).toContain('2026-11-23 07:01  1h 1m     The lab reports k as final: POTASSIUM 4.1.')
  expect(text).toContain('Never raised: overdue-step.')
})

test('the schema for editors is the one that reads the scenarios', () => {
  expect(readFileSync(scenarioSchemaPath, 'utf8')).toBe(scenarioSchemaText())
})
