// The lie test on the virtual systems of Riverside, and on a receiver behind a real socket.
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../../src/adapters/clock/clock.ts'
import { systemRandom } from '../../src/adapters/clock/random.ts'
import { turn } from '../../src/adapters/clock/turn.ts'
import { zoneRules } from '../../src/adapters/clock/zone.ts'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import { serveCensus } from '../../src/adapters/http/census-server.ts'
import { memoryWorldStore } from '../../src/adapters/memory/world-store.ts'
import { mllpNetwork } from '../../src/adapters/mllp/network.ts'
import { lieTest } from '../../src/cli/rehearse/lie-test.ts'
import type { CensusPage, CensusResult } from '../../src/engine/ports/census.ts'
import { acknowledge, get, type Message, parseMessage } from '../../src/hl7/index.ts'
import { ask } from '../../src/rehearsal/lie-test/ask.ts'
import { probesOf } from '../../src/rehearsal/lie-test/probes.ts'
import { openLieWorld } from '../../src/rehearsal/lie-test/right-message.ts'
import { type Reply, verdictOf } from '../../src/rehearsal/lie-test/verdict.ts'
import type { EhrHabits } from '../../src/rehearsal/play/act.ts'

// What goes over real sockets takes as long as the machine lets it.
vi.setConfig({ testTimeout: 90_000 })

const folder = join(import.meta.dirname, '../../examples/riverside')
const { site, functions } = await requireSite(folder, 'unlimited')
const receiver = site.systems.find(({ role }) => role === 'ehr')!

/** The verdict on the virtual EHR with these habits. */
async function verdictOn(habits: Partial<EhrHabits>) {
  const { message, world, clock, network, port } = await openLieWorld({
    ...{ site, functions, turn, zone: zoneRules, receiver, habits },
    ...{ store: memoryWorldStore(), start: Date.UTC(2026, 10, 23, 12) },
  })
  const endpoint = { host: 'ehr', port, maxMessage_bytes: 1e7, idle_ms: 0 }
  let replies: readonly Reply[] = []
  const asked = ask(probesOf(message, 'T'), {
    ...{ clock, network: network.incarnation('tester').network, endpoint, answerWithin_ms: 10_000 },
  }).then((all) => {
    replies = all
  })
  await world.run(world.now() + 10 * 60_000)
  await asked
  await world.close()
  return { ...verdictOf(replies), replies }
}

test('a virtual EHR that refuses what it does not know proves accepted', async () => {
  const careful = { unknownCodes: 'trouble', onTrouble: 'AE', statuses: ['F', 'P', 'C', 'X', 'W', 'D'] } as const
  expect(await verdictOn(careful)).toMatchObject({ proves: 'accepted', believed: [] })
})

test('one that says AA and puts what it cannot take into a queue, or drops it, proves received', async () => {
  expect((await verdictOn({ onTrouble: 'queue' })).proves).toBe('received')
  expect((await verdictOn({ onTrouble: 'drop', unknownCodes: 'trouble' })).proves).toBe('received')
})

const honest = (isTruth: boolean) => (isTruth ? 'AA' : 'AE')

type Receiver = {
  /** Whether it ends the connection behind each answer. */
  readonly hangsUp?: boolean
  /** Hears of each message that it has answered with AA. */
  readonly onTaken?: (message: Message) => void
  /** Where its census is read. */
  readonly census?: string
}

/** What the command says of a receiver behind a real socket; `answer` by whether the message is the right one. */
async function asked(answer: (isTruth: boolean) => 'AA' | 'AE', { hangsUp, onTaken, census }: Receiver = {}) {
  const clock = systemClock()
  const listener = await mllpNetwork(clock, systemRandom(1)).listen(
    { host: '127.0.0.1', port: 0, maxMessage_bytes: 1e7, idle_ms: 0 },
    {
      onMessage: (connection, bytes) => {
        const message = parseMessage(bytes)
        // The first of the probes, whenever it comes.
        const code = answer(/0$/.test(get(message, 'MSH-10') ?? ''))
        if (code === 'AA') onTaken?.(message)
        connection.send(acknowledge(message, { code, controlId: `A${get(message, 'MSH-10')}`, time: clock.now() }))
        if (hangsUp) connection.close()
      },
    },
  )
  onTestFinished(() => listener.close(0))
  let out = ''
  const io = {
    stdout: (text: string) => {
      out += text
    },
    stderr: () => {},
    cwd: folder,
  } as unknown as Parameters<typeof lieTest>[1]
  const to = `127.0.0.1:${listener.port}`
  const wish = { folder, system: 'ehr', to, virtual: false, json: true, record: false, timeout: '3' }
  const code = await lieTest({ ...wish, ...(census ? { census } : {}) }, io)
  return { code, said: JSON.parse(out) }
}

