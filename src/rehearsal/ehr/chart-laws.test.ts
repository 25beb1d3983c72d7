import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ResultFact } from '../../ledger/fact.ts'
import { readMessage } from '../../ledger/read-message.ts'
import { differences } from '../agreement.ts'
import { codesThrough } from '../catalog.ts'
import type { EhrAct, LabAct } from '../play/act.ts'
import { testSite } from '../testing/site.ts'
import { field, openStage, type Stage } from '../testing/stage.ts'

const site = testSite()
const lis = site.systems.find(({ id }) => id === 'lis')!
const components = codesThrough(site, 'components', 'lis', 'ehr')
const tests = { k: 'LAB22', bmp: 'LAB15', lipid: 'LAB18', other: 'LAB26' } as const
type Order = keyof typeof tests

const order = fc.constantFrom<Order[]>('k', 'bmp', 'lipid', 'other')
const kind = fc.constantFrom('normal' as const, 'high' as const, 'critical-high' as const, 'any' as const)

const labAct: fc.Arbitrary<LabAct> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(order, fc.constantFrom('partial' as const, 'preliminary' as const, 'final' as const), kind)
      .map(
        ([of, stage, wish]): LabAct => ({ do: 'report', parts: [{ order: of, stage, values: { K: { kind: wish } } }] }),
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(order, fc.boolean(), fc.boolean(), fc.constantFrom('C' as const, 'F' as const, '' as const))
      .map(([of, all, sameTimes, status]): LabAct => ({ do: 'correct', order: of, all, sameTimes, status })),
  },
  fc
    .tuple(order, fc.constantFrom('W' as const, 'D' as const, 'X' as const))
    .map(([of, as]): LabAct => ({ do: 'withdraw', order: of, as })),
  fc
    .tuple(order, fc.constantFrom('first' as const, 'last' as const), fc.boolean())
    .map(([of, version, sameControlId]): LabAct => ({ do: 'say-again', orders: [of], version, sameControlId })),
  fc.tuple(order, order).map(
    ([one, two]): LabAct => ({
      do: 'report',
      parts: [
        { order: one, stage: 'final' },
        { order: two, stage: 'partial' },
      ].slice(0, one === two ? 1 : 2) as never,
    }),
  ),
  order.map((of): LabAct => ({ do: 'append', order: of, text: ['More.', 'And more.'] })),
  fc
    .tuple(order, fc.boolean())
    .map(([of, silent]): LabAct => ({ do: 'cancel', order: of, reason: 'No specimen', silent })),
  // biome-ignore lint/suspicious/noThenProperty: the word of the act
  order.map((of): LabAct => ({ do: 'reject-specimen', order: of, reason: 'Clotted', then: 'new-accession' })),
  order.map((of): LabAct => ({ do: 'split', order: of })),
)
const ehrAct: fc.Arbitrary<EhrAct> = fc.oneof(
  order.map((of): EhrAct => ({ do: 'cancel', order: of })),
  order.map((of): EhrAct => ({ do: 'reject-later', order: of, why: 'The encounter was closed.' })),
  fc.constantFrom<EhrAct[]>(
    { do: 'habits', habits: { statuses: ['F', 'C'], onTrouble: 'drop' } },
    { do: 'habits', habits: { statuses: null, onTrouble: 'AE' } },
    { do: 'habits', habits: { locked: ['k'], onTrouble: 'queue' } },
    { do: 'merge', patient: 'anna', into: 'berta', event: 'A40' },
    { do: 'merge', patient: 'anna', into: 'berta', silent: true },
    { do: 'unmerge', patient: 'anna', from: 'berta' },
  ),
)
type Told = { readonly who: 'ehr'; readonly act: EhrAct } | { readonly who: 'lab'; readonly act: LabAct }
const told: fc.Arbitrary<Told> = fc.oneof(
  { weight: 4, arbitrary: labAct.map((act): Told => ({ who: 'lab', act })) },
  { weight: 1, arbitrary: ehrAct.map((act): Told => ({ who: 'ehr', act })) },
)

async function played(acts: readonly Told[]): Promise<Stage> {
  const stage = await openStage(site)
  const asks = Object.entries(tests).map(([each, code]) => ({ order: each, test: code }))
  await stage.ehr(
    { do: 'register', patient: 'anna' },
    { do: 'register', patient: 'berta' },
    { do: 'order', patient: 'anna', asks },
  )
  for (const { who, act } of acts) {
    if (who === 'ehr') await stage.ehr(act)
    else await stage.lab(act)
  }
  return stage
}

