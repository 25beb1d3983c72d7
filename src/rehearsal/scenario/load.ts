// Reads scenarios from their files. The one thing to know: everything that is wrong is reported with file, line and column;
// each step is read by the schema of its own verb, and every name must be one that the scenario declares.

import { z } from 'zod'
import { readBy } from '../../site/issues.ts'
import type { Problem, Report } from '../../site/problem.ts'
import { newReport } from '../../site/problem.ts'
import { didYouMean, listed, quoted } from '../../site/suggest.ts'
import { type Path, readYaml, type YamlFile } from '../../site/yaml-file.ts'
import { checkCodes } from './check-codes.ts'
import { checkNames } from './check-names.ts'
import { checkPatients } from './check-patients.ts'
import { type CodeBook, standardCodes } from './codes.ts'
import type { Scenario, ScenarioStep } from './scenario.ts'
import { Head, type HeadShape, ownFamilies, when } from './shape.ts'
import { type Actor, actors, type Loose, schemaOfVerb, type Verb } from './verb.ts'
import { phrases, verbs } from './verbs.ts'

export type Loaded = { readonly scenarios: readonly Scenario[]; readonly problems: readonly Problem[] }

/**
 * Reads scenario files, given as text by path.
 * @param isOwn they are a site's
 * @param codes the codes that may stand in them: those of the site whose they are
 */
export function loadScenarios(
  files: ReadonlyMap<string, string>,
  isOwn = false,
  codes: CodeBook = standardCodes,
): Loaded {
  const report = newReport()
  const scenarios = [...files].flatMap(([file, text]) => {
    const found = loadScenario(file, text, report, isOwn, codes)
    return found ? [found] : []
  })
  tellRepeated(scenarios, report)
  return { scenarios, problems: report.problems }
}

/** One scenario, or undefined with everything wrong in the report. */
function loadScenario(
  file: string,
  text: string,
  report: Report,
  isOwn: boolean,
  codes: CodeBook,
): Scenario | undefined {
  const before = report.problems.length
  const source = readYaml(file, text, report)
  if (source.value === undefined && report.problems.length > before) return undefined
  const read = readBy(Head, source, [], source.value, report)
  const given = source.value !== null && typeof source.value === 'object' ? (source.value as Loose).steps : undefined
  const steps = Array.isArray(given) ? readSteps(given, source, report) : []
  if (!read || report.problems.length > before) return undefined
  const { steps: _, ...head } = read
  checkNames(head, steps, source, report)
  checkCodes(head, steps, source, codes, report)
  if (report.problems.length === before) checkPatients(head, steps, source, report)
  if (isOwn) checkFamily(head.family, source, report)
  return report.problems.length > before ? undefined : { ...head, file, isOwn, steps, places: placesOf(head, source) }
}

/** The numbers below are the built-in families: one of a site's own among them would count as proof of another story. */
function checkFamily(family: number, source: YamlFile, report: Report): void {
  if (family >= ownFamilies) return
  report.error('site-value-invalid', source.file, source.at(['family']), {
    message: 'family has a value that is not allowed.',
    given: String(family),
    allowed: `a whole number from ${ownFamilies} to 999; those below are of the built-in scenarios`,
  })
}

/** Where orders and what is expected of them stand in the file. */
function placesOf({ orders, expect }: HeadShape, source: YamlFile): Scenario['places'] {
  const paths = [
    ...Object.keys(orders).map((name) => ['orders', name]),
    ...Object.keys(expect.chart).map((name) => ['expect', 'chart', name]),
  ]
  return new Map(paths.map((path) => [path.join('.'), source.at(path)]))
}

function tellRepeated(scenarios: readonly Scenario[], report: Report): void {
  const seen = new Map<string, string>()
  for (const { name, file } of scenarios) {
    const first = seen.get(name)
    if (first === undefined) seen.set(name, file)
    else report.error('site-id-repeated', file, { line: 1, column: 1 }, { given: `${name}, as in ${first}` })
  }
}

const Times = z.object(when)

