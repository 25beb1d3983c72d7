// How often a suggestion like this one is right, learned from suggestions whose outcome is known. The one thing to know: the
// share among the candidates is not enough, since it is high as well where the right code is not among them; so what the
// words have in common counts too. (Logistic calibration after Platt)

/** What is known of a suggestion before anybody has looked at it. */
export type Outlook = {
  /** Its share among the candidates, from 0 to 1. */
  readonly share: number
  /** Share of the label's words that the name has, by weight. */
  readonly label: number
  /** Share of the component's words that the label has, by weight. */
  readonly component: number
  /** Share that the name has of the label's words that name a substance, by weight. */
  readonly core: number
  /** The label says free, direct or a class of antibody, and the name does not. */
  readonly lacksMark: boolean
  readonly specimenFits: number
  /** The unit measures something else. */
  readonly unitDiffers: boolean
}

export type Outcome = Outlook & { readonly isRight: boolean; readonly weight: number }

/** Factors of a logistic function, in the order of `terms`. */
export type Calibration = readonly number[]

function terms({ share, label, component, core, specimenFits, unitDiffers }: Outlook): number[] {
  const kept = Math.min(Math.max(share, 0.002), 0.998)
  return [
    1,
    Math.log(kept / (1 - kept)),
    label,
    component,
    label > 0.97 && component > 0.97 ? 1 : 0,
    specimenFits,
    specimenFits === 0 ? 1 : 0,
    unitDiffers ? 1 : 0,
    core,
    core < 0.5 ? 1 : 0,
  ]
}

/** What lacks a mark that the label has is another test more often than not, however alike they are. */
const mostWithoutMark = 0.5

/** From 0 to 1. */
export function confidenceOf(calibration: Calibration, outlook: Outlook): number {
  const sum = terms(outlook).reduce((total, term, index) => total + term * (calibration[index] ?? 0), 0)
  return Math.min(1 / (1 + Math.exp(-sum)), outlook.lacksMark ? mostWithoutMark : 1)
}

/**
 * How sure each of a list is, best first: a later one is to the first at most as their shares are, and the later ones
 * together have what the first leaves.
 */
export function confidencesOf(calibration: Calibration, outlooks: readonly Outlook[]): number[] {
  const [first, ...others] = outlooks
  if (!first) return []
  const best = confidenceOf(calibration, first)
  let least = best
  const rest = others.map((outlook) => {
    const bound = best * (outlook.share / Math.max(first.share, 1e-9))
    least = Math.min(least, bound, confidenceOf(calibration, outlook))
    return least
  })
  const sum = rest.reduce((total, one) => total + one, 0)
  const room = sum > 1 - best ? (1 - best) / sum : 1
  return [best, ...rest.map((one) => one * room)]
}

/** The factors under which the outcomes are most likely. Pure: the same outcomes give the same factors. */
export function learnCalibration(outcomes: readonly Outcome[], steps = 400): Calibration {
  const rows = outcomes.map((outcome) => ({ ...outcome, terms: terms(outcome) }))
  const total = rows.reduce((sum, { weight }) => sum + weight, 0)
  const size = rows[0]?.terms.length ?? 0
  const factors = new Array<number>(size).fill(0)
  const first = new Array<number>(size).fill(0)
  const second = new Array<number>(size).fill(0)
  for (let step = 1; step <= steps; step++) {
    const slope = factors.map((factor) => 0.0005 * factor)
    for (const { terms: list, isRight, weight } of rows) {
      const sum = list.reduce((all, term, index) => all + term * factors[index]!, 0)
      const off = (weight * (1 / (1 + Math.exp(-sum)) - (isRight ? 1 : 0))) / total
      list.forEach((term, index) => {
        slope[index]! += off * term
      })
    }
    for (let index = 0; index < size; index++) {
      first[index] = 0.9 * first[index]! + 0.1 * slope[index]!
      second[index] = 0.999 * second[index]! + 0.001 * slope[index]! ** 2
      const [mean, spread] = [first[index]! / (1 - 0.9 ** step), second[index]! / (1 - 0.999 ** step)]
      factors[index] = factors[index]! - (0.05 * mean) / (Math.sqrt(spread) + 1e-8)
    }
  }
  return factors.map((factor) => Math.round(factor * 1000) / 1000)
}
