import { expect, test } from 'vitest'
import { comparePerson, contradictions, isRecognisable, type KnownPerson, type Named } from './person.ts'

const ida: Named = { familyName: 'Testpatient', givenName: 'Ida Q', birthDate: '19700102', sex: 'F' }

function person(change: Partial<Named> = {}, number = '1001', authority = 'RIV'): KnownPerson {
  return { identifiers: number ? [{ number, authority, type: 'MR' }] : [], names: [{ ...ida, ...change }] }
}

const parts = (a: KnownPerson, b: KnownPerson) => contradictions(comparePerson(a, b))

test('the same person contradicts nothing', () => {
  expect(comparePerson(person(), person())).toEqual({
    recordNumber: 'agrees',
    isMisattributed: false,
    name: 'agrees',
    birthDate: 'agrees',
    sex: 'agrees',
  })
})

const alike: [string, Partial<Named>][] = [
  ['case and accents', { familyName: 'TESTPÁTIENT' }],
  ['a suffix in one family name', { familyName: 'Testpatient Jr.' }],
  ['hyphens and spaces', { familyName: ' Testpatient ' }],
  ['a given name without its middle name', { givenName: 'Ida' }],
  ['an initial', { givenName: 'I' }],
  ['a birth date known to the year', { birthDate: '1970' }],
  ['an unknown sex', { sex: 'U' }],
  ['another sex than male and female', { sex: 'O' }],
  ['parts that are absent', { familyName: '', givenName: '', birthDate: '', sex: '' }],
]
test.each(alike)('%s do not contradict', (_, change) => {
  expect(parts(person(), person(change))).toEqual([])
  expect(parts(person(change), person())).toEqual([])
})

const different: [string, Partial<Named>][] = [
  ['name', { familyName: 'Sample' }],
  ['name', { givenName: 'Ilse' }],
  ['birthDate', { birthDate: '19700103' }],
  ['sex', { sex: 'M' }],
]
test.each(different)('another %s contradicts', (part, change) => {
  expect(parts(person(), person(change))).toEqual([part])
})

test('two suffixes contradict: father and son', () => {
  expect(parts(person({ familyName: 'Sample Sr' }), person({ familyName: 'Sample Jr' }))).toEqual(['name'])
})

test('record numbers contradict under one authority only', () => {
  expect(parts(person(), person({}, '1002'))).toEqual(['recordNumber'])
  expect(parts(person(), person({}, '1002', 'OTHER'))).toEqual([])
  expect(parts(person(), person({}, '1002', ''))).toEqual([])
  expect(parts(person({}, '1001', ''), person({}, '1002', ''))).toEqual(['recordNumber'])
  expect(parts(person(), person({}, ''))).toEqual([])
})

test('the same digits under another authority are not the same record', () => {
  expect(comparePerson(person(), person({}, '1001', 'OTHER'))).toMatchObject({
    recordNumber: 'differs',
    isMisattributed: true,
  })
  expect(comparePerson(person(), person({}, '1001', '2.16.840.1')).recordNumber).toBe('agrees')
})

test('a person is recognised by record number, or by name and birth date together', () => {
  expect(isRecognisable(comparePerson(person(), person({ birthDate: '20230504' })))).toBe(true)
  expect(isRecognisable(comparePerson(person(), person({ sex: 'M' }, '')))).toBe(true)
  expect(isRecognisable(comparePerson(person(), person({ birthDate: '19991231' }, '')))).toBe(false)
})

test('any known name of a person will do', () => {
  const married: KnownPerson = { identifiers: [], names: [ida, { ...ida, familyName: 'Sample' }] }
  expect(parts(married, person({ familyName: 'Sample' }))).toEqual([])
})

test('two numbers of one authority contradict only where they are of one type: a visit is no record', () => {
  const visit: KnownPerson = { ...person(), identifiers: [{ number: '5555', authority: 'RIV', type: 'VN' }] }
  expect(comparePerson(person(), visit).recordNumber).toBe('absent')
  expect(comparePerson(person(), person({}, '5555')).recordNumber).toBe('differs')
})

test('an authority is the same in whatever case it is written', () => {
  expect(comparePerson(person(), person({}, '1001', 'Riv')).recordNumber).toBe('agrees')
  expect(comparePerson(person(), person({}, '5555', 'riv')).recordNumber).toBe('differs')
})
