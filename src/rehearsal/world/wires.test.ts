// The wires of a world: who is told apart by who dialled, what is written down, and which message meets which fault.
import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { seededRandom } from '../../engine/random.ts'
import type { Fate, VirtualNetwork } from '../../engine/simulation/network.ts'
import { get, parseMessage } from '../../hl7/index.ts'
import type { WireAct, WireFault } from '../play/act.ts'
import { openCounter } from '../play/cast.ts'
import type { Frame } from '../play/evidence.ts'
import { ends, openWires } from './wires.ts'

const message = (id: string, enhanced = false) =>
  Buffer.from(`MSH|^~\\&|LIS|LAB|EHR|HOSP|20261122080000||ORU^R01|${id}|P|2.5.1|||${enhanced ? 'AL' : ''}\rPID|1\r`)
const answer = (id: string) => Buffer.from(`MSH|^~\\&|EHR|HOSP|LIS|LAB|20261122080000||ACK|A|P|2.5.1\rMSA|AA|${id}\r`)

function wires(onFrame?: (frame: Frame) => void) {
  const cuts: string[] = []
  const network = {
    fate: () => 'pass',
    seen: () => {},
    cut: (name: string, to?: string) => void cuts.push(`cut ${name} ${to}`),
    numb: (name: string, to: string) => void cuts.push(`numb ${name} ${to}`),
  } as unknown as VirtualNetwork
  const clock = { now: () => 1000, at: () => () => {} }
  const made = openWires(network, clock, seededRandom('wires'), openCounter(), onFrame)
  const perform = (...acts: WireAct[]) => acts.forEach((act) => void made.perform(act))
  /** From the lab to Labloop, which the lab dialled. */
  const toLabloop = (id: string) => network.fate(ends.lab, ends.labloop, message(id), true)
  const backToLab = (id: string) => network.fate(ends.labloop, ends.lab, answer(id), false)
  return { ...made, network, cuts, perform, toLabloop, backToLab }
}

const fault = (it: WireFault, more: object = {}): WireAct => ({
  do: 'fault',
  line: 'lab-to-labloop',
  fault: it,
  ...more,
})

test('the line that a frame is on follows from who dialled whom, and what stands on none is not written down', () => {
  const heard: string[] = []
  const { frames, network } = wires(({ line }) => heard.push(line))
  network.seen('sent', ends.lab, ends.labloop, message('L1'), true)
  network.seen('arrived', ends.labloop, ends.lab, answer('L1'), false)
  network.seen('sent', ends.labloop, ends.ehr, message('H1'), true)
  network.seen('sent', ends.labloop, ends.lab, message('H2'), true)
  expect(frames.map(({ line, kind, end }) => `${line} ${kind} ${end}`)).toEqual([
    'lab-to-labloop message sent',
    'lab-to-labloop answer arrived',
    'labloop-to-ehr message sent',
    'labloop-to-lab message sent',
  ])
  expect(heard).toEqual(frames.map(({ line }) => line))
  expect(frames.map(({ n }) => n)).toEqual([1, 2, 3, 4])
})

test('a fault meets so many messages and then no more; another line and answers pass', () => {
  const { perform, toLabloop, backToLab, network, hits } = wires()
  perform(fault('lose-message', { count: 2 }))
  expect(backToLab('L0')).toBe('pass')
  expect(network.fate(ends.ehr, ends.labloop, message('E1'), true)).toBe('pass')
  expect(['L1', 'L2', 'L3'].map(toLabloop)).toEqual(['lose', 'lose', 'pass'])
  expect(hits.map(({ controlId, fault: met }) => `${controlId} ${met}`)).toEqual(['L1 lose-message', 'L2 lose-message'])
})

test('a fault of answers meets the answer, and is told of the message that it answers', () => {
  const { perform, toLabloop, backToLab, hits } = wires()
  perform(fault('lose-answer'))
  expect([toLabloop('L1'), backToLab('L1'), backToLab('L2')]).toEqual(['pass', 'lose', 'pass'])
  expect(hits.map(({ controlId }) => controlId)).toEqual(['L1'])
})

test('a share goes on until the wires heal, and strikes about as often as it says', () => {
  const { perform, toLabloop, hits } = wires()
  perform(fault('duplicate-message', { share: 0.25 }))
  const fates = Array.from({ length: 2000 }, (_, nth) => toLabloop(`L${nth}`))
  const struck = fates.filter((fate) => fate === 'twice').length
  expect(struck).toBeGreaterThan(400)
  expect(struck).toBeLessThan(600)
  expect(hits).toHaveLength(struck)
  perform({ do: 'heal' })
  expect(toLabloop('L9999')).toBe('pass')
})

test('a foreign answer names another message and says everything else as it was', () => {
  const { perform, backToLab } = wires()
  perform(fault('foreign-answer'))
  const fate = backToLab('L1') as Extract<Fate, { instead: Uint8Array }>
  const given = parseMessage(fate.instead)
  expect([get(given, 'MSA-1'), get(given, 'MSA-2')]).toEqual(['AA', 'FOREIGN'])
})

test.each([
  ['busy-answer', false, 'AR', '207'],
  ['busy-answer', true, 'CR', '207'],
  ['error-answer', false, 'AE', '102'],
  ['error-answer', true, 'CE', '102'],
] as const)('%s, enhanced mode %s: the engine in front says %s', (it, enhanced, code, error) => {
  const { perform, network } = wires()
  perform(fault(it))
  // The message itself never comes any further.
  const fate = network.fate(ends.lab, ends.labloop, message('L1', enhanced), true)
  const given = parseMessage((fate as Extract<Fate, { answered: Uint8Array }>).answered)
  expect([get(given, 'MSA-1'), get(given, 'MSA-2'), get(given, 'ERR-3.1')]).toEqual([code, 'L1', error])
})

test('what cannot be read is refused by nobody in front', () => {
  const { perform, network } = wires()
  perform(fault('busy-answer'))
  expect(network.fate(ends.lab, ends.labloop, Buffer.from('GET / HTTP/1.1'), true)).toBe('pass')
})

test('a line is cut, or left half open, from the side that dials it', () => {
  const { perform, cuts } = wires()
  perform({ do: 'cut', line: 'labloop-to-ehr' }, { do: 'half-open', line: 'lab-to-labloop' })
  expect(cuts).toEqual(['cut labloop ehr', 'numb lab labloop'])
})
