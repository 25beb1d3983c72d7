import { expect, test } from 'vitest'
import { caseBytes, casesFolder, casesNote } from '../../test/cases.ts'
import { batches, get, messages, parse, parseMessage, replaceMessages, set, write } from './index.ts'
import { sample, written } from './testing/samples.ts'

const problems = (name: string) => parse(sample(name)).problems.map(({ code, segment }) => `${code} ${segment}`)
const of = (...lines: string[]) => parse(lines.map((line) => `${line}\r`).join('')).problems.map(({ code }) => code)
const fhs = 'FHS|^~\\&|LAB'
const bhs = 'BHS|^~\\&|LAB'
const msh = 'MSH|^~\\&|LAB||||||ORU^R01|1|P|2.5'

test('a file of batches is complete where all counts are right', () => {
  const parsed = parse(sample('file-two-batches'))
  expect(parsed.problems).toEqual([])
  expect(messages(parsed).map((message) => get(message, 'MSH-10'))).toEqual(['B-1', 'B-2', 'B-3'])
  expect(batches(parsed).map((batch) => [batch.header?.name, batch.messages.length, batch.trailer?.name])).toEqual([
    ['BHS', 2, 'BTS'],
    ['BHS', 1, 'BTS'],
  ])
})

test('a wrong count is reported with its place, and the messages are there', () => {
  const parsed = parse(sample('batch-wrong-count'))
  expect(parsed.problems).toEqual([
    expect.objectContaining({
      code: 'batch-count',
      segment: 'BTS',
      offset: sample('batch-wrong-count').indexOf('BTS'),
    }),
  ])
  expect(messages(parsed)).toHaveLength(2)
})

test('missing trailers are reported where the header is', () => {
  expect(problems('batch-no-trailer')).toEqual([
    'batch-trailer-missing BHS',
    'batch-trailer-missing BHS',
    'file-trailer-missing FHS',
  ])
})

test.each([
  ['a batch trailer without a header', [msh, 'BTS|1'], ['batch-header-missing']],
  ['a file trailer without a header', [msh, 'FTS|1'], ['file-header-missing']],
  ['a file of one batch', [fhs, bhs, msh, 'BTS|1', 'FTS|1'], []],
  ['a file without batches that counts its messages', [fhs, msh, msh, 'FTS|2'], []],
  ['a file without batches that calls itself one', [fhs, msh, msh, 'FTS|1'], []],
  ['a file with a wrong count of batches', [fhs, bhs, msh, 'BTS|1', 'FTS|2'], ['file-count']],
  ['trailers without counts', [fhs, bhs, msh, 'BTS', 'FTS|'], []],
  ['counts that are none', [fhs, bhs, msh, 'BTS|one', 'FTS|x'], ['batch-count-unreadable', 'file-count-unreadable']],
  ['a batch that says nothing came and is right', [bhs, 'BTS|0'], ['no-messages']],
  ['a batch cut off by another', [bhs, msh, bhs, msh, 'BTS|1'], ['batch-trailer-missing']],
  ['a file cut off by another', [fhs, bhs, msh, 'BTS|1', fhs, bhs, msh, 'BTS|1', 'FTS|1'], ['file-trailer-missing']],
  ['a line before the first header', ['hello', msh], ['line-outside-message']],
  ['a line after the trailer', [bhs, msh, 'BTS|1', 'hello|x'], ['line-outside-message']],
])('%s: %j', (_name, lines, codes) => {
  expect(of(...(lines as string[]))).toEqual(codes)
})

test('messages outside any batch are a batch without header and trailer', () => {
  const found = batches(parse([msh, msh, bhs, msh, 'BTS|1', msh].map((line) => `${line}\r`).join('')))
  expect(found.map((batch) => [batch.header?.name, batch.messages.length])).toEqual([
    [undefined, 2],
    ['BHS', 1],
    [undefined, 1],
  ])
})

test('a message whose last line has no end does not run into the next', () => {
  const file = parse(`${msh}\rPID|1\r${msh}\rPID|2\r`)
  const changed = replaceMessages(file, () => parseMessage(`${msh}\rPID|3`))
  expect(messages(parse(write(changed))).map((message) => get(message, 'PID-1'))).toEqual(['3', '3'])
})

test('one message of a file is changed, and everything around it stays', () => {
  const parsed = parse(sample('file-two-batches'))
  const changed = replaceMessages(parsed, (message, index) => (index === 1 ? set(message, 'OBX-5', '4.0') : message))
  expect(written(changed)).toBe(sample('file-two-batches').toString('latin1').replace('4.4', '4.0'))
  expect(replaceMessages(parsed, (message) => message)).toBe(parsed)
})

test.skipIf(!casesFolder)(`the counts of others' batches are checked${casesNote}`, () => {
  const codes = (file: string) => parse(caseBytes(`messages/${file}`)).problems.map(({ code }) => code)
  expect(codes('cosyte/count-mismatch.hl7')).toEqual(['batch-count'])
  expect(codes('cosyte/single-batch.hl7')).toEqual([])
  const night = parse(caseBytes('messages/cdc-rs/sample-batch-pdi-20210608-0001.hl7'))
  expect(messages(night)).toHaveLength(20)
  expect(night.problems).toEqual([])
})
