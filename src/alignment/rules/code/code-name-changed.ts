// A code that is sent under quite another name than its catalog's. The one thing to know: only a name that shares no word
// with any known name of the code is told, since laboratories abbreviate freely.
import type { Rule } from '../../rule.ts'
import { quoted } from '../tools.ts'

export const codeNameChanged: Rule = {
  name: 'code-name-changed',
  family: 'code',
  severity: 'high',
  finds: 'A result whose code comes with a name that has no word in common with the catalog’s.',
  explanation:
    'A code that was given to another test is the worst of mappings: everything fits, and everything is wrong.',
  example: 'TRF was transferrin; after the rebuild it comes as TRANSFUSION REACTION.',
  remedy: 'Ask the laboratory what the code means today. Never give an old code to a new test.',
  shape({ end, side, subject, code, component }, tell) {
    if (end !== 'sent' || !component || code.name === '') return
    const known = [component.name, component.loincName, ...component.synonyms, component.code]
    const words = new Set(known.flatMap(wordsOf))
    const given = wordsOf(code.name)
    if (given.length === 0 || given.some((word) => words.has(word) || known.some((name) => starts(name, word)))) return
    const says = `${code.code} came as ${quoted(code.name)}; the catalog of ${side.system.id} calls it ${quoted(component.name)}.`
    tell({ subject, places: [component.place], variant: code.name, says })
  },
}

function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1)
}

/** An abbreviation begins as the word does. */
function starts(name: string, word: string): boolean {
  return wordsOf(name).some((known) => known.startsWith(word) || word.startsWith(known))
}
