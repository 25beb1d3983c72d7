// The table of `decide`: what each kind of fact, from each side, does to an order in each state (HL7 v2.5.1 §4.5.1.1). The
// one thing to know: every pair is answered, refused ones too; docs/ledger.md is made from this table.
import type { AlarmName } from './alarms.ts'
import type { FactKind, Side } from './fact.ts'
import { type OrderState, orderStates, type Step, type Subject } from './order.ts'

/** Where a fact leads: a state, or by what the fact itself says. */
export type Next =
  | OrderState
  | 'same'
  /** Back to where the order stood when the cancellation was asked for. */
  | 'resume'
  /** Cancelled; what was complete before stays so. */
  | 'ended'
  /** By ORC-5, table 0038. */
  | 'by-order-status'
  /** By OBR-25, table 0123, and the observations. */
  | 'by-report'

export type RefusalCode = 'nothing-heard' | 'wrong-side' | 'work-is-done' | 'own-request' | 'not-about-an-order'

export type Rule =
  | {
      readonly next: Next
      readonly alarm?: AlarmName
      /** If this side has said it before: the same again changes nothing, another content raises this. */
      readonly again?: AlarmName
      /** Said for the first time, it changes no state: it only comes late. */
      readonly firstIsLate?: true
    }
  | { readonly refuse: RefusalCode }

/** States in which the cell is not the row's rule. */
type Exceptions = Partial<Record<OrderState, Rule>>
type Row = Readonly<Record<OrderState, Rule>>

function row(rule: Rule, exceptions: Exceptions = {}): Row {
  return Object.fromEntries(orderStates.map((state) => [state, exceptions[state] ?? rule])) as Row
}

const to = (next: Next, alarm?: AlarmName): Rule => (alarm ? { next, alarm } : { next })
const same = to('same')
const refuse = (code: RefusalCode): Rule => ({ refuse: code })
const everywhere = (rule: Rule, exceptions?: Exceptions): Readonly<Record<Side, Row>> => ({
  placer: row(rule, exceptions),
  filler: row(rule, exceptions),
})
/** An order with results that is cancelled is looked at. */
const withResults: Exceptions = {
  partial: to('cancelled', 'cancelled-with-results'),
  final: to('cancelled', 'cancelled-with-results'),
  corrected: to('cancelled', 'cancelled-with-results'),
}