test('a receiver that is down has answered nothing, and no lie is told as refused', async () => {
  const listener = await mllpNetwork(systemClock(), systemRandom(1)).listen(
    { host: '127.0.0.1', port: 0, maxMessage_bytes: 1e7, idle_ms: 0 },
    { onMessage: () => {} },
  )
  const to = `127.0.0.1:${listener.port}`
  await listener.close(0)
  const said = { out: '', err: '' }
  const io = {
    stdout: (text: string) => {
      said.out += text
    },
    stderr: (text: string) => {
      said.err += text
    },
    cwd: folder,
  } as unknown as Parameters<typeof lieTest>[1]
  const wish = { folder, system: 'ehr', to, virtual: false, json: false, record: false, timeout: '1' }
  expect(await lieTest(wish, io)).toBe(1)
  expect(said.out.match(/ {2}no answer {2}\d+ ms/g)).toHaveLength(6)
  expect(said.out).not.toMatch(/as it should|NOT TAKEN|BELIEVED/)
  expect(said.err.match(/: no answer\n/g)).toHaveLength(6)
  expect(said.err).not.toMatch(/: answered/)
}, 30_000)

test('a real receiver that believes everything is found out, and what the site says of it is held against that', async () => {
  const { code, said } = await asked(() => 'AA')
  expect(said).toMatchObject({ system: 'ehr', proves: 'received', claimed: 'received', holds: true })
  expect(said.believed).toHaveLength(5)
  expect(code).toBe(0)
})

test('a real receiver that refuses every message, also the right one, ends in no conclusion', async () => {
  const { code, said } = await asked(() => 'AE')
  expect(said).toMatchObject({ proves: null, holds: false })
  expect(code).toBe(1)
})

test('a receiver that hangs up behind each answer is asked everything all the same', async () => {
  const { said } = await asked(honest, { hangsUp: true })
  expect(said.replies.map(({ application }: Reply) => application)).toEqual(['AA', 'AE', 'AE', 'AE', 'AE', 'AE'])
  expect(said).toMatchObject({ proves: 'accepted', believed: [] })
}, 30_000)

/** A census with one result a page, and what the receiver has taken on the last of them. */
function longCensus() {
  const row = (nth: number): CensusResult => ({
    ...{ placer: `P${nth}`, filler: `F${nth}`, mrn: `M${nth}`, mrnAuthority: 'HOSP', component: 'C', alternate: '' },
    ...{ subId: '', value: String(nth), unit: '', flags: '', status: 'F', corrected: false, filedAt: nth },
  })
  const rows = [1, 2, 3, 4].map(row)
  return {
    take(message: Message) {
      const text = (place: string) => get(message, place) ?? ''
      const one = { placer: text('OBR-2.1'), filler: text('OBR-3.1'), mrn: text('PID-3[1].1') }
      const said = { component: text('OBX-3.1'), value: text('OBX-5'), status: text('OBX-11') }
      rows.push({ ...row(rows.length + 1), ...one, ...said })
    },
    read(since: string): CensusPage {
      const at = Number(since || 0)
      const results = rows.slice(at, at + 1)
      const cursor = String(at + results.length)
      return { cursor, takenAt: 0, more: at + 1 < rows.length, orders: [], results }
    },
  }
}

test('what stands on a later page of the census is seen, and so is what does not stand there', async () => {
  const books = longCensus()
  const census = await serveCensus({ port: 0, read: (since) => books.read(since) })
  onTestFinished(() => census.close())
  const filed = await asked(honest, { onTaken: books.take, census: census.url })
  expect(filed.said).toMatchObject({ proves: 'filed', believed: [] })
  const unfiled = await asked(honest, { census: census.url })
  expect(unfiled.said.proves).toBe('accepted')
}, 30_000)

test('a census that gives the same page for ever is told, and proves nothing', async () => {
  const page = { cursor: '1', takenAt: 0, more: true, orders: [], results: [] }
  const census = await serveCensus({ port: 0, read: () => page })
  onTestFinished(() => census.close())
  const { said } = await asked(honest, { census: census.url })
  expect(said.proves).toBe('accepted')
}, 30_000)
