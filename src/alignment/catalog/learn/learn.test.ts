import fc from 'fast-check'
import { expect, test } from 'vitest'
import { caseBytes, caseFiles, casesFolder, casesNote } from '../../../../test/cases.ts'
import { messages, parse, parseMessage, segmentsNamed, value } from '../../../hl7/index.ts'
import { catalogFrom } from '../from-rows.ts'
import { learn, newLearning } from './learn.ts'
import { learnedRows } from './rows.ts'
import { learnedComponents, learnedLines } from './table.ts'

/** What is learned from messages of these lines, with a header in front. */
function learned(type: string, ...bodies: readonly (readonly string[])[]) {
  const learning = newLearning()
  bodies.forEach((body, index) => {
    const head = `MSH|^~\\&|LIS|LAB|EHR|HOSP|20260801||${type}|C${index + 1}|T|2.5.1`
    learn(learning, parseMessage(Buffer.from([head, ...body].map((line) => `${line}\r`).join(''))))
  })
  return learning
}

/** One report of one test with these observations. */
const report = (...observations: readonly string[]) => [
  'PID|1||R1^^^H^MR||Testpatient^Ida||19700102|F',
  'OBR|1|P1|F1|BMP^Basic metabolic panel^L|||20260801',
  ...observations,
  'SPM|1|||SER^Serum^L',
]
const odd = (...observations: readonly string[]) =>
  learnedComponents(learned('ORU^R01', ...observations.map((one) => report(one)))).flatMap((one) =>
    one.odd.map(({ words }) => words),
  )
const glucose = 'OBX|1|NM|GLU^Glucose^L||98|mg/dL|70-99|N|||F'

test('the usual of each column becomes the row, and the counts stand in columns of their own', () => {
  const twice = learned(
    'ORU^R01',
    report(glucose),
    report(glucose),
    report('OBX|1|NM|GLU^Glucose^L||5.4|mmol/L|3.9-5.5|H|||P'),
  )
  const { components, orderables } = catalogFrom('lis', learnedRows(twice, 'lis'))
  expect(components[0]?.cells).toEqual({
    ...{ code: 'GLU', name: 'Glucose', coding_system: 'L', value_type: 'NM', unit: 'mg/dL', precision: '0' },
    ...{ specimen: 'SER', ranges: '70-99', flags: 'N;H' },
    ...{ seen: '3', seen_names: 'Glucose*3', seen_tests: 'BMP*3', seen_types: 'NM*3', seen_units: 'mg/dL*2|mmol/L*1' },
    ...{ seen_ranges: '70-99*2|3.9-5.5*1', seen_flags: 'N*2|H*1', seen_shapes: 'number*3', seen_statuses: 'F*2|P*1' },
    ...{
      seen_specimens: 'SER*3',
      odd: 'units that measure different things: mg/dL (2), mmol/L (1); several ranges: 70-99 (2), 3.9-5.5 (1)',
    },
  })
  expect(orderables[0]).toMatchObject({
    ...{ code: 'BMP', kind: 'test', components: ['GLU'], seen: { count: 3, components: [{ text: 'GLU', count: 3 }] } },
  })
  expect(orderables[0]?.collections[0]).toMatchObject({ specimen: 'SER', specimenName: 'Serum' })
})

test('two units, unlike, of another magnitude, or spelt otherwise, are seen at once', () => {
  const with_ = (unit: string) => glucose.replace('mg/dL', unit)
  expect(odd(glucose, with_('g/L'))).toEqual(['units of different magnitude: g/L (1), mg/dL (1)'])
  expect(odd(glucose, with_('s'))).toEqual(['units that measure different things: mg/dL (1), s (1)'])
  expect(odd(glucose, with_('mg/100mL'))).toEqual(['one unit in several spellings: mg/100mL (1), mg/dL (1)'])
  expect(odd(with_('zorks'))).toEqual(['unit not known: zorks (1)'])
  expect(odd(glucose, with_(''))).toEqual(['some numbers without a unit (1)'])
})

