// A report with components that its panel does not list. The one thing to know: microbiology grows and names its own, so only
// reports that are always whole are asked.
import type { Orderable } from '../../catalog/catalog.ts'
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
    const { components } = orderable
    // As a rule they stand in the order of the catalog.
    if (observations.every(({ seen }, nth) => seen.shape.code.code === components[nth])) return
    const listed = listedOf(orderable)
    const isExtra = (code: string) => code !== '' && !listed.has(code)
    if (!observations.some(({ seen }) => isExtra(seen.shape.code.code))) return
    const extra = [...new Set(observations.map(({ seen }) => seen.shape.code.code).filter(isExtra))]
    tell({
      subject,
      places: [orderable.place],
      variant: extra.join(' '),
      says: `A report of ${orderable.code} holds ${some(extra)}.`,
    })
  },
}

const known = new WeakMap<Orderable, ReadonlySet<string>>()

/** The components of a panel, made ready once. */
function listedOf(orderable: Orderable): ReadonlySet<string> {
  const before = known.get(orderable)
  if (before) return before
  const listed = new Set(orderable.components)
  known.set(orderable, listed)
  return listed
}
