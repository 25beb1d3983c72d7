// Which codes of one message contradict each other: order control (ORC-1, table 0119), order status (ORC-5, 0038), result
// status (OBR-25, 0123) and observation status (OBX-11, 0085), and the specimen action (OBR-11, 0065) beside a new order.
// The one thing to know: a contradiction never holds anything. The message is delivered and followed as far as it can be,
// and somebody owns the question which of the two holds. (HL7 v2.5.1 §4.5.1, §4.5.3.25, §7.4.2.11; IHE LAB TF-2 §3.12)
import type { LedgerConcern } from './concern.ts'
import type { ResultFact } from './fact.ts'

/** The fields that are compared. */
export type StatusField = 'ORC-1' | 'ORC-5' | 'OBR-11' | 'OBR-25' | 'OBX-11'

type Rule = {
  readonly one: StatusField
  readonly codes: readonly string[]
  readonly other: StatusField
  readonly against: readonly string[]
  readonly severity: LedgerConcern['severity']
  /** What the two say, in words. */
  readonly text: string
}

const withResults = ['A', 'P', 'R', 'M', 'F', 'C']
const reported = ['P', 'S', 'R', 'F', 'U', 'V', 'B', 'A', 'C']
const underWay = ['SC', 'IP', 'A', 'CM', 'HD']

/**
 * Every pair of codes that cannot both be true. What is not here is legal, or too usual to ask about: an order that stays
 * in process (ORC-5 IP) beside its final report, a corrected component (OBX-11 C) in a report that says final.
 */
