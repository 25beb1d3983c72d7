// What the guide says about exceptions, settings and the census, against the code that means it.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { zoneRules } from '../../src/adapters/clock/zone.ts'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import { httpCensus } from '../../src/adapters/http/census-client.ts'
import { outboundLimits } from '../../src/engine/deliver.ts'
import { leaseLimits } from '../../src/engine/leases.ts'
import { processLimits } from '../../src/engine/process.ts'
import { receiveLimits } from '../../src/engine/receive.ts'
import { messages, parse, write } from '../../src/hl7/index.ts'
import { exceptionKinds, severities } from '../../src/ownership/exception.ts'
import { loadScenarios } from '../../src/rehearsal/scenario/load.ts'
import { prepare } from '../../src/rehearsal/scenario/prepare.ts'
import { siteSchemas } from '../../src/site/schemas.ts'
import { ruleNames } from '../../src/site/shapes/alignment.ts'
import { levels } from '../../src/site/shapes/common.ts'
import { Ownership } from '../../src/site/shapes/site.ts'
import { Batch, loopKinds, Workflow } from '../../src/site/shapes/workflow.ts'
import { blocks, documents, prose, readDocument, root } from './markdown.ts'

const riverside = await requireSite(join(root, 'examples/riverside'))
const guide = documents().filter(({ path }) => path.startsWith('docs/guide/'))
const rowsOf = (path: string) => [...readDocument(path).text.matchAll(/^\| `?([\w-]+)`? \|/gm)].map(([, name]) => name!)

test('the guide says of every kind of exception what to do, once', () => {
  const kinds = rowsOf('docs/guide/exceptions.md').filter((name) =>
    (exceptionKinds as readonly string[]).includes(name),
  )
  expect([...kinds].sort()).toEqual([...exceptionKinds].sort())
})

test('the guide has every severity and every level', () => {
  const exceptions = rowsOf('docs/guide/exceptions.md')
  expect(severities.filter((name) => !exceptions.includes(name))).toEqual([])
  const named = rowsOf('docs/guide/levels.md')
  expect(levels.filter((name) => !named.includes(name))).toEqual([])
})

/** Every name of a setting below a value. */
function settings(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(settings)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...settings(inner)])
}

/** Names that a site gives itself, below these settings. */
const free = new Set([
  ...['authorities', 'order_control', 'order_status', 'result_status', 'observation_status'],
  // Fields of messages, and names of batches.
  ...['where', 'batches'],
])

function withoutOwnNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOwnNames)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, free.has(key) ? '' : withoutOwnNames(inner)]),
  )
}

test('the workflow of the guide is one, and its batch is one', () => {
  const examples = blocks(readDocument('docs/guide/workflows.md')).filter(({ language }) => language === 'yaml')
  const [workflow, batches] = examples.map(({ text }) => parseYaml(text) as { steps?: unknown; batches?: object })
  expect(Workflow.parse(workflow)).toMatchObject({ id: 'chemistry', steps: { length: 4 } })
  for (const batch of Object.values(batches!.batches!)) expect(Batch.parse(batch).runs).toHaveLength(1)
})

test('the guide has every kind of loop', () => {
  const named = rowsOf('docs/guide/workflows.md')
  expect(Object.keys(loopKinds).filter((kind) => !named.includes(kind))).toEqual([])
})

test('every setting in a YAML example is one that a site has', () => {
  const known = new Set([...siteSchemas().flatMap(({ schema }) => propertiesOf(schema)), ...ruleNames])
  const pages = guide.filter(({ path }) => path !== 'docs/guide/scenarios.md')
  const examples = pages.flatMap((page) => blocks(page).filter(({ language }) => language === 'yaml'))
  expect(examples.length).toBeGreaterThan(3)
  const used = examples.flatMap(({ text }) => settings(withoutOwnNames(parseYaml(text))))
  expect(used.filter((name) => !known.has(name))).toEqual([])
})

test('the scenario of the guide is one that can be played', () => {
  const [example] = blocks(readDocument('docs/guide/scenarios.md')).filter(({ language }) => language === 'yaml')
  const { scenarios, problems } = loadScenarios(new Map([['guide.yaml', example!.text]]))
  expect(problems).toEqual([])
  expect(prepare(scenarios[0]!, riverside.site, zoneRules(riverside.site.time_zone)).applies).toBe(true)
})

function propertiesOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(propertiesOf)
  if (typeof schema !== 'object' || schema === null) return []
  const own = 'properties' in schema && schema.properties ? Object.keys(schema.properties) : []
  return [...own, ...Object.values(schema).flatMap(propertiesOf)]
}

test('the census page of the guide is one that Labloop takes', async () => {
  const [example] = blocks(readDocument('docs/guide/census.md')).filter(({ language }) => language === 'json')
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end(example!.text)
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const census = httpCensus(new Map([['ehr', `http://127.0.0.1:${port}/census`]]))
  const page = await census.read('ehr', '')
  expect(page).toEqual(JSON.parse(example!.text))
  expect(asked).toEqual(['/census?since='])
})

test('the bounds that the architecture names are those of the engine', () => {
  const text = prose(readDocument('docs/ARCHITECTURE.md')).replace(/\s+/g, ' ')
  const MiB = 1024 * 1024
  const { flush_messages, flush_bytes, unstored_messages, unstored_bytes, undecided_bytes, undecided_messages } =
    receiveLimits
  const { ttl_ms, renew_ms, margin_ms } = leaseLimits
  const { entries, bytes } = outboundLimits.memory
  const said = [
    `at most ${flush_messages} messages or ${flush_bytes / MiB} MiB`,
    `up to ${processLimits.batch_messages} messages, or what came within ${processLimits.gather_ms} ms`,
    `holds for ${ttl_ms / 1000} s and is renewed every ${renew_ms / 1000} s`,
    `stops acting ${margin_ms / 1000} s before its right ends`,
    `at most ${thousands(unstored_messages)} messages or ${unstored_bytes / MiB} MiB wait to be stored and ${thousands(undecided_messages)} or ${undecided_bytes / MiB} MiB to be decided`,
    `at most ${thousands(entries)} deliveries or ${bytes / MiB} MiB in memory`,
  ]
  expect(said.filter((words) => !text.includes(words))).toEqual([])
})

test('the clocks that the guide names are the defaults of a site', () => {
  const { critical, high, normal, low } = Ownership.parse({
    default_team: 'lab',
    teams: [{ id: 'lab', title: 'Lab', role: 'lead' }],
  }).clocks
  const rows = readDocument('docs/guide/exceptions.md').text
  const within = { critical: '15 minutes', high: '1 hour', normal: '8 hours', low: '3 days' }
  expect([critical, high, normal, low]).toEqual([15 * 60_000, 3_600_000, 8 * 3_600_000, 3 * 86_400_000])
  for (const [name, time] of Object.entries(within))
    expect(rows).toMatch(new RegExp(`^\\| ${name} \\|.*\\| ${time} \\|$`, 'm'))
})

function thousands(number: number): string {
  return number.toLocaleString('en-US')
}

test.each(['order.hl7', 'result.hl7'])('%s of the guide is a message, byte for byte', (name) => {
  const bytes = readFileSync(join(root, 'docs', 'guide', name))
  const parsed = parse(bytes)
  expect(messages(parsed)).toHaveLength(1)
  expect(Buffer.from(write(parsed)).equals(bytes)).toBe(true)
})
