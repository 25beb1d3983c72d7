// restructure: a message as another structure and version, as ORM^O01 2.3 to OML^O21 2.5.1. The one thing to know: content
// moves and is never made up; what the other version has no place for is listed as lost, or stays where the step says so.
import type { SimpleStep } from '../../site/shapes/flow.ts'
import { type Structure, ways } from '../../site/structures.ts'
import { type Draft, fieldBytes, type Line, writeField } from '../draft.ts'
import { codes, groupStarts } from '../find-lines.ts'
import { partOf } from '../parts.ts'
import { errorsToNew, errorsToOld } from './restructure-errors.ts'
import { specimenToNew, specimenToOld } from './restructure-specimen.ts'
import { timingToNew, timingToOld } from './restructure-timing.ts'
import { type LocalStep, lose, type Run, raise } from './step-run.ts'
import { conditionOf } from './when.ts'

/** From 2.5 on: TQ1 for timing, SPM for specimens, ERR with a segment an error (HL7 v2.5 §4.5.4, §7.4.3, §2.15.5). */
function isNew(version: string): boolean {
  return Number.parseFloat(version) >= 2.5
}

/** MSH-9.3 came with 2.3.1 (HL7 v2.3.1 §2.24.1.9). */
function namesStructure(version: string): boolean {
  return version !== '2.3' && Number.parseFloat(version) >= 2.3
}

/** @throws LabloopError step-compile */
export function restructureStep(step: Extract<SimpleStep, { restructure: string }>, flow: string): LocalStep {
  const holds = conditionOf(step.when)
  return (draft, run) => {
    if (!holds(draft, -1)) return
    const source = structureOf(draft)
    if (!source || !ways[source].includes(step.restructure))
      return refuse(run, flow, source ?? 'another', step.restructure)
    if (isNew(step.version)) toNew(draft, step.restructure)
    else toOld(draft, run, step.leftover === 'keep')
    if (step.restructure === 'ORM_O01') withoutAnswer(draft)
    header(draft, step.restructure, step.version)
  }
}

function structureOf(draft: Draft): Structure | undefined {
  const type = fieldBytes(draft.lines[0]!, 9) ?? ''
  const name = [1, 2].map((nth) => partOf(type, draft.delimiters.component, nth) ?? '').join('_')
  return name in ways ? (name as Structure) : undefined
}

function refuse(run: Run, flow: string, source: string, target: string): void {
  run.failed = true
  raise(run, 'hold', {
    kind: 'step-failed',
    severity: 'high',
    text: `restructure: there is no way from ${source} to ${target}. The message is held. Let the flow ${flow} take only messages of that structure.`,
    cause: `step-failed|${flow}|restructure|${source}`,
  })
}

function header(draft: Draft, structure: Structure, version: string): void {
  const msh = draft.lines[0]!
  const [code = '', event = ''] = structure.split('_')
  const type = namesStructure(version) ? [code, event, structure] : [code, event]
  writeField(draft, msh, 9, type.join(draft.delimiters.component || '^'))
  writeField(draft, msh, 12, version)
}

function toNew(draft: Draft, structure: Structure): void {
  const withSpecimen = structure === 'OML_O21' || structure === 'ORU_R01'
  eachGroup(draft, (lines) => {
    const timed = timingToNew(draft, lines, structure === 'ORU_R01')
    return withSpecimen ? specimenToNew(draft, timed) : timed
  })
  errorsToNew(draft)
}

function toOld(draft: Draft, run: Run, keepsLeftover: boolean): void {
  eachGroup(draft, (lines) => specimenToOld(draft, run, timingToOld(draft, run, lines, keepsLeftover), keepsLeftover))
  errorsToOld(draft)
  renameTypes(draft)
  if (keepsLeftover || !draft.lines.some((line) => line.code === codes.SFT)) return
  draft.lines = draft.lines.filter((line) => line.code !== codes.SFT)
  draft.changed = true
  lose(run, 'SFT')
}

/** Rewrites the lines of each order group; what stands in front of the first group stays as it is. */
function eachGroup(draft: Draft, rewrite: (lines: Line[]) => Line[]): void {
  const { lines } = draft
  const starts = groupStarts(lines)
  const out: Line[] = []
  for (let from = 0; from < lines.length; ) {
    let to = from
    while (starts[to] === from) to++
    const group = lines.slice(from, to)
    const isOrder = group[0]!.code === codes.ORC || group[0]!.code === codes.OBR
    for (const line of isOrder ? rewrite(group) : group) out.push(line)
    from = to
  }
  if (out.length === lines.length && out.every((line, index) => line === lines[index])) return
  draft.changed = true
  draft.lines = out
}

/** Value types of 2.5 by the name that older versions have for the same text (HL7 v2.5.1 §2A.8, table 0125). */
const olderTypes: Readonly<Record<string, string>> = { CWE: 'CE', CNE: 'CE', DTM: 'TS' }

function renameTypes(draft: Draft): void {
  for (const line of draft.lines) {
    if (line.code !== codes.OBX) continue
    const older = olderTypes[fieldBytes(line, 2) ?? '']
    if (older) writeField(draft, line, 2, older)
  }
}

/** An order message says nothing about another message: MSA and ERR go. */
function withoutAnswer(draft: Draft): void {
  const kept = draft.lines.filter((line) => line.code !== codes.MSA && line.code !== codes.ERR)
  if (kept.length < draft.lines.length) draft.changed = true
  draft.lines = kept
}
