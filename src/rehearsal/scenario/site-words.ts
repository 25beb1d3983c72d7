// What the words of a scenario mean at a site: which test is meant by LOINC or by kind, which component, which code each
// side has for it. The one thing to know: what a site does not have is no error; the scenario does not apply there, and
// says why.

import type { z } from 'zod'
import { translations } from '../../site/map-rows.ts'
import type { Position } from '../../site/problem.ts'
import type { Flow } from '../../site/shapes/flow.ts'
import type { CodeMap, Site } from '../../site/shapes/site.ts'
import type { System } from '../../site/shapes/system.ts'
import { type Component, componentsOf, type Orderable, orderablesOf, questionsOf } from '../catalog.ts'
import { conversionJudge, type ShowsValue } from '../converted.ts'
import { type flowKinds, kindOfTest, type Test, type TestKind } from './shape.ts'
import { isKindOfValue } from './value-fields.ts'

/** Why a scenario does not apply at a site. Thrown while it is prepared, and told by `prepare`. */
export class NotHere extends Error {
  /** Where in the file that stands, as soon as somebody knows. */
  place: Position | undefined
}

/** What `work` gives; what the site does not have is told with the place in the scenario. */
export function placed<Value>(place: Position | undefined, work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    if (error instanceof NotHere) error.place ??= place
    throw error
  }
}

/** A test as both sides know it. `ehr` is empty where the EHR cannot order it. */
export type TestHere = { readonly lab: string; readonly ehr: string; readonly name: string }

/** The components of one test, by the names of a scenario. */
export type ComponentWords = {
  readonly labTest: string
  /** One component; all of them for `all`. */
  named(name: string): readonly Component[]
  /** A value as the lab writes it in HL7. */
  valueText(component: Component, said: string | number): string
  /** The code of a coded answer (an organism) that is named by its text. */
  answer(text: string): string
  /** Drugs by the code of the lab that belongs to a name, LOINC or code. */
  drugs(by: Readonly<Record<string, 'S' | 'I' | 'R'>>): Readonly<Record<string, 'S' | 'I' | 'R'>>
}

export type FlowKind = (typeof flowKinds)[number]

/** A site as scenarios look at it. */
export type SiteWords = {
  readonly site: Site
  readonly ehr: System
  readonly lab: System
  readonly labComponents: ReadonlyMap<string, Component>
  readonly labTests: ReadonlyMap<string, Orderable>
  flowOf(kind: FlowKind): Flow
  test(test: z.output<typeof Test>, names: Names): TestHere
  components(labTest: string, names: Names): ComponentWords
  /** The EHR's code of a component of the lab. */
  componentAtEhr(code: string): string
  flagAtEhr(flag: string): string
  /** Whether a value of the lab is rightly shown in the chart; absent: as it was said. */
  readonly shows: ShowsValue | undefined
  /** OBX-11 as the results flow writes it for the EHR. */
  statusAtEhr(status: string): string
  priority(word: string): string
  question(name: string, names: Names): string
}

type Names = Readonly<Record<string, string>>

/** HL7 table 0485 by the words of the ward. */
export const priorities: Readonly<Record<string, string>> = {
  routine: 'R',
  stat: 'S',
  asap: 'A',
  preop: 'P',
  timed: 'T',
  callback: 'C',
}

/** Where an order says how urgent it is. (HL7 v2.5.1 §4.5.4.9, §4.5.3.5, §4.5.3.27) */
export const urgencyPlace = /^(TQ1(\[.*\])?-9|OBR(\[.*\])?-(5|27\.6))(\.1)?$/

