// A whole census, page after page: what one page does not show may stand on the next. The one thing to know: a system that
// says "more" and gives the same cursor again would be read for ever, so that counts as a census that cannot be read.
import type { Census, CensusPage } from '../engine/ports/census.ts'
import { LabloopError } from '../errors.ts'

/**
 * Everything that a system shows of itself, oldest change first.
 * @throws LabloopError census-unreachable, census-unreadable
 */
export async function wholeCensus(read: Census['read'], system: string): Promise<readonly CensusPage[]> {
  const pages: CensusPage[] = []
  const seen = new Set<string>()
  for (let since = ''; ; ) {
    const page = await read(system, since)
    pages.push(page)
    if (!page.more) return pages
    if (seen.has(page.cursor))
      throw new LabloopError('census-unreadable', { place: system, given: 'the same cursor again, and more behind it' })
    seen.add(page.cursor)
    since = page.cursor
  }
}
