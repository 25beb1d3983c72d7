import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMessage, write } from '../hl7/index.ts'
import { apply } from './apply.ts'
import { after, applied, flowOf, linesOf, msh, orderFlow, patient, rowsOf } from './testing/flows.ts'

const components = rowsOf('components', 'GLU>1001', 'K>1002', 'NA>1003 draft', 'CL>1004 forward', 'WBC>10^3/uL')
const maps = [components]
const map = { map: 'OBX[*]-3', table: 'components', keep_original: 'OBX[*]-3.4' }
const result = (...observations: readonly string[]) => [msh('ORU^R01', '2.5.1'), patient, 'OBR|1|1||P', ...observations]
const obx = (lines: readonly string[], options = {}, steps: readonly object[] = [map]) =>
  after(steps, result(...lines), { maps, ...options }).slice(3)

test('a code becomes the receiver’s and the original is kept with its name and coding system', () => {
  expect(obx(['OBX|1|NM|GLU^Glucose^L||98|mg/dL|70-99|N|||F'])).toEqual([
    'OBX|1|NM|1001^Glucose^L^GLU^Glucose^L||98|mg/dL|70-99|N|||F',
  ])
  expect(obx(['OBX|1|NM|K||4.1'])).toEqual(['OBX|1|NM|1002^^^K||4.1'])
})

test('an alternate code that came along stays, and the original becomes the second alternate', () => {
  expect(obx(['OBX|1|NM|GLU^Glucose^L^2345-7^Glucose^LN||98'])).toEqual([
    'OBX|1|NM|1001^Glucose^L^2345-7^Glucose^LN^^^^GLU^Glucose^L||98',
  ])
})

test('where both alternates are taken the original is listed as lost', () => {
  const lines = result('OBX|1|NM|GLU^^^A^^^^^^B||98')
  const { losses, outputs } = applied(flowOf([map], { maps }), lines)
  expect(linesOf({ outputs } as never)[3]).toBe('OBX|1|NM|1001^^^A^^^^^^B||98')
  expect(losses).toEqual(['OBX[*]-3.4: original code, the alternates are taken'])
})

test('an original that already stands beside the code is not kept twice', () => {
  expect(obx(['OBX|1|NM|GLU^Glucose^L^GLU^Glucose^L||98'])).toEqual(['OBX|1|NM|1001^Glucose^L^GLU^Glucose^L||98'])
})

test('the name comes from the receiver’s catalog, and the coding system from the step', () => {
  const catalogs = [{ id: 'ehr-components', rows: [{ code: '1001', name: 'Glucose|serum' }] }]
  const step = { ...map, name_to: 'OBX[*]-3.2', coding_system: '99EHR' }
  expect(obx(['OBX|1|NM|GLU^GLUCOSE^L||98', 'OBX|2|NM|K^POTASSIUM^L||4'], { catalogs }, [step])).toEqual([
    'OBX|1|NM|1001^Glucose\\F\\serum^99EHR^GLU^GLUCOSE^L||98',
    'OBX|2|NM|1002^POTASSIUM^99EHR^K^POTASSIUM^L||4',
  ])
})

test('a draft translates nothing, and a forward row nothing on the way back', () => {
  const { verdict, concerns } = applied(flowOf([map], { maps }), result('OBX|1|NM|NA||140'))
  expect(verdict).toBe('hold')
  expect(concerns.map(({ cause }) => cause)).toEqual(['unmapped-code|lis|ehr|components|NA'])
  const back = { flow: orderFlow, maps }
  const codes = (code: string) => after([{ ...map, unmapped: 'pass' }], result(`OBX|1|NM|${code}||1`), back)[3]
  expect(codes('1001')).toBe('OBX|1|NM|GLU^^^1001||1')
  expect(codes('1004')).toBe('OBX|1|NM|1004||1')
})

test('an unmapped code follows the step’s policy, else the flow’s, and is told once', () => {
  const lines = result('OBX|1|NM|X||1', 'OBX|2|NM|X||2', 'OBX|3|NM|GLU||3')
  const run = (unmapped: object, flow: object = {}) =>
    applied(flowOf([{ ...map, ...unmapped }], { maps, flow: { ...flow } }), lines)
  expect(run({ unmapped: 'pass' }).verdict).toBe('pass')
  expect(run({}, { unmapped: 'reject' }).verdict).toBe('reject')
  const held = run({})
  expect(held.verdict).toBe('hold')
  expect(held.concerns).toHaveLength(1)
  expect(held.concerns[0]).toMatchObject({ kind: 'unmapped-code', severity: 'high' })
  expect(held.concerns[0]!.text).toContain(
    'OBX-3: the code "X" of lis has no approved row in maps/components.csv, so nothing says what ehr calls it',
  )
  expect(linesOf(held).slice(3)).toEqual(['OBX|1|NM|X||1', 'OBX|2|NM|X||2', 'OBX|3|NM|1001^^^GLU||3'])
  expect(held.failed).toBe(false)
})

