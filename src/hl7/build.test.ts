import { expect, test } from 'vitest'
import { build, get, parseMessage, segmentFor, set, write } from './index.ts'
import { written } from './testing/samples.ts'

test('element n of a segment is its field n', () => {
  const message = build([
    [
      'MSH',
      undefined,
      undefined,
      'LAB',
      'RIVERSIDE',
      'EHR',
      'RIVERSIDE',
      '20260105',
      undefined,
      ['ORU', 'R01', 'ORU_R01'],
      'L-1',
      'P',
      '2.5.1',
    ],
    [
      'PID',
      1,
      undefined,
      {
        repetitions: [
          ['T-1', '', '', 'RIVERSIDE', 'MR'],
          ['9', undefined, undefined, ['USA', '2.999', 'ISO'], 'SS'],
        ],
      },
      '',
      ['TESTPATIENT', 'IDA'],
    ],
    ['OBX', 1, 'NM', ['K', 'Potassium', 'L'], undefined, '4.1', 'mmol/L', '3.5-5.1'],
    ['NTE', 1, 'L', 'a & b | c'],
    ['ZL1', { raw: 'x^y\\T\\z' }],
  ])
  expect(written(message)).toBe(
    [
      'MSH|^~\\&|LAB|RIVERSIDE|EHR|RIVERSIDE|20260105||ORU^R01^ORU_R01|L-1|P|2.5.1',
      'PID|1||T-1^^^RIVERSIDE^MR~9^^^USA&2.999&ISO^SS||TESTPATIENT^IDA',
      'OBX|1|NM|K^Potassium^L||4.1|mmol/L|3.5-5.1',
      'NTE|1|L|a \\T\\ b \\F\\ c',
      'ZL1|x^y\\T\\z',
      '',
    ].join('\r'),
  )
  expect(get(message, 'NTE-3')).toBe('a & b | c')
  expect(get(message, 'PID-3[2].4.2')).toBe('2.999')
  expect(get(parseMessage(write(message)), 'ZL1-1.2')).toBe('y&z')
  expect(get(set(message, 'OBX-8', 'N'), 'OBX-8')).toBe('N')
})

test('a character set that is asked for is named in MSH-18 and used', () => {
  const latin = build(
    [
      ['MSH', '', '', 'LAB'],
      ['PID', 1, '', '', '', 'MÜSTER'],
    ],
    { encoding: 'iso-8859-1' },
  )
  expect(get(latin, 'MSH-18')).toBe('8859/1')
  expect(written(latin)).toContain('|M\xdcSTER\r')
  const plain = build([
    ['MSH', '', '', 'LAB'],
    ['PID', 1, '', '', '', 'MÜSTER'],
  ])
  expect(get(plain, 'MSH-18')).toBeUndefined()
  expect(get(parseMessage(write(plain)), 'PID-5')).toBe('MÜSTER')
})

test('MSH-18 is read as it will be by the receiver, also where it repeats', () => {
  const message = build([
    ['MSH', ...new Array(17).fill(undefined), { repetitions: ['8859/1', '8859/2'] }],
    ['PID', '1', '', '', '', 'José'],
  ])
  expect(message.charset).toBe('8859/1')
  expect(get(parseMessage(write(message)), 'PID-5')).toBe('José')
})

test('other delimiters are written where asked for', () => {
  const delimiters = { field: '$', component: '%', repetition: '*', escape: '!', subcomponent: '@', truncation: '' }
  const message = build(
    [
      ['MSH', '', '', 'LAB'],
      ['NTE', 1, 'L', '5$ | 3% !'],
    ],
    { delimiters },
  )
  expect(written(message)).toBe('MSH$%*!@$LAB\rNTE$1$L$5!F! | 3!S! !E!\r')
  expect(get(message, 'NTE-3')).toBe('5$ | 3% !')
})

test('what is no message is refused', () => {
  expect(() => build([['PID', 1]])).toThrow(expect.objectContaining({ code: 'hl7-no-header' }))
  expect(() => build([['MSH'], ['pid', 1]])).toThrow(expect.objectContaining({ code: 'hl7-segment-name' }))
  expect(() => build([['MSH'], ['PID', 'é']], { encoding: 'ASCII' })).toThrow(
    expect.objectContaining({ code: 'hl7-character' }),
  )
  expect(() => build([['MSH']], { encoding: 'BIG-5' })).toThrow(
    expect.objectContaining({ code: 'hl7-character-set-refused' }),
  )
  expect(() => segmentFor(build([['MSH']]), ['OBXX'])).toThrow(expect.objectContaining({ code: 'hl7-segment-name' }))
})
