// What is not changed is written back byte for byte.
import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { caseBytes, caseFiles, casesFolder, casesNote } from '../../test/cases.ts'
import { get, Hl7Error, messages, parse, parseMessage, peek, replaceMessages, set, write } from './index.ts'
import { lines, msh, sample, sampleNames, written } from './testing/samples.ts'

/** Bytes that make trouble more often than chance would. */
const byte = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...Buffer.from('|^~\\&\r\n\x0b\x1c\0 "')) },
  { weight: 4, arbitrary: fc.constantFrom(...Buffer.from('MSHPIDOBXBTFNTZ123ABXS.br')) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 255 }) },
)
const anyBytes = fc.array(byte, { maxLength: 300 }).map((list) => Buffer.from(list))
const anyMessage = fc
  .tuple(fc.constantFrom(msh, `${msh}||||||8859/1`, `${msh}||||||UNICODE UTF-8`, 'MSH$%*!@$A$B'), anyBytes)
  .map(([header, rest]) => Buffer.concat([Buffer.from(`${header}\r`), rest]))

// The only file of the cases that is refused, and why.
const refused: Readonly<Record<string, string>> = {
  'messages/cdc-ti/empty.hl7': 'hl7-empty',
}

test.skipIf(!casesFolder)(
  `every message of others is written back byte for byte, or refused with a known reason${casesNote}`,
  () => {
    const seen: string[] = []
    for (const file of caseFiles('messages')) {
      const bytes = caseBytes(file)
      const reason = refused[file]
      if (reason) {
        expect(() => parse(bytes)).toThrow(expect.objectContaining({ code: reason }))
        seen.push(file)
      } else {
        const parsed = parse(bytes)
        expect(Buffer.compare(write(parsed), bytes), file).toBe(0)
        const rebuilt = write({ ...parsed, bytes: undefined })
        expect(Buffer.compare(rebuilt, bytes), file).toBe(0)
      }
    }
    expect(seen).toEqual(Object.keys(refused))
  },
)

test('every message of our own is written back byte for byte', () => {
  for (const name of sampleNames) {
    const bytes = sample(name.replace('.hl7', ''))
    const parsed = parse(bytes)
    expect(Buffer.compare(write(parsed), bytes), name).toBe(0)
    expect(Buffer.compare(write({ ...parsed, bytes: undefined }), bytes), name).toBe(0)
  }
})

test('a message of any bytes is written back unchanged, whole and part by part', () => {
  fc.assert(
    fc.property(anyMessage, (bytes) => {
      let parsed: ReturnType<typeof parse>
      try {
        parsed = parse(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(Hl7Error)
        return
      }
      expect(Buffer.compare(write(parsed), bytes)).toBe(0)
      expect(Buffer.compare(write({ ...parsed, bytes: undefined }), bytes)).toBe(0)
      for (const message of messages(parsed)) {
        const text = message.segments.map((segment) => segment.name)
        expect(text[0]).toBe('MSH')
      }
    }),
    { numRuns: 2000 },
  )
})

test('any bytes at all are read or refused with an error of ours, and never anything else', () => {
  fc.assert(
    fc.property(fc.oneof(anyBytes, anyMessage), (bytes) => {
      expect(peek(bytes)).toHaveProperty('controlId')
      for (const read of [parse, parseMessage]) {
        try {
          const found = read(bytes)
          for (const message of 'parts' in found ? messages(found) : [found]) {
            expect(message.notes).toBeInstanceOf(Array)
            for (const path of ['MSH-2', 'MSH-10', 'MSH-18[2].3', 'PID-1', 'OBX[2]-5[2].2.2', 'NTE-3'])
              get(message, path)
          }
        } catch (error) {
          expect(error).toBeInstanceOf(Hl7Error)
        }
      }
    }),
    { numRuns: 2000 },
  )
})

test('a change of one field leaves every other byte of any message as it was', () => {
  fc.assert(
    fc.property(anyMessage, (rest) => {
      const before = Buffer.concat([Buffer.from(lines(msh, 'ZZ1|a|b|c')), rest.subarray(rest.indexOf(13) + 1)])
      const parsed = parse(before)
      const changed = replaceMessages(parsed, (message, index) =>
        index === 0 ? set(message, 'ZZ1-2', 'new') : message,
      )
      expect(written(changed)).toBe(before.toString('latin1').replace('ZZ1|a|b|c', 'ZZ1|a|new|c'))
    }),
    { numRuns: 1000 },
  )
})
