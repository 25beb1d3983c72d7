// One page of a list that may be long. The one thing to know: it is found by the number of a row and not by counting, so
// that nothing is left out or shown twice while rows come and go.
import type { ListPage, ListPlace } from '../contract.ts'

const newest = Number.MAX_SAFE_INTEGER

/** How a list is read: rows below an id, and above one, the nearest to it, newest first; and how many there are, if known. */
export type ListReads<Row> = {
  before(id: number, limit: number): Promise<readonly Row[]>
  after(id: number, limit: number): Promise<readonly Row[]>
  /** With id > after. */
  countAfter?(after: number): Promise<number>
}

/** The page at a place, with at most `limit` rows. */
export async function listPage<Row extends { readonly id: number }>(
  reads: ListReads<Row>,
  place: ListPlace,
  limit: number,
): Promise<ListPage<Row>> {
  const rows =
    'after' in place ? await reads.after(place.after, limit) : await reads.before(place.before ?? newest, limit)
  // Where nothing is left behind the place, the ways lead around it.
  const [first, last] = [rows[0]?.id ?? edge(place) - 1, rows.at(-1)?.id ?? edge(place)]
  const [newer, older, ahead, total] = await Promise.all([
    reads.after(first, 1),
    reads.before(last, 1),
    reads.countAfter?.(first) ?? null,
    reads.countAfter?.(-1) ?? null,
  ])
  return {
    rows,
    newer: newer.length > 0 ? { after: first } : null,
    older: older.length > 0 ? { before: last } : null,
    ...{ ahead, total },
  }
}

/** The id below which the rows of a place begin, or above which they end. */
function edge(place: ListPlace): number {
  return 'after' in place ? place.after + 1 : (place.before ?? newest)
}
