// The story of every order held against what the messages said. The one thing to know: it takes each sentence apart again and
// looks for its value, unit, flag and status in the report that it is about, by rules written anew; none of the news of a report
// may be left out.
import { memoryWorldStore } from '../../src/adapters/memory/world-store.ts'
import type { Changes } from '../../src/engine/ports/store.ts'
import { explain, type LifeException } from '../../src/ledger/explain.ts'
import type { Fact, ObservationStatement, ResultFact } from '../../src/ledger/fact.ts'
import { type LifeFact, lifeDetailOf } from '../../src/ledger/life-fact.ts'
import type { Order } from '../../src/ledger/order.ts'
import { effectiveStatus } from '../../src/ledger/stages.ts'
import type { WorldStore } from '../../src/rehearsal/world/world-store.ts'
import { observationStatuses } from '../../src/terminology/order-tables.ts'

type Said = { readonly fact: Fact; readonly verdict: string }
export type Heard = {
  readonly orders: Map<number, Order>
  readonly said: Map<number, Said[]>
  readonly exceptions: Map<number, Changes['exceptions'][number]>
}

/** A store in memory, and everything that was committed to it of orders. */
export function listened(): { readonly store: WorldStore; readonly heard: Heard } {
  const heard: Heard = { orders: new Map(), said: new Map(), exceptions: new Map() }
  const inner = memoryWorldStore()
  const store: WorldStore = {
    ...inner,
    reopen() {
      const opened = inner.reopen()
      return {
        ...opened,
        async commit(leases, changes) {
          await opened.commit(leases, changes)
          keep(heard, changes)
        },
      }
    },
  }
  return { store, heard }
}

function keep({ orders, said, exceptions }: Heard, changes: Changes): void {
  for (const { order } of changes.orders) orders.set(order.id, order)
  for (const exception of changes.exceptions) exceptions.set(exception.id, exception)
  for (const { fact, orderId, verdict } of changes.facts) {
    if (orderId !== null) said.set(orderId, [...(said.get(orderId) ?? []), { fact, verdict }])
  }
}

const names = { system: (id: string) => `<${id}>`, team: (id: string) => id }

/** What is wrong with the stories of these orders, in words. */
export function lies({ orders, said, exceptions }: Heard): string[] {
  return [...orders.values()].flatMap((order) => {
    const facts = said.get(order.id) ?? []
    const raised = [...exceptions.values()].filter(({ orderIds }) => orderIds.includes(order.id))
    return liesOf(order, facts, raised).map((lie) => `order ${order.id}: ${lie}`)
  })
}

