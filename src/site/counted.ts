// A number with its noun in a sentence. The one thing to know: "1 rows" makes a reader doubt the number, so every count that
// can be one goes through here.

/** `1 row`, `3 rows`; `many` where the plural is not the noun with an s: `2 entries`. */
export function counted(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`
}

/** Of two words the one that goes with a number: `is` with 1, `are` with the rest. */
export function agreeing(count: number, one: string, many: string): string {
  return count === 1 ? one : many
}
