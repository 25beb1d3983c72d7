// Writes docs/site-reference.md from the schemas of a site: `node scripts/site-doc.ts`. A test holds the file to them.
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { allowedText, type JsonSchema, jsonSchema } from '../src/site/schema-text.ts'
import { siteSchemas } from '../src/site/schemas.ts'
import { type Column, catalogKinds, mapColumns } from '../src/site/shapes/csv.ts'
import { stepVerbs } from '../src/site/shapes/flow.ts'
import { loopKinds } from '../src/site/shapes/workflow.ts'
import { ways } from '../src/site/structures.ts'

export const siteDocumentPath = join(dirname(import.meta.dirname), 'docs', 'site-reference.md')

/** The reference of everything that a site's files may say, as Markdown. */
export function siteDocument(): string {
  return `${[
    introduction,
    ...siteSchemas().map(({ title, files, schema }) => yamlChapter(title, files, schema)),
    loopChapter(),
    stepChapter(),
    pathChapter,
    contentChapter,
    functionChapter,
    structureChapter(),
    mapChapter(),
    catalogChapter(),
  ].join('\n\n')}\n`
}

const introduction = `# Site reference

Written by \`node scripts/site-doc.ts\` from the schemas in \`src/site/shapes\`; change it there.

A site is a folder of text that describes one pair of systems. \`labloop check FOLDER\` tells everything that is wrong in
it, with file, line and column. \`labloop check --schemas DIR\` writes JSON Schemas for editors; a first line such as
\`# yaml-language-server: $schema=../schemas/flow.schema.json\` makes an editor use one.

| Files | What they are |
| --- | --- |
| \`site.yaml\` | Name, time zone, mode, clocks, hours of the sections |
| \`ownership.yaml\` | Teams and how soon they must act |
| \`alignment.yaml\` | What was accepted of the findings of alignment, by whom, until when |
| \`systems/*.yaml\` | One system a file: its dialect and its connections |
| \`flows/*.yaml\` | One direction of traffic a file: messages, steps, delivery |
| \`maps/*.csv\` | Pairs of codes |
| \`workflows/*.yaml\` | The designed path of a test or a class of tests |
| \`catalogs/*.csv\` | What each system orders and reports |
| \`steps/*.ts\` | Functions that flows call |

The **revision** of a site is the SHA-256 of these files, with their names; every message records the revision that
processed it. Texts (\`*.md\`, \`*.txt\`), tests (\`*.test.ts\`), certificates (\`*.pem\`), \`schemas/\`, recorded messages (\`traffic/*.hl7\`) and the files of editors and
package managers may lie beside them and do not change it. Any other file is named in a warning.

The \`id\` in a file is the name of the file. Durations are written \`30s\`, \`15m\`, \`4h\`, \`2d\`; sizes \`64KB\`, \`32MB\`. A version
such as \`"2.3"\` needs quotes, because YAML reads it as a number without them.`

function yamlChapter(title: string, files: string, schema: JsonSchema): string {
  return [`## ${files}`, '', `${title}.`, '', ...table(rowsOf(schema, ''))].join('\n')
}

type Row = { readonly name: string; readonly allowed: string; readonly fallback: string; readonly about: string }

/** A row a setting, those below it with a dot. Steps have a chapter of their own. */
function rowsOf(schema: JsonSchema, prefix: string): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const name = `${prefix}${key}`
    const row = {
      name,
      allowed: allowedIn(property),
      fallback: fallback(schema, key, property),
      about: property.description ?? '',
    }
    if (name === 'steps' && !property.items?.properties) return [{ ...row, allowed: 'a list of steps, see below' }]
    if (name === 'loops') return [{ ...row, allowed: 'a list of loops, see below' }]
    const one = property.anyOf?.find(({ type }) => type === 'object') ?? property
    const values = typeof one.additionalProperties === 'object' ? one.additionalProperties : undefined
    if (values?.properties) return [row, ...rowsOf(values, `${name}.NAME.`)]
    const inner = one.type === 'array' ? one.items : one
    return [row, ...rowsOf(inner ?? {}, property.type === 'array' ? `${name}[].` : `${name}.`)]
  })
}

