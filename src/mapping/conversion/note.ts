// The note that keeps beside a converted result what the laboratory reported. The one thing to know: it stands behind the
// laboratory's own notes on the result, says that it is another system's, and no word of theirs is touched.
// (HL7 v2.5.1 §2.15.10 NTE, table 0105)
import { bytesOf, type Draft, type Line, newLine } from '../draft.ts'
import { codes } from '../find-lines.ts'
import type { Done, Said } from './observation.ts'
import type { SignedConversion } from './signed.ts'

/**
 * What the laboratory reported, and by whose signature it was converted. Words stand in OBX-5 as they are, so that the note
 * has the numbers alone, and the range.
 */
export function originalText(said: Said, done: Done, { unitTo, signedBy, signedOn }: SignedConversion): string {
  const { values, unit, range } = said
  const limits = range.trim() === '' || range === '""' ? '' : `reference range ${range}`
  const numbers = values.filter((parts, at) => parts !== done.values[at]).map((parts) => parts.join('').trim())
  const value = numbers.map((number) => withUnit(number, unit.trim())).join(', ')
  const behind = limits === '' ? '' : ` (${limits})`
  const reported = value === '' ? withUnit(limits, unit.trim()) : `${value}${behind}`
  return `Reported by the laboratory: ${reported}. Converted to ${unitTo.given}; conversion signed by ${signedBy}, ${signedOn}.`
}

function withUnit(text: string, unit: string): string {
  return text.endsWith(unit) ? text : `${text} ${unit}`
}

/** Puts notes behind the notes that follow lines. `texts`: by the index of the line. */
export function addNotes(draft: Draft, texts: ReadonlyMap<number, readonly string[]>): void {
  if (texts.size === 0) return
  const lines: Line[] = []
  for (let index = 0; index < draft.lines.length; ) {
    const added = texts.get(index) ?? []
    lines.push(draft.lines[index++]!)
    let count = 0
    for (; draft.lines[index]?.code === codes.NTE; count++) lines.push(draft.lines[index++]!)
    for (const text of added) lines.push(newLine(draft, ['NTE', String(++count), 'O', bytesOf(draft, text)]))
  }
  draft.lines = lines
  draft.changed = true
}

/** A text in pieces that a receiver keeps whole, broken between words where that can be. `longest` in characters. */
export function piecesOf(text: string, longest = Number.POSITIVE_INFINITY): readonly string[] {
  const pieces: string[] = []
  let rest = text
  while (rest.length > longest) {
    const space = rest.lastIndexOf(' ', longest)
    const end = space > 0 ? space : longest
    pieces.push(rest.slice(0, end))
    rest = rest.slice(end).trimStart()
  }
  return [...pieces, rest]
}
