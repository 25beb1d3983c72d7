import { expect, test } from 'vitest'
import { heldReasons, readHeldWhy } from '../../engine/held-reasons.ts'
import type { ExceptionView } from '../contract.ts'
import { waysToAct } from './ways.ts'

const exception: ExceptionView = {
  ...{ id: 7, kind: 'delivery-held', severity: 'high', status: 'assigned', team: 'Laboratory', text: 'Held.' },
  ...{ openedAt: 0, dueAt: 1, closedAt: null, rootCause: '', orderIds: [], messageId: 3, deliveryId: 9 },
  ...{ takenBy: '', switched: '' },
}
const delivery = { id: 9, destination: 'ehr', flow: 'results', messageId: 3, orderIds: [], attempts: 0 }

function verbs(given: Partial<ExceptionView>, held?: { why: string; attempts?: number }): string[] {
  const ways = waysToAct({ ...exception, ...given }, held && { ...delivery, ...held }, '--data data')
  return ways.map(({ command }) => command.split(' ').slice(1, 3).join(' '))
}

test('what is held goes out, or is left, by the number of its delivery', () => {
  expect(verbs({}, { why: 'mapping: nobody has approved what the receiver calls a code' })).toEqual([
    'take 7',
    'release 9',
    'skip 9',
    'cancel 9',
  ])
})

test('what was held under the words of an earlier version is let go as if it were held today', () => {
  const former = 'mapping: a code has no approved row; part 2 of 3'
  expect(verbs({}, { why: former })).toEqual(['take 7', 'release 9', 'skip 9', 'cancel 9'])
  expect(readHeldWhy(former)).toEqual({ reason: 'mapping', part: { nth: 1, of: 3 } })
})

test('what was sent before is sent again, never released as if nobody had it', () => {
  expect(verbs({}, { why: 'no answer', attempts: 2 })).toContain('resend 9')
  expect(verbs({}, { why: 'no answer', attempts: 2 })).not.toContain('release 9')
})

test('what a failed step left half done is made again, never sent again', () => {
  expect(verbs({}, { why: heldReasons.unfinished })).toEqual(['take 7', 'release 9', 'skip 9', 'cancel 9'])
})

test('where the patient is in doubt a second person is asked for', () => {
  const ways = waysToAct(exception, { ...delivery, why: 'identity: numbers and patient contradict each other' }, '')
  const asked = ways.filter(({ command }) => command.includes('--second')).map(({ command }) => command.split(' ')[1])
  expect(asked).toEqual(['release', 'skip'])
})

test('a switch is resumed, the rest is closed, a taken one is not offered again, a closed one has nothing to do', () => {
  expect(verbs({ switched: 'ehr-results', deliveryId: null })).toEqual(['take 7', 'resume ehr-results'])
  expect(verbs({ status: 'taken', takenBy: 'Ada' })).toEqual(['close 7'])
  expect(verbs({ status: 'closed' })).toEqual([])
})

test('every command names where this Labloop is found', () => {
  for (const { command } of waysToAct(exception, undefined, '--data data')) expect(command).toMatch(/ --data data$/)
})
