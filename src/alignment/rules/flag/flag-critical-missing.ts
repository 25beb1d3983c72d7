// A value beyond a critical limit without a critical flag. The one thing to know: the limits are the catalog's, so a wrong
// limit raises this too, and it never holds the result.
import { flagFor } from '../../../terminology/flags.ts'
import { meaningOf } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { quoted, some } from '../tools.ts'

export const flagCriticalMissing: Rule = {
  name: 'flag-critical-missing',
  family: 'flag',
  severity: 'critical',
  isDoubt: true,
  finds: 'A value at or beyond a critical limit of the catalog that carries no critical flag.',
  explanation: 'Somebody should have been called, and nothing in the message says so (42 CFR 493.1291(g)).',
  example: 'A potassium above the critical limit comes flagged H.',
  remedy: 'Find out why the flag was not set, and see that earlier ones were called.',
  eachResult: 'Call it now, if it was not called.',
  value({ shape, value }, tell) {
    const { component, flags, subject, unitRead } = shape
    if (!component || (component.criticalLow === null && component.criticalHigh === null)) return
    if (unitRead.ucum !== component.unitRead.ucum) return
    const earned = flagFor(value, null, { low: component.criticalLow, high: component.criticalHigh })
    if (earned === null || flags.some((flag) => meaningOf(flag).critical)) return
    const given = flags.length === 0 ? 'empty' : some(flags.map(quoted))
    const limit = earned === 'LL' ? `at or below ${component.criticalLow}` : `at or above ${component.criticalHigh}`
    tell({
      subject,
      places: [component.place],
      variant: earned,
      says: `OBX-8 is ${given}; the value is ${limit}, which is critical.`,
    })
  },
}
