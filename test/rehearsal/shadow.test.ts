// What a live run knows of a real laboratory is read off the wires; here it is held against the book of a virtual one, and every
// judge must find with it what it finds without.
import { expect, test } from 'vitest'
import { turn } from '../../src/adapters/clock/turn.ts'
import { zoneRules } from '../../src/adapters/clock/zone.ts'
import { memoryWorldStore } from '../../src/adapters/memory/world-store.ts'
import { checkers } from '../../src/rehearsal/checkers/index.ts'
import { judge } from '../../src/rehearsal/scenario/judge.ts'
import { askedBy, runScenario } from '../../src/rehearsal/scenario/run.ts'
import { everyScenario, preparedAt } from './catalog.ts'
import { mutants } from './mutants/index.ts'
import { trial } from './mutants/trial.ts'
import { functions } from './riverside.ts'
import { seenFromLabloop } from './shadow.ts'

/** One of each kind of thing that a laboratory says; all of the catalog in the long tests. */
const sample = [
  'routine-panel',
  'corrected-twice',
  'cancel-by-lab',
  'cancel-after-result',
  'reflex-order',
  'split-order',
  'bmp-and-cmp-share-a-specimen',
  'merged-before-the-result',
  'microbiology',
  'paper-requisition',
  'replaced',
]

test.each(sample)('%s is judged alike when the laboratory’s book is read off the wires', async (name) => {
  const scenario = everyScenario.find((one) => one.name === name)!
  const prepared = preparedAt({ ...scenario, weather: 'calm' })
  const { evidence } = await runScenario(prepared, { functions, store: memoryWorldStore(), turn, zone: zoneRules })
  const seen = seenFromLabloop(evidence, prepared)
  expect(judge(prepared, seen)).toEqual([])
  expect(askedBy(prepared, checkers).flatMap((checker) => checker.check(seen))).toEqual([])
  // Keys, and which of two accessions is the first, are each book's own.
  const book = (of: typeof evidence) =>
    [...of.lab.book.values()].map(({ state, order, observations }) => ({
      ...{ state, placer: order.placer.number, mrn: order.patient.mrn },
      values: observations.map(({ component, value, status }) => `${component} ${value} ${status}`).sort(),
    }))
  expect(book(seen)).toEqual(expect.arrayContaining(book(evidence)))
})

/** Broken engines whose fault meets what only a live run's judges could overlook: the laboratory's own end. */
const broken = mutants.filter(({ caughtBy }) =>
  ['nothing-lost', 'last-word', 'newest-shown', 'filed-is-filed', 'cancels-heard', 'critical-heard'].includes(caughtBy),
)

test.each(broken)('an engine that $name is caught by $caughtBy also where the laboratory is real', async (mutant) => {
  const evidence = await trial(mutant.make())
  const judges = checkers.filter(({ name }) => name === mutant.caughtBy)
  expect(judges.flatMap((checker) => checker.check(seenFromLabloop(evidence)))).not.toEqual([])
})

test('a sound engine leaves nothing to the judges of a live run', async () => {
  const seen = seenFromLabloop(await trial())
  expect(checkers.flatMap((checker) => checker.check(seen))).toEqual([])
})
