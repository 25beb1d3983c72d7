// What no step may touch, place by place: a gap here is a result or a patient that a site rewrites by mistake.
import { expect, test } from 'vitest'
import { carriesResults, isProtected, mayDrop, mayRecode } from './content-rules.ts'
import { requirePlace } from './place.ts'

const identity = ['PID-3', 'PID-5', 'PID-7', 'PID-8', 'MRG-1', 'MRG-7', 'MRG', 'PID']
const observation = ['OBX-3', 'OBX-5', 'OBX-6', 'OBX-7', 'OBX-8', 'OBX-11']
const content = [...identity, ...observation, 'OBR-7', 'OBX', 'NTE-3', 'NTE']
const of = (rule: typeof isProtected, paths: readonly string[], ofResults: boolean) =>
  paths.filter((path) => rule(requirePlace(path), ofResults))

test('who the patient is, when it was observed and what was found is nobody’s to write', () => {
  expect(of(isProtected, content, true)).toEqual(content)
  expect(of(isProtected, ['PID-2', 'PID-18', 'OBR-4', 'OBX-4', 'OBX-17', 'ZXX-1'], true)).toEqual(['PID-2', 'PID-18'])
})

test('in an order the answers to questions are protected all the same, and its remarks are not', () => {
  expect(of(isProtected, [...identity, ...observation, 'OBR-7'], false)).toHaveLength(identity.length + 7)
  expect(of(isProtected, ['NTE-3', 'OBX'], false)).toEqual([])
})

test('nothing of it may be dropped', () => {
  expect(of(mayDrop, content, true)).toEqual([])
  expect(of(mayDrop, [...identity, 'OBR-7', 'MSH'], false)).toEqual([])
  expect(of(mayDrop, ['OBX-5', 'OBX', 'NTE', 'NTE-3'], false)).toEqual(['OBX-5', 'OBX', 'NTE', 'NTE-3'])
  expect(of(mayDrop, ['OBR'], true)).toEqual([])
  expect(of(mayDrop, ['OBX-4', 'OBX-17', 'PID-18', 'PID-19', 'ZXX', 'MSH-8', 'OBR-13'], true)).toHaveLength(7)
})

test('only codes, units, flags and statuses of a result, and no name, number or birth date, may be recoded', () => {
  expect(of(mayRecode, content, true)).toEqual(['PID-8', 'OBX-3', 'OBX-6', 'OBX-8', 'OBX-11'])
  expect(of(mayRecode, ['OBX-5'], false)).toEqual(['OBX-5'])
})

test('a flow carries results by its kind or by its messages', () => {
  expect(carriesResults({ kind: 'results', messages: [] })).toBe(true)
  for (const type of ['ORU^R01', 'OUL^R22']) expect(carriesResults({ messages: [type] })).toBe(true)
  expect(carriesResults({ kind: 'orders', messages: ['ORM^O01', 'OML^O21'] })).toBe(false)
})
