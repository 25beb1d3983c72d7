// Conversion in a flow: what goes out of a message, what holds it, and how it stands with the other steps.
import { expect, test } from 'vitest'
import { parseMessage } from '../hl7/index.ts'
import { apply } from './apply.ts'
import {
  applied,
  converting,
  type FlowOptions,
  flowOf,
  linesOf,
  msh,
  orderFlow,
  patient,
  rowsOf,
} from './testing/flows.ts'

const components = converting(rowsOf('components', 'GLU>1001', 'K>1002', 'BUN>1003'), 'GLU')
const units = rowsOf('units', 'mEq/L>mmol/L', 'mmol/L>WRONG')
const maps = [components, units]
const mapUnits = { map: 'OBX[*]-6', table: 'units', keep_original: 'OBX[*]-6.4' }
const mapComponents = { map: 'OBX[*]-3', table: 'components', keep_original: 'OBX[*]-3.4' }
const steps = [mapUnits, mapComponents]
const catalogs = [{ id: 'ehr-components', rows: [{ code: '1001', name: 'Glucose', precision: '1' }] }]
const result = (...lines: readonly string[]) => [msh('ORU^R01', '2.5.1'), patient, 'OBR|1|1||P', ...lines]
const run = (lines: readonly string[], options: FlowOptions = {}, given: readonly object[] = steps) =>
  applied(flowOf(given, { maps, catalogs, ...options }), result(...lines))
const out = (...given: Parameters<typeof run>) => linesOf(run(...given)).slice(3)

const glucose = 'OBX|1|NM|GLU^Glucose^L||95|mg/dL|70-99|N|||F'
const original = (set: number, value = '95') =>
  `NTE|${set}|O|Reported by the laboratory: ${value} mg/dL (reference range 70-99). Converted to mmol/L; conversion signed by Laboratory director, 2026-08-17.`

test('a value goes out in the receiver’s unit with its range and flag, and what was reported stands in a note', () => {
  expect(out([glucose])).toEqual(['OBX|1|NM|1001^Glucose^L^GLU^Glucose^L||5.3|mmol/L|3.9-5.5|N|||F', original(1)])
})

test('others beside it go on as before, each note behind the laboratory’s own notes on the same result', () => {
  const lines = [
    'OBX|1|NM|K||4.1|mEq/L|3.5-5.1|N|||F',
    glucose,
    'NTE|1|L|Fasting.',
    'OBX|3|NM|GLU||96|mg/dL|70-99|N|||F',
    'NTE|1|L|End.',
  ]
  expect(out(lines)).toEqual([
    'OBX|1|NM|1002^^^K||4.1|mmol/L^^^mEq/L|3.5-5.1|N|||F',
    'OBX|1|NM|1001^Glucose^L^GLU^Glucose^L||5.3|mmol/L|3.9-5.5|N|||F',
    'NTE|1|L|Fasting.',
    original(2),
    'OBX|3|NM|1001^^^GLU||5.3|mmol/L|3.9-5.5|N|||F',
    'NTE|1|L|End.',
    original(2, '96'),
  ])
})

test('an unsigned conversion, and a draft, convert nothing', () => {
  const unsigned = [converting(rowsOf('components', 'GLU>1001'), 'GLU', { signedBy: '', signedOn: '' })]
  const draft = [converting(rowsOf('components', 'GLU>1001 draft'), 'GLU')]
  expect(out([glucose], { maps: unsigned }, [mapComponents])[0]).toContain('|95|mg/dL|70-99|N')
  expect(out([glucose], { maps: draft }, [mapComponents])[0]).toContain('|95|mg/dL|70-99|N')
})

test('decimals are those of the row, else the receiver’s precision, else such that nothing of the precision is lost', () => {
  const stated = [converting(components, 'GLU', { decimals: 2 }), units]
  expect(out([glucose], { maps: stated })[0]).toContain('|5.27|mmol/L|3.89-5.49|')
  expect(out([glucose], { catalogs: [] })[0]).toContain('|5.27|mmol/L|3.89-5.49|')
})

test('without a factor the molecular weight of the analyte decides', () => {
  const weighed = [converting(components, 'GLU', { factor: '' }), units]
  const rows = [{ code: 'GLU', loinc_name: 'Glucose [Mass/volume] in Serum or Plasma' }]
  expect(out([glucose], { maps: weighed, catalogs: [{ id: 'lis-components', rows }] })[0]).toContain('|5.27|mmol/L|')
  const held = run([glucose], { maps: weighed, catalogs: [] })
  expect(held).toMatchObject({ verdict: 'hold', unconverted: true })
  expect(held.concerns[0]!.text).toContain('no factor leads from the one unit to the other')
})

