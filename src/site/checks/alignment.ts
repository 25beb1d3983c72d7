// Checks of alignment.yaml and of what flows do about findings. The one thing to know: who accepts must be entitled, an
// acceptance has an end, and a doubt about a flag, a range or a change never holds a result.
import { isDay } from '../day.ts'
import type { SiteParts } from '../parts.ts'
import type { Report } from '../problem.ts'
import { doubtRules } from '../shapes/alignment.ts'
import { didYouMean, listed, quoted } from '../suggest.ts'

const doubts: ReadonlySet<string> = new Set(doubtRules)

export function checkAlignment(parts: SiteParts, report: Report): void {
  checkAccepted(parts, report)
  for (const { source, head } of parts.flows)
    for (const [rule, reaction] of Object.entries(head?.alignment?.rules ?? {}))
      if (doubts.has(rule) && reaction !== 'pass')
        report.error('site-alignment-doubt', source.file, source.at(['alignment', 'rules', rule]), {
          given: quoted(`${rule}: ${reaction}`),
          allowed: 'pass',
        })
}

function checkAccepted({ alignment, systems }: SiteParts, report: Report): void {
  if (!alignment?.part) return
  const { source, part } = alignment
  const roles = [...new Set(Object.values(part.entitled ?? {}).flat())]
  const known = systems.map(({ id }) => id)
  part.accepted?.forEach(({ system, by, on, until }, index) => {
    const at = (key: string) => source.at(['accepted', index, key])
    if (known.length > 0 && !known.includes(system))
      report.error('site-reference-unknown', source.file, at('system'), {
        into: `systems/${system}.yaml`,
        given: didYouMean(system, known),
        allowed: listed(known),
      })
    if (!roles.includes(by))
      report.error('site-alignment-entitled', source.file, at('by'), {
        given: quoted(by),
        allowed: listed(roles, 10),
        into: source.file,
      })
    for (const [key, day] of [
      ['on', on],
      ['until', until],
    ] as const)
      if (!isDay(day))
        report.error('site-value-invalid', source.file, at(key), {
          message: 'There is no such day.',
          given: quoted(day),
          allowed: 'a day of the calendar such as "2026-12-31"',
        })
    if (until < on)
      report.error('site-alignment-dates', source.file, at('until'), {
        given: `${quoted(until)}, accepted on ${quoted(on)}`,
      })
  })
}
