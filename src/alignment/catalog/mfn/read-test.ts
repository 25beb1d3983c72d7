// OM1 to OM6 and OMC as rows of a catalog: what can be ordered, what is reported, what is asked. The one thing to know: a
// test that is reported as itself is an orderable and a component under one code; a battery (OM5, or OM1-18 P, F, S) is an
// orderable alone. (HL7 v2.5.1 §8.8.8 to §8.8.14)
import type { Segment } from '../../../hl7/index.ts'
import type { Cells } from '../catalog.ts'
import { emptied } from './emptied.ts'
import { coded, codes, nameOf, ownCode, quantity, text, texts } from './fields.ts'
import { readQuestion } from './read-question.ts'
import { readSpecimens, specimenCodes } from './read-specimens.ts'
import { readCategorical, readNumeric } from './read-values.ts'
import type { CatalogRecord } from './record.ts'

type Head = Pick<CatalogRecord, 'code' | 'name' | 'codingSystem' | 'effectiveOn'>
type Segments = (name: string) => readonly Segment[]

/** Table 0174: P profile, F functional test of several observations, S superset; A atomic, C single. */
const batteries: ReadonlySet<string> = new Set(['P', 'F', 'S'])

export function readTest(head: Head, om1: Segment, of: Segments): CatalogRecord['rows'] {
  const isBattery = of('OM5').length > 0 || batteries.has(text(om1, 18))
  const orderable = text(om1, 12)
  const questions = of('OMC').flatMap(readQuestion)
  const isOrderable = isBattery || orderable !== 'N'
  return {
    orderables: isOrderable
      ? [{ ...orderableCells(head, om1, of, isBattery, questions), ...emptied('orderables', of) }]
      : [],
    components: isBattery ? [] : [{ ...componentCells(head, om1, of), ...emptied('components', of) }],
    aoe: questions,
  }
}

/** Cells that are said: an empty field says nothing. */
function said(cells: Readonly<Record<string, string>>): Cells {
  return Object.fromEntries(Object.entries(cells).filter(([, text]) => text !== ''))
}

function names({ code, name, codingSystem }: Head, om1: Segment): Cells {
  const known = name || text(om1, 2, 2) || text(om1, 9) || text(om1, 11) || text(om1, 10) || code
  const others = [text(om1, 9), text(om1, 10), text(om1, 11), ...texts(om1, 8), ...texts(om1, 51)]
  const synonyms = [...new Set(others)].filter((other) => other !== '' && other !== known && other !== code)
  const loinc = loincIn(om1)
  return {
    code,
    ...said({
      name: known,
      coding_system: codingSystem,
      synonyms: synonyms.map((synonym) => synonym.replaceAll(';', ',')).join(';'),
      loinc: loinc?.code ?? '',
      loinc_name: loinc?.name ?? '',
    }),
  }
}

/** LOINC among the other identifiers (OM1-7), or beside the producer's code (OM1-56, OM1-2). */
function loincIn(om1: Segment): { code: string; name: string } | undefined {
  return [...codes(om1, 7), coded(om1, 56), coded(om1, 2)]
    .flatMap(({ code, name, system, otherCode, otherName, otherSystem }) => [
      { code, name, system },
      { code: otherCode, name: otherName, system: otherSystem },
    ])
    .find(({ code, system }) => system === 'LN' && code !== '')
}

function orderableCells(
  head: Head,
  om1: Segment,
  of: Segments,
  isBattery: boolean,
  questions: readonly Cells[],
): Cells {
  const parts = of('OM5').flatMap((om5) => codes(om5, 2).map((one) => ownCode(one).code))
  const included = isBattery ? parts.filter((code) => code !== '') : [head.code]
  const reflexes = reflexesOf(om1)
  return {
    ...names(head, om1),
    ...said({
      kind: isBattery && included.length !== 1 ? 'panel' : 'test',
      components: included.join(';'),
      orderable: { Y: 'yes', N: 'no' }[text(om1, 12)] ?? '',
      ...readSpecimens(of('OM4')),
      priorities: texts(of('OM4')[0], 13).join(';') || texts(om1, 25).join(';'),
      department: codes(om1, 55).map(nameOf)[0] || codes(om1, 16).map(nameOf)[0] || text(om1, 49),
      sensitive: { V: 'yes', R: 'yes', U: 'no' }[text(om1, 30, 1)] ?? '',
      aoe: questions.map(({ code }) => code).join(';'),
      reflex: reflexes.join(';'),
      rejection: text(om1, 39),
      instructions: texts(om1, 54).join('\n'),
      patient_preparation: text(om1, 37),
      schedule: texts(om1, 40).join(', '),
      turnaround: turnaround(om1),
      description: text(om1, 32) || text(om1, 6),
      performed_by: nameOf(coded(om1, 5)),
      effective_on: head.effectiveOn,
    }),
  }
}

/** OM1-34, each with its condition where OM1-35 has the form of the column: `TRIG:CHOL>400; K:NA<120`. */
function reflexesOf(om1: Segment): readonly string[] {
  const rules = text(om1, 35)
    .split(';')
    .map((rule) => rule.trim())
  return codes(om1, 34).flatMap((one) => {
    const { code } = ownCode(one)
    if (code === '') return []
    return [rules.find((rule) => rule.startsWith(`${code}:`)) ?? code]
  })
}

/** OM1-57 with its unit, else OM1-23, which is in minutes. */
function turnaround(om1: Segment): string {
  const stated = quantity(om1, 57)
  if (stated !== '') return stated
  const minutes = text(om1, 23)
  if (!/^\d+$/.test(minutes)) return minutes
  const count = Number(minutes)
  if (count % 1440 === 0) return `${count / 1440} d`
  return count % 60 === 0 ? `${count / 60} h` : `${count} min`
}

function componentCells(head: Head, om1: Segment, of: Segments): Cells {
  const [om2] = of('OM2')
  const [om3] = of('OM3')
  const type = text(om3, 7) || texts(om1, 3)[0] || (om2 ? 'NM' : '')
  return {
    ...names(head, om1),
    ...said({ value_type: type, method: codes(om1, 14).map(nameOf).join(', ') }),
    ...(om2 ? readNumeric(om2) : {}),
    ...(om3 ? readCategorical(om3) : {}),
    ...said({ specimen: specimenCodes(of('OM4')).join(';') }),
  }
}
