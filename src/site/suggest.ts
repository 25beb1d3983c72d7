// "Did you mean": the nearest of the names that exist. Small distances only; a wild guess helps nobody.

/** The nearest candidate within a third of the word's length, or undefined. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const bound = word.length < 3 ? 0 : Math.max(1, Math.floor(word.length / 3))
  let best: string | undefined
  let bestDistance = bound + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > bound) continue
    const found = distance(word.toLowerCase(), candidate.toLowerCase())
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

/** Edits, where swapping two neighbours is one (optimal string alignment distance). */
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, before[j - 2]! + 1)
    }
    before = last
    last = row
  }
  return last[b.length]!
}
