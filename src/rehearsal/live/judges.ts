// Which judges of every run can judge a live one, and what the others would need. The one thing to know: a real laboratory's
// book is read off the wire and every judge can work with it; a real EHR's chart is no message, and only its census tells.
import { checkers } from '../checkers/index.ts'
import type { Checker } from '../play/evidence.ts'
import type { RealSide } from './far-end.ts'

/** A judge that does not see everything, or nothing, of a live run, and why. */
export type Limit = { readonly checker: string; readonly judges: 'in part' | 'not at all'; readonly why: string }

const display = 'only the display of the real EHR, or its census (--census URL), shows what is in the chart'
const versions = 'a census shows the newest version of each result and none before it'
const filing = 'when the real EHR files what it is sent is not seen'

const unseenChart: readonly Limit[] = [
  { checker: 'newest-shown', judges: 'not at all', why: display },
  { checker: 'right-patient', judges: 'not at all', why: display },
  { checker: 'last-word', judges: 'not at all', why: display },
  { checker: 'filed-is-filed', judges: 'not at all', why: display },
  { checker: 'cancels-heard', judges: 'in part', why: `${display}; Labloop is held against the lab` },
  { checker: 'one-effect', judges: 'in part', why: filing },
]
const seenByCensus: readonly Limit[] = [
  { checker: 'newest-shown', judges: 'not at all', why: versions },
  {
    checker: 'right-patient',
    judges: 'in part',
    why: 'the census is read at the end; what was moved before is not seen',
  },
  { checker: 'one-effect', judges: 'in part', why: filing },
]

/** What cannot be judged, or only in part. `hasChart`: the chart is seen, in the virtual EHR or by a census. */
export function limitsOf(real: RealSide, hasChart: boolean): readonly Limit[] {
  if (real === 'lab') return []
  return hasChart ? seenByCensus : unseenChart
}

/** The judges of a live run. */
export function judgesOf(limits: readonly Limit[], all: readonly Checker[] = checkers): readonly Checker[] {
  const left = new Set(limits.filter(({ judges }) => judges === 'not at all').map(({ checker }) => checker))
  return all.filter(({ name }) => !left.has(name))
}
