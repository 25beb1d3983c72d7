import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import type { Frame } from '../play/evidence.ts'
import { withFarEnd } from './far-end.ts'

const message = (id: string, more = '') => Buffer.from(`MSH|^~\\&|A|A|B|B|2026||ORU^R01|${id}|P|2.5.1\r${more}`)
const answer = (id: string) => Buffer.from(`MSH|^~\\&|B|B|A|A|2026||ACK|X|P|2.5.1\rMSA|AA|${id}\r`)

function run(...told: readonly (readonly [Frame['line'], Frame['kind'], Frame['end'], Uint8Array])[]) {
  const frames = told.map(([line, kind, end, bytes], at): Frame => ({ n: at + 1, at, line, kind, end, bytes }))
  return withFarEnd(frames, 'lab').map(({ n, line, kind, end }) => `${n} ${line} ${kind} ${end}`)
}

test('what Labloop heard was sent before, and what it answered counts as heard', () => {
  expect(
    run(['lab-to-labloop', 'message', 'arrived', message('L1')], ['lab-to-labloop', 'answer', 'sent', answer('L1')]),
  ).toEqual([
    '0.5 lab-to-labloop message sent',
    '1 lab-to-labloop message arrived',
    '2 lab-to-labloop answer sent',
    '2.5 lab-to-labloop answer arrived',
  ])
})

test('what Labloop sent arrived only where an answer names it', () => {
  const sent = ['labloop-to-lab', 'message', 'sent', message('H1')] as const
  expect(run(sent)).toEqual(['1 labloop-to-lab message sent'])
  expect(run(sent, ['labloop-to-lab', 'answer', 'arrived', answer('H2')])).not.toContain(
    '1.5 labloop-to-lab message arrived',
  )
  expect(run(sent, ['labloop-to-lab', 'answer', 'arrived', answer('H1')])).toEqual([
    '1 labloop-to-lab message sent',
    '1.5 labloop-to-lab message arrived',
    '1.5 labloop-to-lab answer sent',
    '2 labloop-to-lab answer arrived',
  ])
})

test('of a message that was sent twice only the sending before the answer is known to have arrived', () => {
  const sent = ['labloop-to-lab', 'message', 'sent', message('H1')] as const
  const found = run(sent, sent, ['labloop-to-lab', 'answer', 'arrived', answer('H1')])
  expect(found).toContain('2.5 labloop-to-lab message arrived')
  expect(found).not.toContain('1.5 labloop-to-lab message arrived')
})

test('a verdict that comes as a message of its own shows as well that the order arrived', () => {
  const verdict = message('L2', 'MSA|AA|H1\r')
  expect(
    run(['labloop-to-lab', 'message', 'sent', message('H1')], ['lab-to-labloop', 'message', 'arrived', verdict]),
  ).toContain('1.5 labloop-to-lab message arrived')
})

test('of the virtual system nothing is added: both its ends were written down', () => {
  expect(
    run(['labloop-to-ehr', 'message', 'sent', message('H1')], ['ehr-to-labloop', 'message', 'arrived', message('E1')]),
  ).toHaveLength(2)
})