test('on the way back the conversion is undone, exactly', () => {
  const flow = { ...orderFlow, kind: 'results', messages: ['ORU^R01'] }
  const lines = ['OBX|1|NM|1001||5.55|mmol/L|3.885-5.55|N|||F']
  expect(out(lines, { flow, catalogs: [] }, [mapComponents])[0]).toBe(
    'OBX|1|NM|GLU^^^1001||100.00|mg/dL|70.00-100.00|N|||F',
  )
})

test.each([
  [
    'OBX|1|NM|GLU||5.3|mmol/L|3.9-5.5|N|||F',
    'its unit (OBX-6) is another than the one for which the conversion was signed ("mmol/L")',
  ],
  ['OBX|1|NM|GLU||95||70-99|N|||F', 'its unit (OBX-6) is missing'],
  ['OBX|1|NM|GLU||95|""|70-99|N|||F', 'its unit (OBX-6) is missing'],
  ['OBX|1|ST|GLU||95 (97 repeated)|mg/dL|70-99|N|||F', 'it is no plain number'],
])('%s is held, and says why without the value', (line, why) => {
  const { verdict, unconverted, unmapped, failed, concerns, outputs, conversions } = run([line])
  expect({ verdict, unconverted, unmapped, failed }).toEqual({
    ...{ verdict: 'hold', unconverted: true, unmapped: 'pass', failed: false },
  })
  expect(concerns).toHaveLength(1)
  expect(concerns[0]).toMatchObject({ kind: 'value-conversion', severity: 'high' })
  expect(concerns[0]!.text).toContain(
    `a value of "GLU" of lis must be converted from mg/dL to mmol/L (maps/components.csv, line 2), and ${why}`,
  )
  expect(concerns[0]!.text).not.toMatch(/95|5\.3/)
  expect(conversions.map(({ outcome }) => outcome)).toEqual(['held'])
  // Nothing is half done, and no map gives the value another unit.
  expect(linesOf({ outputs } as never)[3]).toContain(line.split('|').slice(5).join('|'))
})

test('a text goes on as it is, in the unit of the receiver, and raises nothing', () => {
  const { verdict, concerns, conversions, outputs } = run(['OBX|1|NM|GLU||TNP|mg/dL|See note||||X'])
  expect({ verdict, concerns }).toEqual({ verdict: 'pass', concerns: [] })
  expect(linesOf({ outputs } as never).slice(3)).toEqual(['OBX|1|NM|1001^^^GLU||TNP|mmol/L|See note||||X'])
  expect(conversions[0]).toMatchObject({ outcome: 'converted' })
  const comment = run(['OBX|2|TX|GLU||Drawn 8 hours after a meal||||||F'])
  expect(linesOf(comment)[3]).toBe('OBX|2|TX|1001^^^GLU||Drawn 8 hours after a meal||||||F')
  expect(comment.conversions[0]).toMatchObject({ outcome: 'kept' })
})

test('a range that cannot be read as limits is left out with a word to its owner; the note has it', () => {
  const { verdict, concerns, outputs } = run(['OBX|1|NM|GLU||95|mg/dL|70-|N|||F'])
  expect(verdict).toBe('pass')
  expect(concerns.map(({ cause }) => cause)).toEqual(['value-conversion|lis|ehr|GLU|range-left-out'])
  expect(linesOf({ outputs } as never).slice(3)).toEqual([
    'OBX|1|NM|1001^^^GLU||5.3|mmol/L||N|||F',
    expect.stringContaining('95 mg/dL (reference range 70-)'),
  ])
})

test('the old unit’s other names do not stay beside the new number', () => {
  const line = 'OBX|1|NM|GLU||95|mg/dL^milligram per decilitre^UCUM^MGDL^^L|||||F'
  expect(out([line])[0]).toBe('OBX|1|NM|1001^^^GLU||5.3|mmol/L^^UCUM|||||F')
})

test('a unit that its own other names contradict is held', () => {
  const held = (unit: string) => run([`OBX|1|NM|GLU||95|${unit}|70-99|N|||F`]).unconverted
  expect(held('mg/dL^^UCUM^mmol/L^^L')).toBe(true)
  expect(held('mg/dL^mg/L')).toBe(true)
  expect(held('^mg/dL^^mmol/L')).toBe(true)
  expect(held('mg/dL^milligram per decilitre^UCUM^MGDL^^L')).toBe(false)
  expect(held('mg/dL^mg%^L^MG/DL')).toBe(false)
})

