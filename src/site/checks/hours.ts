// Checks of the hours and holidays of site.yaml: days named twice, times that end before they begin, days that no calendar
// has. The one thing to know: hours do not cross midnight; a night is two entries.
import type { SiteParts } from '../parts.ts'
import type { Report } from '../problem.ts'
import { daysOf, minuteRanges } from '../shapes/hours.ts'
import { quoted } from '../suggest.ts'

export function checkHours({ site }: SiteParts, report: Report): void {
  if (!site?.part) return
  const { source, part } = site
  for (const [name, days] of Object.entries(part.hours ?? {})) {
    const seen = new Set<string>()
    for (const [span, times] of Object.entries(days)) {
      const at = ['hours', name, span]
      for (const day of daysOf(span)) {
        if (seen.has(day))
          report.error('site-value-invalid', source.file, source.atKey(at), {
            message: 'A day has hours twice.',
            given: `${day} in ${quoted(span)}`,
            allowed: 'each day once',
          })
        seen.add(day)
      }
      if (daysOf(span).length === 0 || minuteRanges(times) === null)
        report.error('site-value-invalid', source.file, source.at(at), {
          message: 'These hours cannot be.',
          given: quoted(`${span}: ${times}`),
          allowed: 'a span that goes forward in the week, and times in order from 00:00 to 24:00, as "22:00-24:00"',
        })
    }
    if (seen.size === 0 || Object.values(days).every((times) => times === 'closed'))
      report.error('site-value-invalid', source.file, source.at(['hours', name]), {
        message: 'These hours are never open.',
        given: quoted(name),
        allowed: 'at least one day with times',
      })
  }
  part.holidays?.forEach((day, index) => {
    if (!isDay(day))
      report.error('site-value-invalid', source.file, source.at(['holidays', index]), {
        message: 'There is no such day.',
        given: quoted(day),
        allowed: 'a day of the calendar such as "2026-12-25"',
      })
  })
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}
