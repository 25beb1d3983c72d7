// Which lines of a draft a place means. The one thing to know: what belongs to a line is worked out for all lines in one
// pass and kept as long as the list of lines is the same, so that a message of any length costs time in proportion.
import { nameCode } from '../hl7/index.ts'
import { atHand, each, type Place } from '../site/place.ts'
import type { Draft, Line } from './draft.ts'

export const codes = {
  MSH: nameCode('MSH'),
  MSA: nameCode('MSA'),
  ERR: nameCode('ERR'),
  PID: nameCode('PID'),
  ORC: nameCode('ORC'),
  OBR: nameCode('OBR'),
  OBX: nameCode('OBX'),
  NTE: nameCode('NTE'),
  TQ1: nameCode('TQ1'),
  TQ2: nameCode('TQ2'),
  SPM: nameCode('SPM'),
  SFT: nameCode('SFT'),
  DSC: nameCode('DSC'),
} as const

/** What was found out about one list of lines. */
export type Sight = {
  readonly lines: readonly Line[]
  /** For each line, where its order group begins. */
  readonly starts: Int32Array
  /** By segment name: for each line, the line of that name that belongs to it, -1 where there is none. */
  readonly belonging: Map<number, Int32Array>
  /** By place: the line that it means, wherever it is asked from. */
  readonly fixed: Map<string, number>
}

function sightOf(draft: Draft): Sight {
  if (draft.sight?.lines === draft.lines) return draft.sight
  draft.sight = { lines: draft.lines, starts: groupStarts(draft.lines), belonging: new Map(), fixed: new Map() }
  return draft.sight
}

/**
 * For each line, where its order group begins. An ORC begins one, and takes the first OBR behind it; any other OBR begins
 * its own. A patient (PID) ends it, as do the header and DSC.
 */
export function groupStarts(lines: readonly Line[]): Int32Array {
  const starts = new Int32Array(lines.length)
  let start = 0
  let awaitsDetail = false
  for (let index = 0; index < lines.length; index++) {
    const { code } = lines[index]!
    if (code === codes.ORC || code === codes.PID || code === codes.DSC || (code === codes.OBR && !awaitsDetail))
      start = index
    if (code === codes.ORC) awaitsDetail = true
    else if (code === codes.OBR || code === codes.PID || code === codes.DSC) awaitsDetail = false
    starts[index] = start
  }
  return starts
}

/**
 * The line of a name that belongs to each line: itself, else the nearest before it in its order group, else the first
 * behind it in that group, else the nearest before the group, else the first of the message.
 */
function belonging(lines: readonly Line[], starts: Int32Array, code: number): Int32Array {
  const found = new Int32Array(lines.length)
  let before = -1
  let first = -1
  for (let from = 0; from < lines.length; ) {
    let to = from
    let firstInside = -1
    for (; to < lines.length && starts[to] === from; to++)
      if (firstInside < 0 && lines[to]!.code === code) firstInside = to
    let last = -1
    for (let index = from; index < to; index++) {
      if (lines[index]!.code === code) last = index
      found[index] = last >= 0 ? last : firstInside >= 0 ? firstInside : before
    }
    if (last >= 0) before = last
    if (first < 0) first = firstInside
    from = to
  }
  return first < 0 ? found.fill(-1) : found.map((index) => (index < 0 ? first : index))
}

/** The one line that a place means, seen from the line at hand (an index; -1: none); -1 where there is none. `each` means the first. */
export function lineAt(draft: Draft, place: Place, here: number): number {
  const { lines } = draft
  if (place.index === atHand && here >= 0) {
    if (lines[here]?.code === place.code) return here
    const { belonging: kept, starts } = sightOf(draft)
    const found = kept.get(place.code) ?? belonging(lines, starts, place.code)
    kept.set(place.code, found)
    return present(draft, found[here] ?? -1, place)
  }
  const { fixed } = sightOf(draft)
  const found = fixed.get(place.text) ?? nthOf(lines, place.code, Math.max(1, place.index))
  fixed.set(place.text, found)
  return present(draft, found, place)
}

/** A line that was dropped since is none any more. */
function present(draft: Draft, index: number, place: Place): number {
  return draft.lines[index]?.code === place.code ? index : -1
}

function nthOf(lines: readonly Line[], code: number, nth: number): number {
  let left = nth
  for (let index = 0; index < lines.length; index++) if (lines[index]!.code === code && --left === 0) return index
  return -1
}

/** All lines that a place means, seen from the line at hand. */
export function linesAt(draft: Draft, place: Place, here: number): number[] {
  if (place.index !== each) {
    const found = lineAt(draft, place, here)
    return found < 0 ? [] : [found]
  }
  const found: number[] = []
  const { lines } = draft
  for (let index = 0; index < lines.length; index++) if (lines[index]!.code === place.code) found.push(index)
  return found
}
