// The virtual EHR's census: its orders and results since a cursor, as rows. The one thing to know: it is read from the
// chart alone, so a result that is only acknowledged and not filed does not stand in it.

import type { CensusOrder, CensusPage, CensusResult } from '../../engine/ports/census.ts'
import type { Instant } from '../../engine/ports/clock.ts'
import { type Chart, type ChartOrder, labelOf } from './chart.ts'

/**
 * One page of the census.
 * @param since the cursor of the page before; empty text, or anything that is no cursor of this chart: from the beginning
 * @param limit orders on a page; their results ride with them
 */
export function takeCensus(chart: Chart, since: string, takenAt: Instant, limit = 500): CensusPage {
  const changed = chart.changedSince(changeOf(since, chart), limit + 1)
  const page = changed.slice(0, limit)
  const orders = page.flatMap(({ key }) => chart.orders.get(key) ?? [])
  return {
    cursor: String(page.at(-1)?.change ?? chart.changes),
    takenAt,
    more: changed.length > page.length,
    orders: orders.map(orderRow),
    results: orders.flatMap(resultRows),
  }
}

/** A cursor from another life of this EHR is larger than anything here: then the reader gets everything again. */
function changeOf(cursor: string, chart: Chart): number {
  const change = /^\d{1,15}$/.test(cursor) ? Number(cursor) : 0
  return change > chart.changes ? 0 : change
}

function orderRow({ placer, filler, mrn, mrnAuthority, test, status, changedAt }: ChartOrder): CensusOrder {
  return { placer, filler: filler.number, mrn, mrnAuthority, test, status, changedAt }
}

function resultRows({ placer, filler, mrn, mrnAuthority, components }: ChartOrder): CensusResult[] {
  return components.map((item) => {
    const { value, unit, flags, status, filedAt } = item.versions.at(-1)!
    return {
      placer,
      filler: filler.number,
      mrn,
      mrnAuthority,
      component: item.component,
      alternate: item.alternate,
      subId: item.subId,
      value,
      unit,
      flags,
      status,
      corrected: labelOf(item) === 'corrected',
      filedAt,
    }
  })
}
