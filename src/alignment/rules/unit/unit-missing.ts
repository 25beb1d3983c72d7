// A number without a unit. The one thing to know: some quantities have none (specific gravity, ratios), so it is told only
// where the other side, or the catalog, has one.
import type { Rule } from '../../rule.ts'
import { aboutComponents, bothEnds, isNumeric } from '../tools.ts'

export const unitMissing: Rule = {
  name: 'unit-missing',
  family: 'unit',
  severity: 'high',
  finds: 'A number that has a unit on one side and none on the other.',
  explanation:
    'The reader supplies the unit that he is used to. Two laboratories that report ferritin without a unit look alike and may differ a thousandfold.',
  example: 'Ferritin is ng/mL in the LIS and has no unit in the EHR.',
  remedy: 'Give the unit on both sides.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.components)) {
      const { from, to } = link
      if (!isNumeric(from) || (from.unit === '') === (to.unit === '')) continue
      const [has, lacks] = from.unit === '' ? [to, from] : [from, to]
      tell({
        ...aboutComponents(pair, link),
        says: `${has.code} is reported in ${has.unit}; ${lacks.code} has no unit.`,
      })
    }
  },
  shape({ end, subject, valueType, unit, component }, tell) {
    if (end !== 'sent' || unit !== '' || !component || component.unit === '' || !isNumeric({ valueType })) return
    tell({
      subject,
      places: [component.place],
      says: `OBX-6 is empty; the catalog has ${component.unit} for ${component.code}.`,
    })
  },
  crossing({ sent, passed, flow }, tell) {
    if (sent.unit === '' || passed.unit !== '' || passed.component?.unit === '' || !isNumeric(sent)) return
    tell({
      subject: sent.subject,
      counterpart: passed.subject,
      variant: 'lost',
      says: `The flow ${flow.id} takes the unit ${sent.unit} of ${sent.code.code} away (OBX-6).`,
    })
  },
}
