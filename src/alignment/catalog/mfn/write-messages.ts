// A catalog as messages: MFN^M08 for what is reported, M10 for batteries, M04 for charges, M18 for coverage. The one thing to
// know: what can only be read by this system stays out and is counted, so that nobody takes the messages for the whole.
// (HL7 v2.5.1 §8.8, §8.10; M18 from 2.8)
import { build, type Message, type SegmentInput } from '../../../hl7/index.ts'
import type { Catalog, CatalogEntry, Orderable } from '../catalog.ts'
import { type CatalogPart, catalogParts } from '../from-rows.ts'
import { coded, listOf, segmentOf } from './segment-of.ts'
import { testSegments, type Written } from './write-test.ts'

export type MessageOptions = {
  /** MSH-3 to MSH-6. */
  readonly sender?: { readonly application: string; readonly facility: string }
  readonly receiver?: { readonly application: string; readonly facility: string }
  /** MSH-7, as HL7 writes times. */
  readonly time: string
  /** MSH-10; each message gets the suffix -M08 and so on. */
  readonly controlId: string
  /** Coding system of codes that name none. */
  readonly codingSystem: string
}

export type CatalogMessages = {
  /** In the order in which they are to be sent: tests before what is said about tests. */
  readonly messages: readonly {
    /** MSH-10. */
    readonly name: string
    readonly event: string
    readonly message: Message
    readonly records: number
  }[]
  /** Columns that the messages have no place for, each with how many entries of its table have a value there. */
  readonly leftOut: readonly { readonly part: CatalogPart; readonly column: string; readonly count: number }[]
  /** Codes of questions that no test asks: the messages have a place for questions only with a test. */
  readonly unasked: readonly string[]
}

type Record = { readonly entry: CatalogEntry; readonly segments: readonly SegmentInput[] }

export function catalogMessages(catalog: Catalog, options: MessageOptions): CatalogMessages {
  const lost = new Map(catalogParts.map((part) => [part, new Map<string, number>()]))
  const note = (part: CatalogPart, column: string) => {
    const columns = lost.get(part)!
    columns.set(column, (columns.get(column) ?? 0) + 1)
  }
  const tests = writtenTests(withSystem(catalog, options.codingSystem))
  const single = tests.filter(({ component }) => component)
  const batteries = tests.filter(({ component }) => !component)
  const records = (written: readonly Written[]) =>
    written.map((test, index) => ({
      entry: (test.orderable ?? test.component)!,
      segments: testSegments(test, index + 1, note),
    }))
  // What is reported and cannot be ordered is written as a result alone, which has no charges.
  const orderables = tests.flatMap(({ orderable, component }) =>
    orderable && !(component && orderable.isOrderable === false) ? [orderable] : [],
  )
  const messages = [
    messageOf('M08', 'OMM', records(single), options),
    messageOf('M10', 'OMC', records(batteries), options),
    messageOf('M04', 'CDM', charges(orderables), options),
    messageOf('M18', 'MLCP', coverages(orderables), options),
  ]
  const asked = new Set(tests.flatMap(({ questions }) => questions.map(({ code }) => code)))
  const unasked = catalog.questions.map(({ code }) => code).filter((code) => !asked.has(code))
  const leftOut = [...lost].flatMap(([part, columns]) =>
    [...columns].map(([column, count]) => ({ part, column, count })),
  )
  return { messages: messages.filter(({ records }) => records > 0), leftOut, unasked }
}

function withSystem(catalog: Catalog, codingSystem: string): Catalog {
  const named = <Entry extends CatalogEntry>(entries: readonly Entry[]) =>
    entries.map((entry) => (entry.codingSystem === '' ? { ...entry, codingSystem } : entry))
  return {
    ...catalog,
    orderables: named(catalog.orderables),
    components: named(catalog.components),
    questions: named(catalog.questions),
  }
}

/** A component and the orderable that is reported as it alone are one test; other orderables are batteries. */
function writtenTests({ orderables, components, questions }: Catalog): Written[] {
  const names = new Map([...components, ...orderables].map(({ code, name }) => [code, name]))
  const nameOf = (code: string) => names.get(code) ?? ''
  const asked = (orderable: Orderable | undefined) =>
    (orderable?.questions ?? []).flatMap((code) => questions.find((question) => question.code === code) ?? [])
  const own = new Map(orderables.filter(isSingle).map((orderable) => [orderable.code, orderable]))
  const known = new Set(components.map(({ code }) => code))
  return [
    ...components.map((component) => {
      const orderable = own.get(component.code)
      return { component, ...(orderable ? { orderable } : {}), questions: asked(orderable), nameOf }
    }),
    ...orderables
      .filter((orderable) => !isSingle(orderable) || !known.has(orderable.code))
      .map((orderable) => ({ orderable, questions: asked(orderable), nameOf })),
  ]
}

function isSingle({ code, components }: Orderable): boolean {
  return components.length === 1 && components[0] === code
}

function charges(orderables: readonly Orderable[]): Record[] {
  return orderables
    .filter(({ procedureCodes }) => procedureCodes.length > 0)
    .map((entry) => ({
      entry,
      segments: [
        segmentOf('CDM', {
          1: coded(entry.code, entry.name, entry.codingSystem),
          3: entry.name,
          7: listOf(entry.procedureCodes.map((code) => coded(code, '', 'C4'))),
          8: 'A',
        }),
      ],
    }))
}

function coverages(orderables: readonly Orderable[]): Record[] {
  return orderables.flatMap((entry) =>
    entry.limitedCoverage.map((payer) => ({
      entry,
      segments: [
        segmentOf('PM1', { 1: ['', payer], 2: 'XX' }),
        segmentOf('MCP', { 1: '1', 2: coded(entry.code, entry.name, entry.codingSystem) }),
      ],
    })),
  )
}

function messageOf(event: string, masterFile: string, records: readonly Record[], options: MessageOptions) {
  const { sender, receiver, time, controlId } = options
  const name = `${controlId}-${event}`
  const structure = event === 'M18' ? 'MFN_M18' : `MFN_${event}`
  // What is not active is added and then switched off, so that a receiver that never had it has it, and as it is.
  const entries = records.flatMap(({ entry, segments }) => [
    { event: 'MAD', entry, segments },
    ...(entry.active || event === 'M04' || event === 'M18' ? [] : [{ event: 'MDC', entry, segments: [] }]),
  ])
  const message = build([
    [
      'MSH',
      undefined,
      undefined,
      ...[sender?.application, sender?.facility, receiver?.application, receiver?.facility],
      ...[time, '', ['MFN', event, structure], name, 'P', '2.5.1'],
    ],
    segmentOf('MFI', { 1: [masterFile, '', 'HL70175'], 3: 'UPD', 6: 'AL' }),
    ...entries.flatMap(({ event: action, entry, segments }, index) => [
      segmentOf('MFE', {
        1: action,
        2: String(index + 1),
        ...(effectiveOf(entry) === '' ? {} : { 3: effectiveOf(entry) }),
        4: coded(entry.code, entry.name, entry.codingSystem),
        5: 'CWE',
      }),
      ...segments,
    ]),
  ])
  return { name, event, message, records: entries.length }
}

function effectiveOf({ cells }: CatalogEntry): string {
  return (cells.effective_on ?? '').replaceAll('-', '')
}
