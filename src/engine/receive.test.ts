import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { memoryStore } from '../adapters/memory/store.ts'
import type { Notice, Reception } from './ports/reception.ts'
import type { StoredMessage } from './ports/store.ts'
import { seededRandom } from './random.ts'
import { type ReceiveLimits, receiveLimits, receiver } from './receive.ts'
import type { VirtualClock } from './simulation/clock.ts'
import { type VirtualNetwork, virtualNetwork } from './simulation/network.ts'
import { storeError, type VirtualStore, virtualStore } from './simulation/store.ts'
import { testClock } from './testing/clock.ts'
import { ack, adt, answerOf, field, orm, oru } from './testing/messages.ts'
import { type Sender, sender } from './testing/peers.ts'
import { ports, type SiteChange, testSite } from './testing/site.ts'

type Bench = {
  readonly clock: VirtualClock
  readonly network: VirtualNetwork
  readonly store: VirtualStore
  readonly reception: Reception
  readonly stored: StoredMessage[]
  readonly notices: Notice[]
  readonly lost: Error[]
  readonly lis: Sender
  readonly ehr: Sender
  after(wait_ms: number): Promise<void>
}

async function bench(change: SiteChange = {}, limits: Partial<ReceiveLimits> = {}): Promise<Bench> {
  const clock = testClock()
  const network = virtualNetwork(clock)
  const store = virtualStore(memoryStore(), clock)
  const site = testSite(change)
  const lease = await clock.runUntil(clock.now()).then(() => memoryLease(store, clock))
  const reception = receiver(
    site,
    {
      store: store.store,
      network: network.incarnation('engine').network,
      clock,
      random: seededRandom(1),
      tls: () => undefined,
    },
    { ...receiveLimits, ...limits },
  )
  const stored: StoredMessage[] = []
  const notices: Notice[] = []
  const lost: Error[] = []
  await reception.start(lease, {
    onStored: (batch) => stored.push(...batch),
    onNotice: (notice) => notices.push(notice),
    onConnections: () => {},
    onLost: (error) => lost.push(error),
  })
  const made = {
    ...{ clock, network, store, reception, stored, notices, lost },
    lis: sender(network, 'lis', ports.lisIn),
    ehr: sender(network, 'ehr', ports.ehrIn),
    after: (wait_ms: number) => clock.runUntil(clock.now() + wait_ms),
  }
  await made.after(20)
  return made
}

async function memoryLease(store: VirtualStore, clock: VirtualClock) {
  const taken = store.store.lease('receiver', 'node', 3_600_000, clock.now())
  await clock.runUntil(clock.now() + 10)
  return (await taken)!
}

const one = { placer: 'P1' }

test('a message is acknowledged only after the store keeps it', async () => {
  const { lis, stored, after } = await bench()
  lis.send(oru(one, '4.1'))
  await after(2)
  expect(lis.heard).toEqual([])
  await after(20)
  expect(stored.map(({ id, controlId }) => [id, controlId])).toEqual([[1, 'M1']])
  expect(lis.answers()).toEqual(['AA M1'])
})

test.each([
  // MSH-15, MSH-16, flow setting; answers once stored, and once decided
  ['', '', 'stored', ['AA M1'], []],
  ['', '', 'decided', [], ['AE M1']],
  ['AL', 'NE', 'stored', ['CA M1'], []],
  ['AL', '', 'stored', ['CA M1'], []],
  ['AL', 'AL', 'stored', ['CA M1'], ['AE M1']],
  ['AL', 'AL', 'decided', ['CA M1'], ['AE M1']],
  ['NE', 'AL', 'stored', [], ['AE M1']],
  ['', 'AL', 'stored', [], ['AE M1']],
  ['SU', 'ER', 'stored', ['CA M1'], ['AE M1']],
  ['ER', 'NE', 'stored', [], []],
  ['NE', 'NE', 'stored', [], []],
  ['', 'NE', 'stored', [], []],
  ['', 'XX', 'stored', ['AA M1'], []],
  ['', 'al', 'decided', [], ['AE M1']],
  ['Y', '', 'stored', ['AA M1'], []],
  ['constructor', '', 'stored', ['AA M1'], []],
  ['Y', 'NE', 'stored', ['AA M1'], []],
  ['ER', 'XX', 'stored', ['AA M1'], []],
  ['Y', 'AL', 'stored', [], ['AE M1']],
  ['AL', 'XX', 'stored', ['CA M1'], []],
] as const)(
  'with MSH-15 "%s", MSH-16 "%s" and acknowledge: %s the sender hears %j once stored and %j once decided',
  async (accept, application, acknowledge, whenStored, whenDecided) => {
    const { lis, stored, reception, after } = await bench({ flows: { results: { acknowledge } } })
    lis.send(oru(one, '4.1', { accept, application }))
    await after(20)
    expect(stored).toHaveLength(1)
    expect(lis.answers()).toEqual(whenStored)
    reception.answer([{ messageId: 1, answer: ack('M1', 'AE') }])
    await after(20)
    expect(lis.answers().slice(whenStored.length)).toEqual(whenDecided)
  },
)

