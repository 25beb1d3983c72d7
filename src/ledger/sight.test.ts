import { expect, test } from 'vitest'
import { orderStates } from './order.ts'
import { type AdriftCheckReason, adrift, adriftReasons, grace_ms, type SeenOrder } from './sight.ts'
import { rests } from './transitions.ts'

const now = 1_893_456_000_000
const atRest: SeenOrder = {
  state: 'final',
  loop: 'agreed',
  proven: false,
  nextDue: null,
  openExceptions: 0,
  untakenWords: 0,
  unaccepted: 0,
  early: 0,
}
const underWay: SeenOrder = { ...atRest, state: 'accepted', loop: 'on-course', nextDue: now + 1000 }

test('orders at rest, on course and owned are not adrift', () => {
  expect(adrift(atRest, now)).toBeNull()
  expect(adrift({ ...atRest, proven: true }, now)).toBeNull()
  expect(adrift(underWay, now)).toBeNull()
  expect(adrift({ ...underWay, nextDue: now - grace_ms }, now)).toBeNull()
  expect(adrift({ ...underWay, nextDue: null, openExceptions: 1, loop: 'owned' }, now)).toBeNull()
})

/** Each defect of Labloop, planted in the columns, and the reason that finds it. */
const defects: Record<AdriftCheckReason, SeenOrder> = {
  'a step is overdue and nobody owns it': { ...underWay, nextDue: now - grace_ms - 1 },
  'it is in progress, and nothing is expected': { ...underWay, nextDue: null },
  'its state is unknown': { ...atRest, state: 'unheard' },
  'it counts as agreed, and the other side has not taken the last word': { ...atRest, untakenWords: 1 },
  'it counts as agreed, and the placer has not accepted that the laboratory ended it': { ...atRest, unaccepted: 1 },
  'it counts as owned, and no exception is open': { ...atRest, loop: 'owned' },
  'the ledger itself calls it adrift': { ...atRest, loop: 'adrift' },
  'it counts as proven, and a word was not even taken': { ...atRest, proven: true, untakenWords: 1 },
  'it counts as agreed, and a step is still expected': { ...atRest, nextDue: now + 1000 },
  'a word counts as acknowledged, and what carries it is still on its way': { ...underWay, early: 1 },
}
test.each(adriftReasons)('the check finds a planted defect: %s', (reason) => {
  expect(adrift(defects[reason], now)).toBe(reason)
  expect(adrift({ ...defects[reason], openExceptions: 1 }, now)).toBeNull()
})

test('a step that is expected later hides no label that is wrong now', () => {
  const ahead = { state: 'partial', nextDue: now + 1e9, openExceptions: 0, unaccepted: 0, early: 0 }
  expect(adrift({ ...ahead, loop: 'agreed', proven: true, untakenWords: 5 }, now)).toContain('proven')
  expect(adrift({ ...ahead, loop: 'agreed', proven: false, untakenWords: 1 }, now)).toContain('the last word')
  expect(adrift({ ...ahead, loop: 'adrift', proven: false, untakenWords: 0 }, now)).toContain('adrift')
  expect(adrift({ ...ahead, loop: 'on-course', proven: false, untakenWords: 5 }, now)).toBeNull()
})

test('the check’s own list of states at rest and under way leaves out only the unheard', () => {
  for (const state of orderStates) {
    const found = adrift({ ...atRest, state }, now)
    if (state === 'unheard') expect(found).toBe('its state is unknown')
    else expect(found).toBe(rests[state] ? null : 'it is in progress, and nothing is expected')
  }
})
