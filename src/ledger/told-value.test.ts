import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultDelimiters, type Message, parseMessage, recode, tableDefinition } from '../hl7/index.ts'
import type { ObservationStatement } from './fact.ts'
import { readMessage } from './read-message.ts'
import { lis, msh, pid } from './testing/reading.ts'
import { toldValue } from './told-value.ts'

function saidIn(message: Message): ObservationStatement {
  const [fact] = readMessage(message, { system: lis, zone: 0 }, { messageId: 7, seenAt: 0 }).facts
  if (fact?.kind !== 'result-reported') throw new Error('no report')
  return fact.observations[0]!
}

/** What is told of OBX-5 as it stands in a message, read by the ledger twice: the second time the line is known. */
function told(valueType: string, written: string, header = msh('ORU^R01^ORU_R01')): string {
  const lines = [header, pid, 'ORC|RE|P1|F1', 'OBR|1|P1|F1|CULT', `OBX|1|${valueType}|C||${written}||||||F`]
  const once = (text: string) => {
    const message = parseMessage(Buffer.from(text))
    const { valueType: type, value } = saidIn(message)
    return toldValue(type, value)
  }
  const text = lines.map((line) => `${line}\r`).join('')
  const [first, second] = [once(text), once(text)]
  expect(second).toBe(first)
  return first
}

const types = [...tableDefinition('0125')!.codes.keys()]
const coded = ['CE', 'CWE', 'CNE', 'CF']
const texts = types.filter((type) => ![...coded, 'SN', 'ED', 'RP'].includes(type))

test('the table of value types is the whole one', () => {
  expect(types.length).toBeGreaterThan(25)
  expect(texts).toEqual(expect.arrayContaining(['NM', 'ST', 'TX', 'FT', 'TS', 'IS', 'XPN']))
})

test.each([...texts, ''])('a value of type "%s" is told whole, whatever stands in it', (type) => {
  expect(told(type, '>10\\S\\5 CFU/mL')).toBe('>10^5 CFU/mL')
  expect(told(type, '>10^5 CFU/mL')).toBe('>10^5 CFU/mL')
  expect(told(type, '^1^:^128')).toBe('^1^:^128')
  expect(told(type, 'NEG^Negative^L')).toBe('NEG^Negative^L')
  expect(told(type, 'one~two')).toBe('one~two')
  expect(told(type, 'a \\T\\ b \\R\\ c \\E\\ d \\F\\ e')).toBe('a & b ~ c \\ d | e')
  expect(told(type, '<0.5')).toBe('<0.5')
  expect(told(type, 'Größe 3 µm')).toBe('Größe 3 µm')
  expect(told(type, '""')).toBe('')
  expect(told(type, '')).toBe('')
})

test.each(coded)('a value of type %s is told by its name, else its code', (type) => {
  expect(told(type, 'NEG^Negative^L')).toBe('Negative')
  expect(told(type, '^^^NEG^Negative^L')).toBe('Negative')
  expect(told(type, 'NEG^^L')).toBe('NEG')
  expect(told(type, '^^^NEG^^L')).toBe('NEG')
  expect(told(type, 'NEG')).toBe('NEG')
  expect(told(type, '112283007^""^SCT^ECO^E. coli^L')).toBe('E. coli')
  expect(told(type, '^^^^^^^^Growth of skin flora')).toBe('Growth of skin flora')
  expect(told(type, '<10\\S\\5^Fewer than 10\\S\\5 CFU/mL^L')).toBe('Fewer than 10^5 CFU/mL')
  expect(told(type, '10\\S\\5')).toBe('10^5')
  expect(told(type, 'A\\R\\B^A \\T\\ B \\R\\ C^L')).toBe('A & B ~ C')
  expect(told(type, 'A^A & B^L')).toBe('A & B')
  expect(told(type, 'ECO^E. coli^L~KLE^Klebsiella^L')).toBe('E. coli, Klebsiella')
  expect(told(type, 'µ^Größe^L')).toBe('Größe')
  expect(told(type, '""')).toBe('')
  expect(told(type, '^^')).toBe('')
  expect(told(type, '')).toBe('')
})

test('a structured number is told as it is meant, and whole where that is not plain', () => {
  for (const sign of ['<', '>', '<=', '>=', '=', '<>', '']) expect(told('SN', `${sign}^10`)).toBe(`${sign}10`)
  expect(told('SN', '^1^:^128')).toBe('1:128')
  expect(told('SN', '>^1^:^128')).toBe('>1:128')
  expect(told('SN', '^10^-^20')).toBe('10-20')
  expect(told('SN', '^2^+')).toBe('2+')
  expect(told('SN', '^-4.5')).toBe('-4.5')
  expect(told('SN', '<^0,5')).toBe('<0,5')
  expect(told('SN', '>10')).toBe('>10')
  expect(told('SN', '10\\S\\5')).toBe('10^5')
  expect(told('SN', '^1^:^128~^1^:^64')).toBe('1:128, 1:64')
  // None of these may read as another number: 105, 56, 5NEG.
  expect(told('SN', '10^5')).toBe('10^5')
  expect(told('SN', '^5^^6')).toBe('^5^^6')
  expect(told('SN', '^5^NEG')).toBe('^5^NEG')
  expect(told('SN', '^1^2^3')).toBe('^1^2^3')
  expect(told('SN', '>^1E5')).toBe('>^1E5')
  expect(told('SN', '^1^:^128^9')).toBe('^1^:^128^9')
  expect(told('SN', '""')).toBe('')
})

test.each(['ED', 'RP'])('a value of type %s is told as a document', (type) => {
  expect(told(type, '^application^pdf^Base64^JVBERi0x')).toBe('a document')
  expect(told(type, '')).toBe('')
})

test('other delimiters say the same', () => {
  const odd = 'MSH|#*!$|A|B|C|D|20300101083000||ORU#R01#ORU_R01|M1|P|2.5.1'
  const toldOdd = (type: string, written: string) => told(type, written, odd)
  expect(toldOdd('CE', 'NEG#Negative#L*POS#Po^s~itive#L')).toBe('Negative, Po^s~itive')
  expect(toldOdd('CE', 'A!S!B!R!C#A!S!B!T!C#L')).toBe('A#B$C')
  expect(toldOdd('SN', '>#1#:#128')).toBe('>1:128')
  expect(toldOdd('ST', '>10^5')).toBe('>10^5')
  expect(toldOdd('ST', '>10!S!5')).toBe('>10#5')
})

test('a coded name comes through any delimiters as it was written', () => {
  const delimiters = { ...defaultDelimiters, component: '#', repetition: '*', escape: '!', subcomponent: '$' }
  const name = fc
    .string({ minLength: 1, maxLength: 20 })
    .filter((text) => !/[\p{Cc}\\!"|]/u.test(text) && text.trim() === text)
  fc.assert(
    fc.property(name, fc.boolean(), (text, isOdd) => {
      const usual = text.replace(/[\^~&]/g, (mark) => ({ '^': '\\S\\', '~': '\\R\\', '&': '\\T\\' })[mark]!)
      const lines = [msh('ORU^R01^ORU_R01'), pid, 'OBR|1|P1|F1|CULT', `OBX|1|CE|C||X^${usual}^L||||||F`]
      const message = parseMessage(Buffer.from(lines.map((line) => `${line}\r`).join('')))
      const written = isOdd ? recode(message, { delimiters }) : message
      expect(toldValue('CE', saidIn(written).value)).toBe(text)
    }),
  )
})
