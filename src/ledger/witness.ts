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
    'status-changed': { subjects: ['request'], level: 'filed' },
    'specimen-collected': { subjects: ['request'], level: 'filed' },
    'specimen-received': { subjects: ['request'], level: 'filed' },
    'specimen-rejected': { subjects: ['request'], level: 'filed' },
    'order-cancelled': { subjects: ['request'], level: 'filed' },
    'result-reported': { subjects: ['request'], level: 'filed' },
    'cancel-accepted': { subjects: ['request', 'cancel'], level: 'filed' },
    'cancel-refused': { subjects: ['request', 'cancel'], level: 'filed' },
  },
  placer: {
    // ORR with OK: the placer's verdict on a word of the filler, not yet that it is in the chart.
    'order-accepted': { subjects: ['request', 'cancel', 'status'], level: 'accepted' },
    'order-refused': { subjects: ['request'], level: 'accepted' },
    'number-assigned': { subjects: ['request'], level: 'filed' },
    'cancel-requested': { subjects: ['request'], level: 'filed' },
    'cancel-accepted': { subjects: ['request', 'cancel'], level: 'filed' },
    'cancel-refused': { subjects: ['request', 'cancel'], level: 'filed' },
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
