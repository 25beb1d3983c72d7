// The report of a rehearsal as a person opens it: a file on a disk, in a real browser, by day and by night and on a
// telephone; and its JUnit XML as a parser reads it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reportHtml } from '../../src/rehearsal/report/html.ts'
import { junitXml } from '../../src/rehearsal/report/junit.ts'
import { report } from '../../src/rehearsal/report/testing/sample.ts'
import { type OpenBrowser, openBrowser } from './browser.ts'

let open: OpenBrowser
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'labloop-report-'))
  writeFileSync(join(folder, 'report.html'), reportHtml(report))
  open = await openBrowser()
}, 120_000)
afterAll(async () => {
  await open?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Contrast of every text with what lies behind it (WCAG 2.2 §1.4.3), the least one first. */
const leastContrast = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgb = (color) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = color
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0)
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const found = rgb(getComputedStyle(at).backgroundColor)
      if (found[3] === 255) return found
    }
    return [255, 255, 255, 255]
  }
  const found = [...document.querySelectorAll('main *')]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''))
    .map((element) => {
      const style = getComputedStyle(element)
      const [a, b] = [light(rgb(element.closest('svg') ? style.fill : style.color)), light(ground(element))]
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), element.outerHTML.slice(0, 80)]
    })
  return found.sort((a, b) => a[0] - b[0])[0]
})()`

for (const colorScheme of ['light', 'dark'] as const) {
  test(`in the ${colorScheme} every text has the contrast of WCAG AA, and nothing is asked of the network`, async () => {
    const page = await open.browser.newPage({ colorScheme })
    const asked: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    page.on('console', (said) => said.type() === 'error' && complaints.push(said.text()))
    await page.goto(`file://${join(folder, 'report.html')}`)
    expect(asked).toHaveLength(1)
    expect(complaints).toEqual([])
    const [least, where] = (await page.evaluate(leastContrast)) as [number, string]
    expect(least, where).toBeGreaterThanOrEqual(4.5)
    await page.close()
  })
}

test('it is found by role and name: the table of stories, what failed, the picture of each run', async () => {
  const page = await open.browser.newPage()
  await page.goto(`file://${join(folder, 'report.html')}`)
  await page.getByRole('heading', { level: 1, name: /Rehearsal of Riverside/ }).waitFor()
  await page.getByRole('link', { name: 'Corrected ]]> twice' }).click()
  const failed = page.getByRole('region', { name: 'Corrected ]]> twice' })
  await failed.getByRole('row', { name: /chart: k K 4\.1 & <corrected>/ }).waitFor()
  await failed.getByRole('img', { name: /16 events between 2026-11-23 06:00/ }).waitFor()
  await page.close()
})

test('on a telephone nothing is wider than the screen but what can be moved in its own frame', async () => {
  const page = await open.browser.newPage({ viewport: { width: 390, height: 844 } })
  await page.goto(`file://${join(folder, 'report.html')}`)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
  await page.close()
})

test('a parser of XML takes the JUnit report, and reads the very texts', async () => {
  const page = await open.browser.newPage()
  const read = await page.evaluate(
    `(() => {
      const xml = new DOMParser().parseFromString(${JSON.stringify(junitXml(report))}, 'application/xml')
      return {
        error: xml.querySelector('parsererror')?.textContent ?? '',
        cases: [...xml.querySelectorAll('testcase')].map((found) => found.getAttribute('name')),
        failures: xml.querySelectorAll('failure').length,
      }
    })()`,
  )
  expect(read).toMatchObject({ error: '', failures: 2 })
  expect((read as { cases: string[] }).cases).toContain('corrected: Corrected ]]> twice')
  await page.close()
})
