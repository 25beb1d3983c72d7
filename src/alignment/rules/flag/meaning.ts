// What a flag means when it is compared with another. The one thing to know: the side, how urgent it is, the change and the
// susceptibility are apart, and each can be lost by itself.
import type { Flag } from '../../../terminology/flags.ts'
import { meaningOf } from '../../pair/side.ts'

/** Why a flag says something else than the one that it came from; empty where it does not. Losing urgency has a rule of its own. */
export function changedMeaning(one: string, other: string): string {
  const [a, b] = [meaningOf(one), meaningOf(other)]
  if (a.side === 'unknown' || b.side === 'unknown') return ''
  if (a.side !== b.side && !(a.side !== 'none' && b.side === 'abnormal' && a.side !== 'normal'))
    return `${one} says ${sideText(a)} and ${other} says ${sideText(b)}`
  if (a.change !== b.change)
    return `${one} says ${a.change ?? 'nothing of a change'} and ${other} says ${b.change ?? 'nothing of a change'}`
  if (a.susceptibility !== b.susceptibility)
    return `${one} says ${a.susceptibility ?? 'nothing of susceptibility'} and ${other} says ${b.susceptibility ?? 'nothing of susceptibility'}`
  return ''
}

/** Whether the first is critical and the second is not. */
export function losesUrgency(one: string, other: string): boolean {
  const [a, b] = [meaningOf(one), meaningOf(other)]
  return a.critical && !b.critical && b.side !== 'unknown'
}

function sideText({ side, change, susceptibility }: Flag): string {
  if (side !== 'none') return side
  return change ? `a change (${change})` : susceptibility ? `susceptibility ${susceptibility}` : 'nothing of a side'
}