test('the graver of two verdicts counts', () => {
  const steps = [
    { ...map, unmapped: 'reject' },
    { map: 'OBX[*]-6', table: 'components', unmapped: 'hold' },
  ]
  expect(applied(flowOf(steps, { maps }), result('OBX|1|NM|X||1|q')).verdict).toBe('reject')
})

test('an empty code and the HL7 null need no row', () => {
  const lines = ['OBX|1|NM|||1', 'OBX|2|NM|""||1', 'OBX|3|NM|^only text||1', 'OBX|4']
  const run = applied(flowOf([map], { maps }), result(...lines))
  expect([run.verdict, run.lookups.length]).toEqual(['pass', 0])
  expect(linesOf(run).slice(3)).toEqual(lines)
})

test('a code with a delimiter is escaped in the message and plain in the map', () => {
  const units = rowsOf('units', 'x10\\S\\3>never', '10^3/uL>K/uL', 'K>a&b')
  const step = { map: 'OBX[*]-6', table: 'units', keep_original: 'OBX[*]-6.4' }
  expect(obx(['OBX|1|NM|W||5|10\\S\\3/uL', 'OBX|2|NM|W||5|K'], { maps: [units] }, [step])).toEqual([
    'OBX|1|NM|W||5|K/uL^^^10\\S\\3/uL',
    'OBX|2|NM|W||5|a\\T\\b^^^K',
  ])
})

test('[*] behind the field translates each repetition', () => {
  const flags = [rowsOf('flags', 'H>HI', 'U>UP')]
  expect(obx(['OBX|1|NM|W||5|||H~U'], { maps: flags }, [{ map: 'OBX[*]-8[*]', table: 'flags' }])[0]).toContain('|HI~UP')
  expect(obx(['OBX|1|NM|W||5|||H~U'], { maps: flags }, [{ map: 'OBX[*]-8[2]', table: 'flags' }])[0]).toContain('|H~UP')
  expect(obx(['OBX|1|NM|W||5|||H~U'], { maps: flags }, [{ map: 'OBX[*]-8', table: 'flags' }])[0]).toContain('|HI~U')
})

test('the row whose context says most wins, and without one that holds the plain row', () => {
  const units = [
    rowsOf('units', 'mEq/L>other', 'mEq/L>mmol/L component=K', 'mEq/L>exact component=K;x', 'IU>a t=1', 'IU>b u=1'),
  ]
  units[0]!.rows[2] = { ...units[0]!.rows[2]!, context: { component: 'K', specimen: 'SER' } }
  const step = {
    map: 'OBX[*]-6',
    table: 'units',
    context: { component: 'OBX-3.1', specimen: 'SPM-4.1', t: '=1', u: '=1' },
  }
  const lines = ['OBX|1|NM|K||4|mEq/L', 'OBX|2|NM|NA||4|mEq/L']
  expect(obx(lines, { maps: units }, [step]).map((line) => line.split('|')[6])).toEqual(['mmol/L', 'other'])
  expect(obx([...lines, 'SPM|1|||SER'], { maps: units }, [step])[0]).toBe('OBX|1|NM|K||4|exact')
  const ambiguous = applied(flowOf([step], { maps: units }), result('OBX|1|NM|K||4|IU'))
  expect(ambiguous.verdict).toBe('hold')
})

test('a code that stands in a column of both catalogs is the same code', () => {
  const catalogs = [
    {
      id: 'lis-components',
      rows: [
        { code: 'K', unit: 'mg/dL;g/L' },
        { code: 'W', unit: 'fL' },
      ],
    },
    {
      id: 'ehr-components',
      rows: [
        { code: '1', unit: 'g/L' },
        { code: '2', unit: 'mg/dL' },
      ],
    },
  ]
  const step = { map: 'OBX[*]-6', table: 'components', same_in_catalogs: 'unit' }
  const run = applied(flowOf([step], { maps, catalogs }), result('OBX|1|NM|K||4|g/L', 'OBX|2|NM|K||4|fL'))
  expect(run.concerns.map(({ cause }) => cause)).toEqual(['unmapped-code|lis|ehr|components|fL'])
  expect(run.lookups.map(({ to, line }) => [to, line])).toEqual([['g/L', 0]])
})

