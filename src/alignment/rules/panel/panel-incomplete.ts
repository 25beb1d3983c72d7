// A final report that lacks components of its panel. The one thing to know: only reports that are always whole (snapshot) are
// asked, and a component that is said to be impossible (X) is there.
import { listIn } from '../../catalog/cells.ts'
import type { Rule } from '../../rule.ts'
import { some } from '../tools.ts'

export const panelIncomplete: Rule = {
  name: 'panel-incomplete',
  family: 'panel',
  severity: 'high',
  finds: 'A final report without a component that the sender’s catalog lists for its panel.',
  explanation:
    'The reader cannot tell "not measured" from "forgotten", and a system that counts on the component waits for it.',
  example: 'A final electrolyte panel comes without the anion gap.',
  remedy: 'Ask the laboratory for the component; where it is never reported, correct the catalog.',
  report({ orderable, status, observations, subject }, tell) {
    if (orderable?.resultMode !== 'snapshot' || (status !== 'F' && status !== 'C')) return
    const { components } = orderable
    // As a rule they stand in the order of the catalog.
    if (components.every((code, nth) => observations[nth]?.seen.shape.code.code === code)) return
    const given = new Set(observations.map(({ seen }) => seen.shape.code.code))
    const isThere = (code: string) => given.has(code)
    const optional = listIn(orderable.cells.optional)
    const missing = components.filter((code) => !isThere(code) && !optional.includes(code))
    if (missing.length === 0 || missing.length === components.length) return
    tell({
      subject,
      places: [orderable.place],
      variant: missing.join(' '),
      says: `A final report of ${orderable.code} lacks ${some(missing)}.`,
    })
  },
}
