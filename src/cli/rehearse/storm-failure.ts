// What is said of a storm that failed: which world, how to play it again, and the smallest story that still shows it, as a
// scenario file.
import { join, relative } from 'node:path'
import { codesOf } from '../../rehearsal/scenario/codes.ts'
import { loadScenarios } from '../../rehearsal/scenario/load.ts'
import { prepare } from '../../rehearsal/scenario/prepare.ts'
import { runScenario } from '../../rehearsal/scenario/run.ts'
import { closed, openedBy, writeScenario } from '../../rehearsal/scenario/write.ts'
import { restWithin_ms, runStories, type StormSetting } from '../../rehearsal/storm/run-world.ts'
import { shrink } from '../../rehearsal/storm/shrink.ts'
import { playOf, type StormPlay, stormPlay, type WorldPlan } from '../../rehearsal/storm/storm-play.ts'
import { counted } from '../../site/counted.ts'
import type { ZoneRules } from '../../site/time-zone.ts'
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
  const again = `labloop rehearse ${word(wish.folder)} --storm ${wish.orders} --seed ${word(wish.seed)} --world ${world}`
  io.stderr(`World ${world} of seed ${wish.seed} failed: ${violation.checker}. Play it again with\n`)
  io.stderr(`  ${again}${wish.faults ? '' : ' --no-faults'}\n`)
  const plan = planOf(wish, tasksOf(wish.orders).find(({ index }) => index === world)!)
  const setting = await settingOf(wish.folder)
  const small = await shrunk(plan, setting, violation.checker, io)
  const file = join(folder, `storm-${wish.seed}-${world}.yaml`.replace(/[^\w.-]/g, '-'))
  const text = scenarioText(plan, small, violation.checker, setting.zone(setting.site.time_zone))
  writeFile(file, text, io.cwd)
  io.stderr(`The smallest story found that still fails is in ${relative(io.cwd, file) || file}.\n`)
  if (!(await failsAgain(text, setting, violation.checker)))
    io.stderr('Played as a scenario of its own it does not fail: go by the world that is named above.\n')
}

/** A word as a shell takes it. */
function word(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
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
      if (io.isTerminal)
        io.stderr(
          `\r\x1b[Kshrinking: ${counted(stories.length, 'story', 'stories')}, ${counted(faults.length, 'fault')}`,
        )
    },
  })
  if (io.isTerminal) io.stderr('\r\x1b[K')
  return small
}

/** The shrunk play of a world as a scenario file, judged as the storm was. `zone`: the rules of the site's time zone. */
export function scenarioText(plan: WorldPlan, told: StormPlay, checker: string, zone: ZoneRules): string {
  const { seed, index, start } = plan
  const stories = [...new Set(told.stories.map(({ name }) => name))].join(', ')
  const play = closed(playOf(told))
  const opened = new Set(openedBy(play))
  const planted = told.stories.flatMap((story) => [...story.planted]).filter(([order]) => opened.has(order))
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
      begins: localTime(start, zone),
      rests_ms: restWithin_ms,
      expect: { judged: 'as a storm', ...(planted.length > 0 ? { cannot_agree: Object.fromEntries(planted) } : {}) },
    },
    play,
  )
}

/** `2026-11-23 06:00`, as a scenario says when it begins. */
function localTime(at: number, zone: ZoneRules): string {
  const offset_minutes = zone(at + zone(at) * 60_000)
  return new Date(at + offset_minutes * 60_000).toISOString().slice(0, 16).replace('T', ' ')
}

/** Whether the judge speaks of the written scenario too, once it is read back. */
export async function failsAgain(text: string, setting: StormSetting, checker: string): Promise<boolean> {
  const { site, zone, broken } = setting
  const { scenarios } = loadScenarios(new Map([['storm.yaml', text]]), true, codesOf(site))
  const [preparation] = scenarios.map((scenario) => prepare(scenario, site, zone(site.time_zone)))
  if (!preparation?.applies) return false
  const stage = { ...setting, store: setting.store(), ...(broken ? { broken } : {}) }
  const { violations, failures } = await runScenario(preparation.prepared, stage, setting.checkers)
  return checker === 'at-rest' ? failures.length > 0 : violations.some((one) => one.checker === checker)
}
