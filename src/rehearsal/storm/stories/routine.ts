// Stories of every day: orders, specimens, results in one piece or in several, held back and released together.
import { hour, minute, type Pen } from '../pen.ts'
import type { StoryKind } from '../story-kind.ts'

/** The way of one order from specimen to final; gives when the final was reported, after the story's beginning. */
export function toFinal(pen: Pen, order: string, from_ms = 0): number {
  const received = from_ms + pen.between(10 * minute, 40 * minute)
  const final = received + pen.between(30 * minute, 3 * hour)
  pen.receive(order, received)
  pen.report(final, { order, stage: 'final' })
  return final
}

function plain(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient)])
  toFinal(pen, order!)
}

function stat(pen: Pen): void {
  const patient = pen.patient()
  const dish = pen.dish(patient, pen.menu.panels)
  const priority = dish.orderable.priorities.find((each) => /stat/i.test(each))
  const [order] = pen.place(patient, [dish], priority ? { priority } : {})
  pen.receive(order!, pen.between(5 * minute, 12 * minute))
  pen.report(pen.between(20 * minute, 50 * minute), { order: order!, stage: 'final' })
}

/**
 * Several tests on one requisition, as most are ordered: one message reports them all, or each its own. Not every lab says
 * that a specimen has come; at times one of the results is corrected afterwards.
 */
function requisition(pen: Pen): void {
  const patient = pen.patient()
  const orders = pen.place(patient, pen.dishes(patient, 2 + pen.random.below(5)))
  const received = pen.between(10 * minute, 40 * minute)
  if (pen.chance(0.3)) for (const order of orders) pen.receive(order, received)
  let done = received + pen.between(hour, 4 * hour)
  if (pen.chance(0.7)) pen.report(done, ...orders.map((order) => ({ order, stage: 'final' as const })))
  else {
    for (const order of orders) {
      pen.report(done, { order, stage: 'final' })
      done += pen.between(minute, hour)
    }
  }
  if (pen.chance(0.06)) pen.lab(done + pen.between(10 * minute, 4 * hour), { do: 'correct', order: pen.pick(orders) })
}

function partial(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient, pen.menu.panels)])
  const received = pen.between(10 * minute, 40 * minute)
  const first = received + pen.between(20 * minute, hour)
  pen.receive(order!, received)
  pen.report(first, { order: order!, stage: 'partial' })
  pen.report(first + pen.between(30 * minute, 4 * hour), { order: order!, stage: 'final' })
}

/** Preliminary, measured again, another value final. */
function rerun(pen: Pen): void {
  const patient = pen.patient()
  const dish = pen.dish(patient, pen.menu.numeric)
  const [order] = pen.place(patient, [dish])
  const received = pen.between(10 * minute, 40 * minute)
  const first = received + pen.between(20 * minute, hour)
  const [component] = dish.components
  pen.receive(order!, received)
  pen.report(first, { order: order!, stage: 'preliminary', values: { [component!]: { kind: 'high' } } })
  pen.report(first + pen.between(10 * minute, hour), {
    order: order!,
    stage: 'final',
    values: { [component!]: { kind: 'normal' } },
  })
}

/** Results are kept back and released together, as a burst or as one batch file. */
function batch(pen: Pen): void {
  const patient = pen.patient()
  const orders = pen.place(patient, pen.dishes(patient, 3))
  const received = pen.between(10 * minute, 40 * minute)
  const released = received + pen.between(2 * hour, 5 * hour)
  for (const order of orders) {
    pen.receive(order, received)
    pen.lab(released - pen.between(5 * minute, hour), {
      do: 'report',
      parts: [{ order, stage: 'final' }],
      batch: true,
    })
  }
  pen.lab(released, { do: 'release', as: pen.chance(0.5) ? 'burst' : 'batch' })
}

/** A critical value, held by hand for a while before it is released. */
function critical(pen: Pen): void {
  const patient = pen.patient()
  const dish = pen.dish(patient, pen.menu.numeric)
  const [order] = pen.place(patient, [dish])
  const received = pen.between(10 * minute, 30 * minute)
  pen.receive(order!, received)
  pen.report(received + pen.between(40 * minute, 2 * hour), {
    order: order!,
    stage: 'final',
    values: { [dish.components[0]!]: { kind: pen.chance(0.5) ? 'critical-high' : 'critical-low' } },
  })
}

