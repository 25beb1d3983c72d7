// A whole census, page after page: what one page does not show may stand on the next. The one thing to know: a system that
// says "more" and gives the same cursor again would be read for ever, so that counts as a census that cannot be read.
import type { Census, CensusPage, CensusResult } from '../engine/ports/census.ts'
import { LabloopError } from '../errors.ts'

/**
 * Everything that a system shows of itself, or what changed since a cursor, oldest change first; at least one page.
 * @throws LabloopError census-unreachable, census-unreadable
 */
export async function wholeCensus(read: Census['read'], system: string, since = ''): Promise<readonly CensusPage[]> {
  const pages: CensusPage[] = []
  const seen = new Set([since])
  for (let cursor = since; ; ) {
    const page = await read(system, cursor)
    pages.push(page)
    if (!page.more) return pages
    if (seen.has(page.cursor))
      throw new LabloopError('census-unreadable', { place: system, given: 'the same cursor again, and more behind it' })
    seen.add(page.cursor)
    cursor = page.cursor
  }
}

export type CensusResults = {
  /** Every result as the system shows it now. */
  now(): Promise<readonly CensusResult[]>
}

/** The results of a census, whole at the first look and then by what has changed. */
export function censusResults(read: Census['read'], system: string): CensusResults {
  const rows = new Map<string, CensusResult>()
  let since = ''
  return {
    async now() {
      const pages = await wholeCensus(read, system, since)
      since = pages.at(-1)!.cursor
      for (const row of pages.flatMap(({ results }) => results)) rows.set(placeOf(row), row)
      return [...rows.values()]
    },
  }
}

/** Where a result stands on the display. */
function placeOf({ mrn, mrnAuthority, placer, filler, component, subId }: CensusResult): string {
  return JSON.stringify([mrn, mrnAuthority, placer, filler, component, subId])
}
