import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMessage, segmentFromBytes, segmentNamed, value } from './index.ts'
import { ObxLine } from './obx-line.ts'

const msh = 'MSH|^~\\&|LIS|LAB|EHR|HOSP|20260302080000||ORU^R01|1|P|2.5.1'

/** The line behind another one, and with one behind it, so that a reader that leaves it is found out. */
function read(line: string, reader = new ObxLine()): ObxLine {
  const message = parseMessage(Buffer.from(`${msh}\r${line}\rNTE|1||after|it\r`, 'latin1'))
  return reader.read(segmentNamed(message, 'OBX')!, '|')
}

function bytesOf(shape: string): Uint8Array {
  return Buffer.from(shape, 'latin1')
}

const potassium = 'OBX|1|NM|K^Potassium^L||4.2|mmol/L|3.5-5.1|N|||F|||20260302080000|LAB1||||||||Lab^^|1 Street'

test('the shape of a line holds neither its place nor its value, nor when and by whom it was observed', () => {
  expect(read(potassium).shape).toBe('OBX||NM|K^Potassium^L|||mmol/L|3.5-5.1|N|||F||||LAB1||||||||Lab^^|1 Street')
  expect(read(potassium).value).toBe('4.2')
  expect(read(potassium).observed).toBe('20260302080000')
})

test('lines that differ in place, value, time or observer alone have one shape', () => {
  const { shape, mark } = read(potassium)
  const other = read('OBX|7|NM|K^Potassium^L||<1.25|mmol/L|3.5-5.1|N|||F|||2026|LAB1|Ida||X|||||Lab^^|1 Street')
  expect(other.isOf(bytesOf(shape))).toBe(true)
  expect(other.mark).toBe(mark)
})

test.each([
  'OBX|1|ST|K^Potassium^L||4.2|mmol/L|3.5-5.1|N|||F|||20260302080000|LAB1||||||||Lab^^|1 Street',
  'OBX|1|NM|K^Potassium^L|1|4.2|mmol/L|3.5-5.1|N|||F|||20260302080000|LAB1||||||||Lab^^|1 Street',
  'OBX|1|NM|K^Potassium^L||4.2|mmol/L|3.5-5.2|N|||F|||20260302080000|LAB1||||||||Lab^^|1 Street',
  'OBX|1|NM|K^Potassium^L||4.2|mmol/L|3.5-5.1|N|||C|||20260302080000|LAB1||||||||Lab^^|1 Street',
  'OBX|1|NM|K^Potassium^L||4.2|mmol/L|3.5-5.1|N|||F|||20260302080000|LAB2||||||||Lab^^|1 Street',
  'OBX|1|NM|K^Potassium^L||4.2|mmol/L|3.5-5.1|N|||F|||20260302080000|LAB1||||||||Lab^^|1 Streets',
  'OBX|1|NM|K^Potassium^L||4.2|mmol/L|3.5-5.1|N|||F|||20260302080000|LAB1||||||||Lab^^',
  'OBX|1|NM|K^Potassium^L||4.2|mmol/L|3.5-5.1|N|||F',
  'OBX|1|NM|K^Potassium^L||4.2',
  'OBX|1',
  'OBX',
])('another shape: %s', (line) => {
  const { shape, mark } = read(potassium)
  expect(read(line).isOf(bytesOf(shape))).toBe(false)
  expect(read(line).mark).not.toBe(mark)
  expect(read(line).isOf(bytesOf(read(line).shape))).toBe(true)
})

test('a line that is cut off has no value and no time', () => {
  for (const line of ['OBX', 'OBX|', 'OBX|1|NM', 'OBX|1|NM|K|', 'OBX|1|NM|K||']) {
    expect([read(line).value, read(line).observed]).toEqual(['', ''])
  }
})

test('a long document is passed over, with or without a field behind it', () => {
  const document = 'x'.repeat(100_000)
  expect(read(`OBX|1|ED|PDF||${document}||||||F`).shape).toBe('OBX||ED|PDF||||||||F||||||||')
  expect(read(`OBX|1|ED|PDF||${document}`).value).toBe(document)
})

