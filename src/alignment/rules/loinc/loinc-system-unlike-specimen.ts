// A LOINC code whose specimen is not the one that is collected. The one thing to know: only specimens that their code or
// words make plain are judged.
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { systemsOfSpecimen } from '../specimen/specimen-words.ts'
import { aboutEntry } from '../tools.ts'
import { systemsMeet } from './axes.ts'

export const loincSystemUnlikeSpecimen: Rule = {
  name: 'loinc-system-unlike-specimen',
  family: 'loinc',
  severity: 'high',
  finds: 'A component whose LOINC code names another specimen than its row.',
  explanation: 'Whoever reads the code takes a value of one specimen for one of another, with another reference range.',
  example: 'Albumin from urine carries 1751-7, albumin in serum or plasma.',
  remedy: 'Take the code for the specimen that is collected.',
  catalog(side, tell) {
    for (const entry of inUse(side.components)) {
      const system = entry.axes?.system
      if (!system || entry.specimens.length === 0) continue
      const possible = entry.specimens.map((specimen) => systemsOfSpecimen(specimen))
      if (possible.some((systems) => !systems || systems.some((one) => systemsMeet(one, system)))) continue
      const says = `${entry.loinc} (${entry.term?.name ?? entry.loincName}) is of ${system}; ${entry.code} is from ${entry.specimens.join(', ')}.`
      tell({ ...aboutEntry(side, 'component', entry), says })
    }
  },
}
