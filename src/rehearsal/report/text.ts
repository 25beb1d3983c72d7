// A rehearsal on the terminal: one line a scenario, what failed in full, and the sum. The one thing to know: a state has a
// word beside its mark, and no colour is needed to read it.
import { counted } from '../../site/counted.ts'
import { failuresFirst, type RehearsalReport, type ScenarioReport, totals, verdictText, wasTried } from './report.ts'

const marks = { passed: '✔ passed', failed: '✘ FAILED', 'does-not-apply': '– not here' } as const

/** The table at the end of a run, with what failed below it. */
export function reportText(report: RehearsalReport): string {
  const scenarios = failuresFirst(report.scenarios)
  const width = Math.max(8, ...scenarios.map(({ name }) => name.length))
  const rows = scenarios.map(
    ({ outcome, family, name, title, seconds }) =>
      `${marks[outcome].padEnd(10)}  ${String(family).padStart(6)}  ${name.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s  ${title}`,
  )
  const head =
    scenarios.length > 0
      ? [
          'family: the number that stories of one kind share (--list)',
          `${'outcome'.padEnd(10)}  family  ${'scenario'.padEnd(width)}      time`,
        ]
      : []
  const storms = report.storms.map(
    ({ seed, passed, figures }) =>
      `${passed ? marks.passed : marks.failed}  storm, seed ${seed}: ${Object.entries(figures)
        .map(([name, figure]) => `${name} ${figure}`)
        .join(', ')}`,
  )
  const failed = scenarios.filter(({ outcome }) => outcome === 'failed')
  return `${[...head, ...rows, ...failed.flatMap(failureLines), ...storms, sumLine(report)].join('\n')}\n`
}

function failureLines({ name, title, failures, violations, why }: ScenarioReport): string[] {
  return [
    '',
    `${name}: ${title}`,
    `  Why it matters: ${why}`,
    ...failures.flatMap(({ where, subject, expected, shown }) => [
      `  ${where}, ${subject}`,
      `    expected  ${expected}`,
      `    shown     ${shown}`,
    ]),
    ...violations.map(({ checker, subject, text }) => `  judge ${checker}${subject && `, ${subject}`}: ${text}`),
  ]
}

function sumLine(report: RehearsalReport): string {
  const { passed, failed, all, 'does-not-apply': absent } = totals(report.scenarios)
  const took_s = (report.endedAt - report.startedAt) / 1000
  const counts =
    all > 0 ? [`${passed} passed`, `${failed} failed`, `${absent} ${absent === 1 ? 'does' : 'do'} not apply here`] : []
  const storms =
    report.storms.length > 0
      ? [`${report.storms.filter((storm) => storm.passed).length} of ${counted(report.storms.length, 'storm')} passed`]
      : []
  const advice = wasTried(report) ? '' : `\n${nothingTried(report)}`
  return `\n${verdictText(report)}: ${[...counts, ...storms].join(', ')}, in ${took_s.toFixed(1)} s, on revision ${report.revision.slice(0, 12)}.${advice}`
}

/** Reasons that are listed; the rest is in the JSON. */
const mostReasons = 10

/** Why no scenario was played, the commonest reason first, and what to do. */
function nothingTried({ scenarios }: RehearsalReport): string {
  const byReason = [...Map.groupBy(scenarios, ({ reason }) => reason)].sort(([, a], [, b]) => b.length - a.length)
  const reasons = byReason.slice(0, mostReasons).map(([reason, { length }]) => `  ${length} because ${reason}`)
  const more = byReason.length > mostReasons ? [`  and for ${byReason.length - mostReasons} more reasons`] : []
  const remedy =
    'Play what the site has: name another with --scenario, write one of its own in its folder scenarios, or map the tests.'
  return ['Nothing is shown about this site.', ...reasons, ...more, remedy].join('\n')
}
