import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Hl7Error, hl7ErrorCodes } from './errors.ts'
import * as hl7 from './index.ts'

test('an error says where, what was given, what is allowed and what to do', () => {
  const error = new Hl7Error('hl7-too-large', { segment: 'OBX', field: 5, offset: 77, given: '9 bytes', allowed: '8' })
  expect(error.message).toBe('The input is larger than the limit. At OBX-5, byte 77. Given: 9 bytes. Allowed: 8.')
  expect(error.remedy).toBe(hl7ErrorCodes['hl7-too-large'].remedy)
  expect(error).toMatchObject({ name: 'Hl7Error', code: 'hl7-too-large', segment: 'OBX', field: 5, offset: 77 })
  expect(new Hl7Error('hl7-empty').message).toBe('There is no message: the input is empty.')
})

test('every code is used somewhere, and has a message and a remedy', () => {
  const sources = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'errors.ts')
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n')
  for (const [code, { message, remedy }] of Object.entries(hl7ErrorCodes)) {
    expect(sources, code).toContain(`'${code}'`)
    expect(message).toMatch(/^[A-Z].*\.$/)
    expect(remedy).toMatch(/^[A-Z].*[.|]$/)
  }
})

test('every function that a remedy names is one of the codec', () => {
  const named = Object.values(hl7ErrorCodes).flatMap(({ remedy }) => remedy.match(/\w+(?=\(\))/g) ?? [])
  expect(named).toContain('segmentNamed')
  const exported = new Map<string, unknown>(Object.entries(hl7))
  expect(named.filter((name) => typeof exported.get(name) !== 'function')).toEqual([])
})
