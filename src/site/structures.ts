// Which message structures can be rewritten as which. The one thing to know: orders stay orders, answers may become orders
// for a receiver that takes no answers, and results stay results.
import type { structures } from './shapes/flow.ts'

export type Structure = (typeof structures)[number]

/** By the structure that the message has. */
export const ways: Readonly<Record<Structure, readonly Structure[]>> = {
  ORM_O01: ['ORM_O01', 'OML_O21'],
  OML_O21: ['OML_O21', 'ORM_O01'],
  ORL_O22: ['ORL_O22', 'ORR_O02', 'ORM_O01'],
  ORR_O02: ['ORR_O02', 'ORL_O22', 'ORM_O01'],
  ORU_R01: ['ORU_R01'],
}
