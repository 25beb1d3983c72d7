// How two units stand to each other. The one thing to know: whether they are spelled alike says nothing; what one of each is
// worth does.
import { toNumber } from '../../../terminology/decimal.ts'
import { factorOf, type Unit } from '../../../terminology/units.ts'

/**
 * `same`: numbers in the one are numbers in the other; `magnitude`: the same kind of quantity in another size;
 * `convention`: the same dimension counted otherwise (FEU and DDU, a number and its logarithm); `apart`: another kind;
 * `unsaid`: one of them is not understood or not there.
 */
export type UnitRelation = 'same' | 'magnitude' | 'convention' | 'apart' | 'unsaid'

export type Compared = {
  readonly relation: UnitRelation
  /** How many of the second one of the first is, where that is another size. */
  readonly ratio: number | null
}

const same: Compared = { relation: 'same', ratio: 1 }

/**
 * @param charge of the ion, where the analyte is known: 1 mEq is 1 mmol of a single charge
 */
export function compareUnits(one: Unit, other: Unit, charge: number | null = null): Compared {
  if (one.ucum === null || other.ucum === null) return { relation: 'unsaid', ratio: null }
  if (one.ucum === other.ucum) return same
  const way = factorOf(one, other, charge === null ? {} : { valence: charge })
  if ('refused' in way) return { relation: way.refused === 'other-convention' ? 'convention' : 'apart', ratio: null }
  const ratio = toNumber(way.factor)
  return ratio === 1 && way.offset.numerator === 0n ? same : { relation: 'magnitude', ratio }
}

/** `1000 times`, `1/10 of`, for a sentence. */
export function timesText(factor: number | null): string {
  if (factor === null) return 'another size of'
  return factor >= 1 ? `${rounded(factor)} times` : `1/${rounded(1 / factor)} of`
}

function rounded(number: number): string {
  return String(Number(number.toPrecision(4)))
}
