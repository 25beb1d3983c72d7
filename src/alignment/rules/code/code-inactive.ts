// A live result under a code that is out of use. The one thing to know: a code retired in the middle of an order still brings
// the result of that order, so this is told and holds nothing by itself.
import type { Rule } from '../../rule.ts'

export const codeInactive: Rule = {
  name: 'code-inactive',
  family: 'code',
  severity: 'normal',
  finds: 'A result under a code that the catalog says is out of use.',
  explanation: 'Either the catalog is behind the system, or somebody still uses what was stopped.',
  example: 'Bleeding time, stopped years ago, is reported once more.',
  remedy: 'Find out which of the two is right, and correct the other.',
  shape({ end, side, subject, component }, tell) {
    if (!component || component.active) return
    tell({
      subject,
      variant: end,
      places: [component.place],
      says: `${component.code} is out of use in the catalog of ${side.system.id}.`,
    })
  },
}
