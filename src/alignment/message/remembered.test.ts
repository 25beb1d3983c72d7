import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { parseMessage, segmentNamed, value } from '../../hl7/index.ts'
import { LastOf } from './remembered.ts'

test('what came before a message is given, also where the message is looked at again', () => {
  const last = new LastOf<string>(2)
  expect(last.replace('a', 1, 'first')).toBe(null)
  expect(last.replace('a', 2, 'second')).toBe('first')
  expect(last.replace('a', 2, 'second')).toBe('first')
  last.replace('b', 3, '')
  last.replace('c', 4, '')
  expect(last.replace('a', 5, 'third')).toBe(null)
})

/** What is alive, in bytes. */
function alive(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

test('what is remembered of messages does not keep them', () => {
  const [count, note_bytes] = [2000, 10_000]
  const last = new LastOf<string>(count)
  const note = 'x'.repeat(note_bytes)
  const before = alive()
  for (let nth = 0; nth < count; nth++) {
    const obr = `OBR|1||F-${String(nth).padStart(20, '0')}|BMP\rNTE|1||${note}\r`
    const message = parseMessage(Buffer.from(`MSH|^~\\&|LIS|LAB|EHR|HOSP|20260302080000||ORU^R01|1|P|2.5.1\r${obr}`))
    last.replace(`lis|${value(segmentNamed(message, 'OBR')!, 3, 1)}|BMP`, nth, '')
  }
  expect(alive() - before).toBeLessThan((count * note_bytes) / 4)
  expect(last.replace(`lis|F-${'0'.repeat(20)}|BMP`, count, '')).toBe('')
})
