import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { receivingModule } from './receiving.ts'

const entry = new URL('../adapters/receiver-thread/inside.ts', import.meta.url).href

/** Every module that the receiving thread loads, as the runtime names them. */
function loaded(): string[] {
  const program = `
    import { registerHooks } from 'node:module'
    registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) })
    await import(${JSON.stringify(receivingModule)})
    await import(${JSON.stringify(entry)})`
  const options = ['--input-type=module', '--no-warnings', '--eval', program]
  return execFileSync(process.execPath, options, { encoding: 'utf8' }).trim().split('\n')
}

test('the receiving thread holds nothing of what reads and checks a site', () => {
  const urls = loaded()
  expect(urls).toContain(receivingModule)
  expect(urls).toContain(entry)
  const heavy = /\/site\/(load|shapes\/|checks\/)|\/terminology\/loinc|node_modules\/(zod|yaml|csv-parse)\//
  expect(urls.filter((url) => heavy.test(url))).toEqual([])
})
