// What a lie test changes, what it waits for, and what it concludes.
import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { turn } from '../../adapters/clock/turn.ts'
import { virtualClock } from '../../engine/simulation/clock.ts'
import { virtualNetwork } from '../../engine/simulation/network.ts'
import { acknowledge, get, type Message, parseMessage, write } from '../../hl7/index.ts'
import { ask } from './ask.ts'
import { lies, probesOf } from './probes.ts'
import { type Reply, verdictOf } from './verdict.ts'

const result = parseMessage(
  Buffer.from(
    [
      'MSH|^~\\&|LIS|LAB|EHR|HOSP|20261122080000||ORU^R01^ORU_R01|M1|P|2.5.1',
      'PID|1|OLD1|T100^^^HOSP^MR||Testpine^Ida||19700102|F',
      'ORC|RE|P1|F1||CM',
      'OBR|1|P1|F1|BMP^Basic panel^L^51990-0^Basic metabolic panel^LN|||20261122073000',
      'OBX|1|NM|K^Potassium^L^2823-3^Potassium^LN||4.1|mmol/L|3.5-5.1|N|||F',
      'OBX|2|NM|NA^Sodium^L^2951-2^Sodium^LN||140|mmol/L|136-145|N|||F',
    ].join('\r'),
  ),
)
const order = parseMessage(
  Buffer.from(
    'MSH|^~\\&|EHR|HOSP|LIS|LAB|20261122080000||OML^O21^OML_O21|M2|P|2.5.1\rPID|1||T100^^^HOSP^MR||Testpine^Ida\rORC|NW|P1\rOBR|1|P1||BMP^Basic panel^L\r',
  ),
)

const told = (message: Message) => new Map(probesOf(message, 'A').map((probe) => [probe.lie, probe.message]))

test('each probe of a result changes one thing, under a control ID of its own', () => {
  const probes = told(result)
  expect([...probes.keys()]).toEqual([...lies])
  expect(new Set([...probes.values()].map((each) => get(each, 'MSH-10'))).size).toBe(probes.size)
  const differing = (lie: (typeof lies)[number]) => {
    const lines = (message: Message) => Buffer.from(write(message)).toString().split('\r').slice(1)
    const [right, wrong] = [lines(probes.get('truth')!), lines(probes.get(lie)!)]
    return right.flatMap((line, index) => (line === wrong[index] ? [] : line.slice(0, 3)))
  }
  expect(differing('unknown-patient')).toEqual(['PID'])
  expect(differing('unknown-order')).toEqual(['ORC', 'OBR'])
  expect(differing('unknown-test')).toEqual(['OBR'])
  expect(differing('unknown-component')).toEqual(['OBX', 'OBX'])
  expect(differing('impossible-status')).toEqual(['OBX', 'OBX'])
  const patient = probes.get('unknown-patient')!
  expect([get(patient, 'PID-2'), get(patient, 'PID-3.4'), get(patient, 'PID-5.1')]).toEqual(['', 'HOSP', 'Testnobody'])
  expect(get(probes.get('unknown-component')!, 'OBX[2]-3.4')).toBe('')
})

test('an order message has no components to lie about, and its order and patient may be new to the receiver', () => {
  const probes = told(order)
  expect([...probes.keys()]).toEqual(['truth', 'unknown-test', 'impossible-status'])
  expect(get(probes.get('impossible-status')!, 'ORC-1')).toBe('?')
})

type Receiver = (message: Message, lie: string) => readonly ('AA' | 'AE' | 'AR' | 'CA')[]

/** A receiver on a network of its own, and the verdict on it. */
async function tested(receiver: Receiver, shown?: (lie: string) => boolean, shownBefore = false) {
  const heard = new Set<string>()
  const clock = virtualClock(turn)
  const wires = virtualNetwork(clock)
  const probes = probesOf(result, 'B')
  const listener = await wires.incarnation('receiver').network.listen(
    { host: 'x', port: 1, maxMessage_bytes: 1e6, idle_ms: 0 },
    {
      onMessage: (connection, bytes) => {
        const message = parseMessage(bytes)
        connection.send(Buffer.from('no answer at all'))
        connection.send(acknowledge(parseMessage(write(result)), { code: 'AA', controlId: 'x', time: '' }))
        const lie = probes.find(({ controlId }) => controlId === get(message, 'MSH-10'))!.lie
        heard.add(lie)
        for (const code of receiver(message, lie)) {
          connection.send(acknowledge(message, { code, controlId: 'y', time: '' }))
        }
      },
    },
  )
  onTestFinished(() => listener.close(0))
  const endpoint = { host: 'x', port: 1, maxMessage_bytes: 1e6, idle_ms: 0 }
  const asked = ask(probes, {
    ...{ clock, network: wires.incarnation('tester').network, endpoint, answerWithin_ms: 5000 },
    ...(shown ? { shown: async ({ lie }) => shown(lie) && (shownBefore || heard.has(lie)) } : {}),
  })
  await clock.runUntil(clock.now() + 120_000)
  const replies = await asked
  return { replies, ...verdictOf(replies) }
}

