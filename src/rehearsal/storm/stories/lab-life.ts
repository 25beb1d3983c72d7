// Stories in which the straight line bends: reflex, add-on, recollect, cancels by either side and crossing, send-out, split
// and combined accessions, orders that the lab opens.
import { hour, minute, type Pen } from '../pen.ts'
import type { StoryKind } from '../story-kind.ts'
import { toFinal } from './routine.ts'

/** The lab finds what asks for another test, and adds it by its own rules; at times it adds one more by hand. */
function reflex(pen: Pen): void {
  const patient = pen.patient()
  const dish = pen.dish(patient, pen.menu.reflexing)
  const [order] = pen.place(patient, [dish])
  const done = toFinal(pen, order!)
  if (!pen.chance(0.4)) return
  const child = pen.handle()
  const test = pen.dish(patient, pen.menu.numeric).lab
  pen.lab(done + pen.between(5 * minute, 20 * minute), { do: 'add', order: child, parent: order!, test, as: 'child' })
  pen.report(done + pen.between(hour, 2 * hour), { order: child, stage: 'final' })
}

/** Added to a specimen that the lab has: by an order of the EHR, or by telephone. */
function addOn(pen: Pen): void {
  const patient = pen.patient()
  const [first, second] = pen.dishes(patient, 2, pen.menu.numeric)
  const [order] = pen.place(patient, [first!])
  const done = toFinal(pen, order!)
  const [added] = pen.place(
    patient,
    [second ?? first!],
    { addOnTo: order! },
    done - pen.between(5 * minute, 20 * minute),
  )
  pen.report(done + pen.between(20 * minute, hour), { order: added!, stage: 'final' })
}

function recollect(pen: Pen): void {
  const patient = pen.patient()
  const dish = pen.dish(patient)
  const [order] = pen.place(patient, [dish])
  const received = pen.between(10 * minute, 30 * minute)
  const rejected = received + pen.between(5 * minute, 30 * minute)
  const then = pen.pick(['same-order', 'new-accession', 'cancel'] as const)
  pen.receive(order!, received)
  pen.lab(rejected, { do: 'reject-specimen', order: order!, reason: 'Haemolysed.', then })
  if (then !== 'cancel') toFinal(pen, order!, rejected + 20 * minute)
  else {
    const [again] = pen.place(patient, [dish], {}, rejected + pen.between(5 * minute, 20 * minute))
    toFinal(pen, again!, rejected + 20 * minute)
  }
}

/** The ward cancels: before the specimen is there, while it is worked on, or just when the result goes out. */
function cancelledByPlacer(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient)])
  const when = pen.random.below(3)
  if (when > 0) pen.receive(order!, 12 * minute)
  pen.ehr(when === 0 ? pen.between(2 * minute, 10 * minute) : pen.between(15 * minute, 30 * minute), {
    do: 'cancel',
    order: order!,
    reason: 'Ordered twice.',
  })
}

/** Cancel and result pass each other on the wire; the lab has reported, so the cancel is refused. */
function crossing(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient)])
  const received = pen.between(10 * minute, 30 * minute)
  const final = received + pen.between(hour, 2 * hour)
  pen.receive(order!, received)
  pen.lab(received, { do: 'intend', order: order!, answer: 'accept', cancels: 'refuse' })
  pen.report(final, { order: order!, stage: 'final' })
  pen.ehr(final, { do: 'cancel', order: order!, reason: 'No longer needed.' })
}

/** The lab will not cancel, and goes on. */
function cancelRefused(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient)])
  pen.receive(order!, 10 * minute)
  pen.lab(11 * minute, { do: 'intend', order: order!, answer: 'accept', cancels: 'refuse' })
  pen.ehr(20 * minute, { do: 'cancel', order: order!, reason: 'Patient left.' })
  pen.report(pen.between(hour, 3 * hour), { order: order!, stage: 'final' })
}

function cancelledByLab(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient)])
  const reason = pen.pick(['Duplicate order.', 'Specimen not received.', 'Quantity not sufficient.'])
  if (pen.chance(0.5)) pen.receive(order!, 15 * minute)
  pen.lab(pen.between(20 * minute, 4 * hour), { do: 'cancel', order: order!, reason })
}

function sendOut(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient, pen.menu.sentOut)])
  const received = pen.between(10 * minute, 40 * minute)
  pen.receive(order!, received)
  pen.lab(received + hour, { do: 'send-out', order: order!, to: 'NORTHREF' })
  const final = received + pen.between(5 * hour, 16 * hour)
  pen.report(final, { order: order!, stage: 'final' })
  if (pen.chance(0.2)) pen.lab(final + pen.between(2 * hour, 5 * hour), { do: 'correct', order: order! })
}

function split(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient, pen.menu.panels)])
  const received = pen.between(10 * minute, 40 * minute)
  pen.receive(order!, received)
  pen.lab(received + 5 * minute, { do: 'split', order: order! })
  const first = received + pen.between(30 * minute, 2 * hour)
  pen.report(first, { order: order!, stage: 'partial' })
  pen.report(first + pen.between(30 * minute, 2 * hour), { order: order!, stage: 'final' })
}

