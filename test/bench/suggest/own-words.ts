// The phrases of the lexicon that one test alone of a list uses. The lexicon was written by people who knew the list, so the
// cross-validation of the weights says nothing of it; without those phrases each test stands as if no word had been
// written for it. That is stricter than true: most of them (PEEP, PTT, VZV) would stand in any lexicon.
import { lexiconEntry } from '../../../src/alignment/suggest/lexicon.ts'
import { wantedOf } from '../../../src/alignment/suggest/profile.ts'
import type { Pool } from '../../../src/alignment/suggest/ranking.ts'
import type { KnownTest } from './cross-validate.ts'

/** For each test, the phrases that no test with another label, and no name among the candidates, uses. */
export function ownWords(pool: Pool, tests: readonly KnownTest[]): (known: KnownTest) => ReadonlySet<string> {
  const users = new Map<string, Set<string>>()
  const use = (label: string, who: string) => {
    for (const phrase of phrasesOf(label)) users.set(phrase, (users.get(phrase) ?? new Set()).add(who))
  }
  for (const { test } of tests) use(test.label, test.label.toLowerCase())
  for (const { name, code } of pool.candidates) use(name, code)
  return ({ test }) => new Set(phrasesOf(test.label).filter((phrase) => users.get(phrase)?.size === 1))
}

function phrasesOf(label: string): string[] {
  const { pieces } = wantedOf({ id: '', label })
  return pieces.map(({ given }) => given).filter((given) => lexiconEntry(given) !== undefined)
}
