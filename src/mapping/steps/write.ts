// set, copy, drop and merge: steps that write or take out what they name. The one thing to know: where the segment is not
// there nothing happens; no step makes a segment by the way.

import { each, type Place, requirePlace } from '../../site/place.ts'
import type { SimpleStep } from '../../site/shapes/flow.ts'
import {
  bytesOf,
  fieldBytes,
  type Line,
  readPlace,
  segmentOf,
  takeOut,
  textOf,
  writeField,
  writePlace,
} from '../draft.ts'
import { lineAt, linesAt } from '../find-lines.ts'
import type { LocalStep } from './step-run.ts'
import { type Condition, conditionOf } from './when.ts'

type Of<Verb extends string> = Extract<SimpleStep, Record<Verb, unknown>>

/** @throws LabloopError step-compile */
export function setStep(step: Of<'set'>): LocalStep {
  const place = requirePlace(step.set)
  const holds = conditionOf(step.when)
  return (draft, _run, here) => {
    for (const index of linesAt(draft, place, here))
      if (holds(draft, index)) writePlace(draft, draft.lines[index]!, place, bytesOf(draft, step.value))
  }
}

/** @throws LabloopError step-compile */
export function copyStep(step: Of<'copy'>): LocalStep {
  const source = requirePlace(step.copy)
  const target = requirePlace(step.to)
  const holds = conditionOf(step.when)
  const sameDepth = depth(source) === depth(target)
  return (draft, _run, here) => {
    for (const index of linesAt(draft, target, here)) {
      if (!holds(draft, index)) continue
      const at = source.code === target.code && source.index === each ? index : lineAt(draft, source, index)
      const bytes = at < 0 ? undefined : readPlace(draft, draft.lines[at]!, source)
      if (!bytes) continue
      const written = sameDepth ? bytes : bytesOf(draft, textOf(draft, bytes))
      writePlace(draft, draft.lines[index]!, target, written)
    }
  }
}

/** How deep a place lies: whole fields are copied with their components, components with their subcomponents. */
function depth(place: Place): number {
  return place.subcomponent ? 3 : place.component ? 2 : place.repetition ? 1 : 0
}

/** @throws LabloopError step-compile */
export function dropStep(step: Of<'drop'>): LocalStep {
  const place = requirePlace(step.drop)
  const holds = conditionOf(step.when)
  return place.field === 0 ? dropLines(place, holds) : emptyPlaces(place, holds)
}

function dropLines(place: Place, holds: Condition): LocalStep {
  return (draft, _run, here) => {
    for (const index of linesAt(draft, place, here)) if (index > 0 && holds(draft, index)) takeOut(draft, index)
  }
}

function emptyPlaces(place: Place, holds: Condition): LocalStep {
  return (draft, _run, here) => {
    for (const index of linesAt(draft, place, here)) {
      const line = draft.lines[index]!
      if (!holds(draft, index) || !readPlace(draft, line, place)) continue
      if (place.repetition === each && place.component === 0) writeField(draft, line, place.field, '')
      else writePlace(draft, line, place, '')
    }
  }
}

/** @throws LabloopError step-compile */
export function mergeStep(step: Of<'merge'>): LocalStep {
  const source = requirePlace(step.merge)
  const target = requirePlace(step.to)
  const holds = conditionOf(step.when)
  const inPlace = source.code === target.code && source.field === target.field
  return inPlace ? joinRuns(source, step.separator, holds) : joinTo(source, target, step.separator, holds)
}

/** All values of the source into one place; the segments they came from stay. */
function joinTo(source: Place, target: Place, separator: string, holds: Condition): LocalStep {
  return (draft, _run, here) => {
    const texts = linesAt(draft, source, here)
      .filter((index) => holds(draft, index))
      .map((index) => readPlace(draft, draft.lines[index]!, source))
      .filter((bytes): bytes is string => bytes !== undefined && bytes !== '')
    if (texts.length === 0) return
    const joined = texts.join(bytesOf(draft, separator))
    for (const index of linesAt(draft, target, here)) writePlace(draft, draft.lines[index]!, target, joined)
  }
}

/**
 * Lines that follow one another and say parts of one text become one: notes, or text observations under one OBX-3 and
 * OBX-4. No word is lost, and nothing else is joined.
 */
function joinRuns(place: Place, separator: string, holds: Condition): LocalStep {
  return (draft) => {
    let head = -1
    let before = ''
    let texts: string[] = []
    const close = (): void => {
      if (texts.length > 1) writePlace(draft, draft.lines[head]!, place, texts.join(bytesOf(draft, separator)))
    }
    draft.lines.forEach((line, index) => {
      const key = line.code === place.code && holds(draft, index) ? runKey(line) : ''
      const text = key === '' ? '' : (readPlace(draft, line, place) ?? '')
      if (key !== '' && key === before) {
        texts.push(text)
        takeOut(draft, index)
        return
      }
      close()
      head = index
      before = key
      texts = [text]
    })
    close()
  }
}

/** What lines of one text have in common; '' for a line that is no part of a longer text. */
function runKey(line: Line): string {
  if (segmentOf(line).name === 'NTE') return `NTE|${fieldBytes(line, 2) ?? ''}`
  if (segmentOf(line).name !== 'OBX') return ''
  const type = fieldBytes(line, 2) ?? ''
  return ['TX', 'FT', 'ST'].includes(type)
    ? ['OBX', type, ...[3, 4, 11].map((n) => fieldBytes(line, n) ?? '')].join('|')
    : ''
}
