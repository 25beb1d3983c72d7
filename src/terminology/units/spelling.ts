// Units as labs spell them, read to UCUM. The one thing to know: what comes out is only a proposal until UCUM itself has
// found it valid.

/** A reading of a spelling: the code, how it was come by, and what else it may mean. */
export type Spelled = {
  readonly ucum: string
  readonly how: 'spelling' | 'case' | 'annotation'
  readonly also: readonly string[]
}

/** The reading of a spelling that is not UCUM as it stands; null where there is none. */
export function readSpelling(spelling: string): Spelled | null {
  const litres = spelling.replace(/^[µμ]/, 'u')
  return litres === spelling ? null : { ucum: litres, how: 'spelling', also: [] }
}
