import { expect, test } from 'vitest'
import { after, applied, flowOf, linesOf, msh, orderFlow, patient } from './testing/flows.ts'

const orders = { flow: orderFlow }
const order = [
  msh('ORM^O01', '2.3'),
  patient,
  'ORC|NW|1^EPC',
  'OBR|1|1^EPC||A^Alpha^L',
  'OBX|1|ST|Q1||yes',
  'NTE|1||first',
]
const two = [...order, 'ORC|NW|2^EPC', 'OBR|2|2^EPC||B^Beta^L', 'OBX|1|ST|Q2||no', 'NTE|1||second']

test('set writes a text, escaped, and makes the fields in front of it', () => {
  expect(after([{ set: 'OBR[1]-13', value: 'a|b&c' }], order, orders)[3]).toBe(
    'OBR|1|1^EPC||A^Alpha^L|||||||||a\\F\\b\\T\\c',
  )
})

test('set with [*] writes every segment, with [2] the second, and where there is none it does nothing', () => {
  expect(
    after([{ set: 'ORC[*]-1', value: 'XO' }], two, orders).filter((line) => line.startsWith('ORC|XO')),
  ).toHaveLength(2)
  expect(after([{ set: 'ORC[2]-1', value: 'XO' }], two, orders)[2]).toBe('ORC|NW|1^EPC')
  expect(after([{ set: 'ZDS[*]-1', value: 'x' }], two, orders)).toEqual(two)
})

test('set empties a field with an empty text, and writes the HL7 null', () => {
  expect(after([{ set: 'OBR[1]-4.2', value: '' }], order, orders)[3]).toBe('OBR|1|1^EPC||A^^L')
  expect(after([{ set: 'OBR[1]-4', value: '""' }], order, orders)[3]).toBe('OBR|1|1^EPC||""')
})

test('a whole field is copied with its components, a component as its text', () => {
  expect(after([{ copy: 'OBR-2', to: 'ORC[*]-4' }], order, orders)[2]).toBe('ORC|NW|1^EPC||1^EPC')
  expect(after([{ copy: 'OBR-4.2', to: 'ORC[*]-4.1' }], order, orders)[2]).toBe('ORC|NW|1^EPC||Alpha')
  expect(after([{ copy: 'OBR-4', to: 'ORC[*]-4.1' }], order, orders)[2]).toBe('ORC|NW|1^EPC||A\\S\\Alpha\\S\\L')
})

test('a path without an index means the segment that belongs to the one being changed', () => {
  const lines = after([{ copy: 'OBR-4.1', to: 'OBX[*]-15.1' }], two, orders)
  expect(lines[4]).toBe('OBX|1|ST|Q1||yes||||||||||A')
  expect(lines[8]).toBe('OBX|1|ST|Q2||no||||||||||B')
  expect(after([{ copy: 'OBR-4.1', to: 'ORC[*]-4.1' }], two, orders)[6]).toBe('ORC|NW|2^EPC||B')
})

test('where there is nothing to copy, the target stays', () => {
  expect(
    after(
      [
        { copy: 'OBR-30', to: 'OBR[*]-4' },
        { copy: 'ZZZ-1', to: 'OBR[*]-4' },
      ],
      order,
      orders,
    ),
  ).toEqual(order)
})

test('drop takes segments out, and empties fields without moving others', () => {
  expect(after([{ drop: 'NTE[*]' }], two, orders).some((line) => line.startsWith('NTE'))).toBe(false)
  expect(after([{ drop: 'OBR[*]-2' }], order, orders)[3]).toBe('OBR|1|||A^Alpha^L')
  expect(after([{ drop: 'OBR[*]-4.2' }], order, orders)[3]).toBe('OBR|1|1^EPC||A^^L')
})

test('merge joins the values of several segments into one place and leaves the segments', () => {
  const lines = after([{ merge: 'NTE[*]-3', to: 'OBR[1]-13', separator: ' / ' }], two, orders)
  expect(lines[3]).toBe('OBR|1|1^EPC||A^Alpha^L|||||||||first / second')
  expect(lines).toHaveLength(two.length)
})

