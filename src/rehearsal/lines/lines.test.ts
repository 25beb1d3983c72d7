import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../../engine/random.ts'
import { type AcknowledgmentCode, acknowledge, build, get, type Message, write } from '../../hl7/index.ts'
import { openWorld, type World } from '../testing/world.ts'
import { type Disturbance, type Inbox, openInbox } from './inbox.ts'
import { type Outbox, openOutbox, type Verdict } from './outbox.ts'

const start = Date.UTC(2026, 10, 22, 8)
const endpoint = { host: '127.0.0.1', port: 0, maxMessage_bytes: 1_000_000, idle_ms: 0 }

function message(controlId: string, text = 'one'): Uint8Array {
  return write(
    build([
      ['MSH', undefined, undefined, 'A', 'B', 'C', 'D', '', '', ['ADT', 'A08'], controlId, 'T', '2.3'],
      ['EVN', text],
    ]),
  )
}

function answered(to: Message, code: AcknowledgmentCode): Uint8Array {
  return acknowledge(to, { code, controlId: `A${get(to, 'MSH-10')}`, time: '2026' })
}

type Pair = { world: World; inbox: Inbox; outbox: Outbox; worked: string[]; verdicts: string[] }

async function pair(
  answer: (to: Message) => readonly Uint8Array[] = (to) => [answered(to, 'AA')],
  disturb: (controlId: string) => Disturbance = () => 'none',
): Promise<Pair & { send(controlId: string, text?: string): void }> {
  const world = openWorld(start)
  const { clock, network } = world
  const worked: string[] = []
  const verdicts: string[] = []
  const inbox = await openInbox({
    clock,
    network,
    endpoint,
    receive: (to) => {
      worked.push(get(to, 'MSH-10') ?? '')
      return answer(to)
    },
    busy: (to) => answered(to, 'AR'),
    disturb,
    slow_ms: 500,
  })
  const outbox = openOutbox({
    clock,
    network,
    endpoint: { ...endpoint, port: inbox.port, backoff_ms: [10, 100] },
    answerWithin_ms: 1000,
    busyFirst_ms: 50,
    busyMost_ms: 400,
    busyLimit: 5,
  })
  const settled = ({ code, taken }: Verdict) => verdicts.push(`${code}${taken ? ' taken' : ''}`)
  const send = (controlId: string, text?: string) => outbox.send(controlId, message(controlId, text), settled)
  return { world, inbox, outbox, worked, verdicts, send }
}

test('messages are sent one at a time, in order, each settled by its own answer', async () => {
  const { world, worked, verdicts, outbox, send } = await pair()
  for (const id of ['1', '2', '3']) send(id)
  await world.run(start + 100)
  expect(worked).toEqual(['1', '2', '3'])
  expect(verdicts).toEqual(['AA taken', 'AA taken', 'AA taken'])
  expect(outbox.counts).toEqual({ sent: 3, resent: 0, taken: 3, refused: 0, foreign: 0 })
})

test('a message whose acknowledgement is lost is sent again under its control id, and its work is done once', async () => {
  const { world, worked, verdicts, inbox, outbox, send } = await pair(undefined, (id) =>
    id === '2' ? 'lost-acknowledgement' : 'none',
  )
  for (const id of ['1', '2', '3']) send(id)
  await world.run(start + 5000)
  expect(worked).toEqual(['1', '2', '3'])
  expect(verdicts).toHaveLength(3)
  expect(inbox.counts).toEqual({ received: 3, repeated: 1, unreadable: 0, disturbed: 1 })
  expect(outbox.counts).toMatchObject({ sent: 4, resent: 1 })
})

test('a busy receiver is asked again after a pause and gets the message once', async () => {
  const { world, worked, verdicts, send } = await pair(undefined, (id) => (id === '1' ? 'busy' : 'none'))
  send('1')
  await world.run(start + 40)
  expect(verdicts).toEqual([])
  await world.run(start + 200)
  expect([worked, verdicts]).toEqual([['1'], ['AA taken']])
})

test('a receiver that is always busy is given up, and the next message goes on', async () => {
  const { world, verdicts, outbox, send } = await pair((to) => [answered(to, get(to, 'MSH-10') === '1' ? 'AR' : 'AA')])
  send('1')
  send('2')
  await world.run(start + 5000)
  expect(verdicts).toEqual(['AR', 'AA taken'])
  expect(outbox.counts).toMatchObject({ taken: 1, refused: 1 })
})

