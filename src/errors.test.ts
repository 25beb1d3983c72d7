import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errorsDocument, errorsDocumentPath } from '../scripts/errors-doc.ts'
import { errorChapters, errorCodes, exitCodeOf, LabloopError } from './errors.ts'
import { Hl7Error } from './hl7/errors.ts'

test('every error code has a message and a remedy that are whole sentences', () => {
  for (const [code, { message, remedy }] of Object.entries(errorCodes)) {
    expect(code).toMatch(/^[a-z][a-z0-9-]+$/)
    expect(message, code).toMatch(/^[A-Z].*[.]$/)
    expect(remedy, code).toMatch(/^[A-Z].*[.]$/)
  }
})

test('no code stands in two chapters', () => {
  const codes = errorChapters.flatMap(({ codes }) => Object.keys(codes))
  expect(new Set(codes).size).toBe(codes.length)
  expect(new Set(codes)).toEqual(new Set(Object.keys(errorCodes)))
})

test('docs/errors.md lists every code as src/errors.ts has it', () => {
  expect(readFileSync(errorsDocumentPath, 'utf8')).toBe(errorsDocument())
})

test('an error says place, given and allowed in its message and carries the remedy', () => {
  const error = new LabloopError('port-taken', {
    place: 'systems/ehr.yaml:9:11',
    given: '7071',
    allowed: 'a free port',
  })
  expect(error.message).toBe(
    'Another program listens on this port. At systems/ehr.yaml:9:11. Given: 7071. Allowed: a free port.',
  )
  expect(error.remedy).toContain('another port')
  expect(new LabloopError('port-taken', { remedy: 'Do this.' }).remedy).toBe('Do this.')
})

test('the exit code tells a wrong site from a wrong command, from the machine, from a fault of ours', () => {
  for (const code of ['site-invalid', 'site-folder-missing', 'site-folder-other'] as const)
    expect(exitCodeOf(new LabloopError(code))).toBe(2)
  expect(exitCodeOf(new Hl7Error('hl7-empty'))).toBe(1)
  expect(exitCodeOf(new LabloopError('usage'))).toBe(2)
  expect(exitCodeOf(new LabloopError('database-unreachable'))).toBe(3)
  expect(exitCodeOf(new TypeError('x'))).toBe(70)
  expect(exitCodeOf('text')).toBe(70)
})
