// A number without a reference range. The one thing to know: some numbers have none by their nature (a drug in an overdose, a
// random urine), so it is told where the other side, or the catalog, has one.
import type { Rule } from '../../rule.ts'
import { aboutComponents, bothEnds, isNumeric } from '../tools.ts'
import { type Difference, lostSex, personText, plainBands } from './bands.ts'

export const rangeMissing: Rule = {
  name: 'range-missing',
  family: 'range',
  severity: 'normal',
  isDoubt: true,
  finds: 'A result that has a reference range on one side and none on the other.',
  explanation:
    'A report must carry its reference interval (42 CFR 493.1291(d)); without one nobody can tell a normal number from an alarming one, and no flag can be checked.',
  example: 'The LIS lost the range of TSH when the method changed; the EHR still shows the old one.',
  remedy: 'Give the range of the method in use on both sides.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.components)) {
      const { from, to } = link
      if (!isNumeric(from) || !from.rangesRead.readable || !to.rangesRead.readable) continue
      const [mine, theirs] = [plainBands(from.rangesRead), plainBands(to.rangesRead)]
      const [has, lacks] = mine.length === 0 ? [to, from] : [from, to]
      const lost = lostSex(mine, theirs)
      if ((mine.length === 0) !== (theirs.length === 0))
        tell({
          ...aboutComponents(pair, link),
          says: `${has.code} has the range ${has.ranges}; ${lacks.code} has none.`,
        })
      else if (lost) tell({ ...aboutComponents(pair, link), says: lostText(from.code, to.code, lost) })
    }
  },
  value({ shape, printed, listed, value }, tell) {
    if (shape.range !== '' || printed || !listed || value.kind !== 'number') return
    const { subject, component } = shape
    const places = component ? [component.place] : []
    tell({ subject, places, says: `OBX-7 is empty; the catalog has ${listed.text} for this person.` })
  },
}

function lostText(from: string, to: string, lost: Difference): string {
  const [has, lacks] = lost.one ? [from, to] : [to, from]
  return `For ${personText(lost)} ${has} has the range ${(lost.one ?? lost.other)!.text}; ${lacks} has none.`
}
