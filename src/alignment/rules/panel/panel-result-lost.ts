// Observations that come and do not go out. The one thing to know: lines of one text may be joined, and an observation may
// become a note; what is counted is what the reader is told, not how many lines say it.
import { type Message, value } from '../../../hl7/index.ts'
import { linesNamed } from '../../message/groups.ts'
import type { Rule } from '../../rule.ts'

export const panelResultLost: Rule = {
  name: 'panel-result-lost',
  family: 'panel',
  severity: 'critical',
  finds: 'A message of results that goes out with fewer observations, values or lines of text than it came with.',
  explanation:
    'The receiver acknowledges what it was sent and nobody misses the rest: the laboratory has reported it, and the chart never shows it.',
  example: 'A function of the site cuts off the last line of each report, and with it the potassium.',
  remedy:
    'Let every observation pass; where one is left out on purpose, accept the finding with the reason and a date.',
  eachResult: 'Phone what was left out: the chart does not show that it is missing.',
  fewer({ message, outputs, flow, subject }, tell) {
    if (!flow) return
    const came = contentOf([message])
    const went = contentOf(outputs)
    const asNotes = Math.max(0, went.notes - came.notes)
    const place = { subject, variant: flow.id }
    if (went.observations + asNotes < came.observations)
      tell({ ...place, says: `The flow ${flow.id} sends on fewer observations (OBX) than came.` })
    else if (went.values + asNotes < came.values)
      tell({
        ...place,
        says: `The flow ${flow.id} sends on an observation without the value (OBX-5) that it came with.`,
      })
    else if (went.lines < came.lines && went.letters < came.letters)
      tell({ ...place, says: `The flow ${flow.id} sends on less text (OBX-5, NTE-3) than came.` })
  },
}

type Content = {
  /** Observations; lines behind each other of one code and sub-identifier are one. */
  observations: number
  /** Of these, those with a value. */
  values: number
  /** OBX. */
  lines: number
  notes: number
  /** Of texts (TX, FT, ST) and notes. */
  letters: number
}

function contentOf(messages: readonly Message[]): Content {
  const content = { observations: 0, values: 0, lines: 0, notes: 0, letters: 0 }
  for (const message of messages) {
    let before = ''
    let isValued = false
    for (const obx of linesNamed(message, 'OBX')) {
      const type = value(obx, 2) ?? ''
      const key = `${value(obx, 3, 1) || value(obx, 3, 4) || ''}|${value(obx, 4) ?? ''}`
      const said = value(obx, 5) ?? ''
      const isOfText = type === 'TX' || type === 'FT' || type === 'ST'
      content.lines++
      if (isOfText) content.letters += said.length
      if (!isOfText || key !== before) {
        content.observations++
        isValued = false
      }
      if (said !== '' && !isValued) {
        content.values++
        isValued = true
      }
      before = isOfText ? key : ''
    }
    for (const note of linesNamed(message, 'NTE')) {
      content.notes++
      content.letters += (value(note, 3) ?? '').length
    }
  }
  return content
}