function combined(pen: Pen): void {
  const patient = pen.patient()
  const orders = pen.place(patient, pen.dishes(patient, 2, pen.menu.panels))
  const received = pen.between(10 * minute, 40 * minute)
  pen.lab(received - minute, { do: 'combine', orders })
  for (const order of orders) pen.receive(order, received)
  for (const order of orders) pen.report(received + pen.between(hour, 3 * hour), { order, stage: 'final' })
}

/** A paper requisition in the lab: an order that the EHR numbers (SN, NA). */
function openedByLab(pen: Pen): void {
  const patient = pen.patient()
  const order = pen.handle()
  const dish = pen.dish(patient, pen.menu.numeric)
  pen.lab(0, { do: 'open', order, patient, test: dish.lab, as: 'SN' })
  pen.receive(order, 5 * minute)
  pen.report(pen.between(hour, 3 * hour), { order, stage: 'final' })
}

/** More of the dialogue: hold and go on, other details, replaced by another test. */
function held(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient)])
  pen.ehr(5 * minute, { do: 'hold', order: order!, reason: 'Patient in theatre.' })
  pen.ehr(40 * minute, { do: 'continue', order: order! })
  toFinal(pen, order!, hour)
}

function modified(pen: Pen): void {
  const patient = pen.patient()
  const dish = pen.dish(patient, pen.menu.panels)
  const [order] = pen.place(patient, [dish])
  const priority = pen.pick(dish.orderable.priorities.length > 0 ? dish.orderable.priorities : [''])
  pen.ehr(pen.between(2 * minute, 9 * minute), { do: 'modify', order: order!, ...(priority ? { priority } : {}) })
  toFinal(pen, order!)
}

function replaced(pen: Pen): void {
  const patient = pen.patient()
  const [first, second] = pen.dishes(patient, 2, pen.menu.panels)
  const [order] = pen.place(patient, [first!])
  const by = pen.handle()
  pen.ehr(5 * minute, { do: 'replace', order: order!, by: { order: by, test: (second ?? first!).ehr } })
  toFinal(pen, by, 10 * minute)
}

/** One record lives on in another while results are awaited. */
function merged(pen: Pen): void {
  const patient = pen.patient()
  const into = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient)])
  pen.ehr(pen.between(20 * minute, hour), { do: 'merge', patient, into })
  pen.lab(hour + 5 * minute, { do: 'merge', patient, into })
  toFinal(pen, order!, 2 * hour)
}

/** The order is said once more, as the same message or as a new one. */
function repeated(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient)])
  pen.ehr(pen.between(minute, 8 * minute), { do: 'repeat', order: order!, newControlId: pen.chance(0.2) })
  toFinal(pen, order!)
}

/** The lab says its last word again. */
function saidAgain(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient)])
  const final = toFinal(pen, order!)
  pen.lab(final + pen.between(minute, 2 * hour), {
    do: 'say-again',
    orders: [order!],
    sameControlId: pen.chance(0.5),
  })
}

/** A future order whose patient never comes. */
function noShow(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient)], { startsAt_ms: pen.begins + 8 * hour })
  pen.ehr(pen.between(9 * hour, 12 * hour), { do: 'cancel', order: order!, reason: 'Patient did not come.' })
}

export const labLife: readonly StoryKind[] = [
  {
    name: 'reflex',
    weight: 30,
    orders: 2,
    needs: ({ reflexing, numeric }) => reflexing.length > 0 && numeric.length > 0,
    tell: reflex,
  },
  { name: 'add-on', weight: 20, orders: 2, needs: ({ numeric }) => numeric.length > 1, tell: addOn },
  { name: 'recollect', weight: 18, orders: 2, tell: recollect },
  { name: 'cancelled by the placer', weight: 30, orders: 1, tell: cancelledByPlacer },
  { name: 'cancel crosses the result', weight: 3, orders: 1, tell: crossing },
  { name: 'cancel refused', weight: 2, orders: 1, tell: cancelRefused },
  { name: 'cancelled by the lab', weight: 20, orders: 1, tell: cancelledByLab },
  { name: 'send-out', weight: 16, orders: 1, needs: ({ sentOut }) => sentOut.length > 0, tell: sendOut },
  { name: 'split', weight: 8, orders: 1, needs: ({ panels }) => panels.length > 0, tell: split },
  { name: 'combined', weight: 6, orders: 2, needs: ({ panels }) => panels.length > 1, tell: combined },
  { name: 'opened by the lab', weight: 8, orders: 1, needs: ({ numeric }) => numeric.length > 0, tell: openedByLab },
  { name: 'on hold', weight: 5, orders: 1, tell: held },
  { name: 'modified', weight: 8, orders: 1, needs: ({ panels }) => panels.length > 0, tell: modified },
  { name: 'replaced', weight: 6, orders: 2, needs: ({ panels }) => panels.length > 1, tell: replaced },
  { name: 'merge', weight: 6, orders: 1, tell: merged },
  { name: 'order repeated', weight: 6, orders: 1, tell: repeated },
  { name: 'result repeated', weight: 8, orders: 1, tell: saidAgain },
  { name: 'no-show', weight: 5, orders: 1, tell: noShow },
]