test('text among numbers, comparators in NM and several types are told with a message that shows them', () => {
  const found = learned('ORU^R01', report(glucose), report(glucose), report(glucose.replace('|98|', '|purple|')))
  const [one] = learnedComponents(found)
  expect(one?.odd).toEqual([
    { words: 'text among numbers: text (1)', count: 1, example: 'C3' },
    { words: 'sent as NM and no plain number: text (1)', count: 1, example: 'C3' },
  ])
  expect(odd(glucose, glucose.replace('|98|', '|<5|'))).toEqual(['sent as NM and no plain number: number < (1)'])
  expect(odd(glucose.replace('|98|', '|5,4|'))).toEqual(['numbers that others read differently: number with comma (1)'])
  expect(odd(glucose, glucose.replace('NM', 'ST'))).toEqual(['several types of value: NM (1), ST (1)'])
})

test('a unit that contradicts the LOINC code is told, by the same judgement as the rule of alignment', () => {
  const sent = (code: string, unit: string) => `OBX|1|NM|X^X^L^${code}^^LN||5.4|${unit}|||||F`
  expect(odd(sent('2345-7', 'mmol/L'))).toEqual([
    'unit of another kind than 2345-7 measures: mmol/L (1), 2345-7 measures MCnc',
  ])
  expect(odd(sent('2345-7', 'mg/dL'))).toEqual([])
  expect(odd(sent('2823-3', 'mEq/L'))).toEqual([])
  expect(odd('OBX|1|NM|X^X^L^99999-9^Thing [Mass/volume] in Serum^LN||5.4|mmol/L|||||F')).toContain(
    'unit of another kind than 99999-9 measures: mmol/L (1), 99999-9 measures MCnc',
  )
})

test('a unit of another magnitude than is usual for the LOINC code is told, and a code that LOINC cannot have', () => {
  const haemoglobin = 'OBX|1|NM|718-7^Hemoglobin [Mass/volume] in Blood^LN||13.2|g/mL|13-18|N|||F'
  expect(odd(haemoglobin)).toEqual(['unit of another magnitude than is usual for 718-7: g/mL (1), usual g/dL'])
  expect(odd(haemoglobin.replace('g/mL', 'g/dL'))).toEqual([])
  expect(odd(haemoglobin.replace('g/mL', 'g/L').replace('718-7', 'HGB').replace('^LN', '^L'))).toEqual([])
  expect(odd(haemoglobin.replace('g/mL', 'g/dL').replace('718-7', '718-8'))).toEqual([
    'no LOINC code: 718-8 (the check digit of 718 is 7)',
  ])
})

test('a unit and a range of numbers beside codes alone are told', () => {
  const coded = 'OBX|1|CWE|625-4^Bacteria^LN||112283007^E coli^SCT|beats/min|70-80|A|||F'
  expect(odd(coded)).toEqual(['a unit and no numbers: beats/min (1)', 'a range of numbers and no numbers: 70-80 (1)'])
  expect(odd(coded.replace('beats/min|70-80', '|Negative'))).toEqual([])
})

test('flags, statuses and ranges that no table has are told', () => {
  expect(odd(glucose.replace('|N|||F', '|HI!|||F'))).toEqual(['flags outside table 0078: HI! (1)'])
  expect(odd(glucose.replace('|||F', '|||Z'))).toEqual(['statuses outside table 0085: Z (1)'])
  expect(odd(glucose.replace('|||F', '|||'))).toEqual(['no status (1)'])
  expect(odd(glucose.replace('70-99', '70<>99'))).toEqual(['range not understood: 70<>99 (1)'])
  expect(odd(glucose.replace('70-99', '0.7-0.99'))).toEqual([])
  expect(odd(glucose.replace('70-99', '0.07-0.099'))).toEqual(['numbers 100 times above their range 0.07-0.099'])
})

test('a value a hundred times its fellows is told, without the value', () => {
  const values = [98, 101, 92, 88, 110, 98000].map((number) => glucose.replace('|98|', `|${number}|`))
  expect(odd(...values)).toEqual(['values 100 times above or below their fellows in mg/dL (1)'])
})

test('answers in orders are questions, not results', () => {
  const { components, questions, tests } = learned('OML^O21', [
    'ORC|NW|P1',
    'OBR|1|P1||TSH^TSH^L',
    'OBX|1|CE|FAST^Fasting?^L||Y^Yes^L',
  ])
  expect([components.size, [...questions.keys()], [...tests.keys()]]).toEqual([0, ['FAST'], ['TSH']])
})

