// The virtual EHR's census: its orders and results since a cursor, as rows, and what came into its error queue. The one
// thing to know: it is read from the chart alone, so a result that is only acknowledged and not filed does not stand in it.

import type { CensusError, CensusOrder, CensusPage, CensusResult } from '../../engine/ports/census.ts'
import type { Instant } from '../../engine/ports/clock.ts'
import { type Chart, type ChartOrder, labelOf } from './chart.ts'
import type { QueuedError } from './error-queue.ts'

/**
 * One page of the census.
 * @param since the cursor of the page before; empty text, or anything that is no cursor of this chart: from the beginning
 * @param limit orders on a page; their results ride with them
 * @param waiting the error queue, oldest first
 */
export function takeCensus(
  chart: Chart,
  since: string,
  takenAt: Instant,
  limit = 500,
  waiting: readonly QueuedError[] = [],
): CensusPage {
  const read = errorsRead(since)
  const changed = chart.changedSince(changeOf(since, chart), limit + 1)
  const page = changed.slice(0, limit)
  const orders = page.flatMap(({ key }) => chart.orders.get(key) ?? [])
  return {
    cursor: `${page.at(-1)?.change ?? chart.changes}/${waiting.length}`,
    takenAt,
    more: changed.length > page.length,
    orders: orders.map(orderRow),
    results: orders.flatMap(resultRows),
    errors: waiting.slice(read > waiting.length ? 0 : read).map(errorRow),
  }
}

/** How many entries of the error queue the reader has; its place follows that of the chart: `12/3`. */
function errorsRead(cursor: string): number {
  return Number(/^\d{1,15}\/(\d{1,15})$/.exec(cursor)?.[1] ?? 0)
}

function errorRow({ controlId, placer, code, why, at }: QueuedError): CensusError {
  return { controlId, placer, filler: '', code, text: why, at }
}

/** A cursor from another life of this EHR is larger than anything here: then the reader gets everything again. */
function changeOf(cursor: string, chart: Chart): number {
  const change = Number(/^(\d{1,15})(?:\/\d+)?$/.exec(cursor)?.[1] ?? 0)
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
