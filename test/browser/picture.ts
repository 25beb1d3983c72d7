// Takes the picture of the first page that the README shows: `npx node test/browser/picture.ts` runs the demo until there is
// something to see, and writes docs/pictures/loop.png. To be run anew when the page changes.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Page } from 'playwright-core'
import { openBrowser } from './browser.ts'

const root = dirname(dirname(import.meta.dirname))
const file = join(root, 'docs', 'pictures', 'loop.png')
const size = { width: 1280, height: 860 }
const patience_ms = 300_000

/** Starts the demo; resolves to the address of its page. */
async function startDemo(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const words = ['demo', '--seed', 'picture', '--per-second', '2', '--port', '0']
  const child = spawn(process.execPath, [join(root, 'bin', 'labloop'), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout! })) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
    if (url) return { child, url }
  }
  throw new Error('The demo ended before it had a page.')
}

/** Enough orders that the page looks as on a working day, and things to be decided. */
async function somethingToSee(page: Page): Promise<void> {
  await page.locator('#exceptions tbody tr').nth(2).waitFor({ timeout: patience_ms })
}

const { child, url } = await startDemo()
const open = await openBrowser()
try {
  const page = await open.browser.newPage({ viewport: size, colorScheme: 'light' })
  await page.goto(url)
  await somethingToSee(page)
  mkdirSync(dirname(file), { recursive: true })
  await page.screenshot({ path: file })
  process.stdout.write(`${file}: ${Math.round(statSync(file).size / 1024)} KB\n`)
} finally {
  await open.close()
  child.kill('SIGINT')
  await once(child, 'exit')
}