test('the note has the numbers that were converted, each with its unit once, and the range where no number was', () => {
  const note = (type: string, value: string, range = '70-99') =>
    out([`OBX|1|${type}|GLU||${value}|mg/dL|${range}|N|||F`])[1]?.replace(/^.*laboratory: (.*)\. Converted.*$/, '$1')
  expect(note('ST', '95 mg/dL')).toBe('95 mg/dL (reference range 70-99)')
  expect(note('NM', '95~TNP')).toBe('95 mg/dL (reference range 70-99)')
  expect(note('NM', '95~97', '')).toBe('95 mg/dL, 97 mg/dL')
  for (const words of ['TNP', '""', '']) expect(note('NM', words)).toBe('reference range 70-99 mg/dL')
  expect(note('CWE', '10828004^Positive^SCT', '70-99 mg/dL')).toBe('reference range 70-99 mg/dL')
  expect(note('CWE', '10828004^Positive^SCT', '')).toBe(undefined)
})

test('what has a meaning to the delimiters is escaped, and other delimiters are kept to', () => {
  const maps = [converting(rowsOf('components', 'GLU>1001'), 'GLU', { unitTo: 'mmol|L', factor: '0.0555' })]
  const lines = ['MSH$*@!%$LIS$$EHR$$$$ORU*R01$C1$T$2.5.1', 'OBX$1$SN$GLU$$<*95$mg/dL$70-99']
  const flow = flowOf([mapComponents], { maps, catalogs })
  expect(linesOf(applied(flow, lines)).slice(1)).toEqual([
    'OBX$1$SN$1001***GLU$$<*5.3$mmol|L$3.9-5.5',
    expect.stringMatching(
      /^NTE\$1\$O\$Reported by the laboratory: <95 mg\/dL \(reference range 70-99\)\. Converted to mmol\|L;/,
    ),
  ])
  expect(out(['OBX|1|NM|GLU||95|mg/dL|'], { maps }, [mapComponents])[0]).toContain('|mmol\\F\\L')
})

test('a receiver that keeps short notes gets the original in several, none of them cut', () => {
  const systems = [{ id: 'ehr', limits: { text_length: 40 } }]
  const notes = out([glucose], { systems }).slice(1)
  expect(notes.map((note) => note.split('|')[1])).toEqual(['1', '2', '3', '4'])
  for (const note of notes) expect(note.split('|')[3]!.length).toBeLessThanOrEqual(40)
  expect(notes.map((note) => note.split('|')[3]).join(' ')).toBe(original(1).split('|')[3])
})

test('the row that holds in the context of the message as it came says how its value is converted', () => {
  const contextual = {
    id: 'components',
    rows: [
      ...converting(rowsOf('components', 'GLU>1001 specimen=SER'), 'GLU').rows,
      ...rowsOf('components', 'GLU>1009 specimen=UR').rows,
    ],
  }
  const step = { ...mapComponents, context: { specimen: 'SPM-4.1' } }
  const send = (specimen: string, given: readonly object[]) =>
    run([`SPM|1|||${specimen}`, glucose], { maps: [contextual, rowsOf('specimens', 'SER>UR', 'UR>SER')] }, given)
  expect(linesOf(send('SER', [step]))[4]).toContain('|1001^Glucose^L^GLU^Glucose^L||5.3|mmol/L|')
  expect(linesOf(send('UR', [step]))[4]).toContain('|1009^Glucose^L^GLU^Glucose^L||95|mg/dL|')
  const before = { map: 'SPM[*]-4', table: 'specimens' }
  for (const specimen of ['SER', 'UR']) {
    const { verdict, unconverted, concerns } = send(specimen, [before, step])
    expect({ verdict, unconverted }).toEqual({ verdict: 'hold', unconverted: true })
    expect(concerns[0]!.text).toContain('by a row of maps/components.csv whose conversion is not the one')
  }
})

test('a test that is reported in two units has a row for each, chosen by the unit that came', () => {
  const rows = [
    ...converting(rowsOf('components', 'GLU>1001 unit=mg/dL'), 'GLU').rows,
    ...rowsOf('components', 'GLU>1001 unit=mmol/L').rows,
    ...converting(rowsOf('components', 'GLU>1001 unit=g/L'), 'GLU', { unitFrom: 'g/L', factor: '5.55' }).rows,
  ]
  const step = { ...mapComponents, context: { unit: 'OBX-6.1' } }
  const send = (value: string, unit: string, given: readonly object[]) =>
    run([`OBX|1|NM|GLU||${value}|${unit}|||||F`], { maps: [{ id: 'components', rows }, units] }, given)
  for (const given of [
    [step],
    [step, mapUnits],
    [{ for_each: 'OBX', steps: [{ ...step, map: 'OBX-3', keep_original: 'OBX-3.4' }] }],
  ]) {
    expect(linesOf(send('95', 'mg/dL', given))[3]).toBe('OBX|1|NM|1001^^^GLU||5.3|mmol/L|||||F')
    expect(linesOf(send('0.95', 'g/L', given))[3]).toBe('OBX|1|NM|1001^^^GLU||5.3|mmol/L|||||F')
    expect(linesOf(send('5.3', 'mmol/L', [step]))[3]).toBe('OBX|1|NM|1001^^^GLU||5.3|mmol/L|||||F')
  }
  // A unit that no row knows is a code without a row, and goes by the flow's policy.
  expect(send('95', 'mg/L', [step])).toMatchObject({ verdict: 'hold', unmapped: 'hold', unconverted: false })
})

