// Counts of texts that were sent. The one thing to know: it keeps a bounded number of different texts and cuts long ones, so
// that a field full of notes neither fills memory nor carries a patient's words into a catalog.
import { type Count, nothingSent } from '../catalog.ts'

const most_texts = 60
const longest = 60
/** What stands for all further texts. */
export const others = '(others)'

export type Tally = Map<string, number>

export function newTally(): Tally {
  return new Map()
}

/** Counts a text; an empty one as nothing sent. */
export function count(tally: Tally, text: string, by = 1): void {
  const cut = text.replace(/\s+/g, ' ').trim()
  const kept = cut === '' ? nothingSent : cut.length > longest ? `${cut.slice(0, longest)}...` : cut
  const key = tally.has(kept) || tally.size < most_texts ? kept : others
  tally.set(key, (tally.get(key) ?? 0) + by)
}

/** The most frequent first; of equals the first in the order of its letters. */
export function counts(tally: Tally): readonly Count[] {
  return [...tally]
    .map(([text, number]) => ({ text, count: number }))
    .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1))
}

/** Those that say something. */
export function said(tally: Tally): readonly Count[] {
  return counts(tally).filter(({ text }) => text !== nothingSent && text !== others)
}

/** The most frequent text that says something; empty where none does. */
export function usual(tally: Tally): string {
  return counts(tally).find(({ text }) => text !== nothingSent && text !== others)?.text ?? ''
}