/** Reads the site once; each question is answered from what was read. Throws NotHere where a role is not there. */
export function siteWords(site: Site): SiteWords {
  const ehr = systemOf(site, 'ehr')
  const lab = systemOf(site, 'lis')
  const labTests = orderablesOf(site, lab.id)
  const labComponents = componentsOf(site, lab.id)
  const questions = questionsOf(site, ehr.id)
  const rows = rowsByCode(site, lab.id)
  const flowOf = (kind: FlowKind) => {
    const [from, to] = kind === 'orders' || kind === 'patients' ? [ehr.id, lab.id] : [lab.id, ehr.id]
    const found = site.flows.find((flow) => flow.kind === kind && flow.from === from && flow.to === to)
    if (!found) throw new NotHere(`no flow carries ${kind} from ${from} to ${to}`)
    return found
  }
  const ordered = tableOf(site, flowOf('orders'), /^OBR(\[.*\])?-4(\.1)?$/, ehr.id, lab.id)
  const ehrTest = new Map([...ordered].map(([from, to]) => [to, from]))
  const reported = tableOf(site, flowOf('results'), /^OBX(\[.*\])?-3(\.1)?$/, lab.id, ehr.id)
  const statuses = tableOf(site, flowOf('results'), /^OBX(\[.*\])?-11$/, lab.id, ehr.id)
  const flags = tableOf(site, flowOf('results'), /^OBX(\[.*\])?-8(\[.*\])?(\.1)?$/, lab.id, ehr.id)
  const urgency = tableOf(site, flowOf('orders'), urgencyPlace, ehr.id, lab.id)
  const atEhr = (code: string) => (ordered.size === 0 ? code : (ehrTest.get(code) ?? ''))
  const here = (found: Orderable): TestHere => ({ lab: found.code, ehr: atEhr(found.code), name: found.name })
  const ehrTests = orderablesOf(site, ehr.id)
  const facts: Facts = { labTests, labComponents, ehrTests, rows, orderable: (code) => atEhr(code) !== '' }
  return {
    ...{ site, ehr, lab, labComponents, labTests, flowOf },
    test: (test, names) => here(findTest(facts, test, names, ordered, questions)),
    components: (labTest, names) => wordsOf(facts, labTest, names),
    componentAtEhr: (code) => reported.get(code) ?? code,
    flagAtEhr: (flag) => flags.get(flag) ?? flag,
    shows: conversionJudge(site, lab.id, ehr.id) ?? undefined,
    statusAtEhr: (status) => statuses.get(status) ?? status,
    priority: (word) => {
      const code = priorities[word]
      return code ? ([...urgency].find(([, to]) => to === code)?.[0] ?? code) : word
    },
    question: (name, names) => questionCode(questions, names[name] ?? name),
  }
}

function systemOf(site: Site, role: System['role']): System {
  const found = site.systems.find((each) => each.role === role)
  if (!found) throw new NotHere(`no system of the site has the role ${role}`)
  return found
}

type Row = Readonly<Record<string, string>>

function rowsByCode(site: Site, lab: string): ReadonlyMap<string, Row> {
  const rows = site.catalogs.find(({ id }) => id === `${lab}-orderables`)?.rows ?? []
  return new Map(rows.map((row) => [row.code ?? '', row]))
}

/** What a flow's first map step at a place translates, with the rows of its own fixed context. Empty: nothing is recoded. */
function tableOf(site: Site, flow: Flow, place: RegExp, from: string, to: string): ReadonlyMap<string, string> {
  const steps = flow.steps.flatMap((step) => ('map' in step ? [step] : []))
  const step = steps.find((each) => place.test(each.map))
  const map: CodeMap | undefined = step && site.maps.find(({ id }) => id === step.table)
  const found = map ? translations(map, from, to) : []
  const fits = ({ context }: (typeof found)[number]) =>
    Object.entries(context).every(([key, value]) => step?.context[key] === `=${value}`)
  return new Map(found.filter(fits).map((row) => [row.from, row.to]))
}

type Facts = {
  readonly labTests: ReadonlyMap<string, Orderable>
  readonly labComponents: ReadonlyMap<string, Component>
  readonly ehrTests: ReadonlyMap<string, Orderable>
  readonly rows: ReadonlyMap<string, Row>
  orderable(code: string): boolean
}

