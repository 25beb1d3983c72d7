import { expect, test } from 'vitest'
import { seededRandom } from '../../engine/random.ts'
import {
  build,
  get,
  type Message,
  parseMessage,
  type SegmentInput,
  segmentsNamed,
  value,
  write,
} from '../../hl7/index.ts'
import { componentsOf, orderablesOf } from '../catalog.ts'
import { voiceOf } from '../lines/voice.ts'
import { testSite } from '../testing/site.ts'
import { openWorld } from '../testing/world.ts'
import { type LabPlan, planFor } from './lab-plan.ts'
import { openLis } from './virtual-lis.ts'

const start = Date.UTC(2026, 10, 22, 8)
const hour = 3_600_000
const site = testSite()
const [ehr, lis] = site.systems
const endpoint = { host: '127.0.0.1', port: 0, maxMessage_bytes: 1_000_000, idle_ms: 0 }
const plain: LabPlan = planFor(seededRandom(1), 'plain')

/** A lab with one line in and one line out, on which a test speaks and hears. */
async function lab(plan: LabPlan = plain, settings: { statusBy?: 'OML^O21' | 'ORM^O01' | null } = {}) {
  const world = openWorld(start)
  const { clock, network } = world
  const answered: Message[] = []
  const said: Message[] = []
  const listener = await network.listen(endpoint, {
    onMessage(connection, bytes) {
      const message = parseMessage(bytes)
      said.push(message)
      const msh: SegmentInput = ['MSH', undefined, undefined, '', '', '', '', '', '', 'ACK', 'A', 'T', '2.5.1']
      connection.send(write(build([msh, ['MSA', 'CA', get(message, 'MSH-10')]])))
    },
  })
  const peer = await openLis({
    clock,
    network,
    voice: voiceOf(lis!, ehr!, { offset_minutes: 0, enhanced: true }),
    listen: [endpoint],
    patience: {
      answerWithin_ms: 1000,
      busyFirst_ms: 50,
      busyMost_ms: 500,
      busyLimit: 5,
      backoff_ms: [10, 100],
      slow_ms: 100,
    },
    orderables: orderablesOf(site, 'lis'),
    components: componentsOf(site, 'lis'),
    statusBy: 'OML^O21',
    timeScale: 1,
    planOf: () => plan,
    randomOf: (placer) => seededRandom(placer),
    disturb: () => 'none',
    repeats: () => false,
    run: 'T',
    firstAccession: 1234,
    onChange: () => {},
    ...settings,
  })
  peer.connect({ ...endpoint, port: listener.port })
  let send = (_: Uint8Array) => {}
  network.connect(
    { ...endpoint, port: peer.ports[0]!, backoff_ms: [10, 100] },
    {
      onOpen(connection) {
        send = (bytes) => void connection.send(bytes)
      },
      onMessage: (_, bytes) => void answered.push(parseMessage(bytes)),
    },
  )
  await world.run(start + 10)
  return { peer, world, answered, said, send: (bytes: Uint8Array) => send(bytes) }
}

let serial = 0
function oml(control: string, test = 'BMP', enhanced = true, placer = '900'): Uint8Array {
  const msh: SegmentInput = [
    'MSH',
    undefined,
    undefined,
    'M',
    'R',
    'L',
    'R',
    '',
    '',
    ['OML', 'O21', 'OML_O21'],
    `O${++serial}`,
    'T',
    '2.5.1',
  ]
  return write(
    build([
      enhanced ? [...msh, '', '', 'AL', 'NE'] : msh,
      ['PID', '1', '', ['R1', '', '', 'RVH', 'MR'], '', ['Testoak', 'Ida'], '', '19700102', 'F'],
      ['ORC', control, [placer, 'EPC'], '', ['5', 'EPC']],
      ['OBR', '1', [placer, 'EPC'], '', [test, test]],
    ]),
  )
}

const types = (all: readonly Message[]) =>
  all.map((message) => [get(message, 'MSH-9.1'), get(message, 'ORC-1') ?? get(message, 'MSA-1')].join(' '))

test('in enhanced mode an order is committed at once and answered by a message of the lab’s own', async () => {
  const { world, send, answered, said } = await lab()
  send(oml('NW'))
  await world.run(start + 100)
  expect(types(answered)).toEqual(['ACK CA'])
  expect(types(said)).toEqual(['ORL OK'])
  expect([get(said[0]!, 'MSA-2'), get(said[0]!, 'MSH-15'), get(said[0]!, 'MSH-16')]).toEqual([`O${serial}`, 'AL', 'NE'])
  expect([get(said[0]!, 'ORC-2.1'), get(said[0]!, 'ORC-3.1'), get(said[0]!, 'ORC-3.2')]).toEqual([
    '900',
    '26-326-001234',
    'RVL',
  ])
})

test('in original mode the answer to the order is itself the acknowledgement', async () => {
  const { world, send, answered, said } = await lab()
  send(oml('NW', 'BMP', false))
  await world.run(start + 100)
  expect(types(answered)).toEqual(['ORL OK'])
  expect(get(answered[0]!, 'MSA-2')).toBe(`O${serial}`)
  expect(said).toEqual([])
})

