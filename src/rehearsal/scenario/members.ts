// What a name of a scenario means: one patient or order, or the members of a group. The one thing to know: the orders of a
// group go round the patients of theirs, so both the check and the play ask here for whom an order is.
import type { Handle } from '../play/act.ts'
import type { HeadShape } from './shape.ts'

type Declared = Pick<HeadShape, 'orders' | 'patients'>

/** The members of a group, `ward-1`, `ward-2` ..., or the one that the name means. */
export function membersOf({ orders, patients }: Declared, name: string): readonly Handle[] {
  const count = orders[name]?.count ?? patients[name]?.count
  if (count === undefined) return [name]
  return Array.from({ length: count }, (_, index) => `${name}-${index + 1}`)
}

/** For whom each member of an order is, in the order of the members. */
export function patientsOf(declared: Declared, name: string): readonly Handle[] {
  const [group, nth] = groupOf(declared, name)
  const shape = declared.orders[group]
  if (!shape) return []
  const patients = membersOf(declared, shape.for)
  const every = membersOf(declared, group).map((_, index) => patients[index % patients.length]!)
  return nth === null ? every : every.slice(nth, nth + 1)
}

/** `round-3` is the third member of the group `round`; any other name is its own. */
function groupOf({ orders }: Declared, name: string): readonly [group: string, nth: number | null] {
  if (name in orders) return [name, null]
  const [, group = name, nth] = /^(.*)-([1-9]\d*)$/.exec(name) ?? []
  return nth === undefined ? [name, null] : [group, Number(nth) - 1]
}
