// A status that means something else after the map. The one thing to know: a correction that arrives as final is a silent
// overwrite; the reader never learns that the first value was wrong.
import { value } from '../../../hl7/index.ts'
import type { Flow } from '../../../site/shapes/flow.ts'
import { linesNamed } from '../../message/groups.ts'
import type { Side } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutStatus } from './about-status.ts'
import { type Meaning, meaningIn, statusArrivals, statusFields } from './arrivals.ts'

export const statusMeaningChanges: Rule = {
  name: 'status-meaning-changes',
  family: 'status',
  severity: 'critical',
  finds:
    'A status that arrives as one of another meaning: corrected as final, preliminary as final, withdrawn as final.',
  explanation:
    'A corrected report must show that it is one (42 CFR 493.1291(k)); a preliminary value taken for final is acted on and never looked at again.',
  example: 'maps/statuses.csv leads C to F, because the receiver "only takes F".',
  remedy:
    'Lead it to the receiver’s own status for the same thing; where it has none, hold such messages for a person.',
  eachResult: 'Tell the ward what the laboratory’s own status says.',
  pair(pair, tell) {
    for (const arrival of statusArrivals(pair)) {
      const { place, standard, arrivesAs } = arrival
      const [was, is] = [meaningIn(place, standard), arrivesAs === null ? undefined : meaningIn(place, arrivesAs)]
      if (!was || !is || was === is) continue
      tell({
        ...aboutStatus(pair, arrival),
        says: `${arrival.code} of ${place.field} is ${was} and arrives as ${arrival.arrives}, which is ${is}.`,
      })
    }
  },
  crossing({ sent, passed, flow }, tell) {
    if (sent.status === passed.status) return
    const [was, is] = [meaningIn(ofObservations, sent.status), meaningIn(ofObservations, passed.status)]
    if (!was || !is || was === is) return
    tell({
      subject: sent.subject,
      counterpart: passed.subject,
      variant: `${sent.status} ${passed.status}`,
      says: `The flow ${flow.id} makes ${passed.status} of ${sent.status} in OBX-11: ${was} arrives as ${is}.`,
    })
  },
  message({ message, outputs, type, flow, subject, sender, receiver }, tell) {
    if (!flow || !receiver || !mayTouch(flow) || !/^(ORU|OUL)/.test(type)) return
    const came = linesNamed(message, 'OBR')
    const went = outputs.flatMap((output) => linesNamed(output, 'OBR'))
    if (came.length !== went.length) return
    for (const [at, obr] of came.entries()) {
      const [from, to] = [value(obr, 25, 1) ?? '', value(went[at]!, 25, 1) ?? '']
      if (from === '' || from === to) continue
      const [was, is] = [reportMeaning(sender, from), reportMeaning(receiver, to)]
      if (!was || !is || was === is) continue
      tell({
        subject,
        variant: `OBR-25 ${from} ${to}`,
        says: `The flow ${flow.id} makes ${to} of ${from} in OBR-25: ${was} arrives as ${is}.`,
      })
    }
  },
}

const ofObservations = statusFields.find(({ field }) => field === 'OBX-11')!
const ofReports = statusFields.find(({ field }) => field === 'OBR-25')!

/** Whether a step of the flow may write OBR-25: most flows leave it as it is, and then nothing needs to be read. */
function mayTouch(flow: Flow): boolean {
  const known = touching.get(flow)
  if (known !== undefined) return known
  const may = /"OBR[^"]*-25|"for_each":"OBR"|"(?:call|restructure)":/.test(JSON.stringify(flow.steps))
  touching.set(flow, may)
  return may
}
const touching = new WeakMap<Flow, boolean>()

function reportMeaning({ system }: Side, code: string): Meaning | undefined {
  return meaningIn(ofReports, system.dialect.result_status[code] ?? code)
}
