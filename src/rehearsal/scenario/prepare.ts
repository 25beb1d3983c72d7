// A scenario at a site: the play that can be run there, with real codes and people, or why it does not apply. The one
// thing to know: everything that a scenario leaves open follows from its seed, so it means the same each time.
import type { Instant } from '../../engine/ports/clock.ts'
import { seededRandom } from '../../engine/random.ts'
import type { Position } from '../../site/problem.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { ZoneRules } from '../../site/time-zone.ts'
import { makePerson, type Person } from '../people.ts'
import type { Act, Handle, OrderAsk, Play, TimedAct } from '../play/act.ts'
import { personParts } from './ehr-verbs.ts'
import type { Reading } from './field.ts'
import { membersOf, patientsOf } from './members.ts'
import { overlaid } from './overlay.ts'
import type { Scenario, ScenarioStep } from './scenario.ts'
import type { OrderShape, PersonShape, SiteChange } from './shape.ts'
import { type FlowKind, NotHere, placed, type SiteWords, siteWords, type TestHere } from './site-words.ts'
import { actOf, whoIs } from './verb.ts'

/** An order of a scenario at a site. */
export type OrderHere = {
  readonly handle: Handle
  /** What the scenario calls it: the group's name for a member. */
  readonly name: string
  readonly patient: Handle
  readonly test: TestHere
}

/** A scenario ready to be run at a site. */
export type Prepared = {
  readonly scenario: Scenario
  readonly words: SiteWords
  /** The site with the scenario's change laid over it. */
  readonly site: Site
  /** Other revisions by the name that `activate` gives. */
  readonly revisions: ReadonlyMap<string, Site>
  readonly start: Instant
  readonly seed: string
  readonly play: Play
  readonly orders: ReadonlyMap<Handle, OrderHere>
  /** The members of a group, or the one that a name means. */
  members(name: string): readonly Handle[]
  /** Milliseconds after the last step when it is over, where the scenario says so. */
  readonly lasts_ms: number | null
  /** Milliseconds after that by when all orders must be at rest, where the scenario says so. */
  readonly rests_ms: number | null
}

export type Preparation =
  | { readonly applies: true; readonly prepared: Prepared }
  /** `place`: where in the file stands what the site does not have; null where it is no single thing. */
  | { readonly applies: false; readonly why: string; readonly place: Position | null }

/** When a scenario begins that does not say: a Monday morning before the first round. */
const usualBeginning = '2026-11-23 06:00'

/** Works out what a scenario means at a site. `zone` are the rules of the site's time zone. */
export function prepare(scenario: Scenario, site: Site, zone: ZoneRules): Preparation {
  try {
    return { applies: true, prepared: prepared(scenario, site, zone) }
  } catch (error) {
    if (error instanceof NotHere) return { applies: false, why: error.message, place: error.place ?? null }
    throw error
  }
}

function prepared(scenario: Scenario, site: Site, zone: ZoneRules): Prepared {
  const words = siteWords(site)
  const seed = scenario.seed ?? scenario.name
  const start = momentOf(scenario.begins ?? usualBeginning, zone)
  const people = peopleOf(scenario, seed)
  const orders = ordersOf(scenario, words)
  const book: Book = { scenario, words, people, orders }
  checkShown(book)
  const changed = (change: SiteChange) => overlaid(words, change, unmappedBy(change, book))
  return {
    ...{ scenario, words, start, seed, orders },
    site: scenario.site ? changed(scenario.site) : site,
    revisions: new Map(Object.entries(scenario.revisions).map(([name, change]) => [name, changed(change)])),
    play: {
      patients: Object.fromEntries([...people].map(([handle, { person }]) => [handle, person])),
      acts: actsOf(book),
    },
    members: (name) => membersOf(book.scenario, name),
    lasts_ms: scenario.lasts ?? null,
    rests_ms: scenario.rests ?? null,
  }
}

/** A local time `2026-11-23 06:00` as a moment. */
function momentOf(text: string, zone: ZoneRules): Instant {
  const [, year, month, day, hour, minute] = /^(\d+)-(\d+)-(\d+) (\d+):(\d+)$/.exec(text)!.map(Number)
  const wall_ms = Date.UTC(year!, month! - 1, day!, hour!, minute!)
  return wall_ms - zone(wall_ms) * 60_000
}

type PersonHere = { readonly person: Person; readonly name: string }

type Book = {
  readonly scenario: Scenario
  readonly words: SiteWords
  readonly people: ReadonlyMap<Handle, PersonHere>
  readonly orders: ReadonlyMap<Handle, OrderHere>
}

function peopleOf(scenario: Scenario, seed: string): ReadonlyMap<Handle, PersonHere> {
  const { patients, begins } = scenario
  const year = Number((begins ?? usualBeginning).slice(0, 4))
  const all = Object.entries(patients).flatMap(([name, shape]) =>
    membersOf(scenario, name).map((handle) => ({ name, handle, shape })),
  )
  return new Map(
    all.map(({ name, handle, shape }, index) => {
      const own = said(shape)
      return [handle, { name, person: { ...madeUp(`${seed}/${handle}`, index, year, own.sex), ...own } }]
    }),
  )
}

/** A person of the sex that is asked for, so that the given name goes with it. */
function madeUp(seed: string, index: number, year: number, sex: Person['sex'] | undefined): Person {
  for (let attempt = 0; ; attempt++) {
    const made = makePerson(seededRandom(`${seed}/${attempt}`), index, year)
    if (sex === undefined || made.sex === sex || attempt > 50) return made
  }
}

