// OM1, OM4, OM5 and OMC of a test. The one thing to know: it writes exactly what read-test.ts reads, and names the columns
// for which the segments have no place. (HL7 v2.5.1 §8.8.8, §8.8.11, §8.8.12; OM1-51 to 57 and OMC from later versions)
import type { FieldInput, SegmentInput } from '../../../hl7/index.ts'
import type { CatalogEntry, Collection, Component, Orderable, Question } from '../catalog.ts'
import { coded, type Fields, listOf, partsOf, quantity, segmentOf } from './segment-of.ts'
import { categoricalFields, type LeftOut, numericFields } from './write-values.ts'

/** A test as it is written: what is ordered, what is reported, or both under one code. */
export type Written = {
  readonly orderable?: Orderable
  readonly component?: Component
  /** In the order of the orderable. */
  readonly questions: readonly Question[]
  /** Names of the codes that OM5 lists. */
  nameOf(code: string): string
}

/** Columns that no segment of a test has a place for. */
const homeless: Readonly<Record<'orderable' | 'component', readonly string[]>> = {
  orderable: ['result_mode', 'stability'],
  component: ['flags'],
}

export function testSegments(written: Written, nth: number, leftOut: LeftOut): SegmentInput[] {
  const { orderable, component, questions } = written
  for (const column of homeless.orderable) if (orderable?.cells[column]) leftOut(column)
  for (const column of homeless.component) if (component?.cells[column]) leftOut(column)
  const numeric = component && numericFields(component, nth, leftOut)
  const categorical = component && categoricalFields(component, nth)
  return [
    segmentOf('OM1', om1Fields(written, nth)),
    ...questions.map((question, index) => segmentOf('OMC', omcFields(question, index + 1))),
    ...(numeric ? [segmentOf('OM2', numeric)] : []),
    ...(categorical ? [segmentOf('OM3', categorical)] : []),
    ...(component || !orderable ? [] : [batterySegment(written, orderable, nth)]),
    ...(orderable?.collections ?? specimensOf(component)).map((way, index, all) =>
      segmentOf('OM4', om4Fields(way, orderable, nth, index, all)),
    ),
  ]
}

type Way = Partial<Collection> & Pick<Collection, 'need'>

/** A component can come from any of its specimens. */
function specimensOf(component: Component | undefined): readonly Way[] {
  return (component?.specimens ?? []).map((specimen) => ({ need: 0, specimen }))
}

function batterySegment({ nameOf }: Written, { components, codingSystem }: Orderable, nth: number): SegmentInput {
  return segmentOf('OM5', {
    1: String(nth),
    ...(components.length === 0
      ? {}
      : { 2: listOf(components.map((code) => coded(code, nameOf(code), codingSystem))) }),
  })
}

function om1Fields({ orderable, component, nameOf }: Written, nth: number): Fields {
  const entry = (orderable ?? component) as CatalogEntry
  const { loinc, loincName } = orderable?.loinc ? orderable : (component ?? orderable!)
  const synonyms = orderable && orderable.synonyms.length > 0 ? orderable.synonyms : (component?.synonyms ?? [])
  const cells = orderable?.cells ?? {}
  const needsSpecimen = (orderable?.collections ?? component?.specimens ?? []).length > 0
  const texts: Readonly<Record<number, string | undefined>> = {
    9: entry.name,
    12: orderable ? (orderable.isOrderable === false ? 'N' : 'Y') : 'N',
    18: component ? 'A' : 'P',
    32: cells.description,
    35: orderable?.reflexes.map(({ test, when }) => `${test}: ${when}`).join('; '),
    37: cells.patient_preparation,
    39: cells.rejection,
    40: cells.schedule,
  }
  return {
    1: String(nth),
    2: coded(entry.code, entry.name, entry.codingSystem),
    ...(component?.valueType ? { 3: component.valueType } : {}),
    4: needsSpecimen ? 'Y' : 'N',
    ...(cells.performed_by ? { 5: ['', cells.performed_by] } : {}),
    ...(loinc === '' ? {} : { 7: coded(loinc, loincName, 'LN') }),
    ...(component?.method ? { 14: ['', component.method] } : {}),
    ...(orderable?.department ? { 16: ['', orderable.department] } : {}),
    ...(orderable?.isSensitive ? { 30: 'R' } : {}),
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text)),
    ...(orderable && orderable.reflexes.length > 0
      ? { 34: listOf(orderable.reflexes.map(({ test }) => coded(test, nameOf(test), orderable.codingSystem))) }
      : {}),
    ...(synonyms.length > 0 ? { 51: listOf(synonyms) } : {}),
    ...(cells.instructions ? { 54: listOf(cells.instructions.split('\n')) } : {}),
    ...(cells.turnaround ? { 57: quantity(cells.turnaround) } : {}),
  }
}

/** One way of collecting: the first of a specimen is preferred (OM4-16 P), the others are alternatives to it (A, OM4-17). */
function om4Fields(
  way: Way,
  orderable: Orderable | undefined,
  nth: number,
  index: number,
  all: readonly Way[],
): Fields {
  const cells = orderable?.cells ?? {}
  const isOnly = all.length === 1
  const preferred = all.findIndex(({ need }) => need === way.need)
  const size = partsOf(way.containerVolume ?? '')
  const fields: Readonly<Record<number, FieldInput>> = {
    3: way.containerName || (way.container ?? ''),
    4: size.number,
    5: size.unit,
    6: way.specimen || way.specimenName ? [way.specimen ?? '', way.specimenName ?? ''] : '',
    7: way.additive ? ['', way.additive] : '',
    8: cells.preparation ?? '',
    9: cells.handling ?? '',
    10: quantity(way.volume ?? ''),
    11: quantity(way.minimumVolume ?? ''),
    12: cells.requirements ?? '',
    13: orderable && orderable.priorities.length > 0 ? listOf(orderable.priorities) : '',
    14: quantity(cells.retention ?? ''),
    16: isOnly ? '' : index === preferred ? 'P' : 'A',
    17: index === preferred ? '' : `${nth}.${preferred + 1}`,
  }
  return { 1: isOnly ? String(nth) : `${nth}.${index + 1}`, ...said(fields) }
}

function said(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== '' && field !== undefined))
}

function omcFields(question: Question, nth: number): Fields {
  const { code, name, codingSystem, loinc, isRequired, hint, valueType, answers } = question
  return said({
    1: String(nth),
    4: loinc === '' ? coded(code, name, codingSystem) : [code, name, codingSystem, loinc, question.loincName, 'LN'],
    7: isRequired === null ? '' : isRequired ? 'Y' : 'N',
    8: hint,
    9: valueType,
    11: answers.length === 0 ? '' : listOf(answers.map((answer) => coded(answer.code, answer.name, codingSystem))),
  })
}
