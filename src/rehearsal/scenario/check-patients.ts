// Orders that go together are of one patient: those of one requisition, of one accession, of one message, an order and the
// one that replaces it or is added to it. The one thing to know: the systems take the patient from the first of them, so that
// without this check a story would put the others into a wrong chart by its own mistake.
import type { Report } from '../../site/problem.ts'
import type { YamlFile } from '../../site/yaml-file.ts'
import type { Handle } from '../play/act.ts'
import type { Reference } from './field.ts'
import { membersOf, patientsOf } from './members.ts'
import type { ScenarioStep } from './scenario.ts'
import type { HeadShape } from './shape.ts'
import { type Loose, referencesIn, type Verb } from './verb.ts'

type Spot = Pick<Reference, 'name' | 'path'>

/** Reports each step, and each order that is added to another, in which orders of two patients go together. */
export function checkPatients(head: HeadShape, steps: readonly ScenarioStep[], source: YamlFile, report: Report): void {
  const sameAs = mergedIn(head, steps)
  const check = (spots: readonly Spot[], isWhole: boolean) => {
    const [first, ...others] = spots.map((spot) => ({ spot, patients: patientsOf(head, spot.name).map(sameAs) }))
    if (!first) return
    const wrong = isWhole
      ? [first, ...others].find(({ patients }) => patients.some((patient) => patient !== first.patients[0]))
      : others.find(({ patients }) => first.patients.some((patient, at) => patients[at % patients.length] !== patient))
    if (!wrong) return
    report.error('scenario-patients', source.file, source.at(wrong.spot.path), {
      given: [...new Set([first.spot.name, wrong.spot.name])]
        .map((name) => `${name} is for ${whose(head, name)}`)
        .join(', '),
    })
  }
  for (const [name, { added_to }] of Object.entries(head.orders)) {
    if (added_to === undefined) continue
    const path = ['orders', name, 'added_to']
    check(
      [
        { name, path },
        { name: added_to, path },
      ],
      false,
    )
  }
  steps.forEach(({ actor, what }, index) => {
    if (!('verb' in what) || !what.verb.isOfOnePatient) return
    const { verb, said } = what
    const spots = ordersIn(verb, said).map(({ name, path }) => ({ name, path: ['steps', index, actor, ...path] }))
    check(spots, Array.isArray(said[verb.verb]))
  })
}

/** The orders that a step names, its object first. */
function ordersIn(verb: Verb, said: Loose): readonly Spot[] {
  const found = referencesIn(verb, said).filter(({ kind }) => kind === 'order')
  return found.toSorted((one, other) => Number(other.path[0] === verb.verb) - Number(one.path[0] === verb.verb))
}

function whose(head: HeadShape, name: string): string {
  return [...new Set(patientsOf(head, name))].slice(0, 2).join(' and ')
}

/** For each patient the one in whose record theirs lives on: after a merge orders of both go together. */
function mergedIn(head: HeadShape, steps: readonly ScenarioStep[]): (patient: Handle) => Handle {
  const into = new Map<Handle, Handle>()
  const root = (patient: Handle): Handle => {
    const next = into.get(patient)
    return next === undefined ? patient : root(next)
  }
  for (const { what } of steps) {
    if (!('verb' in what) || what.verb.do !== 'merge') continue
    const kept = membersOf(head, String(what.said.into))
    membersOf(head, String(what.said[what.verb.verb])).forEach((patient, at) => {
      const [gone, stays] = [root(patient), root(kept[at % kept.length]!)]
      if (gone !== stays) into.set(gone, stays)
    })
  }
  return root
}
