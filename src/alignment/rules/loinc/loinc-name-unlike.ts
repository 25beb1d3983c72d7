// A LOINC code beside the name of another one. The one thing to know: one of the two was copied wrongly, and nobody can tell
// which by looking at the row.
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry } from '../tools.ts'

export const loincNameUnlike: Rule = {
  name: 'loinc-name-unlike',
  family: 'loinc',
  severity: 'high',
  finds: 'A row whose LOINC name is not the name of its LOINC code.',
  explanation: 'Whoever checked the row read the name, and what is sent is the code.',
  example: '2823-3, potassium in serum or plasma, stands beside "Potassium [Moles/volume] in Blood".',
  remedy: 'Decide which is meant and take code and name from one row of the LOINC table.',
  catalog(side, tell) {
    for (const entry of inUse(side.components)) {
      if (!entry.term || entry.loincName === '' || same(entry.term.name, entry.loincName)) continue
      const says = `${entry.loinc} is "${entry.term.name}"; the row says "${entry.loincName}".`
      tell({ ...aboutEntry(side, 'component', entry), says })
    }
  },
}

function same(one: string, other: string): boolean {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim()
  return plain(one) === plain(other)
}
