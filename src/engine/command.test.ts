// What people tell the engine that runs: pause, hold, take, close; and what it refuses.
import { expect, test } from 'vitest'
import { storeError } from './simulation/store.ts'
import { command, kinds, one, open, order, values } from './testing/looking.ts'
import { orm, oru } from './testing/messages.ts'
import { world } from './testing/world.ts'

test('commands are refused, and audited, where they make no sense', async () => {
  const on = await world()
  const who = 'ana'
  expect(await command(on, { do: 'release', deliveryId: 9, who, rootCause: 'x' })).toMatchObject({
    why: 'no-such-delivery',
  })
  expect(await command(on, { do: 'close', exceptionId: 9, who, rootCause: 'x' })).toMatchObject({
    why: 'no-such-exception',
  })
  expect(await command(on, { do: 'pause', what: 'flow', id: 'none', who, why: 'x' })).toMatchObject({
    why: 'no-such-flow',
  })
  expect(await command(on, { do: 'pause', what: 'flow', id: 'results', who, why: ' ' })).toMatchObject({
    why: 'root-cause-missing',
  })
  expect(on.memory.books.audit.map(({ what }) => what)).toEqual([
    'release (refused: no-such-delivery)',
    'close (refused: no-such-exception)',
    'pause (refused: no-such-flow)',
    'pause (refused: root-cause-missing)',
  ])
})

test('an exception is taken and closed by a person, with a root cause, but not while its message is still held', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'hold' } } } })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  await command(on, { do: 'take', exceptionId: 1, who: 'ana' })
  expect(open(on)[0]).toMatchObject({ status: 'taken', takenBy: 'ana' })
  const close = { do: 'close', exceptionId: 1, who: 'ana' } as const
  expect(await command(on, { ...close, rootCause: 'x' })).toMatchObject({ why: 'delivery-still-held' })
  await command(on, { do: 'release', deliveryId: 1, who: 'ana', rootCause: 'walk-in' })
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['4.1'])
  expect(order(on)).toMatchObject({ loop: 'agreed' })
})

test('a result that is held because nobody ordered it stays somebody’s when its order comes, until it is let go', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'hold' } } } })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  on.ehr.send(orm(one))
  await on.after(100)
  expect(open(on)).toMatchObject([{ kind: 'unsolicited-result', deliveryId: 1 }])
  await command(on, { do: 'release', deliveryId: 1, who: 'ana', rootCause: 'it was ordered' })
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['4.1'])
  expect(open(on)).toEqual([])
})

test.each(['flow', 'destination'] as const)(
  'a paused %s keeps its queue in order, over a restart too, until it is resumed',
  async (what) => {
    const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
    const id = what === 'flow' ? 'results' : 'ehr-out'
    await command(on, { do: 'pause', what, id, who: 'ana', why: 'upgrade' })
    for (let n = 1; n <= 5; n++) on.lis.send(oru({ placer: `P${n}` }, `${n}`, { id: `M${n}` }))
    await on.after(200)
    expect(on.lis.answers()).toHaveLength(5)
    expect(on.toEhr.got).toEqual([])
    expect(kinds(on)).toEqual(['operator-hold'])
    await on.restart()
    await on.after(200)
    expect(on.toEhr.got).toEqual([])
    await command(on, { do: 'resume', what, id, who: 'ana', why: 'done' })
    await on.after(200)
    expect(values(on.toEhr.got)).toEqual(['1', '2', '3', '4', '5'])
    expect(kinds(on)).toEqual([])
  },
)

test('a hold is the desk’s until it is resumed, and a command that was under way when the node stopped is told so', async () => {
  const on = await world()
  await command(on, { do: 'hold', what: 'flow', id: 'results', who: 'ana', why: 'wrong map' })
  expect(open(on)).toMatchObject([{ kind: 'operator-hold', severity: 'high', team: 'desk', status: 'assigned' }])
  on.life.store.fail = (call) => (call === 'commit' ? storeError('lease-lost') : null)
  const lost = on.life.engine.command({ do: 'resume', what: 'flow', id: 'results', who: 'ana', why: 'done' })
  lost.catch(() => {})
  await on.after(100)
  await expect(lost).rejects.toMatchObject({ code: 'lease-lost' })
  expect(kinds(on)).toEqual(['operator-hold'])
})
