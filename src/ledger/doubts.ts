// What is doubtful about who an order is: numbers that two patients share, a patient that contradicts the order's. The one
// thing to know: these concerns name the parts that contradict, never what stands in them.
import type { OrderConcern } from './concern.ts'
import type { NumberedFact } from './fact.ts'
import type { Match } from './join.ts'
import type { Order } from './order.ts'
import type { PersonPart } from './person.ts'

const partNames: Readonly<Record<PersonPart, string>> = {
  recordNumber: 'record number or its assigning authority (PID-3.1, PID-3.4)',
  name: 'name (PID-5)',
  birthDate: 'birth date (PID-7)',
  sex: 'sex (PID-8)',
}

/** Numbers and patient contradict each other: a person decides, and nothing reaches a chart before. */
export function identityConflict(
  order: Order,
  fact: NumberedFact,
  { parts, others }: Match & { kind: 'held' },
): OrderConcern {
  if (others.length > 0) return namesTwoPatients(order, fact, others)
  return {
    kind: 'identity-conflict',
    severity: fact.kind === 'result-reported' ? 'critical' : 'high',
    text: `A message names this order by its number, and ${disagreement(parts)}${namesOtherTest(order, fact) ? '; the test (OBR-4) differs, too' : ''}. It is held. Find out whose it is; if both are one patient, correct the wrong side and release it.`,
    cause: `identity-conflict|${fact.system}|${parts.join('+') || 'nobody'}`,
    orderIds: [order.id],
  }
}

/** It means an order of its patient, and gives a number that is somebody else's: a receiver may file by that one. */
function namesTwoPatients(order: Order, fact: NumberedFact, others: readonly Order[]): OrderConcern {
  return {
    kind: 'identity-conflict',
    severity: fact.kind === 'result-reported' ? 'critical' : 'high',
    text: 'A message names an order of its patient, and gives a number that is the order of another patient (ORC-2, OBR-2, ORC-3, OBR-3, or the parent’s in OBR-29). It is held. Find out whose it is, and have it sent again with the numbers of that order alone; see that the other patient still gets the result that was ordered.',
    cause: `identity-conflict|${fact.system}|two-orders`,
    orderIds: [order.id, ...others.map(({ id }) => id)],
  }
}

/**
 * Two systems have codes of their own under one "L" or "99...": of these only what the sender itself has called the order can
 * be compared. A code of a published coding system (LN, C4) means the same from everybody.
 */
function namesOtherTest({ items }: Order, { system, order: { test } }: NumberedFact): boolean {
  if (test === null) return false
  const isOwn = isLocalSystem(test.system)
  const named = items.filter((item) => item.test?.system === test.system && (!isOwn || item.system === system))
  return named.length > 0 && named.every((item) => item.test!.code !== test.code)
}

/** Whether a coding system holds a sender's own codes (HL7 table 0396): L, 99zzz, or none named. */
function isLocalSystem(system: string): boolean {
  return system === '' || system === 'L' || system.startsWith('99')
}

function disagreement(parts: readonly PersonPart[]): string {
  if (parts.length === 0) return 'nothing of its patient (PID-3, 5, 7) agrees with the order or can be compared'
  return `contradicts its patient in ${parts.map((part) => partNames[part]).join(', ')}`
}

/** A registration gives another name and another birth date at once: one patient's record may have hidden another's. */
export function overlaid(system: string, event: string, orderIds: readonly number[]): OrderConcern {
  return {
    kind: 'identity-conflict',
    severity: 'high',
    text: `A registration (ADT^${event}) changed the name (PID-5) and the birth date (PID-7) of a known record number (PID-3) at once. It was taken, and is not held for this. See whether one patient was registered over another. Results under the new name for what was ordered under the old one are held; where both are one person, close this with the names of two people, and they are not.`,
    cause: `identity-conflict|${system}|overlay`,
    orderIds,
  }
}

