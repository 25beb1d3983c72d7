// A value hundreds of times its fellows. The one thing to know: illness seldom changes a value a hundredfold, a unit does it
// every time; analytes that really span decades are measured against their own spread.

import type { SeenHistory } from '../../message/seen.ts'
import type { Rule } from '../../rule.ts'

export const valueMagnitude: Rule = {
  name: 'value-magnitude',
  family: 'value',
  severity: 'critical',
  isDoubt: true,
  finds:
    'A value about a thousand times larger or smaller than its reference range and than other values of the same test.',
  explanation: 'The unit changed and the label did not: the number is right in another unit, and deadly in this one.',
  example: 'A count that was reported in thousands comes in ones, still labelled x10(3)/uL.',
  remedy: 'Ask the laboratory in which unit the analyser reports now. Look at every result since.',
  eachResult: 'Let nobody act on the value before the laboratory has confirmed it with its unit.',
  history(seen, tell) {
    const { shape, value } = seen
    if (value.kind !== 'number' || value.value <= 0) return
    const times = timesOff(seen, value.value)
    if (times === null) return
    const says = `OBX-5 is about ${times} its fellows and its range, in ${shape.unit || 'no unit'}.`
    tell({ subject: shape.subject, variant: times, says })
  },
}

/** Beyond this many times the limit of the range a value is asked against its fellows. */
const far = 200
/** As many values of the same test must be known before they are believed. */
const enough = 20

function timesOff({ printed, listed, fellows, shape }: SeenHistory, value: number): string | null {
  const sameUnit = shape.component !== null && shape.unitRead.ucum === shape.component.unitRead.ucum
  const band = (sameUnit ? listed : null) ?? printed
  const [low, high] = [band?.low ?? null, band?.high ?? null]
  const above = high !== null && high > 0 && value > high * far
  const below = low !== null && low > 0 && value < low / far
  const middle = fellows && fellows.count >= enough ? fellows.middle : null
  if (middle !== null) {
    if (value > middle * far && (above || high === null)) return 'a thousand times'
    if (value < middle / far && (below || low === null)) return 'a thousandth of'
    return null
  }
  if (wide(shape.component)) return null
  return above ? 'a thousand times' : below ? 'a thousandth of' : null
}

/** What spans many decades in illness, without fellows to compare it with: copies, hCG, CK, troponin and tumour markers. */
const wideNames =
  /copies|rna|dna|hcg|chorionic|creatine kinase|troponin|natriuretic|ferritin|procalcitonin|alpha-1-fetoprotein|cancer ag|prostate specific|myoglobin|aminotransferase|titer|bacteria/i

function wide(component: { readonly loincName: string; readonly name: string } | null): boolean {
  return component === null || wideNames.test(`${component.loincName} ${component.name}`)
}
