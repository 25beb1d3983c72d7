// How well codes are suggested, by cross-validation: a test is never ranked with weights or a calibration that saw it, nor any
// other test of its code. The one thing to know: all candidates of the list stay candidates in every fold.
import {
  type Calibration,
  confidencesOf,
  learnCalibration,
  type Outcome,
} from '../../../src/alignment/suggest/calibrate.ts'
import { type Example, learnWeights, type Weights } from '../../../src/alignment/suggest/learn.ts'
import type { Learned } from '../../../src/alignment/suggest/learned.ts'
import {
  type Asked,
  ask,
  byScore,
  closeLooks,
  featuresOf,
  type Pool,
  type Ranked,
  scoreOfNone,
} from '../../../src/alignment/suggest/ranking.ts'
import type { LocalTest } from '../../../src/alignment/suggest/suggestion.ts'

/** A test whose code is known; `volume` is how many results it had. */
export type KnownTest = { readonly test: LocalTest; readonly loinc: string; readonly volume: number }

/** A test with its candidates and their features, worked out once for all folds. */
export type Prepared = {
  readonly known: KnownTest
  readonly asked: Asked
  readonly features: Example['candidates']
  /** Place of the right code among the candidates; -1 where it is not among them. */
  readonly right: number
}

export const folds = 5
const learning = { steps: 150, draw: 0.01 }

export function prepare(
  pool: Pool,
  tests: readonly KnownTest[],
  without: (known: KnownTest) => ReadonlySet<string> | undefined = () => undefined,
): Prepared[] {
  return tests.map((known) => {
    const asked = ask(pool, known.test, closeLooks, without(known))
    return {
      known,
      asked,
      features: asked.list.map((one) => featuresOf(pool, asked, one)),
      right: asked.list.findIndex(({ index }) => pool.candidates[index]!.code === known.loinc),
    }
  })
}

/** The fold of a code, from its digits: all tests of one code fall into one. */
export function foldOf(code: string, count: number, salt: number): number {
  let hash = 2166136261 ^ salt
  for (const character of code) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619)
  hash ^= hash >>> 15
  return (Math.imul(hash, 2246822519) >>> 8) % count
}

/**
 * What the list cannot teach, since it has neither: a code that LOINC discourages, and one after a challenge or a fast,
 * which a label says where it is meant.
 */
const given: Weights = { 'is discouraged': -2, 'is after a challenge': -1.5 }

/** Weights from tests whose right code is among their candidates. */
export function weightsFrom(prepared: readonly Prepared[]): Weights {
  const examples = prepared
    .filter(({ right }) => right >= 0)
    .map(({ features, right }): Example => ({ candidates: features, right, weight: 1 }))
  return { ...learnWeights(examples, learning), ...given }
}

export function rankPrepared(pool: Pool, { asked, features }: Prepared, weights: Weights): readonly Ranked[] {
  const scores = features.map((list) => list.reduce((sum, [name, value]) => sum + (weights[name] ?? 0) * value, 0))
  return byScore(pool, asked, scores, scoreOfNone(asked.query, weights))
}

/** Ranks every test with weights that saw neither it nor another of its code. */
function rankOutOfFold(pool: Pool, prepared: readonly Prepared[], count: number, salt: number) {
  return Array.from({ length: count }, (_, fold) => fold).flatMap((fold) => {
    const inFold = (one: Prepared) => foldOf(one.known.loinc, count, salt) === fold
    const weights = weightsFrom(prepared.filter((one) => !inFold(one)))
    return prepared.filter(inFold).map((one) => ({ one, ranked: rankPrepared(pool, one, weights) }))
  })
}

/** So many suggestions a test are shown, and so many learn how sure they may be. */
const shown = 5

/** The first suggestion is what most people look at; the later ones count less. */
const laterShare = 0.25

/** The share of tests that stand for tests whose code is not among the candidates at all. */
const absentShare = 0.03

/** Calibration from suggestions out of fold; each test also stands, lightly, for one whose code is not there. */
export function calibrationFrom(pool: Pool, prepared: readonly Prepared[], absent = absentShare): Calibration {
  const outcomes = rankOutOfFold(pool, prepared, folds - 1, 7).flatMap(({ one, ranked }) => [
    ...outcomesOf(ranked, one.known.loinc, 1),
    ...(absent === 0 ? [] : outcomesOf(without(ranked, one.known.loinc), one.known.loinc, absent)),
  ])
  return learnCalibration(outcomes)
}

function outcomesOf(ranked: readonly Ranked[], loinc: string, weight: number): Outcome[] {
  return ranked.slice(0, shown).map(({ candidate, outlook }, place) => ({
    ...outlook,
    isRight: candidate.code === loinc,
    weight: weight * (place === 0 ? 1 : laterShare),
  }))
}

/** The ranking as if the right code were not among the candidates. */
export function without(ranked: readonly Ranked[], loinc: string): readonly Ranked[] {
  const rest = ranked.filter(({ candidate }) => candidate.code !== loinc)
  const gone = ranked.find(({ candidate }) => candidate.code === loinc)?.outlook.share ?? 0
  return rest.map((one) => ({
    ...one,
    outlook: { ...one.outlook, share: one.outlook.share / Math.max(1 - gone, 1e-9) },
  }))
}

export function learnFrom(pool: Pool, prepared: readonly Prepared[]): Pick<Learned, 'weights' | 'calibration'> {
  return { weights: weightsFrom(prepared), calibration: calibrationFrom(pool, prepared) }
}

/** One test as it was judged: where its right code stood (from 0; -1: nowhere), and how sure the first suggestion was. */
export type Judged = {
  readonly known: KnownTest
  readonly place: number
  readonly first: Ranked | null
  readonly confidence: number
  /** How sure the first would be if the right code were not among the candidates. */
  readonly confidenceWithout: number
}

/** Every test judged by what was learned from the other folds. */
export function crossValidate(pool: Pool, prepared: readonly Prepared[]): Judged[] {
  return Array.from({ length: folds }, (_, fold) => fold).flatMap((fold) => {
    const inFold = (one: Prepared) => foldOf(one.known.loinc, folds, 0) === fold
    const { weights, calibration } = learnFrom(
      pool,
      prepared.filter((one) => !inFold(one)),
    )
    return prepared.filter(inFold).map((one) => judge(pool, one, weights, calibration))
  })
}

function judge(pool: Pool, one: Prepared, weights: Weights, calibration: Calibration): Judged {
  const ranked = rankPrepared(pool, one, weights)
  const sure = (list: readonly Ranked[]) =>
    confidencesOf(
      calibration,
      list.slice(0, shown).map(({ outlook }) => outlook),
    )[0] ?? 0
  return {
    known: one.known,
    place: ranked.findIndex(({ candidate }) => candidate.code === one.known.loinc),
    first: ranked[0] ?? null,
    confidence: sure(ranked),
    confidenceWithout: sure(without(ranked, one.known.loinc)),
  }
}
