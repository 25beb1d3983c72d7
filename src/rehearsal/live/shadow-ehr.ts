// The books of a real EHR as far as they can be seen: its own messages and how they were answered, and the chart that its
// census shows, where it has one. The one thing to know: a census shows the newest version of everything and no earlier
// one, so what stood in the chart before cannot be told from it.
import type { CensusPage } from '../../engine/ports/census.ts'
import { type Chart, type FiledComponent, openChart } from '../ehr/chart.ts'
import type { Evidence, Frame } from '../play/evidence.ts'
import { saidOf } from './shadow-lab.ts'

/** @param pages its whole census, oldest change first; none where nothing of the chart can be seen */
export function shadowEhr(frames: readonly Frame[], pages: readonly CensusPage[]): Evidence['ehr'] {
  return {
    chart: chartOf(pages),
    events: [],
    said: saidOf(frames, 'ehr-to-labloop'),
    refused: new Set(),
    errorQueue: pages.flatMap(({ errors = [] }) => errors.map(({ controlId, text }) => ({ controlId, why: text }))),
  }
}

function chartOf(pages: readonly CensusPage[]): Chart {
  const chart = openChart()
  const orders = new Map(pages.flatMap((page) => page.orders.map((row) => [keyOf(row), row] as const)))
  const results = pages.flatMap((page) => page.results)
  for (const [key, { placer, filler, mrn, mrnAuthority, test, status, changedAt }] of orders) {
    chart.place({ key, placer, mrn, mrnAuthority, test, group: '', placedAt: changedAt })
    const components = results.filter((row) => keyOf(row) === key).map(componentOf)
    chart.file(key, { filler: { number: filler, authority: '' }, status, components, controlId: '', at: changedAt })
  }
  return chart
}

/** An order that the lab opened has no placer's number in a chart that gave it none. */
function keyOf({ placer, filler }: { readonly placer: string; readonly filler: string }): string {
  return placer || filler
}

function componentOf(row: CensusPage['results'][number]): FiledComponent {
  const { component, alternate, subId, value, unit, flags, status } = row
  const unseen = { name: '', range: '', note: '', observedAt: '', performedBy: '' }
  return { ...unseen, component, alternate, subId, value, unit, flags, status }
}
