import { expect, test } from 'vitest'
import { observationStatuses } from '../terminology/order-tables.ts'
import { openBook, orderIn, tell } from './book.ts'
import type { Fact } from './fact.ts'
import { judge, judgements, stageOf, stages } from './stages.ts'
import {
  after,
  test as code,
  corrected,
  emptyBook,
  final,
  policy,
  preliminary,
  raised,
  report,
  requested,
  shown,
  told,
  type Values,
  versions,
} from './testing/facts.ts'
import { story, whole } from './testing/story.ts'

const last = (...facts: readonly Fact[]) => told(...facts).results.at(-1)!
const ordered = requested()

test('a correction is a new version; the old one stays readable under its label', () => {
  const order = after(ordered, final({ K: '6.9' }), corrected({ K: '4.1' }))
  expect(versions(order, 'K')).toEqual(['6.9', '4.1'])
  expect(order.observations[0]!.versions.map(({ status }) => status)).toEqual(['F', 'C'])
  expect(order.state).toBe('corrected')
  expect(last(ordered, final({ K: '6.9' }), corrected({ K: '4.1' })).concerns).toEqual([])
})

test('a correction that carries the very times of what it corrects still counts', () => {
  const at = { saidAt: 1_893_456_000_000, collectedAt: '20300101' }
  expect(shown(after(ordered, final({ K: '6.9' }, at), corrected({ K: '4.1' }, at)), 'K')).toBe('4.1')
})

test('an identical final that comes again changes nothing', () => {
  const first = final({ K: '4.1', NA: '140' })
  const { book, results } = told(ordered, first, final({ K: '4.1', NA: '140' }))
  expect(results[2]).toMatchObject({ verdict: 'repeat', concerns: [] })
  const order = orderIn(book, 1)!
  expect(versions(order, 'K')).toEqual(['4.1'])
  expect(order.words.filter(({ subject }) => subject === 'result')).toHaveLength(1)
})

test('another value under F is a silent overwrite: kept, shown, and raised', () => {
  const order = after(ordered, final({ K: '4.1' }), final({ K: '4.8' }))
  expect(shown(order, 'K')).toBe('4.8')
  expect(raised(last(ordered, final({ K: '4.1' }), final({ K: '4.8' })))).toEqual(['silent-overwrite high'])
})

const silent: [string, Values, string][] = [
  ['unit', { K: ['4.1', { unit: 'mg/dL' }] }, 'silent-overwrite high'],
  ['flag', { K: ['4.1', { flags: 'H' }] }, 'silent-overwrite high'],
  ['range', { K: ['4.1', { range: '3-4' }] }, 'silent-overwrite high'],
  ['time of collection', { K: ['4.1', { observedAt: '20300102' }] }, 'silent-overwrite normal'],
  ['performing laboratory', { K: ['4.1', { performedBy: 'Elsewhere' }] }, 'silent-overwrite normal'],
  ['comment', { K: ['4.1', { note: 'haemolysed' }] }, 'silent-overwrite low'],
]
test.each(silent)(
  'a %s that changes on a final without a correction is a version, and raised',
  (_, values, concern) => {
    expect(after(ordered, final({ K: '4.1' }), final(values)).observations[0]!.versions).toHaveLength(2)
    expect(raised(last(ordered, final({ K: '4.1' }), final(values)))).toEqual([concern])
    expect(raised(last(ordered, final({ K: '4.1' }), corrected(values)))).toEqual([])
  },
)

test('a fall back in status with another value is critical', () => {
  expect(raised(last(ordered, final({ K: '4.1' }), preliminary({ K: '6.0' })))).toEqual(['status-fell-back critical'])
  expect(raised(last(ordered, corrected({ K: '4.1' }), final({ K: '6.0' })))).toEqual(['status-fell-back critical'])
})

