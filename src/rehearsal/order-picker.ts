// Which tests a clinician of the rehearsal orders, and how they answer the questions at order entry. The one thing to
// know: only what both catalogs have is ordered, so that whatever goes wrong was planted or is Labloop's fault.
import type { Random } from '../engine/ports/clock.ts'
import { formatDateTime } from '../hl7/index.ts'
import type { Site } from '../site/shapes/site.ts'
import { codesThrough, componentsOf, type Orderable, orderablesOf, type Question, questionsOf } from './catalog.ts'
import type { EhrOrder, OrderAnswer } from './ehr/ehr-messages.ts'
import type { Person } from './people.ts'

export type Menu = {
  readonly orderables: readonly Orderable[]
  /** All that the EHR knows, also what a person cannot order by itself. */
  readonly byCode: ReadonlyMap<string, Orderable>
  readonly questions: ReadonlyMap<string, Question>
  /** Codes of orderables whose components are all numbers. */
  readonly measured: ReadonlySet<string>
  /** Codes of what the EHR knows that fits a person, by the kind of person. */
  readonly fitting: Readonly<Record<PersonKind, ReadonlySet<string>>>
}

/** What can be ordered at a site: active on both sides and mapped, without what a person cannot order by itself. */
export function menuOf(site: Site, ehr: string, lis: string): Menu {
  const mapped = codesThrough(site, 'tests', ehr, lis)
  const performed = orderablesOf(site, lis)
  const components = componentsOf(site, ehr)
  const byCode = orderablesOf(site, ehr)
  const orderables = [...byCode.values()].filter(
    ({ code, specimen, department }) =>
      performed.has(mapped.get(code) ?? '') && specimen !== 'ISOLATE' && department !== 'Point of care',
  )
  const fitting = (kind: PersonKind) =>
    new Set([...byCode.values()].flatMap((item) => (fits(`${item.name} ${item.specimen}`, kind) ? [item.code] : [])))
  const isMeasured = (item: Orderable) => item.components.every((code) => components.get(code)?.valueType === 'NM')
  return {
    orderables,
    byCode,
    questions: questionsOf(site, ehr),
    measured: new Set(orderables.filter(isMeasured).map(({ code }) => code)),
    fitting: { man: fitting('man'), woman: fitting('woman'), 'older woman': fitting('older woman') },
  }
}

const ofWomen = /\bpap\b|cervix|\bhcg\b|pregnan|estradiol|progesterone|CA 125|CA 27|trichomonas/i
const ofYoungWomen = /\bhcg\b|pregnan/i
const ofMen = /prostate|\bpsa\b/i
const askedOfWomen = /pregnan|menstrual|gestation/i

/** What of a person says which tests and questions fit: sex, and an age at which one can be with child. */
type PersonKind = 'man' | 'woman' | 'older woman'

function kindOf({ sex, birthDate }: Person, at: number): PersonKind {
  if (sex === 'M') return 'man'
  return Number(birthDate.slice(0, 4)) < new Date(at).getUTCFullYear() - 50 ? 'older woman' : 'woman'
}

/** Whether a test or question of this name fits a person. */
function fits(name: string, kind: PersonKind): boolean {
  if (kind === 'man') return !ofWomen.test(name) && !askedOfWomen.test(name)
  return !ofMen.test(name) && !(kind === 'older woman' && (ofYoungWomen.test(name) || askedOfWomen.test(name)))
}

/**
 * Some different orderables for one person, the everyday ones more often. What can be ordered with more priorities is
 * ordered more.
 */
export function pickTests(
  random: Random,
  menu: Menu,
  person: Person,
  at: number,
  options: { readonly count: number; readonly measured: boolean },
): Orderable[] {
  const { count, measured } = options
  const fitting = menu.fitting[kindOf(person, at)]
  const fit = menu.orderables.filter(({ code }) => fitting.has(code) && (!measured || menu.measured.has(code)))
  const picked: Orderable[] = []
  while (picked.length < Math.min(count, fit.length)) {
    const next = weighted(random, fit)
    if (!picked.includes(next)) picked.push(next)
  }
  return picked
}

function weighted(random: Random, fit: readonly Orderable[]): Orderable {
  const weight = ({ priorities }: Orderable) => 1 + priorities.length ** 2
  let left = random.below(fit.reduce((sum, item) => sum + weight(item), 0))
  for (const item of fit) {
    left -= weight(item)
    if (left < 0) return item
  }
  return fit[0]!
}

/** The order for one orderable: priority, specimen, answers. `at` dates the answers. */
export function fillIn(
  random: Random,
  menu: Menu,
  orderable: Orderable,
  person: Person,
  numbers: Pick<EhrOrder, 'placer' | 'group'>,
  at: number,
): EhrOrder {
  const { code, name, priorities, specimen, questions } = orderable
  const draw = random.below(100)
  const wished = draw < 25 ? 'STAT' : draw < 28 ? 'CALL' : ''
  const priority = priorities.find((each) => each === wished) ?? priorities[0] ?? ''
  return {
    ...numbers,
    test: code,
    testName: name,
    priority,
    specimen,
    note: priority === 'CALL' ? `CALL RESULTS TO 555-01${String(random.below(100)).padStart(2, '0')}` : '',
    answers: questions.flatMap((each) => answerTo(random, menu.questions.get(each), person, at)),
  }
}

/** How a person answers a question; nothing where it does not fit them or may be left open. */
export function answerTo(random: Random, question: Question | undefined, person: Person, at: number): OrderAnswer[] {
  if (!question || !fits(question.name, kindOf(person, at))) return []
  if (!question.required && random.below(2) === 0) return []
  const { code, name, valueType, unit } = question
  return [{ code, question: name, valueType, unit, value: valueFor(random, question, at) }]
}

/** Believable numbers by the unit in which they are asked for. */
const numbersIn: Readonly<Record<string, readonly [least: number, most: number]>> = {
  h: [24, 24],
  mL: [900, 2600],
  kg: [48, 112],
  cm: [150, 195],
  '%': [21, 60],
  'L/min': [1, 10],
  degC: [36, 39],
  min: [30, 120],
  wk: [1, 4],
}
const places = ['Left arm', 'Right arm', 'Left leg', 'Abdomen', 'None']
const day_ms = 86_400_000

function valueFor(random: Random, { valueType, answers, unit }: Question, at: number): string {
  const choice = [...answers][random.below(Math.max(answers.size, 1))]
  if (choice) return valueType === 'CE' ? `${choice[0]}^${choice[1]}^L` : choice[0]
  if (valueType === 'NM') {
    const [least, most] = numbersIn[unit] ?? [1, 10]
    return String(least + random.below(most - least + 1))
  }
  if (valueType === 'DT') return formatDateTime(at - (1 + random.below(28)) * day_ms, { precision: 'day' })
  if (valueType === 'TS') return formatDateTime(at - (1 + random.below(24)) * 3_600_000, { precision: 'minute' })
  return valueType === 'TX' ? 'Follow-up. Invented for a rehearsal.' : places[random.below(places.length)]!
}
