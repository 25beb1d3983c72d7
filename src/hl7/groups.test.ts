import fc from 'fast-check'
import { expect, test } from 'vitest'
import { caseBytes, caseFiles, casesFolder, casesNote } from '../../test/cases.ts'
import {
  type Group,
  groups,
  groupsNamed,
  type Message,
  messages,
  parse,
  parseMessage,
  segmentIn,
  segmentsIn,
} from './index.ts'
import { isSegmentName } from './segment-names.ts'
import { structureOfEvent, structures } from './structures.ts'
import { sample } from './testing/samples.ts'

/** A group in one line: names of segments, groups in brackets. */
function shape(group: Group): string {
  const inner = group.groups.map((child) => `${child.name}[${shape(child)}]`)
  return [...group.segments.map((segment) => segment.name || '?'), ...inner].join(' ')
}
const of = (type: string, ...segments: string[]): Message =>
  parseMessage([`MSH|^~\\&|A|B|C|D|||${type}|1|P|2.5.1`, ...segments.map((name) => `${name}|1`), ''].join('\r'))
const shapeOf = (type: string, segments: string) => shape(groups(of(type, ...segments.split(' '))))

test('a result has its observations, with their notes, under its orders', () => {
  expect(shapeOf('ORU^R01^ORU_R01', 'PID NTE PV1 ORC OBR NTE OBX NTE NTE OBX SPM ORC OBR OBX')).toBe(
    'MSH PATIENT_RESULT[PATIENT[PID NTE VISIT[PV1]] ' +
      'ORDER_OBSERVATION[ORC OBR NTE OBSERVATION[OBX NTE NTE] OBSERVATION[OBX] SPECIMEN[SPM]] ' +
      'ORDER_OBSERVATION[ORC OBR OBSERVATION[OBX]]]',
  )
})

test('an ORC that is missing, or stands before several OBR, leaves groups without one', () => {
  expect(shapeOf('ORU^R01', 'PID OBR OBX OBR OBX')).toBe(
    'MSH PATIENT_RESULT[PATIENT[PID] ORDER_OBSERVATION[OBR OBSERVATION[OBX]] ORDER_OBSERVATION[OBR OBSERVATION[OBX]]]',
  )
  expect(shapeOf('ORU^R01', 'PID ORC OBR OBR OBX')).toBe(
    'MSH PATIENT_RESULT[PATIENT[PID] ORDER_OBSERVATION[ORC OBR] ORDER_OBSERVATION[OBR OBSERVATION[OBX]]]',
  )
})

test('a result without a patient, and one with two', () => {
  expect(shapeOf('ORU^R01', 'OBR OBX')).toBe('MSH PATIENT_RESULT[ORDER_OBSERVATION[OBR OBSERVATION[OBX]]]')
  expect(shapeOf('ORU^R01', 'PID OBR PID OBR')).toBe(
    'MSH PATIENT_RESULT[PATIENT[PID] ORDER_OBSERVATION[OBR]] PATIENT_RESULT[PATIENT[PID] ORDER_OBSERVATION[OBR]]',
  )
})

test('segments of a site’s own, unknown ones and torn lines stay where they stand', () => {
  expect(shapeOf('ORU^R01', 'PID ZPI OBR OBX ZOB OBX ZDS')).toBe(
    'MSH PATIENT_RESULT[PATIENT[PID ZPI] ORDER_OBSERVATION[OBR OBSERVATION[OBX ZOB] OBSERVATION[OBX ZDS]]]',
  )
  const torn = groups(parseMessage(sample('oru-torn')))
  expect(shape(torn)).toContain('ORDER_OBSERVATION[ORC OBR NTE ? OBSERVATION[OBX]]')
})

test('an order has its questions, specimens and diagnoses', () => {
  expect(shape(groups(parseMessage(sample('oml-two-orders'))))).toBe(
    'MSH PATIENT[PID PATIENT_VISIT[PV1] INSURANCE[IN1]] ' +
      'ORDER[ORC TIMING[TQ1] OBSERVATION_REQUEST[OBR NTE DG1 OBSERVATION[OBX] SPECIMEN[SPM]]] ' +
      'ORDER[ORC OBSERVATION_REQUEST[OBR]]',
  )
})

