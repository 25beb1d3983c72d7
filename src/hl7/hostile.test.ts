// Messages that something went over with scissors: whatever is asked of them, only an Hl7Error comes out, every answer to
// them can be read, and no change of one field reaches another message.
import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { caseBytes, caseFiles } from '../../test/cases.ts'
import {
  acknowledge,
  defaultDelimiters,
  describe,
  dropSegments,
  type Group,
  get,
  groups,
  Hl7Error,
  type Message,
  messages,
  parse,
  parseMessage,
  peek,
  recode,
  set,
  write,
} from './index.ts'
import { sample, sampleNames } from './testing/samples.ts'

const own = sampleNames.map((name) => sample(name.replace(/\.hl7$/, '')))
const corpus = [...own, ...caseFiles('messages').map((file) => Buffer.from(caseBytes(file)))]
  .filter(({ length }) => length > 0 && length < 20_000)
  .map((bytes) => bytes.toString('latin1'))

const debris = fc.oneof(
  fc.constantFrom(
    ...'|^~\\&#\r\n\v\x1c\0',
    'MSH|^~\\&|',
    'BHS|^~\\&|',
    'BTS|1',
    'FTS|',
    '""',
    '8859/1',
    'ISO IR87',
    '~',
  ),
  fc.constantFrom(
    '\\F\\',
    '\\E\\',
    '\\X0D\\',
    '\\XC3\\',
    '\\X00E0\\',
    '\\.br\\',
    '\\C2D42\\',
    '\\M2442\\',
    '\\H\\',
    '\\Z1\\',
  ),
  fc.constantFrom('\xe9', '\xc3\xa9', '\xff', '\xef\xbb\xbf', 'PID|', 'OBX|1|NM|', 'ORC|'),
)
const cuts = fc.array(fc.record({ at: fc.nat(20_000), length: fc.nat(40), put: fc.option(debris, { nil: '' }) }), {
  minLength: 1,
  maxLength: 6,
})

function cutUp(text: string, list: readonly { at: number; length: number; put: string }[]): Buffer {
  let left = text
  for (const { at, length, put } of list) {
    const place = at % (left.length + 1)
    left = left.slice(0, place) + put + left.slice(place + (put === '' ? length : 0))
  }
  return Buffer.from(left, 'latin1')
}

/** What a question gives; undefined where it is refused as it should be. */
function asked<Answer>(question: () => Answer): Answer | undefined {
  try {
    return question()
  } catch (error) {
    if (error instanceof Hl7Error) return undefined
    throw error
  }
}

function size({ segments, groups: inner }: Group): number {
  return inner.reduce((sum, group) => sum + size(group), segments.length)
}

function questions(message: Message): void {
  expect(size(groups(message))).toBe(message.segments.length)
  expect(Buffer.from(write(dropSegments(message, () => false)))).toEqual(Buffer.from(write(message)))
  expect(message.notes).toBeDefined()
  const rows = describe(message)
  for (const { path, value } of rows) if (path !== '') expect(get(message, path)).toBe(value)
  const last = rows.at(-1)?.path ?? ''
  const changed = last === '' ? undefined : asked(() => set(message, last, 'a|b^c~d\\e&f\r\n'))
  if (changed) expect(get(parseMessage(write(changed)), last)).toBe('a|b^c~d\\e&f\r\n')
  const odd = { ...defaultDelimiters, field: '$', component: '*', escape: '!', truncation: '+' }
  const again = asked(() => recode(message, { encoding: 'UTF-8', delimiters: odd }))
  if (again) expect(parseMessage(write(again)).segments).toHaveLength(message.segments.length)
}

test('whatever was cut out of a message or put into it, only an Hl7Error comes out', () => {
  fc.assert(
    fc.property(fc.constantFrom(...corpus), cuts, (text, list) => {
      const bytes = cutUp(text, list)
      const answer = acknowledge(peek(bytes), { code: 'AE', controlId: 'A|1', time: 0, text: 'a|b^c~d\\e&f' })
      expect(get(parseMessage(answer), 'MSA-1')).toBe('AE')
      expect(get(parseMessage(answer), 'MSH-10')).toBe('A|1')
      const parsed = asked(() => parse(bytes))
      if (!parsed) return
      expect(Buffer.from(write({ ...parsed, bytes: undefined }))).toEqual(bytes)
      for (const message of messages(parsed).slice(0, 20)) questions(message)
    }),
    { numRuns: 600 },
  )
})
