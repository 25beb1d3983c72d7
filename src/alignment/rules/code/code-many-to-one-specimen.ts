// Results of different specimens in one row of the chart. The one thing to know: the row decides how a value is read, and
// serum and whole blood, or blood and urine, are not read alike.
import type { Link, Pair } from '../../pair/pair.ts'
import type { ReadComponent } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutComponents, some } from '../tools.ts'

export const codeManyToOneSpecimen: Rule = {
  name: 'code-many-to-one-specimen',
  family: 'code',
  severity: 'critical',
  finds: 'Components of different specimens that arrive at one component of the chart.',
  explanation:
    'Values of two specimens stand in one trend under one reference range; a change of specimen looks like a change of the patient.',
  example:
    'Potassium from the blood gas analyser (whole blood, haemolysis unseen) arrives in the row of serum potassium.',
  remedy: 'Give each specimen a component of its own in the receiving system and lead each to its own.',
  pair(pair, tell) {
    for (const links of pair.arrivals.values()) {
      const [first] = links
      for (const link of links.slice(1))
        if (first && first.from !== link.from && areApart(first, link)) tell(told(pair, first, link))
    }
  },
}

/** No specimen of the one is a specimen of the other. */
export function areApart(one: Link<ReadComponent>, other: Link<ReadComponent>): boolean {
  const specimens = new Set(one.from.specimens)
  return (
    specimens.size > 0 && other.from.specimens.length > 0 && !other.from.specimens.some((each) => specimens.has(each))
  )
}

function told(pair: Pair, first: Link<ReadComponent>, link: Link<ReadComponent>) {
  const places = [...(aboutComponents(pair, link).places ?? []), first.from.place]
  const says = `${link.from.code} (${some(link.from.specimens)}) and ${first.from.code} (${some(first.from.specimens)}) both arrive as ${link.toCode}.`
  return { ...aboutComponents(pair, link), places, says, variant: first.from.code }
}
