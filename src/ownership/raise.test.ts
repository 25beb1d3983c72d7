import { expect, test } from 'vitest'
import { testSite } from '../engine/testing/site.ts'
import { accountable, laboratoryTeam, teamFor } from './accountable.ts'
import { exceptionKinds, severities } from './exception.ts'
import { close, raise, raiseHeldResult, take } from './raise.ts'

const site = testSite()
const teams = site.ownership.teams.map(({ id }) => id)
const nowhere = { system: '', flow: '', orderIds: [], messageId: null, deliveryId: null }
const concern = { kind: 'unmapped-code', severity: 'normal', text: 'A code.', cause: 'c' } as const

test('every kind of exception has exactly one accountable team, wherever it comes from', () => {
  expect(Object.keys(accountable).sort()).toEqual([...exceptionKinds].sort())
  for (const kind of exceptionKinds) {
    for (const system of ['', 'ehr', 'lis', 'gone']) {
      for (const flow of ['', 'results', 'orders', 'gone'])
        expect(teams).toContain(teamFor(kind, { system, flow }, site))
    }
  }
})

test('the sender’s fault is the sender’s, the receiver’s the receiver’s, and the rest the desk’s', () => {
  expect(teamFor('malformed-message', { system: 'lis', flow: '' }, site)).toBe('lab')
  expect(teamFor('malformed-message', { system: 'ehr', flow: '' }, site)).toBe('ehr-team')
  expect(teamFor('delivery-refused', { system: 'lis', flow: 'results' }, site)).toBe('ehr-team')
  expect(teamFor('unmapped-code', { system: 'lis', flow: 'results' }, site)).toBe('desk')
  expect(laboratoryTeam({ system: '', flow: 'results' }, site)).toBe('lab')
})

test('who has a held result is told to phone it, unless the text says so or Labloop only observes', () => {
  const held = (text: string, mode: 'live' | 'observe' = 'live') =>
    raiseHeldResult({ ...concern, text }, nowhere, testSite({ mode }), 1, 0).text
  expect(held('It is held.')).toBe('It is held. Phone the result before anything else.')
  expect(held('It is held. Phone it.')).toBe('It is held. Phone it.')
  expect(held('It went its own way.', 'observe')).toBe('It went its own way.')
})

test('an exception is assigned at once, with the clock of its severity', () => {
  for (const severity of severities) {
    const made = raise({ ...concern, severity }, nowhere, site, 7, 1000)
    expect(made).toMatchObject({ id: 7, status: 'assigned', team: 'desk', openedAt: 1000, closedAt: null })
    expect(made.dueAt).toBe(1000 + site.ownership.clocks[severity])
  }
})

test('a result that is held is critical, and the laboratory’s', () => {
  expect(raiseHeldResult(concern, { ...nowhere, flow: 'results' }, site, 1, 0)).toMatchObject({
    severity: 'critical',
    team: 'lab',
    dueAt: site.ownership.clocks.critical,
  })
})

test('an exception is taken by a person and ends once, with a root cause', () => {
  const made = raise(concern, nowhere, site, 1, 0)
  const taken = take(made, 'ana')
  expect(taken).toMatchObject({ status: 'taken', takenBy: 'ana' })
  const closed = close(taken, 'map was missing a row', 50)
  expect(closed).toMatchObject({ status: 'closed', closedAt: 50, rootCause: 'map was missing a row' })
  expect(close(closed, 'another', 60)).toBe(closed)
  expect(take(closed, 'ben')).toBe(closed)
})
