// One order, whole, for its page and for `labloop explain`.
import type { OrderLife } from '../../adapters/postgres/query.ts'
import { laterCollection } from '../../ledger/collection.ts'
import { explain } from '../../ledger/explain.ts'
import type { Observation, Order, Relation, Word } from '../../ledger/order.ts'
import { isByPerson, isRefused, isWithheld } from '../../ledger/words.ts'
import type { ObservationView, OrderView } from '../contract.ts'
import { exceptionView, orderRow, type SiteNames } from './rows.ts'

/** `now` in milliseconds: the story ends with where the order stands then. */
export function orderView(life: OrderLife, names: SiteNames, now: number): OrderView {
  const { order, facts, exceptions } = life
  const { familyName, givenName, number, authority, birthDate, sex } = order.patient
  const told = exceptions.map((exception) => ({ ...exception, team: names.team(exception.team) }))
  return {
    ...orderRow(life),
    patient: { name: [familyName, givenName].filter(Boolean).join(', '), number, authority, birthDate, sex },
    story: explain(order, facts, told, names, now).map((line) => ({
      ...line,
      system: line.system && names.system(line.system),
    })),
    words: order.words.map((word) => wordView(word, life, names)),
    observations: order.observations.map((one) => observationView(one, names)),
    exceptions: exceptions
      .filter(({ status }) => status !== 'closed')
      .map((exception) => exceptionView(exception, names)),
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

function wordView(word: Word, { facts }: OrderLife, names: SiteNames): OrderView['words'][number] {
  const speaker = facts.find(
    ({ messageId, wordMessageId }) => wordMessageId === undefined && messageId === word.messageId,
  )
  return {
    system: speaker ? names.system(speaker.system) : word.side,
    said: word.said.replaceAll('-', ' '),
    to: word.to && names.system(word.to),
    level: levelText(word),
    by: word.level === 'sent' || isWithheld(word) || isByPerson(word) ? '' : word.by,
  }
}

/** A word that no answer has taken further may wait, be held or be under way: it must not read as if it had arrived. */
function levelText(word: Word): string {
  const { level, to, by } = word
  if (to === '' && level === null) return 'no flow takes it to the other side'
  if (isWithheld(word)) return by === 'rejected' ? 'not sent: its flow refused it' : 'withdrawn by a person'
  if (isByPerson(word)) return by === 'operator' ? 'brought by other means, says a person' : 'settled by a person'
  if (isRefused(word)) return `refused (${by})`
  return level === null || level === 'sent' ? 'not acknowledged yet' : level
}

function observationView({ key, code, subId, valueType, versions }: Observation, names: SiteNames): ObservationView {
  return {
    code: code.code,
    name: [code.name, subId, laterCollection(key)].filter(Boolean).join(' · '),
    versions: versions
      .map((version) => ({
        ...{ value: version.value || (version.valueHash ? '(over 4 KB: see the message)' : ''), unit: version.unit },
        ...{ range: version.range, flags: version.flags, status: version.status },
        ...{ seenAt: version.seenAt, messageId: version.messageId },
        sentAs: version.valueHash === '' ? names.sentAs(code.code, { valueType, ...version }) : [],
      }))
      .reverse(),
  }
}
