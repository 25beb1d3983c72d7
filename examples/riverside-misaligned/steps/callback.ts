// Meridian writes a number to call as a note under the order, `CALL RESULTS TO 555-0142`; Labrador reads it in OBR-17.
// The one thing to know: the note stays, so nothing that a person wrote is lost.
import type { StepFunction } from 'labloop/step'

const callback = /^\s*call results? to\s+([0-9(][0-9 ()+.-]{5,18}[0-9])\s*$/i
const callback_field = 17

/** Copies the number of each note to OBR-17 of its order, where that is empty. */
export const callbackNumber: StepFunction = (message, { hl7 }) => {
  let order = 0
  let changed = message
  for (const segment of message.segments) {
    if (segment.name === 'OBR') order++
    if (segment.name !== 'NTE' || order === 0) continue
    const [, number] = callback.exec(hl7.value(segment, 3) ?? '') ?? []
    const path = `OBR[${order}]-${callback_field}`
    if (number && !hl7.get(changed, path)) changed = hl7.set(changed, path, number)
  }
  return changed
}
