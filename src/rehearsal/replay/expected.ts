// What a chart must show after a recording: the last that the lab said of each order and component. The one thing to know:
// it is read from the recorded messages alone, so that a replay fails as long as the chart shows something else.
import { segmentNamed, value } from '../../hl7/index.ts'
import type { Site } from '../../site/shapes/site.ts'
import { componentsOf } from '../catalog.ts'
import { type OrderGroup, orderGroups, text } from '../lines/order-groups.ts'
import type { labels } from '../scenario/shape.ts'
import { isKindOfValue } from '../scenario/value-fields.ts'
import type { Recorded } from './recording.ts'

export type ExpectedComponent = { readonly value?: string; readonly label: (typeof labels)[number] | 'gone' }

/** One order of a recording. */
export type RecordedOrder = {
  /** The placer's number. */
  readonly number: string
  /** Record number of its patient. */
  readonly mrn: string
  /** In the code of whoever named it, the EHR first. */
  readonly test: string
  /** By the lab's code; what cannot be expected exactly (narratives, components that the site does not have) is left out. */
  readonly shows: ReadonlyMap<string, ExpectedComponent>
}

/** HL7 table 0085 as the chart labels it. */
const labelOf: Readonly<Record<string, ExpectedComponent['label']>> = {
  P: 'preliminary',
  F: 'final',
  C: 'corrected',
  D: 'gone',
  W: 'gone',
  X: 'not obtained',
  I: 'pending',
}

/** Orders that have a placer's number, in the order in which they were first named. */
export function ordersOf(recorded: readonly Recorded[], site: Site): readonly RecordedOrder[] {
  const lab = site.systems.find(({ role }) => role === 'lis')
  const known = lab ? componentsOf(site, lab.id) : new Map<string, unknown>()
  const orders = new Map<string, { mrn: string; test: string; shows: Map<string, ExpectedComponent> }>()
  for (const { message, side } of recorded) {
    const pid = segmentNamed(message, 'PID')
    const mrn = pid ? (value(pid, 3, 1) ?? '') : ''
    for (const group of orderGroups(message)) {
      const number = text(group.orc, 2, 1) || text(group.obr, 2, 1)
      if (number === '') continue
      const before = orders.get(number)
      const order = before ?? { mrn, test: text(group.obr, 4, 1), shows: new Map() }
      if (side === 'ehr' && text(group.obr, 4, 1) !== '') order.test = text(group.obr, 4, 1)
      orders.set(number, order)
      if (side === 'lab') for (const [code, shown] of shownBy(group, known)) order.shows.set(code, shown)
    }
  }
  return Array.from(orders, ([number, order]) => ({ number, ...order }))
}

function shownBy(
  group: OrderGroup,
  known: ReadonlyMap<string, unknown>,
): readonly (readonly [string, ExpectedComponent])[] {
  const codes = group.observations.map(({ obx }) => text(obx, 3, 1))
  return group.observations.flatMap(({ obx }) => {
    const code = text(obx, 3, 1)
    const label = labelOf[text(obx, 11)]
    const isOne = codes.filter((each) => each === code).length === 1
    if (code === '' || !label || !isOne || !known.has(code)) return []
    const said = text(obx, 5)
    const isExact =
      label !== 'gone' &&
      label !== 'not obtained' &&
      ['NM', 'ST'].includes(text(obx, 2)) &&
      said !== '' &&
      !isKindOfValue(said)
    return [[code, isExact ? { value: said, label } : { label }] as const]
  })
}
