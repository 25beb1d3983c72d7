// `labloop spec` on Riverside: what each side must send, as a document and as data.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { requireSite } from '../../adapters/file/open-site.ts'
import type { InterfaceSpec } from '../../workflow/spec.ts'
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

test('a vendor finds the connections, how messages are answered, and every code in it, also those that a cell leaves out', async () => {
  const { stdout } = await run(spec, [riverside])
  expect(stdout).toMatch(
    /\| `ehr-orders` \| Meridian EHR to Labloop \| 127\.0\.0\.1:7071 \| no \| 32 MB \| `orders` \| ORM\^O01 \| AA once it is stored/,
  )
  expect(stdout).toMatch(
    /\| `ehr-results` \| Labloop to Meridian EHR .* `results` \| ORU\^R01 \| within 30 s, .*sent again/,
  )
  const { maps } = (await requireSite(riverside)).site
  const tests = maps.find(({ id }) => id === 'tests')!.rows.filter(({ status }) => status === 'approved')
  const chapter = stdout.slice(stdout.indexOf('### `tests` in OBR-4, Labrador LIS to Meridian EHR'))
  for (const { fromSystem, fromCode, toCode } of tests)
    expect(chapter).toContain(
      fromSystem === 'lis' ? `| \`${fromCode}\` | \`${toCode}\` |` : `\`${toCode}\` | \`${fromCode}\``,
    )
  // One workflow is read for what it asks; the codes of the whole site would hide that.
  expect((await run(spec, [riverside, '--workflow', 'stat'])).stdout).not.toContain('## Codes')
})

test('no event of the workflows has a code that the maps of Riverside would hold', async () => {
  const { systems } = JSON.parse((await run(spec, [riverside, '--json'])).stdout) as InterfaceSpec
  const held = systems.flatMap(({ sends }) =>
    sends.flatMap(({ type, events, fields }) =>
      events.flatMap(({ proof: { where } }) =>
        Object.entries(where).flatMap(([path, said]) => {
          const codes = fields.find(({ places }) => places.includes(path))?.codes
          return [said]
            .flat()
            .flatMap((code) => (codes && !codes.values.includes(code) ? [`${type} ${path} ${code}`] : []))
        }),
      ),
    ),
  )
  expect([...new Set(held)]).toEqual([])
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
  expect((await run(spec, ['site'], { cwd })).code).toBe(2)
  expect((await run(spec, ['nowhere'], { cwd })).code).toBe(2)
  expect(existsSync(join(cwd, 'nowhere'))).toBe(false)
})
