import { expect, test } from 'vitest'
import type { Rule } from '../rule.ts'
import { noticesOf } from './notices.ts'

const rule = { name: 'unit-missing', severity: 'normal' } as Rule
const subject = { system: 'lis', kind: 'component', code: 'K', name: '' } as const

test('what a check told before it failed is not told of what is looked at next', () => {
  const failing = (_: string, tell: (told: { subject: typeof subject; says: string }) => void) => {
    tell({ subject, says: 'of the first' })
    throw new Error('a defect')
  }
  expect(() => noticesOf([{ rule, check: failing }], '')).toThrow('a defect')
  expect(noticesOf([{ rule, check: () => {} }], '')).toEqual([])
  const told = noticesOf([{ rule, check: (_, tell) => tell({ subject, says: 'of the next' }) }], '')
  expect(told.map(({ told: { says } }) => says)).toEqual(['of the next'])
})

test('each answer is a list of its own', () => {
  const checks = [
    {
      rule,
      check: (_: string, tell: (told: { subject: typeof subject; says: string }) => void) =>
        tell({ subject, says: 'x' }),
    },
  ]
  const first = noticesOf(checks, '')
  expect(noticesOf(checks, '')).toHaveLength(1)
  expect(first).toHaveLength(1)
})
