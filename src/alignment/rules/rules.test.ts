// Every rule of alignment: its words, and cases that it finds and that it leaves alone.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { alignmentDocument, alignmentDocumentPath } from '../../../scripts/alignment-doc.ts'
import { doubtRules, holdingRules } from '../../site/shapes/alignment.ts'
import { families } from '../finding.ts'
import { toldIn } from '../testing/case.ts'
import { ruleCases } from '../testing/cases/index.ts'
import { rules } from './index.ts'

describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (name, rule) => {
  const { finds, silent } = ruleCases[name]

  test('has at least one case that it finds and one that it leaves alone', () => {
    expect(finds.length).toBeGreaterThan(0)
    expect(silent.length).toBeGreaterThan(0)
  })

  test.each(finds.map((each) => [each.where, each] as const))('finds it where %s', (_, each) => {
    const told = toldIn(rule, each)
    expect(told.length).toBeGreaterThan(0)
    for (const { says } of told) expect(says).toMatch(/^[^\n]{10,}\.$/)
  })

  test.each(silent.map((each) => [each.where, each] as const))('is silent where %s', (_, each) => {
    expect(toldIn(rule, each)).toEqual([])
  })

  test('is a file of its name in the folder of its family, and has every word that people need', () => {
    expect(existsSync(join(import.meta.dirname, rule.family, `${name}.ts`))).toBe(true)
    for (const word of [rule.finds, rule.explanation, rule.example, rule.remedy])
      expect(word.length).toBeGreaterThan(20)
  })
})

test('names are told apart, cover every family, and stand in the list that says which may hold', () => {
  expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length)
  expect(new Set(rules.map(({ family }) => family))).toEqual(new Set(families))
  const named = (isDoubt: boolean) =>
    rules.filter((rule) => (rule.isDoubt === true) === isDoubt).map(({ name }) => name)
  expect(named(false).toSorted()).toEqual([...holdingRules].toSorted())
  expect(named(true).toSorted()).toEqual([...doubtRules].toSorted())
})

test('every rule about flags and ranges is a doubt, and so never holds a result', () => {
  const holding = rules.filter(({ family, isDoubt }) => (family === 'flag' || family === 'range') && !isDoubt)
  expect(holding.map(({ name }) => name)).toEqual([])
})

test('nothing is found in the small site, nor in its messages', () => {
  for (const rule of rules)
    for (const messages of [undefined, [['report']], [['screen']], [['order']]] as const)
      expect({ rule: rule.name, told: toldIn(rule, { where: '', ...(messages ? { messages } : {}) }) }).toEqual({
        rule: rule.name,
        told: [],
      })
})

test('docs/alignment.md is what the rules say (node scripts/alignment-doc.ts)', () => {
  expect(readFileSync(alignmentDocumentPath, 'utf8')).toBe(alignmentDocument())
})