/** What a scenario says of a person, as the person's own data. */
function said({ mrn, count: _, ...rest }: PersonShape): Partial<Person> {
  const parts = Object.entries(rest).flatMap(([word, value]) => {
    const { key, field } = personParts[word as keyof typeof personParts]
    return value === undefined ? [] : [[key, field.read(value, nowhere)] as const]
  })
  return { ...Object.fromEntries(parts), ...(mrn === undefined ? {} : { mrn }) }
}

/** Data of people need nothing of a site to be read. */
const nowhere = {} as Reading

/** Components that a chart is expected to show must be there as well as those of a step. */
function checkShown({ scenario: { expect, names, places }, words, orders }: Book): void {
  for (const [name, chart] of Object.entries(expect.chart)) {
    const order = orders.get(name) ?? [...orders.values()].find((each) => each.name === name)
    if (!order || typeof chart === 'string') continue
    const components = words.components(order.test.lab, names)
    for (const shown of Object.keys(chart.shows ?? {}))
      placed(places.get(`expect.chart.${name}`), () => components.named(shown))
  }
}

function ordersOf(scenario: Scenario, words: SiteWords): ReadonlyMap<Handle, OrderHere> {
  const { orders, names, places } = scenario
  const found = Object.entries(orders).flatMap(([name, shape]) => {
    const test = placed(places.get(`orders.${name}`), () => words.test(shape.test, names))
    const patients = patientsOf(scenario, name)
    return membersOf(scenario, name).map((handle, index): OrderHere => {
      return { handle, name, test, patient: patients[index]! }
    })
  })
  return new Map(found.map((order) => [order.handle, order]))
}

function unmappedBy(change: SiteChange, { scenario: { names }, words, orders }: Book) {
  const byLoinc = (name: string) => {
    const code = names[name] ?? name
    const found = [...words.labComponents.values()].filter((each) => each.code === code || each.loinc === code)
    if (found.length === 0) throw new NotHere(`the lab has no component ${name}`)
    return found.map((each) => each.code)
  }
  const ofTest = (name: string) => [...orders.values()].filter((each) => each.name === name).map(({ test }) => test.lab)
  return {
    components: (change.unmapped_components ?? []).flatMap(byLoinc),
    tests: (change.unmapped_tests ?? []).flatMap(ofTest),
  }
}

function actsOf(book: Book): readonly TimedAct[] {
  const acts = book.scenario.steps.flatMap((step) => placed(step.place, () => actsOfStep(step, book)))
  return acts.toSorted((one, other) => one.at_ms - other.at_ms)
}

/** One act, or one for each member of the group that the step is about. */
function actsOfStep(step: ScenarioStep, book: Book): readonly TimedAct[] {
  const { at_ms, every_ms, actor, what } = step
  if ('phrase' in what) {
    const act = { who: whoIs[actor], act: { do: what.phrase.do, ...what.phrase.parts } } as Act
    return [{ at_ms, ...act }]
  }
  const { verb, said } = what
  const isWhole = verb.object.key === 'orders' || (verb.object.key === 'asks' && Array.isArray(said[verb.verb]))
  const object = said[verb.verb]
  const size = isWhole || typeof object !== 'string' ? 1 : membersOf(book.scenario, object).length
  return Array.from({ length: size }, (_, index): TimedAct => {
    const reading = readingOf(book, index, isWhole ? '' : String(object))
    return { at_ms: at_ms + index * every_ms, ...actOf(verb, actor, said, reading) }
  })
}

function readingOf(book: Book, index: number, object: string): Reading {
  const { scenario, words, orders } = book
  const name = (handle: string) => {
    const members = membersOf(book.scenario, handle)
    return members[index % members.length]!
  }
  const labTest = (order: Handle) => orders.get(order)?.test.lab ?? ''
  return {
    name,
    names: (handle) => (handle === object ? [name(handle)] : membersOf(book.scenario, handle)),
    components: (order) => words.components(labTest(order), scenario.names),
    order: object === '' ? '' : name(object),
    ask: (order) => askOf(book, order),
    patientOf: (order) => orders.get(order)?.patient ?? '',
    flow: (kind) => flowNamed(words, kind),
    priority: (word) => words.priority(word),
  }
}

/** A flow by its id, or by what it carries. */
function flowNamed(words: SiteWords, name: string): string {
  return words.site.flows.find(({ id }) => id === name)?.id ?? words.flowOf(name as FlowKind).id
}

function askOf({ scenario, words, orders }: Book, handle: Handle): OrderAsk {
  const { name, test } = orders.get(handle)!
  const shape = scenario.orders[name]!
  if (test.ehr === '') throw new NotHere(`the EHR cannot order ${test.name}`)
  return {
    order: handle,
    test: test.ehr,
    ...(shape.priority === undefined ? {} : { priority: words.priority(shape.priority) }),
    ...(shape.starts === undefined ? {} : { startsAt_ms: shape.starts }),
    ...(shape.answers === undefined ? {} : { answers: answersOf(shape.answers, words, scenario.names) }),
    ...(shape.collected_by_clinic === undefined ? {} : { collected: shape.collected_by_clinic }),
    ...(shape.added_to === undefined ? {} : { addOnTo: shape.added_to }),
    ...(shape.same_number_as === undefined ? {} : { sameNumberAs: shape.same_number_as }),
    ...(shape.prints_accession === undefined ? {} : { withFiller: shape.prints_accession }),
  }
}

function answersOf(
  answers: NonNullable<OrderShape['answers']>,
  words: SiteWords,
  names: Scenario['names'],
): NonNullable<OrderAsk['answers']> {
  return Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      words.question(name, names),
      answer === 'nothing'
        ? null
        : { value: String(answer.value), ...(answer.unit === undefined ? {} : { unit: answer.unit }) },
    ]),
  )
}