test('a second order is not taken for a prior result, a prior result is', () => {
  expect(shapeOf('OML^O21', 'PID ORC OBR OBX ORC OBR OBR')).toBe(
    'MSH PATIENT[PID] ORDER[ORC OBSERVATION_REQUEST[OBR OBSERVATION[OBX]]] ORDER[ORC OBSERVATION_REQUEST[OBR]] ORDER[OBSERVATION_REQUEST[OBR]]',
  )
  expect(shapeOf('OML^O21', 'PID ORC OBR SPM PID ORC OBR OBX NTE')).toBe(
    'MSH PATIENT[PID] ORDER[ORC OBSERVATION_REQUEST[OBR SPECIMEN[SPM] ' +
      'PRIOR_RESULT[PATIENT_PRIOR[PID] ORDER_PRIOR[ORC OBR OBSERVATION_PRIOR[OBX NTE]]]]]',
  )
})

test('an order of 2.3 has its detail', () => {
  expect(shape(groups(parseMessage(sample('orm-cancel-2.3'))))).toBe(
    'MSH PATIENT[PID PATIENT_VISIT[PV1]] ORDER[ORC ORDER_DETAIL[OBR]]',
  )
  expect(shapeOf('ORM^O01', 'PID GT1 ORC OBR NTE DG1 OBX NTE BLG')).toBe(
    'MSH PATIENT[PID GT1] ORDER[ORC BLG ORDER_DETAIL[OBR NTE DG1 OBSERVATION[OBX NTE]]]',
  )
})

test('results by specimen are read with OBR first or ORC first', () => {
  expect(shape(groups(parseMessage(sample('oul-r22'))))).toBe(
    'MSH PATIENT[PID] VISIT[PV1] SPECIMEN[SPM CONTAINER[SAC] ' +
      'ORDER[OBR ORC TIMING_QTY[TQ1] RESULT[OBX NTE]] ORDER[OBR ORC RESULT[OBX]]]',
  )
  expect(shapeOf('OUL^R22', 'PID SPM OBX ORC OBR ORC OBR OBX')).toBe(
    'MSH PATIENT[PID] SPECIMEN[SPM SPECIMEN_OBSERVATION[OBX] ORDER[ORC OBR] ORDER[ORC OBR RESULT[OBX]]]',
  )
})

test('answers to orders have theirs', () => {
  expect(shapeOf('ORL^O22^ORL_O22', 'MSA PID ORC OBR ORC OBR')).toBe(
    'MSH MSA RESPONSE[PATIENT[PID] ORDER[ORC OBSERVATION_REQUEST[OBR]] ORDER[ORC OBSERVATION_REQUEST[OBR]]]',
  )
  expect(shapeOf('ORR^O02', 'MSA ERR ORC')).toBe('MSH MSA ERR RESPONSE[ORDER[ORC]]')
  expect(shapeOf('ACK', 'MSA ERR ERR')).toBe('MSH MSA ERR ERR')
})

test('merges, catalogs and visits have their groups', () => {
  expect(shapeOf('ADT^A40^ADT_A39', 'EVN PID MRG PID PD1 MRG PV1')).toBe(
    'MSH EVN PATIENT[PID MRG] PATIENT[PID PD1 MRG PV1]',
  )
  expect(shapeOf('ADT^A08', 'EVN PID PV1 AL1 DG1 GT1 IN1 IN2 IN1')).toBe(
    'MSH EVN PID PV1 AL1 DG1 GT1 INSURANCE[IN1 IN2] INSURANCE[IN1]',
  )
  expect(shapeOf('MFN^M08', 'MFI MFE OM1 OM2 OM3 MFE OM1')).toBe(
    'MSH MFI MF_TEST_NUMERIC[MFE OM1 OM2 OM3] MF_TEST_NUMERIC[MFE OM1]',
  )
  expect(shapeOf('MFN^M10', 'MFI MFE OM1 OM5 MFE OM1 OM5')).toBe(
    'MSH MFI MF_TEST_BATTERIES[MFE OM1 MF_TEST_BATT_DETAIL[OM5]] MF_TEST_BATTERIES[MFE OM1 MF_TEST_BATT_DETAIL[OM5]]',
  )
  expect(shapeOf('MFK^M08', 'MSA MFI MFA MFA')).toBe('MSH MSA MFI MFA MFA')
})

