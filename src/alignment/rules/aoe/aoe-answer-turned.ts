// An answer that arrives as another one. The one thing to know: yes and no are one letter apart in a map, and nobody reads the
// map when the patient is asked.
import { rowPlace } from '../../pair/pair.ts'
import type { Rule } from '../../rule.ts'
import { aboutQuestions, bothEnds, quoted } from '../tools.ts'
import { answerArrivals } from './answers.ts'

export const aoeAnswerTurned: Rule = {
  name: 'aoe-answer-turned',
  family: 'aoe',
  severity: 'critical',
  finds: 'A coded answer that arrives as one with other words.',
  explanation:
    'A pregnant patient is not pregnant in the laboratory; ranges, interpretations and warnings follow the wrong answer.',
  example: 'maps/aoe.csv leads 1 (Yes) of the pregnancy question to N (No).',
  remedy: 'Correct the row and have it approved again. Look at the orders that passed.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.questions))
      for (const { code, name, meaning, arrives, row } of answerArrivals(link)) {
        if (meaning === null || plain(meaning) === plain(name)) continue
        const about = aboutQuestions(pair, link)
        const says = `${code} (${quoted(name)}) of ${link.from.code} arrives as ${arrives} (${quoted(meaning)}).`
        tell({ ...about, places: [...rowPlace(pair.site, row), ...(about.places ?? [])], variant: code, says })
      }
  },
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}
