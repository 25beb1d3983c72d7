// Exact numbers: fractions of whole numbers, and their rounding to decimals. The one thing to know: rounding is by halves
// away from zero, on the exact value, never on the nearest binary number. 2.675 rounded to two decimals is 2.68.

export type Fraction = { readonly numerator: bigint; readonly denominator: bigint }

/** How numbers are cut to a number of decimals. `up` and `down` are toward plus and minus infinity. */
export type Rounding = 'half' | 'up' | 'down'

const digits = 12

/**
 * The exact fraction that a factor of floating point stands for: itself or its inverse rounded to 12 digits, whichever is
 * shorter, so that 0.1 * 3 is three tenths and a sixtieth is a sixtieth. Null of what is not positive and finite.
 */
export function fractionOf(factor: number): Fraction | null {
  if (!Number.isFinite(factor) || factor <= 0) return null
  const straight = decimalFraction(factor.toPrecision(digits))
  const inverse = decimalFraction((1 / factor).toPrecision(digits))
  const turned = { numerator: inverse.denominator, denominator: inverse.numerator }
  return size(turned) < size(straight) ? turned : straight
}

function size({ numerator, denominator }: Fraction): number {
  return `${numerator}${denominator}`.length
}

/** A decimal text, also with an exponent, as an exact fraction in lowest terms: `-0.50` is -1/2. Throws a SyntaxError of what is no number. */
export function decimalFraction(text: string): Fraction {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const power = Number(exponent) - fraction.length
  const number = BigInt(`${whole}${fraction}`)
  return power >= 0 ? lowest(number * 10n ** BigInt(power), 1n) : lowest(number, 10n ** BigInt(-power))
}

function lowest(numerator: bigint, denominator: bigint): Fraction {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator]
  while (b !== 0n) [a, b] = [b, a % b]
  return a === 0n ? { numerator: 0n, denominator: 1n } : { numerator: numerator / a, denominator: denominator / a }
}

export function multiply(one: Fraction, other: Fraction): Fraction {
  return lowest(one.numerator * other.numerator, one.denominator * other.denominator)
}

export function add(one: Fraction, other: Fraction): Fraction {
  return lowest(
    one.numerator * other.denominator + other.numerator * one.denominator,
    one.denominator * other.denominator,
  )
}

/** The nearest number of floating point. */
export function toNumber({ numerator, denominator }: Fraction): number {
  return Number(numerator) / Number(denominator)
}

/** A fraction as a decimal text with this many decimals, rounded on its exact value. Never `-0`. */
export function roundedTo(fraction: Fraction, decimals: number, rounding: Rounding = 'half'): string {
  const scaled = fraction.numerator * 10n ** BigInt(decimals)
  const isNegative = scaled < 0n
  const size = isNegative ? -scaled : scaled
  const whole =
    size / fraction.denominator +
    (roundsAway(size % fraction.denominator, fraction.denominator, isNegative, rounding) ? 1n : 0n)
  const text = whole.toString().padStart(decimals + 1, '0')
  const cut = text.length - decimals
  const plain = decimals === 0 ? text : `${text.slice(0, cut)}.${text.slice(cut)}`
  return isNegative && whole !== 0n ? `-${plain}` : plain
}

function roundsAway(rest: bigint, denominator: bigint, isNegative: boolean, rounding: Rounding): boolean {
  if (rounding === 'half') return rest * 2n >= denominator
  return rest !== 0n && (rounding === 'up') !== isNegative
}
