// What the page of alignment shows: what live messages counted, ranked, with what was decided.
import { expect, test } from 'vitest'
import type { FindingCount } from '../../alignment/message/finding-count.ts'
import { quietAfter_ms } from '../../alignment/message/live-findings.ts'
import { tinySite } from '../../alignment/testing/tiny-site.ts'
import { alignmentViews } from './alignment-view.ts'

const now = Date.UTC(2026, 2, 20)

function count(rule: string, code: string, more: Partial<FindingCount> = {}): FindingCount {
  const severity = rule === 'unit-magnitude' ? 'critical' : 'low'
  const subject = { system: 'lis', kind: 'component' as const, code, name: '' }
  return {
    ...{ key: `${rule}|${code}`, rule, severity, subject, counterpart: null, variant: '', says: 'said' },
    ...{ count: 1, firstAt: now - 5, lastAt: now - 1, examples: [7] },
    ...more,
  }
}

function viewOf(...counts: readonly FindingCount[]) {
  const accepted = {
    ...{ rule: 'unit-spelling' as const, system: 'lis', codes: ['NA'], by: 'Director' },
    ...{ reason: 'Both are read alike', on: '2026-01-01', until: '2026-12-31' },
  }
  const site = tinySite({ accepted: { entitled: { low: ['Director'] }, accepted: [accepted] } })
  return alignmentViews(site, { findings: async () => counts }, () => now)()
}

test('what is grave and common stands first', async () => {
  const rare = count('unit-magnitude', 'K')
  const common = count('unit-spelling', 'GLU', { count: 1000 })
  const { open } = await viewOf(rare, common, count('unit-magnitude', 'HIV', { count: 40 }))
  expect(open.map(({ about }) => about)).toEqual(['lis HIV', 'lis GLU', 'lis K'])
  expect(open[0]).toMatchObject({ severity: 'critical', count: 40, messageIds: [7], state: 'open' })
  expect(open[0]!.remedy).toContain('Report in one unit')
})

test('what was accepted stands apart, with who accepted it and until when', async () => {
  const { open, accepted } = await viewOf(count('unit-spelling', 'NA'), count('unit-spelling', 'K'))
  expect(open.map(({ about }) => about)).toEqual(['lis K'])
  expect(accepted).toMatchObject([{ about: 'lis NA', acceptance: { by: 'Director', until: '2026-12-31' } }])
})

test('what no message has shown for a month is over', async () => {
  const old = count('unit-magnitude', 'K', { firstAt: 0, lastAt: now - quietAfter_ms - 1 })
  expect(await viewOf(old)).toMatchObject({ open: [], quiet: 1 })
})

test('a rule that this version does not have says nothing', async () => {
  expect(await viewOf({ ...count('unit-magnitude', 'K'), rule: 'gone' })).toEqual({ open: [], accepted: [], quiet: 0 })
})
