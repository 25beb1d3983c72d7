// Nobody alone says whose a result is that contradicts its order's patient: the engine itself asks for a second person.
import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { command, deliveryStates, one, open, order, values } from './testing/looking.ts'
import { orm, oru } from './testing/messages.ts'
import { type World, world } from './testing/world.ts'

const doubtful = () => Buffer.from(oru(one, '4.1').toString('latin1').replace('19700102', '19700201'), 'latin1')
const asked = { deliveryId: 2, who: 'Ada Ward, lab shift lead', rootCause: 'birth date was mistyped' }

async function inDoubt(change: Parameters<typeof world>[0] = {}): Promise<World> {
  const on = await world(change)
  on.ehr.send(orm(one))
  on.lis.send(doubtful())
  await on.after(100)
  expect(deliveryStates(on).at(-1)).toBe('held')
  return on
}

test.each(['release', 'resend', 'skip'] as const)('%s is refused without a second person, and audited', async (act) => {
  const on = await inDoubt()
  for (const second of [undefined, '', '  ', asked.who, 'ADA  ward', 'ada ward, phlebotomy']) {
    const given = { ...asked, do: act, ...(second === undefined ? {} : { second }) }
    expect(await command(on, given), String(second)).toEqual({ done: false, why: 'second-person-missing' })
  }
  expect(on.toEhr.got).toEqual([])
  expect(order(on).order.observations).toEqual([])
  expect(open(on)).toMatchObject([{ kind: 'identity-conflict', deliveryId: 2 }])
  expect(on.memory.books.audit.at(-1)).toMatchObject({ what: `${act} (refused: second-person-missing)` })
})

test('two people let it go, and both names are kept', async () => {
  const on = await inDoubt()
  expect(await command(on, { ...asked, do: 'release', second: 'Ben Lim, interface analyst' })).toEqual({ done: true })
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['4.1'])
  const who = 'Ada Ward, lab shift lead; second person: Ben Lim, interface analyst'
  expect(on.memory.books.audit.at(-1)).toMatchObject({ who, what: 'release' })
})

test('one person is enough to see that nobody gets it', async () => {
  const on = await inDoubt()
  expect(await command(on, { ...asked, do: 'cancel' })).toEqual({ done: true })
  expect(deliveryStates(on).at(-1)).toBe('cancelled')
})

test('a message held for identity that a step left half done does not go out as it came', async () => {
  const step = { call: 'steps/a.ts#a' }
  const fails = () => {
    throw new Error('x')
  }
  const site = { flows: { results: { steps: [step] } } }
  const on = await inDoubt({ site, functions: { 'steps/a.ts#a': fails } })
  const refused = await command(on, { ...asked, do: 'release', second: 'Ben Lim' })
  expect(refused).toMatchObject({ done: false, why: 'unfinished' })
  expect(on.toEhr.got).toEqual([])
  expect(order(on).order.observations).toEqual([])
})
