// What live messages show of the rules of alignment: counted, owned where critical, held or refused by the flow's policy.
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { AlignmentFile, type AlignmentPolicy } from '../site/shapes/alignment.ts'
import { fixedOffset } from '../site/time-zone.ts'
import { command, deliveryStates, kinds, one, open } from './testing/looking.ts'
import { oru } from './testing/messages.ts'
import type { SiteChange } from './testing/site.ts'
import { type World, world } from './testing/world.ts'

const potassium = {
  ...{ code: 'K', name: 'Potassium', value_type: 'NM', unit: 'mmol/L', ranges: '3.5-5.1', flags: 'N;L;H;LL;HH' },
  ...{ critical_low: '2.8', critical_high: '6.2', delta_limit: '1.0 in 24h' },
}

/** A site whose LIS has a catalog; potassium is sent in mmol/L. */
function site(
  policy: z.input<typeof AlignmentPolicy> = {},
  change: { unit?: string; acknowledge?: 'stored' | 'decided'; accepted?: z.input<typeof AlignmentFile> } = {},
): SiteChange {
  const { unit = 'umol/L', acknowledge = 'stored', accepted } = change
  return {
    catalogs: { 'lis-components': [{ ...potassium, unit, ...(unit === 'umol/L' ? { ranges: '3500-5100' } : {}) }] },
    flows: { results: { unsolicited: 'accept', acknowledge, alignment: policy } },
    ...(accepted ? { alignment: AlignmentFile.parse(accepted) } : {}),
  }
}

const found = async ({ memory }: World) =>
  (await memory.findings()).map(({ rule, count, examples }) => ({ rule, count, examples }))

const magnitude = { rule: 'unit-magnitude', count: 1, examples: [1] }

test('a finding on two messages is one row with a count, and one exception where it is critical; both messages go on', async () => {
  const on = await world({ site: site() })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  on.lis.send(oru({ placer: 'P2' }, '4.2', { id: 'M2' }))
  await on.after(100)
  expect(on.toEhr.got).toHaveLength(2)
  expect(await found(on)).toContainEqual({ ...magnitude, count: 2, examples: [1, 2] })
  expect(kinds(on)).toEqual(['alignment-finding'])
  expect(open(on)[0]).toMatchObject({ severity: 'critical', team: 'lab', orderIds: [], messageId: 1, deliveryId: null })
  expect(open(on)[0]!.text).toContain('K of lis: OBX-6 came as mmol/L; the catalog has umol/L for K')
  expect(open(on)[0]!.text).not.toContain('4.1')
})

test('what is right counts nothing and raises nothing', async () => {
  const on = await world({ site: site({}, { unit: 'mmol/L' }) })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect((await found(on)).filter(({ rule }) => !rule.startsWith('report-'))).toEqual([])
  expect(kinds(on)).toEqual([])
})

test('a policy by name holds the message until a person lets it go', async () => {
  const on = await world({ site: site({ rules: { 'unit-magnitude': 'hold' } }) })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(deliveryStates(on)).toEqual(['held'])
  expect(open(on)[0]).toMatchObject({ kind: 'alignment-finding', severity: 'critical', team: 'lab', deliveryId: 1 })
  const released = await command(on, { do: 'release', deliveryId: 1, who: 'ana', rootCause: 'the catalog was behind' })
  expect(released).toEqual({ done: true })
  await on.after(100)
  expect(on.toEhr.got).toHaveLength(1)
  expect(kinds(on)).toEqual([])
})

test('a policy by severity refuses the message whole, and its sender hears why', async () => {
  const on = await world({ site: site({ critical: 'reject' }, { acknowledge: 'decided' }) })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AE M1'])
  expect(on.toEhr.got).toEqual([])
  expect(kinds(on)).toEqual(['alignment-finding'])
  expect(await found(on)).toContainEqual(magnitude)
})

test('a doubt about a flag never holds a result, whatever the policy says of its severity', async () => {
  const strict = { critical: 'hold', high: 'hold', normal: 'hold', low: 'pass' } as const
  const on = await world({ site: site({ ...strict, rules: { ...reports } }, { unit: 'mmol/L' }) })
  on.lis.send(oru(one, '6.9', { flag: 'N' }))
  await on.after(100)
  expect(on.toEhr.got).toHaveLength(1)
  const rules = (await found(on)).map(({ rule }) => rule)
  expect(rules).toContain('flag-contradicts')
  expect(rules).toContain('flag-critical-missing')
  expect(kinds(on)).toEqual(['alignment-finding'])
})

