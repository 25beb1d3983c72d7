// What live messages show of the rules of alignment, gravest and commonest first, with what was decided about it. The one thing
// to know: catalogs are not compared here; on a large site that takes seconds, and `labloop align` does it beside the engine.
import { decided } from '../../alignment/accepted.ts'
import { type Aligned, alignedSite } from '../../alignment/align.ts'
import { liveFindings } from '../../alignment/message/live-findings.ts'
import type { Store } from '../../engine/ports/store.ts'
import type { Site } from '../../site/index.ts'
import type { AlignmentView, FindingView } from '../contract.ts'
import { momentText } from '../moment.ts'

type Decided = ReturnType<typeof decided>[number]

/** Makes the view when it is asked for; the catalogs are read once. */
export function alignmentViews(
  site: Site,
  store: Pick<Store, 'findings'>,
  now: () => number,
): () => Promise<AlignmentView> {
  let aligned: Aligned | null = null
  return async () => {
    const counts = await store.findings()
    aligned ??= alignedSite(site, { withoutPairs: true })
    const { seen, quiet } = liveFindings(counts, aligned, now())
    const day = momentText(now(), site.time_zone).slice(0, 10)
    const rows = decided(seen, site.alignment, day)
    return {
      open: rows.filter(({ state }) => state !== 'accepted').map(viewOf),
      accepted: rows.filter(({ state }) => state === 'accepted').map(viewOf),
      quiet: quiet.length,
    }
  }
}

function viewOf({ finding, state, acceptance }: Decided): FindingView {
  const { rule, severity, subject, counterpart, says, explanation, remedy, evidence } = finding
  const { count, examples, live } = evidence
  const about = [subject, ...(counterpart ? [counterpart] : [])].map(({ system, code }) => `${system} ${code}`.trim())
  return {
    ...{ rule, severity, says, explanation, remedy, state },
    about: about.join(' – '),
    name: subject.name,
    count,
    firstAt: live?.firstAt ?? 0,
    lastAt: live?.lastAt ?? 0,
    messageIds: examples,
    acceptance: acceptance && {
      by: acceptance.by,
      on: acceptance.on,
      until: acceptance.until,
      reason: acceptance.reason,
    },
  }
}
