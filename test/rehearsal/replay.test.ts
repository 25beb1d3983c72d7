// From traffic to a test, the whole way: a scenario is played, what went over its wires is de-identified and written as a
// scenario, and that one is played at the same site.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { turn } from '../../src/adapters/clock/turn.ts'
import { zoneRules } from '../../src/adapters/clock/zone.ts'
import { memoryWorldStore } from '../../src/adapters/memory/world-store.ts'
import { get, parseMessage, set, write } from '../../src/hl7/index.ts'
import { deidentify } from '../../src/rehearsal/deidentify/deidentify.ts'
import type { Evidence } from '../../src/rehearsal/play/evidence.ts'
import { scenarioOf } from '../../src/rehearsal/replay/as-scenario.ts'
import { readRecording } from '../../src/rehearsal/replay/recording.ts'
import { loadScenarios } from '../../src/rehearsal/scenario/load.ts'
import { prepare } from '../../src/rehearsal/scenario/prepare.ts'
import { type Outcome, runScenario } from '../../src/rehearsal/scenario/run.ts'
import { functions, site } from './riverside.ts'

const key = Buffer.from('a secret of the tests, long enough')
const zone = zoneRules(site.time_zone)

async function played(text: string): Promise<Outcome> {
  const { scenarios, problems } = loadScenarios(new Map([['scenario.yaml', text]]))
  expect(problems).toEqual([])
  const preparation = prepare(scenarios[0]!, site, zone)
  if (!preparation.applies) throw new Error(preparation.why)
  return runScenario(preparation.prepared, { functions, store: memoryWorldStore(), turn, zone: zoneRules })
}

/** What both systems said, as a capture at their ends of the wires has it. */
function capture({ frames }: Evidence): Uint8Array {
  const said = frames.filter(
    ({ kind, end, line }) =>
      kind === 'message' && end === 'sent' && (line === 'ehr-to-labloop' || line === 'lab-to-labloop'),
  )
  return Buffer.concat(said.flatMap(({ bytes }) => [bytes, Buffer.from('\r')]))
}

const head = { name: 'incident', title: 'An incident', why: 'It happened.', family: 100 }
/** Without faults on the wires: what is sent again because of one carries the time of its first sending. */
const scenarioFile = (path: string) =>
  `${readFileSync(join(import.meta.dirname, '../../scenarios', path), 'utf8')}\nweather: calm\n`

async function replayed(path: string, change: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes) {
  const original = await played(scenarioFile(path))
  expect(original.failures).toEqual([])
  const [clean] = deidentify([capture(original.evidence)], { key, oneShift: true }).outputs
  expect(clean!.leftovers.filter(({ sure }) => sure)).toEqual([])
  const recording = readRecording([change(clean!.bytes)], site)
  const first = await played(scenarioOf(recording, site, head))
  const text = scenarioOf(recording, site, head, first.evidence)
  return { original, recording, text, first, outcome: await played(text) }
}

test('a routine order, recorded and without its people, is played again and shows the same values', async () => {
  const { original, recording, outcome, text } = await replayed('workflow/01-routine-panel.yaml')
  expect(recording.strangers.size).toBe(0)
  expect(recording.unmarked).toBe(0)
  expect(outcome.failures).toEqual([])
  expect(outcome.violations).toEqual([])
  const values = ({ evidence }: Outcome) =>
    [...evidence.ehr.chart.orders.values()].flatMap(({ components }) =>
      components.map(
        ({ component, versions }) =>
          `${component} ${versions.map(({ value, status }) => `${value} ${status}`).join(', ')}`,
      ),
    )
  expect(values(outcome)).toEqual(values(original))
  expect(values(outcome).length).toBeGreaterThan(3)
  expect(text).toMatch(/value: .*\n +label: final/)
})

test('a result that was corrected twice shows its last value as corrected', async () => {
  const { outcome, text } = await replayed('amended/20-corrected-twice.yaml')
  expect(outcome.failures).toEqual([])
  expect(outcome.violations).toEqual([])
  expect(text).toMatch(/label: corrected/)
})

test('times keep their distance, over all messages of both systems', async () => {
  const { original, recording } = await replayed('workflow/01-routine-panel.yaml')
  const before = original.evidence.frames
    .filter(({ kind, end, line }) => kind === 'message' && end === 'sent' && /^(ehr|lab)-/.test(line))
    .map(({ at }) => at)
  const after = recording.messages.map(({ at_ms }) => at_ms)
  expect(after).toHaveLength(before.length)
  // MSH-7 says seconds.
  after.forEach((at_ms, index) => {
    expect(Math.abs(at_ms - (before[index]! - before[0]!))).toBeLessThan(1000)
  })
  expect(after.at(-1)).toBeGreaterThan(60_000)
})

test('a recording whose last correction the chart does not show fails, and says what was recorded', async () => {
  const { recording, first } = await replayed('amended/20-corrected-twice.yaml')
  // As if the last correction had said another value than the one that is sent now.
  const wanted = scenarioOf(recording, site, head, first.evidence).replace(/value: "?4\.3"?/, 'value: "9.9"')
  const outcome = await played(wanted)
  expect(outcome.passed).toBe(false)
  expect(outcome.failures[0]).toMatchObject({ where: 'chart', expected: '9.9', shown: '4.3' })
})

test('messages without the mark are counted, and those of other systems left out by name', async () => {
  const { evidence } = await played(scenarioFile('workflow/01-routine-panel.yaml'))
  const bytes = capture(evidence)
  const recording = readRecording([bytes], site)
  expect(recording.unmarked).toBe(recording.messages.length + recording.acknowledgements)
  const one = parseMessage(evidence.frames.find(({ line }) => line === 'ehr-to-labloop')!.bytes)
  const other = readRecording([write(set(one, 'MSH-3', 'SOMEBODY'))], site)
  expect(other.messages).toEqual([])
  expect([...other.strangers]).toEqual([[`SOMEBODY at ${get(one, 'MSH-4.1')}`, 1]])
})
