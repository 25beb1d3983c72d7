// The interface specification as a document that one gives to a vendor. The one thing to know: each system has a chapter of
// what it sends and one of what it must accept, so that either vendor reads its own and knows all.
import type { Block } from './document.ts'
import type { Delivered, EventSpec, InterfaceSpec, MessageSpec, SystemSpec } from './spec.ts'
import { codeBlocks } from './spec-codes.ts'
import type { FieldSpec } from './spec-fields.ts'
import { connectionBlocks } from './spec-transport.ts'
import { durationText } from './timing-text.ts'

export function specDocument(spec: InterfaceSpec): readonly Block[] {
  return [
    { heading: `Interface specification: ${spec.title}`, level: 1 },
    {
      text: `Derived from the workflows, flows, dialects and maps of the site \`${spec.site}\`, revision \`${spec.revision.slice(0, 12)}\`. A message that breaks it is found by \`labloop conformance\`.`,
    },
    { heading: 'Workflows', level: 2 },
    {
      columns: ['Workflow', 'What it is', 'Note'],
      rows: spec.workflows.map(({ id, title, note }) => [`\`${id}\``, title, note]),
    },
    ...spec.systems.flatMap((system) => [
      ...connectionBlocks(system.name, system.connections),
      ...sendsChapter(system),
      ...acceptsChapter(system, spec),
    ]),
    ...codeBlocks(spec.codes, (id) => spec.systems.find(({ system }) => system === id)?.name ?? id),
  ]
}

function sendsChapter(system: SystemSpec): readonly Block[] {
  const { name, versions, encoding, sends } = system
  return [
    { heading: `What ${name} sends`, level: 2 },
    { text: `HL7 ${versions.join(', ')}; characters in ${encoding} unless MSH-18 says otherwise.` },
    ...alikeTogether(sends).flatMap(messageBlocks),
  ]
}

/** Messages that only keep patients alike hold the same fields: one chapter for all of them. */
function alikeTogether(sends: readonly MessageSpec[]): readonly MessageSpec[] {
  const alike = Map.groupBy(sends, ({ type, events, fields }) =>
    events.length > 0 ? type : fields.map(({ path }) => path).join(),
  )
  return [...alike.values()].map((same) => ({ ...same[0]!, type: same.map(({ type }) => type).join(', ') }))
}

function messageBlocks({ type, events, fields }: MessageSpec): readonly Block[] {
  const blocks: Block[] = [{ heading: `${type}`, level: 3 }]
  if (events.length > 0)
    blocks.push({ columns: ['Event', 'Shows', 'Needed', 'By when', 'Workflows'], rows: events.flatMap(eventRows) })
  else blocks.push({ text: 'Keeps the patients of both sides alike, before their orders and results.' })
  blocks.push({
    columns: ['Field', 'Name', 'Needed', 'Why', 'Codes'],
    rows: fields.map((field) => [`\`${field.path}\``, field.name, field.need, field.why, codesText(field)]),
  })
  return blocks
}

/** One row for each thing that an event shows; workflows that say the same share it. */
function eventRows(event: EventSpec): string[][] {
  const rows = Map.groupBy(event.shows, ({ step, kind, need, by }) => [step, kind, need, by].join('|'))
  return [...rows.values()].map((same) => {
    const { step, kind, need, by } = same[0]!
    const what = kind === 'step' ? step : `${step} (${kind})`
    return [conditionText(event), what, need, by, same.map(({ workflow }) => workflow).join(', ')]
  })
}

/** `ORC-1 = SC and SPM-21 present`. */
export function conditionText({ proof: { where, present, absent } }: Pick<EventSpec, 'proof'>): string {
  const parts = [
    ...Object.entries(where).map(
      ([path, codes]) => `\`${path}\` = ${Array.isArray(codes) ? codes.join(' or ') : codes}`,
    ),
    ...present.map((path) => `\`${path}\` says something`),
    ...absent.map((path) => `\`${path}\` is empty`),
  ]
  return parts.length === 0 ? 'every such message' : parts.join(' and ')
}

const most_codes = 12
const afterUnmapped: Readonly<Record<string, string>> = {
  pass: 'passed on with a warning',
  hold: 'held',
  reject: 'refused with the whole message',
}

function codesText({ codes }: FieldSpec): string {
  if (!codes) return ''
  const { table, values, unmapped } = codes
  return `${listText(values)} (map \`${table}\`; any other is ${afterUnmapped[unmapped] ?? unmapped})`
}

function listText(values: readonly string[]): string {
  const shown = values.slice(0, most_codes).join(', ')
  return values.length > most_codes ? `${shown} and ${values.length - most_codes} more` : shown
}

function acceptsChapter({ system, name }: SystemSpec, spec: InterfaceSpec): readonly Block[] {
  const taken = spec.systems.flatMap((sender) =>
    sender.sends.flatMap(({ delivered, events, type }) =>
      delivered.filter(({ to }) => to === system).map((one) => ({ sender, events, type, one })),
    ),
  )
  if (taken.length === 0) return []
  const rows = Map.groupBy(taken, ({ one, events }) => (events.length > 0 ? `${one.flow} ${one.type}` : one.flow))
  return [
    { heading: `What ${name} must accept`, level: 2 },
    {
      columns: ['Message', 'Version', 'Made of', 'Says', 'Answer within', 'Codes that it must know'],
      rows: [...rows.values()].map((same) => {
        const { sender, one } = same[0]!
        return [
          [...new Set(same.map(({ one: { type } }) => `\`${type}\``))].join(', '),
          one.version,
          `${same.map(({ type }) => type).join(', ')} of ${sender.name}, flow \`${one.flow}\``,
          saysText(same.flatMap(({ events }) => events)),
          durationText(one.answerWithin_ms),
          deliveredCodes(one),
        ]
      }),
    },
  ]
}

function saysText(events: readonly EventSpec[]): string {
  const steps = new Set(events.flatMap(({ shows }) => shows.map(({ step }) => step)))
  return steps.size === 0 ? 'the patient' : [...steps].join('; ')
}

function deliveredCodes({ codes }: Delivered): string {
  return codes.map(({ path, values }) => `\`${path}\`: ${listText([...new Set(values)])}`).join('; ')
}