/** What a message of the lab says of one order, as the ledger reads it: value and status by the EHR's code. */
function saidOf(stage: Stage, controlId: string, placer: string): ReadonlyMap<string, string> {
  const message = stage.said('lis', 'ORU').find((each) => field(each, 'MSH-10') === controlId)
  const { facts } = message
    ? readMessage(message, { system: lis, zone: 0 }, { messageId: 1, seenAt: 0 })
    : { facts: [] }
  const mine = (facts as ResultFact[]).filter((fact) => fact.order.placer[0]?.number === placer)
  return new Map(
    mine.flatMap(({ observations }) =>
      observations.map(({ code, subId, value, status }) => [
        `${components.get(code.code) ?? code.code}|${subId}`,
        `${value} ${status}`,
      ]),
    ),
  )
}

/** The versions of each component as the messages that were filed and not rejected say them. */
function versionsSaid(stage: Stage, key: string): Record<string, string[]> {
  const events = stage.pair.ehr.events.filter((event) => event.placer === key)
  const rejected = new Set(events.filter(({ what }) => what === 'rejected-later').map(({ controlId }) => controlId))
  const found: Record<string, string[]> = {}
  const filed = new Set(
    events
      .filter(({ what, controlId }) => what === 'filed' && !rejected.has(controlId))
      .map(({ controlId }) => controlId),
  )
  for (const controlId of filed) {
    for (const [name, said] of saidOf(stage, controlId, key)) found[name] = [...(found[name] ?? []), said]
  }
  return found
}

/** The same of the chart; a version that says nothing new in value and status stands once. */
function versionsShown(stage: Stage, key: string): Record<string, string[]> {
  const all = stage.pair.ehr.chart.orders.get(key)?.components ?? []
  return Object.fromEntries(
    all.map(({ component, subId, versions }) => [
      `${component}|${subId}`,
      versions.map(({ value, status }) => `${value} ${status}`),
    ]),
  )
}

function withoutRepeats(versions: Record<string, string[]>): Record<string, string[]> {
  const once = (said: string[]) => said.filter((each, at) => each !== said[at - 1])
  return Object.fromEntries(Object.entries(versions).map(([name, said]) => [name, once(said)]))
}

test('what the chart shows is what the messages that were filed say, version by version', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(told, { minLength: 1, maxLength: 12 }), async (acts) => {
      const stage = await played(acts)
      for (const each of Object.keys(tests)) {
        const { key } = stage.cast.order(each)!
        expect(withoutRepeats(versionsShown(stage, key))).toEqual(withoutRepeats(versionsSaid(stage, key)))
      }
    }),
    { numRuns: 30 },
  )
})

test('where every word is said and taken, chart and book agree', async () => {
  const loud = labAct.filter(
    (act) => !(act.do === 'cancel' && act.silent) && !(act.do === 'say-again' && act.version === 'first'),
  )
  const steady = loud.map((act): LabAct => (act.do === 'correct' ? { ...act, status: 'C' } : act))
  const words = { component: (code: string) => components.get(code) ?? code }
  /** The last report may be old: of one of its orders a later one spoke, or another word of the lab came after it. */
  const agesReport = (act: LabAct) =>
    act.do === 'report' ? act.parts.length > 1 : ['cancel', 'reject-specimen', 'split'].includes(act.do)
  const stories = fc
    .array(steady, { minLength: 1, maxLength: 12 })
    .map((acts) => (acts.some(agesReport) ? acts.filter((act) => act.do !== 'say-again') : acts))
  await fc.assert(
    fc.asyncProperty(stories, async (acts) => {
      const stage = await played(acts.map((act) => ({ who: 'lab', act })))
      for (const [key, entry] of stage.pair.lab.book) {
        if (entry.state === 'accepted') continue
        expect(differences(stage.pair.ehr.chart, key, entry, words)).toEqual([])
      }
    }),
    { numRuns: 30 },
  )
})

test('the same acts leave the same books, whatever else is played beside them', async () => {
  const acts: Told[] = [
    { who: 'lab', act: { do: 'report', parts: [{ order: 'bmp', stage: 'partial' }] } },
    { who: 'lab', act: { do: 'report', parts: [{ order: 'bmp', stage: 'final' }] } },
    { who: 'lab', act: { do: 'correct', order: 'bmp' } },
  ]
  const beside: Told[] = [{ who: 'lab', act: { do: 'report', parts: [{ order: 'k', stage: 'final' }] } }]
  const [alone, together] = [await played(acts), await played([...beside, ...acts])]
  const values = (stage: Stage) => stage.entry('bmp').observations.map(({ value }) => value)
  expect(values(together)).toEqual(values(alone))
})
