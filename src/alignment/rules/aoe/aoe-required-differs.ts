// A question that the laboratory must have answered and that may be left out. The one thing to know: the other way round costs
// the orderer a click and harms nobody.
import type { Rule } from '../../rule.ts'
import { aboutQuestions, bothEnds } from '../tools.ts'

export const aoeRequiredDiffers: Rule = {
  name: 'aoe-required-differs',
  family: 'aoe',
  severity: 'normal',
  finds: 'A question that the performer requires and that the placer lets people leave out.',
  explanation: 'Orders arrive without what the laboratory needs; each one is a telephone call.',
  example: 'Fasting is required by the LIS and optional in the EHR.',
  remedy: 'Make it required where it is asked.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.questions)) {
      const { from, to } = link
      if (to.isRequired !== true || from.isRequired !== false) continue
      tell({ ...aboutQuestions(pair, link), says: `${to.code} must be answered; ${from.code} may be left out.` })
    }
  },
}
