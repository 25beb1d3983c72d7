// A critical flag that stops being critical on its way. The one thing to know: the value arrives, in the right row, and only
// the alarm is gone.
import type { Rule } from '../../rule.ts'
import { aboutFlag } from './about-flag.ts'
import { flagArrivals } from './arrivals.ts'
import { losesUrgency } from './meaning.ts'

export const flagCriticalLost: Rule = {
  name: 'flag-critical-lost',
  family: 'flag',
  severity: 'critical',
  isDoubt: true,
  finds: 'A critical flag that arrives as one that is not critical.',
  explanation:
    'The life-threatening value is shown in the colour of a slightly low one, and the alert built on the flag never fires.',
  example: 'maps/flags.csv leads LL to LO instead of LO!.',
  remedy: 'Lead it to the receiver’s critical flag. Look at what passed under the old row.',
  eachResult: 'Call it now, if it was not called: nothing alarms its reader.',
  pair(pair, tell) {
    for (const arrival of flagArrivals(pair)) {
      if (arrival.arrives === null || !losesUrgency(arrival.code, arrival.arrives)) continue
      const says = `${arrival.code} is critical and arrives as ${arrival.arrives}, which is not.`
      tell({ ...aboutFlag(pair, arrival), says })
    }
  },
  crossing({ sent, passed, flow }, tell) {
    for (const [index, flag] of sent.flags.entries()) {
      const arrived = passed.flags[index] ?? ''
      if (flag === arrived) continue
      if (arrived !== '' && !losesUrgency(flag, arrived)) continue
      if (arrived === '' && !sent.flagsRead[index]?.critical) continue
      const says = `The flow ${flow.id} makes ${arrived === '' ? 'nothing' : arrived} of the critical flag ${flag}.`
      tell({ subject: sent.subject, counterpart: passed.subject, variant: `${flag} ${arrived}`, says })
    }
  },
}
