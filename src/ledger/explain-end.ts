// The last sentence of an order's story: where it stands, who has what, and what is awaited. The one thing to know: it
// tells "both sides agree" apart from "and it is shown to be filed".
import type { Names } from './explain.ts'
import { loopStatus } from './loop.ts'
import { type DesignedStep, isDesigned, type Order, type OrderState, type Step, type Word } from './order.ts'
import { type Carrier, type Way, wayOf } from './way.ts'
import { atLeast, isAwaited, isByPerson, isRefused, isUntaken, isWithheld } from './words.ts'

const stateWords: Readonly<Record<OrderState, string>> = {
  unheard: 'nothing was said of it yet',
  requested: 'it is asked for and not yet taken on',
  accepted: 'the laboratory has taken it on',
  'in-process': 'the laboratory is at work on it',
  partial: 'some results are out',
  final: 'the results are complete',
  corrected: 'the results are complete, and were changed since',
  cancelling: 'a cancellation is asked for and not yet answered',
  cancelled: 'it is cancelled',
  refused: 'the laboratory will not do it',
}

const stepWords: Readonly<Record<Step, string>> = {
  accepted: 'an answer to the request',
  resulted: 'the final result',
  cancel_answered: 'an answer to the cancellation',
  cancel_taken: 'that the placer takes the cancellation',
  answered: 'an acknowledgement',
  filed: 'proof that it is filed',
  settled: 'how it is settled that a message did not come to its receiver',
  expired: 'the end of its time',
  released: 'its beginning',
}

/** A step of a workflow has a name of its own: `received (workflow chemistry)`. */
function awaited(step: Step | DesignedStep, order: Order, names: Names): string {
  if (!isDesigned(step)) return `${stepWords[step]}${ofWhom(step, order, names)}`
  const [workflow, id] = step.split('/')
  return `the step ${id} (workflow ${workflow})`
}

/** Where the order stands at `now` (milliseconds). `deliveries`: those that carry its words. */
export function lastSentence(order: Order, now: number, names: Names, deliveries: readonly Carrier[] = []): string {
  const { status, proven, why } = loopStatus(order, now)
  const state = stateWords[order.state]
  const standing = state.charAt(0).toUpperCase() + state.slice(1)
  switch (status) {
    case 'owned':
      return `${standing}. ${order.exceptions.length === 1 ? 'One open exception has' : `${order.exceptions.length} open exceptions have`} an owner.${notTaken(order, names, deliveries)}`
    case 'on-course':
      return `${standing}. Awaited: ${order.expectations.map(({ step }) => awaited(step, order, names)).join(', ')}.`
    case 'dormant':
      return `${standing}. It is to begin later.`
    case 'agreed':
      return `${standing}. ${agreement(order, proven)}`
    default:
      return `${standing}. Nobody owns what is open: ${why}. This is a defect of Labloop; please report it.`
  }
}

/** Who is to acknowledge, or to show that it has filed. */
function ofWhom(step: Step, { words }: Order, names: Names): string {
  if (step !== 'answered' && step !== 'filed') return ''
  const waiting = words.filter(step === 'answered' ? isAwaited : isUnfiled)
  const whose = [...new Set(waiting.map(({ to }) => names.system(to)))]
  return whose.length === 0 ? '' : ` ${step === 'filed' ? 'by' : 'of'} ${whose.join(' and ')}`
}

/** A result or a cancellation that came through and is not shown to be in the chart. */
function isUnfiled({ side, subject, to, level }: Word): boolean {
  if (side !== 'filler' || (subject !== 'result' && subject !== 'cancel') || to === '') return false
  return atLeast(level, 'received') && !atLeast(level, 'filed')
}

/** An exception says nothing of how far a message has come: its text was made before. */
function notTaken(order: Order, names: Names, deliveries: readonly Carrier[]): string {
  const told = order.words.filter(isUntaken).map((word) => ` ${howFar(word, names.system(word.to), deliveries)}`)
  return [...new Set(told)].join('')
}

const ways: Readonly<Record<Way, (who: string) => string>> = {
  held: (who) => `The last word is held here and was not sent to ${who}.`,
  'held-in-part': (who) => `A message with the last word is held here and was not sent to ${who}.`,
  'held-after': (who) => `The last word was sent to ${who}, which has not taken it, and is held here.`,
  waiting: (who) => `The last word waits here and was not sent to ${who} yet.`,
  sent: (who) => `${who} has not acknowledged the last word to it.`,
}

function howFar(word: Word, who: string, deliveries: readonly Carrier[]): string {
  if (isWithheld(word)) return `The last word to ${who} was not sent.`
  return isRefused(word) ? `${who} refused the last word to it.` : ways[wayOf(word, deliveries)](who)
}

/** What the agreement rests on: a list, an acknowledgement, a person's word, or that nothing leads to the other side. */
function agreement({ words }: Order, proven: boolean): string {
  if (proven) return 'Both sides agree, and each is shown to hold the other’s last word.'
  if (words.some(isByPerson)) return 'Both sides agree by the word of a person; that it is filed is not proven.'
  const own = words.filter(({ side }) => side === 'filler')
  if (own.length > 0 && own.every(({ to }) => to === '')) {
    return 'No flow takes what the laboratory said to the other side, so nothing shows that it has it.'
  }
  return 'Both sides agree; that it is filed is not proven.'
}