type Questions = ReturnType<typeof questionsOf>

function findTest(
  facts: Facts,
  test: z.output<typeof Test>,
  names: Names,
  ordered: ReadonlyMap<string, string>,
  questions: Questions,
): Orderable {
  if (typeof test === 'string') return ofKind(facts, test) ?? ofCode(facts, test, ordered)
  if ('loinc' in test) return ofLoinc(facts, test.loinc, test.reflex ?? false)
  if ('with' in test) return panelWith(facts, test.with, test.without ?? [], names)
  return thatAsks(facts, questionCode(questions, names[test.asks] ?? test.asks), ordered)
}

function ofCode({ labTests }: Facts, code: string, ordered: ReadonlyMap<string, string>): Orderable {
  const found = labTests.get(code) ?? labTests.get(ordered.get(code) ?? '')
  if (!found) throw new NotHere(`neither side has a test ${code}`)
  return found
}

function ofLoinc({ labTests, labComponents, rows, orderable }: Facts, loinc: string, reflex: boolean): Orderable {
  const has = (test: Orderable) => test.components.some((code) => labComponents.get(code)?.loinc === loinc)
  const found = [...labTests.values()]
    .filter((test) => has(test) && orderable(test.code) && (rows.get(test.code)?.reflex ? reflex : !reflex))
    .sort((one, other) => one.components.length - other.components.length)
  const best = found.find(({ components }) => components.length === 1) ?? (reflex ? found[0] : undefined)
  if (!best) throw new NotHere(`the site has no ${reflex ? 'reflex ' : ''}test for LOINC ${loinc}`)
  return best
}

function panelWith(
  { labTests, labComponents, orderable }: Facts,
  wanted: readonly string[],
  unwanted: readonly string[],
  names: Names,
): Orderable {
  const has = (test: Orderable, name: string) => {
    const loinc = names[name] ?? name
    return test.components.some((code) => code === loinc || labComponents.get(code)?.loinc === loinc)
  }
  const found = [...labTests.values()]
    .filter((test) => orderable(test.code) && wanted.every((name) => has(test, name)))
    .filter((test) => !unwanted.some((name) => has(test, name)))
    .sort((one, other) => one.components.length - other.components.length)
  if (!found[0]) throw new NotHere(`the site has no panel with ${wanted.join(', ')}`)
  return found[0]
}

function thatAsks(
  { labTests, ehrTests, orderable }: Facts,
  code: string,
  ordered: ReadonlyMap<string, string>,
): Orderable {
  const found = [...ehrTests.values()]
    .filter(({ questions }) => questions.includes(code))
    .flatMap((test) => labTests.get(ordered.get(test.code) ?? test.code) ?? [])
    .find((test) => orderable(test.code))
  if (!found) throw new NotHere(`no test of the site asks question ${code}`)
  return found
}

function questionCode(questions: Questions, loinc: string): string {
  const found = [...questions.values()].find((question) => question.code === loinc || question.loinc === loinc)
  if (!found) throw new NotHere(`the EHR asks no question with LOINC ${loinc}`)
  return found.code
}

/** `any numeric`, `second panel`: the first, second, third of the catalog that is of the kind; undefined for other texts. */
function ofKind(facts: Facts, text: string): Orderable | undefined {
  const asked = kindOfTest(text)
  if (!asked) return undefined
  const { kind, nth } = asked
  const found = [...facts.labTests.values()].filter((test) => facts.orderable(test.code) && isOfKind(facts, test, kind))
  const one = found[nth]
  if (!one) throw new NotHere(`the site has ${found.length === 0 ? 'no' : `only ${found.length}`} ${kind} test`)
  return one
}

