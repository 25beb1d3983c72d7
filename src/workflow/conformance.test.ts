// The interface specification and conformance: what follows from workflows, and how real traffic is held against it.
import { expect, test } from 'vitest'
import { zoneRules } from '../adapters/clock/zone.ts'
import { sourceOf } from '../engine/rules.ts'
import { parseMessage } from '../hl7/index.ts'
import { compare, type HeldApart } from './conformance.ts'
import { conformanceDocument, conformanceText } from './conformance-document.ts'
import { workflowsOf } from './designed-paths.ts'
import { asHtml, asMarkdown } from './document.ts'
import { judgeOf } from './nonconformity.ts'
import { specOf } from './spec.ts'
import { specDocument } from './spec-document.ts'
import { type Bench, bench, hour, minute, ordered, reported, said, siteWith } from './testing/lab.ts'

const monday = Date.parse('2026-11-23T08:00:00-06:00')
const chemistry = `id: chemistry
title: Chemistry
for: { tests: [GLU] }
steps:
  - { id: ordered, title: Ordered, who: ehr, proof: { from: ehr, message: ORM^O01, where: { ORC-1: NW } } }
  - { id: accepted, title: Accepted, who: lab, within: 30m, proof: { from: lis, message: ORL^O22, where: { ORC-1: OK } } }
  - { id: received, title: Received, who: lab, within: 4h, proof: { from: lis, message: OML^O21, where: { ORC-1: SC, ORC-5: IP } } }
  - { id: resulted, title: Resulted, who: analyser, within: 4h, proof: { from: lis, message: ORU^R01, where: { OBR-25: F } } }
loops:
  - { loop: reflex, when: { component: GLU, above: 400 }, add: K, parent: unsolicited, within: 2h }
  - { loop: correction, at_most: 1, proof: { from: lis, message: ORU^R01, where: { OBR-25: C } } }
`
const site = siteWith({ chemistry })

/** One order that takes these steps. */
type Step = 'accepted' | 'received' | 'resulted' | 'late' | 'high' | 'corrected' | 'status'
function life(lab: Bench, placer: string, steps: readonly Step[]): void {
  let at = monday
  lab.say('ehr', at, ...ordered({ placer }))
  for (const step of steps) {
    at += step === 'late' ? 10 * hour : 10 * minute
    if (step === 'accepted') lab.say('lis', at, ...said('ORL^O22', 'OK', { placer }))
    else if (step === 'received') lab.say('lis', at, ...said('OML^O21', 'SC', { status: 'IP', placer }))
    else if (step === 'status') lab.say('lis', at, ...said('OML^O21', 'SC', { status: 'SC', placer }))
    else if (step === 'corrected') lab.say('lis', at, ...reported('C', String(at % 97), { placer }))
    else lab.say('lis', at, ...reported('F', step === 'high' ? '450' : '90', { placer }))
  }
}

const usual = ['accepted', 'received', 'resulted'] as const

function conformance(lab: Bench, apart: readonly HeldApart[] = []) {
  const sources = new Map(site.systems.map((system) => [system.id, sourceOf(system, site, zoneRules)]))
  const workflows = workflowsOf(site, zoneRules('America/Chicago'))
  const comparison = compare(site, workflows, sources, lab.orders(), apart)
  for (const heard of lab.heard) comparison.hear(heard)
  return comparison.result()
}

test('orders on the designed path are counted as such, one variant with its share', () => {
  const lab = bench(site)
  for (const placer of ['P1', 'P2', 'P3']) life(lab, placer, usual)
  const [found] = conformance(lab).workflows
  expect(found).toMatchObject({ workflow: 'chemistry', orders: 3, asDesigned: 3, underWay: 0, deviations: [] })
  expect(found!.variants).toEqual([
    {
      path: ['ordered', 'accepted', 'received', 'resulted'],
      orders: 3,
      share: 1,
      asDesigned: true,
      left: [],
      examples: ['P1', 'P2', 'P3'],
    },
  ])
})

test.each([
  ['skipped', 'received', ['accepted', 'resulted']],
  ['repeated', 'received', ['accepted', 'received', 'received', 'resulted']],
  ['out-of-order', 'accepted', ['received', 'accepted', 'resulted']],
  ['late', 'resulted', ['accepted', 'received', 'late']],
  ['unknown', 'message', ['accepted', 'status', 'received', 'resulted']],
  ['too-often', 'correction', ['accepted', 'received', 'resulted', 'corrected', 'corrected']],
  ['reflex-missing', 'K', ['accepted', 'received', 'high']],
] as const)('what is %s is told with its step and example orders', (kind, step, steps) => {
  const lab = bench(site)
  life(lab, 'P1', usual)
  life(lab, 'P2', steps)
  const [found] = conformance(lab).workflows
  expect(found!.asDesigned).toBe(1)
  expect(found!.deviations).toMatchObject([{ kind, step, orders: 1, share: 0.5, examples: ['P2'] }])
})