export const legality = {
  'final-with-unfinished': {
    ...between('OBR-25', ['F', 'C'], 'OBX-11', ['I', 'S', 'P', 'R']),
    severity: 'low',
    text: 'The report calls itself complete, and a component of it is still to come or not verified. The order is waited for until all are final.',
  },
  'results-before-work': {
    ...between('OBR-25', ['O', 'S', 'I', 'N'], 'OBX-11', reported),
    severity: 'normal',
    text: 'The report says that there are no results yet, and brings some. They are not held for this; ask the laboratory how far the work is.',
  },
  'results-of-cancelled': {
    ...between('OBR-25', ['X'], 'OBX-11', reported),
    severity: 'high',
    text: 'The report says that the order is cancelled and has no results, and brings some. They are not held for this; ask the laboratory whether they stand.',
  },
  'final-in-unverified': {
    ...between('OBR-25', ['R'], 'OBX-11', ['F', 'U', 'V', 'B', 'A', 'C']),
    severity: 'low',
    text: 'The report says that it is not verified, and calls a component final. Ask the laboratory which of them holds.',
  },
  'results-of-no-record': {
    ...between('OBR-25', ['Y', 'Z'], 'OBX-11', reported),
    severity: 'high',
    text: 'The report says that there is no such order or patient, and brings results. They are not held for this; ask the laboratory whose they are.',
  },
  'completed-and-unfinished': {
    ...between('ORC-5', ['CM'], 'OBR-25', ['O', 'S', 'I', 'N', 'A', 'P', 'R', 'M']),
    severity: 'normal',
    text: 'The order is said to be completed, and its report is not final. The order is waited for; ask the laboratory whether more is to come.',
  },
  'cancelled-and-reported': {
    ...between('ORC-5', ['CA', 'RP', 'ER'], 'OBR-25', withResults),
    severity: 'high',
    text: 'The order is said to be cancelled, replaced or unknown, and its report has results. They are not held for this; ask the laboratory whether they stand.',
  },
  'discontinued-and-awaited': {
    ...between('ORC-5', ['DC'], 'OBR-25', ['O', 'S', 'I', 'N']),
    severity: 'normal',
    text: 'The order is said to be discontinued, and its report to be still to come. Ask the laboratory whether it works on it.',
  },
  'unbegun-and-reported': {
    ...between('ORC-5', ['SC', 'HD'], 'OBR-25', withResults),
    severity: 'low',
    text: 'The order is said to be scheduled or on hold, and its report has results. They are not held for this; ask the laboratory to send the order’s own status.',
  },
  'partial-and-final': {
    ...between('ORC-5', ['A'], 'OBR-25', ['F', 'C']),
    severity: 'low',
    text: 'The order is said to have some of its results only, and its report to be complete. Ask the laboratory whether more is to come.',
  },
  'alive-and-cancelled': {
    ...between('ORC-5', underWay, 'OBR-25', ['X']),
    severity: 'normal',
    text: 'The report says that the order is cancelled, and the order is said to be under way or completed. Ask the laboratory which of them holds.',
  },
  'control-cancels-results': {
    ...between('ORC-1', ['OC', 'CR', 'UA', 'RU', 'RQ'], 'OBR-25', withResults),
    severity: 'high',
    text: 'A message says that the order is cancelled, replaced or not accepted, and brings results of it. They are not held for this; ask the laboratory whether they stand.',
  },
  'new-and-reported': {
    ...between('ORC-1', ['NW', 'RO'], 'OBR-25', ['X', 'P', 'F', 'C']),
    // In a report many laboratories write NW of an order that they have; there ORC-1 says nothing.
    severity: 'normal',
    text: 'A new order comes with the status of a report. It was taken as a new order; ask the placer whether it sends an old one again.',
  },
  'new-and-over': {
    ...between('ORC-1', ['NW', 'RO'], 'ORC-5', ['A', 'CM', 'CA', 'DC', 'ER', 'RP']),
    severity: 'high',
    text: 'A new order comes with the status of one that is over. It was taken as a new order; ask the placer whether it is to be done.',
  },
  'accepted-and-over': {
    ...between('ORC-1', ['OK', 'NA', 'SN', 'XR', 'XX'], 'ORC-5', ['CA', 'DC', 'ER', 'RP']),
    severity: 'high',
    text: 'An order is accepted, numbered or changed, and said to be cancelled, replaced or unknown in one breath. Ask the sender whether it will be done.',
  },
  'refused-and-under-way': {
    ...between('ORC-1', ['UA'], 'ORC-5', underWay),
    severity: 'high',
    text: 'An order is not accepted, and said to be under way. Ask the laboratory whether it will be done.',
  },
  'cancelled-and-under-way': {
    ...between('ORC-1', ['CR', 'OC', 'RQ', 'RU'], 'ORC-5', underWay),
    severity: 'high',
    text: 'An order is cancelled or replaced, and said to be under way or completed. Ask the laboratory whether it works on it.',
  },
  'discontinued-and-under-way': {
    ...between('ORC-1', ['DR', 'OD'], 'ORC-5', ['SC', 'IP', 'HD']),
    severity: 'high',
    text: 'An order is discontinued, and said to be under way. Ask the laboratory whether it works on it.',
  },
  'not-cancelled-and-over': {
    ...between('ORC-1', ['UC', 'UD', 'UM'], 'ORC-5', ['CA', 'DC', 'RP']),
    severity: 'high',
    text: 'The laboratory could not cancel the order, and says that it is cancelled. Ask which of them holds before anybody relies on it.',
  },
  'held-and-over': {
    ...between('ORC-1', ['OH', 'HR'], 'ORC-5', ['CM', 'CA', 'DC', 'RP']),
    severity: 'normal',
    text: 'An order is put on hold, and said to be over. Ask the laboratory whether anything is still to come.',
  },
  'released-and-not': {
    ...between('ORC-1', ['OE', 'OR'], 'ORC-5', ['HD', 'CA', 'DC', 'RP']),
    severity: 'normal',
    text: 'An order is released from its hold, and said to be on hold or over. Ask the laboratory whether it works on it.',
  },
  'new-and-specimen-cancels': {
    ...between('ORC-1', ['NW', 'RO'], 'OBR-11', ['C']),
    severity: 'high',
    text: 'A new order comes with the specimen action “cancel” (of HL7 2.1). It was taken as a new order; ask the placer which is meant.',
  },
} as const satisfies Record<string, Rule>
export type LegalityName = keyof typeof legality

/** A combination as it was found. `said`: `OBR-25 F with OBX-11 P`. */
export type Contradiction = { readonly name: LegalityName; readonly said: string }

function between(one: StatusField, codes: readonly string[], other: StatusField, against: readonly string[]) {
  return { one, codes, other, against }
}

