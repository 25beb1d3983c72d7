// `npm run -s bench -- suggest`: how often the right LOINC code is suggested first and among the first five, and how far the
// confidence can be trusted, by cross-validation; and how long 10,000 tests against 10,000 take.
import { loincPool } from '../../../src/alignment/suggest/suggester.ts'
import { casesFolder } from '../../cases.ts'
import { crossValidate, folds, type Judged, prepare } from './cross-validate.ts'
import { candidateTable, knownTests } from './known-tests.ts'
import { ownWords } from './own-words.ts'
import { riversideFigures } from './riverside.ts'
import { catalogTimes } from './two-catalogs.ts'

type Bin = { readonly from: number; readonly tests: number; readonly confidence: number; readonly right: number }

export async function suggestBench(options: Record<string, string>): Promise<object> {
  const times = catalogTimes(Number(options.rows ?? 10_000))
  if (!casesFolder) return { note: '../shared/cases is not here, so nothing can be measured against it', ...times }
  const table = candidateTable()
  const pool = loincPool(table)
  const { known } = knownTests()
  const judged = crossValidate(pool, prepare(pool, known))
  if (options.misses) tellMisses(judged)
  return {
    ...figures(judged),
    withoutOwnWords: shares(crossValidate(pool, prepare(pool, known, ownWords(pool, known)))),
    candidates: pool.candidates.length,
    folds,
    riverside: await riversideFigures(table),
    ...times,
  }
}

function shares(judged: readonly Judged[]): object {
  const volume = sum(judged.map(({ known }) => known.volume))
  const first = judged.filter(({ place }) => place === 0)
  return {
    tests: judged.length,
    top1: share(first.length, judged.length),
    top5: share(judged.filter(({ place }) => place >= 0 && place < 5).length, judged.length),
    top1ByVolume: share(sum(first.map(({ known }) => known.volume)), volume),
  }
}

function figures(judged: readonly Judged[]): object {
  const first = judged.filter(({ place }) => place === 0)
  const bins = binsOf(judged)
  return {
    ...shares(judged),
    calibration: {
      expectedError: round(
        sum(bins.map(({ tests, confidence, right }) => tests * Math.abs(confidence - right))) / judged.length,
      ),
      bins,
    },
    confidenceOfFirst: {
      right: round(mean(first.map(({ confidence }) => confidence))),
      wrong: round(mean(judged.filter(({ place }) => place !== 0).map(({ confidence }) => confidence))),
      codeNotAmongCandidates: round(mean(judged.map(({ confidenceWithout }) => confidenceWithout))),
    },
  }
}

function binsOf(judged: readonly Judged[]): Bin[] {
  return Array.from({ length: 10 }, (_, index) => index / 10).flatMap((from) => {
    const inBin = judged.filter(({ confidence }) => confidence >= from && (confidence < from + 0.1 || from === 0.9))
    if (inBin.length === 0) return []
    return [
      {
        from,
        tests: inBin.length,
        confidence: round(mean(inBin.map(({ confidence }) => confidence))),
        right: share(inBin.filter(({ place }) => place === 0).length, inBin.length),
      },
    ]
  })
}

function tellMisses(judged: readonly Judged[]): void {
  for (const { known, place, first, confidence } of judged.filter((one) => one.place !== 0))
    process.stderr.write(
      `${place} ${known.volume} ${known.test.label} | ${known.test.fluid} | ${known.test.unit} => ${known.loinc}; first ${first?.candidate.name} ${confidence.toFixed(2)}\n`,
    )
}

function share(part: number, whole: number): number {
  return round(whole === 0 ? 0 : part / whole)
}

function sum(list: readonly number[]): number {
  return list.reduce((total, one) => total + one, 0)
}

function mean(list: readonly number[]): number {
  return list.length === 0 ? 0 : sum(list) / list.length
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
