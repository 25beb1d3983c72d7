// What is known by its bytes must read as if it were read anew, whatever delimiters and character set its message has.
import { expect, test } from 'vitest'
import { parseMessage, type Segment } from '../../hl7/index.ts'
import { code } from './fields.ts'
import { asBefore, knownWord } from './known-codes.ts'

/** The OBX of a message with this MSH-2, MSH-18 and OBX-3. */
function obxWith(field: string, encoding = '^~\\&', charset = ''): Segment {
  const msh = `MSH|${encoding}|LIS|LAB|EHR|HOSP|20260301||ORU^R01|1|P|2.5.1||||||${charset}`
  return parseMessage(Buffer.from(`${msh}\rOBX|1|NM|${field}||5\r`, 'latin1')).segments[1]!
}

test('a code that comes again in another message is the same object', () => {
  const first = code(obxWith('GLU^Glucose^L'), 3)
  expect(first).toEqual({ code: 'GLU', name: 'Glucose', system: 'L' })
  expect(code(obxWith('GLU^Glucose^L'), 3)).toEqual(first)
  expect(code(obxWith('GLU^Glucose^L'), 3)).toBe(code(obxWith('GLU^Glucose^L'), 3))
})

test('the same bytes under other delimiters are another code', () => {
  code(obxWith('NA^Sodium^L'), 3)
  expect(code(obxWith('NA^Sodium^L', '$~\\&'), 3)).toEqual({ code: 'NA^Sodium^L', name: '', system: '' })
  expect(code(obxWith('NA^Sodium^L'), 3)).toEqual({ code: 'NA', name: 'Sodium', system: 'L' })
})

test('the same bytes in another character set are another name', () => {
  expect(code(obxWith('CR^Cr\xe9atinine^L', '^~\\&', '8859/1'), 3)?.name).toBe('Créatinine')
  expect(code(obxWith('CR^Cr\xe9atinine^L', '^~\\&', '8859/5'), 3)?.name).toBe('Crщatinine')
  expect(code(obxWith('CR^Cr\xe9atinine^L', '^~\\&', '8859/1'), 3)?.name).toBe('Créatinine')
})

test('escapes and repetitions are read each time, also where such bytes came before', () => {
  for (let times = 0; times < 2; times++) {
    expect(code(obxWith('A\\T\\B^Acid \\T\\ base^L'), 3)).toEqual({ code: 'A&B', name: 'Acid & base', system: 'L' })
    expect(code(obxWith('K^Potassium^L~2823-3^K^LN'), 3)).toEqual({ code: 'K', name: 'Potassium', system: 'L' })
    expect(code(obxWith('^Only a name'), 3)).toEqual({ code: 'Only a name', name: 'Only a name', system: '' })
    expect(code(obxWith(''), 3)).toBeNull()
    expect(code(obxWith('""'), 3)).toBeNull()
  }
})

test('more codes than are kept are all read right, first and again', () => {
  for (let times = 0; times < 2; times++) {
    for (let n = 0; n < 5000; n++) expect(code(obxWith(`C${n}^Name ${n}^L`), 3)?.name).toBe(`Name ${n}`)
  }
})

test('words stay what they are, short, long and by the thousand', () => {
  for (const word of ['', 'g', 'mg/dL', '70-99', 'µmol/L', 'x'.repeat(100)]) {
    expect(knownWord(word)).toBe(word)
    expect(asBefore(word)).toBe(word)
  }
  for (let n = 0; n < 5000; n++) expect(knownWord(`unit ${n}`)).toBe(`unit ${n}`)
})
