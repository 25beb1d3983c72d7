// The times at which Labloop could not act: killed, stopped, without its database, or with a clock that was just moved. The
// one thing to know: what a checker demands within some minutes counts from the end of such a time.
import type { Instant } from '../../engine/ports/clock.ts'
import type { Act } from '../play/act.ts'
import type { Evidence } from '../play/evidence.ts'

export type Span = { readonly from: Instant; readonly to: Instant }

/** How long Labloop may take to be itself again once it can act, milliseconds. */
const recovery_ms = 5 * 60_000

/** When Labloop was away, oldest first. What was not ended in the run lasts until its end. */
export function awaySpans({ acts, end }: Pick<Evidence, 'acts' | 'end'>): readonly Span[] {
  const spans: Span[] = []
  const open = new Map<'stop' | 'database', Instant>()
  const close = (what: 'stop' | 'database', at: Instant) => {
    const from = open.get(what)
    if (from !== undefined) spans.push({ from, to: at + recovery_ms })
    open.delete(what)
  }
  for (const { at, act } of acts) {
    if (act.who !== 'engine') continue
    const { begins, ends } = boundsOf(act)
    if (ends) close(ends, at)
    if (begins && !open.has(begins)) open.set(begins, at)
    const away_ms = momentary_ms(act)
    if (away_ms !== null) spans.push({ from: at, to: at + away_ms + recovery_ms })
  }
  for (const what of [...open.keys()]) close(what, end)
  return spans.sort((a, b) => a.from - b.from)
}

type Engine = Extract<Act, { who: 'engine' }>
type Bounds = { readonly begins?: 'stop' | 'database'; readonly ends?: 'stop' | 'database' }

function boundsOf({ act }: Engine): Bounds {
  if (act.do === 'stop') return { begins: 'stop' }
  if (act.do === 'start') return { ends: 'stop' }
  if (act.do === 'database') return act.is === 'back' ? { ends: 'database' } : { begins: 'database' }
  return {}
}

/** What ends by itself: so long it takes. */
function momentary_ms({ act }: Engine): number | null {
  if (act.do === 'crash') return act.away_ms
  if (act.do === 'clock-step') return Math.abs(act.by_ms)
  return act.do === 'activate' ? 0 : null
}

/** The moment from which something that came at `at` can be demanded: at once, or when Labloop was back. */
export function ableFrom(spans: readonly Span[], at: Instant): Instant {
  let from = at
  for (const span of spans) if (span.from <= from && from < span.to) from = span.to
  return from
}

/** Whether Labloop was away at a moment. */
export function isAway(spans: readonly Span[], at: Instant): boolean {
  return spans.some(({ from, to }) => from <= at && at < to)
}
