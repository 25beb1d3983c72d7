import { expect, test } from 'vitest'
import { keyOf, type Told } from '../finding.ts'
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

test('what is told again in the same words is the same notice, and a word more makes another', () => {
  const notice = (told: Told) => noticesOf([{ rule, check: (_, tell) => tell(told) }], '')[0]!
  const first = notice({ subject, says: 'x' })
  expect(notice({ subject, says: 'x' })).toBe(first)
  const more: Partial<Told>[] = [
    { says: 'y' },
    { subject: { ...subject, code: 'NA' } },
    { variant: 'mmol/L' },
    { counterpart: subject },
    { severity: 'critical' },
    { remedy: 'Ask the laboratory.' },
  ]
  for (const part of more) {
    notice({ subject, says: 'x' })
    const told = { subject, says: 'x', ...part }
    expect(notice(told)).toEqual({ ...first, told, key: keyOf(rule.name, told), severity: part.severity ?? 'normal' })
  }
})
