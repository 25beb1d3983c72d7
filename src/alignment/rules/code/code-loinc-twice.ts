// One LOINC code on two components of one system that are not the same. The one thing to know: the same code twice is right
// where only the place of testing differs.
import { inUse, type ReadComponent } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry } from '../tools.ts'

export const codeLoincTwice: Rule = {
  name: 'code-loinc-twice',
  family: 'code',
  severity: 'normal',
  finds: 'Two components of one system that carry one LOINC code and differ in specimen, unit or type.',
  explanation: 'By LOINC the two are one: whoever receives them puts their values on one trend line.',
  example: 'Protein of a spot urine and of a 24-hour urine both carry 2888-6.',
  remedy: 'Give each the code of its own specimen, unit or time.',
  catalog(side, tell) {
    const coded = inUse(side.components).filter(({ loinc }) => loinc !== '')
    for (const [loinc, entries] of Map.groupBy(coded, (entry) => entry.loinc)) {
      const [first] = entries
      for (const entry of entries.slice(1)) {
        const differs = first && difference(first, entry)
        if (!differs) continue
        const says = `${entry.code} and ${first.code} both carry ${loinc} and differ in ${differs}.`
        const places = [entry.place, first.place]
        tell({ ...aboutEntry(side, 'component', entry), places, says, variant: first.code })
      }
    }
  },
}

function difference(one: ReadComponent, other: ReadComponent): string {
  if (one.valueType !== other.valueType) return `type (${one.valueType}, ${other.valueType})`
  if (one.unitRead.ucum !== other.unitRead.ucum) return `unit (${one.unit || 'none'}, ${other.unit || 'none'})`
  const specimens = new Set(one.specimens)
  const apart =
    one.specimens.length > 0 && other.specimens.length > 0 && !other.specimens.some((each) => specimens.has(each))
  return apart ? `specimen (${one.specimens.join(', ')}; ${other.specimens.join(', ')})` : ''
}
