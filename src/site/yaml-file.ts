// One YAML file as values and the places they stand at. The one thing to know: what cannot be read is reported with its
// place, and what can be read is still returned, so that the rest of the file is checked too.
import {
  type Alias,
  type Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml'
import { type Position, type Report, start } from './problem.ts'

export type Path = readonly (string | number)[]

export type YamlFile = {
  readonly file: string
  /** Plain data; undefined where the file could not be read at all. */
  readonly value: unknown
  /** Where the value at a path begins; where it is missing, the nearest thing around it. */
  at(path: Path): Position
  /** Where the name of the last part of a path stands. */
  atKey(path: Path): Position
}

/** Problems of the syntax that have a code of their own; any other is site-yaml. */
const codes: Readonly<Record<string, 'site-key-repeated'>> = { DUPLICATE_KEY: 'site-key-repeated' }

const options = { version: '1.2', prettyErrors: false, stringKeys: true, logLevel: 'error' } as const

/** Reads YAML 1.2; syntax errors go to the report. */
export function readYaml(file: string, text: string, report: Report): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { ...options, lineCounter: lines })
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  for (const { code, message, pos } of [...document.errors, ...document.warnings])
    report.error(codes[code] ?? 'site-yaml', file, position(pos[0]), { given: oneLine(message) })
  if (document.errors.some(({ code }) => code === 'DUPLICATE_KEY')) joinRepeated(document)
  const round = aliasOfItself(document)
  if (round)
    report.error('site-yaml', file, position(offsetOf(round) ?? 0), {
      given: `*${round.source}, which stands within what it stands for`,
      allowed: 'an alias (*) of something that ends before it',
    })
  return {
    file,
    value: round ? undefined : plain(() => document.toJS({ maxAliasCount: 100 }), file, report),
    at: (path) => at(document.contents, path, position),
    atKey: (path) => atKey(document.contents, path, position),
  }
}

/**
 * Puts what stands under the same name in two places together, so that a name in the one that would be lost is known to the
 * rest of the site: the repeated name itself is the one error. Of single values the first stays.
 */
function joinRepeated(document: Document): void {
  visit(document, {
    Map: (_, { items }) => {
      const kept = new Map<string, (typeof items)[number]>()
      for (const pair of items) {
        const first = kept.get(keyOf(pair.key))
        if (!first) kept.set(keyOf(pair.key), pair)
        else if (isCollection(first.value) && isCollection(pair.value) && isMap(first.value) === isMap(pair.value))
          (first.value.items as unknown[]).push(...pair.value.items)
      }
      items.splice(0, items.length, ...kept.values())
    },
  })
}

/** The first alias that would make a value contain itself. An alias follows its anchor, so that then it stands inside of it. */
function aliasOfItself(document: Document): Alias | undefined {
  let found: Alias | undefined
  visit(document, {
    Alias: (_, alias, path) => {
      const anchored = path.findLast((node) => isCollection(node) && node.anchor === alias.source)
      if (!anchored || alias.resolve(document) !== anchored) return undefined
      found = alias
      return visit.BREAK
    },
  })
  return found
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, ' ').replace(/\.$/, '').slice(0, 160)
}

/** Aliases that multiply without end make toJS throw. */
function plain(read: () => unknown, file: string, report: Report): unknown {
  try {
    return read()
  } catch (error) {
    report.error('site-yaml', file, start, { given: oneLine(error instanceof Error ? error.message : String(error)) })
    return undefined
  }
}

type Place = (offset: number) => Position

function at(contents: Node | null, path: Path, position: Place): Position {
  let node: unknown = contents
  let found = offsetOf(contents)
  for (const part of path) {
    node = childOf(node, part)
    const offset = offsetOf(node)
    if (offset === undefined) break
    found = offset
  }
  return found === undefined ? start : position(found)
}

function atKey(contents: Node | null, path: Path, position: Place): Position {
  const parent = path.slice(0, -1).reduce(childOf, contents as unknown)
  const name = path.at(-1)
  const pair = isMap(parent) ? parent.items.find(({ key }) => keyOf(key) === String(name)) : undefined
  const offset = offsetOf(pair?.key)
  return offset === undefined ? at(contents, path, position) : position(offset)
}

function childOf(node: unknown, part: string | number): unknown {
  if (isSeq(node)) return node.items[Number(part)]
  if (!isMap(node)) return undefined
  const pair = node.items.find(({ key }) => keyOf(key) === String(part))
  return pair && (isEmpty(pair.value) ? pair.key : pair.value)
}

/** An empty value has no place of its own: then its name is the nearest one. */
function isEmpty(node: unknown): boolean {
  return offsetOf(node) === undefined || (isScalar(node) && node.value === null && node.source === '')
}

function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key)
}

function offsetOf(node: unknown): number | undefined {
  const range = node && typeof node === 'object' && 'range' in node ? node.range : undefined
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined
}
