// Stories that cannot end in agreement by themselves: somebody must own them. The one thing to know: each says its cause, and
// an order that is owned without one is a defect.
import type { Spoil } from '../../play/act.ts'
import { hour, minute, type Pen } from '../pen.ts'
import type { StoryKind } from '../story-kind.ts'
import { toFinal } from './routine.ts'

function spoilt(spoil: Spoil, cause: string) {
  return (pen: Pen): void => {
    const patient = pen.patient()
    const [order] = pen.place(patient, [pen.dish(patient, pen.menu.panels)])
    const received = pen.between(10 * minute, 40 * minute)
    pen.receive(order!, received)
    pen.report(received + pen.between(hour, 3 * hour), { order: order!, stage: 'final', spoil })
    pen.plant(order!, cause)
  }
}

function intends(answer: 'refuse' | 'silent', cause: string) {
  return (pen: Pen): void => {
    const patient = pen.patient()
    const order = pen.handle()
    pen.lab(-minute, { do: 'intend', order, answer })
    // A test of every day: what a reference laboratory never says is missed only weeks later.
    const test = pen.dish(patient, pen.menu.panels).ehr
    pen.ehr(0, { do: 'order', patient, asks: [{ order, test }] })
    pen.plant(order, cause)
  }
}

/** Another value under the status final, with no word that it is a correction. */
function silentOverwrite(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient, pen.menu.numeric)])
  const done = toFinal(pen, order!)
  pen.lab(done + pen.between(10 * minute, 2 * hour), { do: 'correct', order: order!, status: 'F' })
  pen.plant(order!, 'another value under the status final')
}

/** A result that nobody ordered. */
function unsolicited(pen: Pen): void {
  const patient = pen.patient()
  const order = pen.handle()
  pen.lab(0, { do: 'open', order, patient, test: pen.dish(patient, pen.menu.numeric).lab, as: 'unsolicited' })
  pen.report(pen.between(10 * minute, hour), { order, stage: 'final' })
  pen.plant(order, 'a result without an order')
}

/** A result is taken back from one patient and filed on another's order. */
function refiled(pen: Pen): void {
  const [wrong, right] = [pen.patient(), pen.patient()]
  const dish = pen.dish(wrong, pen.menu.numeric)
  const [first] = pen.place(wrong, [dish])
  const [second] = pen.place(right, [dish])
  const done = toFinal(pen, first!)
  pen.receive(second!, 30 * minute)
  pen.lab(done + pen.between(20 * minute, 2 * hour), { do: 'refile', order: first!, onto: second! })
  for (const order of [first!, second!]) pen.plant(order, 'a result was filed on the wrong patient and moved')
}

/** The EHR says AA and puts the message into its error queue. */
function rejectedLater(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient)])
  const done = toFinal(pen, order!)
  pen.ehr(done + pen.between(20 * minute, hour), { do: 'reject-later', order: order!, why: 'The encounter is closed.' })
  pen.plant(order!, 'the EHR took its AA back')
}

const hasPanels: StoryKind['needs'] = ({ panels }) => panels.length > 0
const hasNumbers: StoryKind['needs'] = ({ numeric }) => numeric.length > 0

const spoils: readonly (readonly [Spoil, string])[] = [
  ['unknown-component', 'a component that no map knows'],
  ['other-birth-date', 'a result with another birth date'],
  ['unknown-unit', 'a unit that was never seen'],
  ['no-order-number', 'a result without an order number'],
  ['unknown-order', 'a result under a number that nobody gave'],
  ['unknown-patient', 'a result of a patient whom nobody knows'],
]

export const planted: readonly StoryKind[] = [
  ...spoils.map(([spoil, cause]): StoryKind => {
    return { name: cause, weight: 1, orders: 1, needs: hasPanels, tell: spoilt(spoil, cause) }
  }),
  {
    name: 'refused by the lab',
    weight: 1,
    orders: 1,
    needs: hasPanels,
    tell: intends('refuse', 'the lab refused the order'),
  },
  { name: 'silent lab', weight: 1, orders: 1, needs: hasPanels, tell: intends('silent', 'the lab never answered') },
  { name: 'silent overwrite', weight: 1, orders: 1, needs: hasNumbers, tell: silentOverwrite },
  { name: 'unsolicited', weight: 1, orders: 1, needs: hasNumbers, tell: unsolicited },
  { name: 'refiled', weight: 0.5, orders: 2, needs: hasNumbers, tell: refiled },
  { name: 'rejected later', weight: 1, orders: 1, tell: rejectedLater },
]