/** Several collections of one test in a day, each an order with its own time. */
function timed(pen: Pen): void {
  const patient = pen.patient()
  const dish = pen.dish(patient, pen.menu.numeric)
  for (let nth = 0; nth < 3; nth++) {
    const from = nth * 4 * hour
    const [order] = pen.place(patient, [dish], nth === 0 ? {} : { startsAt_ms: pen.begins + from }, nth * minute)
    toFinal(pen, order!, from)
  }
}

/** The patient's data are said again while the order is under way. */
function update(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient)])
  pen.ehr(pen.between(5 * minute, hour), {
    do: 'update',
    patient,
    change: { street: `${1 + pen.random.below(900)} Sample Street` },
  })
  toFinal(pen, order!)
}

/** A report in words, with an embedded document. */
function report(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient, pen.menu.reports)])
  const received = pen.between(20 * minute, hour)
  const read = received + pen.between(4 * hour, 10 * hour)
  const document = pen.chance(0.3) ? { document_bytes: 2000 } : {}
  pen.receive(order!, received)
  pen.report(read, {
    order: order!,
    stage: 'final',
    text: ['Specimen received in formalin.', 'No atypical cells were seen.', 'Invented for a rehearsal.'],
    ...document,
  })
  // An addendum whose document does not come anew is rightly asked about.
  if (!('document_bytes' in document) && pen.chance(0.4)) {
    const text = ['Addendum: the stains were reviewed, with the same result.']
    pen.lab(read + pen.between(hour, 4 * hour), {
      do: pen.chance(0.6) ? 'append' : 'amend',
      order: order!,
      text,
      ...document,
    })
  }
}

/** Growth, organisms and what they are sensitive to, added to over days. */
function culture(pen: Pen): void {
  const patient = pen.patient()
  const dish = pen.dish(patient, pen.menu.cultures)
  const [order] = pen.place(patient, [dish])
  const received = pen.between(20 * minute, hour)
  const organisms = pen.menu.organisms.get(dish.lab) ?? []
  const [organism, negative] = [pen.pick(organisms), organisms[0]!]
  pen.receive(order!, received)
  const first = received + pen.between(4 * hour, 8 * hour)
  pen.lab(first, { do: 'grow', order: order!, stage: 'preliminary', growth: negative })
  const drugs = pen.menu.drugs.slice(0, 3)
  const sensitive = Object.fromEntries(drugs.map((drug) => [drug, pen.pick(['S', 'I', 'R'] as const)]))
  const isolates = pen.chance(0.5) ? [{ organism, sensitive }] : []
  const growth = isolates.length > 0 ? organism : negative
  pen.lab(first + pen.between(6 * hour, 10 * hour), { do: 'grow', order: order!, stage: 'final', growth, isolates })
}

export const routine: readonly StoryKind[] = [
  { name: 'plain', weight: 100, orders: 1, tell: plain },
  { name: 'stat', weight: 30, orders: 1, needs: ({ panels }) => panels.length > 0, tell: stat },
  { name: 'requisition', weight: 500, orders: 6, needs: ({ all }) => all.length > 8, tell: requisition },
  { name: 'partial', weight: 80, orders: 1, needs: ({ panels }) => panels.length > 0, tell: partial },
  { name: 'rerun', weight: 40, orders: 1, needs: ({ numeric }) => numeric.length > 0, tell: rerun },
  { name: 'batch', weight: 20, orders: 3, needs: ({ all }) => all.length > 8, tell: batch },
  { name: 'critical', weight: 15, orders: 1, needs: ({ numeric }) => numeric.length > 0, tell: critical },
  { name: 'timed', weight: 6, orders: 3, needs: ({ numeric }) => numeric.length > 0, tell: timed },
  { name: 'patient update', weight: 12, orders: 1, tell: update },
  { name: 'report', weight: 12, orders: 1, needs: ({ reports }) => reports.length > 0, tell: report },
  { name: 'culture', weight: 20, orders: 1, needs: ({ cultures }) => cultures.length > 0, tell: culture },
]
