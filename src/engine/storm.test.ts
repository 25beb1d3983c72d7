import fc from 'fast-check'
import { test } from 'vitest'
import { plans, storm } from './testing/storm.ts'

test('nothing acknowledged is lost, no order goes backwards, and one message has one effect, whatever fails', async () => {
  await fc.assert(fc.asyncProperty(plans, storm), { numRuns: 25 })
})