test('a refusal for its content ends a message at once', async () => {
  const { world, verdicts, outbox, send } = await pair((to) => [answered(to, 'AE')])
  send('1')
  await world.run(start + 100)
  expect([verdicts, outbox.counts.sent]).toEqual([['AE'], 1])
})

test('a receiver that has no use for a type of message is not asked again', async () => {
  const error = { code: '200', text: 'No flow takes it.' }
  const on = await pair((to) => [acknowledge(to, { code: 'AR', controlId: 'A1', time: '2026', error })])
  on.send('C1')
  await on.world.run(start + 60_000)
  expect([on.worked, on.verdicts]).toEqual([['C1'], ['AR']])
})

test('an answer that names another message is counted and credited to nobody', async () => {
  const foreign = write(
    build([
      ['MSH', undefined, undefined, '', '', '', '', '', '', 'ACK', 'X', 'T', '2.3'],
      ['MSA', 'AA', 'other'],
    ]),
  )
  const { world, verdicts, outbox, send } = await pair((to) => [foreign, answered(to, 'AA')])
  send('1')
  await world.run(start + 100)
  expect([verdicts, outbox.counts.foreign]).toEqual([['AA taken'], 1])
})

test('a line that is cut is made again, and what was on it is sent again', async () => {
  const { world, worked, verdicts, send } = await pair()
  await world.run(start + 10)
  send('1')
  world.cut()
  await world.run(start + 5000)
  expect([worked, verdicts]).toEqual([['1'], ['AA taken']])
})

test('a slow acknowledgement settles the message that it names', async () => {
  const { world, verdicts, send } = await pair(undefined, (id) => (id === '1' ? 'slow-acknowledgement' : 'none'))
  send('1')
  await world.run(start + 400)
  expect(verdicts).toEqual([])
  await world.run(start + 600)
  expect(verdicts).toEqual(['AA taken'])
})

test('another message under a used control id is a new message', async () => {
  const { world, worked, inbox, send } = await pair()
  send('1', 'one')
  send('1', 'two')
  await world.run(start + 100)
  expect([worked, inbox.counts.repeated]).toEqual([['1', '1'], 0])
})

test('what cannot be read gets no answer', async () => {
  const { world, inbox } = await pair()
  const answers: Uint8Array[] = []
  world.network.connect(
    { ...endpoint, port: inbox.port, backoff_ms: [10, 100] },
    {
      onOpen: (connection) => void connection.send(new TextEncoder().encode('nonsense')),
      onMessage: (_, bytes) => void answers.push(bytes),
    },
  )
  await world.run(start + 100)
  expect([answers.length, inbox.counts.unreadable]).toEqual([0, 1])
})

test('whatever is lost, doubled or late, each message is worked on once, in order, and settled once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.integer({ min: 1, max: 12 }), async (seed, count) => {
      const random = seededRandom(seed)
      const { world, worked, verdicts, outbox, send } = await pair()
      world.wires.fate = () => {
        const draw = random.below(10)
        if (draw < 2) return 'lose'
        if (draw < 4) return 'twice'
        return draw < 6 ? { late_ms: random.below(3000) } : 'pass'
      }
      const ids = Array.from({ length: count }, (_, index) => `M${index}`)
      for (const id of ids) send(id)
      await world.run(start + 3_600_000)
      expect(worked).toEqual(ids)
      expect(verdicts).toEqual(ids.map(() => 'AA taken'))
      expect(outbox.waiting).toBe(0)
    }),
    { numRuns: 40 },
  )
})

test('another machine takes over at another port: the line there is made anew, and it knows nothing of what was answered', async () => {
  const { world, inbox, worked, verdicts, send } = await pair()
  send('1')
  await world.run(start + 100)
  const before = inbox.port
  inbox.move()
  await world.run(start + 200)
  expect(inbox.port).not.toBe(before)
  // At the old address nobody listens any more.
  send('2')
  await world.run(start + 5000)
  expect([worked, verdicts]).toEqual([['1'], ['AA taken']])
  const there = openOutbox({
    ...{ clock: world.clock, network: world.network, answerWithin_ms: 1000 },
    ...{ busyFirst_ms: 50, busyMost_ms: 400, busyLimit: 5 },
    endpoint: { ...endpoint, port: inbox.port, backoff_ms: [10, 100] },
  })
  there.send('1', message('1'), () => {})
  await world.run(start + 6000)
  expect([worked, inbox.counts.repeated]).toEqual([['1', '1'], 0])
})
