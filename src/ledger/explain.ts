// The life of an order in plain sentences, oldest first. The one thing to know: it says what was heard and what it did,
// without names of segments or codes, and says nothing of who the patient is; each sentence is true of the message beside it,
// whatever was said later.
import { isIn, lookUp, orderStatuses } from '../terminology/order-tables.ts'
import { isAsked } from './asked.ts'
import { lastSentence } from './explain-end.ts'
import type { LifeFact } from './life-fact.ts'
import type { Order } from './order.ts'
import { oneLine, reported } from './told-report.ts'
import type { Carrier } from './way.ts'

/** An exception as the story needs it. */
export type LifeException = {
  readonly text: string
  readonly severity: string
  readonly team: string
  readonly openedAt: number
  readonly closedAt: number | null
  readonly rootCause: string
}

/** One sentence of the story. `at` in milliseconds; `messageId` null where no message says it. */
export type LifeLine = {
  readonly at: number
  readonly system: string
  readonly text: string
  readonly messageId: number | null
}

/** The names of systems and teams, by id. */
export type Names = { system(id: string): string; team(id: string): string }

/**
 * The story of an order up to `now` (milliseconds): what each side said, how far it was taken, who had to act, and where it
 * stands. Lines are in order of time. `deliveries`: those that carry its words.
 */
export function explain(
  order: Order,
  facts: readonly LifeFact[],
  exceptions: readonly LifeException[],
  names: Names,
  now: number,
  deliveries: readonly Carrier[] = [],
): readonly LifeLine[] {
  const said = [...facts].sort((a, b) => a.seenAt - b.seenAt || a.messageId - b.messageId || a.n - b.n)
  const lines = [
    ...said.flatMap((fact) => lineOf(order, fact, said, names)),
    ...exceptions.flatMap((exception) => exceptionLines(exception, names)),
  ]
  lines.sort((a, b) => a.at - b.at)
  return [...lines, { at: now, system: '', text: lastSentence(order, now, names, deliveries), messageId: null }]
}

function lineOf(order: Order, fact: LifeFact, said: readonly LifeFact[], names: Names): LifeLine[] {
  const text = oneLine(sentence(order, fact, said, names))
  if (text === '') return []
  const isTaken = fact.wordMessageId !== undefined
  return [{ at: fact.seenAt, system: fact.system, text, messageId: isTaken ? fact.wordMessageId! : fact.messageId }]
}

function sentence(order: Order, fact: LifeFact, said: readonly LifeFact[], names: Names): string {
  if (saysFurther(fact, said)) return ''
  const who = names.system(fact.system)
  if (fact.kind === 'word-taken' || fact.kind === 'word-refused') return takenSentence(fact, said, who)
  const what = lookUp(sayings, fact.kind)
  if (!what) return ''
  if (fact.verdict === 'identity-hold') {
    return `${who} sent ${what.noun} under a number of this order that contradicts who the patient is. It is held until somebody decides.`
  }
  if (fact.verdict === 'repeat') return `${who} sent ${what.noun} again, just as before. Nothing changed.`
  if (fact.verdict === 'refused')
    return `${who} sent ${what.noun}, which does not fit where the order stood. Nothing changed.`
  return `${who} ${what.did(order, fact, said)}.`
}

type Saying = { readonly noun: string; did(order: Order, fact: LifeFact, said: readonly LifeFact[]): string }

