// Scenarios that ask for one thing of the engine fail where an engine does not do it: each is played with an engine in which
// just that is broken.
import { expect, test } from 'vitest'
import { turn } from '../../src/adapters/clock/turn.ts'
import { zoneRules } from '../../src/adapters/clock/zone.ts'
import { memoryWorldStore } from '../../src/adapters/memory/world-store.ts'
import { checkers } from '../../src/rehearsal/checkers/index.ts'
import { failureText } from '../../src/rehearsal/scenario/judge.ts'
import { playIn } from '../../src/rehearsal/scenario/run.ts'
import { openWorld } from '../../src/rehearsal/world/world.ts'
import { everyScenario, preparedAt } from './catalog.ts'
import { type Broken, bytesOf, onCommit, onLines, textOf } from './mutants/mutant.ts'
import { functions } from './riverside.ts'

/** Everything that is wrong with a scenario played with this engine. */
async function wrongs(name: string, broken: Broken): Promise<readonly string[]> {
  const scenario = everyScenario.find((one) => one.name === name)!
  const { site, seed, start, play, revisions, ...rest } = preparedAt(scenario)
  const world = await openWorld({
    ...{ site, functions, seed, start, patients: play.patients, broken, turn, zone: zoneRules },
    store: memoryWorldStore(),
    revisions: Object.fromEntries([...revisions].map(([id, revision]) => [id, { site: revision, functions }])),
  })
  const outcome = await playIn(world, { ...rest, site, seed, start, play, revisions }, checkers)
  await world.close()
  const { failures, violations } = outcome
  return [...failures.map(failureText), ...violations.map(({ checker, text }) => `${checker}: ${text}`)]
}

const withoutRaising = (kind: string) =>
  onCommit((changes) => ({
    ...changes,
    exceptions: changes.exceptions.filter((one) => !('kind' in one && one.kind === kind)),
  }))

/** A report that is said again is a new message to its receiver: under another control ID at each sending. */
function anewEachTime(): Broken {
  const sent = new Map<string, number>()
  return onLines({
    out(bytes, wire) {
      const text = textOf(bytes)
      const id = text.split('|')[9] ?? ''
      const times = sent.get(id) ?? 0
      sent.set(id, times + 1)
      wire.send(times > 0 && text.includes('ORU^R01') ? bytesOf(text.replace(`|${id}|`, `|${id}A${times}|`)) : bytes)
    },
  })
}

test('an event that no flow takes, and nobody is told of it', async () => {
  const found = await wrongs('event-that-no-flow-takes', withoutRaising('no-flow'))
  expect(found.filter((text) => text.startsWith('exceptions, no-flow: expected 2'))).toHaveLength(1)
})

test('a result that a person sends again goes out under a new control ID', async () => {
  const found = await wrongs('sent-again-by-a-person', anewEachTime())
  expect(found).toContainEqual(expect.stringMatching(/^nothing-invented: /))
  expect(found).toContainEqual(expect.stringMatching(/^Labloop, unanswered: expected agreed/))
})

test('what waits for a connection that has another name now is held, and nobody is told of it', async () => {
  const found = await wrongs('connection-renamed', withoutRaising('delivery-held'))
  expect(found).toContainEqual(expect.stringMatching(/^exceptions, delivery-held: expected at least one/))
})

test('what waits for a connection that has another name now never goes on', async () => {
  const found = await wrongs('connection-renamed', (options) => ({
    ...options,
    store: { ...options.store, destinations: async () => [] },
  }))
  expect(found).toContainEqual(expect.stringMatching(/^chart, waiting/))
})
