// Two systems that write times of different zones. The one thing to know: a time without an offset means what its reader
// thinks, and a message passes times as they are.
import type { Rule } from '../../rule.ts'

export const timeZoneDiffers: Rule = {
  name: 'time-zone-differs',
  family: 'time',
  severity: 'high',
  finds: 'Two systems whose times are of different zones, and times that pass unchanged.',
  explanation:
    'Collection is shown an hour off: trends, drug levels and turnaround are wrong, and results seem to come before their collection.',
  example: 'The EHR is hosted in New York and reads times as Eastern; the laboratory writes Central.',
  remedy: 'Have the sender write offsets (+/-ZZZZ, HL7 v2.5.1 §2.A.22), or set both to one zone.',
  pair({ site, performer, placer }, tell) {
    const [one, other] = [performer, placer].map(({ system }) => system.dialect.time_zone ?? site.time_zone)
    if (one === other) return
    tell({
      subject: { system: performer.system.id, kind: 'message', code: 'time zone', name: one ?? '' },
      counterpart: { system: placer.system.id, kind: 'message', code: 'time zone', name: other ?? '' },
      places: [performer, placer].map(({ system }) => ({ file: `systems/${system.id}.yaml`, line: 1 })),
      says: `${performer.system.id} writes times of ${one} and ${placer.system.id} of ${other}.`,
    })
  },
}
