// MFN^M18: which payer covers a test for some diagnoses only. The one thing to know: MCP names the test and PM1 the payer;
// the cell of the test gathers its payers. (HL7 v2.8 §8.13; the "Medicare limited coverage process" of eDOS)
import type { Segment } from '../../../hl7/index.ts'
import type { Cells } from '../catalog.ts'
import { coded, nameOf, ownCode, text } from './fields.ts'

type Key = { readonly code: string; readonly name: string; readonly codingSystem: string }

/** One row a test that is named. */
export function readCoverage(key: Key, of: (name: string) => readonly Segment[]): Cells[] {
  const [pm1] = of('PM1')
  const payer = pm1 ? nameOf(coded(pm1, 1)) || text(pm1, 3, 1) || text(pm1, 2, 1) : ''
  const tests = of('MCP').map((mcp) => ownCode(coded(mcp, 2)))
  const named = tests.length > 0 ? tests.filter(({ code }) => code !== '') : [{ ...key, system: key.codingSystem }]
  return named.map(({ code, name, system }) => ({
    ...{ code, name, coding_system: system },
    ...(payer === '' ? {} : { limited_coverage: payer.replaceAll(';', ',') }),
  }))
}
