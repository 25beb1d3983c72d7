// `node test/bench/suggest/write-weights.ts`: learns the weights and the calibration from all tests whose codes are known, and
// writes src/alignment/suggest/weights.ts. To be run after a change of lexicon or features; the bench says whether it helped.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loincPool } from '../../../src/alignment/suggest/suggester.ts'
import { commonCodes } from '../../../src/terminology/loinc/common-codes.ts'
import { calibrationFrom, learnFrom, prepare } from './cross-validate.ts'
import { candidateTable, knownTests } from './known-tests.ts'

const pool = loincPool(candidateTable())
const { known } = knownTests()
const { weights, calibration } = learnFrom(pool, prepare(pool, known))
// Many codes of this hospital are not in the built-in table: those tests teach how sure to be of the best of the wrong ones.
const small = loincPool(commonCodes())
const builtIn = calibrationFrom(small, prepare(small, known), 0)
const kept = Object.entries(weights).filter(([, weight]) => Math.abs(weight) >= 0.02)
const lines = kept.map(([name, weight]) => `    ${/^[a-z]+$/.test(name) ? name : `'${name}'`}: ${weight},`)
const text = `// Learned weights: how much each feature (features.ts) moves the odds of a candidate, and how sure a suggestion may be.
// Written by \`node test/bench/suggest/write-weights.ts\`; not to be edited by hand.
import type { Learned } from './learned.ts'

export const learned: Learned = {
  from: '${known.length} tests of a hospital with their codes (MIT-LCP/mimic-code, d_labitems_to_loinc)',
  weights: {
${lines.join('\n')}
  },
  calibration: [${calibration.join(', ')}],
  builtIn: [${builtIn.join(', ')}],
}
`
writeFileSync(join(import.meta.dirname, '../../../src/alignment/suggest/weights.ts'), text)
process.stderr.write(`${kept.length} weights from ${known.length} tests\n`)
