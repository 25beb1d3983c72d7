// No result in another patient's chart, by numbers and by birth date, also after merges. The one thing to know: nothing
// excuses it but a person's decision on that very order.
import type { ChartEvent } from '../play/evidence.ts'
import type { Docket } from './docket.ts'
import type { Talk } from './talks.ts'
import { checker, type Fault } from './violations.ts'

export const rightPatient = checker(
  'right-patient',
  {
    verifies:
      'Every result in the chart stands with the patient for whom the lab did the work, and no report was filed whose record number or birth date is another person’s.',
    notVerified:
      'Between two records that were merged at any time in the run, whose order stands with which after the merge was undone.',
  },
  function* (docket, { ehr, lab }) {
    for (const [key, { order }] of lab.book) {
      const chart = docket.chartOrderOf(key)
      if (!chart || chart.components.length === 0 || docket.samePerson(chart.mrn, order.patient.mrn)) continue
      yield {
        subject: key,
        at: chart.changedAt,
        text: 'The chart shows this order’s results with a patient for whom the lab did not do the work.',
      }
    }
    for (const event of ehr.events) if (event.what === 'filed') yield* filed(docket, event)
  },
)

function* filed(docket: Docket, { controlId, mrn, placer: subject, at }: ChartEvent): Generator<Fault> {
  if (docket.isDecided(subject)) return
  for (const { content } of reportsUnder(docket, controlId)) {
    const { mrns } = content
    if (mrns.some((one) => one !== '') && !mrns.some((one) => docket.samePerson(one, mrn))) {
      yield {
        subject,
        at,
        text: `Message ${controlId} was filed with a patient whom it, or the lab’s own message behind it, does not name.`,
      }
    } else if (isAnothersBirthDate(docket, mrn, content)) {
      yield { subject, at, text: `Message ${controlId} was filed with a patient whose birth date is another.` }
    } else continue
    return
  }
}

/** The report that was filed, and what the lab itself had said: whoever changed it on the way, its patient is the lab's. */
function reportsUnder(docket: Docket, controlId: string): readonly Talk[] {
  const arrived = docket.talks.under('labloop-to-ehr', controlId).filter(({ arrived: at }) => at.length > 0)
  const sources = docket.deliveriesUnder('labloop-to-ehr', controlId).flatMap(({ messageId }) => {
    const message = docket.message(messageId)
    if (!message) return []
    const said = docket.saidAs(message)
    return said.length > 0 ? said : docket.talks.under('lab-to-labloop', message.controlId)
  })
  return [...arrived, ...sources].filter(({ type }) => /^(ORU|OUL)/.test(type))
}

function isAnothersBirthDate(docket: Docket, mrn: string, { birthDate }: Talk['content']): boolean {
  const said = dayOf(birthDate)
  if (said === '' || docket.patientsUnder(mrn).some((patient) => dayOf(patient.birthDate) === said)) return false
  const patients = [...docket.evidence.ehr.chart.patients.values()]
  const known = patients.filter((patient) => docket.samePerson(patient.mrn, mrn))
  if (known.length === 0 || known.some((patient) => dayOf(patient.birthDate) === said)) return false
  return !isRestated(docket, mrn)
}

/** Year, month and day without what stands between; empty where less is given. */
function dayOf(date: string): string {
  return /^\d{8}/.exec(date.replaceAll('-', ''))?.[0] ?? ''
}

/** Whether the EHR gave this patient another birth date in the run: a report may carry the one before. */
function isRestated({ evidence: { acts, keys }, samePerson }: Docket, mrn: string): boolean {
  return acts.some(
    ({ act }) =>
      act.who === 'ehr' &&
      act.act.do === 'update' &&
      act.act.change.birthDate !== undefined &&
      samePerson(keys.get(act.act.patient) ?? '', mrn),
  )
}
