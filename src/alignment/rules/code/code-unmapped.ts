// A code of one system from which nothing leads on. The one thing to know: a draft row leads nowhere, and neither does a row
// of a context that does not hold.
import type { Told } from '../../finding.ts'
import type { Link, Pair } from '../../pair/pair.ts'
import type { Rule, Tell } from '../../rule.ts'
import { aboutComponents, aboutOrderables, isReported } from '../tools.ts'

export const codeUnmapped: Rule = {
  name: 'code-unmapped',
  family: 'code',
  severity: 'high',
  finds: 'A test or component in use that no approved row of a map leads to the other system.',
  explanation:
    'The first message that carries it is held or refused, and with it the results of its patient; an order for it never reaches the laboratory.',
  example:
    'The LIS begins to report procalcitonin (PCT); nobody told the interface, and the first result waits at night.',
  remedy:
    'Add the row and have it approved, or take the code out of use. Where it never leaves its system, accept this with that reason.',
  pair(pair, tell) {
    for (const link of pair.components)
      if (link.toCode === null && isReported(pair.performer, link.from))
        stuck(pair, link, aboutComponents(pair, link), tell)
    for (const link of pair.orderables)
      if (link.toCode === null && link.from.isOrderable !== false) stuck(pair, link, aboutOrderables(pair, link), tell)
  },
}

function stuck<One extends { readonly code: string }>(
  { site }: Pair,
  { from, crossed, way }: Link<One>,
  about: Omit<Told, 'says'>,
  tell: Tell,
): void {
  const [first] = crossed.stuck
  const table = first?.table ?? ''
  const draft = site.maps
    .find(({ id }) => id === table)
    ?.rows.find(
      ({ fromCode, toCode, status }) => status === 'draft' && (fromCode === from.code || toCode === from.code),
    )
  const places = [...(about.places ?? []), ...(draft ? [{ file: draft.file, line: draft.line }] : [])]
  const says = draft
    ? `maps/${table}.csv has a row for ${from.code}, still a draft; the flow ${way.flow.id} takes approved rows only.`
    : `maps/${table}.csv has no approved row that leads ${from.code} to ${way.flow.to} (flow ${way.flow.id}).`
  tell({ ...about, places, says, ...(draft ? { remedy: 'Have the draft row approved.' } : {}) })
}