/** A registration gives a known number, name and birth date under an assigning authority that does not know them. */
export function misattributed(system: string, event: string): OrderConcern {
  return {
    kind: 'identity-conflict',
    severity: 'high',
    text: `A registration (ADT^${event}) gives the record number, name and birth date of a known patient under another assigning authority (PID-3.4). It was taken as a record of its own, and is not held for this. Find out which authority gave the number: if one is written in two ways, name both in the dialect of ${system} (patient.authorities); else have the registration corrected or both records merged.`,
    cause: `identity-conflict|${system}|authority`,
    orderIds: [],
  }
}

/** The record numbers of a registration lead to different people. */
export function numbersOfTwo(system: string, event: string): OrderConcern {
  return {
    kind: 'identity-conflict',
    severity: 'high',
    text: `A registration (ADT^${event}) gives several record numbers (PID-3), and they lead to records of different people. It was sent on, and changed neither record here. If they are one patient's, have the records merged (ADT^A40) or linked (A24); else have the registration corrected.`,
    cause: `identity-conflict|${system}|several-numbers`,
    orderIds: [],
  }
}

/** The record numbers of one message lead to records that contradict each other. */
export function numbersOfSeveral(order: Order, fact: NumberedFact, isTwoPeople: boolean): OrderConcern {
  const held = isTwoPeople && fact.kind === 'result-reported'
  return {
    kind: 'identity-conflict',
    severity: held ? 'critical' : isTwoPeople ? 'high' : 'normal',
    text: `A message gives one patient several record numbers (PID-3), and they lead to records that ${isTwoPeople ? 'are of different people' : 'contradict each other in one part'}. It ${held ? 'is held' : 'was sent on'}. Find out which number is the patient's; if the records are one patient's, have them merged (ADT^A40) or linked (A24).`,
    cause: `identity-conflict|${fact.system}|several-numbers`,
    orderIds: [order.id],
  }
}

/** A system's own list shows that it has undone a merge. */
export function mergeUndone(system: string, order: Order): OrderConcern {
  return {
    kind: 'identity-conflict',
    severity: 'high',
    text: `The list of ${system} shows this order under the record number that had been merged into another: the merge was undone there. The two records are two patients again from now on. See that the other systems undo it as well, and look for results that were filed in the wrong one of the two charts meanwhile.`,
    cause: `identity-conflict|${system}|unmerged`,
    orderIds: [order.id],
  }
}

/** The patient as named contradicts what is known under that record number. */
export function recordConflict(order: Order, fact: NumberedFact, parts: readonly PersonPart[]): OrderConcern {
  const held = fact.kind === 'result-reported'
  return {
    kind: 'identity-conflict',
    severity: held ? 'critical' : 'high',
    text: `A message names a patient by a known record number (PID-3), and contradicts that record in ${parts.map((part) => partNames[part]).join(', ')}.${held ? ' The result is held.' : ' It is not held for this.'} Find out which patient is meant; if the record has changed, send the change (ADT^A08 or A31).`,
    cause: `identity-conflict|${fact.system}|record`,
    orderIds: [order.id],
  }
}

/** A result of an order that is in doubt since it was opened: nobody has decided yet whose it is. */
export function stillInDoubt(order: Order, { system }: NumberedFact, others: readonly Order[]): OrderConcern {
  const why =
    order.doubt === 'record'
      ? 'the patient of this order contradicted the record under that record number (PID-3)'
      : 'this order has a number that is another patient’s order’s (ORC-2, OBR-2, ORC-3, OBR-3, or the parent’s in OBR-29)'
  return {
    kind: 'identity-conflict',
    severity: 'critical',
    text: `A result came, and ${why}. Nobody has decided yet whose it is, so the result is held. Find out which patient is meant; release it once two people are sure, else have it sent again under the right number and patient.`,
    cause: `identity-conflict|${system}|in-doubt`,
    orderIds: [order.id, ...others.map(({ id }) => id)],
  }
}

