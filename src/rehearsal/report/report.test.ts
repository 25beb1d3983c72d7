import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reportHtml } from './html.ts'
import { escaped, junitXml } from './junit.ts'
import { allPassed, failuresFirst, wasTried } from './report.ts'
import { report, scenario } from './testing/sample.ts'
import { reportText } from './text.ts'

test('what failed stands first, what does not apply last', () => {
  expect(failuresFirst(report.scenarios).map(({ name }) => name)).toEqual(['corrected', 'routine-panel', 'no-culture'])
  const order = reportHtml(report)
  expect(order.indexOf('id="story-corrected"')).toBeLessThan(order.indexOf('id="story-routine-panel"'))
})

test('a report passes only where no scenario and no storm failed', () => {
  const good = { scenarios: [scenario(), scenario({ outcome: 'does-not-apply' })], storms: [] }
  expect(allPassed(good)).toBe(true)
  expect(allPassed({ ...good, scenarios: [scenario({ outcome: 'failed' })] })).toBe(false)
  expect(allPassed({ ...good, storms: [report.storms[1]!] })).toBe(false)
})

test('where no scenario applies nothing was tried: no pass on the terminal, in HTML or for a build server', () => {
  const absent = { ...scenario({ outcome: 'does-not-apply', reason: 'the EHR has no such test' }), timeline: null }
  const nothing = { ...report, scenarios: [absent, { ...absent, name: 'other' }], storms: [] }
  expect(wasTried(nothing)).toBe(false)
  expect(allPassed(nothing)).toBe(false)
  expect(allPassed({ scenarios: [], storms: [] })).toBe(false)
  expect(allPassed({ scenarios: [absent], storms: [report.storms[0]!] })).toBe(true)
  expect(reportText(nothing)).toMatch(
    /Nothing was tried: [\s\S]*2 because the EHR has no such test\nPlay what the site has/,
  )
  expect(reportHtml(nothing)).toContain('<strong>Nothing was tried</strong>')
  expect(junitXml(nothing)).toContain('tests="3" failures="1" skipped="2"')
})

test('JUnit XML counts by group, gives each scenario a case, and says why one failed or was skipped', () => {
  const xml = junitXml(report)
  expect(xml).toContain(
    '<testsuites name="labloop rehearse riverside" tests="5" failures="2" skipped="1" time="1.500">',
  )
  expect(xml).toContain('<testsuite name="workflow" tests="2" failures="0" skipped="1"')
  expect(xml).toContain('<skipped message="No culture here."/>')
  expect(xml).toMatch(
    /<failure message="chart, k K: expected 4\.1 &amp; &lt;corrected&gt;, shown no\ufffdthing\ufffd" type="expectation">/,
  )
  expect(xml).toContain('last-word, 900001: The chart shows another value.')
  expect(xml.match(/<testcase /g)).toHaveLength(5)
})

test('no text ends an element or an attribute, or is forbidden in XML', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const written = escaped(text)
      expect(written).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|apos);)/)
      expect(written).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/)
      expect(written.isWellFormed()).toBe(true)
    }),
  )
})

test('the terminal shows each scenario on one line, what failed in full, and the sum', () => {
  const text = reportText(report)
  expect(text).toMatch(/✘ FAILED {8}20 {2}corrected {6} {3}0\.3 s {2}Corrected/)
  expect(text).toMatch(/expected {2}4\.1 & <corrected>\n {4}shown/)
  expect(text).toMatch(/judge last-word, 900001: The chart shows another value\./)
  expect(text).toMatch(/Something failed: 1 passed, 1 failed, 1 does not apply here, 1 of 2 storms passed, in 1\.5 s/)
})

test('the HTML file loads nothing, runs nothing, and says in words what its shapes say', () => {
  const html = reportHtml(report)
  expect(html).not.toMatch(/<script|src=|href="(?!#)|url\(/)
  expect(html).toContain('Riverside &lt;Community&gt; &amp; &quot;Hospital&quot;')
  for (const words of [
    'a message that never arrives',
    'an exception is raised',
    'faults end',
    '3 quieter events are left out',
  ]) {
    expect(html, words).toContain(words)
  }
  expect(html).toContain('Lab to Labloop: </span>message &lt;b&gt;&amp;')
  expect(html).toContain('× 4')
  // Noon in Greenwich is six in the morning in Chicago.
  expect(html).toContain('<td class="number">06:00</td>')
})
