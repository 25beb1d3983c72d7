// How tests look into the chart of the virtual EHR: as its display would, order by order.
import { type Chart, type ChartOrder, type Shown, shown } from '../ehr/chart.ts'

/** What the display shows of an order, component by component. Null where the chart has no such order. */
export function shownOrder(chart: Chart, placer: string): readonly Shown[] | null {
  return chart.orders.get(placer)?.components.map(shown) ?? null
}

/** The orders that stand under one, oldest first: reflex tests, susceptibilities. */
export function childrenOf(chart: Chart, key: string): readonly ChartOrder[] {
  const parent = chart.orders.get(key)
  if (!parent) return []
  return chart.ofPatient(parent.mrn, parent.mrnAuthority).filter((order) => order.parent === key)
}
