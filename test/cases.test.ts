// That a test which cannot try anything without the cases of others is skipped, and not counted as passed.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

test('a test that needs the cases of others is skipped where they are not', () => {
  const wrong = globSync('{src,test}/**/*.test.ts', { cwd: root }).filter((file) => {
    if (file === join('test', 'cases.test.ts')) return false
    const text = readFileSync(join(root, file), 'utf8')
    return (
      /\b(test|describe)(\.each\([^)]*\))?\(\s*`[^`]*\$\{casesNote\}/.test(text) ||
      text.includes('if (!casesFolder) return')
    )
  })
  expect(wrong).toEqual([])
})
