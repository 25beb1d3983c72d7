import { expect, test } from 'vitest'
import { parseMessage } from '../hl7/index.ts'
import { commonCodes } from '../terminology/loinc/common-codes.ts'
import { alignedSite } from './align.ts'
import { catalogFrom } from './catalog/from-rows.ts'
import { learn, newLearning } from './catalog/learn/learn.ts'
import { learnedRows } from './catalog/learn/rows.ts'
import { alignLearned } from './learned.ts'
import { type TinyChange, tinySite } from './testing/tiny-site.ts'

/** What is found where the laboratory of the small site sent these observations, one to a message: `rule code, times`. */
function found(observations: readonly string[], change: TinyChange = {}): readonly string[] {
  const learning = newLearning()
  observations.forEach((observation, index) => {
    const head = `MSH|^~\\&|LIS|LAB|EHR|HOSP|20260801||ORU^R01|C${index + 1}|T|2.5.1`
    const lines = [head, 'PID|1||R1', 'OBR|1|P1|F1|LYTES', observation]
    learn(learning, parseMessage(Buffer.from(lines.map((line) => `${line}\r`).join(''))))
  })
  const learned = new Map([['lis', catalogFrom('lis', learnedRows(learning, 'lis'))]])
  const aligned = alignedSite(tinySite(change), { loinc: commonCodes(), day: '2026-08-01', learned })
  return alignLearned(aligned, learned).map(
    ({ rule, subject, evidence }) => `${rule} ${subject.code}, ${evidence.count}`,
  )
}

const good = 'OBX|1|NM|K^Potassium^L||4.1|mmol/L|3.5-5.1|N|||F'
const bare = good.replace('mmol/L', '')
const small = good.replace('mmol/L', 'umol/L')

test('what is as the catalog says is no finding', () => {
  expect(found([good, good])).toEqual([])
})

test('a missing unit is counted as often as it was missing, on a tie and where it is the rule', () => {
  expect(found([good, bare])).toEqual(['unit-missing K, 1'])
  expect(found([good, bare, bare])).toEqual(['unit-missing K, 2'])
  expect(found([bare, bare])).toEqual(['unit-missing K, 2'])
})

test('a fault of the usual value is counted for the messages that have that value, and no others', () => {
  expect(found([small, small, good])).toEqual(['unit-magnitude K, 2'])
  expect(found([small, small, bare])).toEqual(['unit-magnitude K, 2', 'unit-missing K, 1'])
})

test('a fault of one field is not counted by the values of another', () => {
  const high = small.replace('|N|||F', '|H|||F')
  expect(found([small, small, good.replace('|N|||F', '|H|||F'), high])).toEqual(['unit-magnitude K, 3'])
  expect(found([good.replace('|N|', '|#|'), good, good])).toEqual(['flag-unknown K, 1'])
})
