// One OBX with its notes in the words of the ledger. The one thing to know: its key decides which older version it follows;
// the dialect says what makes the key, and a key that occurs twice in one report gets a number, so that nothing is lost.
import { createHash } from 'node:crypto'
import { countRepetitions, fieldApart, type Segment, usualField } from '../../hl7/index.ts'
import type { LedgerConcern } from '../concern.ts'
import type { ObservationStatement } from '../fact.ts'
import { hasComponents } from '../told-value.ts'
import { type ReadyDialect, standardCode } from './dialect.ts'
import { code, text } from './fields.ts'
import { asBefore, knownWord } from './known-codes.ts'
import { knownObservations, type Lasting } from './known-observations.ts'

/** Values longer than this are kept in their message only, and known here by their hash. Characters. */
export const longestValue = 4096

const noCode = { code: '', name: '', system: '' }

/** What an OBX says (HL7 v2.5.1 §7.4.2). `prefix` and `suffix` go around its key: a specimen's OBX, a child report. */
export function readObservation(
  obx: Segment,
  notes: readonly Segment[],
  dialect: ReadyDialect,
  prefix: string,
  suffix: string,
  unknown: (concern: LedgerConcern) => void,
): ObservationStatement {
  if (prefix !== '' || suffix !== '') {
    return statement(obx, readLasting(obx, dialect, prefix, suffix, unknown), text(obx, 5), text(obx, 14), notes)
  }
  const known = knownObservations(dialect)
  const found = known.find(obx)
  if (found) return statement(obx, found, known.value, known.observed ?? text(obx, 14), notes)
  let isUsual = true
  const lasting = readLasting(obx, dialect, '', '', (concern) => {
    isUsual = false // it is to be said each time
    unknown(concern)
  })
  if (isUsual) known.keep(obx, lasting)
  return statement(obx, lasting, text(obx, 5), text(obx, 14), notes)
}

function statement(
  obx: Segment,
  { key, code, subId, valueType, unit, range, flags, status, performedBy }: Lasting,
  written: string,
  observed: string,
  notes: readonly Segment[],
): ObservationStatement {
  const long = written.length > longestValue
  return {
    key,
    code,
    subId,
    valueType,
    value: long ? '' : valueIn(obx, valueType, written),
    valueHash: long ? hashOf(written) : '',
    unit,
    range,
    flags,
    status,
    observedAt: asBefore(observed),
    performedBy,
    note: notesText(notes),
  }
}

/** OBX-5 with its components apart; most values have none, or hold nothing that would have to be told from a delimiter. */
function valueIn(obx: Segment, valueType: string, written: string): string {
  if (!hasComponents(valueType) || written === '') return written
  const plain = usualField(obx, 5)
  return plain === undefined || plain.includes('\\') ? fieldApart(obx, 5) : written
}

/** What it says beside its value and its time. */
function readLasting(
  obx: Segment,
  dialect: ReadyDialect,
  prefix: string,
  suffix: string,
  unknown: (concern: LedgerConcern) => void,
): Lasting {
  const observed = code(obx, 3) ?? noCode
  const subId = text(obx, 4)
  return {
    key: prefix + keyOf(obx, dialect, observed.code, subId) + suffix,
    code: observed,
    subId,
    valueType: text(obx, 2),
    unit: knownWord(text(obx, 6, 1) || text(obx, 6, 2)),
    range: knownWord(text(obx, 7)),
    flags: flagsOf(obx),
    status: standardCode(dialect, 'observation_status', text(obx, 11), unknown),
    performedBy: knownWord(text(obx, 15, 1) || text(obx, 23, 1)),
  }
}

/** OBX-8, which repeats: the codes alone, since from version 2.7 on name and coding system stand beside each (§7.4.2.8). */
function flagsOf(obx: Segment): string {
  const whole = text(obx, 8)
  if (whole === '' || whole === text(obx, 8, 1)) return whole
  const codes = Array.from({ length: countRepetitions(obx, 8) }, (_, at) => text(obx, 8, 1, 0, at + 1))
  return codes.join('~')
}

/** NTE-3 of each note, joined by a line feed. */
export function notesText(notes: readonly Segment[]): string {
  if (notes.length === 0) return ''
  return notes.map((note) => text(note, 3)).join('\n')
}

/** The dialect's parts of the key, those that are there. OBX-3.1 and OBX-4, the usual ones, are already read. */
function keyOf(obx: Segment, dialect: ReadyDialect, observed: string, subId: string): string {
  if (dialect.plainKey) return subId === '' ? observed : `${observed}|${subId}`
  let key = ''
  for (const { segment, field, component } of dialect.key) {
    if (segment !== 'OBX') continue
    const part = field === 3 && component === 1 ? observed : text(obx, field, component)
    if (part !== '') key = key === '' ? part : `${key}|${part}`
  }
  return key
}

/** SHA-256 of the text, 32 hexadecimal digits. */
export function hashOf(written: string): string {
  return createHash('sha256').update(written).digest('hex').slice(0, 32)
}

/** Gives the second and later observations under one key of one report a number: `GLU#2`. */
export function numberRepeated(observations: ObservationStatement[]): ObservationStatement[] {
  if (!anyRepeated(observations)) return observations
  const count = new Map<string, number>()
  return observations.map((observation) => {
    const nth = (count.get(observation.key) ?? 0) + 1
    count.set(observation.key, nth)
    return nth === 1 ? observation : { ...observation, key: `${observation.key}#${nth}` }
  })
}

/** For the usual dozen, comparing is cheaper than a set. */
function anyRepeated(observations: readonly ObservationStatement[]): boolean {
  const { length } = observations
  if (length > 16) return new Set(observations.map(({ key }) => key)).size < length
  for (let at = 1; at < length; at++) {
    const { key } = observations[at]!
    for (let before = 0; before < at; before++) if (observations[before]!.key === key) return true
  }
  return false
}
