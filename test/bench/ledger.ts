// What the ledger costs of a result message of ten observations, in one thread: parsing aside, reading it into facts,
// telling the book, carrying the acknowledgement, and collecting the changes of a batch. The time is that of the processor,
// so that other work on the machine disturbs it little. `npm run -s bench -- ledger`: once without workflows, once for orders
// that follow one of six steps.
import { parseMessage } from '../../src/hl7/index.ts'
import { changes, openBook, sendWord, takeWord, tell } from '../../src/ledger/book.ts'
import { readMessage } from '../../src/ledger/read-message.ts'
import { type LedgerPolicy, plainPolicy, type Source } from '../../src/ledger/source.ts'
import { Clocks, type Site } from '../../src/site/shapes/site.ts'
import { System } from '../../src/site/shapes/system.ts'
import { Workflow } from '../../src/site/shapes/workflow.ts'
import { designedPaths } from '../../src/workflow/designed-paths.ts'
import { markerOf } from '../../src/workflow/proof.ts'
import { oruBuilder } from '../load/mllp-common.mjs'

const batch = 100
const lis = System.parse({ id: 'lis', name: 'LIS', role: 'lis', dialect: { versions: ['2.5.1'] } })
type Judging = { readonly policy: LedgerPolicy; readonly source: Source }
const plain: Judging = { policy: plainPolicy(Clocks.parse({})), source: { system: lis, zone: 0 } }

/** The same with a workflow for every test: its marks are read, and its steps awaited. */
function withWorkflow(): Judging {
  const proof = (message: string, where: object) => ({ from: 'lis', message, where })
  const step = (id: string, shown: object, within = '4h') => ({ id, title: id, who: 'lab', within, proof: shown })
  const workflow = Workflow.parse({
    id: 'bench',
    title: 'Bench',
    for: { any: true },
    steps: [
      step('ordered', { ...proof('ORM^O01', { 'ORC-1': 'NW' }) }),
      step('accepted', proof('ORL^O22', { 'ORC-1': 'OK' })),
      { id: 'collected', title: 'collected', who: 'nurse', manual: true, within: '2h' },
      step('received', proof('OML^O21', { 'ORC-1': 'SC' })),
      { ...step('partial', proof('ORU^R01', { 'OBR-25': ['A', 'P'] })), optional: true },
      step('resulted', proof('ORU^R01', { 'OBR-25': ['F', 'C'] })),
    ],
    loops: [
      { loop: 'reflex', when: { component: 'GLU', above: 400 }, add: 'K', parent: 'unsolicited', within: '2h' },
      { loop: 'correction', proof: proof('ORU^R01', { 'OBR-25': 'C' }) },
    ],
  })
  const site = { systems: [lis], flows: [], maps: [], catalogs: [], clocks: Clocks.parse({}), workflows: [workflow] }
  const marks = markerOf(site, lis)!
  const pathOf = designedPaths(site as unknown as Site, () => 0)
  return { policy: { ...plain.policy, pathOf }, source: { ...plain.source, marks } }
}

/** Processor time in microseconds a message of each part; medians of rounds after a warm-up. */
export type LedgerFigures = {
  readonly read: number
  readonly tell: number
  readonly acknowledge: number
  readonly changes: number
  readonly messages: number
}

export function ledgerBench(rounds = 200, { policy, source }: Judging = plain): LedgerFigures {
  const body = oruBuilder(10)
  const times: Record<'read' | 'tell' | 'acknowledge' | 'changes', number[]> = {
    read: [],
    tell: [],
    acknowledge: [],
    changes: [],
  }
  let messageId = 0
  for (let round = 0; round < rounds; round++) {
    const bodies = Array.from({ length: batch }, (_, at) => Buffer.from(body(`b-${round}-${at}`, round * batch + at)))
    const start = messageId
    const messages = bodies.map((bytes) => parseMessage(bytes))
    const t0 = process.cpuUsage().user
    const readings = messages.map((message, at) =>
      readMessage(message, source, { messageId: start + at, seenAt: 1_700_000_000_000 + round }),
    )
    const t1 = process.cpuUsage().user
    const book = openBook(
      { orders: [], orderKeys: [], patients: [], patientKeys: [] },
      { lastOrderId: start, lastPatientId: start },
    )
    const told = readings.map(({ facts }) => tell(book, facts[0]!, policy))
    const t2 = process.cpuUsage().user
    told.forEach(({ orderId }, at) => {
      sendWord(book, orderId!, start + at, 'ehr', policy, 1_700_000_000_000)
    })
    told.forEach(({ orderId }, at) => {
      const taken = { system: 'ehr', messageId: start + at, n: 0, saidAt: null, seenAt: 1_700_000_000_100 }
      takeWord(
        book,
        { ...taken, kind: 'word-taken', orderId: orderId!, wordMessageId: start + at, level: 'received', by: 'AA' },
        policy,
      )
    })
    const t3 = process.cpuUsage().user
    changes(book, 1_700_000_000_200)
    const t4 = process.cpuUsage().user
    messageId += batch
    times.read.push(t1 - t0)
    times.tell.push(t2 - t1)
    times.acknowledge.push(t3 - t2)
    times.changes.push(t4 - t3)
  }
  const median = (all: number[]) => {
    const warm = all.slice(Math.floor(all.length / 4)).sort((a, b) => a - b)
    return Math.round(((warm[Math.floor(warm.length / 2)] ?? 0) * 10) / batch) / 10
  }
  return {
    read: median(times.read),
    tell: median(times.tell),
    acknowledge: median(times.acknowledge),
    changes: median(times.changes),
    messages: messageId,
  }
}

/** Both, one after the other in one process; the first is run once more before, to warm it. */
export function ledgerBenches(): { readonly plain: LedgerFigures; readonly workflow: LedgerFigures } {
  ledgerBench(100)
  ledgerBench(100, withWorkflow())
  return { plain: ledgerBench(), workflow: ledgerBench(200, withWorkflow()) }
}
