// What LOINC says against what was sent of a code. The one thing to know: a unit of another magnitude than is usual for its
// LOINC code (haemoglobin in g/mL) is right nowhere or wrong by a hundred; units of another kind are left to src/alignment,
// since mEq/L beside mmol/L would drown them here.
import { loincCodeProblem } from '../../../terminology/loinc/code.ts'
import { commonCodes } from '../../../terminology/loinc/common-codes.ts'
import { commensurable, readUnit, sameScale } from '../../../terminology/units.ts'
import type { Observed } from './observed.ts'
import { said, usual } from './tally.ts'

/** In words, with how many messages show it. */
export type OddByLoinc = { readonly words: string; readonly count: number; readonly unit?: string }

export function oddByLoinc({ loinc, units }: Pick<Observed, 'loinc' | 'units'>): readonly OddByLoinc[] {
  const codes = said(loinc)
  const wrong = codes.flatMap(({ text, count }) => {
    const problem = loincCodeProblem(text)
    return problem === null ? [] : [{ words: `no LOINC code: ${text} (${problem})`, count }]
  })
  return [...wrong, ...unusualUnits(usual(loinc), said(units))]
}

function unusualUnits(code: string, units: ReturnType<typeof said>): readonly OddByLoinc[] {
  const known = (commonCodes().find(code)?.units ?? []).map((text) => ({ text, unit: readUnit(text) }))
  const [first] = known
  if (!first) return []
  return units.flatMap(({ text, count }) => {
    const unit = readUnit(text)
    const isUnusual =
      unit.known &&
      known.some((one) => one.unit.known && commensurable(one.unit, unit)) &&
      !known.some((one) => one.unit.known && sameScale(one.unit, unit))
    const words = `unit of another magnitude than is usual for ${code}: ${text} (${count}), usual ${first.text}`
    return isUnusual ? [{ words, count, unit: text }] : []
  })
}
