// Where each coded answer of a question arrives. The one thing to know: answers are coded by question, so each is taken over
// the flow with the question that it answers.
import type { Entry } from '../../../mapping/code-table.ts'
import type { Link } from '../../pair/pair.ts'
import type { ReadQuestion } from '../../pair/side.ts'
import { cross } from '../../pair/way.ts'

export type AnswerArrival = {
  readonly code: string
  readonly name: string
  /** null: no approved row leads on. */
  readonly arrives: string | null
  /** Its words there; null where the performer does not list it. */
  readonly meaning: string | null
  readonly row: Entry | null
}

export function answerArrivals({ from, to, way }: Link<ReadQuestion>): readonly AnswerArrival[] {
  if (!to || from.answers.length === 0 || to.answers.length === 0) return []
  return from.answers.map(({ code, name }) => {
    const { fields, stuck, rows } = cross(way, { 'OBX-2': from.valueType, 'OBX-5': code, 'OBX-3': from.code })
    const arrives = stuck.some(({ field }) => field === 'OBX-5') ? null : (fields['OBX-5'] ?? null)
    const meaning = to.answers.find((answer) => answer.code === arrives)?.name ?? null
    return { code, name, arrives, meaning, row: rows.get('OBX-5') ?? null }
  })
}