export const transitions: Readonly<Record<FactKind, Readonly<Record<Side, Row>>>> = {
  'order-requested': {
    placer: row(
      { next: 'same', again: 'requested-otherwise' },
      {
        unheard: to('requested'),
        final: { next: 'same', again: 'requested-after-end' },
        corrected: { next: 'same', again: 'requested-after-end' },
        cancelled: { next: 'requested', again: 'requested-after-end', firstIsLate: true },
        refused: { next: 'requested', firstIsLate: true },
      },
    ),
    // The laboratory opened it: a paper requisition, an add-on by telephone.
    filler: row(same, { unheard: to('accepted'), requested: to('accepted') }),
  },
  'order-accepted': {
    // The placer's answer to a word of the filler.
    placer: row(same, { unheard: refuse('nothing-heard') }),
    filler: row(same, {
      unheard: to('accepted'),
      requested: to('accepted'),
      cancelled: to('same', 'accepted-after-cancel'),
      refused: to('accepted'),
    }),
  },
  'order-refused': {
    placer: row(to('same', 'number-not-given'), { unheard: refuse('nothing-heard') }),
    filler: row(to('refused', 'refused-by-filler'), {
      final: refuse('work-is-done'),
      corrected: refuse('work-is-done'),
      cancelled: same,
      refused: same,
    }),
  },
  'number-requested': {
    placer: row(same, { unheard: to('requested') }),
    filler: row(same, { unheard: to('accepted'), requested: to('accepted') }),
  },
  'number-assigned': {
    placer: row(same, { unheard: to('requested') }),
    filler: row(same, { unheard: to('accepted'), requested: to('accepted') }),
  },
  'cancel-requested': asksForEnd(),
  'cancel-accepted': endsAsAsked(),
  'cancel-refused': refusesToEnd('cancel-refused'),
  'order-cancelled': ends(),
  // To discontinue ends what is still to come; results so far stand (§4.5.1.1, DC).
  'discontinue-requested': asksForEnd(),
  'discontinue-accepted': {
    placer: row(refuse('nothing-heard'), { cancelling: to('ended'), cancelled: same }),
    filler: row(to('ended', 'cancelled-unasked'), {
      cancelling: to('ended'),
      cancelled: same,
      refused: to('cancelled'),
    }),
  },
  'discontinue-refused': refusesToEnd('cancel-refused'),
  'order-discontinued': {
    placer: asksForEnd().placer,
    filler: row(to('ended'), { cancelled: same }),
  },
  // The order ends, and another one takes its place (RO).
  'replace-requested': asksForEnd(),
  'replace-accepted': endsAsAsked(),
  'replace-refused': refusesToEnd('replace-refused'),
  'order-replaced': ends(),
  // On hold an order stays where it stands; its clock begins anew.
  'hold-requested': asks(),
  'hold-accepted': answers(),
  'hold-refused': refuses('hold-refused'),
  'order-held': answers(),
  'release-requested': asks(),
  'release-accepted': answers(),
  'release-refused': refuses('release-refused'),
  'order-released': answers(),
  'change-requested': {
    placer: row(same, {
      unheard: to('requested'),
      final: to('same', 'changed-after-end'),
      corrected: to('same', 'changed-after-end'),
      cancelled: to('same', 'changed-after-end'),
      refused: to('requested'),
    }),
    filler: row(same, { unheard: to('accepted'), requested: to('accepted') }),
  },
  'change-accepted': answers(),
  'change-refused': refuses('change-refused'),
  'order-changed': answers(),
  'status-requested': { placer: answersOnly(same), filler: answersOnly(same) },
  'status-changed': {
    placer: row(same, { unheard: to('requested') }),
    filler: row(to('by-order-status'), {
      final: same,
      corrected: same,
      cancelled: to('same', 'status-after-end'),
      refused: to('same', 'status-after-end'),
    }),
  },
  'request-received': { placer: answersOnly(same), filler: answersOnly(same) },
  'data-errors': {
    placer: answersOnly(to('same', 'data-errors')),
    filler: row(to('same', 'data-errors'), {
      unheard: refuse('nothing-heard'),
      requested: to('refused', 'data-errors'),
    }),
  },
  'parent-announced': answers(),
  'child-announced': answers(),
  'order-annotated': { placer: answersOnly(same), filler: answersOnly(same) },
  'specimen-collected': {
    placer: row(same, { unheard: to('requested') }),
    filler: row(same, { unheard: to('in-process'), requested: to('in-process'), accepted: to('in-process') }),
  },
  'specimen-received': {
    placer: row(same, { unheard: to('requested') }),
    filler: row(same, { unheard: to('in-process'), requested: to('in-process'), accepted: to('in-process') }),
  },
  'specimen-rejected': {
    placer: row(same, { unheard: to('requested') }),
    filler: row(to('same', 'specimen-rejected'), {
      unheard: to('accepted', 'specimen-rejected'),
      requested: to('accepted', 'specimen-rejected'),
      cancelled: same,
      refused: same,
    }),
  },
  'control-not-followed': {
    placer: row(to('same', 'not-followed'), { unheard: to('requested', 'not-followed') }),
    filler: row(to('same', 'not-followed'), { unheard: to('accepted', 'not-followed') }),
  },
  'result-reported': {
    placer: row(refuse('wrong-side')),
    filler: row(to('by-report'), {
      cancelled: to('by-report', 'result-after-cancel'),
      refused: to('by-report', 'result-after-refusal'),
    }),
  },
  // Levels of words: no state depends on them.
  'word-taken': { placer: row(same, unknownOrder()), filler: row(same, unknownOrder()) },
  'word-refused': { placer: row(same, unknownOrder()), filler: row(same, unknownOrder()) },
  'patient-stated': everywhere(refuse('not-about-an-order')),
  'patient-merged': everywhere(refuse('not-about-an-order')),
  'patient-moved': everywhere(refuse('not-about-an-order')),
  'patient-linked': everywhere(refuse('not-about-an-order')),
  'patient-unlinked': everywhere(refuse('not-about-an-order')),
  'catalog-stated': everywhere(refuse('not-about-an-order')),
}

/** A request about an order that goes on: of the placer's it says that it was asked for, of the filler's that it is there. */
function asks(): Readonly<Record<Side, Row>> {
  return {
    placer: row(same, { unheard: to('requested') }),
    filler: row(same, { unheard: to('accepted'), requested: to('accepted') }),
  }
}

