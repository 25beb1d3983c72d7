import fc from 'fast-check'
import { expect, test } from 'vitest'
import { caseBytes, caseFiles, casesFolder, casesNote } from '../../test/cases.ts'
import { get, type Message, messages, parse, segmentsNamed, value, write } from '../hl7/index.ts'
import { apply } from './apply.ts'
import { after, applied, flowOf, linesOf, msh, orderFlow, patient } from './testing/flows.ts'

const up = { restructure: 'OML_O21', version: '2.5.1' }
const down = { restructure: 'ORM_O01', version: '2.3' }
const resultsDown = { restructure: 'ORU_R01', version: '2.3' }
const orders = { flow: orderFlow }
const labOrders = { flow: { kind: 'orders', messages: ['OML^O21'] } }
const answers = { flow: { kind: 'answers', messages: ['ORL^O22'] } }

/** An OBR with a specimen source in OBR-15 and a timing in OBR-27. */
function obr(number: string, source: string, timing = '', collected = '20260102'): string {
  const fields = [
    'OBR',
    '1',
    number,
    '',
    'A^Alpha^L',
    '',
    '',
    collected,
    ...Array.from({ length: 19 }, () => ''),
    timing,
  ]
  fields[15] = source
  return fields.join('|').replace(/\|+$/, '')
}

test('an order of 2.3 becomes OML_O21: TQ1 behind ORC, SPM behind observations and notes, Z segments last', () => {
  const timing = '1^Q6H&0800^D3^20260101^20260104^STAT^cond^text'
  const lines = [
    ...[
      msh('ORM^O01', '2.3'),
      patient,
      'PV1|1|O',
      `ORC|NW|1^EPC|||||${timing}`,
      obr('1^EPC', 'SER&Serum&L^hep', timing),
    ],
    ...['OBX|1|ST|Q1||yes', 'NTE|1||note', 'ZDS|x'],
  ]
  expect(after([up], lines, orders)).toEqual([
    'MSH|^~\\&|LIS|LAB|EHR|HOSP|20260101||OML^O21^OML_O21|C1|T|2.5.1',
    ...[patient, 'PV1|1|O', 'ORC|NW|1^EPC|||||'],
    'TQ1|1|1|Q6H|0800||3^d|20260101|20260104|STAT|cond|text',
    ...[`${obr('1^EPC', 'x').replace('|x', '|')}||||||||||||`, 'OBX|1|ST|Q1||yes', 'NTE|1||note'],
    'SPM|1|||SER^Serum^L||hep|||||||||||20260102',
    'ZDS|x',
  ])
})

test('each order of a message gets its own timing and specimen', () => {
  const lines = [
    ...[msh('ORM^O01', '2.3'), patient, 'ORC|NW|1|||||^^^^^S', obr('1', 'SER'), 'ORC|NW|2', obr('2', '', '^^^^^R')],
    ...['ORC|CA|3', 'ORC|NW|4', obr('4', 'UR')],
  ]
  const names = after([up], lines, orders).map((line) => line.slice(0, 3))
  expect(names.slice(2)).toEqual(['ORC', 'TQ1', 'OBR', 'SPM', 'ORC', 'TQ1', 'OBR', 'ORC', 'ORC', 'OBR', 'SPM'])
})

test('a timing or specimen whose parts cannot all move stays where it was', () => {
  const sequencing = '1^^^^^S^^^^1&2'
  const modifier = 'SER^^^^^FROZEN'
  const lines = after([up], [msh('ORM^O01', '2.3'), `ORC|NW|1|||||${sequencing}`, obr('1', modifier)], orders)
  expect(lines[1]).toBe(`ORC|NW|1|||||${sequencing}`)
  expect(lines[2]!.split('|')[15]).toBe(modifier)
  expect(lines[3]).toMatch(/^SPM\|1\|\|\|SER\|/)
})

test('what is new already stays as it is', () => {
  const lines = [msh('OML^O21^OML_O21', '2.5.1'), 'ORC|NW|1|||||x', 'TQ1|1||||||||R', obr('1', 'SER'), 'SPM|1|||UR']
  expect(after([up], lines, labOrders)).toEqual(lines)
})