/** What to raise of how a fact was joined to an order. */
export function joinDoubts(match: Match, order: Order, fact: NumberedFact): readonly OrderConcern[] {
  if (match.kind === 'joined') return joinedDoubts(match, order, fact)
  if (match.kind !== 'new') return []
  if (match.shared.length > 0) return [numberShared(match, order, fact)]
  return match.ambiguous.length > 0 ? [ambiguousNumber(match.ambiguous, order, fact)] : []
}

function joinedDoubts({ doubt, others }: Match & { kind: 'joined' }, order: Order, fact: NumberedFact): OrderConcern[] {
  if (doubt === 'placer-number') return [otherPlacerNumber(order, fact)]
  return doubt === 'filler-number' ? [fillerNumberOfOther(order, others, fact)] : []
}

function fillerNumberOfOther(order: Order, others: readonly Order[], fact: NumberedFact): OrderConcern {
  return {
    kind: 'number-shared',
    severity: 'high',
    text: 'A message gives this order a filler number (ORC-3, OBR-3) that is known as that of another patient’s order. It was joined by the placer number, and the patient agrees. Find out whether the laboratory gave the number twice, or took one specimen for another.',
    cause: `number-shared|${fact.system}|other-patient`,
    orderIds: [order.id, ...others.map(({ id }) => id)],
  }
}

function numberShared(match: Match & { kind: 'new' }, order: Order, fact: NumberedFact): OrderConcern {
  const held = match.sameNumber && fact.kind === 'result-reported'
  return {
    kind: 'number-shared',
    severity: held ? 'critical' : 'high',
    text: match.sameNumber ? givenTwice(held) : numberedAlike,
    cause: `number-shared|${fact.system}|two-orders`,
    orderIds: [order.id, ...match.shared.map(({ id }) => id)],
  }
}

function givenTwice(held: boolean): string {
  return `Two orders carry the same number (ORC-2, ORC-3, OBR-2 or OBR-3) and are not the same: the patient, or the test of one that is over, is another. They are kept apart${held ? ', and the result is held' : ''}. Find out which side gave the number twice.`
}

const numberedAlike =
  'Two orders carry the same digits under different authorities (ORC-2, ORC-3, OBR-2 or OBR-3), so they are kept apart. If they are one order, have the authority written alike, and settle the order that waits.'

/** The numbers of a message lead to several orders. `order` is the one that it opened, if any. */
export function ambiguousNumber(ambiguous: readonly Order[], order: Order | null, fact: NumberedFact): OrderConcern {
  return {
    kind: 'number-shared',
    severity: 'high',
    text: `The numbers in a message lead to ${ambiguous.length} orders of one patient, and nothing tells which is meant. ${order ? 'It was kept as an order of its own' : 'It is not held for this, and changed none of them'}; the laboratory should name the placer number.`,
    cause: `number-shared|${fact.system}|ambiguous`,
    orderIds: [...(order ? [order.id] : []), ...ambiguous.map(({ id }) => id)],
  }
}

/** A message speaks of an order and names none. */
export function noNumber(fact: NumberedFact): OrderConcern {
  return {
    kind: 'illegal-transition',
    severity: 'normal',
    text: 'A message speaks of an order and gives no number of it (ORC-2, ORC-3, OBR-2, OBR-3). It is not held for this; find out which order is meant.',
    cause: `illegal-transition|${fact.system}|no-number`,
    orderIds: [],
  }
}

function otherPlacerNumber(order: Order, fact: NumberedFact): OrderConcern {
  return {
    kind: 'number-shared',
    severity: 'normal',
    text: 'A message names this order by its filler number, under another placer number than before. It was joined, since patient and test agree; make sure that the number is right.',
    cause: `number-shared|${fact.system}|placer`,
    orderIds: [order.id],
  }
}