/** What only one who has the order can say of it. */
function answers(): Readonly<Record<Side, Row>> {
  return asks()
}

/** An answer that says no: somebody looks at it, and the order goes on as it was. */
function refuses(alarm: AlarmName): Readonly<Record<Side, Row>> {
  return {
    placer: row(to('same', alarm), { unheard: to('requested', alarm) }),
    filler: row(to('same', alarm), { unheard: to('accepted', alarm), requested: to('accepted', alarm) }),
  }
}

/** A request that the order shall end: to cancel, to discontinue, to replace it. */
function asksForEnd(): Readonly<Record<Side, Row>> {
  return everywhere(to('cancelling'), { cancelling: same, cancelled: same, refused: same })
}

/** The request is granted. The placer can answer a request of the filler only; `decide` refuses it its own. */
function endsAsAsked(): Readonly<Record<Side, Row>> {
  return {
    placer: row(refuse('nothing-heard'), { cancelling: to('cancelled'), cancelled: same }),
    filler: row(to('cancelled', 'cancelled-unasked'), {
      ...withResults,
      cancelling: to('cancelled'),
      cancelled: same,
      refused: to('cancelled'),
    }),
  }
}

/** The request is not granted, and the order goes on where it stood. */
function refusesToEnd(alarm: AlarmName): Readonly<Record<Side, Row>> {
  return {
    placer: row(refuse('nothing-heard'), { cancelling: to('resume', alarm), cancelled: same }),
    filler: row(same, { unheard: to('accepted'), cancelling: to('resume', alarm) }),
  }
}

/** The order ends by the filler's own decision; a placer who says so asks for it. */
function ends(): Readonly<Record<Side, Row>> {
  return { placer: asksForEnd().placer, filler: row(to('cancelled'), { ...withResults, cancelled: same }) }
}

/** It opens no order. */
function answersOnly(rule: Rule): Row {
  return row(rule, unknownOrder())
}

function unknownOrder(): Exceptions {
  return { unheard: refuse('nothing-heard') }
}

/** What each kind of fact is about; kinds that leave no word are left out. */
export const subjectOf: Partial<Record<FactKind, Subject>> = {
  'order-requested': 'request',
  'order-refused': 'request',
  'number-requested': 'request',
  'number-assigned': 'request',
  'cancel-requested': 'cancel',
  'cancel-accepted': 'cancel',
  'cancel-refused': 'cancel',
  'order-cancelled': 'cancel',
  'discontinue-requested': 'cancel',
  'discontinue-accepted': 'cancel',
  'discontinue-refused': 'cancel',
  'order-discontinued': 'cancel',
  'replace-requested': 'cancel',
  'replace-accepted': 'cancel',
  'replace-refused': 'cancel',
  'order-replaced': 'cancel',
  'hold-requested': 'hold',
  'hold-accepted': 'hold',
  'hold-refused': 'hold',
  'order-held': 'hold',
  'release-requested': 'hold',
  'release-accepted': 'hold',
  'release-refused': 'hold',
  'order-released': 'hold',
  'change-requested': 'change',
  'change-accepted': 'change',
  'change-refused': 'change',
  'order-changed': 'change',
  'status-requested': 'status',
  'data-errors': 'request',
  'parent-announced': 'status',
  'child-announced': 'request',
  'order-annotated': 'status',
  'status-changed': 'status',
  'specimen-collected': 'status',
  'specimen-received': 'status',
  'specimen-rejected': 'status',
  'control-not-followed': 'status',
  'result-reported': 'result',
}

/** What a state waits for. */
export const waitsFor: Readonly<Record<OrderState, readonly Step[]>> = {
  unheard: [],
  requested: ['accepted'],
  accepted: ['resulted'],
  'in-process': ['resulted'],
  partial: ['resulted'],
  final: [],
  corrected: [],
  cancelling: ['cancel_answered'],
  cancelled: [],
  refused: [],
}

/**
 * States in which an order can be at rest, and the words that must be filed before it counts as proven: the filler's
 * last word on these subjects, and the placer's where there is one.
 */
export const rests: Readonly<Partial<Record<OrderState, Readonly<Record<Side, readonly Subject[]>>>>> = {
  final: { placer: ['request'], filler: ['result'] },
  corrected: { placer: ['request'], filler: ['result'] },
  cancelled: { placer: ['request', 'cancel'], filler: ['cancel'] },
  refused: { placer: ['request'], filler: ['request'] },
}
