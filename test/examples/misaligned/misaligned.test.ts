// The misaligned hospital: its folder is what is made, and every planted difference in it is found.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { families } from '../../../src/alignment/finding.ts'
import { ruleNamed } from '../../../src/alignment/rules/index.ts'
import { misalignedFiles, misalignedFolder, planted } from './make.ts'
import { openFindings, scoreOf } from './score.ts'

test('the folder of the misaligned hospital is what is made (node test/examples/misaligned/make.ts)', () => {
  const made = misalignedFiles()
  const there = readdirSync(misalignedFolder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const paths = there.map((entry) => join(entry.parentPath, entry.name).slice(misalignedFolder.length + 1))
  expect(paths.map((path) => path.replaceAll('\\', '/')).sort()).toEqual([...made.keys()].sort())
  for (const [path, text] of made)
    expect({ path, text: readFileSync(join(misalignedFolder, path), 'utf8') }).toEqual({ path, text })
})

test('at least forty differences are planted, over all families, each for a rule that there is', () => {
  const plants = planted()
  expect(plants.length).toBeGreaterThanOrEqual(40)
  expect(new Set(plants.map(({ family }) => family))).toEqual(new Set(families))
  for (const { rule, family } of plants) expect({ rule, family: ruleNamed(rule)?.family }).toEqual({ rule, family })
})

test('everything planted is found, and next to nothing else', async () => {
  const score = scoreOf(await openFindings())
  expect(score.missed).toEqual([])
  expect(score.found).toBe(score.planted)
  expect(score.falseAlarms / score.planted, score.alarms.join('\n')).toBeLessThanOrEqual(0.05)
})

test('a difference that is mended is no longer found, and one that is not planted counts as an alarm', async () => {
  const findings = await openFindings()
  const [first] = planted()
  const without = findings.filter(({ subject }) => !first!.codes.includes(subject.code))
  expect(scoreOf(without).found).toBe(scoreOf(findings).found - 1)
  const invented = {
    ...findings[0]!,
    rule: 'unit-magnitude',
    subject: { ...findings[0]!.subject, code: 'SHBG' },
    counterpart: null,
  }
  expect(scoreOf([...findings, invented]).falseAlarms).toBe(scoreOf(findings).falseAlarms + 1)
})
