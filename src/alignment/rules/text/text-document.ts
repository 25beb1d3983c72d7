// A document inside a result that the receiver cannot keep. The one thing to know: it answers AA and drops the document; the
// chart shows a report without its report.
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry } from '../tools.ts'

const documents = new Set(['ED', 'RP'])

export const textDocument: Rule = {
  name: 'text-document',
  family: 'text',
  severity: 'high',
  finds: 'A document inside a result (ED, RP) for a receiver whose limits say that it takes none.',
  explanation: 'The PDF that holds the whole report is dropped without a word.',
  example: 'The flow cytometry report comes as PDF; the EHR takes text only.',
  remedy: 'Have the laboratory send the text beside it, or have the receiver take documents.',
  pair({ performer, placer }, tell) {
    if (placer.system.limits.documents !== false) return
    for (const entry of inUse(performer.components))
      if (documents.has(entry.valueType))
        tell({
          ...aboutEntry(performer, 'component', entry),
          says: `${entry.code} is of type ${entry.valueType}; ${placer.system.id} takes no documents.`,
        })
  },
  shape({ end, subject, valueType, side }, tell) {
    if (end !== 'passed' || !documents.has(valueType) || side.system.limits.documents !== false) return
    tell({ subject, says: `OBX-2 goes out as ${valueType}; ${side.system.id} takes no documents.` })
  },
}
