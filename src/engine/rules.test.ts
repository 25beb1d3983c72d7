// What is worked out once for a site, and what each start of an engine has for itself.
import { expect, test } from 'vitest'
import { fixedOffset } from '../site/time-zone.ts'
import { rulesOf } from './rules.ts'
import { testSite } from './testing/site.ts'

const zone = () => fixedOffset(0)

test('an engine that starts again finds what follows from its site, and remembers nothing of the messages before', () => {
  const site = testSite()
  const [first, again] = [rulesOf(site, new Map(), zone), rulesOf(site, new Map(), zone)]
  expect(again.policy).toBe(first.policy)
  expect(again.sources).toBe(first.sources)
  expect(again.alignment.judge).not.toBe(first.alignment.judge)
  expect(again.flows).not.toBe(first.flows)
})

test('another site, or other rules of its time zone, are worked out anew', () => {
  const site = testSite()
  const first = rulesOf(site, new Map(), zone)
  expect(rulesOf(testSite(), new Map(), zone).policy).not.toBe(first.policy)
  const east = rulesOf(site, new Map(), () => fixedOffset(60))
  expect(east.sources.get('ehr')?.zone).not.toBe(first.sources.get('ehr')?.zone)
})
