// An order on the path of its workflow: what the messages have shown of it, and which steps it waits for. The one thing to
// know: the ledger keeps what was shown and when; which step that is, and by when the next is due, its workflow says.
import type { NumberedFact } from './fact.ts'
import { type DesignedStep, type Expectation, isDesigned, type Mark, type Order } from './order.ts'
import type { DesignedPath, LedgerPolicy } from './source.ts'

/** More than these of one order tell nothing new: a culture that grows for weeks, a sender that repeats without end. */
const most_marks = 60

/** The order with the proofs that a fact is; those of another path are left out, so that orders stay small. */
export function withMarks(
  order: Order,
  fact: Pick<NumberedFact, 'marks' | 'seenAt' | 'messageId'>,
  policy: LedgerPolicy,
): Order {
  const { marks = [], seenAt: at, messageId } = fact
  if (marks.length === 0 || !policy.pathOf) return order
  const path = policy.pathOf(order)
  if (!path) return order
  return marks.reduce((next, proof) => (path.keeps(proof) ? withMark(next, { proof, at, messageId }) : next), order)
}

/** One message shows one thing once. */
function withMark(order: Order, mark: Mark): Order {
  const { marks = [] } = order
  const isKnown = marks.some(({ proof, messageId }) => proof === mark.proof && messageId === mark.messageId)
  const isFull = marks.length >= most_marks && marks.some(({ proof }) => proof === mark.proof)
  return isKnown || isFull ? order : { ...order, marks: [...marks, mark] }
}

/** The name under which a parent keeps that a child with this test came. */
export function childMark(test: string): string {
  return `child ${test}`
}

/** The parent, once a child with this test speaks for the first time. */
export function withChild(parent: Order, child: Order, at: number, messageId: number, policy: LedgerPolicy): Order {
  const path = policy.pathOf?.(parent)
  if (!path) return parent
  const tests = new Set([child.test, ...child.items.map(({ test }) => test)].flatMap((test) => test?.code ?? []))
  const proofs = [...tests].map(childMark).filter((proof) => path.keeps(proof) && !hasMark(parent, proof))
  return proofs.reduce((next, proof) => withMark(next, { proof, at, messageId }), parent)
}

function hasMark({ marks = [] }: Order, proof: string): boolean {
  return marks.some((mark) => mark.proof === proof)
}

/**
 * A step of the workflow as it is now due. It moves with the path (another priority, another specimen); but where its time
 * is up by the path and somebody has given it a later one, that one stays.
 */
export function keptDesigned(order: Order, one: Expectation, now: number): Expectation {
  if (one.due > now) return one
  return order.expectations.find(({ step }) => step === one.step) ?? one
}

/** Waiting begins anew at `now` for these steps, each for as long as the path gives it. */
export function renewedSteps(order: Order, path: DesignedPath, late: ReadonlySet<string>, now: number): Order {
  const expectations = order.expectations.map((one) =>
    isDesigned(one.step) && late.has(one.step) ? { ...one, due: path.renewed(order, one.step, now) } : one,
  )
  return { ...order, expectations }
}

/** What is told of a designed step that no workflow knows any more: the site has changed since. */
export const unknownStep = (step: DesignedStep) => ({
  text: `The step ${step} of a workflow has not come in time. Look at what both sides hold of the order.`,
  severity: 'normal' as const,
  system: '',
  team: '',
})
