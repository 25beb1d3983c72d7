// What has to be done now and then: partitions made ahead, marks moved, old control ids forgotten, the audit trail sealed,
// and, when an operator says so, a month dropped. The one thing to know: all of it may be left undone for months without a
// message being refused; it only gets slower and larger.
import type { Instant } from '../../engine/ports/clock.ts'
import { sealAudit } from './audit.ts'
import { valueUnder } from './documents.ts'
import { stateOf } from './errors.ts'
import { type Month, monthOf } from './months.ts'
import type { Row, Step } from './pipeline.ts'
import type { Reader } from './reader.ts'
import { dropMonth } from './statements/drop-month.ts'
import { fillDocuments } from './statements/fill-documents.ts'
import { findDocumentsOfMonth } from './statements/find-documents-of-month.ts'
import { findWindows } from './statements/find-windows.ts'
import { listDestinations } from './statements/list-destinations.ts'
import { lockDestination } from './statements/lock-destination.ts'
import { type MonthlyTable, makeMonth, monthlyTables } from './statements/make-month.ts'
import { overtakeDeliveries } from './statements/overtake-deliveries.ts'
import { pruneControlIds } from './statements/prune-control-ids.ts'
import { pruneEarlierControlIds } from './statements/prune-earlier-control-ids.ts'
import { settleThrough } from './statements/settle-through.ts'
import { summarize } from './statements/summarize.ts'

type Run = (steps: readonly Step[]) => Promise<Row[][]>

const MONTHS_AHEAD = 3
const PRUNE_ROWS = 10_000
const DOCUMENTS = 20

/** Everything that is due at `now` (milliseconds). May run while the site works, and on several nodes at once. */
export async function maintain(run: Run, now: Instant): Promise<void> {
  for (const step of monthsAhead(now)) await run([step])
  await run([summarize])
  await moveMarks(run)
  await pruneAll(run, now)
  await sealAudit(run, now)
}

/** Makes the partitions for this month and the next ones, each in a transaction of its own. */
export function monthsAhead(now: Instant): Step[] {
  const months = Array.from({ length: MONTHS_AHEAD + 1 }, (_, ahead) => monthOf(now) + ahead)
  return months.flatMap((month) => monthlyTables.map((table) => makeMonth(table, month)))
}

async function moveMarks(run: Run): Promise<void> {
  const [destinations] = await run([listDestinations])
  for (const [id] of destinations!) {
    const destination = Number(id)
    const steps = [settleThrough(destination), overtakeDeliveries(destination), settleThrough(destination)]
    await run([lockDestination(destination), ...steps])
  }
}

async function pruneAll(run: Run, now: Instant): Promise<void> {
  const [windows] = await run([findWindows(now)])
  const old = windows!.filter(([, through]) => through !== null)
  for (const [system, through] of old) {
    for (const prune of [pruneControlIds, pruneEarlierControlIds]) {
      for (let gone = PRUNE_ROWS; gone === PRUNE_ROWS; ) {
        const [rows] = await run([prune(Number(system), Number(through), PRUNE_ROWS)])
        gone = Number(rows![0]![0])
      }
    }
  }
}

/** Why a month may not be dropped yet, by the SQLSTATE of drop_month. */
const refusals: Readonly<Record<string, string>> = {
  LB004: 'a message that is not processed yet',
  LB005: 'a message that is not delivered, or held',
  LB006: 'a message in an open exception',
}

/** What came of dropping a month: it was there, it was not, or why it is still needed. */
export type Dropped = 'dropped' | 'absent' | { readonly neededFor: string }

/** Drops what a table keeps of one month, after taking the documents out of its messages. */
export async function dropOneMonth(run: Run, reader: Reader, table: MonthlyTable, month: Month): Promise<Dropped> {
  if (table === 'message_groups') await saveDocuments(run, reader, month)
  try {
    const [rows] = await run([dropMonth(table, month)])
    return rows![0]![0] === 't' ? 'dropped' : 'absent'
  } catch (error) {
    const neededFor = refusals[stateOf(error)]
    if (!neededFor) throw error
    return { neededFor }
  }
}

async function saveDocuments(run: Run, reader: Reader, month: Month): Promise<void> {
  for (;;) {
    const [rows] = await run([findDocumentsOfMonth(month, DOCUMENTS)])
    if (rows!.length === 0) return
    const messages = await reader.messages(rows!.map(([, id]) => Number(id)))
    const bodies = new Map(messages.map(({ id, body }) => [id, body]))
    const found = rows!.map(([hash, id]) => ({
      hash: hash!,
      content: Buffer.from(valueUnder(hash!, bodies.get(Number(id)) ?? Buffer.alloc(0)) ?? ''),
    }))
    await run([fillDocuments(found)])
  }
}
