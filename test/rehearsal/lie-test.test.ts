// The lie test on the virtual systems of Riverside, and on a receiver behind a real socket.
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/adapters/clock/clock.ts'
import { systemRandom } from '../../src/adapters/clock/random.ts'
import { turn } from '../../src/adapters/clock/turn.ts'
import { zoneRules } from '../../src/adapters/clock/zone.ts'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import { memoryWorldStore } from '../../src/adapters/memory/world-store.ts'
import { mllpNetwork } from '../../src/adapters/mllp/network.ts'
import { lieTest } from '../../src/cli/rehearse/lie-test.ts'
import { acknowledge, get, parseMessage } from '../../src/hl7/index.ts'
import { ask } from '../../src/rehearsal/lie-test/ask.ts'
import { probesOf } from '../../src/rehearsal/lie-test/probes.ts'
import { openLieWorld } from '../../src/rehearsal/lie-test/right-message.ts'
import { type Reply, verdictOf } from '../../src/rehearsal/lie-test/verdict.ts'
import type { EhrHabits } from '../../src/rehearsal/play/act.ts'

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

/** What the command says of a receiver behind a real socket; `answers` by MSH-10. */
async function asked(answer: (nth: number) => 'AA' | 'AE') {
  const clock = systemClock()
  let nth = 0
  const listener = await mllpNetwork(clock, systemRandom(1)).listen(
    { host: '127.0.0.1', port: 0, maxMessage_bytes: 1e7, idle_ms: 0 },
    {
      onMessage: (connection, bytes) => {
        const message = parseMessage(bytes)
        const code = answer(nth++)
        connection.send(acknowledge(message, { code, controlId: `A${get(message, 'MSH-10')}`, time: clock.now() }))
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
  const code = await lieTest({ folder, system: 'ehr', to, virtual: false, json: true, record: false }, io)
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
