// What alignment finds and what it costs. Three figures: of the differences planted in examples/riverside-misaligned how many are
// found and what else is told; 10,000 rows of one catalog against 10,000 of another; and the processor time that the rules
// add to a message, as a share of the engine's.
import { openFindings, scoreOf } from '../examples/misaligned/score.ts'
import { type MessageCost, messageCost } from './alignment-cost.ts'
import { type RowFigures, rowBench } from './alignment-rows.ts'

export type AlignmentFigures = {
  readonly planted: number
  readonly found: number
  readonly falseAlarms: number
  readonly byFamily: Readonly<Record<string, { readonly planted: number; readonly found: number }>>
  readonly missed: readonly string[]
  readonly alarms: readonly string[]
  readonly rows: RowFigures
  readonly perMessage: MessageCost
}

export async function alignmentBench(options: Record<string, string>): Promise<AlignmentFigures> {
  const score = scoreOf(await openFindings())
  process.stderr.write(`planted ${score.planted}, found ${score.found}, false alarms ${score.falseAlarms}\n`)
  const rows = rowBench(Number(options.rows ?? 10_000))
  process.stderr.write(`${rows.rows} rows against ${rows.rows} in ${rows.seconds} s\n`)
  return { ...score, rows, perMessage: await messageCost(Number(options.messages ?? 12_000)) }
}
