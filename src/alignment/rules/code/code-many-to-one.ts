// Several components in one row of the chart for no reason that the catalogs tell. The one thing to know: differing specimens
// and methods have rules of their own.
import type { Rule } from '../../rule.ts'
import { aboutComponents } from '../tools.ts'
import { areApart } from './code-many-to-one-specimen.ts'

export const codeManyToOne: Rule = {
  name: 'code-many-to-one',
  family: 'code',
  severity: 'normal',
  finds: 'Several components that arrive at one component of the chart.',
  explanation: 'What the laboratory tells apart cannot be told apart in the chart any more, and cannot be led back.',
  example: 'LDL by calculation and LDL measured directly arrive in one row.',
  remedy: 'Give each a component of its own, or accept with the reason why they are the same.',
  pair(pair, tell) {
    for (const links of pair.arrivals.values()) {
      const [first] = links
      for (const link of links.slice(1)) {
        if (!first || first.from === link.from || areApart(first, link)) continue
        if (
          first.from.method !== '' &&
          link.from.method !== '' &&
          first.from.method.toLowerCase() !== link.from.method.toLowerCase()
        )
          continue
        const says = `${link.from.code} (${link.from.name}) and ${first.from.code} (${first.from.name}) both arrive as ${link.toCode}.`
        tell({ ...aboutComponents(pair, link), says, variant: first.from.code })
      }
    }
  },
}
