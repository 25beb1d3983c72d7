// A change since the patient's last value that the laboratory would question. The one thing to know: the limits are the
// catalog's own (delta_limit), in which the laboratory says how large a change is not checked by hand.

import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry, quoted } from '../tools.ts'
import { readDelta } from './delta-limit.ts'
import { spanText } from './span-text.ts'

const howToWrite = 'Write it as 8 in 72h, 50% in 7d, or 2.5.'

export const valueDelta: Rule = {
  name: 'value-delta',
  family: 'value',
  severity: 'normal',
  isDoubt: true,
  finds:
    'A change since the same patient’s last value that is greater than the catalog’s delta limit, and a limit that cannot be read.',
  explanation:
    'A change that large is disease, treatment, or another patient’s specimen; the last is found by nobody else.',
  example: 'MCV changes by 15 fL in two days: two patients’ tubes were exchanged.',
  remedy: 'Ask the laboratory whether the specimen was checked.',
  catalog(side, tell) {
    for (const entry of inUse(side.components)) {
      if (entry.deltaLimit === '' || readDelta(entry.deltaLimit) !== null) continue
      const says = `The delta limit ${quoted(entry.deltaLimit)} of ${entry.code} cannot be read, so no change is questioned.`
      tell({ ...aboutEntry(side, 'component', entry), variant: 'limit', remedy: howToWrite, says })
    }
  },
  history({ shape, value, earlier, at }, tell) {
    const { component, subject } = shape
    if (!component || component.deltaLimit === '' || !earlier || at === null) return
    if (value.kind !== 'number' || value.comparator !== '') return
    const limit = readDelta(component.deltaLimit)
    if (!limit) return
    const since = at - earlier.at
    if (since < 0 || since > limit.within_ms) return
    const change = Math.abs(value.value - earlier.value)
    const most = limit.isPercent ? (Math.abs(earlier.value) * limit.most) / 100 : limit.most
    if (change <= most * (1 + 1e-9)) return
    const says = `OBX-5 differs from the patient’s value of ${spanText(since)} ago by more than ${component.deltaLimit}.`
    tell({ subject, places: [component.place], says })
  },
}
