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
  for (const second of [undefined, '', '  ', ', analyst', asked.who, 'ADA  ward', 'ada ward, phlebotomy']) {
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

test('a name is asked of both', async () => {
  const on = await inDoubt()
  const given = { ...asked, do: 'release', who: ', lab shift lead', second: 'Ben Lim' } as const
  expect(await command(on, given)).toEqual({ done: false, why: 'second-person-missing' })
})

/** A result of another patient under the number of Ida's order. */
const stranger = (value: string, id: string) => {
  const text = oru(one, value, { id }).toString('latin1')
  return Buffer.from(text.replace(/PID[^\r]*/, ottosPid), 'latin1')
}
const ottosPid = 'PID|1||200^^^TEST^MR||Sample^Otto||19551231|M'

async function ofTwoPatients(): Promise<World> {
  const on = await world()
  on.ehr.send(orm(one))
  on.lis.send(stranger('4.1', 'S1'))
  await on.after(100)
  expect(deliveryStates(on)).toEqual(['delivered', 'held'])
  return on
}

test('what one person cancelled is held again when the laboratory sends it again', async () => {
  const on = await ofTwoPatients()
  expect(await command(on, { ...asked, do: 'cancel' })).toEqual({ done: true })
  on.lis.send(stranger('4.2', 'S2'))
  await on.after(100)
  expect(deliveryStates(on)).toEqual(['delivered', 'cancelled', 'held'])
  expect(on.toEhr.got).toEqual([])
  expect(open(on).some(({ deliveryId, severity }) => deliveryId === 3 && severity === 'critical')).toBe(true)
})

test('once two people were sure, what follows under that number and patient is not held', async () => {
  const on = await ofTwoPatients()
  await command(on, { ...asked, do: 'release', second: 'Ben Lim' })
  on.lis.send(stranger('4.2', 'S2'))
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['4.1', '4.2'])
})

/** The result of another patient under the number of Ida's order, after a status of it. */
async function afterStatus(): Promise<World> {
  const on = await ofStatus()
  on.lis.send(stranger('4.1', 'S1'))
  await on.after(100)
  return on
}

async function ofStatus(): Promise<World> {
  const on = await world()
  on.ehr.send(orm(one))
  const text = orm({ ...one, filler: 'FP1' }, { from: 'LIS', control: 'SC', status: 'IP', id: 'S0' }).toString('latin1')
  on.lis.send(Buffer.from(text.replace(/PID[^\r]*/, ottosPid), 'latin1'))
  await on.after(100)
  return on
}

test('a status of that patient before it does not let the result out: it is held on both orders, and to be phoned', async () => {
  const on = await afterStatus()
  expect(deliveryStates(on)).toEqual(['delivered', 'delivered', 'held'])
  const held = open(on).find(({ deliveryId }) => deliveryId === 3)!
  expect(held).toMatchObject({ kind: 'identity-conflict', severity: 'critical', orderIds: [2, 1] })
  expect(held.text).toContain('Phone the result')
  expect(await command(on, { ...asked, deliveryId: 3, do: 'release' })).toMatchObject({ why: 'second-person-missing' })
})

test('it stays held over a restart, and what two people let go goes on after another', async () => {
  const on = await afterStatus()
  await on.restart()
  on.lis.send(stranger('4.2', 'S2'))
  await on.after(100)
  expect(deliveryStates(on)).toEqual(['delivered', 'delivered', 'held', 'held'])
  for (const deliveryId of [3, 4]) {
    expect(await command(on, { ...asked, deliveryId, do: 'release', second: 'Ben Lim' })).toEqual({ done: true })
  }
  await on.restart()
  on.lis.send(stranger('4.3', 'S3'))
  await on.after(100)
  expect(values(on.toEhr.got).filter((value) => value !== '')).toEqual(['4.1', '4.2', '4.3'])
  expect(order(on, 1).order.observations).toEqual([])
})

test('one person who closes what the status raised has not decided whose the result is; two have', async () => {
  for (const second of [undefined, 'Ben Lim']) {
    const on = await ofStatus()
    const close = {
      do: 'close',
      exceptionId: open(on)[0]!.id,
      who: asked.who,
      rootCause: 'two orders, rightly',
    } as const
    expect(await command(on, second ? { ...close, second } : close)).toEqual({ done: true })
    on.lis.send(stranger('4.1', 'S1'))
    await on.after(100)
    expect(deliveryStates(on)).toEqual(['delivered', 'delivered', second ? 'delivered' : 'held'])
  }
})

test('where nothing is held, one person who closes the exception has looked', async () => {
  const on = await world({ site: { mode: 'observe' } })
  on.ehr.send(orm(one))
  on.lis.send(stranger('4.1', 'S1'))
  await on.after(100)
  expect(order(on, 2).order.doubt).toBe('number')
  for (const { id } of open(on)) {
    const close = { do: 'close', exceptionId: id, who: asked.who, rootCause: 'two orders, rightly' } as const
    expect(await command(on, close)).toEqual({ done: true })
  }
  expect(order(on, 2).order.doubt).toBe('')
})
