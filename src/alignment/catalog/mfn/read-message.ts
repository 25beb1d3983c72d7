// A catalog message as records: MFN^M08 to M12 (tests), M04 (charges) and M18 (coverage), by what stands in it rather than
// by its name. The one thing to know: it never throws; a record that cannot be taken says why, and the others stand.
// (HL7 v2.5.1 chapter 8; segments OMC, PM1 and MCP of later versions, as the eDOS guide uses them)
import { getRaw, type Message, type Segment, segmentNamed } from '../../../hl7/index.ts'
import type { Cells } from '../catalog.ts'
import { coded, codes, dayOf, ownCode, text } from './fields.ts'
import { readCoverage } from './read-coverage.ts'
import { readTest } from './read-test.ts'
import { actions, type CatalogMessage, type CatalogRecord } from './record.ts'

/** Whether a message is about a catalog of tests. Others that begin with MFN are about staff, locations and the like. */
export function isCatalogMessage(message: Message): boolean {
  const msh = segmentNamed(message, 'MSH')
  return text(msh, 9, 1) === 'MFN' && /^M(03|04|08|09|10|11|12|18)$/.test(text(msh, 9, 2))
}

export function readCatalogMessage(message: Message): CatalogMessage {
  const mfi = segmentNamed(message, 'MFI')
  return {
    controlId: getRaw(message, 'MSH-10') ?? '',
    masterFile: text(mfi, 1, 1),
    fileEvent: text(mfi, 3),
    responseLevel: text(mfi, 6),
    records: grouped(message.segments).map(recordOf),
  }
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

function recordOf(segments: readonly Segment[], index: number): CatalogRecord {
  const [mfe] = segments
  const key = ownCode(coded(mfe, 4))
  const event = text(mfe, 1)
  const head = {
    nth: index + 1,
    event,
    action: actions[event] ?? null,
    controlId: text(mfe, 2),
    ...{ code: key.code, name: key.name, codingSystem: key.system },
    effectiveOn: dayOf(text(mfe, 3)),
  }
  const problem = problemOf(head, segments)
  return { ...head, problem, rows: problem === null ? rowsOf(head, segments) : nothing }
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

/** CDM: the codes under which a test is charged, and whether it is active (HL7 v2.5.1 §8.10.2). */
function chargeCells({ code, name, codingSystem }: Head, cdm: Segment): Cells {
  const active = { A: 'yes', I: 'no' }[text(cdm, 8)]
  const procedures = codes(cdm, 7).flatMap((one) => (one.code === '' ? [] : [one.code]))
  return {
    ...{ code, name, coding_system: codingSystem },
    ...(procedures.length > 0 ? { procedure_codes: procedures.join(';') } : {}),
    ...(active ? { active } : {}),
  }
}
