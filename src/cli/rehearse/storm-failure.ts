// What is said of a storm that failed: which world, how to play it again, and the smallest story that still shows it, as a
// scenario file.
import { join, relative } from 'node:path'
import { writeScenario } from '../../rehearsal/scenario/write.ts'
import { runStories, type StormSetting } from '../../rehearsal/storm/run-world.ts'
import { shrink } from '../../rehearsal/storm/shrink.ts'
import { playOf, type StormPlay, stormPlay, type WorldPlan } from '../../rehearsal/storm/storm-play.ts'
import type { Io } from '../command.ts'
import { writeFile } from '../output-file.ts'
import type { StormDone, StormWish } from './storm.ts'
import { planOf, settingOf, tasksOf } from './storm-task.ts'

/** So long a failure is made smaller, real time. */
const shrinkFor_ms = 90_000

/** Tells the first world that failed, and writes its shrunk scenario into a folder. */
export async function explainFailure(wish: StormWish, done: StormDone, folder: string, io: Io): Promise<void> {
  const [first] = done.tally.failures
  if (!first) return
  const { world, violation } = first
  const again = `labloop rehearse ${wish.folder} --storm ${wish.orders} --seed ${wish.seed} --world ${world}`
  io.stderr(`World ${world} of seed ${wish.seed} failed: ${violation.checker}. Play it again with\n`)
  io.stderr(`  ${again}${wish.faults ? '' : ' --no-faults'}\n`)
  const plan = planOf(wish, tasksOf(wish.orders).find(({ index }) => index === world)!)
  const setting = await settingOf(wish.folder)
  const small = await shrunk(plan, setting, violation.checker, io)
  const file = join(folder, `storm-${wish.seed}-${world}.yaml`.replace(/[^\w.-]/g, '-'))
  writeFile(file, scenarioText(plan, small, violation.checker), io.cwd)
  io.stderr(`The smallest story found that still fails is in ${relative(io.cwd, file) || file}.\n`)
}

/** The smallest play found in which the same judge still speaks. */
export async function shrunk(
  plan: WorldPlan,
  setting: StormSetting,
  checker: string,
  io: Pick<Io, 'isTerminal' | 'stderr'>,
): Promise<StormPlay> {
  const until = Date.now() + shrinkFor_ms
  const told = stormPlay(plan, setting.menu)
  const small = await shrink(told, {
    timeIsUp: () => Date.now() > until,
    async stillFails(smaller) {
      const { violations } = await runStories(plan, smaller, setting)
      return violations.some((one) => one.checker === checker)
    },
    onSmaller: ({ stories, faults }) => {
      if (io.isTerminal) io.stderr(`\r\x1b[Kshrinking: ${stories.length} stories, ${faults.length} faults`)
    },
  })
  if (io.isTerminal) io.stderr('\r\x1b[K')
  return small
}

/** The shrunk play of a world as a scenario file. */
export function scenarioText(plan: WorldPlan, told: StormPlay, checker: string): string {
  const { seed, index } = plan
  const stories = [...new Set(told.stories.map(({ name }) => name))].join(', ')
  return writeScenario(
    {
      name: `storm-${seed}-${index}`
        .toLowerCase()
        .replace(/[^a-z0-9-]/g, '-')
        .slice(0, 40),
      family: 999,
      group: 'field',
      title: `Found by a storm: ${checker}`,
      why: `World ${index} of the storm with seed ${seed} broke what the judge ${checker} makes sure of (${stories}).`,
      asked_by: ['a storm'],
      seed: `${seed}/${index}`,
    },
    playOf(told),
  )
}
