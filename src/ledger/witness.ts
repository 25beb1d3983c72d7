// What one side's word proves of the other's: only one who holds a word can answer it. The one thing to know: the proof
// needs the other side's own number in the message; a word without it proves nothing.
import type { Level } from '../site/shapes/common.ts'
import type { FactKind, NumberedFact, Side } from './fact.ts'
import type { Order, Subject } from './order.ts'
import { witnessed } from './words.ts'

type Proof = { readonly subjects: readonly Subject[]; readonly level: Level }

/** proofs[who speaks][what is said]: the words of the other side that it proves, and how far. */
export const proofs: Readonly<Record<Side, Readonly<Partial<Record<FactKind, Proof>>>>> = {
  filler: {
    'order-accepted': { subjects: ['request'], level: 'filed' },
    'order-refused': { subjects: ['request'], level: 'filed' },
    'number-assigned': { subjects: ['request'], level: 'filed' },
    'request-received': { subjects: ['request', 'cancel', 'change', 'hold', 'status'], level: 'received' },
    'data-errors': { subjects: ['request'], level: 'received' },
    'status-changed': { subjects: ['request'], level: 'filed' },
    'specimen-collected': { subjects: ['request'], level: 'filed' },
    'specimen-received': { subjects: ['request'], level: 'filed' },
    'specimen-rejected': { subjects: ['request'], level: 'filed' },
    'order-cancelled': { subjects: ['request'], level: 'filed' },
    'order-discontinued': { subjects: ['request'], level: 'filed' },
    'order-replaced': { subjects: ['request'], level: 'filed' },
    'order-held': { subjects: ['request'], level: 'filed' },
    'order-released': { subjects: ['request'], level: 'filed' },
    'order-changed': { subjects: ['request'], level: 'filed' },
    'parent-announced': { subjects: ['request'], level: 'filed' },
    'result-reported': { subjects: ['request'], level: 'filed' },
    'cancel-accepted': { subjects: ['request', 'cancel'], level: 'filed' },
    'cancel-refused': { subjects: ['request', 'cancel'], level: 'filed' },
    'discontinue-accepted': { subjects: ['request', 'cancel'], level: 'filed' },
    'discontinue-refused': { subjects: ['request', 'cancel'], level: 'filed' },
    'replace-accepted': { subjects: ['request', 'cancel'], level: 'filed' },
    'replace-refused': { subjects: ['request', 'cancel'], level: 'filed' },
    'change-accepted': { subjects: ['request', 'change'], level: 'filed' },
    'change-refused': { subjects: ['request', 'change'], level: 'filed' },
    'hold-accepted': { subjects: ['request', 'hold'], level: 'filed' },
    'hold-refused': { subjects: ['request', 'hold'], level: 'filed' },
    'release-accepted': { subjects: ['request', 'hold'], level: 'filed' },
    'release-refused': { subjects: ['request', 'hold'], level: 'filed' },
  },
  placer: {
    // ORR with OK: the placer's verdict on a word of the filler, not yet that it is in the chart.
    'order-accepted': { subjects: ['request', 'cancel', 'status', 'change', 'hold'], level: 'accepted' },
    'order-refused': { subjects: ['request'], level: 'accepted' },
    'request-received': { subjects: ['request', 'cancel', 'status', 'change', 'hold'], level: 'received' },
    'number-assigned': { subjects: ['request'], level: 'filed' },
    'cancel-requested': { subjects: ['request'], level: 'filed' },
    'cancel-accepted': { subjects: ['request', 'cancel'], level: 'filed' },
    'cancel-refused': { subjects: ['request', 'cancel'], level: 'filed' },
    'discontinue-requested': { subjects: ['request'], level: 'filed' },
    'discontinue-accepted': { subjects: ['request', 'cancel'], level: 'filed' },
    'discontinue-refused': { subjects: ['request', 'cancel'], level: 'filed' },
    'replace-requested': { subjects: ['request'], level: 'filed' },
    'replace-accepted': { subjects: ['request', 'cancel'], level: 'filed' },
    'replace-refused': { subjects: ['request', 'cancel'], level: 'filed' },
    'change-requested': { subjects: ['request'], level: 'filed' },
    'change-accepted': { subjects: ['request', 'change'], level: 'accepted' },
    'change-refused': { subjects: ['request', 'change'], level: 'accepted' },
    'hold-requested': { subjects: ['request'], level: 'filed' },
    'release-requested': { subjects: ['request'], level: 'filed' },
  },
}

/** The order with the other side's words as far as this fact proves them. */
export function witness(order: Order, fact: NumberedFact): Order {
  const proof = proofs[fact.side][fact.kind]
  if (!proof) return order
  const numbers = fact.side === 'filler' ? fact.order.placer : fact.order.filler
  if (numbers.length === 0) return order
  const other = fact.side === 'filler' ? 'placer' : 'filler'
  return witnessed(order, other, proof.subjects, proof.level, 'witness', fact.seenAt)
}