test('a path that looks as designed and was late says so beside it, and a repeated step is explained', () => {
  const lab = bench(site)
  life(lab, 'P1', ['accepted', 'received', 'late'])
  life(lab, 'P2', ['accepted', 'received', 'received', 'resulted'])
  const found = conformance(lab)
  const text = conformanceText(found)
  expect(text).toContain('! ordered → accepted → received → resulted  (late: resulted)')
  expect(text).toContain('! ordered → accepted → received… → resulted  (said again: received)')
  expect(text).toContain('A step with … was said more than once in a row.')
  expect(asMarkdown(conformanceDocument(found))).toContain('| no (late: resulted) | P1 |')
  expect(text).toContain('Late is meant by the clocks of this site folder.')
})

test('where nothing is late nothing is said of clocks', () => {
  const lab = bench(site)
  life(lab, 'P1', usual)
  const found = conformance(lab)
  expect(`${conformanceText(found)}${asMarkdown(conformanceDocument(found))}`).not.toMatch(/clocks/)
})

test('one correction is designed, and an order under way has skipped nothing yet', () => {
  const lab = bench(site)
  life(lab, 'P1', [...usual, 'corrected'])
  life(lab, 'P2', ['accepted'])
  expect(conformance(lab).workflows).toMatchObject([{ orders: 2, underWay: 1, asDesigned: 2, deviations: [] }])
})

test('a reflex child is explained by its rule, and one that no rule asks for is told', () => {
  const lab = bench(site)
  life(lab, 'P1', ['accepted', 'received', 'high'])
  lab.say('lis', monday + hour, ...reported('F', '4.1', { placer: '', filler: 'FK', test: 'K', parent: 'P1' }))
  expect(conformance(lab).workflows[0]!.deviations).toEqual([])
  life(lab, 'P2', usual)
  lab.say('lis', monday + hour, ...reported('F', '4.1', { placer: '', filler: 'FL', test: 'K', parent: 'P2' }))
  expect(conformance(lab).workflows[0]!.deviations).toMatchObject([
    { kind: 'reflex-unexplained', step: 'K', examples: ['P2'] },
  ])
})

test('of a span in which nothing came it is not said that no message breaks the specification', () => {
  const found = conformance(bench(site))
  for (const text of [conformanceText(found), asMarkdown(conformanceDocument(found))]) {
    expect(text).toContain('nothing was compared. Is it the right site, and the right span?')
    expect(text).not.toMatch(/No message breaks|None\./)
  }
})

test('the report names no patient, in the terminal, as a document and as data', () => {
  const lab = bench(site)
  life(lab, 'P1', ['accepted', 'status', 'resulted'])
  const found = conformance(lab)
  const texts = [
    conformanceText(found),
    asMarkdown(conformanceDocument(found)),
    asHtml('x', conformanceDocument(found)),
    JSON.stringify(found),
  ]
  for (const text of texts) {
    expect(text).toContain('P1')
    expect(text).not.toMatch(/Sample\^|\bAnn\b|1001|19700101/)
  }
  expect(texts[0]).toContain('░')
  expect(texts[2]).toContain('class="bar"')
})

const read = (...segments: string[]) =>
  parseMessage(new TextEncoder().encode(segments.join('\r')), { encoding: 'UNICODE UTF-8' })
const judged = (system: 'ehr' | 'lis', ...segments: string[]) =>
  judgeOf(
    specOf(site),
    site,
    site.systems.find(({ id }) => id === system)!,
  )(read(...segments)).map(({ kind, path, given }) => [kind, path, given].join(' ').trim())

test('a message of the workflow conforms', () => {
  expect(judged('ehr', ...ordered())).toEqual([])
  expect(judged('lis', ...said('ORL^O22', 'OK'))).toEqual([])
  expect(judged('lis', ...reported('F', '90'))).toEqual([])
})

test.each([
  ['an event that no workflow knows', 'event-unknown  ORC-1 HD', 'lis', said('OML^O21', 'HD')],
  [
    'a message that no workflow knows',
    'message-unknown MSH-9',
    'lis',
    ['MSH|^~\\&|LIS|X|EHR|X|2026||ORU^R30|1|P|2.5.1'],
  ],
  ['another version', 'version MSH-12 2.3', 'lis', reported('F', '90').map((line) => line.replace('|2.5.1', '|2.3'))],
  [
    'a result without a patient',
    'field-missing PID-3',
    'lis',
    reported('F', '90').map((line) => line.replace('1001^^^HOSP^MR', '')),
  ],
  ['a component that no map knows', 'code-unknown OBX-3 ZZZ', 'lis', reported('F', '90', { component: 'ZZZ' })],
  [
    'an observation without its status',
    'field-missing OBX-11',
    'lis',
    reported('F', '90').map((line) => line.replace('|||F', '|||').replace(/\|\|\|\|$/, '|||')),
  ],
  ['a test that no map knows', 'code-unknown OBR-4 LAB9', 'ehr', ordered({ test: 'LAB9' })],
] as const)('%s breaks the specification', (_, expected, system, segments) => {
  expect(judged(system, ...segments)).toContain(expected)
})

