// What a report said, for the story of an order: what it added and what it changed, each value as that version has it. The
// one thing to know: a version belongs to the fact that brought it, by message and place, since one message can hold several
// reports of one order; and a status is told of each value that does not have that of its report.
import { isIn, observationStatuses, resultStatuses } from '../terminology/order-tables.ts'
import { laterCollection } from './collection.ts'
import type { LifeFact } from './life-fact.ts'
import type { Observation, ObservationVersion, Order } from './order.ts'
import { effectiveStatus, stageOf } from './stages.ts'
import { isDocumentType, toldValue } from './told-value.ts'

/** A longer one is not told but called a text. Characters. */
const longestTold = 60

type Added = { readonly what: string; readonly status: string }

/** What a report added and what it changed, by the versions that came with it. */
export function reported(order: Order, fact: LifeFact): string {
  const added: Added[] = []
  const changed: string[] = []
  for (const observation of order.observations) {
    for (const [at, version] of observation.versions.entries()) {
      if (!isOf(version, fact)) continue
      if (at > 0) changed.push(changeOf(observation, at))
      else added.push({ what: `${nameOf(observation)} ${shown(observation, version)}`, status: version.status })
    }
  }
  if (added.length + changed.length === 0) return `sent a report without new results${reportLabel(fact)}`
  const parts = [
    ...(added.length > 0 ? [`reported ${addedText(added, fact, changed.length > 0)}`] : []),
    ...(changed.length > 0 ? [`changed ${listed(changed, 8)}`] : []),
  ]
  return parts.join(', and ')
}

function isOf({ messageId, n }: ObservationVersion, fact: LifeFact): boolean {
  return messageId === fact.messageId && (n === fact.n || n < 0)
}

/** The status once, where all that is added has that of the report; else each with its own. */
function addedText(added: readonly Added[], fact: LifeFact, isMixed: boolean): string {
  const whole = effectiveStatus('', fact.status ?? '')
  const isAlike = whole !== '' && added.every(({ status }) => status === whole)
  if (isAlike && !isMixed) return `${listed(texts(added), 4)}${reportLabel(fact)}`
  const each = added.map(({ what, status }) => `${what} (${statusText(status)})`)
  const said = isAlike || isMixed ? '' : ofReport(fact)
  return `${listed(each, 4)}${said}`
}

function texts(added: readonly Added[]): string[] {
  return added.map(({ what }) => what)
}

function reportLabel({ status = '' }: LifeFact): string {
  return isIn(resultStatuses, status) ? ` (${resultStatuses[status].toLowerCase()})` : ''
}

function ofReport({ status = '' }: LifeFact): string {
  return isIn(resultStatuses, status) ? `, in a report of status “${resultStatuses[status].toLowerCase()}”` : ''
}

function statusText(status: string): string {
  if (isIn(observationStatuses, status)) return observationStatuses[status].toLowerCase()
  return status === '' ? 'without a status' : `of a status that is not known, “${status}”`
}

function changeOf(observation: Observation, at: number): string {
  const name = nameOf(observation)
  const [before, now] = [observation.versions[at - 1]!, observation.versions[at]!]
  const [was, is] = [shown(observation, before), shown(observation, now)]
  const stage = stageOf(now.status)
  if (stage === 'withdrawn') return `${name}: withdrawn (it was ${was})`
  if (stage === 'unobtainable') {
    const instead = now.value === '' || isSameValue(before, now) ? '' : `, now ${is}`
    return `${name}: cannot be obtained (it was ${was}${instead})`
  }
  const label = statusText(now.status)
  if (!isSameValue(before, now)) return `${name} from ${was} to ${was === is ? 'another' : is} (${label})`
  const differences = differencesOf(before, now)
  const how = before.status === now.status ? `still ${label}` : `now ${label}`
  return [`${name}: ${how}, ${is} as before`, ...differences].join(', ')
}

function isSameValue(before: ObservationVersion, now: ObservationVersion): boolean {
  const { value, valueHash, unit, flags } = before
  return value === now.value && valueHash === now.valueHash && unit === now.unit && flags === now.flags
}

/** What is told of a version whose value, unit and flag are those of the one before. */
function differencesOf(before: ObservationVersion, now: ObservationVersion): string[] {
  return [
    ...(before.range === now.range
      ? []
      : [`with the range ${now.range || 'left out'} (it was ${before.range || 'none'})`]),
    ...(before.note === now.note ? [] : [now.note === '' ? 'without its note' : 'with another note']),
    ...(before.observedAt === now.observedAt ? [] : ['of another time']),
    ...(before.performedBy === now.performedBy ? [] : ['of another laboratory']),
  ]
}

function nameOf({ key, code }: Observation): string {
  const later = laterCollection(key)
  return `${code.name || code.code}${later === '' ? '' : ` of ${later}`}`
}

/** A value with its unit and flag; long texts and documents only by kind. */
function shown(observation: Observation, version: ObservationVersion): string {
  const { unit, flags } = version
  const what = valueText(observation, version)
  const hasUnit = unit !== '' && what !== noValue && what !== aDocument
  return `${what}${hasUnit ? ` ${unit}` : ''}${flags && flags !== 'N' ? ` [${flags}]` : ''}`
}

const noValue = 'no value'
const aDocument = 'a document'
const aText = 'a text'

function valueText(
  observation: Observation,
  { value, valueHash, valueType = observation.valueType }: ObservationVersion,
) {
  if (valueHash !== '') return isDocumentType(valueType) ? aDocument : aText
  const told = oneLine(toldValue(valueType, value))
  if (told === '') return noValue
  return told.length > longestTold ? aText : told
}

/** Names may hold commas (`CO2, TOTAL`), so that semicolons stand between. */
function listed(parts: readonly string[], most: number): string {
  const rest = parts.length - most
  return rest > 1 ? `${parts.slice(0, most).join('; ')}; and ${rest} more` : parts.join('; ')
}

/** On one line, and without what a terminal would take for a command. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ').trim()
}
