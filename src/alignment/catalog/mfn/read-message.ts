// A catalog message as records: MFN^M08 to M12 (tests), M04 (charges) and M18 (coverage), by what stands in it rather than
// by its name. The one thing to know: it never throws; a record that cannot be taken says why, and the others stand.
// (HL7 v2.5.1 chapter 8; segments OMC, PM1 and MCP of later versions, as the eDOS guide uses them)
import { getRaw, type Message, type Segment, segmentNamed } from '../../../hl7/index.ts'
import type { Cells } from '../catalog.ts'
import { coded, codes, dayOf, ownCode, text } from './fields.ts'
import { readCoverage } from './read-coverage.ts'
import { readTest } from './read-test.ts'
import { actions, type CatalogMessage, type CatalogRecord, type RecordSubject } from './record.ts'

/** Whether a message is about a catalog of tests. Others that begin with MFN are about staff, locations and the like. */
export function isCatalogMessage(message: Message): boolean {
  const msh = segmentNamed(message, 'MSH')
  return text(msh, 9, 1) === 'MFN' && /^M(03|04|08|09|10|11|12|18)$/.test(text(msh, 9, 2))
}

export function readCatalogMessage(message: Message): CatalogMessage {
  const mfi = segmentNamed(message, 'MFI')
  const ofFile = { about: subjectOf(message), effectiveOn: dayOf(text(mfi, 5)) }
  return {
    controlId: getRaw(message, 'MSH-10') ?? '',
    masterFile: text(mfi, 1, 1),
    fileEvent: text(mfi, 3),
    responseLevel: text(mfi, 6),
    records: grouped(message.segments).map((segments, index) => recordOf(segments, index, ofFile)),
  }
}

/** What the records of the message are about where they do not say it themselves. */
function subjectOf(message: Message): RecordSubject {
  const subjects: Readonly<Record<string, RecordSubject>> = { M04: 'charge', M10: 'battery', M18: 'coverage' }
  return subjects[text(segmentNamed(message, 'MSH'), 9, 2)] ?? 'test'
}

/** The segments from each MFE to the next. */
function grouped(segments: readonly Segment[]): readonly (readonly Segment[])[] {
  const groups: Segment[][] = []
  for (const segment of segments) {
    if (segment.name === 'MFE') groups.push([segment])
    else groups.at(-1)?.push(segment)
  }
  return groups
}

const nothing: CatalogRecord['rows'] = { orderables: [], components: [], aoe: [] }

type OfFile = Pick<CatalogRecord, 'about' | 'effectiveOn'>

function recordOf(segments: readonly Segment[], index: number, ofFile: OfFile): CatalogRecord {
  const [mfe] = segments
  const key = ownCode(coded(mfe, 4))
  const event = text(mfe, 1)
  const head = {
    nth: index + 1,
    event,
    action: actions[event] ?? null,
    about: aboutOf(segments) ?? ofFile.about,
    controlId: text(mfe, 2),
    ...{ code: key.code, name: key.name, codingSystem: key.system },
    effectiveOn: dayOf(text(mfe, 3)) || ofFile.effectiveOn,
    isResultOnly: segments.some((segment) => segment.name === 'OM1' && text(segment, 12) === 'N'),
  }
  const problem = problemOf(head, segments)
  return { ...head, problem, rows: problem === null ? rowsOf(head, segments) : nothing }
}

function aboutOf(segments: readonly Segment[]): RecordSubject | undefined {
  const has = (...names: readonly string[]) => segments.some(({ name }) => names.includes(name))
  return has('OM5')
    ? 'battery'
    : has('OM1', 'OM7')
      ? 'test'
      : has('CDM')
        ? 'charge'
        : has('PM1', 'MCP')
          ? 'coverage'
          : undefined
}

type Head = Omit<CatalogRecord, 'rows' | 'problem'>

function problemOf({ action, event, code }: Head, segments: readonly Segment[]): string | null {
  if (action === null) return `MFE-1 is ${event === '' ? 'empty' : `"${event}"`}; allowed: MAD, MUP, MDL, MDC, MAC`
  if (code === '') return 'MFE-4 has no code'
  const om1 = segments.find(({ name }) => name === 'OM1')
  const named = om1 ? ownCode(coded(om1, 2)).code : code
  if (named !== code) return `OM1-2 names another code than MFE-4 (${code})`
  const hasContent = segments.some(({ name }) => ['OM1', 'OM7', 'CDM', 'PM1', 'MCP'].includes(name))
  const needsContent = action === 'add' || action === 'update'
  return needsContent && !hasContent ? 'no OM1, CDM or MCP follows MFE, so nothing is said of the code' : null
}

function rowsOf(head: Head, segments: readonly Segment[]): CatalogRecord['rows'] {
  const of = (name: string) => segments.filter((segment) => segment.name === name)
  const [om1] = of('OM1')
  if (om1) return readTest(head, om1, of)
  const [cdm] = of('CDM')
  if (cdm) return { ...nothing, orderables: [chargeCells(head, cdm)] }
  return { ...nothing, orderables: readCoverage(head, of) }
}

/** CDM: the codes under which a test is charged. Its flag (CDM-8) is about the charge, never the test (HL7 v2.5.1 §8.10.2). */
function chargeCells({ code, name, codingSystem }: Head, cdm: Segment): Cells {
  const procedures = codes(cdm, 7).flatMap((one) => (one.code === '' ? [] : [one.code]))
  const isOver = text(cdm, 8) === 'I'
  return {
    ...{ code, name, coding_system: codingSystem },
    ...(isOver ? { procedure_codes: '' } : procedures.length > 0 ? { procedure_codes: procedures.join(';') } : {}),
  }
}
