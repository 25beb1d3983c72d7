// Learns the weights of the features from tests whose code is known. The one thing to know: it is a choice among the
// candidates of a test (a conditional logit), so a weight says how much a feature moves the odds; few and strongly drawn to
// nought, so that no single test is learned by heart. Pure: the same examples give the same weights.

/** One test: the features of its candidates, and which of them is right. */
export type Example = {
  readonly candidates: readonly (readonly Feature[])[]
  readonly right: number
  /** How much the test counts. */
  readonly weight: number
}

export type Feature = readonly [name: string, value: number]
export type Weights = Readonly<Record<string, number>>

export type LearnSettings = {
  readonly steps: number
  /** How strongly weights are drawn to nought; above nought. */
  readonly draw: number
}

/** The weights under which the right candidates are most likely (Adam on the log likelihood with an L2 penalty). */
export function learnWeights(examples: readonly Example[], { steps, draw }: LearnSettings): Weights {
  const names = [...new Set(examples.flatMap(({ candidates }) => candidates.flat().map(([name]) => name)))].sort()
  const place = new Map(names.map((name, index) => [name, index]))
  const compiled = examples.map(({ candidates, right, weight }) => ({
    right,
    weight,
    candidates: candidates.map((list) => ({
      ids: Int32Array.from(list, ([name]) => place.get(name)!),
      values: Float64Array.from(list, ([, value]) => value),
    })),
  }))
  const weights = new Float64Array(names.length)
  const first = new Float64Array(names.length)
  const second = new Float64Array(names.length)
  const total = compiled.reduce((sum, { weight }) => sum + weight, 0)
  for (let step = 1; step <= steps; step++) {
    const gradient = gradientOf(compiled, weights)
    for (let id = 0; id < weights.length; id++) {
      const slope = gradient[id]! / total + draw * weights[id]!
      first[id] = 0.9 * first[id]! + 0.1 * slope
      second[id] = 0.999 * second[id]! + 0.001 * slope * slope
      const [mean, spread] = [first[id]! / (1 - 0.9 ** step), second[id]! / (1 - 0.999 ** step)]
      weights[id] = weights[id]! - (0.1 * mean) / (Math.sqrt(spread) + 1e-8)
    }
  }
  return Object.fromEntries(names.map((name, index) => [name, round(weights[index]!)]))
}

type Compiled = {
  readonly right: number
  readonly weight: number
  readonly candidates: readonly { readonly ids: Int32Array; readonly values: Float64Array }[]
}

/** The slope of the negative log likelihood. */
function gradientOf(examples: readonly Compiled[], weights: Float64Array): Float64Array {
  const gradient = new Float64Array(weights.length)
  for (const { candidates, right, weight } of examples) {
    const likely = softmax(candidates.map(({ ids, values }) => dot(ids, values, weights)))
    candidates.forEach(({ ids, values }, index) => {
      const off = weight * (likely[index]! - (index === right ? 1 : 0))
      if (Math.abs(off) > 1e-9) for (let at = 0; at < ids.length; at++) gradient[ids[at]!]! += off * values[at]!
    })
  }
  return gradient
}

function dot(ids: Int32Array, values: Float64Array, weights: Float64Array): number {
  let sum = 0
  for (let at = 0; at < ids.length; at++) sum += weights[ids[at]!]! * values[at]!
  return sum
}

/** Scores as shares that sum to one. */
export function softmax(scores: readonly number[]): number[] {
  const highest = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - highest))
  const sum = powers.reduce((total, one) => total + one, 0)
  return powers.map((one) => one / sum)
}

function round(weight: number): number {
  return Math.round(weight * 1000) / 1000
}
