// "Did you mean": the nearest of the names that exist. Small distances only; a wild guess helps nobody.

/** The nearest candidate within a third of the word's length, or undefined. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const bound = word.length < 3 ? 0 : Math.max(1, Math.floor(word.length / 3))
  let best: string | undefined
  let bestDistance = bound + 1
  const wanted = word.toLowerCase()
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue
    const found = distance(...differing(wanted, candidate.toLowerCase()), bestDistance)
    if (found < bestDistance) [best, bestDistance] = [candidate, found]
  }
  return best
}

/** `"lis" (did you mean "his"?)` and nothing more where nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const near = nearest(word, candidates)
  return near === undefined || near === word ? quoted(word) : `${quoted(word)} (did you mean ${quoted(near)}?)`
}

/** In quotes, bounded, on one line. */
export function quoted(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text
  return `"${shown.replace(/[\r\n\t]+/g, ' ')}"`
}

/** A list for a sentence: all of a short one, the first of a long one and how many more. */
export function listed(words: readonly string[], most = 12): string {
  if (words.length === 0) return 'nothing: there is none'
  const shown = words.slice(0, most).join(', ')
  return words.length > most ? `${shown} and ${words.length - most} more` : shown
}

/** Two words without what they begin and end with alike: no edit lies there. */
function differing(a: string, b: string): [string, string] {
  const shorter = Math.min(a.length, b.length)
  let from = 0
  while (from < shorter && a.charCodeAt(from) === b.charCodeAt(from)) from++
  let behind = 0
  while (behind < shorter - from && a.charCodeAt(a.length - 1 - behind) === b.charCodeAt(b.length - 1 - behind))
    behind++
  return [a.slice(from, a.length - behind), b.slice(from, b.length - behind)]
}

/**
 * Edits, where swapping two neighbours is one (optimal string alignment distance), as far as they are fewer than `limit`:
 * what is further off is only known to be so, which keeps a catalog of ten thousand codes quick to search.
 */
function distance(a: string, b: string, limit: number): number {
  let before: number[] = new Array(b.length + 1).fill(limit)
  let last: number[] = before.map((_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row: number[] = new Array(b.length + 1).fill(limit)
    row[0] = i
    let least = i
    // Further from the diagonal there are more edits than that already.
    for (let j = Math.max(1, i - limit); j <= Math.min(b.length, i + limit); j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let edits = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, before[j - 2]! + 1)
      row[j] = edits
      if (edits < least) least = edits
    }
    // A swap reaches back two rows, and costs one.
    if (least > limit) return limit
    before = last
    last = row
  }
  return Math.min(limit, last[b.length]!)
}
