// A play written as a scenario file: what a storm found wrong, or recorded traffic, becomes a story that can be read, kept
// and played again. The one thing to know: reading the file back gives the same play, act for act, at the site it is of.
import { stringify } from 'yaml'
import type { Act, Handle, OrderAsk, Play, TimedAct } from '../play/act.ts'
import { personParts } from './ehr-verbs.ts'
import { spanText } from './field.ts'
import type { Group } from './shape.ts'
import { actors, type Loose, referencesIn, stepOf, whoIs } from './verb.ts'
import { phrases, verbs } from './verbs.ts'

/** What a written scenario says beside what happens. */
export type Story = {
  readonly name: string
  readonly family: number
  readonly group: Group
  readonly title: string
  readonly why: string
  readonly asked_by: readonly string[]
  readonly seed?: string
  /** Local time of the site: `2026-11-23 06:00`. */
  readonly begins?: string
  readonly lasts_ms?: number
  readonly rests_ms?: number
  /** Orders that no act opens, in the words of a scenario. */
  readonly orders?: object
  /** What is expected, in the words of a scenario; that every order agrees where absent. */
  readonly expect?: object
}

/** The text of a scenario file. Tests are written in the codes of the site that the play is of. */
export function writeScenario({ lasts_ms, rests_ms, expect = {}, orders = {}, ...story }: Story, play: Play): string {
  const file = {
    ...story,
    // Its faults stand among its steps; other weather would make it another story.
    weather: 'calm',
    ...(lasts_ms === undefined ? {} : { lasts: spanText(lasts_ms) }),
    ...(rests_ms === undefined ? {} : { rests: spanText(rests_ms) }),
    patients: Object.fromEntries(Object.entries(play.patients).map(([handle, person]) => [handle, personOf(person)])),
    orders: { ...ordersOf(play.acts), ...orders },
    steps: play.acts.map(stepText),
    expect,
  }
  return stringify(file, { lineWidth: 118, defaultStringType: 'PLAIN', blockQuote: 'literal', version: '1.2' })
}

function personOf(person: Play['patients'][Handle]): Loose {
  const { mrn, ...rest } = person
  const parts = Object.entries(personParts).map(([word, { key, field }]) => [
    word,
    field.write(rest[key as keyof typeof rest]),
  ])
  return { mrn, ...Object.fromEntries(parts) }
}

/**
 * The play without what is about orders that no act of it opens: a part of a larger play, of which that could not be played.
 * A number or a specimen that such an order would share with another is left out.
 */
export function closed({ patients, acts }: Play): Play {
  const opened = new Set(Object.keys(ordersOf(acts)))
  const withKnown = ({ sameNumberAs, addOnTo, ...ask }: OrderAsk): OrderAsk => ({
    ...ask,
    ...(sameNumberAs !== undefined && opened.has(sameNumberAs) ? { sameNumberAs } : {}),
    ...(addOnTo !== undefined && opened.has(addOnTo) ? { addOnTo } : {}),
  })
  const mended = acts.map((timed): TimedAct => {
    if (timed.who !== 'ehr' || timed.act.do !== 'order') return timed
    return { ...timed, act: { ...timed.act, asks: timed.act.asks.map(withKnown) } }
  })
  return { patients, acts: mended.filter((act) => namedBy(act).every((name) => opened.has(name))) }
}

/** The orders that acts of a play open. */
export function openedBy({ acts }: Play): readonly Handle[] {
  return Object.keys(ordersOf(acts))
}

/** The orders that an act is about. */
function namedBy({ who, act }: Act): readonly string[] {
  const loose = act as unknown as Loose
  const actor = actors.find((each) => whoIs[each] === who)!
  const [said] = verbs[actor].flatMap((verb) => {
    const step = stepOf(verb, loose)
    return step ? [referencesIn(verb, step)] : []
  })
  return (said ?? []).flatMap(({ kind, name }) => (kind === 'order' ? [name] : []))
}

/** Every order that an act opens, with what it is for. */
function ordersOf(acts: readonly TimedAct[]): Loose {
  const found: Record<string, Loose> = {}
  const patients = new Map<Handle, Handle>()
  const asked = (ask: OrderAsk, patient: Handle) => {
    patients.set(ask.order, patient)
    found[ask.order] = askText(ask, patient)
  }
  for (const { who, act } of acts) {
    if (who === 'ehr' && act.do === 'order') for (const ask of act.asks) asked(ask, act.patient)
    if (who === 'ehr' && act.do === 'replace') asked(act.by, patients.get(act.order) ?? '')
    if (who === 'lab' && act.do === 'open') {
      patients.set(act.order, act.patient)
      found[act.order] = { for: act.patient, test: act.test }
    }
    if (who === 'lab' && act.do === 'add') {
      const patient = patients.get(act.parent) ?? ''
      patients.set(act.order, patient)
      found[act.order] = { for: patient, test: act.test }
    }
  }
  return found
}

function askText(ask: OrderAsk, patient: Handle): Loose {
  const answers = Object.entries(ask.answers ?? {}).map(([code, answer]) => [code, answer ?? 'nothing'])
  return {
    for: patient,
    test: ask.test,
    ...(ask.priority === undefined ? {} : { priority: ask.priority }),
    ...(ask.startsAt_ms === undefined ? {} : { starts: spanText(ask.startsAt_ms) }),
    ...(answers.length === 0 ? {} : { answers: Object.fromEntries(answers) }),
    ...(ask.collected === undefined ? {} : { collected_by_clinic: ask.collected }),
    ...(ask.addOnTo === undefined ? {} : { added_to: ask.addOnTo }),
    ...(ask.sameNumberAs === undefined ? {} : { same_number_as: ask.sameNumberAs }),
    ...(ask.withFiller === undefined ? {} : { prints_accession: ask.withFiller }),
  }
}

function stepText({ at_ms, ...timed }: TimedAct): Loose {
  const actor = actors.find((each) => whoIs[each] === timed.who)!
  return { at: spanText(at_ms), [actor]: saidText(timed as Act, actor) }
}

/** What an actor does in the words of a scenario. */
export function saidText({ act }: Act, actor: (typeof actors)[number]): string | Loose {
  const loose = act as unknown as Loose
  for (const verb of verbs[actor]) {
    const step = stepOf(verb, loose)
    if (step) return step
  }
  const isSaid = (parts: Loose) => Object.entries(parts).every(([key, value]) => loose[key] === value)
  const phrase = phrases[actor].find((each) => each.do === act.do && isSaid(each.parts ?? {}))
  if (phrase) return phrase.phrase
  throw new Error(`no verb of a scenario says ${actor} ${act.do}`)
}