test('a code may go to another field, and its original and name to fields of their own', () => {
  const step = {
    map: 'OBR[*]-4.1',
    table: 'components',
    to: 'OBR[*]-44.1',
    keep_original: 'OBR[*]-18',
    name_to: 'OBR[*]-19',
  }
  const catalogs = [{ id: 'lis-components', rows: [{ code: 'GLU', name: 'Glucose' }] }]
  const lines = after([step], [msh('ORM^O01', '2.3'), 'OBR|1|||1001^x'], { maps, catalogs, flow: orderFlow })
  expect(lines[1]!.split('|').slice(4, 5)).toEqual(['1001^x'])
  expect([18, 19, 44].map((field) => lines[1]!.split('|')[field])).toEqual(['1001', 'Glucose', 'GLU'])
})

test('the rows that were used are told in order', () => {
  const run = applied(flowOf([map], { maps }), result('OBX|1|NM|K||1', 'OBX|2|NM|GLU||2', 'OBX|3|NM|Q||2'))
  expect(run.lookups.map(({ table, from, to, line }) => [table, from, to, line])).toEqual([
    ['components', 'K', '1002', 3],
    ['components', 'GLU', '1001', 2],
  ])
})

test('other delimiters and character sets are kept', () => {
  const text = 'MSH#*~\\&#L#L#E#H#2026##ORU*R01#1#T#2.5.1######8859/1\rOBX#1#NM#GLU*Zucker f\xfcr#x#1\r'
  const catalogs = [{ id: 'ehr-components', rows: [{ code: '1001', name: 'Glucose für' }] }]
  const flow = flowOf([{ ...map, name_to: 'OBX[*]-3.2' }], { maps, catalogs })
  const { outputs } = apply(flow, parseMessage(Buffer.from(text, 'latin1')))
  expect(Buffer.from(write(outputs[0]!)).toString('latin1')).toBe(
    text.replace('GLU*Zucker f\xfcr', '1001*Glucose f\xfcr**GLU*Zucker f\xfcr'),
  )
})

test('a name that the message’s character set cannot write holds the message and says so', () => {
  const catalogs = [{ id: 'ehr-components', rows: [{ code: '1001', name: 'Γλυκόζη' }] }]
  const lines = ['MSH|^~\\&|L|L|E|H|2026||ORU^R01|1|T|2.5.1||||||ASCII', 'OBX|1|NM|GLU||1']
  const run = applied(flowOf([{ ...map, name_to: 'OBX[*]-3.2' }], { maps, catalogs }), lines)
  expect([run.verdict, run.failed]).toEqual(['hold', true])
  expect(run.concerns[0]).toMatchObject({ kind: 'step-failed', severity: 'high' })
})

test('sender and receiver are named by the systems, or by the flow', () => {
  const systems = [
    { id: 'lis', header: { application: 'LABRADOR', facility: 'LAB' } },
    { id: 'ehr', header: { application: 'MERIDIAN', facility: 'A&B' } },
  ]
  const header = (options: object) =>
    after([], [msh('ORU^R01', '2.3')], options)[0]!
      .split('|')
      .slice(2, 6)
  expect(header({ systems })).toEqual(['LABRADOR', 'LAB', 'MERIDIAN', 'A\\T\\B'])
  expect(header({})).toEqual(['LIS', 'LAB', 'EHR', 'HOSP'])
  const flow = { header: { receiver: { application: 'X', facility: 'Y' } } }
  expect(header({ systems, flow })).toEqual(['LABRADOR', 'LAB', 'X', 'Y'])
})

test('an answer names the message as its receiver knows it', () => {
  const lines = [msh('ORL^O22', '2.5.1'), 'MSA|AA|C900', 'ORC|OK|1']
  const flow = flowOf([], { flow: { kind: 'answers', messages: ['ORL^O22'] } })
  expect(linesOf(applied(flow, lines, { answers: 'E17' }))[1]).toBe('MSA|AA|E17')
  expect(linesOf(applied(flow, lines))[1]).toBe('MSA|AA|C900')
})