test('the event says the structure, even where MSH-9.3 says another', () => {
  expect(groups(of('ADT^A08^ADT_A08', 'PID')).name).toBe('ADT_A01')
  expect(groups(of('ADT^A40^ADT_A40', 'PID')).name).toBe('ADT_A39')
  expect(groups(of('ORU^Z99^ORU_R01', 'PID')).name).toBe('ORU_R01')
  expect(groups(of('ACK^R01^ACK', 'MSA')).name).toBe('ACK')
})

test('a message whose structure is not known is one group of all its segments', () => {
  expect(groups(of('XYZ^Q01', 'PID', 'OBX'))).toMatchObject({ name: 'XYZ_Q01', groups: [] })
  expect(shapeOf('XYZ^Q01', 'PID OBX')).toBe('MSH PID OBX')
})

test('groups and segments are found by name', () => {
  const root = groups(parseMessage(sample('oru-micro-parent-child')))
  const [first, second] = groupsNamed(root, 'ORDER_OBSERVATION')
  expect(segmentIn(first!, 'OBR')?.name).toBe('OBR')
  expect(groupsNamed(second!, 'OBSERVATION')).toHaveLength(2)
  expect(segmentsIn(second!, 'OBX')).toEqual([])
})

test('every grammar names segments of HL7, and every event a grammar', () => {
  for (const [name, text] of Object.entries(structures)) {
    const groupNames = new Set(Array.from(text.matchAll(/([A-Z0-9_]+)\*?(?::[A-Z0-9]+)?\(/g), (match) => match[1]))
    for (const word of text.match(/[A-Z0-9_]+/g)!)
      expect(groupNames.has(word) || isSegmentName(word), `${name} ${word}`).toBe(true)
    expect(text.split('(').length, name).toBe(text.split(')').length)
  }
  for (const structure of Object.values(structureOfEvent)) expect(structures, structure).toHaveProperty(structure)
})

/** Every segment of a group in the order in which a message would have them is not kept; so compare as a bag. */
function allSegments(group: Group): string[] {
  return [...group.segments.map((segment) => segment.name), ...group.groups.flatMap(allSegments)].sort()
}

test('whatever the order of segments, each is in exactly one group', () => {
  const names = fc.constantFrom(
    'PID',
    'PV1',
    'ORC',
    'OBR',
    'OBX',
    'NTE',
    'SPM',
    'TQ1',
    'SAC',
    'PRT',
    'MRG',
    'ZZ1',
    'MFE',
    'OM1',
    'MSA',
    'IN1',
    'DG1',
  )
  const types = fc.constantFrom(...Object.keys(structures).map((name) => name.replace('_', '^')), 'XXX^Y99')
  fc.assert(
    fc.property(types, fc.array(names, { maxLength: 40 }), (type, list) => {
      const message = of(type, ...list)
      expect(allSegments(groups(message))).toEqual(['MSH', ...list].sort())
    }),
  )
})

test.skipIf(!casesFolder)(`the messages of others keep all their segments${casesNote}`, () => {
  for (const file of caseFiles('messages')) {
    const bytes = caseBytes(file)
    if (bytes.length === 0) continue
    for (const message of messages(parse(bytes))) {
      const expected = message.segments.map((segment) => segment.name).sort()
      expect(allSegments(groups(message)), file).toEqual(expected)
    }
  }
})
