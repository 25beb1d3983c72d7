// A report with components that its panel does not list. The one thing to know: microbiology grows and names its own, so only
// reports that are always whole are asked.
import type { Rule } from '../../rule.ts'
import { some } from '../tools.ts'

export const panelExtra: Rule = {
  name: 'panel-extra',
  family: 'panel',
  severity: 'normal',
  finds: 'A report with a component that the sender’s catalog does not list for its panel.',
  explanation: 'The panel changed in the laboratory, and the receiver’s display has no line for what came.',
  example: 'The metabolic panel suddenly brings magnesium.',
  remedy: 'Ask the laboratory, and bring catalog and display up to date.',
  report({ orderable, observations, subject }, tell) {
    if (orderable?.resultMode !== 'snapshot' || orderable.components.length === 0) return
    const listed = new Set(orderable.components)
    const extra = [...new Set(observations.map(({ seen }) => seen.shape.code.code))].filter(
      (code) => code !== '' && !listed.has(code),
    )
    if (extra.length === 0) return
    tell({
      subject,
      places: [orderable.place],
      variant: extra.join(' '),
      says: `A report of ${orderable.code} holds ${some(extra)}.`,
    })
  },
}
