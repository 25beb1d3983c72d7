// A rehearsal as JUnit XML, for build servers: a suite for each group of scenarios, a case for each scenario. The one thing
// to know: XML 1.0 has no way to write most control characters, so they are replaced and never passed on.
// Source: the schema of the Maven Surefire reports, which build servers read.
import {
  failuresFirst,
  type RehearsalReport,
  type ScenarioReport,
  type StormReport,
  totals,
  wasTried,
} from './report.ts'

/** The whole document. */
export function junitXml(report: RehearsalReport): string {
  const groups = Map.groupBy(failuresFirst(report.scenarios), ({ group }) => group)
  const suites = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, scenarios]) => suite(group, scenarios, report))
  const all = totals(report.scenarios)
  const untried = all.failed === 0 && !wasTried(report) ? [untriedSuite(report)] : []
  const failures = all.failed + report.storms.filter(({ passed }) => !passed).length + untried.length
  const attributes = {
    name: `labloop rehearse ${report.site}`,
    tests: all.all + report.storms.length + untried.length,
    failures,
    skipped: all['does-not-apply'],
    time: seconds((report.endedAt - report.startedAt) / 1000),
  }
  const storms = report.storms.length > 0 ? [stormSuite(report.storms, report)] : []
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, [...suites, ...storms, ...untried])}\n`
}

function suite(group: string, scenarios: readonly ScenarioReport[], report: RehearsalReport): string {
  const { all, failed, ...rest } = totals(scenarios)
  const time = seconds(scenarios.reduce((sum, scenario) => sum + scenario.seconds, 0))
  const attributes = {
    name: group,
    tests: all,
    failures: failed,
    skipped: rest['does-not-apply'],
    time,
    timestamp: timestamp(report),
  }
  return element('testsuite', attributes, [properties(report), ...scenarios.map(testcase)])
}

function properties({ site, revision, seed }: RehearsalReport): string {
  const list = Object.entries({ site, revision, seed }).map(([name, value]) => element('property', { name, value }))
  return element('properties', {}, list)
}

function testcase(scenario: ScenarioReport): string {
  const { name, group, outcome, title } = scenario
  const attributes = {
    name: `${name}: ${title}`,
    classname: `rehearsal.${group}.${name}`,
    time: seconds(scenario.seconds),
  }
  if (outcome === 'does-not-apply')
    return element('testcase', attributes, [element('skipped', { message: scenario.reason })])
  if (outcome === 'passed') return element('testcase', attributes)
  const lines = [
    ...scenario.failures.map(
      ({ where, subject, expected, shown }) => `${where}, ${subject}: expected ${expected}, shown ${shown}`,
    ),
    ...scenario.violations.map(({ checker, subject, text }) => `${checker}${subject && `, ${subject}`}: ${text}`),
  ]
  const type = scenario.failures.length > 0 ? 'expectation' : 'checker'
  const failure = element('failure', { message: lines[0] ?? 'failed', type }, [escaped(lines.join('\n'))])
  return element('testcase', attributes, [failure])
}

/** A build server is green where everything is skipped: this case is not. */
function untriedSuite(report: RehearsalReport): string {
  const message = 'Nothing was tried: no scenario applies at this site'
  const failure = element('failure', { message, type: 'untried' })
  const attributes = { name: 'something is tried', classname: 'rehearsal.tried', time: seconds(0) }
  return element('testsuite', { name: 'tried', tests: 1, failures: 1, skipped: 0, timestamp: timestamp(report) }, [
    element('testcase', attributes, [failure]),
  ])
}

function stormSuite(storms: readonly StormReport[], report: RehearsalReport): string {
  const failures = storms.filter(({ passed }) => !passed).length
  const cases = storms.map(({ seed, figures, passed, violations }) => {
    const attributes = {
      name: `storm, seed ${seed}`,
      classname: 'rehearsal.storm',
      time: seconds(Number(figures.seconds ?? 0)),
    }
    const text = [JSON.stringify(figures), ...violations.map((breach) => `${breach.checker}: ${breach.text}`)].join(
      '\n',
    )
    if (passed) return element('testcase', attributes, [element('system-out', {}, [escaped(text)])])
    const message = violations[0]?.text ?? 'the storm did not end as it must'
    return element('testcase', attributes, [element('failure', { message, type: 'storm' }, [escaped(text)])])
  })
  return element(
    'testsuite',
    { name: 'storm', tests: storms.length, failures, skipped: 0, timestamp: timestamp(report) },
    cases,
  )
}

function timestamp({ startedAt }: RehearsalReport): string {
  return new Date(startedAt).toISOString().replace(/\.\d+Z$/, '')
}

function seconds(value: number): string {
  return value.toFixed(3)
}

function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly string[] = [],
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
  const head = `<${name}${written.join('')}`
  if (children.length === 0) return `${head}/>`
  const isText = children.length === 1 && !children[0]!.startsWith('<')
  return isText ? `${head}>${children[0]}</${name}>` : `${head}>\n${children.join('\n')}\n</${name}>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Text for an element or an attribute: nothing in it ends either. */
export function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // XML 1.0 §2.2 cannot hold these.
      .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
      .replace(/[&<>"']/g, (mark) => entities[mark]!)
  )
}
