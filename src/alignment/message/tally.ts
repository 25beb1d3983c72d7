// Notices of many messages as findings with counts. The one thing to know: one finding stands for all messages that show the
// same thing, with how often and a few of them as examples.
import { type Aligned, findingOf, ranked } from '../align.ts'
import type { Finding, Place } from '../finding.ts'
import type { Notice } from './notices.ts'

/** Examples kept of one finding. */
export const most_examples = 5

export type Tally = {
  /** Counts the notices of one message. `at`: where it stands, if it came from a file. */
  add(notices: readonly Notice[], messageId: number, at?: Place): void
  /** What was counted, the gravest and commonest first. */
  findings(aligned: Aligned): readonly Finding[]
}

type Counted = { readonly notice: Notice; count: number; readonly examples: number[]; readonly places: Place[] }

export function newTally(): Tally {
  const counted = new Map<string, Counted>()
  return {
    add(notices, messageId, at) {
      for (const notice of notices) {
        const known = counted.get(notice.key) ?? { notice, count: 0, examples: [], places: [] }
        counted.set(notice.key, known)
        known.count++
        if (known.examples.length >= most_examples || known.examples.includes(messageId)) continue
        known.examples.push(messageId)
        if (at) known.places.push(at)
      }
    },
    findings(aligned) {
      return ranked(
        [...counted.values()].map(({ notice: { rule, told }, count, examples, places }) => {
          const finding = findingOf(
            rule,
            { ...told, count, examples, places: [...(told.places ?? []), ...places] },
            aligned,
          )
          const volume = Math.max(count, finding.volumeFrom === 'traffic' ? finding.volume : 0)
          return { ...finding, volume, volumeFrom: 'traffic' as const, rank: finding.risk * volume }
        }),
      )
    },
  }
}

/** Findings of catalogs and of traffic together: the same thing found on both ways stands once, with its counts. */
export function together(ofCatalogs: readonly Finding[], ofTraffic: readonly Finding[]): readonly Finding[] {
  const found = new Map(ofCatalogs.map((finding) => [finding.key, finding]))
  for (const finding of ofTraffic) {
    const known = found.get(finding.key)
    found.set(finding.key, known ? { ...finding, places: [...known.places, ...finding.places] } : finding)
  }
  return ranked([...found.values()])
}
