// What the guide says about exceptions, settings and the census, against the code that means it.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { httpCensus } from '../../src/adapters/http/census-client.ts'
import { messages, parse, write } from '../../src/hl7/index.ts'
import { exceptionKinds, severities } from '../../src/ownership/exception.ts'
import { siteSchemas } from '../../src/site/schemas.ts'
import { levels } from '../../src/site/shapes/common.ts'
import { blocks, documents, readDocument, root } from './markdown.ts'

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
const free = new Set(['authorities', 'order_control', 'order_status', 'result_status', 'observation_status'])

function withoutOwnNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOwnNames)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, free.has(key) ? '' : withoutOwnNames(inner)]),
  )
}

test('every setting in a YAML example is one that a site has', () => {
  const known = new Set(siteSchemas().flatMap(({ schema }) => propertiesOf(schema)))
  const examples = guide.flatMap((page) => blocks(page).filter(({ language }) => language === 'yaml'))
  expect(examples.length).toBeGreaterThan(3)
  const used = examples.flatMap(({ text }) => settings(withoutOwnNames(parseYaml(text))))
  expect(used.filter((name) => !known.has(name))).toEqual([])
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

test.each(['order.hl7', 'result.hl7'])('%s of the guide is a message, byte for byte', (name) => {
  const bytes = readFileSync(join(root, 'docs', 'guide', name))
  const parsed = parse(bytes)
  expect(messages(parsed)).toHaveLength(1)
  expect(Buffer.from(write(parsed)).equals(bytes)).toBe(true)
})
