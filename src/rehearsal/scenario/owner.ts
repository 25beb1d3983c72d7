// Whose an exception is, in the words of a scenario. The one thing to know: teams have other names at every site, so a
// scenario names them by the system that they answer for.
import type { SiteWords } from './site-words.ts'

/** The team accountable for a system, or the site's default team. */
export function teamOf(
  { ehr, lab, site }: Pick<SiteWords, 'ehr' | 'lab' | 'site'>,
  owner: 'ehr' | 'lab' | 'interface',
): string {
  const system = owner === 'ehr' ? ehr : owner === 'lab' ? lab : undefined
  return system?.owner ?? site.ownership.default_team
}
