// The questions of two linked orderables, brought together. The one thing to know: a question of the performer is asked where
// one of the placer's questions arrives at it.
import type { Orderable } from '../../catalog/catalog.ts'
import type { Link, Pair } from '../../pair/pair.ts'
import type { ReadQuestion } from '../../pair/side.ts'

/** The performer's questions in use that the placer does not ask with this order. */
export function notAsked(pair: Pair, { from, to }: Link<Orderable>): readonly ReadQuestion[] {
  if (!to) return []
  const arriving = new Set(
    pair.questions.filter((link) => from.questions.includes(link.from.code)).map(({ toCode }) => toCode),
  )
  return to.questions.flatMap((code) => {
    const question = pair.performer.questions.get(code)
    return question?.active && !arriving.has(code) ? [question] : []
  })
}