test('an unknown code that may be free text is not shown', () => {
  expect(judged('lis', ...reported('F', '90', { component: 'Smith, John (ward 4)' }))).toContain('code-unknown OBX-3')
})

test('every message that breaks the specification is counted by what it breaks, with example messages', () => {
  const lab = bench(site)
  life(lab, 'P1', usual)
  lab.say('lis', monday + hour, ...reported('C', '90', { component: 'ZZZ' }))
  lab.say('lis', monday + hour, ...reported('C', '91', { component: 'ZZZ' }))
  expect(conformance(lab).traffic).toMatchObject([
    { kind: 'code-unknown', path: 'OBX-3', given: 'ZZZ', messages: 2, examples: [5, 6] },
  ])
})

test('the specification says who sends what, what it shows and by when, and what the other side must accept', () => {
  const spec = specOf(site)
  const [ehr, lis] = spec.systems
  expect(ehr!.sends.map(({ type }) => type)).toEqual(['ORM^O01'])
  expect(lis!.sends.map(({ type }) => type)).toEqual(['ORL^O22', 'OML^O21', 'ORU^R01'])
  expect(ehr!.sends[0]!.delivered).toMatchObject([{ flow: 'orders', to: 'lis', type: 'OML^O21', version: '2.5.1' }])
  const results = lis!.sends[2]!
  expect(results.events.map(({ shows }) => shows.map(({ step, need, by }) => [step, need, by]))).toEqual([
    [['Resulted', 'must', '4 h']],
    [['correction', 'may', '']],
  ])
  expect(results.fields.find(({ path }) => path === 'OBX-3')).toMatchObject({
    need: 'always',
    codes: { table: 'components', values: ['GLU', 'K'] },
  })
  expect(results.fields.find(({ places }) => places.includes('OBR-29'))).toBeDefined()
})

test('the specification says what the form of a recollection asks of both sides', () => {
  const loop =
    '{ loop: recollect, form: same-order, proof: { from: lis, message: OML^O21, where: { ORC-1: SC }, present: [SPM-21] }, next: received }'
  const recollecting = siteWith({ chemistry: `${chemistry}  - ${loop}\n` })
  const shown = specOf(recollecting).systems.flatMap(({ sends }) =>
    sends.flatMap(({ events }) => events.flatMap(({ shows }) => shows)),
  )
  const recollections = shown.filter(({ kind }) => kind === 'recollect').map(({ step }) => step)
  expect(recollections).toEqual(['recollect; the order and its numbers stay, and another specimen is collected'])
})

test('the document has a chapter for each system of what it sends and of what it must accept', () => {
  const markdown = asMarkdown(specDocument(specOf(site, 'chemistry')))
  for (const chapter of [
    'What Sample EHR sends',
    'What Sample EHR must accept',
    'What Sample LIS sends',
    'What Sample LIS must accept',
  ])
    expect(markdown).toContain(`## ${chapter}`)
  expect(markdown).toContain('| `ORC-1` = SC and `ORC-5` = IP | Received | must | 4 h | chemistry |')
  const html = asHtml('Interface <1>', specDocument(specOf(site)))
  expect(html).toContain('<title>Interface &lt;1&gt;</title>')
  expect(html).toContain('<code>OBR-25</code> = F')
})

test('a step that is due and has not come by the last message is late, also while the order is under way', () => {
  const lab = bench(site)
  life(lab, 'P1', ['accepted'])
  expect(conformance(lab).workflows[0]!.deviations).toEqual([])
  lab.say('ehr', monday + 5 * hour, ...ordered({ placer: 'P2' }))
  expect(conformance(lab).workflows[0]!.deviations).toMatchObject([
    { kind: 'late', step: 'received', examples: ['P1'] },
  ])
})

test('a result that is held since it contradicts the patient is no step of the order whose number it bears', () => {
  const lab = bench(site)
  life(lab, 'P1', usual)
  const another = reported('F', '90', { placer: 'P1' }).map((line) => line.replace('||19700101|', '||19550505|'))
  const told = lab.say('lis', monday + 5 * hour, ...another)
  expect(told).toMatchObject([{ verdict: 'identity-hold', orderId: 1 }])
  const apart = [{ messageId: lab.heard.length, orderId: 1 }]
  expect(conformance(lab, apart).workflows[0]).toMatchObject({ orders: 1, asDesigned: 1, deviations: [] })
  // Let go and told after all, it is heard as any other.
  expect(conformance(lab).workflows[0]).toMatchObject({ deviations: [{ kind: 'repeated', step: 'resulted' }] })
})