const sayings: Readonly<Record<string, Saying>> = {
  'order-requested': { noun: 'the request', did: askedFor },
  'order-accepted': { noun: 'its acceptance', did: accepted },
  'order-refused': { noun: 'a refusal', did: (order, fact) => `will not do ${whatOf(order, fact)}` },
  'number-requested': { noun: 'a request for a number', did: () => 'opened the order and asked for a number' },
  'number-assigned': { noun: 'a number', did: () => 'gave the order a number' },
  'cancel-requested': { noun: 'a request to cancel', did: (order, fact) => `asked to cancel ${whatOf(order, fact)}` },
  'cancel-accepted': { noun: 'a confirmation of cancelling', did: () => 'cancelled it as asked' },
  'cancel-refused': { noun: 'a refusal to cancel', did: () => 'could not cancel it' },
  'order-cancelled': { noun: 'a cancellation', did: (order, fact) => `cancelled ${whatOf(order, fact)}` },
  'discontinue-requested': {
    noun: 'a request to discontinue',
    did: (order, fact) => `asked to discontinue ${whatOf(order, fact)}`,
  },
  'discontinue-accepted': { noun: 'a confirmation of discontinuing', did: () => 'discontinued it as asked' },
  'discontinue-refused': { noun: 'a refusal to discontinue', did: () => 'could not discontinue it' },
  'order-discontinued': { noun: 'a discontinuation', did: (order, fact) => `discontinued ${whatOf(order, fact)}` },
  'replace-requested': { noun: 'a request to replace', did: () => 'asked to replace it by another order' },
  'replace-accepted': { noun: 'a confirmation of replacing', did: () => 'replaced it as asked' },
  'replace-refused': { noun: 'a refusal to replace', did: () => 'could not replace it' },
  'order-replaced': { noun: 'a replacement', did: () => 'replaced it by another order' },
  'hold-requested': { noun: 'a request to hold', did: () => 'asked to put it on hold' },
  'hold-accepted': { noun: 'a confirmation of the hold', did: () => 'put it on hold as asked' },
  'hold-refused': { noun: 'a refusal to hold', did: () => 'could not put it on hold' },
  'order-held': { noun: 'a hold', did: () => 'put it on hold' },
  'release-requested': { noun: 'a request to release', did: () => 'asked to release it from its hold' },
  'release-accepted': { noun: 'a confirmation of the release', did: () => 'released it as asked' },
  'release-refused': { noun: 'a refusal to release', did: () => 'could not release it' },
  'order-released': { noun: 'a release', did: () => 'released it from its hold' },
  'change-requested': { noun: 'a request to change', did: askedToChange },
  'change-accepted': { noun: 'a confirmation of the change', did: () => 'changed it as asked' },
  'change-refused': { noun: 'a refusal to change', did: () => 'could not change it' },
  'order-changed': { noun: 'a change', did: () => 'changed it' },
  'status-requested': { noun: 'a question for the status', did: () => 'asked how far it is' },
  'request-received': { noun: 'a receipt', did: () => 'said that it has received what was sent' },
  'data-errors': { noun: 'word of errors', did: () => 'found errors in the data of the order' },
  'parent-announced': {
    noun: 'word of its parts',
    did: () => 'said that it is done in parts, each an order of its own',
  },
  'child-announced': { noun: 'word of a part', did: () => 'said that it is a part of another order' },
  'order-annotated': { noun: 'a remark', did: () => 'sent a remark that changes nothing of it' },
  'status-changed': { noun: 'a status', did: (_, { status = '' }) => statusSentence(status) },
  'specimen-collected': { noun: 'word of the collection', did: () => 'said that the specimen is collected' },
  'specimen-received': {
    noun: 'word of the specimen',
    did: () => 'said that the specimen has arrived in the laboratory',
  },
  'specimen-rejected': { noun: 'a rejection of the specimen', did: () => 'rejected the specimen' },
  'control-not-followed': {
    noun: 'a message',
    did: () => 'sent a message of a kind that is passed on and not followed',
  },
  'result-reported': { noun: 'a report', did: reported },
}

/** One of the tests, where several are asked for; else the order. */
function whatOf({ items }: Order, { test }: LifeFact): string {
  return test && items.filter(isAsked).length > 1 ? testName(test) : 'it'
}

function askedFor(order: Order, fact: LifeFact, said: readonly LifeFact[]): string {
  const { priority = order.priority } = fact
  const tests = withFurther(fact, said).map(({ test = order.test }) => test)
  return `asked for ${testNames(tests)}${lookUp(priorities, priority) ?? ''}`
}