test('where no step translates OBX-3 the signed row converts all the same', () => {
  const same = [converting(rowsOf('components', 'GLU>GLU'), 'GLU')]
  expect(out([glucose], { maps: same }, [])[0]).toBe('OBX|1|NM|GLU^Glucose^L||5.27|mmol/L|3.89-5.49|N|||F')
  const orders = { kind: 'orders', messages: ['ORM^O01'] }
  expect(out([glucose], { maps: same, flow: orders }, [])[0]).toBe(glucose)
})

test('in for_each and in a part of a split the value is converted once, and its note stays with it', () => {
  const each = { for_each: 'OBX', steps: [{ map: 'OBX-3', table: 'components' }] }
  expect(out([glucose], {}, [each])).toEqual(['OBX|1|NM|1001^Glucose^L||5.3|mmol/L|3.9-5.5|N|||F', original(1)])
  const two = run([glucose, 'OBR|2|2||P', 'OBX|1|NM|GLU||96|mg/dL|70-99|N|||F'], {}, [
    { split: 'observation-group' },
    mapComponents,
  ])
  expect(two.outputs).toHaveLength(2)
  expect(linesOf(two, 1).slice(3)).toEqual(['OBX|1|NM|1001^^^GLU||5.3|mmol/L|3.9-5.5|N|||F', original(1, '96')])
})

test('a function of the site gets the converted value, may not change it, and no later map renames its unit', () => {
  const seen: string[] = []
  const functions = {
    'a.ts#look': (message: never, { hl7 }: { hl7: typeof import('../hl7/index.ts') }) => {
      seen.push(hl7.get(message, 'OBX-6') ?? '')
      return hl7.set(message, 'OBR-20', 'seen')
    },
    'a.ts#author': (message: never, { hl7 }: { hl7: typeof import('../hl7/index.ts') }) =>
      hl7.set(message, 'OBX-5', '9'),
  }
  const options = { functions } as unknown as FlowOptions
  expect(out([glucose], options, [{ call: 'a.ts#look' }, mapUnits, mapComponents])[0]).toContain('|5.3|mmol/L|3.9-5.5|')
  expect(seen).toEqual(['mmol/L'])
  expect(run([glucose], options, [{ call: 'a.ts#author' }])).toMatchObject({ verdict: 'hold', failed: true })
})

test('a correction and a repeat are converted like the first report, byte for byte', () => {
  const flow = flowOf(steps, { maps, catalogs })
  const corrected = glucose.replace('|F', '|C')
  const [first, again] = [applied(flow, result(glucose)), applied(flow, result(glucose))]
  expect(linesOf(again)).toEqual(linesOf(first))
  expect(linesOf(applied(flow, result(corrected)))[3]).toBe(linesOf(first)[3]!.replace('|F', '|C'))
})

test('what was converted comes back held, never converted twice', () => {
  const flow = flowOf([], { maps: [converting(rowsOf('components', 'GLU>GLU'), 'GLU')], catalogs })
  const [once] = applied(flow, result(glucose)).outputs
  expect(apply(flow, once!)).toMatchObject({ verdict: 'hold', unconverted: true })
})

test('a message without converted tests keeps its very bytes', () => {
  const bytes = Buffer.from(`${result('OBX|1|NM|BUN||14|mg/dL').join('\r')}\r`)
  const message = parseMessage(bytes)
  const { outputs, conversions } = apply(
    flowOf([], { maps: [converting(rowsOf('components', 'GLU>GLU'), 'GLU')] }),
    message,
  )
  expect(outputs[0]).toBe(message)
  expect(conversions).toEqual([])
})

test('a map of OBX-3 on a condition that the conversion makes untrue holds the message', () => {
  const step = { ...mapComponents, when: { path: 'OBX-6', equals: 'mg/dL' } }
  const { verdict, unconverted, concerns } = run([glucose], {}, [step])
  expect({ verdict, unconverted }).toEqual({ verdict: 'hold', unconverted: true })
  expect(concerns.map(({ cause }) => cause)).toEqual(['value-conversion|lis|ehr|GLU|untranslated'])
})
