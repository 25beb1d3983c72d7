// Every story that a real laboratory can live through is judged alike when its book is read off the wires.
import { expect, test } from 'vitest'
import { turn } from '../../src/adapters/clock/turn.ts'
import { zoneRules } from '../../src/adapters/clock/zone.ts'
import { memoryWorldStore } from '../../src/adapters/memory/world-store.ts'
import { checkers } from '../../src/rehearsal/checkers/index.ts'
import { impossibleLive } from '../../src/rehearsal/live/live.ts'
import { untold } from '../../src/rehearsal/live/questions.ts'
import { judge } from '../../src/rehearsal/scenario/judge.ts'
import { askedBy, runScenario } from '../../src/rehearsal/scenario/run.ts'
import { everyScenario, preparedAt } from './catalog.ts'
import { functions } from './riverside.ts'
import { seenFromLabloop } from './shadow.ts'

/** The same as a few of them. */
const most = 300
const live = everyScenario
  .map((scenario) => preparedAt({ ...scenario, weather: 'calm' }))
  .filter(({ play, orders }) => orders.size <= most && !play.acts.some((act) => impossibleLive(act, 'lab')))

test('nearly every story can be played with a real laboratory', () => {
  expect(live.length).toBeGreaterThanOrEqual(everyScenario.length - 20)
})

test.each(live.map((one) => [one.scenario.name, one] as const))('%s', async (_, prepared) => {
  const { evidence } = await runScenario(prepared, { functions, store: memoryWorldStore(), turn, zone: zoneRules })
  const seen = seenFromLabloop(evidence, prepared)
  const unseen = untold(prepared)
  const isSeen = ({ where, subject }: ReturnType<typeof judge>[number]) => where !== 'lab' || !unseen.has(subject)
  expect(judge(prepared, seen).filter(isSeen)).toEqual(judge(prepared, evidence))
  const judges = askedBy(prepared, checkers)
  expect(judges.flatMap((checker) => checker.check(seen))).toEqual(judges.flatMap((checker) => checker.check(evidence)))
})
