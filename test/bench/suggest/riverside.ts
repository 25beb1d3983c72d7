// Suggestions for the example hospital, whose two catalogs carry LOINC codes: the codes are hidden and looked for. None of it was
// learned from, so it says how the weights do elsewhere.
import { join } from 'node:path'
import { csvFile } from '../../../src/adapters/file/pieces.ts'
import { readLocalTests } from '../../../src/alignment/suggest/read-tests.ts'
import { counterpartSuggester, loincSuggester } from '../../../src/alignment/suggest/suggester.ts'
import type { LocalTest, Suggester } from '../../../src/alignment/suggest/suggestion.ts'
import type { LoincTable } from '../../../src/terminology/loinc/term.ts'

type Shares = { readonly tests: number; readonly top1: number; readonly top5: number }

const folder = join(import.meta.dirname, '../../../examples/riverside/catalogs')

/** Codes for the LIS's and the EHR's tests among a table's, and the EHR's counterparts of the LIS's tests. */
export async function riversideFigures(table: LoincTable): Promise<Readonly<Record<string, Shares>>> {
  const [lis, ehr] = [await testsOf('lis-components.csv'), await testsOf('ehr-components.csv')]
  const known = (tests: readonly LocalTest[]) => tests.filter(({ loinc }) => table.find(loinc ?? ''))
  const suggester = loincSuggester(table)
  const codes = new Map(ehr.map(({ id, loinc }) => [id, loinc]))
  const both = lis.filter(({ loinc }) => [...codes.values()].includes(loinc))
  return {
    lis: shares(known(lis), suggester, (code) => code),
    ehr: shares(known(ehr), suggester, (code) => code),
    lisToEhr: shares(both, counterpartSuggester(ehr.map(hidden)), (id) => codes.get(id)),
  }
}

async function testsOf(name: string): Promise<readonly LocalTest[]> {
  return readLocalTests(csvFile(name, folder), ({ file, line, given }) => {
    throw new Error(`${file}:${line} ${given}`)
  })
}

function hidden(test: LocalTest): LocalTest {
  return { ...test, loinc: '' }
}

function shares(
  tests: readonly LocalTest[],
  suggester: Suggester,
  loincOf: (code: string) => string | undefined,
): Shares {
  const places = tests.map((test) =>
    suggester.suggest(hidden(test), 5).findIndex(({ code }) => loincOf(code) === test.loinc),
  )
  const share = (count: number) => Number((count / tests.length).toFixed(4))
  return {
    tests: tests.length,
    top1: share(places.filter((place) => place === 0).length),
    top5: share(places.filter((place) => place >= 0).length),
  }
}