/** The short message of the tests lacks what a whole report must have. */
const reports = {
  'report-laboratory': 'pass',
  'report-specimen': 'pass',
  'report-test': 'pass',
} as const

/** The other unit of potassium, accepted. */
function acceptedUntil(until: string): z.input<typeof AlignmentFile> {
  return {
    entitled: { critical: ['Laboratory director'] },
    accepted: [
      {
        ...{ rule: 'unit-magnitude', system: 'lis', codes: ['K'], by: 'Laboratory director' },
        ...{ reason: 'The catalog is corrected next week', on: '2026-01-01', until },
      },
    ],
  }
}

const holding = { rules: { 'unit-magnitude': 'hold' } } as const

test('what is accepted is counted, and neither held nor raised, until its day is over', async () => {
  const on = await world({ site: site(holding, { accepted: acceptedUntil('2030-01-01') }) })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.toEhr.got).toHaveLength(1)
  expect(kinds(on)).toEqual([])
  expect(await found(on)).toContainEqual(magnitude)
  const later = await world({ site: site(holding, { accepted: acceptedUntil('2026-01-02') }) })
  later.lis.send(oru(one, '4.1'))
  await later.after(100)
  expect(deliveryStates(later)).toEqual(['held'])
})

test('the last day of an acceptance ends at midnight of the hospital, not of Greenwich', async () => {
  for (const [hours, expected] of [
    [-9, 'accepted'],
    [0, 'held'],
  ] as const) {
    // 08:00 in Greenwich on 2 March is 23:00 on 1 March nine hours west.
    const on = await world({
      zone: fixedOffset(hours * 60),
      site: site(holding, { accepted: acceptedUntil('2026-03-01') }),
    })
    on.lis.send(oru(one, '4.1'))
    await on.after(100)
    expect(deliveryStates(on).map((state) => (state === 'held' ? 'held' : 'accepted'))).toEqual([expected])
  }
})

test('a change beyond the delta limit is told of the same patient, and not of another', async () => {
  const on = await world({ site: site({}, { unit: 'mmol/L' }) })
  on.lis.send(oru(one, '3.6'))
  await on.after(100)
  on.lis.send(oru({ placer: 'P2' }, '5.0', { id: 'M2' }))
  on.lis.send(oru({ placer: 'P3', mrn: '200' }, '5.0', { id: 'M3' }))
  await on.after(100)
  expect(await found(on)).toContainEqual({ rule: 'value-delta', count: 1, examples: [2] })
})

test('counts survive a crash, and a message whose batch is tried again is counted once', async () => {
  const on = await world({ site: site() })
  on.life.store.onDone = (call) => call === 'commit' && on.life.crash()
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  await on.begin()
  await on.after(1000)
  expect(await found(on)).toContainEqual(magnitude)
})

test('one difference that shows as it came and as it goes out is counted twice and owned once', async () => {
  const change = site()
  const catalogs = { ...change.catalogs, 'ehr-components': [{ ...potassium, unit: 'umol/L', ranges: '3500-5100' }] }
  const on = await world({ site: { ...change, catalogs } })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  const sides = (await on.memory.findings()).filter(({ rule }) => rule === 'unit-magnitude')
  expect(sides.map(({ subject }) => subject.system)).toEqual(['ehr', 'lis'])
  expect(open(on).filter(({ cause }) => cause.includes('unit-magnitude'))).toHaveLength(1)
})

test('a sender that makes up a unit for each message does not fill the store', async () => {
  const on = await world({ site: site({}, { unit: 'mmol/L' }) })
  const send = (nth: number) => on.lis.send(oru({ placer: `P${nth}` }, '4.1', { id: `M${nth}`, unit: `unit${nth}` }))
  for (let nth = 1; nth <= 230; nth++) send(nth)
  await on.after(5000)
  const unknown = (await on.memory.findings()).filter(({ rule }) => rule === 'unit-unknown')
  expect(unknown).toHaveLength(201)
  expect(unknown.find(({ subject }) => subject.code === '...')).toMatchObject({ count: 30 })
})