function allowedIn(schema: JsonSchema): string {
  if (schema.type === 'array' && schema.items && !schema.items.properties)
    return `a list of: ${allowedText(schema.items)}`
  if (schema.type === 'object' && schema.properties) return 'settings below it'
  if (schema.type === 'object')
    return `names, each with ${typeof schema.additionalProperties === 'object' ? allowedText(schema.additionalProperties) : 'a value'}`
  if (schema.pattern !== undefined) return shape(schema.pattern)
  return allowedText(schema)
}

/** Patterns in words, by what they are for. */
function shape(pattern: string): string {
  if (pattern.startsWith('^\\d+(\\.\\d+)?(ms')) return 'a duration'
  if (pattern.includes('KB')) return 'a size'
  if (pattern.startsWith('^[a-z][a-z0-9-]')) return 'an id: small letters, digits and hyphens'
  if (pattern.includes('\\.ts#')) return 'file.ts#function'
  if (pattern.startsWith('^[A-Z]{3}')) return 'a message type'
  if (pattern.startsWith('^(=')) return 'a path or ="text"'
  return pattern.startsWith('^[A-Z][A-Z0-9]{2}$') ? 'a segment name' : 'a path'
}

function fallback(schema: JsonSchema, key: string, property: JsonSchema): string {
  if (schema.required?.includes(key)) return '**required**'
  if (property.default === undefined) return ''
  const text = JSON.stringify(property.default)
  return text === '{}' || text === '[]' ? '' : `\`${text.replace(/^"|"$/g, '')}\``
}

function table(rows: readonly Row[]): string[] {
  return [
    '| Setting | Allowed | Default | What it does |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ name, allowed, fallback, about }) => `| \`${name}\` | ${cell(allowed)} | ${fallback} | ${cell(about)} |`,
    ),
  ]
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

function loopChapter(): string {
  const kinds = Object.entries(loopKinds).map(([kind, schema]) => {
    const { properties = {}, required = [], description = '' } = jsonSchema(schema)
    const { loop: _loop, title: _title, note: _note, who: _who, team: _team, ...own } = properties
    const rows = rowsOf({ properties: own, required }, '').filter(({ name }) => !/^(proof|answer|within)\./.test(name))
    return [`### loop: ${kind}`, '', `${description}.`, '', ...table(rows)].join('\n')
  })
  const { properties = {} } = jsonSchema(loopKinds.correction!)
  const common = Object.fromEntries(['title', 'who', 'team', 'note'].map((name) => [name, properties[name]!]))
  return [
    '## Loops of workflows',
    '',
    'What may happen beside the straight line. Each entry of `loops` says its kind as `loop`; these may stand in any of them.',
    '`proof`, `answer` and `within` hold what those of steps hold.',
    '',
    ...table(rowsOf({ properties: common }, '')),
    '',
    kinds.join('\n\n'),
  ].join('\n')
}

function stepChapter(): string {
  const verbs = Object.entries(stepVerbs).map(([verb, schema]) => {
    const { properties = {}, required = [], description = '' } = jsonSchema(schema)
    const { when: _when, note: _note, ...own } = properties
    return [`### ${verb}`, '', `${description}.`, '', ...table(rowsOf({ properties: own, required }, ''))].join('\n')
  })
  const { properties = {} } = jsonSchema(stepVerbs.set)
  const common = rowsOf({ properties: { when: properties.when!, note: properties.note! } }, '')
  return [
    '## Steps',
    '',
    'The steps of a flow are done in order. A step has exactly one verb; `when` and `note` may stand in any of them.',
    '',
    ...table(common),
    '',
    '`when` holds where `path` has a value that fits `equals`, `in` and `present`. A path of the segment that the step changes asks that',
    'segment; any other asks the segment that belongs to it.',
    '',
    verbs.join('\n\n'),
  ].join('\n')
}

const pathChapter = `## Paths

\`SEGMENT[n]-FIELD[repetition].COMPONENT.SUBCOMPONENT\`, all counted from 1, as in \`OBX[*]-3.1\`, \`PID-3[2].4.2\`, \`ZDS\`.

- \`OBX[2]\` is the second OBX of the message, \`OBX[*]\` each of them. \`OBX-8[*]\` is each repetition of the field.
- A path without an index means the segment at hand: the one that the step changes if it has that name, else the one of
  the same order group (an ORC or OBR and what follows), else the first of the message. A path that says where a step
  writes needs an index for segments that repeat, except in \`for_each\`.
- A step does nothing where its segment is not there. It never adds a segment, \`restructure\` and functions aside.
- In \`map\`, a field without a component means its first component, the code of a coded element.`