test('a repeat is answered as the first was and handed on once', async () => {
  const { lis, stored, after } = await bench()
  lis.send(oru(one, '4.1'))
  await after(20)
  lis.send(oru(one, '4.1'))
  await after(20)
  expect(stored).toHaveLength(1)
  expect(lis.answers()).toEqual(['AA M1', 'AA M1'])
  expect(lis.heard[1]).toEqual(lis.heard[0])
})

test('a refusal is repeated as well', async () => {
  const { lis, stored, after } = await bench()
  const query = Buffer.from('MSH|^~\\&|LIS|TEST|EHR|TEST|20260302||QRY^R02|Q1|P|2.5.1\rQRD|1\r')
  for (let n = 0; n < 2; n++) {
    lis.send(query)
    await after(20)
  }
  expect(lis.answers()).toEqual(['AR Q1', 'AR Q1'])
  expect(lis.heard[1]).toEqual(lis.heard[0])
  expect(stored.map(({ refused }) => refused.split(':')[0])).toEqual(['no-flow'])
})

test('the same control id over other bytes is a new message, and flagged', async () => {
  const { lis, stored, after } = await bench()
  lis.send(oru(one, '4.1'))
  lis.send(oru(one, '4.2'))
  await after(20)
  expect(stored.map(({ id, controlIdReused }) => [id, controlIdReused])).toEqual([
    [1, false],
    [2, true],
  ])
  expect(lis.answers()).toEqual(['AA M1', 'AA M1'])
})

test('a repeat of an undecided message waits for the same verdict', async () => {
  const { lis, stored, reception, after } = await bench({ flows: { results: { acknowledge: 'decided' } } })
  lis.send(oru(one, '4.1'))
  lis.send(oru(one, '4.1'))
  await after(20)
  expect(stored).toHaveLength(1)
  expect(lis.answers()).toEqual([])
  reception.answer([{ messageId: 1, answer: ack('M1', 'AA') }])
  await after(20)
  expect(lis.answers()).toEqual(['AA M1', 'AA M1'])
})

const latin = (text: string) => Buffer.from(text, 'latin1')
const head = 'MSH|^~\\&|LIS|TEST|EHR|TEST|20260302||'
test.each([
  ['a type that no flow takes', latin(`${head}QRY^R02|M1|P|2.5.1\rQRD|1\r`), 'AR M1', '200', 'no-flow'],
  ['an event that no flow takes', latin(`${head}ORU^R30|M1|P|2.5.1\rOBR|1\r`), 'AR M1', '201', 'no-flow'],
  ['no control id', latin(`${head}ORU^R01||P|2.5.1\rOBR|1\r`), 'AE ', '101', 'malformed-message'],
  ['a result without OBR', latin(`${head}ORU^R01|M1|P|2.5.1\rPID|1\r`), 'AE M1', '100', 'malformed-message'],
  [
    'a character set whose characters hide delimiters',
    latin(`${head}ORU^R01|M1|P|2.5.1||||||ISO IR87\rOBR|1\r`),
    'AE M1',
    '199',
    'malformed-message',
  ],
])('%s is refused, kept raw, and the connection goes on', async (_name, body, answer, code, kind) => {
  const { lis, stored, after } = await bench()
  lis.send(body)
  lis.send(oru(one, '4.1', { id: 'M2' }))
  await after(20)
  expect(lis.answers()).toEqual([answer, 'AA M2'])
  expect(field(lis.heard[0]!, 'ERR', 3).split('^')[0]).toBe(code)
  expect(stored[0]!.refused.split(':')[0]).toBe(kind)
  expect(Buffer.from(stored[0]!.body)).toEqual(body)
  expect(stored[1]!.refused).toBe('')
})

