// The weather in which a scenario is played: what goes wrong on any day beside what the story is about. Wires lose, delay and
// double a few messages and answers in a hundred, and Labloop is killed once. The one thing to know: a story must end the
// same in it, for none of this may be seen in a chart; the rates are drawn from the scenario's seed.
import { seededRandom } from '../../engine/random.ts'
import type { TimedAct, WireFault } from '../play/act.ts'
import { spanText } from './field.ts'
import { lines } from './other-verbs.ts'
import type { Prepared } from './prepare.ts'

/** Faults from which everything recovers by itself, each with how late it makes things. */
const faults: readonly (readonly [WireFault, late_ms: number])[] = [
  ['lose-message', 0],
  ['delay-message', 2000],
  ['duplicate-message', 0],
  ['lose-answer', 0],
  ['delay-answer', 3000],
  ['duplicate-answer', 0],
]

/** The least and the most of a fault: one message in a hundred, four in a hundred. */
const [least, most] = [0.01, 0.04]
/** Begun again so long after it was killed. */
const away_ms = 20_000

/** The acts of the weather. None in calm weather; no kill where the story itself is about Labloop's machine. */
export function weatherOf({ scenario, play, seed }: Pick<Prepared, 'scenario' | 'play' | 'seed'>): readonly TimedAct[] {
  if (scenario.weather === 'calm') return []
  const random = seededRandom(`${seed}/weather`)
  const wires = lines.flatMap((line) =>
    faults.map(([fault, late_ms]): TimedAct => {
      const share = Math.round((least + random.next() * (most - least)) * 1000) / 1000
      const late = late_ms === 0 ? {} : { late_ms }
      return { at_ms: 0, who: 'wire', act: { do: 'fault', line, fault, share, ...late } }
    }),
  )
  const isAboutMachine = play.acts.some(({ who }) => who === 'engine')
  const moment = play.acts[random.below(Math.max(play.acts.length, 1))]
  if (isAboutMachine || !moment) return wires
  return [...wires, { at_ms: moment.at_ms, who: 'engine', act: { do: 'crash', away_ms } }]
}

/** What that means, for people. */
export const weatherText = `Beside this the wires lose, delay and double ${least * 100} to ${most * 100} of 100 messages and answers, and Labloop is killed once; then everything heals.`

const inWords: Readonly<Partial<Record<WireFault, string>>> = {
  'lose-message': 'messages lost',
  'delay-message': 'late',
  'duplicate-message': 'doubled',
  'lose-answer': 'answers lost',
  'delay-answer': 'late',
  'duplicate-answer': 'doubled',
}

/** The weather of one scenario in two lines at most, each rate from its least line to its worst; nothing in calm weather. */
export function weatherInShort(prepared: Pick<Prepared, 'scenario' | 'play' | 'seed'>): readonly string[] {
  const acts = weatherOf(prepared)
  if (acts.length === 0) return []
  const rates = faults.map(([fault]) => {
    const own = acts.flatMap(({ act }) => (act.do === 'fault' && act.fault === fault ? [(act.share ?? 1) * 100] : []))
    return `${inWords[fault]} ${Math.min(...own).toFixed(1)}-${Math.max(...own).toFixed(1)} %`
  })
  return [`weather, by line: ${rates.join(', ')}`, ...kills(acts)]
}

function kills(acts: readonly TimedAct[]): readonly string[] {
  return acts.flatMap(({ at_ms, act }) =>
    act.do === 'crash'
      ? [`Labloop is killed at ${spanText(at_ms)} and begins again ${spanText(act.away_ms)} later`]
      : [],
  )
}

/** The weather as it is drawn for one scenario, every rate exactly as it is used; nothing in calm weather. */
export function weatherLines(prepared: Pick<Prepared, 'scenario' | 'play' | 'seed'>): readonly string[] {
  const acts = weatherOf(prepared)
  const byLine = lines.flatMap((line) => {
    const own = acts.flatMap(({ act }) =>
      act.do === 'fault' && act.line === line ? [`${act.fault} ${((act.share ?? 1) * 100).toFixed(1)} %`] : [],
    )
    return own.length === 0 ? [] : [`${line}: ${own.join(', ')}`]
  })
  return [...byLine, ...kills(acts)]
}
