// Which tests a result calls for, by the lab's catalog: free T4 after a TSH out of range, susceptibilities after a growth.
// The one thing to know: a condition looks at the value as reported, `<` and `>` at its number, `=` at its text or code.
import type { Reflex } from '../catalog.ts'
import type { LabObservation } from './lab-messages.ts'

/** The rules of which one condition holds. */
export function calledFor(rules: readonly Reflex[], observations: readonly LabObservation[]): readonly Reflex[] {
  return rules.filter(({ when }) => when.some((condition) => observations.some((each) => holds(condition, each))))
}

function holds({ component, sign, value }: Reflex['when'][number], said: LabObservation): boolean {
  if (said.component !== component || said.value === '' || ['D', 'W', 'X'].includes(said.status)) return false
  if (sign === '=') return said.value === value || said.value.split('^', 1)[0] === value
  const number = numberOf(said)
  if (number === null) return false
  return sign === '<' ? number < Number(value) : number > Number(value)
}

/** The number of an NM, or of an SN: of a range its end, of a comparator just beyond. */
function numberOf({ valueType, value }: LabObservation): number | null {
  const [comparator = '', first = '', , second = ''] = valueType === 'SN' ? value.split('^') : ['', value]
  const number = Number(second || first)
  if ((second || first) === '' || !Number.isFinite(number)) return null
  return number + (comparator.startsWith('>') ? 1e-9 : comparator.startsWith('<') ? -1e-9 : 0)
}