test('a report has every component of the panel, each with unit, range, flag and status', async () => {
  const { world, send, said } = await lab()
  send(oml('NW'))
  await world.run(start + 4 * hour)
  expect(types(said)).toEqual(['ORL OK', 'OML SC', 'ORU RE'])
  const report = said[2]!
  const codes = segmentsNamed(report, 'OBX').map((obx) => value(obx, 3, 1))
  expect(codes).toEqual(orderablesOf(site, 'lis').get('BMP')?.components)
  for (const obx of segmentsNamed(report, 'OBX')) {
    expect(value(obx, 3, 4)).toMatch(/^\d+-\d$/)
    expect([value(obx, 5), value(obx, 11), value(obx, 14), value(obx, 23, 1)]).toEqual([
      expect.stringMatching(/\d/),
      'F',
      expect.stringMatching(/^2026/),
      expect.stringMatching(/simulated/),
    ])
  }
  expect([get(report, 'OBR-25'), get(report, 'ORC-5'), get(report, 'SPM-4.1'), get(report, 'MSH-18')]).toEqual([
    'F',
    'CM',
    'SER',
    'UNICODE UTF-8',
  ])
})

test('a partial report comes before the whole, whose finished values it keeps', async () => {
  const { world, send, said } = await lab(planFor(seededRandom(2), 'partial'))
  send(oml('NW'))
  await world.run(start + 5 * hour)
  const [partial, whole] = said.filter((message) => get(message, 'MSH-9.1') === 'ORU')
  const values = (message: Message) =>
    segmentsNamed(message, 'OBX').map((obx) => `${value(obx, 3, 1)}=${value(obx, 5)}`)
  expect([get(partial!, 'OBR-25'), get(whole!, 'OBR-25')]).toEqual(['A', 'F'])
  expect(values(partial!).length).toBeLessThan(values(whole!).length)
  expect(values(whole!)).toEqual(expect.arrayContaining(values(partial!)))
})

test('a correction is the whole report again with one value changed and marked', async () => {
  const { world, send, said } = await lab(planFor(seededRandom(3), 'corrected'))
  send(oml('NW'))
  await world.run(start + 8 * hour)
  const [before, after] = said
    .filter((message) => get(message, 'MSH-9.1') === 'ORU')
    .map((message) => segmentsNamed(message, 'OBX'))
  const changed = after!.filter((obx, index) => value(obx, 5) !== value(before![index]!, 5))
  expect(after).toHaveLength(before!.length)
  expect(changed.map((obx) => value(obx, 11))).toEqual(['C'])
})

test('a cancel is granted before a result and refused after it', async () => {
  const early = await lab()
  early.send(oml('NW'))
  await early.world.run(start + 100)
  early.send(oml('CA'))
  await early.world.run(start + 8 * hour)
  expect(types(early.said)).toEqual(['ORL OK', 'ORL CR'])
  expect(early.peer.book.get('900')?.state).toBe('cancelled')
  const late = await lab()
  late.send(oml('NW'))
  await late.world.run(start + 4 * hour)
  late.send(oml('CA'))
  await late.world.run(start + 5 * hour)
  expect(types(late.said)).toEqual(['ORL OK', 'OML SC', 'ORU RE', 'ORL UC'])
  expect(late.peer.book.get('900')?.state).toBe('final')
})

test('what the lab does not have, does not do or does not know is refused with a reason', async () => {
  const { world, send, said } = await lab()
  send(oml('NW', 'NOSUCH'))
  send(oml('CA', 'BMP', true, '901'))
  send(oml('XO', 'BMP', true, '902'))
  await world.run(start + 100)
  expect(types(said)).toEqual(['ORL UA', 'ORL UC', 'ORL UX'])
  expect(said.map((message) => get(message, 'ORC-16.2'))).toEqual([
    'This lab does not have this test.',
    'This lab does not have this order.',
    'This lab does not have this order.',
  ])
})

test('the same order twice gets one accession, and a number in use for another test is refused', async () => {
  const { world, send, said } = await lab()
  send(oml('NW'))
  send(oml('NW'))
  send(oml('NW', 'CBC'))
  await world.run(start + 100)
  expect(said.map((message) => get(message, 'ORC-3.1') ?? '')).toEqual(['26-326-001234', '26-326-001234', ''])
  expect(types(said)).toEqual(['ORL OK', 'ORL OK', 'ORL UA'])
})

test('a lab cancels with the message that the site takes, or says nothing', async () => {
  const plan = planFor(seededRandom(4), 'cancelled-by-lab')
  for (const [statusBy, expected] of [
    ['OML^O21', ['ORL OK', 'OML OC']],
    ['ORM^O01', ['ORL OK', 'ORM OC']],
    [null, ['ORL OK']],
  ] as const) {
    const { world, send, said } = await lab(plan, { statusBy })
    send(oml('NW'))
    await world.run(start + 4 * hour)
    expect(types(said)).toEqual(expected)
  }
})

test('a silent lab commits the message and never says more', async () => {
  const { world, send, answered, said } = await lab({ ...plain, answer: 'silent', steps: [] })
  send(oml('NW'))
  await world.run(start + 48 * hour)
  expect([types(answered), said]).toEqual([['ACK CA'], []])
})

test('patients are acknowledged as they ask, and other messages are rejected', async () => {
  const { world, send, answered } = await lab()
  const msh = (type: readonly string[], ...wishes: string[]): SegmentInput => [
    'MSH',
    undefined,
    undefined,
    '',
    '',
    '',
    '',
    '',
    '',
    type,
    `M${++serial}`,
    'T',
    '2.5.1',
    '',
    '',
    ...wishes,
  ]
  for (const segment of [
    msh(['ADT', 'A04']),
    msh(['ADT', 'A04'], 'AL', 'AL'),
    msh(['ADT', 'A04'], 'NE', 'NE'),
    msh(['QRY', 'A19']),
  ])
    send(write(build([segment])))
  await world.run(start + 100)
  expect(types(answered)).toEqual(['ACK AA', 'ACK CA', 'ACK AA', 'ACK AR'])
})
