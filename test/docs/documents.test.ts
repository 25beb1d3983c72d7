// What the documents say about the project is there: links, files, scripts, commands and their options.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { allowed } from '../../scripts/imports.ts'
import { commands, labloop, madeParts } from './make.ts'
import {
  anchors,
  blocks,
  type Document,
  documents,
  isThere,
  namedFiles,
  prose,
  readDocument,
  relativeLinks,
  root,
  withMade,
} from './markdown.ts'

const all = documents()
/** Those written by hand; the others have a test of their own beside what they are made from. */
const written = all.filter(({ path }) => !/^docs\/(checkers|errors|ledger|site-reference)\.md$/.test(path))
const each = (some: readonly Document[]) => some.map((document) => [document.path, document] as const)

test.each(each(all))('every link of %s leads somewhere', (path, document) => {
  const dead = relativeLinks(document).filter((link) => !leads(path, link))
  expect(dead).toEqual([])
})

function leads(from: string, link: string): boolean {
  const [target = '', anchor] = link.split('#')
  const path = target === '' ? from : normalize(join(dirname(from), target)).replaceAll('\\', '/')
  if (!isThere(path)) return false
  return anchor === undefined || anchors(readDocument(path)).has(anchor)
}

test('a link to a file or heading that is not there is found', () => {
  expect(leads('README.md', 'docs/nowhere.md')).toBe(false)
  expect(leads('README.md', 'docs/guide/levels.md#no-such-heading')).toBe(false)
  expect(leads('docs/guide/README.md', 'levels.md#the-lie-test')).toBe(true)
})

test.each(each(written))('every file that %s names is there', (_, document) => {
  expect(namedFiles(document).filter((file) => !isThere(file))).toEqual([])
})

test('every document can be reached from the README', () => {
  const reached = new Set(['README.md'])
  for (const path of reached) {
    for (const link of relativeLinks(readDocument(path))) {
      const target = normalize(join(dirname(path), link.split('#')[0]!)).replaceAll('\\', '/')
      if (target.endsWith('.md') && isThere(target)) reached.add(target)
    }
  }
  const own = all.map(({ path }) => path).filter((path) => !path.startsWith('examples/'))
  expect(own.filter((path) => !reached.has(path))).toEqual([])
})

test('what is made from the code is as the code says (npx node test/docs/make.ts writes it)', async () => {
  const parts = await madeParts()
  for (const { path, text } of all) expect({ path, text }).toEqual({ path, text: withMade(text, parts) })
  const used = new Set(
    all.flatMap(({ text }) => [...text.matchAll(/<!-- made: ([\w-]+) -->/g)].map(([, name]) => name)),
  )
  expect([...parts.keys()].filter((name) => !used.has(name))).toEqual([])
})

test('the table of imports holds every part of the house', () => {
  const parts = readdirSync(join(root, 'src')).flatMap((name) =>
    name.endsWith('.test.ts') ? [] : [name.replace(/\.ts$/, '')],
  )
  expect(parts.length).toBeGreaterThan(10)
  expect(parts.filter((part) => !allowed[part]).sort()).toEqual(['adapters', 'cli', 'server'])
})

/** Lines that name a command of labloop, in blocks and in backticks, up to what ends a command in a shell. */
function spoken(document: Document): readonly string[] {
  const inBlocks = blocks(document)
    .filter(({ language }) => language === 'sh' || language === '')
    .flatMap(({ text }) => text.replace(/\\\n\s*/g, ' ').split('\n'))
  const inProse = [...prose(document).matchAll(/`([^`\n]+)`/g)].map(([, word]) => word!)
  return [...inBlocks, ...inProse].flatMap((line) => {
    const at = /(?:^|[\s|])(?:\.\/bin\/)?labloop ((?:[a-z]|--).*)/.exec(line)
    return at ? [at[1]!.split(/[|;&>]/)[0]!.trim()] : []
  })
}

test('every command and option that a document names exists', async () => {
  const known = new Map((await commands()).map(({ name }) => [name, '']))
  for (const name of known.keys()) known.set(name, await labloop(name, '--help'))
  const wrong: string[] = []
  for (const document of written) {
    for (const line of spoken(document)) {
      const [name = '', ...words] = line.split(/\s+/)
      if (/^(help|--version|COMMAND)$/.test(name)) continue
      const help = known.get(name)
      const missing = words.filter((word) => /^--[a-z]/.test(word)).filter((word) => !offers(help, word))
      if (help === undefined || missing.length > 0) wrong.push(`${document.path}: labloop ${line}`)
    }
  }
  expect(wrong).toEqual([])
})

function offers(help: string | undefined, word: string): boolean {
  const option = word.split('=')[0]!
  return option === '--help' || new RegExp(`(^|\\s|, )${option}(\\s|$|,)`, 'm').test(help ?? '')
}

test('every script and bench that a document names exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const benches = readFileSync(join(root, 'test', 'bench', 'main.ts'), 'utf8')
  const wrong: string[] = []
  for (const { path, text } of written) {
    for (const [, name] of text.matchAll(/npm run (?:-s )?([\w:]+)/g))
      if (!scripts[name!]) wrong.push(`${path}: ${name}`)
    for (const [, name] of text.matchAll(/bench -- ([a-z]+)/g)) {
      if (!benches.includes(`  ${name}: {`)) wrong.push(`${path}: bench ${name}`)
    }
    for (const [, file] of text.matchAll(/node ((?:scripts|test)\/\S+?)[`)\s]/g)) {
      if (!isThere(file!)) wrong.push(`${path}: ${file}`)
    }
  }
  expect(wrong).toEqual([])
})

test('the README is no longer than a newcomer reads', () => {
  expect(readDocument('README.md').text.split('\n').length).toBeLessThan(185)
})
