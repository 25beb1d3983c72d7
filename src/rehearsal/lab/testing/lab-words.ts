// Short words for tests of the virtual lab: what it is asked, and where one looks afterwards: in what it said, in its book, in
// the chart.
import type { ResultFact } from '../../../ledger/fact.ts'
import type { LabAct, OrderAsk, ReportPart } from '../../play/act.ts'
import { openStage, type Stage } from '../../testing/stage.ts'

export const ask = (order: string, test = 'LAB22', more: Partial<OrderAsk> = {}): OrderAsk => ({ order, test, ...more })
export const part = (order: string, more: Partial<ReportPart> = {}): ReportPart => ({ order, stage: 'final', ...more })
export const report = (order: string, more: Partial<ReportPart> = {}): LabAct => ({
  do: 'report',
  parts: [part(order, more)],
})

/** Orders of anna, by the EHR's code of the test. */
export async function ordered(orders: Readonly<Record<string, string>> = { k: 'LAB22' }): Promise<Stage> {
  const stage = await openStage()
  const asks = Object.entries(orders).map(([order, code]) => ask(order, code))
  await stage.ehr({ do: 'register', patient: 'anna' }, { do: 'order', patient: 'anna', asks })
  return stage
}

export const results = (stage: Stage) => stage.facts('lis', 'ORU') as ResultFact[]
export const last = (stage: Stage, type = 'ORU') => stage.said('lis', type).at(-1)
export const values = (fact: ResultFact | undefined) =>
  Object.fromEntries(
    (fact?.observations ?? []).map(({ code, value: said, status }) => [code.code, `${said} ${status}`]),
  )
export const inBook = (stage: Stage, order: string) =>
  Object.fromEntries(stage.entry(order).observations.map((each) => [each.component, `${each.value} ${each.status}`]))
export const inChart = (stage: Stage, order: string) =>
  stage.shown(order).components.map((each) => each.versions.map((version) => `${version.value} ${version.status}`))
export const kinds = (stage: Stage, type: string) => stage.facts('lis', type).map(({ kind }) => kind)
