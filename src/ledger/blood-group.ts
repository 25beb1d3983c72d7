// Blood groups against the patient's history: an ABO or Rh that differs from what was known is the surest sign that a tube
// was drawn from another patient. The one thing to know: the result is delivered and the history stays as it was, until a
// person, or a correction of the order that reported it, changes it.

import { alarm } from './alarms.ts'
import type { LedgerConcern } from './concern.ts'
import type { Observation, Order } from './order.ts'
import type { KnownBloodGroup, Patient } from './patient.ts'
import { withMore } from './patient-links.ts'
import { chainOf, type PatientBook } from './patients.ts'
import { stageOf } from './stages.ts'

type Group = { readonly abo: string; readonly rh: string }

/** LOINC: ABO and Rh group, ABO group, Rh type, each in blood. */
const loincCodes: ReadonlySet<string> = new Set(['882-1', '883-9', '10331-7'])
const groupNames = /\b(abo|abo ?\/? ?rh|aborh|blood (group|type)|rh( ?\(?d\)?)?( (type|group|factor))?|rhesus)\b/i
const otherThings =
  /donor|unit|cord|fetal|fetus|antibod|screen|weak|father|partner|phenotype|genotype|product|crossmatch|titer/i

/** The ABO and Rh that an observation shows; null where it is no blood group, or cannot be read. */
export function bloodGroupIn({ code, valueType, versions }: Observation): Group | null {
  if (valueType === 'NM' || valueType === 'SN' || valueType === 'ED') return null
  const isGroup =
    loincCodes.has(code.code) || (groupNames.test(`${code.code} ${code.name}`) && !otherThings.test(code.name))
  const { status, value } = versions.at(-1)!
  const stage = stageOf(status)
  if (!isGroup || (stage !== 'final' && stage !== 'corrected')) return null
  return readGroup(value.split('^')[1] || value)
}

/** `O Positive`, `AB neg`, `A+`, `Rh negative`, `B`. */
function readGroup(value: string): Group | null {
  const [, abo = ''] = /^\s*(?:group |type )?(AB|A|B|O)(?![A-Z])/i.exec(value) ?? []
  const rh = /neg|(?:^|[ABO])\s*-\s*$/i.test(value) ? 'NEG' : /pos|(?:^|[ABO])\s*\+\s*$/i.test(value) ? 'POS' : ''
  return abo === '' && rh === '' ? null : { abo: abo.toUpperCase(), rh }
}

/** Compares the blood group that an order now shows with the patient's history, and keeps it where there was none. */
export function compareBloodGroup(patients: PatientBook, order: Order, system: string): LedgerConcern[] {
  const groups = groupsIn(order.observations)
  if (groups === null) return []
  const record = order.patient.patientId === null ? undefined : patients.records.get(order.patient.patientId)
  if (!record) return []
  const shown: Group = { abo: part(groups, 'abo'), rh: part(groups, 'rh') }
  const histories = chainOf(patients, record).flatMap(({ more }) => more?.bloodGroup ?? [])
  const others = histories.filter(({ orderId }) => orderId !== order.id)
  if (others.some((known) => differs(known, shown))) return [alarm('blood-group-differs', system)]
  learn(patients, record, { ...shown, orderId: order.id })
  return []
}

/** Nearly every report has none. */
function groupsIn(observations: readonly Observation[]): Group[] | null {
  let groups: Group[] | null = null
  for (const one of observations) {
    const group = bloodGroupIn(one)
    if (group) groups = [...(groups ?? []), group]
  }
  return groups
}

function part(groups: readonly Group[], name: keyof Group): string {
  return groups.find((group) => group[name] !== '')?.[name] ?? ''
}

function differs(known: Group, shown: Group): boolean {
  return (
    (known.abo !== '' && shown.abo !== '' && known.abo !== shown.abo) ||
    (known.rh !== '' && shown.rh !== '' && known.rh !== shown.rh)
  )
}

/** The first report of each part stays the history; the order that gave it may correct it. */
function learn(patients: PatientBook, record: Patient, shown: KnownBloodGroup): void {
  const known = record.more?.bloodGroup
  const isOwn = known?.orderId === shown.orderId
  const next =
    known && !isOwn ? { abo: known.abo || shown.abo, rh: known.rh || shown.rh, orderId: known.orderId } : shown
  if (known && next.abo === known.abo && next.rh === known.rh) return
  withMore(patients, record, { bloodGroup: next })
}
