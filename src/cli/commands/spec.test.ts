// `labloop spec` on Riverside: what each side must send, as a document and as data.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { riverside } from '../demo-run.ts'
import { spec } from './spec.ts'
import { run, testFolder } from './testing/run.ts'

test('the document says of both systems what they send and accept, and names nothing that the site has not', async () => {
  const { code, stdout, stderr } = await run(spec, [riverside])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^# .*Riverside/)
  for (const words of ['ORM^O01', 'ORU^R01', 'ORC-1', 'OBR-25', 'OBX-11', 'must']) expect(stdout).toContain(words)
  expect(stdout.match(/^#+ /gm)!.length).toBeGreaterThan(5)
})

test('as data it has every workflow of the site, and by --workflow only one', async () => {
  const all = JSON.parse((await run(spec, [riverside, '--json'])).stdout)
  const one = JSON.parse((await run(spec, [riverside, '--json', '--workflow', 'microbiology'])).stdout)
  expect(all).toMatchObject({ site: 'riverside' })
  expect(JSON.stringify(all)).toContain('thyroid-reflex')
  expect(JSON.stringify(one)).toContain('microbiology')
  expect(JSON.stringify(one)).not.toContain('thyroid-reflex')
})

test('one HTML file is written, and nothing else is printed', async () => {
  const cwd = testFolder()
  const { code, stdout } = await run(spec, [riverside, '--html', 'interface.html'], { cwd })
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  expect(readFileSync(join(cwd, 'interface.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*ORU\^R01/i)
  const nowhere = await run(spec, [riverside, '--html', 'not/there.html'], { cwd })
  expect(nowhere.code).toBe(3)
  expect(nowhere.stderr).toMatch(/cannot be written. At not\/there.html. Given: the folder is not there/)
})

test('wrong words and wrong sites are told: two folders, a workflow that is not there, a site with errors or without workflows', async () => {
  const cwd = testFolder()
  expect((await run(spec, [riverside, riverside])).code).toBe(2)
  const unknown = await run(spec, [riverside, '--workflow', 'nothing'])
  expect(unknown.code).toBe(2)
  expect(unknown.stderr).toMatch(/--workflow. Given: nothing. Allowed: .*microbiology/)
  cpSync(riverside, join(cwd, 'site'), { recursive: true })
  rmSync(join(cwd, 'site/workflows'), { recursive: true })
  const none = await run(spec, ['site'], { cwd })
  expect(none.code).toBe(1)
  expect(none.stderr).toMatch(/has no workflows/)
  expect((await run(spec, ['site', '--workflow', 'stat'], { cwd })).stderr).toMatch(/has no workflows/)
  writeFileSync(join(cwd, 'site/site.yaml'), 'name: [')
  expect((await run(spec, ['site'], { cwd })).code).toBe(1)
  expect((await run(spec, ['nowhere'], { cwd })).code).toBe(1)
  expect(existsSync(join(cwd, 'nowhere'))).toBe(false)
})
