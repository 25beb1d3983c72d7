// The online directory of services in a real browser, from a disk as a laboratory would open it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import { directoryOf } from '../../src/alignment/catalog/directory/directory.ts'
import { catalogOf } from '../../src/alignment/catalog/from-rows.ts'
import { type OpenBrowser, openBrowser } from './browser.ts'

const root = join(import.meta.dirname, '../..')
let folder: string
let open: OpenBrowser
let page: Page
const asked: string[] = []
const errors: string[] = []

beforeAll(async () => {
  const { site } = await requireSite(join(root, 'examples/riverside'))
  folder = mkdtempSync(join(tmpdir(), 'labloop-directory-'))
  const frame = { title: 'Riverside Laboratory: directory of services', foot: 'Made on 2026-11-23.' }
  for (const [path, text] of directoryOf(catalogOf(site, 'lis'), frame)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  open = await openBrowser()
  page = await open.browser.newPage({ viewport: { width: 1200, height: 900 } })
  page.on('request', (request) => asked.push(request.url()))
  page.on('pageerror', (error) => errors.push(String(error)))
}, 60_000)
afterAll(async () => {
  await open.close()
  rmSync(folder, { recursive: true, force: true })
})

const home = () => page.goto(`file://${folder}/index.html`)
const shown = () => page.locator('tr[data-words] a').allTextContents()
/** Everything that matches, not only what is listed at first. */
async function all(): Promise<string[]> {
  while (await page.locator('#more').isVisible()) await page.click('#more')
  return shown()
}

test('every test is listed, and asks for nothing from outside', async () => {
  await home()
  expect((await shown()).length).toBe(200)
  expect(await page.textContent('#found')).toMatch(/^\d+ tests; the first 200 are listed$/)
  const total = Number.parseInt((await page.textContent('#found')) ?? '', 10)
  expect(total).toBeGreaterThan(400)
  expect(new Set(await all()).size).toBeGreaterThan(400)
  expect(await page.textContent('#found')).toBe(`${total} tests`)
  expect(asked.filter((url) => !url.startsWith(`file://${folder}`) && url !== 'data:,')).toEqual([])
})

test('a search finds by name, synonym and component; what is named so stands first', async () => {
  await home()
  await page.fill('#search', 'potassium')
  const found = await shown()
  expect(found[0]).toMatch(/^POTASSIUM/)
  expect(found).toContain('BASIC METABOLIC PANEL')
  expect(await page.textContent('tr[data-words]:has-text("BASIC METABOLIC") .why')).toBe('includes POTASSIUM')
  await page.fill('#search', 'globulin')
  expect(await shown()).toContain('IMMUNOGLOBULINS')
  await page.fill('#search', 'no such test')
  expect(await page.textContent('#found')).toContain('Nothing found')
})

test('the keyboard is enough: search, move, open, and back with the search as it was', async () => {
  await home()
  await page.keyboard.press('/')
  await page.keyboard.type('glucose')
  const [first, second] = await shown()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(second)
  await page.keyboard.press('ArrowUp')
  await Promise.all([page.waitForURL(/tests\//), page.keyboard.press('Enter')])
  expect(await page.textContent('h1')).toBe(first)
  await page.goBack()
  expect(await page.inputValue('#search')).toBe('glucose')
  expect((await shown())[0]).toBe(first)
})

test('a letter lists the tests that begin with it, and once more all', async () => {
  await home()
  await page.click('.letters a:text-is("B")')
  const found = await shown()
  expect(found.length).toBeGreaterThan(5)
  expect(found.filter((name) => !/^B/i.test(name))).toEqual([])
  expect(await page.textContent('#found')).toMatch(/ under B$/)
  await page.reload()
  expect(await shown()).toEqual(found)
  await page.click('.letters a:text-is("B")')
  expect((await shown()).length).toBe(200)
})

test('paper gets every test that matches, not only what the screen lists', async () => {
  await home()
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  expect((await shown()).length).toBeGreaterThan(400)
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  expect((await shown()).length).toBe(200)
})

test('without its script the list is whole', async () => {
  const plain = await open.browser.newPage({ javaScriptEnabled: false })
  await plain.goto(`file://${folder}/index.html`)
  expect(await plain.locator('tr[data-words]').count()).toBeGreaterThan(180)
  expect(await plain.locator('.find').isVisible()).toBe(false)
  await plain.close()
})

test('a page fits a telephone and paper, and every link of it leads somewhere', async () => {
  await page.setViewportSize({ width: 360, height: 700 })
  await page.goto(`file://${folder}/tests/BMP.html`)
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(width).toBeLessThanOrEqual(360)
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('header .all').isVisible()).toBe(false)
  await page.emulateMedia({ media: 'screen' })
  const links = await page.locator('main a').evaluateAll((found) => found.map((one) => (one as HTMLAnchorElement).href))
  expect(links.length).toBeGreaterThan(5)
  for (const link of links) expect((await page.goto(link))?.ok() ?? true, link).toBe(true)
  expect(errors).toEqual([])
})
