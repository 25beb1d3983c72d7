// Two methods that trend on one row of the chart. The one thing to know: a method is compared only where both catalogs rows
// name one.
import type { Rule } from '../../rule.ts'
import { aboutComponents } from '../tools.ts'
import { areApart } from './code-many-to-one-specimen.ts'

export const codeManyToOneMethod: Rule = {
  name: 'code-many-to-one-method',
  family: 'code',
  severity: 'high',
  finds: 'Components of different methods that arrive at one component of the chart.',
  explanation:
    'Two methods give different numbers for the same specimen. On one trend line the change from one to the other looks like disease or recovery.',
  example: 'Neutrophils counted by hand arrive in the row of the analyser’s count.',
  remedy:
    'Give each method a component of its own, or have the laboratory director confirm that the methods agree and accept this.',
  pair(pair, tell) {
    for (const links of pair.arrivals.values()) {
      const [first] = links
      for (const link of links.slice(1)) {
        if (!first || first.from === link.from || areApart(first, link)) continue
        const [one, other] = [first.from.method, link.from.method]
        if (one === '' || other === '' || one.toLowerCase() === other.toLowerCase()) continue
        const says = `${link.from.code} (${other}) and ${first.from.code} (${one}) both arrive as ${link.toCode}.`
        tell({ ...aboutComponents(pair, link), says, variant: first.from.code })
      }
    }
  },
}
