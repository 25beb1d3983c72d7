// `when`: whether a step applies. The one thing to know: a path of the segment that is being changed asks that segment;
// any other asks the segment that belongs to it, or, without one, the message.

import { each, requirePlace } from '../../site/place.ts'
import type { When } from '../../site/shapes/flow.ts'
import { type Draft, type Line, readPlace, segmentOf, textOf } from '../draft.ts'
import { lineAt, linesAt } from '../find-lines.ts'

export type Condition = (draft: Draft, here: number) => boolean

const always: Condition = () => true

/** @throws LabloopError step-compile */
export function conditionOf(when: When | undefined): Condition {
  if (!when) return always
  const place = requirePlace(when.path)
  const allowed = when.equals === undefined ? when.in : [...(when.in ?? []), when.equals]
  const holds = (draft: Draft, line: Line | undefined): boolean => {
    const text = line && (place.field === 0 ? segmentOf(line).name : textOf(draft, readPlace(draft, line, place)))
    const isThere = text !== undefined && text !== ''
    return (when.present === undefined || when.present === isThere) && (!allowed || allowed.includes(text ?? ''))
  }
  return (draft, here) => {
    if (place.index === each) return linesAt(draft, place, here).some((index) => holds(draft, draft.lines[index]))
    return holds(draft, draft.lines[lineAt(draft, place, here)])
  }
}
