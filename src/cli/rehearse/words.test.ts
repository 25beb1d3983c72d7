import { expect, test } from 'vitest'
import { LabloopError } from '../../errors.ts'
import { modeOf } from './words.ts'

/** The way that these words ask for, or the error. */
function asked(...words: string[]): string {
  try {
    return modeOf(new Set(words))
  } catch (error) {
    expect(error).toBeInstanceOf(LabloopError)
    expect((error as LabloopError).code).toBe('usage')
    return (error as LabloopError).message
  }
}

test('one way is asked for, and without another word it is scenarios', () => {
  expect(asked()).toBe('scenarios')
  expect(asked('--json', '--record', '--data', '--real')).toBe('scenarios')
  expect(asked('--storm', '--seed', '--world', '--out', '--html')).toBe('--storm')
  expect(asked('--live', '--scenario', '--as', '--to', '--record')).toBe('--live')
  expect(asked('--lie-test', '--virtual', '--record')).toBe('--lie-test')
})

test('two ways at once are refused, and named', () => {
  expect(asked('--storm', '--explain')).toContain('At --explain --storm. Given: two ways at once')
  expect(asked('--live', '--lie-test')).toContain('At --lie-test --live')
})

test('an option that would change nothing is refused, with the ways that take it', () => {
  expect(asked('--storm', '--scenario')).toContain(
    'At --scenario. Given: with --storm. Allowed: scenarios that are run, with --list, with --explain, with --live',
  )
  expect(asked('--seed')).toContain('At --seed. Given: scenarios that are run. Allowed: with --storm')
  expect(asked('--storm', '--record')).toContain('At --record. Given: with --storm')
  expect(asked('--explain', '--json')).toContain('At --json. Given: with --explain')
  expect(asked('--real', '--storm')).toContain('At --real')
})

test('what needs another option says so, and two addresses for one test are refused', () => {
  expect(asked('--data')).toContain('At --data. Given: no --record')
  expect(asked('--lie-test', '--virtual', '--to')).toContain('At --virtual --to. Given: both')
})
