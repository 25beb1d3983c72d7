// Made-up messages, orders and deliveries for the tests of the stores. Patients are plainly fictitious.
import { createHash } from 'node:crypto'
import type { Changes, Delivery, DeliveryOutcome, Incoming } from '../../src/engine/ports/store.ts'
import type { Fact, ResultFact, TakenFact } from '../../src/ledger/fact.ts'
import { type LoopStatus, type Order, unheard, type Word } from '../../src/ledger/order.ts'
import type { Patient } from '../../src/ledger/patient.ts'
import type { Exception } from '../../src/ownership/exception.ts'

/** 2026-03-14T09:00:00Z. */
export const morning = Date.UTC(2026, 2, 14, 9)
export const day_ms = 86_400_000

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function hashOf(body: Uint8Array): Uint8Array {
  return createHash('sha256').update(body).digest().subarray(0, 16)
}

export function incoming(given: Partial<Incoming> & { text?: string } = {}): Incoming {
  const { text = 'MSH|^~\\&|LIS', ...rest } = given
  const body = rest.body ?? bytes(text)
  return {
    ...{ receivedAt: morning, connection: 'lis-in', system: 'lis', controlId: 'C1', messageType: 'ORU^R01' },
    ...{ hash: hashOf(body), answer: bytes('MSA|AA'), refused: '', window_ms: 30 * day_ms },
    ...rest,
    body,
  }
}

export function order(id: number, given: Partial<Order> = {}): Order {
  return { ...unheard(id, morning), version: 1, ...given }
}

export function word(given: Partial<Word> = {}): Word {
  return {
    ...{ side: 'filler', subject: 'result', messageId: 1, said: 'result-reported F', state: 'final' },
    ...{ level: null, by: '', to: 'ehr', seenAt: morning, since: morning, repeatMessageId: null },
    ...given,
  }
}

export function change(
  changed: Order,
  loop: LoopStatus = 'on-course',
  given: Partial<Changes['orders'][number]> = {},
): Changes['orders'][number] {
  return { order: changed, loop, proven: false, bodyChanged: true, ...given }
}

export function patient(id: number, given: Partial<Patient> = {}): Patient {
  return {
    id,
    version: 1,
    identifiers: [{ number: `TEST-${id}`, authority: 'HOSP', type: 'MR' }],
    ...{ familyName: 'Testpatient', givenName: 'Ida', birthDate: '19700102', sex: 'F' },
    ...{ mergedInto: null, mergedBySystems: [], formerIdentifiers: [] },
    ...given,
  }
}

export function delivery(id: number, given: Partial<Delivery> = {}): Delivery {
  return {
    ...{ id, destination: 'ehr-out', flow: 'lis-results', messageId: 1, controlId: `C${id}` },
    ...{ lanes: [1], orderIds: [1], queuedAt: morning, body: bytes(`MSH|^~\\&|delivery ${id}`) },
    ...given,
  }
}

export function outcome(deliveryId: number, given: Partial<DeliveryOutcome> = {}): DeliveryOutcome {
  return {
    ...{ deliveryId, destination: 'ehr-out', state: 'delivered', attempts: 1, code: 'AA' },
    ...{ answer: bytes('MSA|AA'), at: morning, why: '' },
    ...given,
  }
}

export function exception(id: number, given: Partial<Exception> = {}): Exception {
  return {
    ...{ id, kind: 'unmapped-code', severity: 'normal', text: 'no map for GLUX', cause: 'unmapped-code|lis|GLUX' },
    ...{ orderIds: [1], messageId: 1, deliveryId: null, flow: 'lis-results', system: 'lis', team: 'interfaces' },
    ...{ status: 'assigned', takenBy: '', openedAt: morning, dueAt: morning + day_ms, closedAt: null, rootCause: '' },
    ...given,
  } as Exception
}

export function resultFact(messageId: number, given: Partial<ResultFact> = {}): Fact {
  return {
    ...{ system: 'lis', messageId, n: 0, saidAt: null, seenAt: morning, kind: 'result-reported', side: 'filler' },
    order: { placer: [], filler: [], group: [], accession: [], test: null, parent: null },
    patient: { identifiers: [], familyName: 'Testpatient', givenName: 'Ida', birthDate: '', sex: '' },
    ...{ resultStatus: 'F', orderStatus: '', specimen: [], collectedAt: '', reportedAt: '' },
    ...{ observations: [], note: '' },
    ...given,
  } as ResultFact
}

export function takenFact(messageId: number, orderId: number, given: Partial<TakenFact> = {}): Fact {
  return {
    ...{ system: 'ehr', messageId, n: 0, saidAt: null, seenAt: morning, kind: 'word-taken', orderId },
    ...{ wordMessageId: messageId, level: 'received', by: 'AA' },
    ...given,
  } as TakenFact
}

/** Nothing changes but what is given. */
export function changes(given: Partial<Changes> = {}): Changes {
  return {
    ...{ processedThrough: 0, orders: [], orderKeys: [], patients: [], patientKeys: [], facts: [], deliveries: [] },
    ...{ outcomes: [], exceptions: [], answers: [], audit: [] },
    ...given,
  }
}
