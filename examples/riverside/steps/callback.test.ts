import { expect, test } from 'vitest'
import * as hl7 from '../../../src/hl7/index.ts'
import type { StepTools } from '../../../src/mapping/index.ts'
import { callbackNumber } from './callback.ts'

const tools = { hl7 } as unknown as StepTools

/** An order with two tests and the given note under each. */
function order(first: string, second: string, phone = ''): hl7.Message {
  return hl7.build([
    ['MSH', undefined, undefined, 'MERIDIAN', 'RIVERSIDE', '', '', '', '', ['ORM', 'O01'], '1', 'T', '2.3'],
    ['PID', '1', '', ['R000001', '', '', 'RCH', 'MR'], '', ['Testpatient', 'Ida']],
    ['ORC', 'NW', ['968906415', 'EPC']],
    ['OBR', '1', ['968906415', 'EPC'], '', ['LAB15', 'Basic metabolic panel', 'L']],
    ['NTE', '1', 'P', first],
    ['ORC', 'NW', ['968906416', 'EPC']],
    ['OBR', '2', ['968906416', 'EPC'], '', ['LAB17', '', 'L'], ...Array.from({ length: 12 }, () => ''), phone],
    ['NTE', '1', 'P', second],
  ])
}

const numbers = (message: hl7.Message) => [hl7.get(message, 'OBR[1]-17'), hl7.get(message, 'OBR[2]-17')]

test('a number to call is copied to its own order', () => {
  expect(numbers(callbackNumber(order('Fasting', 'CALL RESULTS TO 555-0142'), tools))).toEqual([undefined, '555-0142'])
  expect(numbers(callbackNumber(order('call result to (555) 0143', ''), tools))[0]).toBe('(555) 0143')
})

test('a number that the order already has stays', () => {
  expect(numbers(callbackNumber(order('', 'CALL RESULTS TO 555-0142', '555-0199'), tools))[1]).toBe('555-0199')
})

test('notes that say something else, and the notes themselves, stay as they are', () => {
  const message = order('Please call before drawing', 'CALL RESULTS TO the ward')
  expect(callbackNumber(message, tools)).toBe(message)
  const changed = callbackNumber(order('CALL RESULTS TO 555-0142', ''), tools)
  expect(hl7.get(changed, 'NTE[1]-3')).toBe('CALL RESULTS TO 555-0142')
})
