// One order, whole, for its page and for `labloop explain`.
import type { OrderLife } from '../../adapters/postgres/query.ts'
import { laterCollection } from '../../ledger/collection.ts'
import { explain } from '../../ledger/explain.ts'
import type { LifeFact } from '../../ledger/life-fact.ts'
import type { Observation, ObservationVersion, Order, Relation, Word } from '../../ledger/order.ts'
import { toldValue } from '../../ledger/told-value.ts'
import { type Way, wayOf } from '../../ledger/way.ts'
import { isByPerson, isRefused, isWithheld } from '../../ledger/words.ts'
import type { ObservationView, OrderView } from '../contract.ts'
import { byClock, exceptionView, orderRow, type SiteNames } from './rows.ts'

/** `now` in milliseconds: the story ends with where the order stands then. */
export function orderView(life: OrderLife, names: SiteNames, now: number): OrderView {
  const { order, facts, exceptions } = life
  const { familyName, givenName, number, authority, birthDate, sex } = order.patient
  const told = exceptions.map((exception) => ({ ...exception, team: names.team(exception.team) }))
  return {
    ...orderRow(life),
    patient: { name: [familyName, givenName].filter(Boolean).join(', '), number, authority, birthDate, sex },
    story: explain(order, facts, told, names, now, life.deliveries).map((line) => ({
      ...line,
      system: line.system && names.system(line.system),
    })),
    words: order.words.map((word) => wordView(word, life, names)),
    observations: order.observations.map((one) => observationView(one, names)),
    exceptions: exceptions
      .filter(({ status }) => status !== 'closed')
      .map((exception) => exceptionView(exception, names))
      .sort(byClock),
    related: relatedTo(order),
  }
}

const relations: Readonly<Record<Relation['as'], string>> = {
  child: 'done because of it',
  'send-out': 'sent out for it',
  'replaced-by': 'in its place',
  replaces: 'which it replaces',
}

/** The parent first, then what hangs below. */
function relatedTo({ parentId, related = [] }: Order): OrderView['related'] {
  const parent = parentId === null ? [] : [{ as: 'for which it is done', orderId: parentId }]
  return [...parent, ...related.map(({ as, orderId }) => ({ as: relations[as], orderId }))]
}

function wordView(word: Word, life: OrderLife, names: SiteNames): OrderView['words'][number] {
  const speaker = life.facts.find(
    ({ messageId, wordMessageId }) => wordMessageId === undefined && messageId === word.messageId,
  )
  return {
    system: speaker ? names.system(speaker.system) : word.side,
    said: word.said.replaceAll('-', ' '),
    to: word.to && names.system(word.to),
    ...takenBy(word, life),
  }
}

type Taken = Pick<OrderView['words'][number], 'level' | 'by'>

/** A word that no answer has taken further was refused, is held, waits or is under way: each is another thing to do. */
function takenBy(word: Word, { facts, deliveries }: OrderLife): Taken {
  const { level, by, to } = word
  if (to === '' && level === null) return { level: 'no flow takes it to the other side', by: '' }
  if (isWithheld(word))
    return { level: by === 'rejected' ? 'not sent: its flow refused it' : 'withdrawn by a person', by: '' }
  if (isByPerson(word))
    return { level: by === 'operator' ? 'brought by other means, says a person' : 'settled by a person', by: '' }
  if (level !== null && level !== 'sent') return { level, by }
  const carriers = [word.messageId, word.repeatMessageId]
  const answers = facts.filter(({ system, wordMessageId = null }) => system === to && carriers.includes(wordMessageId))
  const newest = answers.reduce<LifeFact | null>((last, one) => (last && last.seenAt > one.seenAt ? last : one), null)
  if (newest?.kind === 'word-refused') return { level: 'refused', by: newest.by ?? '' }
  if (isRefused(word)) return { level: 'refused', by }
  return { level: onItsWay[wayOf(word, deliveries)], by: '' }
}

const onItsWay: Readonly<Record<Way, string>> = {
  held: 'held, not sent',
  'held-in-part': 'held in part',
  'held-after': 'sent, and held since',
  waiting: 'waiting',
  sent: 'not acknowledged yet',
}

function rawValueOf({ value, valueHash }: ObservationVersion): string {
  return value || (valueHash ? '(over 4 KB: see the message)' : '')
}

/** The same words as in the story; what is said and says nothing has a word too. */
function toldOf(usualType: string, version: ObservationVersion): string {
  const { value, valueType = usualType } = version
  return value === '' ? rawValueOf(version) : toldValue(valueType, value) || 'no value'
}

function observationView({ key, code, subId, valueType, versions }: Observation, names: SiteNames): ObservationView {
  return {
    code: code.code,
    name: [code.name, subId, laterCollection(key)].filter(Boolean).join(' · '),
    versions: versions
      .map((version) => ({
        ...{ value: rawValueOf(version), told: toldOf(valueType, version), unit: version.unit },
        ...{ range: version.range, flags: version.flags, status: version.status },
        ...{ seenAt: version.seenAt, messageId: version.messageId },
        sentAs: version.valueHash === '' ? names.sentAs(code.code, { valueType, ...version }) : [],
      }))
      .reverse(),
  }
}
