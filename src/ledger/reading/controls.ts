// Which dialogue an order control code opens or answers. The one thing to know: a code of table 0119 that is not listed
// here is known to HL7 and not yet followed by the ledger; it travels, and somebody is told.
import type { OrderControl } from '../../terminology/order-tables.ts'
import type { DialogueKind } from '../fact.ts'

/** ORC-1 to the kind of fact (HL7 v2.5.1 §4.5.1.1, table 0119). */
export const controlKinds = {
  NW: 'order-requested',
  OK: 'order-accepted',
  UA: 'order-refused',
  SN: 'number-requested',
  NA: 'number-assigned',
  CA: 'cancel-requested',
  CR: 'cancel-accepted',
  UC: 'cancel-refused',
  OC: 'order-cancelled',
  SC: 'status-changed',
  SR: 'status-changed',
  RE: 'status-changed',
} as const satisfies Partial<Record<OrderControl, DialogueKind>>

/** Codes that only a filler says, for a sender that speaks for both sides. */
export const fillerControls: ReadonlySet<string> = new Set<OrderControl>([
  'OK',
  'UA',
  'SN',
  'CR',
  'UC',
  'OC',
  'SC',
  'SR',
  'RE',
  'OD',
  'DR',
  'UD',
  'OH',
  'HR',
  'UH',
  'OE',
  'OR',
  'UR',
  'RU',
  'RQ',
  'UM',
  'XX',
  'XR',
  'UX',
])
