// Two figures for which nobody has published a rate: how often a correction replaces the final in the chart, and what becomes
// of a result that has no order. The one thing to know: both are counted from the two systems' own books.
import { docketOf } from '../checkers/docket.ts'
import { unshown } from '../checkers/shown-as-said.ts'
import type { Evidence } from '../play/evidence.ts'

export type Figures = {
  /** Orders on which the lab said a correction after a final. */
  readonly corrected: number
  /** Of them: the chart shows the lab's last word; else somebody owns the difference; else nobody does. */
  readonly replaced: number
  readonly correctionOwned: number
  readonly correctionLost: number
  /** Results that named no order which the EHR had placed. */
  readonly withoutOrder: number
  /** Of them: owned; shown in the chart of the patient; neither. */
  readonly withoutOrderOwned: number
  readonly withoutOrderShown: number
  readonly withoutOrderLost: number
}

export const figureNames = [
  'corrected',
  'replaced',
  'correctionOwned',
  'correctionLost',
  'withoutOrder',
  'withoutOrderOwned',
  'withoutOrderShown',
  'withoutOrderLost',
] as const satisfies readonly (keyof Figures)[]

/** Counts both figures in one run. */
export function figuresOf(evidence: Evidence): Figures {
  const found = Object.fromEntries(figureNames.map((name) => [name, 0])) as Record<keyof Figures, number>
  const docket = docketOf(evidence)
  const placed = new Set(evidence.ehr.events.filter(({ what }) => what === 'placed').map(({ placer }) => placer))
  for (const key of correctedAfterFinal(evidence)) {
    const entry = evidence.lab.book.get(key)
    if (!entry) continue
    found.corrected++
    if (unshown(docket, key, entry).length === 0) found.replaced++
    else if (docket.isOwned(key)) found.correctionOwned++
    else found.correctionLost++
  }
  for (const [key, entry] of evidence.lab.book) {
    if (placed.has(key) || entry.observations.length === 0) continue
    found.withoutOrder++
    if (docket.isOwned(key)) found.withoutOrderOwned++
    else if (unshown(docket, key, entry).length === 0) found.withoutOrderShown++
    else found.withoutOrderLost++
  }
  return found
}

/** Keys of orders on which a final was said, and later something else that was not the first word of it. */
function correctedAfterFinal({ lab }: Evidence): ReadonlySet<string> {
  const final = new Set<string>()
  const corrected = new Set<string>()
  for (const { key, what, entry } of lab.words) {
    if (what !== 'report') continue
    if (entry.state === 'corrected' && final.has(key)) corrected.add(key)
    if (entry.state === 'final' || entry.state === 'corrected') final.add(key)
  }
  return corrected
}

/** Figures of several runs together. */
export function addFigures(one: Figures, other: Figures): Figures {
  return Object.fromEntries(figureNames.map((name) => [name, one[name] + other[name]])) as Figures
}