test('garbage without a header is kept without an answer, with its position', async () => {
  const { lis, stored, after } = await bench()
  lis.send(latin('PID|1||100\rOBX|1\r'))
  lis.send(oru(one, '4.1', { id: 'M2' }))
  await after(20)
  expect(lis.answers()).toEqual(['AA M2'])
  expect(stored[0]).toMatchObject({ controlId: '', messageType: '', refused: expect.stringMatching(/byte 0/) })
})

test('a message that is too large is refused by its head, and kept as far as the limit allows', async () => {
  const { lis, stored, after } = await bench({ maxMessage: '64KB' })
  const large = Buffer.concat([oru(one, '4.1'), Buffer.alloc(70_000, 'x')])
  lis.send(large)
  lis.send(oru(one, '4.1', { id: 'M2' }))
  await after(20)
  expect(lis.answers()).toEqual(['AE M1', 'AA M2'])
  expect(stored[0]!.refused).toMatch(/^malformed-message: frame-too-large/)
  expect(Buffer.from(stored[0]!.body)).toEqual(large.subarray(0, 65_536))
})

test('a message that broke off is refused, and its whole repeat is neither a repeat nor a second use of its control id', async () => {
  const { lis, network, stored, after } = await bench()
  for (const fate of ['break', 'break', 'pass'] as const) {
    network.fate = (from) => (from === 'lis' ? fate : 'pass')
    lis.send(oru(one, '4.1'))
    await after(20)
  }
  expect(lis.answers()).toEqual(['AR M1', 'AR M1', 'AA M1'])
  expect(stored.map(({ refused, controlIdReused }) => [refused.slice(0, 34), controlIdReused])).toEqual([
    ['malformed-message: frame-cut-short', false],
    ['malformed-message: frame-cut-short', false],
    ['', false],
  ])
})

test('each message of a batch is a message, and a count that does not add up is kept as such', async () => {
  const { lis, stored, after } = await bench()
  const parts = [oru(one, '4.1', { id: 'M1' }), oru({ placer: 'P2' }, '4.2', { id: 'M2' })]
  lis.send(Buffer.concat([latin('BHS|^~\\&|LIS|TEST\r'), ...parts, latin('BTS|3\r')]))
  await after(20)
  expect(lis.answers()).toEqual(['AA M1', 'AA M2'])
  expect(stored.map(({ controlId, refused }) => [controlId, refused.split(':')[0]])).toEqual([
    ['M1', ''],
    ['M2', ''],
    ['', 'batch-incomplete'],
  ])
  expect(Buffer.from(stored[0]!.body)).toEqual(parts[0])
})

test('an acknowledgement is kept, and answered only where it asks for it', async () => {
  const { lis, stored, after } = await bench()
  lis.send(ack('X1'))
  lis.send(latin('MSH|^~\\&|LIS|TEST|EHR|TEST|20260302||ACK^O01^ACK|A2|P|2.5.1|||AL|NE\rMSA|AA|X2\r'))
  await after(20)
  expect(stored.map(({ refused }) => refused)).toEqual(['', ''])
  expect(lis.answers()).toEqual(['CA A2'])
})

test('in observe mode copies of anything are acknowledged once stored', async () => {
  const { lis, ehr, stored, after } = await bench({ mode: 'observe', flows: { results: { acknowledge: 'decided' } } })
  lis.send(oru(one, '4.1'))
  ehr.send(ack('M1'))
  ehr.send(latin(`${head}SIU^S12|S1|P|2.5.1\rSCH|1\r`))
  await after(20)
  expect(lis.answers()).toEqual(['AA M1'])
  expect(ehr.answers()).toEqual(['AA AM1', 'AA S1'])
  expect(stored).toHaveLength(3)
})