/** What it asks for from now on, where that is another test than the one it asked for before. */
function askedToChange(_: Order, fact: LifeFact, said: readonly LifeFact[]): string {
  const before = said.slice(0, said.indexOf(fact)).findLast((one) => one.system === fact.system && one.test)
  const isOther = fact.side === 'placer' && fact.test && before?.test && before.test.code !== fact.test.code
  return isOther
    ? `asked to change it to ${testNames(withFurther(fact, said).map(({ test }) => test))}`
    : 'asked to change it'
}

/** The tests that one message asks for under one number: one ORC can head several OBR, and the first speaks for all. */
function withFurther({ messageId, kind, verdict }: LifeFact, said: readonly LifeFact[]): readonly LifeFact[] {
  return said.filter((one) => one.messageId === messageId && one.kind === kind && one.verdict === verdict)
}

/** Whether the first of them has said it already. */
function saysFurther(fact: LifeFact, said: readonly LifeFact[]): boolean {
  if (fact.verdict !== 'accepted' || (fact.kind !== 'order-requested' && fact.kind !== 'change-requested')) return false
  return withFurther(fact, said).some(({ n }) => n < fact.n)
}

/** Each test once. */
function testNames(tests: readonly LifeFact['test'][]): string {
  return [...new Set(tests.map(testName))].join('; ')
}

function testName(test: LifeFact['test']): string {
  if (!test) return 'a test'
  return test.name && test.name !== test.code ? `${test.name} (${test.code})` : test.code
}

const priorities: Readonly<Record<string, string>> = { S: ', at once (STAT)', A: ', as soon as possible', T: ', timed' }

function accepted(order: Order, { side, number = onlyNumber(order) }: LifeFact): string {
  if (side === 'placer') return 'confirmed what the laboratory had said'
  return `took the order on${number ? ` as ${number}` : ''}`
}

/** Of an acceptance that was stored without its number: where there are several nobody can say which it gave. */
function onlyNumber({ items }: Order): string {
  const numbers = items.flatMap((item) => (item.side === 'filler' ? item.numbers : []))
  return numbers.length === 1 ? numbers[0]!.number : ''
}

function statusSentence(status: string): string {
  return isIn(orderStatuses, status) ? `gave the status “${orderStatuses[status].toLowerCase()}”` : 'gave a status'
}

const levelSentences: Readonly<Record<string, string>> = {
  sent: 'was sent',
  received: 'acknowledged',
  accepted: 'accepted',
  filed: 'has filed',
}

function takenSentence(fact: LifeFact, said: readonly LifeFact[], who: string): string {
  const word = said.find(
    ({ messageId, kind }) => messageId === fact.wordMessageId && lookUp(sayings, kind) !== undefined,
  )
  const noun = word ? sayings[word.kind]!.noun.replace(/^(a|its) /, 'the ') : 'the message'
  if (fact.by === 'error-queue')
    return `${who} had acknowledged ${noun}, and its error queue holds it: it was not taken.`
  const code = /^[A-Z]{2}(?= as a message$|$)/.exec(fact.by ?? '')?.[0]
  if (fact.kind === 'word-refused') return `${who} refused ${noun}${code || fact.by ? ` (${code ?? fact.by})` : ''}.`
  if (fact.by === 'census') return `${who} shows ${noun} in its own list: it is filed.`
  const stage = lookUp(levelSentences, fact.level ?? '') ?? 'acknowledged'
  return `${who} ${stage} ${noun}${code ? ` (${code})` : ''}.`
}

function exceptionLines(
  { text, severity, team, openedAt, closedAt, rootCause }: LifeException,
  names: Names,
): LifeLine[] {
  const opened: LifeLine = {
    at: openedAt,
    system: '',
    text: `Raised for ${names.team(team)} (${severity}): ${text}`,
    messageId: null,
  }
  if (closedAt === null) return [opened]
  return [opened, { at: closedAt, system: '', text: `Closed: ${rootCause || 'no cause given'}.`, messageId: null }]
}
