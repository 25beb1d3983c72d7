// The run in which every engine is tried, sound and broken: a day at Riverside with thirty orders, in which most of what can
// happen happens once. The one thing to know: the sound engine leaves nothing for any judge to find, so that whatever a
// judge finds of a broken one is the mutant's doing.

import { turn } from '../../../src/adapters/clock/turn.ts'
import { memoryWorldStore } from '../../../src/adapters/memory/world-store.ts'
import { seededRandom } from '../../../src/engine/random.ts'
import { excuse } from '../../../src/rehearsal/checkers/excuse.ts'
import { makePerson } from '../../../src/rehearsal/people.ts'
import type { Act, EhrAct, LabAct, TimedAct, WireAct } from '../../../src/rehearsal/play/act.ts'
import type { Evidence } from '../../../src/rehearsal/play/evidence.ts'
import { play } from '../../../src/rehearsal/play/play.ts'
import { openWorld } from '../../../src/rehearsal/world/world.ts'
import { fixedOffset } from '../../../src/site/time-zone.ts'
import { functions, site } from '../riverside.ts'
import type { Broken } from './mutant.ts'

const start = Date.UTC(2026, 10, 22, 8)
const minute = 60_000

const random = seededRandom('trial/people')
const names = 'anna ben cleo dora emil finn greta hana ida jade kai lena mara nils omar pia quinn rosa sena theo'.split(
  ' ',
)
const patients = Object.fromEntries(names.map((name, index) => [name, makePerson(random, index, 2026)]))

const at = (minutes: number, act: Act): TimedAct => ({ at_ms: minutes * minute, ...act })
const ehr = (minutes: number, act: EhrAct) => at(minutes, { who: 'ehr', act })
const lab = (minutes: number, act: LabAct) => at(minutes, { who: 'lab', act })
const wire = (minutes: number, act: WireAct) => at(minutes, { who: 'wire', act })

/** Placed, taken on and received. */
function begun(order: string, patient: string, test: string, minutes: number): readonly TimedAct[] {
  return [ehr(minutes, { do: 'order', patient, asks: [{ order, test }] }), lab(minutes + 20, { do: 'receive', order })]
}

function final(order: string, minutes: number): TimedAct {
  return lab(minutes, { do: 'report', parts: [{ order, stage: 'final' }] })
}

/** Ordinary orders, of which every third is corrected while the day goes on. */
function ordinary(): readonly TimedAct[] {
  return names.slice(8).flatMap((patient, nth) => {
    const order = `day${nth}`
    const minutes = 30 + nth * 9
    const corrected = nth % 3 === 0 ? [lab(minutes + 150, { do: 'correct', order })] : []
    return [
      ...begun(order, patient, nth % 2 === 0 ? 'LAB21' : 'LAB15', minutes),
      final(order, minutes + 60),
      ...corrected,
    ]
  })
}

/** One order each of what does not go straight on. */
const crooked: readonly TimedAct[] = [
  ...begun('partial', 'anna', 'LAB15', 5),
  lab(45, { do: 'report', parts: [{ order: 'partial', stage: 'partial' }] }),
  final('partial', 95),
  ...begun('critical', 'ben', 'LAB22', 6),
  lab(50, { do: 'report', parts: [{ order: 'critical', stage: 'final', values: { K: { value: '7.1' } } }] }),
  ...begun('twice', 'cleo', 'LAB21', 7),
  final('twice', 60),
  lab(130, { do: 'correct', order: 'twice', sameTimes: true }),
  lab(200, { do: 'correct', order: 'twice' }),
  ehr(8, { do: 'order', patient: 'dora', asks: [{ order: 'unwanted', test: 'LAB21' }] }),
  ehr(14, { do: 'cancel', order: 'unwanted', reason: 'Entered in error.' }),
  ...begun('unfit', 'emil', 'LAB21', 9),
  lab(70, { do: 'cancel', order: 'unfit', reason: 'Specimen not received.' }),
  lab(10, { do: 'intend', order: 'running', answer: 'accept', cancels: 'refuse' }),
  ...begun('running', 'finn', 'LAB22', 11),
  ehr(40, { do: 'cancel', order: 'running', reason: 'Not needed.' }),
  final('running', 75),
  lab(10, { do: 'intend', order: 'refused', answer: 'refuse' }),
  ehr(12, { do: 'order', patient: 'greta', asks: [{ order: 'refused', test: 'LAB21' }] }),
  lab(10, { do: 'intend', order: 'silent', answer: 'silent' }),
  ehr(13, { do: 'order', patient: 'hana', asks: [{ order: 'silent', test: 'LAB21' }] }),
]