test('a status from the lab becomes an order message of 2.3', () => {
  const lines = [
    ...[msh('OML^O21^OML_O21', '2.5.1'), 'SFT|vendor', patient, 'ORC|SC|1^EPC|2^LAB||IP', 'TQ1|1||||||20260101||S'],
    ...['OBR|1|1^EPC|2^LAB|A', 'SPM|1|||SER^Serum^L|||||||||||||20260101^20260102|20260103'],
  ]
  const run = applied(flowOf([{ ...down, leftover: 'drop' }], labOrders), lines)
  expect(linesOf(run)).toEqual([
    ...['MSH|^~\\&|LIS|LAB|EHR|HOSP|20260101||ORM^O01|C1|T|2.3', patient, 'ORC|SC|1^EPC|2^LAB||IP||^^^20260101^^S'],
    'OBR|1|1^EPC|2^LAB|A|||20260101|20260102||||||20260103|SER&Serum&L||||||||||||^^^20260101^^S',
  ])
  expect(run.losses).toEqual(['SFT'])
})

test('what 2.3 has no place for is listed and goes, or stays where the step says so', () => {
  const lines = [
    ...[msh('ORU^R01^ORU_R01', '2.5.1'), 'ORC|RE|1', 'OBR|1|1|2|A|||20260101', 'OBX|1|NM|K||4.1|mmol/L|||||F'],
    ...['SPM|1|9&L^8|||x||||||||||||||||||HEM', 'SAC|c', 'SPM|2|||UR'],
  ]
  const dropped = applied(flowOf([{ ...resultsDown, leftover: 'drop' }]), lines)
  expect(linesOf(dropped).map((line) => line.slice(0, 3))).toEqual(['MSH', 'ORC', 'OBR', 'OBX'])
  expect(dropped.losses).toEqual(['SPM-2', 'SPM-5', 'SPM-23', 'SPM[2]', 'SAC'])
  const kept = applied(flowOf([resultsDown]), lines)
  expect(linesOf(kept).slice(1)).toEqual(lines.slice(1))
  expect(kept.losses).toEqual([])
})

test('observations on a specimen stay when its SPM goes', () => {
  const lines = [msh('ORU^R01^ORU_R01', '2.5.1'), 'OBR|1|1|2|A', 'OBX|1|NM|K||4', 'SPM|1|||SER', 'OBX|2|NM|H||1']
  expect(after([{ ...resultsDown, leftover: 'drop' }], lines).slice(2)).toEqual(['OBX|1|NM|K||4', 'OBX|2|NM|H||1'])
})

test('a collection time of the order is not overwritten by that of the specimen, and the difference is listed', () => {
  const lines = [msh('ORU^R01^ORU_R01', '2.5.1'), 'OBR|1|1|2|A|||20260101', 'SPM|1|||SER|||||||||||||20260102']
  const run = applied(flowOf([{ ...resultsDown, leftover: 'drop' }]), lines)
  expect(linesOf(run)[1]).toBe('OBR|1|1|2|A|||20260101||||||||SER')
  expect(run.losses).toEqual(['SPM-17'])
})

test('value types of 2.5.1 get the names that 2.3 has for them, and their text stays', () => {
  const lines = [msh('ORU^R01^ORU_R01', '2.5.1'), 'OBR|1', 'OBX|1|CWE|A||x^y^L', 'OBX|2|SN|B||<^5', 'OBX|3|DTM|C||2026']
  expect(after([resultsDown], lines).slice(2)).toEqual(['OBX|1|CE|A||x^y^L', 'OBX|2|SN|B||<^5', 'OBX|3|TS|C||2026'])
})

test('the answer to an order becomes ORR_O02, its errors the old form, and its text MSA-3', () => {
  const lines = [
    ...[
      msh('ORL^O22^ORL_O22', '2.5.1'),
      'MSA|AE|C9',
      'ERR||OBR^1^4|103^Table value not found^HL70357|E||||No such test',
    ],
    ...['ERR||PID^1^3|204|E', patient, 'ORC|UA|1^EPC', 'OBR|1|1^EPC||A'],
  ]
  expect(after([{ restructure: 'ORR_O02', version: '2.3' }], lines, answers)).toEqual([
    'MSH|^~\\&|LIS|LAB|EHR|HOSP|20260101||ORR^O02|C1|T|2.3',
    'MSA|AE|C9|No such test',
    'ERR|OBR^1^4^103&Table value not found&HL70357~PID^1^3^204',
    ...lines.slice(4),
  ])
})

test('an answer for a receiver that takes no answers becomes an order message', () => {
  const lines = [msh('ORL^O22^ORL_O22', '2.5.1'), 'MSA|AA|C9', 'ERR||x|0', patient, 'ORC|OK|1^EPC|2^LAB', 'OBR|1|1^EPC']
  expect(after([down], lines, answers).slice(1)).toEqual([patient, 'ORC|OK|1^EPC|2^LAB', 'OBR|1|1^EPC'])
})

