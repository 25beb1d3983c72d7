// The gates of a site: what the judgement needs to know at each place where messages come in. The one thing to know: our own
// lines have gates too, because answers come in on them.
import { formatDateTime } from '../hl7/index.ts'
import type { Site } from '../site/shapes/site.ts'
import type { Gate } from './arrival.ts'
import type { Random } from './ports/clock.ts'
import { places, routes } from './routes.ts'

/** What the judgement needs at each connection: those that peers open, and our own lines, on which answers come. */
export function gatesOf(site: Site, random: Random): Map<string, Gate> {
  const shared = { routes: routes(site), observe: site.mode === 'observe', ...answerMaker(random) }
  return new Map(
    (['in', 'out'] as const).flatMap((direction) =>
      places(site, direction).map((place): [string, Gate] => [
        place.connection.id,
        { ...shared, place, response: direction === 'out' },
      ]),
    ),
  )
}

/** Control ids of our answers, unique over restarts, and their times, made once a second. */
function answerMaker(random: Random): Pick<Gate, 'nextControlId' | 'time'> {
  const prefix = random.token(6)
  let count = 0
  let second = -1
  let text = ''
  return {
    nextControlId: () => `${prefix}${(++count).toString(36).toUpperCase()}`,
    time: (at) => {
      const now = Math.floor(at / 1000)
      if (now !== second) {
        second = now
        text = formatDateTime(now * 1000, { offset_minutes: 0 })
      }
      return text
    },
  }
}
