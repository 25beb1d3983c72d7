// Codes that a map leads through the systems in a circle. The one thing to know: many codes of one system may share one
// code of another, so a code that comes back as another is right if it then stays; only what goes round and round is wrong.
import { overlap } from '../day.ts'
import type { MapPart } from '../parts.ts'
import type { Report } from '../problem.ts'

type Entry = MapPart['rows'][number]

/** A step from a code of one system to a code of another. */
type Step = { readonly from: string; readonly to: string; readonly toSystem: string; readonly entry: Entry }

/** Approved rows without a context, read in all directions that they have. Those with one can part what looks like a circle. */
function stepsOf(map: MapPart): ReadonlyMap<string, readonly Step[]> {
  const steps = map.rows
    .filter(({ row }) => row.status === 'approved' && Object.keys(row.context).length === 0)
    .flatMap((entry): Step[] => {
      const { fromSystem, fromCode, toSystem, toCode, direction } = entry.row
      const [left, right] = [key(fromSystem, fromCode), key(toSystem, toCode)]
      const forwards = { from: left, to: right, toSystem, entry }
      return direction === 'both' ? [forwards, { from: right, to: left, toSystem: fromSystem, entry }] : [forwards]
    })
  return Map.groupBy(steps, ({ from }) => from)
}

function key(system: string, code: string): string {
  return `${system} ${code}`
}

/** Longer rings than this are not followed: a site has few systems. */
const most_steps = 8
/** A map in which everything leads everywhere is told as contradictions; it is not followed for ever. */
const most_visits = 200_000

/** Follows each code through the systems; tells each circle once, at the last of its rows. */
export function checkCycles(map: MapPart, report: Report): void {
  const steps = stepsOf(map)
  const told = new Set<string>()
  const budget = { visits: most_visits }
  for (const start of steps.keys()) {
    const circle = circleFrom(start, [], steps, budget)
    if (!circle) continue
    const name = circle
      .map(({ from }) => from)
      .toSorted()
      .join('|')
    if (told.has(name)) continue
    told.add(name)
    tell(map, [...circle.map(({ from }) => from), start], circle, report)
  }
  checkWays(map, steps, report)
}

function tell(map: MapPart, codes: readonly string[], circle: readonly Step[], report: Report): void {
  const last = circle.reduce((one, other) => (other.entry.row.line > one.entry.row.line ? other : one))
  report.error('site-map-cycle', map.source.file, last.entry.csv.at('to_code'), { given: codes.join(' to ') })
}

/**
 * A ring of rows from a code back to itself over another code of its system. Never back over a row that led here, and
 * only over rows that count on the same days.
 */
function circleFrom(
  start: string,
  way: readonly Step[],
  steps: ReadonlyMap<string, readonly Step[]>,
  budget: { visits: number },
): readonly Step[] | undefined {
  if (way.length >= most_steps || budget.visits-- <= 0) return undefined
  for (const step of steps.get(way.at(-1)?.to ?? start) ?? []) {
    if (!way.every(({ entry, to }) => entry !== step.entry && to !== step.to && overlap(entry.row, step.entry.row)))
      continue
    const longer = [...way, step]
    if (step.to === start) {
      if (visitsAnother(start, longer)) return longer
      continue
    }
    const circle = circleFrom(start, longer, steps, budget)
    if (circle) return circle
  }
  return undefined
}

/** Whether the ring holds another code of the system in which it began. */
function visitsAnother(start: string, way: readonly Step[]): boolean {
  const system = start.slice(0, start.indexOf(' '))
  return way.some(({ to, toSystem }) => toSystem === system && to !== start)
}

/** With three systems: a code that leads to one code directly, and to another over the third system. */
function checkWays(map: MapPart, steps: ReadonlyMap<string, readonly Step[]>, report: Report): void {
  for (const [from, first] of steps) {
    for (const direct of first) {
      const other = first
        .filter(({ toSystem }) => toSystem !== direct.toSystem)
        .flatMap((via) => (steps.get(via.to) ?? []).map((last) => ({ via, last })))
        .find(({ via, last }) => last.toSystem === direct.toSystem && last.to !== direct.to && meet(direct, via, last))
      if (!other) continue
      report.warning('site-map-ways', map.source.file, direct.entry.csv.at('to_code'), {
        given: `${from} to ${direct.to} here, and over ${other.via.to} (line ${other.via.entry.row.line}) to ${other.last.to} (line ${other.last.entry.row.line})`,
      })
    }
  }
}

function meet(...way: readonly Step[]): boolean {
  return way.every(({ entry: { row } }) => way.every((other) => overlap(row, other.entry.row)))
}