/** What a fault of the site, the chart or the lab leaves for a person. */
const planted: readonly TimedAct[] = [
  ...begun('unmapped', 'anna', 'LAB21', 100),
  lab(150, { do: 'report', parts: [{ order: 'unmapped', stage: 'final', spoil: 'unknown-component' }] }),
  ...begun('stranger', 'ben', 'LAB21', 101),
  lab(151, { do: 'report', parts: [{ order: 'stranger', stage: 'final', spoil: 'other-birth-date' }] }),
  ...begun('locked', 'cleo', 'LAB21', 102),
  ...begun('dropped', 'dora', 'LAB21', 103),
  ehr(104, { do: 'habits', habits: { locked: ['locked'], onTrouble: 'AE' } }),
  final('locked', 152),
  ehr(160, { do: 'habits', habits: { locked: ['dropped'], onTrouble: 'drop' } }),
  final('dropped', 162),
  ehr(170, { do: 'habits', habits: { locked: [] } }),
  at(200, { who: 'person', act: { do: 'take', order: 'unmapped', kind: 'unmapped-code' } }),
  at(210, { who: 'person', act: { do: 'skip', order: 'locked', rootCause: 'The clinic has it by telephone.' } }),
]

/** The wires, the machine, and people who stop a flow. */
const troubles: readonly TimedAct[] = [
  ...(['ehr-to-labloop', 'lab-to-labloop', 'labloop-to-ehr', 'labloop-to-lab'] as const).flatMap((line) => [
    wire(2, { do: 'fault', line, fault: 'lose-answer', share: 0.08 }),
    wire(2, { do: 'fault', line, fault: 'duplicate-message', share: 0.08 }),
  ]),
  wire(90, { do: 'cut', line: 'labloop-to-ehr' }),
  wire(92, { do: 'cut', line: 'labloop-to-lab' }),
  wire(118, { do: 'fault', line: 'labloop-to-ehr', fault: 'foreign-answer', count: 2 }),
  at(65, { who: 'engine', act: { do: 'crash', away_ms: 20_000 } }),
  ehr(125, { do: 'down' }),
  at(140, { who: 'engine', act: { do: 'crash', away_ms: 60_000 } }),
  ehr(148, { do: 'up' }),
  at(180, { who: 'person', act: { do: 'pause', flow: 'results', why: 'The chart is upgraded.' } }),
  at(195, { who: 'person', act: { do: 'resume', flow: 'results', why: 'The upgrade is done.' } }),
]

const registered = names.map((patient) => ehr(1, { do: 'register', patient }))

/** Everything that happens, in order of time. */
export const acts: readonly TimedAct[] = [...registered, ...crooked, ...ordinary(), ...planted, ...troubles].toSorted(
  (a, b) => a.at_ms - b.at_ms,
)

/** The day, played with a sound engine or a broken one. */
export async function trial(broken: Broken = (sound) => sound): Promise<Evidence> {
  const world = await openWorld({
    ...{ site, functions, patients, turn, start, broken },
    ...{ store: memoryWorldStore(), zone: () => fixedOffset(0), seed: 'trial' },
  })
  const evidence = await play(world, { acts }, { seed: 'trial', excuse, restWithin_ms: 3 * 24 * 60 * minute })
  await world.close()
  return evidence
}
