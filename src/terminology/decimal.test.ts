// Exact fractions and their rounding.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { add, decimalFraction, fractionOf, multiply, roundedTo, toNumber } from './decimal.ts'

test('a factor of floating point is the fraction that was meant', () => {
  expect(fractionOf(0.1 * 3)).toEqual({ numerator: 3n, denominator: 10n })
  expect(fractionOf(0.001 / 10)).toEqual({ numerator: 1n, denominator: 10_000n })
  expect(fractionOf(1 / 60)).toEqual({ numerator: 1n, denominator: 60n })
  expect(fractionOf(999_999_999.9999999 / 1e6)).toEqual({ numerator: 1_000n, denominator: 1n })
  for (const wrong of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(fractionOf(wrong)).toBeNull()
})

test('halves are rounded away from zero, on the exact value', () => {
  expect(roundedTo(decimalFraction('2.675'), 2)).toBe('2.68')
  expect(roundedTo(decimalFraction('-2.675'), 2)).toBe('-2.68')
  expect(roundedTo(decimalFraction('1.005'), 2)).toBe('1.01')
  expect(roundedTo(decimalFraction('0.5'), 0)).toBe('1')
  expect(roundedTo(decimalFraction('-0.4'), 0)).toBe('0')
  expect(roundedTo(decimalFraction('7'), 2)).toBe('7.00')
})

test('up and down are toward plus and minus infinity', () => {
  expect(roundedTo(decimalFraction('2.01'), 1, 'up')).toBe('2.1')
  expect(roundedTo(decimalFraction('2.09'), 1, 'down')).toBe('2.0')
  expect(roundedTo(decimalFraction('-2.01'), 1, 'up')).toBe('-2.0')
  expect(roundedTo(decimalFraction('-2.01'), 1, 'down')).toBe('-2.1')
  expect(roundedTo(decimalFraction('2.0'), 1, 'up')).toBe('2.0')
})

test('a decimal text is its fraction, also with an exponent', () => {
  expect(decimalFraction('-0.50')).toEqual({ numerator: -1n, denominator: 2n })
  expect(decimalFraction('1.5e3')).toEqual({ numerator: 1500n, denominator: 1n })
  expect(decimalFraction('2e-7')).toEqual({ numerator: 1n, denominator: 5_000_000n })
  expect(() => decimalFraction('five')).toThrow(SyntaxError)
})

test('rounding to its own decimals gives a number back, and differs from any by half a unit at most', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 6 }),
      (digits, decimals, to) => {
        const fraction = { numerator: digits, denominator: 10n ** BigInt(decimals) }
        expect(Number(roundedTo(fraction, decimals))).toBe(toNumber(fraction))
        const rounded = decimalFraction(roundedTo(fraction, to))
        const off = add(rounded, multiply(fraction, { numerator: -1n, denominator: 1n }))
        const size = off.numerator < 0n ? -off.numerator : off.numerator
        expect(size * 2n * 10n ** BigInt(to) <= off.denominator).toBe(true)
      },
    ),
  )
})
