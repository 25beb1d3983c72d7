// Specimens between the versions: OBR-15 (SPS) and the SPM segment of 2.5. The one thing to know: a specimen source whose
// parts cannot all move stays in OBR-15 as well, which 2.5 allows (HL7 v2.5.1 §4.5.3.15, §7.4.3, §2.A.76).
import { type Draft, fieldBytes, type Line, newLine, segmentOf, writeField } from '../draft.ts'
import { codes } from '../find-lines.ts'
import { exchange, trimmed } from '../parts.ts'
import { lose, type Run } from './step-run.ts'

const specimen_source = 15
const collected = { from: 7, to: 8 }
const received = 14

/** SPS component: SPM field. */
const sources: readonly (readonly [component: number, field: number])[] = [
  [1, 4], // type
  [2, 6], // additives
  [3, 14], // free text, description
  [4, 8], // site
  [5, 9], // site modifier
  [7, 11], // role
]
const spm = { setId: 1, collected: 17, received: 18, last: 18 }

/** What of an SPM an older version has no place for, beyond the fields above: number, condition, rejection and so on. */
const noPlace = [2, 3, 5, 7, 10, 12, 13, 15, 16, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]

/** The lines of an order group with an SPM behind the observations. An order that has one already stays as it is. */
export function specimenToNew(draft: Draft, lines: Line[]): Line[] {
  const obr = lines.find((line) => line.code === codes.OBR)
  const source = obr ? (fieldBytes(obr, specimen_source) ?? '') : ''
  if (!obr || source === '' || lines.some((line) => line.code === codes.SPM)) return lines
  const { component } = draft.delimiters
  const parts = component ? source.split(component) : [source]
  if (!parts[0]) return lines
  const at = lastOfObservations(lines) + 1
  const hasLeftover = parts.some((part, index) => part !== '' && !sources.some(([nth]) => nth === index + 1))
  if (!hasLeftover) writeField(draft, obr, specimen_source, '')
  return lines.toSpliced(at, 0, newSpecimen(draft, obr, parts))
}

function newSpecimen(draft: Draft, obr: Line, parts: readonly string[]): Line {
  const { component, subcomponent } = draft.delimiters
  const fields: string[] = ['SPM', '1', ...Array.from({ length: spm.last - 1 }, () => '')]
  for (const [from, to] of sources) fields[to] = exchange(parts[from - 1] ?? '', subcomponent, component)
  const times = [fieldBytes(obr, collected.from) ?? '', fieldBytes(obr, collected.to) ?? '']
  fields[spm.collected] = trimmed(times.join(component), component)
  fields[spm.received] = fieldBytes(obr, received) ?? ''
  return newLine(draft, fields)
}

/** SPM stands behind the observations and notes of an order, in front of billing and Z segments. */
function lastOfObservations(lines: readonly Line[]): number {
  return lines.findLastIndex((line) => line.code === codes.OBR || line.code === codes.OBX || isDetail(line))
}

function isDetail(line: Line): boolean {
  return ['NTE', 'TCD', 'CTD', 'DG1'].includes(segmentOf(line).name)
}

/** The lines of an order group with the first SPM written into its OBR, and SPM, SAC taken out unless they are kept. */
export function specimenToOld(draft: Draft, run: Run, lines: Line[], keepsLeftover: boolean): Line[] {
  const [first, ...others] = lines.filter((line) => line.code === codes.SPM)
  const obr = lines.find((line) => line.code === codes.OBR)
  if (!first || !obr) return lines
  const lost = [
    ...moveInto(draft, obr, first),
    ...noPlace.filter((field) => textAt(first, field) !== '').map((field) => `SPM-${field}`),
    ...(others.length > 0 ? ['SPM[2]'] : []),
    ...(lines.some(isContainer) ? ['SAC'] : []),
  ]
  if (keepsLeftover && lost.length > 0) return lines
  for (const what of lost) lose(run, what)
  return lines.filter((line) => line.code !== codes.SPM && !isContainer(line))
}

function isContainer(line: Line): boolean {
  return segmentOf(line).name === 'SAC'
}

/** Writes what OBR has empty; says what it cannot take because something else stands there or it repeats. */
function moveInto(draft: Draft, obr: Line, specimen: Line): string[] {
  const { component, subcomponent, repetition } = draft.delimiters
  const parts = Array.from({ length: 7 }, () => '')
  for (const [to, from] of sources)
    parts[to - 1] = exchange(single(textAt(specimen, from), repetition), component, subcomponent)
  const [start = '', end = ''] = component ? textAt(specimen, spm.collected).split(component) : [textAt(specimen, 17)]
  const moves: readonly (readonly [field: number, bytes: string, what: string])[] = [
    [specimen_source, trimmed(parts.join(component), component), 'SPM-4'],
    [collected.from, start, 'SPM-17'],
    [collected.to, end, 'SPM-17.2'],
    [received, textAt(specimen, spm.received), 'SPM-18'],
  ]
  const taken = moves.filter(
    ([field, bytes]) => bytes !== '' && textAt(obr, field) !== '' && textAt(obr, field) !== bytes,
  )
  for (const [field, bytes] of moves)
    if (bytes !== '' && textAt(obr, field) === '') writeField(draft, obr, field, bytes)
  const repeated = sources.filter(([, field]) => repetition !== '' && textAt(specimen, field).includes(repetition))
  return [...taken.map(([, , what]) => what), ...repeated.map(([, field]) => `SPM-${field}[2]`)]
}

function single(text: string, repetition: string): string {
  return repetition === '' ? text : (text.split(repetition, 1)[0] ?? '')
}

function textAt(line: Line, field: number): string {
  return fieldBytes(line, field) ?? ''
}
