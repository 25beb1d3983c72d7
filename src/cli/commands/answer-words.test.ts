import { expect, test } from 'vitest'
import { answerLine, type Told } from './answer-words.ts'

test('the parts of an answer that are whole sentences are joined by one full stop', () => {
  const told: Told = {
    ...{ type: 'ACK', code: 'AE', meaning: 'refused: an error in the content', text: 'Answered so.' },
    ...{ positive: false, kind: 'application', controlId: 'C1' },
    errors: [{ code: '207 Application error', place: '', text: '' }],
  }
  expect(answerLine(told)).toBe('AE refused: an error in the content. Answered so. 207 Application error')
})
