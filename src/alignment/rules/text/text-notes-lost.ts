// Notes that do not go out. The one thing to know: the one note that matters ("specimen haemolysed, potassium may be too
// high") looks like all the others.
import { type Message, value } from '../../../hl7/index.ts'
import { linesNamed } from '../../message/groups.ts'
import type { Rule } from '../../rule.ts'

export const textNotesLost: Rule = {
  name: 'text-notes-lost',
  family: 'text',
  severity: 'high',
  finds: 'A message of results that goes out with less in its notes than it came with.',
  explanation: 'What the laboratory said about the result does not reach the reader.',
  example: 'A step drops NTE because the receiver refused them once.',
  remedy: 'Let the notes pass, or join them by a merge step, which loses no word.',
  message({ message, outputs, type, flow, subject }, tell) {
    if (!flow || outputs.length === 0 || !/^(ORU|OUL)/.test(type)) return
    const came = length(message)
    if (came === 0) return
    const went = outputs.reduce((sum, output) => sum + length(output), 0)
    if (came <= went) return
    tell({ subject, says: `The flow ${flow.id} sends on less in its notes (NTE-3) than came.` })
  },
}

/** Length of all notes: joined ones are as long as they were apart. */
function length(message: Message): number {
  return linesNamed(message, 'NTE').reduce((sum, note) => sum + (value(note, 3) ?? '').length, 0)
}
