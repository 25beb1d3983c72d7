// LOINC codes of the catalogs against a list of LOINC. The one thing to know: the list is the user's, with the version that
// they have; a code that came later is told as unknown, which is why this warns and stops nothing.
import type { Replacement } from '../../terminology/loinc/accessory-files.ts'
import type { LoincTable } from '../../terminology/loinc/term.ts'
import type { SiteParts } from '../parts.ts'
import { newReport, type Problem } from '../problem.ts'
import { quoted } from '../suggest.ts'

/** Codes that the list does not have, or has as deprecated or discouraged. */
export function unknownLoinc(
  { catalogs }: Pick<SiteParts, 'catalogs'>,
  table: LoincTable,
  replacements: ReadonlyMap<string, readonly Replacement[]> = new Map(),
): readonly Problem[] {
  const report = newReport()
  for (const { source } of catalogs)
    for (const { cells, at } of source.rows) {
      const code = cells.loinc ?? ''
      if (code === '') continue
      const term = table.find(code)
      const status = term?.status ?? null
      if (term && status !== 'DEPRECATED' && status !== 'DISCOURAGED') continue
      report.warning('site-loinc-unknown', source.file, at('loinc'), {
        given: term ? `${quoted(code)}, which is ${status?.toLowerCase()}: ${term.name}` : quoted(code),
        allowed: `a code of ${table.title} that is in use${insteadOf(replacements.get(code) ?? [])}`,
      })
    }
  return report.problems
}

function insteadOf(replacements: readonly Replacement[]): string {
  if (replacements.length === 0) return ''
  const each = replacements.map(({ loinc, comment }) => (comment === '' ? loinc : `${loinc} (${comment})`))
  return `; LOINC names ${each.join(' or ')} instead`
}