test('a map changes nothing but the field it names, whatever stands around it', () => {
  const field = fc.string({ unit: fc.constantFrom(...'abcAB 01^~&\\'), maxLength: 12 })
  const line = fc.tuple(fc.constantFrom('GLU', 'K', 'Q', 'GLU^x^L', ''), fc.array(field, { maxLength: 6 }))
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), fc.constantFrom('\r', '\n', '\r\n'), (observations, end) => {
      const lines = result(
        ...observations.map(([code, fields], at) => ['OBX', `${at}`, 'ST', code, ...fields].join('|')),
      )
      const text = lines.join(end)
      const { outputs } = apply(flowOf([{ ...map, unmapped: 'pass' }], { maps }), parseMessage(Buffer.from(text)))
      const written = Buffer.from(write(outputs[0]!)).toString()
      const without = (message: string) => message.split(end).map((each) => each.split('|').toSpliced(3, 1).join('|'))
      const others = (message: string) => without(message).slice(3)
      expect(others(written)).toEqual(others(text))
      expect(written.split(end).slice(0, 3)).toEqual(text.split(end).slice(0, 3))
    }),
  )
})

test.each([
  ['a coded result', 'OBX[*]-5', 'OBX|1|CE|ORG||ECOLI^Escherichia coli^L', 'ECOLI', 'OBX-5'],
  ['a number', 'OBX[*]-5', 'OBX|1|NM|K||6.9', '6.9', 'OBX-5'],
  ['a text where a code should be', 'OBX[*]-3', 'OBX|1|NM|Ida Testpatient||1', 'Testpatient', 'OBX-3'],
  ['a long text', 'OBX[*]-8', 'OBX|1|NM|K||1|||seen-by-nurse-Testpatient-at-nine', 'nurse', 'OBX-8'],
  ['a field of the patient', 'PID[1]-10', 'OBX|1|NM|K||1', '1002-5', 'PID-10'],
])('%s without a row is named by its place and never quoted', (_, place, line, secret, shown) => {
  const lines = [msh('ORU^R01', '2.5.1'), 'PID|1|||||||||1002-5^White', 'OBR|1|1||P', line]
  const { verdict, concerns } = applied(flowOf([{ map: place, table: 'none' }], { flow: orderFlow }), lines)
  expect([verdict, concerns.length]).toEqual(['hold', 1])
  const [{ text, cause } = { text: '', cause: '' }] = concerns
  expect(text + cause).not.toContain(secret)
  expect(text).toContain(`${shown}: a code of ehr has no approved row in maps/none.csv`)
  expect(cause).toBe(`unmapped-code|ehr|lis|none|${shown}`)
})

const dated = {
  id: 'components',
  rows: rowsOf('components', 'GLU>1001 forward', 'GLU>2001 forward', 'NA>1003').rows.map((row, index) => ({
    ...row,
    ...[{ effectiveTo: '2026-09-30' }, { effectiveFrom: '2026-10-01' }, {}][index],
  })),
}
const sentOn = (day: string) => msh('ORU^R01', '2.5.1').replace('20260101', day)
const mapComponents = { map: 'OBX[*]-3', table: 'components' }

test('rows count on the days that they name, by the time of the message itself', () => {
  const flow = flowOf([mapComponents], { maps: [dated] })
  const code = (day: string) => linesOf(applied(flow, [sentOn(day), 'OBX|1|NM|GLU']))[1]
  expect(code('20260930235959')).toBe('OBX|1|NM|1001')
  expect(code('20261001000000+0200')).toBe('OBX|1|NM|2001')
})

test('a message that does not say when it was sent counts as of the day it came', () => {
  const flow = flowOf([mapComponents], { maps: [dated] })
  const lines = [sentOn(''), 'OBX|1|NM|GLU']
  expect(linesOf(applied(flow, lines, { day: '2026-09-01' }))[1]).toBe('OBX|1|NM|1001')
  expect(linesOf(applied(flow, lines))[1]).toBe('OBX|1|NM|2001')
})

test('before its first day and after its last a row does not translate: the code is unmapped', () => {
  const ended = { id: 'components', rows: dated.rows.slice(0, 1) }
  const { verdict, concerns } = applied(flowOf([mapComponents], { maps: [ended] }), [
    sentOn('20261001'),
    'OBX|1|NM|GLU',
  ])
  expect(verdict).toBe('hold')
  expect(concerns[0]?.cause).toBe('unmapped-code|lis|ehr|components|GLU')
})

test('a row for an age counts by date of birth and the day of the message; where no date is, it does not', () => {
  const maps = [rowsOf('components', 'HGB>1001', 'HGB>9001 age=0d-28d')]
  const flow = flowOf([{ ...mapComponents, context: { age: 'PID-7' } }], { maps })
  const code = (birth: string) =>
    linesOf(applied(flow, [sentOn('20260301'), `PID|1||1||Testpatient||${birth}`, 'OBX|1|NM|HGB']))[2]
  expect(code('20260202')).toBe('OBX|1|NM|9001')
  expect(code('20260201')).toBe('OBX|1|NM|1001')
  expect(code('')).toBe('OBX|1|NM|1001')
})

