// OM1, OM4, OM5 and OMC of a test. The one thing to know: it writes exactly what read-test.ts reads, and names the columns
// for which the segments have no place. (HL7 v2.5.1 §8.8.8, §8.8.11, §8.8.12; OM1-51 to 57 and OMC from later versions)
import type { FieldInput, SegmentInput } from '../../../hl7/index.ts'
import type { CatalogEntry, Collection, Component, Orderable, Question } from '../catalog.ts'
import type { CatalogPart } from '../from-rows.ts'
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
const homeless: Readonly<Record<CatalogPart, readonly string[]>> = {
  orderables: ['result_mode', 'stability', 'optional'],
  components: ['flags', 'typical'],
  aoe: ['unit'],
}

export function testSegments(written: Written, nth: number, leftOut: LeftOut): SegmentInput[] {
  const { orderable, component, questions } = written
  for (const { part, column } of columnsLost(written)) leftOut(part, column)
  const numeric = component && numericFields(component, nth, leftOut)
  const categorical = component && categoricalFields(component, nth)
  return [
    segmentOf('OM1', om1Fields(written, nth)),
    ...questions.map((question, index) => segmentOf('OMC', omcFields(question, index + 1))),
    ...(numeric ? [segmentOf('OM2', numeric)] : []),
    ...(categorical ? [segmentOf('OM3', categorical)] : []),
    ...(component || !orderable ? [] : [batterySegment(written, orderable, nth)]),
    ...waysOf(written).map((way, index, all) => segmentOf('OM4', om4Fields(way, orderable, nth, index, all))),
  ]
}

type Lost = { readonly part: CatalogPart; readonly column: string }

/** Columns of which something has no place, each as often as an entry loses it. */
function columnsLost({ orderable, component, questions }: Written): readonly Lost[] {
  const stated = (part: CatalogPart, entry: CatalogEntry | undefined) =>
    homeless[part].filter((column) => entry?.cells[column]).map((column) => ({ part, column }))
  return [
    ...stated('orderables', orderable),
    ...stated('components', component),
    ...questions.flatMap((question) => [
      ...stated('aoe', question),
      ...(question.active ? [] : [{ part: 'aoe' as const, column: 'active' }]),
    ]),
    ...(orderable ? lostOfOrder(orderable, questions) : []),
    ...(orderable && component ? lostOfPair(orderable, component) : []),
  ]
}

function lostOfOrder({ collections, questions }: Orderable, known: readonly Question[]): readonly Lost[] {
  const isKnown = (code: string) => known.some((question) => question.code === code)
  return lostIn('orderables', {
    // OM4-3 is one text for people, so that a container's code stays behind where it has a name.
    container_name: collections.some((way) => way.containerName !== ''),
    container: collections.some((way) => way.containerName !== '' && way.container !== ''),
    // OM4-4 is a number.
    container_volume: collections.some(
      ({ containerVolume = '' }) => containerVolume !== '' && partsOf(containerVolume).number === '',
    ),
    aoe: questions.some((code) => !isKnown(code)),
  })
}

/** One code, one record: what is ordered and what is reported under it share name, state and whether they can be ordered. */
function lostOfPair(orderable: Orderable, component: Component): readonly Lost[] {
  const [order, result] = [orderable.cells, component.cells]
  return [
    ...lostIn('orderables', {
      loinc: differ(order.loinc, result.loinc),
      loinc_name: differ(order.loinc, result.loinc) || differ(order.loinc_name, result.loinc_name),
      orderable: orderable.isOrderable === false,
    }),
    ...lostIn('components', {
      name: differ(order.name, result.name),
      specimen: orderable.collections.length > 0 && losesSpecimen(orderable, component),
      active: orderable.active !== component.active,
    }),
  ]
}

function lostIn(part: CatalogPart, columns: Readonly<Record<string, boolean>>): readonly Lost[] {
  return Object.keys(columns).flatMap((column) => (columns[column] ? [{ part, column }] : []))
}

function differ(one = '', other = ''): boolean {
  return one !== '' && other !== '' && one !== other
}

function losesSpecimen({ collections }: Orderable, component: Component): boolean {
  const collected = [...new Set(collections.map(({ specimen }) => specimen))].filter((code) => code !== '')
  return component.specimens.length > 0 && component.specimens.join() !== collected.join()
}

type Way = Partial<Collection> & Pick<Collection, 'need'>

/** What is said of any specimen is said once where no specimen is named. */
const ofAnySpecimen = ['preparation', 'handling', 'requirements', 'priorities', 'retention'] as const

function waysOf({ orderable, component }: Written): readonly Way[] {
  const ways = orderable && orderable.collections.length > 0 ? orderable.collections : specimensOf(component)
  if (ways.length > 0 || !orderable) return ways
  return ofAnySpecimen.some((column) => orderable.cells[column]) ? [{ need: 0 }] : []
}

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

type LoincOf = { readonly loinc: string; readonly loincName: string }

/** What results mean counts where an order and its result have different LOINC codes. */
function loincOf(orderable: Orderable | undefined, component: Component | undefined): LoincOf {
  const [order, result] = [orderable ?? component!, component ?? orderable!]
  if (result.loinc === '') return order
  const loincName = result.loincName || (order.loinc === result.loinc ? order.loincName : '')
  return { loinc: result.loinc, loincName }
}

function om1Fields({ orderable, component, nameOf }: Written, nth: number): Fields {
  const entry = (orderable ?? component) as CatalogEntry
  const { loinc, loincName } = loincOf(orderable, component)
  const synonyms = [...new Set([...(orderable?.synonyms ?? []), ...(component?.synonyms ?? [])])]
  const cells = orderable?.cells ?? {}
  const needsSpecimen = (orderable?.collections ?? component?.specimens ?? []).length > 0
  const texts: Readonly<Record<number, string | undefined>> = {
    9: entry.name,
    12: orderable ? (orderable.isOrderable === false ? 'N' : 'Y') : 'N',
    18: component ? 'A' : 'P',
    32: cells.description,
    35: (orderable?.reflexes ?? []).flatMap(({ test, when }) => (when === '' ? [] : [`${test}:${when}`])).join('; '),
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
    ...({ yes: { 30: 'R' }, no: { 30: 'U' } }[cells.sensitive ?? ''] ?? {}),
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