function liesOf(order: Order, said: readonly Said[], raised: readonly LifeException[]): string[] {
  const story = explain(order, said.map(lifeFactOf), raised, names, order.lastSeenAt)
  const wrong = story.filter(({ text }) => /undefined|null|\[object|NaN|defect of Labloop|[\n\r\t]/.test(text))
  const reports = said.filter(({ fact, verdict }) => fact.kind === 'result-reported' && verdict === 'accepted')
  const lines = story.filter(({ text }) =>
    /^<[\w-]+> (reported |changed (?!it( as asked)?\.)|sent a report without)/.test(text),
  )
  const count =
    reports.length === lines.length ? [] : [`${reports.length} reports and ${lines.length} sentences of them`]
  const ordered = [...reports].sort((a, b) => a.fact.messageId - b.fact.messageId || a.fact.n - b.fact.n)
  const earlier: ObservationStatement[] = []
  const untrue = ordered.flatMap(({ fact }) => {
    const report = fact as ResultFact
    const own = lines.filter(({ messageId }) => messageId === report.messageId)
    const at = ordered
      .filter(({ fact: { messageId } }) => messageId === report.messageId)
      .findIndex((one) => one.fact === fact)
    return own[at] ? untruths(report, own[at]!.text, earlier) : [`nothing is told of message ${report.messageId}`]
  })
  const untold = [...new Set(ordered.map(({ fact }) => fact.messageId))].flatMap((id) => {
    const news = order.observations.flatMap(({ versions }) => versions.filter(({ messageId }) => messageId === id))
    const told = lines
      .filter(({ messageId }) => messageId === id)
      .reduce((sum, { text }) => sum + piecesOf(text).count, 0)
    return news.length === told ? [] : [`message ${id} brought ${news.length} values and ${told} are told`]
  })
  return [...wrong.map(({ text }) => `reads badly: ${text}`), ...count, ...untold, ...untrue]
}

function lifeFactOf({ fact, verdict }: Said): LifeFact {
  const { kind, system, messageId, n, seenAt } = fact
  return { kind, verdict, system, messageId, n, seenAt, ...lifeDetailOf(fact) }
}

/** The sentence taken apart again and compared with the report, and with `earlier` ones, to which it is added. */
function untruths(report: ResultFact, sentence: string, earlier: ObservationStatement[]): string[] {
  const told = piecesOf(sentence)
  const untrue = told.pieces.filter(
    (piece) => !report.observations.some((said) => isTrue(piece, said, report, told.label)),
  )
  const unheard = told.pieces.filter((piece) => !wasSaid(piece, earlier))
  earlier.push(...report.observations)
  return [
    ...unheard.map((piece) => `“${piece}” was never so before: ${sentence}`),
    ...untrue.map((piece) => `“${piece}” is in no line of the report: ${sentence}`),
  ]
}

type Told = { readonly pieces: readonly string[]; readonly count: number; readonly label: string }

/** Pieces of a sentence, how many values they and the rest are, and the status that stands for all of them. */
function piecesOf(sentence: string): Told {
  const [, added = '', changed = ''] =
    /^<[\w-]+> (?:reported (.*?))?(?:(?:, and )?changed (.*))?\.$/s.exec(sentence) ?? []
  const report = / \(([a-z ,]+)\)$/.exec(added)
  const isWhole = report !== null && !/ \([a-z ,]+\); /.test(added) && changed === ''
  const label = isWhole ? report[1]! : ''
  const body = (isWhole ? added.slice(0, report.index) : added).replace(/, in a report of status “[^”]*”$/, '')
  const rest = [body, changed]
    .flatMap((part) => /; and (\d+) more$/.exec(part)?.[1] ?? [])
    .reduce((sum, more) => sum + Number(more), 0)
  const pieces = [body, changed].flatMap((part) =>
    part
      .replace(/; and \d+ more$/, '')
      .split('; ')
      .filter(Boolean),
  )
  return { pieces, count: pieces.length + rest, label }
}

/** Whether what a piece says was before stood in an earlier report, or is not said. */
function wasSaid(piece: string, earlier: readonly ObservationStatement[]): boolean {
  const was = /\(it was (.*)\)$/.exec(piece)?.[1] ?? / from (.*) to /.exec(piece)?.[1]
  const isRange = /, with the range .* \(it was [^)]*\)/.test(piece)
  if (was === undefined || isRange) return true
  return earlier.some((said) => piece.startsWith(said.code.name || said.code.code) && was.startsWith(partsOf(said)))
}

/** Whether a piece says of this line what it says itself: name, value, unit, flag and status. */
function isTrue(piece: string, said: ObservationStatement, report: ResultFact, label: string): boolean {
  const name = said.code.name || said.code.code
  if (!piece.startsWith(name)) return false
  if (said.status === '' && report.resultStatus === '') return piece.includes(partsOf(said)) // by ORC-5
  const status = statusOf(said.status || effectiveStatus('', report.resultStatus))
  if (/: withdrawn \(it was /.test(piece)) return 'DW'.includes(said.status)
  if (/: cannot be obtained \(it was /.test(piece)) return said.status === 'X'
  const what = partsOf(said)
  if (label !== '') return piece.endsWith(what) && label.startsWith(status)
  return (
    piece.endsWith(`${what} (${status})`) ||
    piece.includes(`${status}, ${what} as before`) ||
    piece.endsWith(` to another (${status})`)
  )
}

function statusOf(status: string): string {
  return (observationStatuses[status as 'F'] ?? status).toLowerCase()
}

/** Written anew for this test: value, unit, flag. */
function partsOf({ valueType, value, valueHash, unit, flags }: ObservationStatement): string {
  const parts = value.split('^')
  const isCoded = /^(CE|CWE|CNE)$/.test(valueType)
  const text = valueType === 'SN' ? parts.join('') : isCoded ? parts[1] || parts[4] || parts[0]! : value
  const isDocument = /^(ED|RP)$/.test(valueType)
  const told = isDocument
    ? 'a document'
    : valueHash !== '' || text.length > 60
      ? 'a text'
      : text.replace(/\s+/g, ' ').trim()
  const measured = unit !== '' && told !== '' && !isDocument ? ` ${unit}` : ''
  return `${told || 'no value'}${measured}${flags !== '' && flags !== 'N' ? ` [${flags}]` : ''}`
}
