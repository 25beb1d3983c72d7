// A store that fails, a message that cannot be stored, and code of ours that fails: who waits, and what is set aside.
import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { errorCodes } from '../errors.ts'
import type { LogFields } from './ports/log.ts'
import { storeError } from './simulation/store.ts'
import { kinds, minute, one, open, order, values } from './testing/looking.ts'
import { orm, oru } from './testing/messages.ts'
import { world } from './testing/world.ts'

test('a message that the store can never take is set aside, and the others of its batch go on in order', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept', acknowledge: 'decided' } } } })
  on.life.store.fail = (call, args) => {
    if (call !== 'commit') return null
    const { facts } = args[1] as { facts: { fact: { messageId: number } }[] }
    return facts.some(({ fact }) => fact.messageId === 3) ? storeError('internal') : null
  }
  for (let n = 1; n <= 6; n++) on.lis.send(oru({ placer: `P${n}` }, `${n}`, { id: `M${n}` }))
  await on.after(2000)
  expect(values(on.toEhr.got)).toEqual(['1', '2', '4', '5', '6'])
  expect(on.lis.answers()).toEqual(['AA M1', 'AA M2', 'AE M3', 'AA M4', 'AA M5', 'AA M6'])
  expect(open(on)).toMatchObject([{ kind: 'poison-message', severity: 'critical', messageId: 3, team: 'lab' }])
  expect(open(on)[0]!.text).toMatch(/internal/)
})

test('a store that fails is in the log with what to do, once a minute, and when it works again', async () => {
  const lines: string[] = []
  const say = (what: string, fields: LogFields = {}) => what.includes('store') && lines.push(`${what}: ${fields.doing}`)
  const remedies = new Set<unknown>()
  const on = await world({
    log: {
      info: say,
      warn: say,
      error: (what, fields) => say(`${what} ${fields?.code}`, fields) && remedies.add(fields?.remedy),
    },
  })
  let full = true
  on.life.store.fail = (call) => ((call === 'commit' || call === 'receive') && full ? storeError('disk-full') : null)
  on.ehr.send(orm(one))
  await on.after(90_000)
  expect(lines).toEqual([
    'the store failed disk-full: receiving',
    'the store failed disk-full: processing',
    'the store failed disk-full: processing',
  ])
  expect([...remedies]).toEqual([errorCodes['disk-full']!.remedy])
  full = false
  on.ehr.send(orm(one))
  await on.after(minute)
  expect(lines.slice(3).toSorted()).toEqual(['the store works again: processing', 'the store works again: receiving'])
})

test('a store that takes nothing, for whatever reason, is waited for: no message is to blame', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  let readOnly = true
  on.life.store.fail = (call) => (call === 'commit' && readOnly ? storeError('internal') : null)
  for (let n = 1; n <= 4; n++) on.lis.send(oru({ placer: `P${n}` }, `${n}`, { id: `M${n}` }))
  await on.after(minute)
  readOnly = false
  await on.after(minute)
  expect(values(on.toEhr.got)).toEqual(['1', '2', '3', '4'])
  expect(kinds(on)).toEqual([])
})

test('a message on which our own code fails is set aside at once, refused where its sender waits, and others go on', async () => {
  const zone = () => {
    throw new TypeError('a defect')
  }
  const flow = { unsolicited: 'accept', acknowledge: 'decided' } as const
  const on = await world({ zone, site: { flows: { results: flow } } })
  on.lis.send(oru(one, '4.1'))
  on.lis.send(
    Buffer.from(oru({ placer: 'P2' }, '4.2', { id: 'M2' }).toString('latin1').replaceAll('|20260302', '|'), 'latin1'),
  )
  on.ehr.send(orm({ placer: 'P3' }, { id: 'M3' }))
  await on.after(200)
  expect(on.lis.answers()).toContain('AE M1')
  expect(open(on)[0]).toMatchObject({ kind: 'poison-message', severity: 'critical', cause: 'poison-message|TypeError' })
  expect(open(on)[0]!.text).not.toContain('a defect')
})

test('an order whose stored state is broken poisons only its own messages', async () => {
  const on = await world()
  on.ehr.send(orm(one))
  on.ehr.send(orm({ placer: 'P2', mrn: '200' }, { id: 'M2' }))
  await on.after(100)
  const row = order(on, 1)
  on.memory.books.orders.set(1, { ...row, order: { ...row.order, words: null as never } })
  await on.restart()
  on.lis.send(oru(one, '4.1', { id: 'R1' }))
  on.lis.send(oru({ placer: 'P2', mrn: '200' }, '4.2', { id: 'R2' }))
  await on.after(200)
  expect(values(on.toEhr.got)).toEqual(['4.2'])
  expect(open(on)).toMatchObject([{ kind: 'poison-message', messageId: 3 }])
})

test('a store that fails is waited for, in order, and nothing is set aside', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  let down = true
  on.life.store.fail = (call) => (call === 'commit' && down ? storeError('database-unreachable') : null)
  for (let n = 1; n <= 3; n++) on.lis.send(oru({ placer: `P${n}` }, `${n}`, { id: `M${n}` }))
  await on.after(minute)
  expect(on.toEhr.got).toEqual([])
  down = false
  await on.after(20_000)
  expect(values(on.toEhr.got)).toEqual(['1', '2', '3'])
  expect(kinds(on)).toEqual([])
})

test('an order that was changed in the meantime is read again', async () => {
  const on = await world()
  let stale = 1
  on.life.store.fail = (call) => (call === 'commit' && stale-- > 0 ? storeError('stale-order') : null)
  on.ehr.send(orm(one))
  await on.after(100)
  expect(on.toLis.got).toHaveLength(1)
  expect(kinds(on)).toEqual([])
})

test('messages that could not be stored are an exception once the store works again', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  let down = true
  on.life.store.fail = (call) => (call === 'receive' && down ? storeError('disk-full') : null)
  on.lis.send(oru(one, '4.1'))
  await on.after(1000)
  down = false
  await on.after(10_000)
  expect(on.lis.answers()).toEqual(['AR M1'])
  expect(kinds(on)).toEqual(['not-stored'])
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['4.1'])
})

test('a batch that the store refuses at once is stored again without waiting for the next message', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  const { store } = on.life.store
  const commit = store.commit
  let refusals = 1
  Object.assign(store, {
    commit: (...args: Parameters<typeof commit>) =>
      refusals-- > 0 ? Promise.reject(storeError('stale-order')) : commit(...args),
  })
  on.lis.send(oru({ placer: 'P1' }, '1', { id: 'M1' }))
  await on.after(2000)
  expect(values(on.toEhr.got)).toEqual(['1'])
})
