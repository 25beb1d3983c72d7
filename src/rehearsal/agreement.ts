// Whether the EHR's chart shows the lab's last word: the promise, judged by the two systems' own books. The one thing to
// know: Labloop's ledger is not asked; what stands here can prove it wrong.
import type { ShowsValue } from './converted.ts'
import type { Chart, ChartComponent, ChartOrder } from './ehr/chart.ts'
import type { LabEntry } from './lab/lab-book.ts'

/** Something that the two books say differently of one order. Holds codes and statuses, no values. */
export type Difference = { readonly placer: string; readonly what: string }

/**
 * The EHR's words for the lab's: its component codes, its observation statuses where it has others (table 0085), and how a
 * value is shown where values are converted on the way.
 */
export type Translation = {
  component(code: string): string
  status?(code: string): string
  shows?: ShowsValue | undefined
}

/** What differs on one order between the lab's book and the chart; empty where the chart shows the lab's last word. */
export function differences(chart: Chart, placer: string, entry: LabEntry, words: Translation): readonly Difference[] {
  const order = chart.orders.get(placer)
  if (!order) return [{ placer, what: 'The chart does not have the order.' }]
  const found: string[] = []
  if (order.mrn !== entry.order.patient.mrn) found.push('The order is in the chart of another patient.')
  const cancelled = ['cancelled', 'refused', 'discontinued', 'replaced'].includes(entry.state)
  if (cancelled !== ['CA', 'DC', 'RP'].includes(order.status))
    found.push(`The lab says ${entry.state}, the chart ${order.status || 'nothing'}.`)
  const complete = entry.state === 'final' || entry.state === 'corrected'
  if (complete && order.status !== 'CM')
    found.push(`The lab says ${entry.state}, the chart ${order.status || 'nothing'}.`)
  found.push(...resultDifferences(order, entry, words))
  return found.map((what) => ({ placer, what }))
}

function resultDifferences(order: ChartOrder, entry: LabEntry, words: Translation): string[] {
  const found: string[] = []
  for (const said of entry.observations) {
    const code = words.component(said.component)
    const isSame = ({ component, subId }: ChartComponent) => component === code && subId === (said.subId ?? '')
    const shown = (
      order.components.find(isSame) ?? order.components.find((each) => each.component === code)
    )?.versions.at(-1)
    if (!shown) found.push(`The chart does not show ${code}.`)
    else if (!(words.shows?.(said, shown) ?? shown.value === said.value))
      found.push(`The chart shows another value of ${code}.`)
    else if (shown.status !== said.status && shown.status !== words.status?.(said.status))
      found.push(`The lab says ${said.status} of ${code}, the chart ${shown.status}.`)
  }
  if (order.components.length > entry.observations.length) found.push('The chart shows more than the lab reported.')
  return found
}