test('the specimen stands behind its observations in ORU, before them in OUL, and in OBR-15 of old', () => {
  const specimenOf = (type: string, lines: readonly string[]) =>
    catalogFrom('lis', learnedRows(learned(type, lines), 'lis')).components[0]?.specimens
  const [obr, obx, spm] = ['OBR|1|||T', 'OBX|1|NM|A||1', 'SPM|1|||BLD^Blood']
  expect(specimenOf('ORU^R01', [obr, obx, spm])).toEqual(['BLD'])
  expect(specimenOf('OUL^R22', [spm, obr, obx])).toEqual(['BLD'])
  expect(specimenOf('ORU^R01', ['OBR|1|||T|||||||||||BLD&Blood', obx])).toEqual(['BLD'])
})

test('percentiles only where no patient can be told from them', () => {
  const many = (count: number) =>
    learnedComponents(
      learned(
        'ORU^R01',
        ...Array.from({ length: count }, (_, nth) => report(glucose.replace('|98|', `|${80 + nth}|`))),
      ),
    )
  expect(many(19)[0]?.numbers).toBeNull()
  expect(many(20)[0]?.numbers).toEqual({ tenth: 82, median: 90, ninetieth: 98 })
})

test('odd codes stand first, then the frequent ones', () => {
  const lines = learnedLines(
    learnedComponents(
      learned(
        'ORU^R01',
        report(glucose),
        report(glucose),
        report('OBX|1|NM|NA^Sodium^L||140|mmol/L|135-145|N|||', 'OBX|2|ST|X^X^L||a||||||F'),
      ),
    ),
  )
  expect(lines.map((line) => line.trim().split(' ')[0])).toEqual(['CODE', 'NA', '!', 'GLU', 'X'])
  expect(lines[2]).toBe('    ! no status (1); first in C3')
})

test('learning never throws, whatever stands in the fields', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '1', '^', '~', '&', '\\', '"', '<', '-', '|', ' ', ';') })
  fc.assert(
    fc.property(fc.array(field, { maxLength: 20 }), (fields) => {
      const learning = learned('ORU^R01', report(`OBX|${fields.join('|')}`), report(`OBX|1|NM|A||${fields.join('~')}`))
      expect(learnedLines(learnedComponents(learning)).length).toBeGreaterThan(0)
      catalogFrom('lis', learnedRows(learning, 'lis'))
    }),
  )
})

test.skipIf(!casesFolder)(
  `from others’ results the odd ones are seen at once, and nobody’s name is in it${casesNote}`,
  () => {
    const learning = newLearning()
    const names = new Set<string>()
    for (const file of caseFiles('messages').filter((name) => name.endsWith('.hl7'))) {
      try {
        for (const message of messages(parse(caseBytes(file)))) {
          if (value(message.segments[0]!, 9, 1) !== 'ORU') continue
          learn(learning, message)
          for (const pid of segmentsNamed(message, 'PID')) names.add(value(pid, 5, 1, 1) ?? '')
        }
      } catch {
        // Some of them are broken on purpose.
      }
    }
    const components = learnedComponents(learning)
    const strange = components.filter((one) => one.odd.length > 0)
    expect(learning.messages).toBeGreaterThan(40)
    expect(components.length).toBeGreaterThan(90)
    expect(strange.length).toBeGreaterThan(8)
    expect(strange.length).toBeLessThan(components.length / 3)
    const words = (code: string) =>
      components
        .find((one) => one.code === code)
        ?.odd.map((one) => one.words)
        .join()
    expect(words('GLU')).toContain('several types of value: NM (2), SN (1)')
    expect(words('tt-0003-05')).toContain('sent as NM and no plain number: number <')
    expect(words('10368-9')).toContain('range not understood')
    const cells = Object.values(learnedRows(learning, 'lis')).flatMap((rows) =>
      rows.flatMap((row) => Object.values(row.cells)),
    )
    const texts = new Set(cells.flatMap((cell) => cell.split(/[^A-Za-zÀ-ž]+/)))
    expect([...names].filter((name) => name.length > 4 && texts.has(name))).toEqual([])
  },
)