test('while one flush runs the next group gathers, in order over all connections', async () => {
  const { lis, ehr, store, stored, after } = await bench({}, { flush_messages: 3 })
  for (let n = 0; n < 4; n++) {
    lis.send(oru(one, '4.1', { id: `R${n}` }))
    ehr.send(orm(one, { id: `O${n}` }))
  }
  await after(50)
  expect(stored.map(({ controlId }) => controlId)).toEqual(['R0', 'O0', 'R1', 'O1', 'R2', 'O2', 'R3', 'O3'])
  expect(store.calls.get('receive')).toBe(4)
})

test('a flush waits for a moment for all who were answered by the one before, and misses one that went only once', async () => {
  const { clock, lis, store, after } = await bench({}, { gather_ms: 8 })
  const flushes = () => store.calls.get('receive')
  const taken_ms = async (id: string) => {
    const since = clock.now()
    lis.send(oru(one, '4.1', { id }))
    while (!lis.answers().includes(`AA ${id}`)) await after(1)
    return clock.now() - since
  }
  const alone = await taken_ms('M1')
  for (const id of ['M2', 'M3', 'M4']) lis.send(oru(one, '4.1', { id }))
  await after(50)
  expect(flushes()).toBe(3) // M2 at once, M3 and M4 together
  lis.send(oru(one, '4.1', { id: 'M5' }))
  await after(3)
  lis.send(oru(one, '4.1', { id: 'M6' }))
  await after(50)
  expect(flushes()).toBe(4)
  const missed = await taken_ms('M7')
  expect(missed).toBeGreaterThan(alone)
  expect(missed).toBeLessThanOrEqual(alone + 8)
  expect(await taken_ms('M8')).toBe(alone)
})

test('when the store fails nothing is acknowledged, senders are told to send again, and it goes on', async () => {
  const { lis, store, stored, notices, after } = await bench()
  let failures = 2
  store.fail = (call) => (call === 'receive' && failures-- > 0 ? storeError('database-unreachable') : null)
  lis.send(oru(one, '4.1'))
  await after(20)
  lis.send(oru(one, '4.1', { accept: 'AL', id: 'M2' }))
  await after(2000)
  expect(lis.answers()).toEqual(['AR M1', 'CR M2'])
  expect(field(lis.heard[0]!, 'ERR', 3).split('^')[0]).toBe('207')
  expect(stored).toEqual([])
  expect(notices.map(({ concern }) => concern.kind)).toEqual(['not-stored', 'not-stored'])
  lis.send(oru(one, '4.1'))
  await after(20)
  expect(lis.answers().slice(2)).toEqual(['AA M1'])
  expect(stored).toHaveLength(1)
})

test('what no sender would send again is kept in memory until the store works', async () => {
  const { lis, store, stored, after } = await bench()
  let failures = 3
  store.fail = (call) => (call === 'receive' && failures-- > 0 ? storeError('disk-full') : null)
  lis.send(oru(one, '4.1', { accept: 'NE', application: 'NE' }))
  await after(5000)
  expect(stored.map(({ controlId }) => controlId)).toEqual(['M1'])
})

test('too many undecided messages stop the reading until some are decided', async () => {
  const { lis, stored, reception, after } = await bench({}, { undecided_messages: 3, flush_messages: 1 })
  for (let n = 1; n <= 20; n++) {
    lis.send(adt('A08', '100', { id: `M${n}`, from: 'LIS' }))
    lis.send(oru(one, '4.1', { id: `R${n}` }))
    await after(10)
  }
  const before = stored.length
  expect(before).toBeLessThan(10)
  for (let through = 1; stored.length < 40 && through <= 40; through++) {
    reception.settled(through)
    await after(20)
  }
  expect(stored).toHaveLength(40)
})

