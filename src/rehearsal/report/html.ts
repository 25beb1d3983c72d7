// A rehearsal as one HTML file: the verdict, the table with what failed first, each scenario with its timeline, storms and
// coverage. The one thing to know: it loads nothing and runs nothing, so it can be mailed, archived and printed.
import { counted } from '../../site/counted.ts'
import type { Coverage } from './coverage.ts'
import { mergedCoverage } from './coverage.ts'
import { stateMark, text } from './html-parts.ts'
import { style } from './html-style.ts'
import { legend, timelineHtml } from './html-timeline.ts'
import {
  allPassed,
  type Breach,
  type Difference,
  failuresFirst,
  type RehearsalReport,
  type ScenarioReport,
  type StormReport,
  totals,
  verdictText,
} from './report.ts'

/** The whole document. */
export function reportHtml(report: RehearsalReport): string {
  const scenarios = failuresFirst(report.scenarios)
  const parts = [
    verdict(report),
    scenarios.length > 0 ? overview(scenarios) : '',
    scenarios.length > 0 ? `<h2 id="stories">The stories</h2>${legend()}${scenarios.map(scenarioHtml).join('\n')}` : '',
    report.storms.length > 0 ? `<h2 id="storms">Storms</h2>${report.storms.map(stormHtml).join('\n')}` : '',
    report.coverage.length > 0 ? coverageHtml(report.coverage) : '',
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Rehearsal of ${text(report.title)}: ${verdictText(report).toLowerCase()}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<main id="content">
${parts.filter((part) => part !== '').join('\n')}
</main>
</body>
</html>
`
}

function verdict(report: RehearsalReport): string {
  const counts = totals(report.scenarios)
  const good = allPassed(report)
  const stormsPassed = report.storms.filter(({ passed }) => passed).length
  const numbers = [
    ...(counts.all > 0
      ? [
          count(counts.failed, 'failed'),
          count(counts.passed, 'passed'),
          count(counts['does-not-apply'], counts['does-not-apply'] === 1 ? 'does not apply here' : 'do not apply here'),
        ]
      : []),
    ...(report.storms.length > 0 ? [count(stormsPassed, `of ${counted(report.storms.length, 'storm')} passed`)] : []),
  ]
  return `<h1>Rehearsal of ${text(report.title)}</h1>
<div class="verdict${good ? '' : ' failed'}"><strong>${verdictText(report)}</strong>${numbers.join('')}</div>
${facts({
  Site: report.site,
  Revision: report.revision,
  Seed: report.seed,
  Run: `${utc(report.startedAt)}, ${((report.endedAt - report.startedAt) / 1000).toFixed(1)} s`,
  Evidence: 'simulated systems, unless a line says otherwise; a simulated chart is no display that a clinician reads',
})}`
}

function count(number: number, word: string): string {
  return `<span class="count"><b>${number}</b> ${word}</span>`
}

function facts(list: Readonly<Record<string, string>>): string {
  const items = Object.entries(list)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `<dt>${text(name)}</dt><dd>${text(value)}</dd>`)
  return `<dl class="facts">${items.join('')}</dl>`
}

function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function overview(scenarios: readonly ScenarioReport[]): string {
  const rows = scenarios.map(
    (scenario) =>
      `<tr><td>${stateMark(scenario.outcome)}</td><td class="number">${scenario.family}</td><td><a href="#${anchor(scenario)}">${text(scenario.title)}</a></td><td class="optional">${text(scenario.group)}</td><td class="number optional">${scenario.seconds.toFixed(1)} s</td></tr>`,
  )
  return `<h2 id="overview">Overview</h2>
<div class="scroll"><table><thead><tr><th scope="col">Outcome</th><th scope="col" class="number">Family</th><th scope="col">Story</th><th scope="col" class="optional">Group</th><th scope="col" class="number optional">Took</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function anchor({ name }: ScenarioReport): string {
  return `story-${text(name)}`
}

function scenarioHtml(scenario: ScenarioReport): string {
  const { name, title, why, outcome, reason, failures, violations, weather, timeline, figures } = scenario
  const failed = outcome === 'failed'
  const story = timeline
    ? `<details${failed ? ' open' : ''}><summary>What happened, in lab time (${text(timeline.zone)})</summary>${weatherHtml(weather)}${timelineHtml(timeline, title)}</details>`
    : ''
  return `<section class="scenario ${outcome}" id="${anchor(scenario)}" aria-labelledby="${anchor(scenario)}-title">
<header><h3 id="${anchor(scenario)}-title">${text(title)}</h3>${stateMark(outcome)}<span class="quiet"><code>${text(name)}</code>, family ${scenario.family}</span></header>
<p>${text(why)}</p>
${reason ? `<p class="quiet">Not run: ${text(reason)}</p>` : ''}${wrongs(failures, violations)}${figuresLine(figures)}${story}
</section>`
}

/** What went wrong beside the story, at which rates. */
function weatherHtml(weather: readonly string[]): string {
  if (weather.length === 0) return ''
  const lines = weather.map((line) => `<li>${text(line)}</li>`)
  return `<p class="quiet">Weather, beside the story:</p><ul class="weather quiet">${lines.join('')}</ul>`
}

/** What is not as it should be: one row each. */
function wrongs(failures: readonly Difference[], violations: readonly Breach[]): string {
  if (failures.length + violations.length === 0) return ''
  const rows = [
    ...failures.map(
      ({ where, subject, expected, shown }) =>
        `<tr><th scope="row">${text(where)}: ${text(subject)}</th><td>${text(expected)}</td><td>${text(shown)}</td></tr>`,
    ),
    ...violations.map(
      ({ checker, subject, text: said }) =>
        `<tr><th scope="row">Judge ${text(checker)}${subject === '' ? '' : `: ${text(subject)}`}</th><td colspan="2">${text(said)}</td></tr>`,
    ),
  ]
  const heads = '<th scope="col">What is wrong</th><th scope="col">Expected</th><th scope="col">Shown</th>'
  return `<div class="scroll"><table class="wrongs"><thead><tr>${heads}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

/** Figures on one line. */
function figuresLine(figures: Readonly<Record<string, number | string>>): string {
  const items = Object.entries(figures).map(([name, figure]) => `${text(name)} ${text(String(figure))}`)
  return items.length === 0 ? '' : `<p class="quiet">${items.join(', ')}</p>`
}

function stormHtml({ seed, figures, causes, violations, passed }: StormReport): string {
  const rows = Object.entries(causes)
    .sort(([, a], [, b]) => b - a)
    .map(([cause, orders]) => `<tr><td>${text(cause)}</td><td class="number">${orders}</td></tr>`)
  const table =
    rows.length > 0
      ? `<div class="scroll"><table><thead><tr><th scope="col">Orders that did not end agreed, by cause</th><th scope="col" class="number">Orders</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
      : ''
  const list = facts(Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, String(value)])))
  return `<section class="scenario ${passed ? 'passed' : 'failed'}"><header><h3>Seed ${text(seed)}</h3>${stateMark(passed ? 'passed' : 'failed')}</header>${list}${wrongs([], violations)}${table}</section>`
}

/** One line a test and flow; the stories that prove it beside it. */
function coverageHtml(coverage: readonly Coverage[]): string {
  const groups = Map.groupBy(mergedCoverage(coverage), ({ test, flow, label }) => JSON.stringify([test, flow, label]))
  const rows = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, list]) => {
      const [{ test, flow, label }] = list as [Coverage, ...Coverage[]]
      const failed = list.filter(({ passed }) => !passed).map(({ story }) => story)
      const proven = list.length - failed.length
      const bad = failed.length === 0 ? '' : `${stateMark('failed')} ${text(failed.join(', '))}`
      return `<tr><td><code>${text(test)}</code></td><td>${text(flow)}</td><td>${label}</td><td class="number">${proven}</td><td>${bad}</td></tr>`
    })
  return `<h2 id="coverage">Coverage on this revision</h2>
<details><summary>${rows.length} pairs of test and flow</summary><div class="scroll"><table><thead><tr><th scope="col">Test</th><th scope="col">Flow</th><th scope="col">Evidence</th><th scope="col" class="number">Stories passed</th><th scope="col">Stories failed</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`
}
