// No older word over a newer one: what the chart shows of each component comes from the last of the lab's messages that
// reached it. The one thing to know: it follows each version in the chart back to the lab's own frame, whatever clock times
// stand in it; a correction can carry the very times of what it corrects.
import type { ChartComponent, ChartVersion } from '../ehr/chart.ts'
import type { Docket } from './docket.ts'
import { checker, type Fault } from './violations.ts'

export const newestShown = checker(
  'newest-shown',
  {
    verifies:
      'No version of a result stands in the chart over one that the lab said later, and no correction is covered by another value under an earlier status without an exception.',
    notVerified:
      'What the lab itself says in the wrong order is delivered as it was said; that it is flagged is verified by its exception.',
  },
  function* (docket, { ehr }) {
    for (const { placer, components } of ehr.chart.orders.values()) {
      for (const component of components) yield* judge(docket, placer, component)
    }
  },
)

function* judge(docket: Docket, subject: string, { component, versions }: ChartComponent): Generator<Fault> {
  if (versions.length < 2) return
  let newest = Number.NEGATIVE_INFINITY
  let corrected: ChartVersion | null = null
  for (const version of versions) {
    const said = docket.saidAt('labloop-to-ehr', version.controlId)
    if (said !== null && said < newest) {
      yield {
        subject,
        at: version.filedAt,
        text: `${component}: message ${version.controlId} stands over one that the lab said later.`,
      }
    }
    newest = Math.max(newest, said ?? newest)
    if (corrected && isCovering(version, corrected) && !isFlagged(docket, subject)) {
      const text = `${component}: message ${version.controlId} covers a correction with another value under ${version.status || 'no status'}, and no exception was raised.`
      yield { subject, at: version.filedAt, text }
    }
    corrected = version.status === 'C' ? version : corrected
  }
}

/** C, D, W and X say themselves that something was changed. (HL7 table 0085) */
const open = new Set(['C', 'D', 'W', 'X'])

function isCovering(version: ChartVersion, corrected: ChartVersion): boolean {
  return !open.has(version.status) && version.value !== corrected.value
}

function isFlagged(docket: Docket, key: string): boolean {
  return docket.ordersOf(key).some(({ order }) => docket.raisedOn(order.id).length > 0)
}
