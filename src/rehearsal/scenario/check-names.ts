// Every name in the steps, orders and expectations of a scenario must be one that it declares. The one thing to know: a group's
// members are known as well, as `ward-3` of `ward`.
import type { Report } from '../../site/problem.ts'
import { didYouMean, listed } from '../../site/suggest.ts'
import type { YamlFile } from '../../site/yaml-file.ts'
import type { Reference } from './field.ts'
import type { ScenarioStep } from './scenario.ts'
import type { HeadShape } from './shape.ts'
import { referencesIn } from './verb.ts'

/** Reports every name that is not declared, and one that is declared twice. */
export function checkNames(head: HeadShape, steps: readonly ScenarioStep[], source: YamlFile, report: Report): void {
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
  const keyed = (['chart', 'labloop', 'lab', 'cannot_agree'] as const).flatMap((part) =>
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
