// Why a message is held that was never sent, in the words that are stored with it and shown to people. The one thing to
// know: they are read back after a restart, so a text that is changed must still be known in its old form.

/** Reasons of our own, found while a message is told. What a receiver refused, or did not answer, has words of its own. */
export const heldReasons = {
  identity: 'identity: numbers and patient contradict each other',
  unfinished: 'unfinished: a step failed',
  mapping: 'mapping: nobody has approved what the receiver calls a code',
  conversion: 'conversion: a value cannot be converted',
  asked: 'step: a function of the site asks for a person',
  unsolicited: 'unsolicited: nobody ordered it',
  alignment: 'alignment: what it says may mean something else to the receiver',
} as const
export type HeldReason = keyof typeof heldReasons

/** The words of earlier versions: what was held under them is held still. */
const formerly: Partial<Record<HeldReason, string>> = { mapping: 'mapping: a code has no approved row' }

/** One of the messages that the steps made of one, counted from 0. */
export type Part = { readonly nth: number; readonly of: number }

/** The words for a reason: `unsolicited: nobody ordered it; part 2 of 3`. */
export function heldWhy(reason: HeldReason, { nth, of }: Part): string {
  return of > 1 ? `${heldReasons[reason]}; part ${nth + 1} of ${of}` : heldReasons[reason]
}

/**
 * Whether the words say that the receiver answered, and did not take it (`answer-policy`, and busy answers for too long). It
 * may know the control id by its refusal; what it never answered it may have taken.
 */
export function wasRefused(why: string): boolean {
  return /^(?:The receiver answered (?:AE|AR|CE|CR)\b|Answered (?:AE|AR|CE|CR) \(not now\))/.test(why)
}

/** What the words say; null for those of a delivery that was sent before it was held. */
export function readHeldWhy(why: string): { readonly reason: HeldReason; readonly part: Part } | null {
  for (const [reason, text] of Object.entries(heldReasons) as [HeldReason, string][]) {
    if (!why.startsWith(text) && !why.startsWith(formerly[reason] ?? text)) continue
    const [, nth = '1', of = '1'] = /; part (\d+) of (\d+)$/.exec(why) ?? []
    return { reason, part: { nth: Number(nth) - 1, of: Number(of) } }
  }
  return null
}