const contentChapter = `## What steps may write

Result content is the laboratory's and identity the registration's. \`labloop check\` refuses a step that writes, copies or
joins into PID, MRG, OBR-7, OBX-3, 5, 6, 7, 8, 11 or, on results, a note; and one that drops an observation, a note of a
result, or PID-3, 5, 7, 8. What is allowed: \`map\` recodes OBX-3, 6, 8, 11 where they stand (and OBX-5 of an order, which
answers a question); \`merge\` joins the lines of one text where they stand; \`restructure\` moves content and keeps it. A
function is held to the same when it runs: what is protected is compared before and after, and a change holds the message.

MSH-1, 2, 10 and 18 are the codec's and the engine's. MSH-3 to MSH-6 follow from \`header\`.`

const functionChapter = `## Functions

\`\`\`ts
import type { StepFunction } from 'labloop/step'

export const wardFirst: StepFunction = (message, { hl7 }) =>
  hl7.set(message, 'PV1-3.1', (hl7.get(message, 'PV1-3.1') ?? '').toUpperCase())
\`\`\`

A function takes a message and tools and returns a message. It is synchronous and pure: no clock, chance, files or
network. It imports only types from \`labloop/step\` and \`labloop/hl7\`, and files of \`steps/\`. \`tools.hl7\` reads and
changes messages, \`tools.lookup(table, code, context)\` asks the maps, \`tools.warn\` and \`tools.hold\` raise; texts for them hold
no patient data. It is interrupted after \`limit\`, and the message is held; after five such calls in a row it is not
called any more until a new revision or a start. It is trusted code, reviewed like the rest of the site: no sandbox.`

function structureChapter(): string {
  const rows = Object.entries(ways).map(
    ([from, to]) => `| ${from} | ${to.filter((other) => other !== from).join(', ') || 'itself'} |`,
  )
  return [
    '## Restructuring',
    '',
    '| From | To |',
    '| --- | --- |',
    ...rows,
    '',
    'Any of them can also stay itself in another version. From 2.5 on, timing stands in TQ1, the specimen in SPM and each error in an ERR of',
    'its own; before, in ORC-7 and OBR-27, OBR-15, and ERR-1. What moves: TQ1-2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 14; SPM-4, 6, 8, 9, 11, 14, 17, 18;',
    'ERR-2, 3, 8. Fields behind the last one of the older version stay, since receivers ignore them (HL7 v2.5.1 §2.10.2).',
    'Content without a place in the older version (as SPM-2, SPM-24, SAC, TQ2) stays in its segment with `leftover: keep`, and goes',
    'with `leftover: drop`; then the message’s page lists it. An OBX is never dropped.',
  ].join('\n')
}

function mapChapter(): string {
  return [
    '## maps/*.csv',
    '',
    'One row a pair of codes. A row translates from left to right, and with the direction `both` also from right to left. Of several',
    'rows for a code, the one whose context says most counts; two that say equally much and differ are an error.',
    '',
    ...columnTable(mapColumns),
  ].join('\n')
}

function catalogChapter(): string {
  const kinds = Object.entries(catalogKinds).map(([kind, columns]) =>
    [`### catalogs/SYSTEM-${kind}.csv`, '', ...columnTable(columns)].join('\n'),
  )
  return [
    '## catalogs/*.csv',
    '',
    'What each system understands. SYSTEM is the id of a system.',
    '',
    kinds.join('\n\n'),
  ].join('\n')
}

function columnTable(columns: readonly Column[]): string[] {
  return [
    '| Column | | What it holds |',
    '| --- | --- | --- |',
    ...columns.map(
      ({ name, required, about }) => `| \`${name}\` | ${required ? '**required**' : ''} | ${cell(about)} |`,
    ),
  ]
}

if (import.meta.main) writeFileSync(siteDocumentPath, siteDocument())
