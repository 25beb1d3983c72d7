// Suggestions: LOINC codes for a local test, and the counterpart of a test in another catalog. The one thing to know: nothing is
// decided here; an answer is a ranked list with reasons, and a confidence that says how often such an answer is right.

import { commonCodes } from '../../terminology/loinc/common-codes.ts'
import type { LoincTable } from '../../terminology/loinc/term.ts'
import { confidencesOf } from './calibrate.ts'
import type { Learned } from './learned.ts'
import { candidateOf, candidateOfTest } from './profile.ts'
import { ask, closeLooks, type Pool, poolOf, rank } from './ranking.ts'
import { reasonsOf } from './reasons.ts'
import type { LocalTest, Suggester } from './suggestion.ts'
import { learned as builtIn } from './weights.ts'

/** Ranks the codes of a table for local tests. A table without ranks of its own takes them from the built-in one. */
export function loincSuggester(table: LoincTable, learned: Learned = builtIn): Suggester {
  const calibration = table === commonCodes() ? learned.builtIn : learned.calibration
  const pool = loincPool(table)
  return suggesterOf(pool, { ...learned, calibration }, closeLooks)
}

/** The codes of a table as candidates, without those that LOINC has given up. */
export function loincPool(table: LoincTable): Pool {
  const common = commonCodes()
  const living = table.all.filter(({ status, name }) => status !== 'DEPRECATED' && !/^deprecated /i.test(name))
  const isRanked = living.some(({ rank: place }) => place !== null)
  const terms = isRanked ? living : living.map((term) => ({ ...term, rank: common.find(term.code)?.rank ?? null }))
  return poolOf(terms.map(candidateOf))
}

/** Ranks the tests of one catalog as counterparts of the tests of another. */
export function counterpartSuggester(tests: readonly LocalTest[], learned: Learned = builtIn): Suggester {
  const byId = new Map(tests.map((test) => [test.id, test]))
  const pool = poolOf(tests.map(candidateOfTest))
  return suggesterOf(pool, learned, closeLooks / 2, (test, code) => sameLoinc(test, byId.get(code)))
}

/** A LOINC code that both carry decides nearly alone; two that differ speak against. */
function sameLoinc(test: LocalTest, other: LocalTest | undefined): number {
  if (!test.loinc || !other?.loinc) return 0
  return test.loinc === other.loinc ? 6 : -3
}

type Bonus = (test: LocalTest, code: string) => number

function suggesterOf(pool: Pool, learned: Learned, looks: number, bonus?: Bonus): Suggester {
  return {
    suggest(test, most) {
      const asked = ask(pool, test, looks)
      const ranked = rank(pool, asked, learned.weights, bonus && ((code) => bonus(test, code))).slice(0, most)
      const sure = confidencesOf(
        learned.calibration,
        ranked.map(({ outlook }) => outlook),
      )
      return ranked.map((one, place) => ({
        code: one.candidate.code,
        name: one.candidate.name,
        confidence: round(sure[place]!),
        reasons: reasonsOf(asked.query, one),
      }))
    },
  }
}

function round(share: number): number {
  return Math.round(share * 1000) / 1000
}