test('codes of a third system, passed on by the sender, are translated by the rows of that system', () => {
  const maps = [rowsOf('components', 'GLU>1001')]
  maps[0]!.rows.push({ ...maps[0]!.rows[0]!, fromSystem: 'ref', fromCode: 'R77', toCode: '5005', line: 9 })
  const step = { ...mapComponents, codes_of: 'ref', when: { path: 'OBX-3.3', equals: 'REF' } }
  const others = { ...mapComponents, when: { path: 'OBX-3.3', equals: 'L' } }
  const lines = [sentOn('20260301'), 'OBX|1|NM|R77^X^REF', 'OBX|2|NM|GLU^Glucose^L']
  const flow = flowOf([step, others], { maps })
  expect(linesOf(applied(flow, lines)).slice(1)).toEqual(['OBX|1|NM|5005^X^REF', 'OBX|2|NM|1001^Glucose^L'])
})

test('a field that was translated before becomes the same again, and what it loses is told each time', () => {
  const flow = flowOf([map], { maps })
  const told = (observation: string) => {
    const { outputs, losses, lookups } = applied(flow, result(observation))
    return { line: linesOf({ outputs } as never)[3], losses, codes: lookups.map(({ to }) => to) }
  }
  const kept = 'OBX|1|NM|GLU^Glucose, fasting^L||98'
  const taken = 'OBX|1|NM|GLU^^^A^^^^^^B||98'
  for (let time = 0; time < 3; time++) {
    expect(told(kept)).toEqual({
      line: 'OBX|1|NM|1001^Glucose, fasting^L^GLU^Glucose, fasting^L||98',
      losses: [],
      codes: ['1001'],
    })
    expect(told(taken).losses).toEqual(['OBX[*]-3.4: original code, the alternates are taken'])
    expect(told('OBX|1|NM|GLU^Gl\\S\\ucose^L||98').line).toBe('OBX|1|NM|1001^Gl\\S\\ucose^L^GLU^Gl\\S\\ucose^L||98')
    expect(told('OBX|1|NM|X||98').codes).toEqual([])
  }
})

test('a field is translated anew where the message has other delimiters, and where its row depends on the message', () => {
  const flow = flowOf([map], { maps })
  const otherwise = (lines: readonly string[]) => lines.map((line) => line.replaceAll('^', '#'))
  const units = [rowsOf('units', 'mEq/L>mmol/L component=K', 'mEq/L>mg/dL component=CA')]
  const step = { map: 'OBX[*]-6', table: 'units', context: { component: 'OBX-3.1' } }
  const ofUnits = flowOf([step], { maps: units })
  const unitOf = (code: string) => linesOf(applied(ofUnits, result(`OBX|1|NM|${code}||4.1|mEq/L`)))[3]
  for (let time = 0; time < 2; time++) {
    const lines = result('OBX|1|NM|K^Potassium||4.1')
    expect(linesOf(applied(flow, lines))[3]).toBe('OBX|1|NM|1002^Potassium^^K^Potassium||4.1')
    expect(linesOf(applied(flow, otherwise(lines)))[3]).toBe('OBX|1|NM|1002#Potassium##K#Potassium||4.1')
  }
  expect(['K', 'CA', 'K', 'CA'].map(unitOf)).toEqual(
    ['K||4.1|mmol/L', 'CA||4.1|mg/dL', 'K||4.1|mmol/L', 'CA||4.1|mg/dL'].map((end) => `OBX|1|NM|${end}`),
  )
})

test('a unit that waits for its component’s row is told by itself where the component would let the message pass', () => {
  const units = rowsOf('units', 'mEq/L>mmol/L component=NA')
  const step = { map: 'OBX[*]-6', table: 'units', context: { component: 'OBX-3.1' } }
  const run = (unmapped: 'pass' | 'hold') =>
    applied(
      flowOf([step, { ...map, unmapped }], { maps: [components, units] }),
      result('OBX|1|NM|NEW||1|mEq/L', 'OBX|2|NM|K||4|mEq/L'),
    )
  const causes = (unmapped: 'pass' | 'hold') =>
    run(unmapped).concerns.map(({ cause }) => cause.split('|').slice(3).join(' '))
  expect(run('pass').verdict).toBe('hold')
  expect(causes('pass')).toEqual(['units mEq/L component NEW', 'units mEq/L component K', 'components NEW'])
  expect(causes('hold')).toEqual(['units mEq/L component K', 'components NEW'])
})