type Verdicts = ReadonlyMap<string, ReadonlyMap<string, LegalityName>>

/** The rules between two fields: the code of the one, then that of the other. */
function verdictsOf(one: StatusField, other: StatusField): Verdicts {
  const verdicts = new Map<string, Map<string, LegalityName>>()
  for (const [name, rule] of Object.entries(legality) as [LegalityName, Rule][]) {
    if (rule.one !== one || rule.other !== other) continue
    for (const code of rule.codes) {
      const own = verdicts.get(code) ?? new Map<string, LegalityName>()
      for (const against of rule.against) own.set(against, name)
      verdicts.set(code, own)
    }
  }
  return verdicts
}

const controlAndStatus = verdictsOf('ORC-1', 'ORC-5')
const controlAndResult = verdictsOf('ORC-1', 'OBR-25')
const controlAndSpecimen = verdictsOf('ORC-1', 'OBR-11')
const statusAndResult = verdictsOf('ORC-5', 'OBR-25')
const resultAndObservation = verdictsOf('OBR-25', 'OBX-11')

/** What a message says of one order, in codes of HL7. Empty text where it does not say. */
export type SaidTogether = {
  readonly control: string
  readonly orderStatus: string
  readonly resultStatus: string
  readonly specimenAction: string
}

/** What contradicts in an order message; null where nothing does. */
export function contradictionsOfOrder(said: SaidTogether): readonly Contradiction[] | null {
  const { control, orderStatus, resultStatus, specimenAction } = said
  const found: Contradiction[] = []
  look(found, controlAndStatus, 'ORC-1', control, 'ORC-5', orderStatus)
  look(found, controlAndResult, 'ORC-1', control, 'OBR-25', resultStatus)
  look(found, controlAndSpecimen, 'ORC-1', control, 'OBR-11', specimenAction)
  return found.length === 0 ? null : found
}

/**
 * What contradicts in a report; null where nothing does. One ORC that heads several OBR speaks of them all together, so
 * only an ORC of its own (`ownOrder`) is held against OBR-25.
 */
export function contradictionsOfReport(
  { control, orderStatus, resultStatus }: Omit<SaidTogether, 'specimenAction'>,
  observations: ResultFact['observations'],
  ownOrder: boolean,
): readonly Contradiction[] | null {
  let found: Contradiction[] | null = null
  if (ownOrder) {
    const ofStatus = statusAndResult.get(orderStatus)?.get(resultStatus)
    const ofControl = saysNothing.has(control) ? undefined : controlAndResult.get(control)?.get(resultStatus)
    if (ofStatus) found = [{ name: ofStatus, said: `ORC-5 ${orderStatus} with OBR-25 ${resultStatus}` }]
    if (ofControl) found = [...(found ?? []), { name: ofControl, said: `ORC-1 ${control} with OBR-25 ${resultStatus}` }]
  }
  const verdicts = resultAndObservation.get(resultStatus)
  if (!verdicts) return found
  for (const { status } of observations) {
    const name = verdicts.get(status)
    if (!name || found?.some((one) => one.name === name)) continue
    found = [...(found ?? []), { name, said: `OBR-25 ${resultStatus} with OBX-11 ${status}` }]
  }
  return found
}

/** The usual control of a report; and NW, which many laboratories write there, meaning nothing by it. */
const saysNothing: ReadonlySet<string> = new Set(['', 'RE', 'NW', 'RO'])

function look(
  found: Contradiction[],
  verdicts: Verdicts,
  one: StatusField,
  code: string,
  other: StatusField,
  against: string,
): void {
  if (code === '' || against === '') return
  const name = verdicts.get(code)?.get(against)
  if (name) found.push({ name, said: `${one} ${code} with ${other} ${against}` })
}

/** The concern of a contradiction. Those of one rule and system have one cause. */
export function contradictionConcern({ name, said }: Contradiction, system: string): LedgerConcern {
  const { severity, text } = legality[name]
  return { kind: 'illegal-transition', severity, text: `${said}: ${text}`, cause: contradictionCause(name, system) }
}

export function contradictionCause(name: LegalityName, system: string): string {
  return `illegal-transition|${system}|${name}`
}
