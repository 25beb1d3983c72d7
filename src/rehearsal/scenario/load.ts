// Reads scenarios from their files. The one thing to know: everything that is wrong is reported with file, line and column;
// each step is read by the schema of its own verb, and every name must be one that the scenario declares.

import { z } from 'zod'
import { readBy } from '../../site/issues.ts'
import type { Problem, Report } from '../../site/problem.ts'
import { newReport } from '../../site/problem.ts'
import { didYouMean, listed, quoted } from '../../site/suggest.ts'
import { type Path, readYaml, type YamlFile } from '../../site/yaml-file.ts'
import type { Reference } from './field.ts'
import type { Scenario, ScenarioStep } from './scenario.ts'
import { Head, type HeadShape, when } from './shape.ts'
import { type Actor, actors, type Loose, referencesIn, schemaOfVerb, type Verb } from './verb.ts'
import { phrases, verbs } from './verbs.ts'

export type Loaded = { readonly scenarios: readonly Scenario[]; readonly problems: readonly Problem[] }

/** Reads scenario files, given as text by path. `isOwn`: they are a site's. */
export function loadScenarios(files: ReadonlyMap<string, string>, isOwn = false): Loaded {
  const report = newReport()
  const scenarios = [...files].flatMap(([file, text]) => {
    const found = loadScenario(file, text, report, isOwn)
    return found ? [found] : []
  })
  tellRepeated(scenarios, report)
  return { scenarios, problems: report.problems }
}

/** One scenario, or undefined with everything wrong in the report. */
export function loadScenario(file: string, text: string, report: Report, isOwn = false): Scenario | undefined {
  const before = report.problems.length
  const source = readYaml(file, text, report)
  if (source.value === undefined && report.problems.length > before) return undefined
  const read = readBy(Head, source, [], source.value, report)
  const given = source.value !== null && typeof source.value === 'object' ? (source.value as Loose).steps : undefined
  const steps = Array.isArray(given) ? readSteps(given, source, report) : []
  if (!read || report.problems.length > before) return undefined
  const { steps: _, ...head } = read
  checkNames(head, steps, source, report)
  return report.problems.length > before ? undefined : { ...head, file, isOwn, steps }
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
    const { line } = source.at(at)
    return [{ at_ms: now_ms, every_ms: times.every ?? 0, note: times.note ?? '', line, ...what }]
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

/** Every name in steps, orders and expectations must be declared. */
function checkNames(head: HeadShape, steps: readonly ScenarioStep[], source: YamlFile, report: Report): void {
  const known = {
    order: Object.keys(head.orders),
    patient: Object.keys(head.patients),
    revision: Object.keys(head.revisions),
  }
  const check = ({ kind, name, path }: Reference) => {
    if (known[kind].includes(memberless(name, kind, head))) return
    report.error('scenario-name', source.file, source.at(path), {
      message: `There is no ${kind} of this name.`,
      given: didYouMean(name, known[kind]),
      allowed: listed(known[kind]),
    })
  }
  for (const found of referencesOfHead(head)) check(found)
  for (const name of known.order.filter((each) => known.patient.includes(each)))
    report.error('scenario-name', source.file, source.atKey(['orders', name]), {
      message: 'An order and a patient have the same name.',
      given: name,
      remedy: 'Give one of them another name.',
    })
  steps.forEach(({ actor, what }, index) => {
    if (!('verb' in what)) return
    for (const found of referencesIn(what.verb, what.said))
      check({ ...found, path: ['steps', index, actor, ...found.path] })
  })
}

/** `ward-3` is a member of the group `ward`. */
function memberless(name: string, kind: Reference['kind'], head: HeadShape): string {
  const declared: Readonly<Record<string, unknown>> =
    kind === 'order' ? head.orders : kind === 'patient' ? head.patients : head.revisions
  if (name in declared) return name
  const [, group = '', nth = '0'] = /^(.*)-([1-9]\d*)$/.exec(name) ?? []
  const size = (declared[group] as { count?: number } | undefined)?.count ?? 0
  return Number(nth) <= size ? group : name
}

function referencesOfHead({ orders, expect, site, revisions }: HeadShape): readonly Reference[] {
  const of = (kind: Reference['kind'], name: string | undefined, ...path: (string | number)[]): Reference[] =>
    name === undefined ? [] : [{ kind, name, path }]
  const ordered = Object.entries(orders).flatMap(([name, each]) => [
    ...of('patient', each.for, 'orders', name, 'for'),
    ...of('order', each.added_to, 'orders', name, 'added_to'),
    ...of('order', each.same_number_as, 'orders', name, 'same_number_as'),
  ])
  const keyed = (['chart', 'labloop', 'lab'] as const).flatMap((part) =>
    Object.keys(expect[part]).flatMap((name) => of('order', name, 'expect', part, name)),
  )
  const charts = Object.entries(expect.chart).flatMap(([name, chart]) =>
    typeof chart === 'string' ? [] : of('patient', chart.in, 'expect', 'chart', name, 'in'),
  )
  const lists = (['exceptions', 'messages'] as const).flatMap((part) =>
    expect[part].flatMap(({ about }, index) => of('order', about, 'expect', part, index, 'about')),
  )
  const changes = [
    ...(site?.unmapped_tests ?? []).flatMap((name, index) => of('order', name, 'site', 'unmapped_tests', index)),
    ...Object.entries(revisions).flatMap(([revision, change]) =>
      (change.unmapped_tests ?? []).flatMap((name, index) =>
        of('order', name, 'revisions', revision, 'unmapped_tests', index),
      ),
    ),
  ]
  return [...ordered, ...keyed, ...charts, ...lists, ...changes]
}