function readSteps(given: readonly unknown[], source: YamlFile, report: Report): readonly ScenarioStep[] {
  let now_ms = 0
  return given.flatMap((value, index) => {
    const at: Path = ['steps', index]
    const what = readWhat(value, at, source, report)
    const times = readTimes(value, at, source, report)
    if (!what || !times) return []
    now_ms = times.at ?? now_ms + (times.after ?? 0)
    const place = source.at(at)
    return [{ at_ms: now_ms, every_ms: times.every ?? 0, note: times.note ?? '', place, ...what }]
  })
}

function readTimes(value: unknown, at: Path, source: YamlFile, report: Report): z.output<typeof Times> | undefined {
  if (value === null || typeof value !== 'object') return undefined
  const own = Object.fromEntries(Object.entries(value).filter(([key]) => key in when))
  const times = readBy(Times, source, at, own, report)
  if (times?.at !== undefined && times.after !== undefined) {
    report.error('scenario-step', source.file, source.atKey([...at, 'after']), {
      message: 'A step has one time.',
      given: 'at and after',
      allowed: 'at (after the beginning), or after (after the step before)',
    })
    return undefined
  }
  return times
}

type What = Pick<ScenarioStep, 'actor' | 'what'>

function readWhat(value: unknown, at: Path, source: YamlFile, report: Report): What | undefined {
  const keys = value !== null && typeof value === 'object' ? Object.keys(value) : []
  const named = keys.filter((key): key is Actor => actors.some((actor) => actor === key))
  const strange = keys.filter((key) => !(key in when) && !named.some((name) => name === key))
  for (const key of strange) {
    const known = [...actors, ...Object.keys(when)]
    report.error('site-key-unknown', source.file, source.atKey([...at, key]), {
      given: didYouMean(key, known),
      allowed: listed(known),
    })
  }
  const [actor, ...others] = named
  if (!actor || others.length > 0) {
    if (strange.length === 0)
      report.error('scenario-step', source.file, source.at(at), {
        message: 'A step says what one of them does.',
        given: named.length > 1 ? listed(named) : 'nobody',
        allowed: listed(actors),
      })
    return undefined
  }
  const said = (value as Loose)[actor]
  const place = [...at, actor]
  return typeof said === 'string'
    ? readPhrase(actor, said, place, source, report)
    : readVerb(actor, said, place, source, report)
}

function readPhrase(actor: Actor, said: string, at: Path, source: YamlFile, report: Report): What | undefined {
  const phrase = phrases[actor].find((each) => each.phrase === said)
  if (phrase) return { actor, what: { phrase } }
  const known = phrases[actor].map((each) => each.phrase)
  const isVerb = verbs[actor].some(({ verb }) => verb === said)
  report.error('scenario-step', source.file, source.at(at), {
    given: isVerb ? `${quoted(said)} without saying what` : didYouMean(said, known),
    allowed: `${known.length > 0 ? `${listed(known)}; or ` : ''}a verb and its object, as { ${verbs[actor][0]?.verb}: ... }`,
  })
  return undefined
}

function readVerb(actor: Actor, said: unknown, at: Path, source: YamlFile, report: Report): What | undefined {
  const keys = said !== null && typeof said === 'object' && !Array.isArray(said) ? Object.keys(said) : []
  const known = verbs[actor].map(({ verb }) => verb)
  const found = verbs[actor].filter(({ verb }) => keys.includes(verb))
  const verb = pickVerb(found, keys)
  if (!verb) {
    report.error('scenario-step', source.file, source.at(at), {
      given:
        found.length > 1
          ? listed(found.map((each) => each.verb))
          : keys.length > 0
            ? listed(keys.map((key) => didYouMean(key, known)))
            : 'no verb',
      allowed: listed(known, 40),
    })
    return undefined
  }
  const read = readBy(schemaOfVerb(verb), source, at, said, report)
  return read ? { actor, what: { verb, said: read } } : undefined
}

/** Of several words that are verbs, the one of which the others are parts. */
function pickVerb(found: readonly Verb[], keys: readonly string[]): Verb | undefined {
  if (found.length <= 1) return found[0]
  const whole = found.filter(({ verb, parts }) => keys.every((key) => key === verb || key in parts))
  return whole.length === 1 ? whole[0] : undefined
}