test('a sender that floods is stopped, and another is read and answered meanwhile', async () => {
  const { lis, ehr, stored, reception, after } = await bench({}, { undecided_messages: 30 })
  for (let n = 1; n <= 100; n++) {
    lis.send(oru(one, '4.1', { id: `R${n}` }))
    await after(10)
  }
  expect(stored.length).toBeLessThan(20)
  for (const id of ['O1', 'O2', 'O3']) {
    ehr.send(orm(one, { id }))
    await after(20)
  }
  expect(ehr.answers()).toEqual(['AA O1', 'AA O2', 'AA O3'])
  for (let through = 1; stored.length < 103 && through <= 103; through++) {
    reception.settled(through)
    await after(20)
  }
  expect(lis.answers()).toHaveLength(100)
})

test('a sender that is stopped for its share stays stopped when its output drains, and one that goes is forgotten', async () => {
  const { network, lis, stored, reception, after } = await bench({}, { undecided_messages: 4 })
  const other = sender(network, 'other', ports.lisIn)
  await after(20)
  for (let n = 1; n <= 6; n++) other.send(oru(one, '4.1', { id: `X${n}` }))
  await after(50)
  other.close()
  await after(50)
  const before = stored.length
  expect(before).toBeLessThan(7)
  reception.settled(before)
  lis.send(oru(one, '4.1'))
  await after(50)
  expect(lis.answers()).toEqual(['AA M1'])
})

test('while decisions fall behind, each flush waits a little, and no longer once they have caught up', async () => {
  const { clock, lis, stored, reception, after } = await bench(
    {},
    { slow_messages: 2, undecided_messages: 20, slow_ms: 200 },
  )
  const taken_ms = async (id: string) => {
    const since = clock.now()
    lis.send(oru(one, '4.1', { id }))
    while (!lis.answers().includes(`AA ${id}`)) await after(1)
    return clock.now() - since
  }
  const first = await taken_ms('M1')
  for (let n = 2; n <= 6; n++) await taken_ms(`M${n}`)
  expect(stored).toHaveLength(6)
  expect(await taken_ms('M7')).toBeGreaterThanOrEqual(first + 40)
  reception.settled(7)
  expect(await taken_ms('M8')).toBeLessThanOrEqual(first)
})

test('a lost lease ends receiving at once, without an answer', async () => {
  const { lis, store, lost, stored, after } = await bench()
  store.fail = (call) => (call === 'receive' ? storeError('lease-lost') : null)
  lis.send(oru(one, '4.1'))
  await after(50)
  expect(lost).toHaveLength(1)
  expect(lis.answers()).toEqual([])
  expect(lis.connected()).toBe(false)
  expect(stored).toEqual([])
})

test('draining stores and answers what was read, and reads no more', async () => {
  const { lis, stored, reception, after } = await bench()
  lis.send(oru(one, '4.1'))
  await after(1)
  const drained = reception.drain()
  lis.send(oru(one, '4.2', { id: 'M2' }))
  await after(20)
  await drained
  expect(stored.map(({ controlId }) => controlId)).toEqual(['M1'])
  expect(lis.answers()).toEqual(['AA M1'])
})

test('an answer kept from a line is stored like a message, and told of once it is', async () => {
  const { reception, stored, after } = await bench()
  const told: [number, string][] = []
  const onKept = (id: number, answer: Uint8Array) => told.push([id, answer.length === 0 ? '' : answerOf(answer)])
  const body = latin(`${head}ORL^O22|L1|P|2.5.1|||AL|NE\rMSA|AA|X1\rORC|OK|P1|F1\r`)
  reception.keep({ connection: 'lis-out', body, refused: '', onKept })
  expect(told).toEqual([])
  await after(20)
  expect(told).toEqual([[1, 'CA L1']])
  expect(stored[0]).toMatchObject({ connection: 'lis-out', system: 'lis', controlId: 'L1', messageType: 'ORL^O22' })
})

test('a sender that connects while too much waits is not read either', async () => {
  const { network, lis, stored, reception, after } = await bench({}, { undecided_messages: 1 })
  lis.send(oru(one, '4.1'))
  await after(50)
  const late = sender(network, 'late', ports.lisIn)
  await after(50)
  late.send(oru(one, '4.2', { id: 'M2' }))
  await after(50)
  expect(stored.map(({ controlId }) => controlId)).toEqual(['M1'])
  reception.settled(1)
  await after(50)
  expect(stored.map(({ controlId }) => controlId)).toEqual(['M1', 'M2'])
})
