// What no function of a site may change: the patient's identity, the time of observation and, on results, what the
// laboratory said. The one thing to know: the check compares bytes before and after, so leaving out counts as a change.
import { lineBytes } from '../hl7/index.ts'
import { type Draft, fieldBytes, type Line, segmentOf } from './draft.ts'
import { codes } from './find-lines.ts'

/** OBX: identifier, value, unit, range, flags, status. */
const observation_fields = [3, 5, 6, 7, 8, 11]
const observation_time = 7
const merge_information = 'MRG'

/** The protected content of a message, before any step has written into it, as one text. `ofResults`: the message carries results, not answers to questions. */
export function protectedContent(draft: Draft, ofResults: boolean): string {
  let text = ''
  for (const line of draft.lines) text += protectedLine(line, ofResults)
  return text
}

function protectedLine(line: Line, ofResults: boolean): string {
  if (line.code === codes.PID || segmentOf(line).name === merge_information) return `${lineBytes(segmentOf(line))}\r`
  if (line.code === codes.OBR) return `OBR-7|${fieldBytes(line, observation_time) ?? ''}\r`
  if (!ofResults) return ''
  if (line.code === codes.OBX) return `OBX|${observation_fields.map((n) => fieldBytes(line, n) ?? '').join('|')}\r`
  return line.code === codes.NTE ? `${lineBytes(segmentOf(line))}\r` : ''
}