test('an old answer becomes a new one with an ERR segment an error', () => {
  const lines = [msh('ORR^O02', '2.3'), 'MSA|AE|C9', 'ERR|OBR^1^4^103&No&L~PID^1^3^204', patient, 'ORC|UA|1']
  const flow = { flow: { ...orderFlow, kind: 'answers', messages: ['ORR^O02'] } }
  expect(after([{ restructure: 'ORL_O22', version: '2.5.1' }], lines, flow).slice(1)).toEqual([
    ...['MSA|AE|C9', 'ERR||OBR^1^4|103^No^L|E', 'ERR||PID^1^3|204|E', patient, 'ORC|UA|1'],
  ])
})

test('a message of another structure is held and says so', () => {
  const run = applied(flowOf([up], orders), [msh('ADT^A01', '2.3'), patient])
  expect([run.verdict, run.failed]).toEqual(['hold', true])
  expect(run.concerns[0]).toMatchObject({ kind: 'step-failed', cause: 'step-failed|f|restructure|another' })
})

test('a message that breaks off without a line end gets one where a segment follows', () => {
  const flow = flowOf([up], orders)
  const text = `${msh('ORM^O01', '2.3')}\nORC|NW|1\n${obr('1', 'SER')}`
  const [output] = apply(flow, messages(parse(text))[0]!).outputs
  expect(output!.segments.map(({ name }) => name)).toEqual(['MSH', 'ORC', 'OBR', 'SPM'])
  expect(Buffer.from(write(output!)).toString()).toMatch(/\nOBR\|1\|1\|\|A\^Alpha\^L\|\|\|20260102\|+\rSPM\|1/)
})

test('timing and specimen come back as they were after the way there and back', () => {
  const word = fc.stringMatching(/^[A-Z0-9]{0,4}$/)
  const length = fc.constantFrom('', 'S30', 'M5', 'H12', 'D3', 'W2', 'L1')
  const timing = fc
    .tuple(word, fc.tuple(word, word), length, word, word, word, word, word, word)
    .map(([quantity, [pattern, explicit], span, ...more]) => [quantity, `${pattern}&${explicit}`, span, ...more])
    .map((parts) =>
      parts
        .map((part) => part.replace(/&+$/, ''))
        .join('^')
        .replace(/\^+$/, ''),
    )
  const source = fc
    .tuple(fc.stringMatching(/^[A-Z]{1,4}$/), word, word, word, word)
    .map((parts) => parts.join('^').replace(/\^+$/, ''))
  fc.assert(
    fc.property(timing, source, (tq, sps) => {
      const lines = [msh('ORM^O01', '2.3'), `ORC|NW|1|||||${tq}`.replace(/\|+$/, ''), obr('1', sps, tq)]
      const there = after([up], lines, orders)
      const back = after([{ ...down, leftover: 'drop' }], there, labOrders)
      const fields = (all: readonly string[]) => [
        all[1]!.split('|')[7] ?? '',
        ...[7, 15, 27].map((n) => all[2]!.split('|')[n] ?? ''),
      ]
      expect(fields(back)).toEqual(fields(lines))
      expect(there.some((line) => line.startsWith('TQ1'))).toBe(tq !== '')
      expect(back).toHaveLength(lines.length)
    }),
  )
})

/** What a message says: identifiers, values, units, ranges, flags, status of each observation, and every note. */
function said(message: Message): string[] {
  const results = segmentsNamed(message, 'OBX').map((obx) =>
    [3, 5, 6, 7, 8, 11].map((n) => value(obx, n) ?? '').join('|'),
  )
  return [...results, ...segmentsNamed(message, 'NTE').map((note) => value(note, 3) ?? '')]
}

const kinds: Readonly<Record<string, readonly object[]>> = {
  'ORM^O01': [up],
  'OML^O21': [{ ...down, leftover: 'drop' }],
  'ORU^R01': [{ ...resultsDown, leftover: 'drop' }],
}

test.skipIf(!casesFolder)(`no real message loses an observation or a note between versions${casesNote}`, () => {
  let count = 0
  for (const path of caseFiles('messages').filter((file) => /\.(hl7|txt)$/.test(file))) {
    for (const message of readable(path)) {
      const type = `${get(message, 'MSH-9.1')}^${get(message, 'MSH-9.2')}`
      const steps = kinds[type]
      if (!steps) continue
      const flow = flowOf(steps, { flow: { kind: type === 'ORU^R01' ? 'results' : 'orders', messages: [type] } })
      const { outputs, failed, verdict } = apply(flow, message)
      expect([failed, verdict], path).toEqual([false, 'pass'])
      expect(said(outputs[0]!), path).toEqual(said(message))
      count++
    }
  }
  expect(count).toBeGreaterThan(80)
})

function readable(path: string): readonly Message[] {
  try {
    return messages(parse(caseBytes(path)))
  } catch {
    return []
  }
}