test('merge in place joins only lines of one text that follow one another', () => {
  const report = [
    ...[msh('ORU^R01', '2.3'), patient, 'OBR|1|1||M^Micro'],
    ...['OBX|1|TX|R^Report||line one||||||F', 'OBX|2|TX|R^Report||line two||||||F', 'OBX|3|NM|K||4.1||||||F'],
    ...['OBX|4|TX|R^Report||other||||||F', 'OBX|5|TX|S^Side||more||||||F'],
  ]
  const lines = after([{ merge: 'OBX[*]-5', to: 'OBX[*]-5', separator: '\n' }], report)
  expect(lines.slice(3)).toEqual(['OBX|1|TX|R^Report||line one\\.br\\line two||||||F', ...report.slice(5)])
})

test('when asks the segment that is changed, or the one that belongs to it, or the message', () => {
  const set = { set: 'OBX[*]-13', value: 'x' }
  const marked = (when: object) =>
    after([{ ...set, when }], two, orders).flatMap((line, index) => (line.endsWith('|x') ? [index] : []))
  expect(marked({ path: 'OBX-5', equals: 'no' })).toEqual([8])
  expect(marked({ path: 'OBR-4.1', in: ['A', 'C'] })).toEqual([4])
  expect(marked({ path: 'OBX[1]-5', equals: 'yes' })).toEqual([4, 8])
  expect(marked({ path: 'ORC[*]-2.1', equals: '2' })).toEqual([4, 8])
  expect(marked({ path: 'ZDS', present: false })).toEqual([4, 8])
  expect(marked({ path: 'ZDS', present: true })).toEqual([])
  expect(marked({ path: 'NTE', present: true })).toEqual([4, 8])
})

test('for_each does its steps for each segment, whose paths mean that segment', () => {
  const loop = {
    for_each: 'OBX',
    steps: [
      { copy: 'OBX-3', to: 'OBX-15' },
      { drop: 'OBX', when: { path: 'OBX-5', equals: 'no' } },
    ],
  }
  const lines = after([loop], two, orders)
  expect(lines.filter((line) => line.startsWith('OBX'))).toEqual(['OBX|1|ST|Q1||yes||||||||||Q1'])
})

test('for_each with a condition passes over the segments for which it does not hold', () => {
  const loop = { for_each: 'ORC', when: { path: 'ORC-2.1', equals: '2' }, steps: [{ set: 'ORC-1', value: 'CA' }] }
  expect(after([loop], two, orders).filter((line) => line.startsWith('ORC'))).toEqual(['ORC|NW|1^EPC', 'ORC|CA|2^EPC'])
})

test('a line that a step takes out is gone for the steps behind it, and for what belongs to it', () => {
  const steps = [{ drop: 'OBR[1]' }, { copy: 'OBR-4.1', to: 'OBX[*]-15.1' }, { set: 'OBR[1]-13', value: 'first now' }]
  const lines = after(steps, two, orders)
  expect(lines.filter((line) => line.startsWith('OBX')).map((line) => line.split('|')[15])).toEqual(['B', 'B'])
  expect(lines.filter((line) => line.startsWith('OBR'))).toEqual(['OBR|2|2^EPC||B^Beta^L|||||||||first now'])
})

test('a Z segment between ORC and OBR does not part them', () => {
  const lines = [msh('ORM^O01', '2.3'), patient, 'ORC|NW|1', 'ZOR|x', 'OBR|1|1||A', 'ORC|NW|2', 'OBR|2|2||B']
  expect(
    after([{ copy: 'ORC-2', to: 'OBR[*]-18' }], lines, orders).flatMap((line) => line.split('|')[18] ?? []),
  ).toEqual(['1', '2'])
  expect(applied(flowOf([{ split: 'order' }], orders), lines).outputs).toHaveLength(2)
})

test('split by order makes one message an order, each with header and patient', () => {
  const result = applied(flowOf([{ split: 'order' }], orders), [...two, 'DSC|x'])
  expect(result.outputs).toHaveLength(2)
  expect(linesOf(result, 0)).toEqual(order)
  expect(linesOf(result, 1)).toEqual([two[0], two[1], ...two.slice(6), 'DSC|x'])
})

test('steps behind a split work on each part, and the parts do not share what is written', () => {
  const steps = [{ split: 'order' }, { copy: 'ORC-2.1', to: 'MSH-8' }]
  const result = applied(flowOf(steps, orders), two)
  expect([0, 1].map((part) => linesOf(result, part)[0]!.split('|')[7])).toEqual(['1', '2'])
})

