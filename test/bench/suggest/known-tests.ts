// The tests of a real hospital whose codes are known, and the codes to choose from, read from beside the project.
import { Buffer } from 'node:buffer'
import { parse } from 'csv-parse/sync'
import type { LoincTerm } from '../../../src/terminology/loinc/term.ts'
import { loincTable } from '../../../src/terminology/loinc/term.ts'
import { caseBytes } from '../../cases.ts'
import type { KnownTest } from './cross-validate.ts'

type Row = Readonly<Record<string, string>>

function rows(file: string): Row[] {
  return parse(Buffer.from(caseBytes(`terminology/loinc/${file}`)), { columns: true }) as Row[]
}

/** Tests with a code; those without one apart. */
export function knownTests(): { known: KnownTest[]; unknown: KnownTest[] } {
  const all = rows('mimic_lab_items_to_loinc.csv').map((row) => ({
    test: { id: row.itemid!, label: row.label!, fluid: row.fluid!, category: row.category!, unit: row.unit! },
    loinc: row.loinc!,
    volume: Number(row.rows),
  }))
  return { known: all.filter(({ loinc }) => loinc !== ''), unknown: all.filter(({ loinc }) => loinc === '') }
}

/** All codes of the list of others. */
export function candidateTable() {
  return loincTable(
    'loinc_subset.csv',
    rows('loinc_subset.csv').map(
      (row): LoincTerm => ({
        code: row.loinc!,
        name: row.long_common_name!,
        shortName: null,
        axes: {
          component: row.component || null,
          property: row.property || null,
          time: row.time || null,
          system: row.system || null,
          scale: row.scale || null,
          method: row.method || null,
        },
        status: null,
        class: null,
        use: null,
        units: row.example_ucum ? [row.example_ucum] : [],
        rank: null,
        synonyms: '',
      }),
    ),
  )
}
