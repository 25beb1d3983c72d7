// The promise itself, from the two systems' own books: the chart shows the lab's last word on every order, and the lab has
// heard of every order, or somebody owns the difference.
import { type Docket, wordsOf } from './docket.ts'
import { unshown } from './shown-as-said.ts'
import { negative, positive } from './talks.ts'
import { checker, type Fault } from './violations.ts'

export const lastWord = checker(
  'last-word',
  {
    verifies:
      'At the end of a run the chart shows the lab’s last word on every order, and the lab knows every order whose message was acknowledged, or an exception is open on it.',
    notVerified:
      'Ranges, notes and documents, what the lab itself saw refused, and differences that a person at Labloop decided about.',
  },
  function* (docket, { lab }) {
    const refused = new Set(lab.said.filter(({ code }) => negative.has(code)).map(({ controlId }) => controlId))
    for (const [key, entry] of lab.book) {
      if ((wordsOf(docket.evidence).get(key) ?? []).some(({ controlId }) => refused.has(controlId))) continue
      const [first, ...more] = unshown(docket, key, entry)
      if (!first || docket.isOwned(key) || docket.isDecided(key)) continue
      const rest = more.length > 0 ? ` (and ${more.length} more)` : ''
      yield { subject: key, text: `${first.what} Nobody owns it${rest}.` }
    }
    yield* unheard(docket)
  },
)

/** Orders that the EHR placed, whose message was acknowledged and never reached the lab's book. */
function* unheard(docket: Docket): Generator<Fault> {
  const { ehr, lab } = docket.evidence
  const fillers = new Set([...lab.book.values()].map(({ order }) => order.placer.number))
  for (const { what, placer: key, controlId, at } of ehr.events) {
    if (what !== 'placed' || lab.book.has(key) || fillers.has(key) || !isAcknowledged(docket, controlId)) continue
    if (docket.chartOrderOf(key)?.status === 'CA' || docket.isOwned(key) || docket.isDecided(key)) continue
    yield {
      subject: key,
      at,
      text: 'The EHR’s order was acknowledged, the lab has never heard of it, and nobody owns it.',
    }
  }
}

function isAcknowledged({ talks }: Docket, controlId: string): boolean {
  return talks
    .under('ehr-to-labloop', controlId)
    .some(({ replies }) => replies.some(({ code, end }) => end === 'arrived' && positive.has(code)))
}