test('one ORC over several OBR stays one order, and is repeated when split by observation group', () => {
  const panel = [
    msh('ORU^R01', '2.3'),
    patient,
    'ORC|RE|1',
    'OBR|1|1||A',
    'OBX|1|NM|X||1',
    'OBR|2|1||B',
    'OBX|1|NM|Y||2',
  ]
  expect(applied(flowOf([{ split: 'order' }]), panel).outputs).toHaveLength(1)
  const groups = applied(flowOf([{ split: 'observation-group' }]), panel)
  expect(linesOf(groups, 0)).toEqual(panel.slice(0, 5))
  expect(linesOf(groups, 1)).toEqual([...panel.slice(0, 3), ...panel.slice(5)])
})

test('orders without ORC and several patients are split with the patient each belongs to', () => {
  const other = patient.replace('R000001', 'R000002')
  const lines = [msh('ORU^R01', '2.3'), patient, 'OBR|1|1||A', 'OBR|2|2||B', other, 'PV1|1|O', 'ORC|RE|3', 'OBR|1|3||C']
  const result = applied(flowOf([{ split: 'order' }]), lines)
  expect(result.outputs.map((_, part) => linesOf(result, part).slice(1))).toEqual([
    [patient, 'OBR|1|1||A'],
    [patient, 'OBR|2|2||B'],
    [other, 'PV1|1|O', 'ORC|RE|3', 'OBR|1|3||C'],
  ])
})

test('a message of more orders than the limit is held whole and not split', () => {
  const lines = [msh('ORM^O01', '2.3'), patient, ...Array.from({ length: 1001 }, (_, index) => `ORC|NW|${index}`)]
  const run = applied(flowOf([{ split: 'order' }], orders), lines)
  expect([run.verdict, run.failed, run.outputs.length]).toEqual(['hold', true, 1])
  expect(applied(flowOf([{ split: 'order' }], orders), lines.slice(0, -1)).outputs).toHaveLength(1000)
})

test('a message that no step touches goes out with its very bytes', () => {
  const flow = flowOf([{ drop: 'ZZZ[*]' }, { set: 'ZZZ[*]-1', value: 'x' }, { split: 'order' }], orders)
  const lines = [...order.slice(0, 3), '', 'junk line', ...order.slice(3)]
  expect(linesOf(applied(flow, lines))).toEqual(lines)
})

test('time is in proportion to the length of a message, whatever the steps', () => {
  const steps = [
    { set: 'OBX[*]-14', value: 'x', when: { path: 'OBR-4.1', equals: 'P' } },
    { copy: 'OBR-4.1', to: 'OBX[*]-15.1' },
    { copy: 'SPM-4', to: 'OBX[*]-16' },
    { copy: 'ZZZ-4', to: 'OBX[*]-17' },
    { map: 'OBX[*]-20', table: 'none', context: { a: 'SPM-4.1', b: 'ZZZ-1' }, unmapped: 'pass' },
    {
      for_each: 'OBX',
      when: { path: 'SPM-1', present: true },
      steps: [{ copy: 'OBR-3', to: 'OBX-18' }, { drop: 'OBX-19' }],
    },
    { for_each: 'NTE', steps: [{ drop: 'NTE' }] },
    { merge: 'OBX[*]-5', to: 'OBX[*]-5' },
    { restructure: 'ORU_R01', version: '2.3' },
  ]
  const flow = flowOf(steps)
  const time = (count: number): number => {
    const observations = Array.from({ length: count }, (_, at) => [
      `OBX|${at}|TX|R||line ${at}||||||F||||||||${at}`,
      'NTE|1||x',
    ])
    const lines = [msh('ORU^R01', '2.5.1'), 'OBR|1|1||P', ...observations.flat(), 'SPM|1|||SER']
    const start = process.threadCpuUsage()
    applied(flow, lines)
    const { user, system } = process.threadCpuUsage(start)
    return user + system
  }
  time(2000)
  const [small, large] = [Math.min(time(2000), time(2000)), Math.min(time(16_000), time(16_000))]
  expect(large / small).toBeLessThan(24)
})
