// Coverage: which stories have been proven for which test on which flow, on which revision of the site, and by what. The one
// thing to know: it is evidence and is only ever added to; whether something is proven is asked of the newest row.
import type { Instant } from '../../engine/ports/clock.ts'
import { getRaw, parseMessage } from '../../hl7/index.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { Evidence } from '../play/evidence.ts'

/** What a row rests on. A virtual peer never stands in for a display. (Design §8) */
export const coverageLabels = ['simulated', 'test system', 'witnessed'] as const
export type CoverageLabel = (typeof coverageLabels)[number]

/** One story, for one test, on one flow: did it pass on this revision? */
export type Coverage = {
  /** The scenario's name. */
  readonly story: string
  readonly family: number
  /** The test in the EHR's code. */
  readonly test: string
  readonly flow: string
  readonly revision: string
  readonly label: CoverageLabel
  readonly passed: boolean
  readonly seed: string
  /** Real time, milliseconds since 1970. */
  readonly at: Instant
}

/** Where coverage is kept for readiness. Rows are added and never changed. */
export type CoverageBook = {
  /** All of them or none. Without any it fails where none could be added. */
  add(rows: readonly Coverage[]): Promise<void>
  /** Everything that was found on a revision, oldest first. */
  on(revision: string): Promise<readonly Coverage[]>
  close(): Promise<void>
}

export type Covering = Pick<Coverage, 'story' | 'family' | 'revision' | 'label' | 'passed' | 'seed' | 'at'>

/** What one run covers: each test that it was about, on each flow that carried something of it to its end. */
export function coverageOf(evidence: Evidence, covering: Covering): readonly Coverage[] {
  const { labloop, site } = evidence
  const tests = new Map(labloop.orders.map(({ order }) => [order.id, order.test?.code ?? '']))
  const messages = new Map(labloop.messages.map((message) => [message.id, message]))
  const pairs = new Set<string>()
  for (const { messageId, destination, orderIds, state } of labloop.deliveries) {
    const message = messages.get(messageId)
    if (state !== 'delivered' || !message) continue
    const flow = flowOf(site, message, destination)
    for (const id of orderIds) {
      const test = tests.get(id)
      if (test && flow) pairs.add(`${flow}\n${test}`)
    }
  }
  return [...pairs].sort().map((pair) => {
    const [flow, test] = pair.split('\n') as [string, string]
    return { ...covering, test, flow }
  })
}

type Message = Evidence['labloop']['messages'][number]

/** The flow that takes a message of its sender to a destination; undefined where none does. */
function flowOf({ flows }: Site, { system, body }: Message, destination: string): string | undefined {
  const type = typeOf(body)
  const takes = (pattern: string) => pattern === type || pattern === type.split('^')[0]
  return flows.find(
    ({ from, delivery, messages }) => from === system && delivery.connection === destination && messages.some(takes),
  )?.id
}

function typeOf(body: Uint8Array): string {
  try {
    return (getRaw(parseMessage(body), 'MSH-9') ?? '').split('^').slice(0, 2).join('^')
  } catch {
    return ''
  }
}

/** What makes two rows about the same thing. */
function subjectOf({ story, test, flow, revision, label }: Coverage): string {
  return JSON.stringify([story, test, flow, revision, label])
}

/** Rows laid together: of rows about the same thing the newest holds, and of equally old ones the one that failed. */
export function mergedCoverage(...lists: readonly (readonly Coverage[])[]): readonly Coverage[] {
  const newest = new Map<string, Coverage>()
  for (const row of lists.flat()) {
    const known = newest.get(subjectOf(row))
    const isNewer = !known || row.at > known.at || (row.at === known.at && !row.passed)
    if (isNewer) newest.set(subjectOf(row), row)
  }
  return [...newest.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

export type Wanted = {
  readonly revision: string
  /** The least that the evidence must be; `simulated` where absent: anything counts. */
  readonly label?: CoverageLabel
  readonly story?: string
  readonly test?: string
  readonly flow?: string
}

/** What is proven on a revision: the newest row says so, and its evidence is at least of this kind. */
export function provenOn(
  rows: readonly Coverage[],
  { revision, label = 'simulated', story, test, flow }: Wanted,
): readonly Coverage[] {
  const least = coverageLabels.indexOf(label)
  return mergedCoverage(rows).filter(
    (row) =>
      row.passed &&
      row.revision === revision &&
      coverageLabels.indexOf(row.label) >= least &&
      (story === undefined || row.story === story) &&
      (test === undefined || row.test === test) &&
      (flow === undefined || row.flow === flow),
  )
}

/** Of the tests and flows named, the pairs that nothing proves on a revision. */
export function unprovenOn(
  rows: readonly Coverage[],
  wanted: Wanted & { readonly tests: readonly string[]; readonly flows: readonly string[] },
): readonly { readonly test: string; readonly flow: string }[] {
  const proven = new Set(provenOn(rows, wanted).map(({ test, flow }) => JSON.stringify([test, flow])))
  const pairs = wanted.tests.flatMap((test) => wanted.flows.map((flow) => ({ test, flow })))
  return pairs.filter(({ test, flow }) => !proven.has(JSON.stringify([test, flow])))
}