test('a value with an escape or a letter beyond ASCII is decoded', () => {
  expect(read('OBX|1|ST|X||a\\T\\b').value).toBe('a&b')
  expect(read('OBX|1|ST|X||caf\xe9').value).toBe('café')
})

const shapeFields = [2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 15, 23, 24]

test('whatever stands in the fields, the shape holds those that make it, and only lines with the same are of it', () => {
  const fields = fc.array(fc.stringMatching(/^[A-C&. ]{0,9}$/), { maxLength: 30 })
  const context = parseMessage(Buffer.from(`${msh}\r`))
  const told = (line: string) => {
    const segment = segmentFromBytes(context, line, '')
    return shapeFields.map((field) => value(segment, field) ?? '')
  }
  fc.assert(
    fc.property(fields, fields, (one, two) => {
      const [first, second] = [['OBX', ...one].join('|'), ['OBX', ...two].join('|')]
      const { shape, value: text } = read(first)
      expect(text).toBe(one[4] ?? '')
      expect(told(shape)).toEqual(told(first))
      expect(read(first).isOf(bytesOf(shape))).toBe(true)
      if (read(second).isOf(bytesOf(shape))) expect(told(second)).toEqual(told(first))
    }),
  )
})

/** The second line, if it has the shape of the first. */
function asBefore(first: string, second: string): ObxLine | null {
  const { pieces } = read(first)
  const message = parseMessage(Buffer.from(`${msh}\r${second}\rNTE|1||after|it\r`, 'latin1'))
  const line = new ObxLine()
  return pieces && line.isAsBefore(segmentNamed(message, 'OBX')!, '|', pieces) ? line : null
}

test('a line with the shape of the one before is known without being read, with its value and its time', () => {
  const again = asBefore(potassium, potassium.replace('|4.2|', '|<1.25|').replace('20260302080000', '2027'))
  expect([again?.value, again?.observed]).toEqual(['<1.25', '2027'])
})

const upTo = (fields: number) =>
  'OBX|1|NM|K||4.2|mmol/L|3.5-5.1|N|||F|||2026|LAB1|X||||||||Lab'.split('|').slice(0, fields + 1)

test.each([6, 8, 11, 13, 14, 15, 16, 19, 22, 23])(
  'a line that ends in OBX-%i is known again, and neither a longer one nor a shorter one is taken for it',
  (fields) => {
    const line = upTo(fields).join('|')
    const again = asBefore(line, line.replace('4.2', '4.3').replace('2026', '2027'))
    expect([again?.value, again?.observed]).toEqual(['4.3', fields < 14 ? '' : '2027'])
    for (const other of [`${line}9`, `${line}|9`]) {
      const isOfShape = read(other).isOf(bytesOf(read(line).shape))
      expect(asBefore(line, other) !== null).toBe(isOfShape && endOf(other) === endOf(line))
    }
    const shorter = upTo(fields - 1).join('|')
    expect(asBefore(line, shorter) !== null).toBe(fields > 16 && fields < 23)
  },
)

function endOf(line: string): string | undefined {
  return read(line).pieces?.endsIn
}

test('whatever stands in the fields, a line is taken for one as before only where it is of its shape', () => {
  const code = fc.constantFrom('', 'A', 'AB', 'B')
  const line = fc.array(code, { minLength: 4, maxLength: 26 }).map((fields) => ['OBX', ...fields].join('|'))
  fc.assert(
    fc.property(line, line, fc.boolean(), (one, two, same) => {
      const second = same ? one.replace(/^OBX\|[^|]*/, 'OBX|9') : two
      const { shape, pieces } = read(one)
      const known = asBefore(one, second)
      if (known) {
        expect(read(second).isOf(bytesOf(shape))).toBe(true)
        expect([known.value, known.observed]).toEqual([read(second).value, read(second).observed])
      }
      if (same && pieces) expect(known).not.toBeNull()
    }),
    { numRuns: 2000 },
  )
})