test('a correction sent once more under F with the same value is no fall back', () => {
  const facts = [ordered, final({ K: '6.9' }), corrected({ K: '4.1' }), final({ K: '4.1' })]
  expect(last(...facts).concerns).toEqual([])
  expect(after(...facts).state).toBe('corrected')
})

test('a complete report that is said to be unfinished is raised, and waited for again', () => {
  const facts = [ordered, final({ K: '4.1' }), preliminary({ NA: '140' })]
  expect(after(...facts).state).toBe('partial')
  expect(raised(last(...facts))).toEqual(['status-fell-back normal'])
})

test.each(['D', 'W', 'X'])('%s is a new version, and what it replaces stays readable', (code) => {
  const order = after(ordered, final({ K: '4.1', NA: '140' }), report(code, { K: '' }, { report: 'C' }))
  expect(versions(order, 'K')).toEqual(['4.1', ''])
  expect(order.state).toBe('corrected')
  expect(last(ordered, final({ K: '4.1' }), report(code, { K: '' }, { report: 'C' })).concerns).toEqual([])
})

test('a withdrawn result that comes again as final is critical, with whatever value', () => {
  const withdrawn = [ordered, final({ K: '4.1' }), report('W', { K: '4.1' }, { report: 'C' })]
  expect(raised(last(...withdrawn, final({ K: '4.1' })))).toEqual(['status-fell-back critical'])
  expect(raised(last(...withdrawn, final({ K: '5.0' })))).toEqual(['status-fell-back critical'])
  expect(raised(last(...withdrawn, corrected({ K: '5.0' })))).toEqual([])
})

test('a blank OBX-11 takes what OBR-25 says of the whole', () => {
  const blank = report('', { K: '4.8' }, { report: 'F' })
  expect(after(ordered, blank).observations[0]!.versions[0]!.status).toBe('F')
  expect(raised(last(ordered, final({ K: '4.1' }), blank))).toEqual(['silent-overwrite high'])
  expect(raised(last(ordered, final({ K: '4.1' }), report('', { K: '4.8' }, { report: 'C' })))).toEqual([])
})

test('U makes final what was preliminary, and keeps its value', () => {
  const order = after(ordered, preliminary({ K: '4.1' }), report('U', { K: ['', { unit: '' }] }, { report: 'F' }))
  expect(versions(order, 'K')).toEqual(['4.1', '4.1'])
  expect(order.observations[0]!.versions[1]).toMatchObject({ status: 'U', unit: 'mmol/L' })
  expect(order.state).toBe('final')
})

test('preliminary values may change until they are final', () => {
  const facts = [ordered, preliminary({ K: '4.1' }), preliminary({ K: '4.4' }), final({ K: '4.6' })]
  expect(told(...facts).results.flatMap(({ concerns }) => concerns)).toEqual([])
  expect(versions(after(...facts), 'K')).toEqual(['4.1', '4.4', '4.6'])
})

test('a component missing from a report that should be whole is raised; from one that only adds it is not', () => {
  const whole = { ...policy, resultMode: () => 'snapshot' as const }
  const facts = [ordered, preliminary({ K: '4.1', NA: '140' }), final({ K: '4.1' })]
  const book = openBook(
    { orders: [], orderKeys: [], patients: [], patientKeys: [] },
    { lastOrderId: 0, lastPatientId: 0 },
  )
  const results = facts.map((fact) => tell(book, fact, whole))
  expect(raised(results[2]!)).toEqual(['component-missing high'])
  expect(last(...facts).concerns).toEqual([])
})

const isolate = (status: string, key: string, value: string) =>
  report(status, { [key]: [value, { code: code('CULT'), subId: key }] })

test('an observation that is renamed from preliminary to final, or by its correction in a whole report, stays one', () => {
  const { order } = story(
    [
      ordered,
      isolate('P', 'CULT', 'growth'),
      isolate('F', 'CULT|1', 'E. coli'),
      isolate('C', 'CULT|1.1', 'K. pneumoniae'),
    ],
    whole,
  )
  expect(order().observations).toHaveLength(1)
  expect(versions(order(), 'CULT|1.1')).toEqual(['growth', 'E. coli', 'K. pneumoniae'])
})