const honest: Receiver = (_, lie) => [lie === 'truth' ? 'AA' : 'AE']

test('a receiver that believes everything proves that the message was received, and no more', async () => {
  const { proves, believed } = await tested(() => ['AA'])
  expect(proves).toBe('received')
  expect(believed).toHaveLength(5)
})

test('one lie that is believed is enough', async () => {
  const { proves, believed } = await tested((message, lie) =>
    lie === 'unknown-component' ? ['AA'] : honest(message, lie),
  )
  expect({ proves, believed }).toEqual({ proves: 'received', believed: ['unknown-component'] })
})

test('a receiver that refuses every lie and takes the truth proves accepted, and filed only if its census shows it', async () => {
  expect((await tested(honest)).proves).toBe('accepted')
  expect((await tested(honest, (lie) => lie === 'truth')).proves).toBe('filed')
  expect((await tested(honest, () => false)).proves).toBe('accepted')
  expect((await tested(honest, () => true)).proves).toBe('accepted')
})

test('a census that showed the right message before it was sent proves nothing of this acknowledgement', async () => {
  expect((await tested(honest, (lie) => lie === 'truth', true)).proves).toBe('accepted')
})

test('a probe is sent once, also to a receiver that closes the connection without an answer', async () => {
  const clock = virtualClock(turn)
  const wires = virtualNetwork(clock)
  const endpoint = { host: 'x', port: 1, maxMessage_bytes: 1e6, idle_ms: 0 }
  let heard = 0
  const listener = await wires.incarnation('receiver').network.listen(endpoint, {
    onMessage: (connection) => {
      heard += 1
      connection.close()
    },
  })
  onTestFinished(() => listener.close(0))
  const network = wires.incarnation('tester').network
  const asked = ask(probesOf(result, 'C').slice(0, 1), { clock, network, endpoint, answerWithin_ms: 5000 })
  await clock.runUntil(clock.now() + 10_000)
  await asked
  expect(heard).toBe(1)
})

test('a commit acknowledgement proves received, whatever it was given to', async () => {
  expect((await tested(() => ['CA'])).proves).toBe('received')
})

test('a receiver that refuses the truth too, or says nothing, leaves it open', async () => {
  expect((await tested(() => ['AE'])).proves).toBeNull()
  const { proves, because, replies } = await tested(() => [])
  expect(proves).toBeNull()
  expect(because).toMatch(/Nothing was answered/)
  expect(replies[0]!.took_ms).toBe(5000)
})

test('a receiver that is silent about a lie proves received only', async () => {
  expect((await tested((message, lie) => (lie === 'unknown-test' ? [] : honest(message, lie)))).proves).toBe('received')
})

test('nothing but a refusal of every lie ever proves more than received', () => {
  const code = fc.constantFrom('AA', 'AE', 'AR', '')
  const shown = fc.constantFrom(true, false, null)
  fc.assert(
    fc.property(fc.array(fc.tuple(code, shown), { minLength: 6, maxLength: 6 }), (answers) => {
      const replies = answers.map(([application, seen], index): Reply => {
        const lie = lies[index]!
        const probe = { lie, title: lie, wants: index === 0 ? 'taken' : 'refused', controlId: `C${index}` } as const
        return { probe, commit: '', application, error: '', shown: seen, took_ms: 1 }
      })
      const [[truth], ...others] = answers as [(typeof answers)[number], ...typeof answers]
      const isProof = truth === 'AA' && others.every(([application]) => application === 'AE' || application === 'AR')
      expect(['accepted', 'filed'].includes(verdictOf(replies).proves ?? '')).toBe(isProof)
    }),
  )
})