function isOfKind({ labComponents, rows }: Facts, test: Orderable, kind: TestKind): boolean {
  const row = rows.get(test.code) ?? {}
  const components = test.components.flatMap((code) => labComponents.get(code) ?? [])
  const every = (type: string) => components.length > 0 && components.every(({ valueType }) => valueType === type)
  const isOne = components.length === 1
  const isSimple = test.questions.length === 0 && !row.reflex && row.result_mode !== 'delta'
  const isMeter = /^poc$|point of care/i.test(test.department)
  switch (kind) {
    case 'numeric':
      return isOne && isSimple && every('NM') && !isMeter && hasCriticals(components[0]!)
    case 'panel':
      return components.length >= 4 && isSimple && every('NM')
    case 'culture':
      return isOne && row.result_mode === 'delta' && (components[0]?.answers.size ?? 0) > 0
    case 'report':
      return isOne && every('TX') && row.sensitive !== 'yes'
    case 'genetic report':
      return isOne && every('TX') && row.sensitive === 'yes'
    case 'blood group':
      return /\babo\b/i.test(test.name.replaceAll('/', ' ')) && isOne
    case 'point of care':
      return isOne && isMeter
    case 'send-out':
      return isOne && isSimple && every('NM') && /^ref$|reference|send.?out/i.test(test.department)
    case 'text':
      return isOne && isSimple && every('ST')
  }
}

function hasCriticals({ criticalLow, criticalHigh, ranges }: Component): boolean {
  return criticalLow !== null && criticalHigh !== null && ranges.length > 0
}

const places = ['first', 'second', 'third', 'fourth', 'fifth']

function wordsOf(facts: Facts, labTest: string, names: Names): ComponentWords {
  const { labTests, labComponents } = facts
  const test = labTests.get(labTest)
  const own = (test?.components ?? []).flatMap((code) => labComponents.get(code) ?? [])
  const byCode = (code: string) => own.find((each) => each.code === code || each.loinc === code)
  const anywhere = (code: string) =>
    labComponents.get(code) ?? [...labComponents.values()].find(({ loinc }) => loinc !== '' && loinc === code)
  const named = (name: string): readonly Component[] => {
    if (name === 'all') return own
    if (name === 'last') return own.slice(-1)
    const place = places.indexOf(name)
    const found = place >= 0 ? own[place] : (byCode(names[name] ?? name) ?? anywhere(names[name] ?? name))
    if (!found) throw new NotHere(`${test?.name ?? labTest} has no component ${name}`)
    return [found]
  }
  return {
    labTest,
    named,
    valueText,
    answer: (text) => answerCode(own[0], text),
    drugs: (by) =>
      Object.fromEntries(Object.entries(by).flatMap(([name, said]) => named(name).map(({ code }) => [code, said]))),
  }
}

/** A number as the lab prints it, with its decimals; a coded answer with its text; a comparator as SN. (HL7 v2.5.1 §2.A.70) */
function valueText(component: Component, said: string | number): string {
  const { valueType, precision } = component
  if (typeof said === 'number') {
    const decimals = (String(said).split('.')[1] ?? '').length
    const printed = said.toFixed(Math.max(decimals, valueType === 'NM' ? precision : 0))
    return valueType === 'SN' ? `^${printed}` : printed
  }
  // What is written with its components is as the lab writes it.
  if (isKindOfValue(said) || said.includes('^')) return said
  if (valueType === 'CE') {
    const code = answerCode(component, said)
    return `${code}^${component.answers.get(code) ?? said}^L`
  }
  const [, comparator, number] = /^([<>]=?)(.+)$/.exec(said) ?? []
  return valueType === 'SN' && comparator ? `${comparator}^${number}` : said
}

/** The code of the answer with this code or text; the text itself where the site has no such answer. */
function answerCode(component: Component | undefined, text: string): string {
  const answers = component?.answers ?? new Map<string, string>()
  if (answers.has(text)) return text
  return [...answers].find(([, name]) => name.toLowerCase() === text.toLowerCase())?.[0] ?? text
}