test.each(['C', 'A', 'W', 'D'])(
  'a report that only adds, with %s under a new sub-id, is of another isolate, and somebody is asked',
  (status) => {
    const first = isolate('F', 'ORG|1', 'E. coli')
    const second = { ...isolate(status, 'ORG|2', 'Klebsiella'), resultStatus: 'C' }
    const { order, causes } = story([ordered, first, second])
    expect(order().observations.map(({ key, versions: own }) => [key, own.length])).toEqual([
      ['ORG|1', 1],
      ['ORG|2', 1],
    ])
    expect(causes).toEqual(['observation-unclear'])
    // The same report that withdraws the first one leaves nothing unclear.
    const gone = { ...isolate('W', 'ORG|1', 'E. coli').observations[0]! }
    const both = { ...second, observations: [gone, ...second.observations] }
    expect(story([ordered, first, both]).causes).toEqual([])
  },
)

test('two finals of one code under two sub-ids are two observations', () => {
  const isolate = (key: string) => ({ [key]: ['E. coli', { code: code('CULT'), subId: key }] as const })
  expect(after(ordered, final(isolate('CULT|1')), final(isolate('CULT|2'))).observations).toHaveLength(2)
  expect(
    after(
      ordered,
      preliminary({ ...isolate('CULT|1'), ...isolate('CULT|2') }),
      final({ ...isolate('CULT|3'), ...isolate('CULT|4') }),
    ).observations,
  ).toHaveLength(4)
})

test('a report whose comment alone changed is not a repeat', () => {
  expect(last(ordered, final({ K: '4.1' }), final({ K: '4.1' }, { note: 'called to the ward' })).verdict).toBe(
    'accepted',
  )
})

test('every status of table 0085 has a stage, and every pair of stages a judgement', () => {
  for (const code of Object.keys(observationStatuses)) expect(stageOf(code)).not.toBe('unlabelled')
  for (const before of stages) for (const now of stages) expect(judgements[before][now]).toBeDefined()
})

test('only a correction or a withdrawal may replace a final value without a word', () => {
  for (const now of stages) {
    const allowed = now === 'corrected' || now === 'withdrawn' || now === 'unobtainable'
    expect(judge('final', now, 'value') === null).toBe(allowed)
  }
})

test('a text that comes again with fewer parts is raised, since nobody can tell whether the others still stand', () => {
  const text = { T: 'a', 'T#2': 'b', 'T#3': 'c' }
  const raisedBy = (...facts: Fact[]) =>
    told(requested(), ...facts)
      .results.map(raised)
      .at(-1)
  for (const shorter of [corrected({ T: 'x', 'T#2': 'y' }), final({ T: 'a', 'T#2': 'b' })]) {
    expect(raisedBy(final(text), shorter)).toContain('component-missing high')
  }
  expect(raisedBy(final(text), corrected({ ...text, 'T#4': 'addendum' }))).toEqual([])
  expect(raisedBy(final(text), final({ K: '4.1' }))).toEqual([])
  expect(raisedBy(preliminary(text), final({ T: 'x' }))).toEqual([])
  expect(raisedBy(final(text), report('D', { 'T#3': 'c' }), corrected({ T: 'x', 'T#2': 'y' }))).toEqual([])
})

test('a whole report that leaves a component out and says the others as before is no repeat', () => {
  const book = emptyBook()
  const whole = { ...policy, resultMode: () => 'snapshot' as const }
  const reports = [final({ K: '4.1', NA: '140' }), final({ K: '4.1' })]
  const results = [requested(), ...reports].map((fact) => tell(book, fact, whole))
  expect(results.at(-1)).toMatchObject({ verdict: 'accepted', concerns: [{ kind: 'component-missing' }] })
})
