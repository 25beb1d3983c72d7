// The HL7 tables of orders and results: 0119 (order control), 0038 (order status), 0065 (specimen action), 0123 (result
// status) and 0085 (observation status). The one thing to know: they are different tables that share letters (C, F, P, X,
// A), and a code of one never stands for a code of another. (HL7 v2.5.1 chapters 4 and 7; later additions marked)

/** Table 0119, ORC-1. */
export const orderControls = {
  NW: 'New order',
  OK: 'Order accepted',
  UA: 'Unable to accept the order',
  PR: 'Previous results with a new order',
  CA: 'Cancel request',
  OC: 'Order cancelled',
  CR: 'Cancelled as requested',
  UC: 'Unable to cancel',
  DC: 'Discontinue request',
  OD: 'Order discontinued',
  DR: 'Discontinued as requested',
  UD: 'Unable to discontinue',
  HD: 'Hold request',
  OH: 'Order held',
  HR: 'On hold as requested',
  UH: 'Unable to put on hold',
  RL: 'Release request',
  OE: 'Order released',
  OR: 'Released as requested',
  UR: 'Unable to release',
  RP: 'Replace request',
  RU: 'Replaced unsolicited',
  RO: 'Replacement order',
  RQ: 'Replaced as requested',
  UM: 'Unable to replace',
  PA: 'Parent order',
  CH: 'Child order',
  XO: 'Change request',
  XX: 'Order changed, unsolicited',
  XR: 'Changed as requested',
  UX: 'Unable to change',
  DE: 'Data errors',
  RE: 'Observations to follow',
  RR: 'Request received',
  SR: 'Response to a status request',
  SS: 'Status request',
  SC: 'Status changed',
  SN: 'Send a number',
  NA: 'Number assigned',
  CN: 'Combined result',
  RF: 'Refill request',
  AF: 'Refill approved',
  DF: 'Refill denied',
  FU: 'Refilled, unsolicited',
  OF: 'Refilled as requested',
  UF: 'Unable to refill',
  LI: 'Link to a problem or goal',
  UN: 'Unlink from a problem or goal',
  OP: 'Outside dispense notified', // 2.6
  PY: 'Replacement outside dispense notified', // 2.6
  MC: 'Miscellaneous charge', // 2.6
  NR: 'Notification received', // 2.8
  CP: 'Cancel process step', // 2.8
  RC: 'Recommended change', // 2.8
  RA: 'Recommendation accepted', // 2.8
  RD: 'Recommendation declined', // 2.8
  SU: 'Supplement this order', // 2.8
  SQ: 'Supplemented as requested', // 2.8
} as const
export type OrderControl = keyof typeof orderControls

/** Table 0038, ORC-5. */
export const orderStatuses = {
  A: 'Some, but not all, results available',
  CA: 'Order was cancelled',
  CM: 'Order is completed',
  DC: 'Order was discontinued',
  ER: 'Error, order not found',
  HD: 'Order is on hold',
  IP: 'In process',
  RP: 'Order has been replaced',
  SC: 'Scheduled',
} as const
export type OrderStatus = keyof typeof orderStatuses

/** Table 0065, OBR-11 and SPM-11: what is to be done about the specimen. */
export const specimenActions = {
  A: 'Add the tests to the existing specimen',
  C: 'Cancel the tests named', // 2.1 only
  G: 'Generated or reflex order',
  L: 'Laboratory is to obtain the specimen',
  O: 'Specimen obtained by another service',
  P: 'Specimen pending, order sent before it',
  R: 'Revised order',
  S: 'Schedule the tests named',
} as const

/** Table 0123, OBR-25: the status of a whole report. */
export const resultStatuses = {
  O: 'Order received, specimen not yet',
  I: 'Specimen received, procedure incomplete',
  S: 'Scheduled, not done',
  N: 'Procedure completed, results pending', // 2.7
  A: 'Some, but not all, results available',
  P: 'Preliminary',
  R: 'Stored, not yet verified',
  M: 'Corrected, not final', // 2.7
  F: 'Final',
  C: 'Corrected, final',
  X: 'No results available, order cancelled',
  Y: 'No order on record for this test',
  Z: 'No record of this patient',
} as const
export type ResultStatus = keyof typeof resultStatuses

/** Table 0085, OBX-11: the status of one observation. */
export const observationStatuses = {
  O: 'Order detail only, no result',
  N: 'Not asked',
  I: 'Specimen in the lab, result pending',
  S: 'Partial',
  P: 'Preliminary',
  R: 'Entered, not verified',
  F: 'Final',
  U: 'Changed to final without sending the result again',
  V: 'Verified, final', // 2.8
  B: 'Appended report', // 2.8
  A: 'Amended', // 2.8
  C: 'Corrected',
  D: 'Deleted',
  W: 'Wrong',
  X: 'Cannot be obtained',
} as const
export type ObservationStatus = keyof typeof observationStatuses

/** Whether `code` stands in one of the tables above. */
export function isIn<T extends object>(table: T, code: string): code is Extract<keyof T, string> {
  return Object.hasOwn(table, code)
}

/** What a table holds under a key that came in a message; never what every object inherits, such as `constructor`. */
export function lookUp<V>(table: Readonly<Record<string, V>>, key: string): V | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
