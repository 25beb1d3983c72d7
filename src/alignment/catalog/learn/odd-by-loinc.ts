// What LOINC says against what was sent of a code. The one thing to know: a unit of another magnitude than is usual for its
// LOINC code (haemoglobin in g/mL) is right nowhere or wrong by a hundred; a unit of another kind (glucose by mass in mmol/L)
// is told as the rule loinc-property-unlike-unit tells it, to which mEq/L and mmol/L both are amounts of substance.
import { axesOfName } from '../../../terminology/loinc/axes-of-name.ts'
import { loincCodeProblem } from '../../../terminology/loinc/code.ts'
import { commonCodes } from '../../../terminology/loinc/common-codes.ts'
import { fitsProperty } from '../../../terminology/loinc/property-units.ts'
import { commensurable, readUnit, sameScale } from '../../../terminology/units.ts'
import type { Observed } from './observed.ts'
import { said, usual } from './tally.ts'

/** In words, with how many messages show it. */
export type OddByLoinc = { readonly words: string; readonly count: number; readonly unit?: string }

type Sent = Pick<Observed, 'loinc' | 'loincNames' | 'units'>

export function oddByLoinc({ loinc, loincNames, units }: Sent): readonly OddByLoinc[] {
  const codes = said(loinc)
  const wrong = codes.flatMap(({ text, count }) => {
    const problem = loincCodeProblem(text)
    return problem === null ? [] : [{ words: `no LOINC code: ${text} (${problem})`, count }]
  })
  const code = usual(loinc)
  const property = propertyOf(code, loincNames.get(code) ?? '')
  return [...wrong, ...unlikeUnits(code, property, said(units)), ...unusualUnits(code, said(units))]
}

/** The property of a code: as LOINC has it where it is one of the common ones, else as its name says it. */
function propertyOf(code: string, name: string): string | null {
  const axes = commonCodes().find(code)?.axes ?? (name === '' ? null : axesOfName(name))
  return axes?.property ?? null
}

/** Code and unit contradict each other. */
function unlikeUnits(code: string, property: string | null, units: ReturnType<typeof said>): readonly OddByLoinc[] {
  if (property === null) return []
  return units.flatMap(({ text, count }) => {
    const words = `unit of another kind than ${code} measures: ${text} (${count}), ${code} measures ${property}`
    return fitsProperty(readUnit(text), property) ? [] : [{ words, count, unit: text }]
  })
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
