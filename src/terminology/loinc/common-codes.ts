// The commonest laboratory codes, built in: what there is without LOINC's own files. The one thing to know: it is a choice, not
// LOINC; a code that does not stand here may well exist. Loinc.csv, which everybody gets at loinc.org, has all of them.
import { axesOfName } from './axes-of-name.ts'
import { bloodBank } from './common/blood-bank.ts'
import { bloodGas } from './common/blood-gas.ts'
import { chemistry } from './common/chemistry.ts'
import { coagulation } from './common/coagulation.ts'
import { drugs } from './common/drugs.ts'
import { endocrinology } from './common/endocrinology.ts'
import { hematology } from './common/hematology.ts'
import { immunology } from './common/immunology.ts'
import { microbiology } from './common/microbiology.ts'
import { molecular } from './common/molecular.ts'
import type { CommonRow } from './common/row.ts'
import { serology } from './common/serology.ts'
import { urinalysis } from './common/urinalysis.ts'
import { type LoincTable, type LoincTerm, loincTable } from './term.ts'

/** The parts of the built-in table by the department that reports them. */
export const commonAreas: Readonly<Record<string, readonly CommonRow[]>> = {
  'blood bank': bloodBank,
  'blood gas': bloodGas,
  chemistry,
  coagulation,
  drugs,
  endocrinology,
  hematology,
  immunology,
  microbiology,
  molecular,
  serology,
  urinalysis,
}

/** A place in COMMON_TEST_RANK that stands for every day, often, and now and then. */
const ranks: Readonly<Record<CommonRow[3], number>> = { 1: 20, 2: 300, 3: 3000 }

function termOf([code, name, unit, seldom]: CommonRow): LoincTerm {
  return {
    code,
    name,
    shortName: null,
    axes: axesOfName(name),
    status: null,
    class: null,
    use: null,
    units: unit === '' ? [] : [unit],
    rank: ranks[seldom],
    synonyms: '',
  }
}

let table: LoincTable | undefined

/** The built-in table. Made when it is first asked for. */
export function commonCodes(): LoincTable {
  table ??= loincTable('built in', Object.values(commonAreas).flat().map(termOf))
  return table
}
