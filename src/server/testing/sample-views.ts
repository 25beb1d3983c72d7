// A hospital's morning as the pages would see it, for tests of the pages: one order of each loop status, a correction, an
// exception past its clock, a refused message. Every patient is plainly fictitious.
import type {
  ExceptionList,
  ExceptionView,
  FindingView,
  ListPage,
  LoopView,
  MessageView,
  OrderRow,
  OrderView,
} from '../contract.ts'
import type { Views } from '../server.ts'
import { waysToAct } from '../views/ways.ts'

export const now = Date.UTC(2026, 10, 22, 12, 0, 0)
const minutesAgo = (minutes: number) => now - minutes * 60_000

const exception: ExceptionView = {
  id: 7,
  kind: 'unmapped-code',
  severity: 'high',
  status: 'assigned',
  team: 'Interface analyst on call',
  text: 'OBX[3]-3.1 "GLUX" of lis has no row in maps/components.csv. Add the row, approve it, and release the message.',
  openedAt: minutesAgo(90),
  dueAt: minutesAgo(30),
  closedAt: null,
  rootCause: '',
  orderIds: [2],
  messageId: 12,
  deliveryId: 9,
  takenBy: '',
  switched: '',
}

function order(id: number, loop: OrderRow['loop'], proven: boolean, state: string): OrderRow {
  return {
    id,
    placerNumber: `90000${id}^EPC`,
    fillerNumber: `26-326-00${id}`,
    test: 'Basic metabolic panel',
    state,
    loop,
    proven,
    lastSeenAt: minutesAgo(id),
  }
}

const orders = [
  order(1, 'agreed', true, 'corrected'),
  order(2, 'owned', false, 'final'),
  order(3, 'on-course', false, 'accepted'),
  order(4, 'agreed', false, 'final'),
]

const version = { unit: 'mmol/L', range: '3.5-5.1', status: 'F', seenAt: minutesAgo(20), messageId: 11, sentAs: [] }

const wholeOrder: OrderView = {
  ...orders[0]!,
  patient: { name: 'Testpatient, Ida <b>', number: '100001', authority: 'RIV', birthDate: '19700102', sex: 'F' },
  story: [
    { at: minutesAgo(60), system: 'ehr', text: 'asked for it.', messageId: 10 },
    { at: minutesAgo(20), system: 'lis', text: 'reported the final result.', messageId: 11 },
    { at: minutesAgo(5), system: 'lis', text: 'corrected Potassium from 6.9 to 4.1.', messageId: 13 },
  ],
  words: [{ system: 'lis', said: 'result, corrected', to: 'ehr', level: 'filed', by: 'census' }],
  related: [{ as: 'done because of it', orderId: 2 }],
  observations: [
    {
      code: 'K',
      name: 'Potassium',
      versions: [
        { ...version, value: '4.1', told: '4.1', flags: '', status: 'C', messageId: 13 },
        { ...version, value: '6.9', told: '6.9', flags: 'HH' },
      ],
    },
  ],
  exceptions: [],
}

const messages = [
  { id: 13, receivedAt: minutesAgo(5), system: 'lis', messageType: 'ORU^R01', controlId: 'L000013', size_bytes: 1211 },
  { id: 12, receivedAt: minutesAgo(7), system: 'lis', messageType: 'ORU^R01', controlId: 'L000012', size_bytes: 1340 },
]

const message: MessageView = {
  ...messages[0]!,
  connection: 'lis-results',
  refused: '',
  revision: 'ab12cd34ef56ab12cd34ef56',
  orderIds: [1],
  rows: [
    { path: 'MSH-3.1', name: 'Sending Application: Namespace ID', value: 'LABRADOR', meaning: '' },
    { path: 'MSH-12.1', name: 'Version ID: Version ID', value: '2.5.1', meaning: 'Release 2.5.1, April 2007' },
    { path: 'OBX[1]-5', name: 'Observation Value', value: '4.1', meaning: '' },
  ],
  raw: 'MSH|^~\\&|LIS|RIV|EHR|RIV|20261122||ORU^R01|L000013|P|2.5.1\nOBX|1|NM|K||4.1\n',
  moreRows: false,
  leftBehind: [{ to: 'Meridian EHR', what: ['SPM-2'] }],
  converted: [{ to: 'Meridian EHR', what: ['GLU from mg/dL to mmol/L (maps/components.csv, line 7): converted'] }],
  deliveries: [{ id: 5, destination: 'ehr-results', state: 'delivered', code: 'AA', at: minutesAgo(5) }],
}

/** A list of open exceptions that has its place on one page. */
function exceptionList(rows: readonly ExceptionView[]): ExceptionList {
  return { rows, total: rows.length, ahead: 0, next: '', counts: [] }
}

const loop: LoopView = {
  site: {
    title: 'Riverside Community Hospital',
    revision: 'ab12cd34ef56ab12cd34ef56',
    mode: 'live',
    timeZone: 'America/Chicago',
  },
  at: now,
  counts: {
    total: 4,
    owned: 1,
    onCourse: 1,
    dormant: 0,
    agreedProven: 1,
    agreedUnproven: 1,
    adrift: 0,
    everAdrift: 0,
    assignedPastClock: 1,
  },
  systems: [
    { id: 'ehr', name: 'Meridian', role: 'ehr', connected: true, censusAt: minutesAgo(2), hasCensus: true },
    { id: 'lis', name: 'Labrador', role: 'lis', connected: false, censusAt: null, hasCensus: false },
  ],
  flows: [
    {
      id: 'orders',
      from: 'ehr',
      to: 'lis',
      kind: 'orders',
      perMinute: 12,
      queued: 3,
      held: 0,
      oldest_ms: 95_000,
      state: 'disconnected',
    },
    {
      id: 'results',
      from: 'lis',
      to: 'ehr',
      kind: 'results',
      perMinute: 31,
      queued: 0,
      held: 1,
      oldest_ms: null,
      state: 'running',
    },
  ],
  exceptions: exceptionList([exception]),
  orders,
  messages,
}

const finding: FindingView = {
  rule: 'unit-magnitude',
  severity: 'critical',
  about: 'lis K',
  name: 'Potassium',
  says: 'OBX-6 came as umol/L; the catalog has mmol/L for K: one is 1/1000 of the other.',
  explanation: 'The chart shows a number a thousand times too large.',
  remedy: 'Report in one unit.',
  state: 'open',
  acceptance: null,
  count: 1204,
  firstAt: minutesAgo(300),
  lastAt: minutesAgo(2),
  messageIds: [11, 13],
}

const lived: FindingView = {
  ...finding,
  ...{ rule: 'unit-spelling', severity: 'low', says: 'OBX-6 came as mmol/l; the catalog spells it mmol/L.' },
  state: 'accepted',
  acceptance: { by: 'Laboratory director', on: '2026-06-30', until: '2027-06-30', reason: 'Both are read alike.' },
}

/** A list that has its place on one page. */
function wholeList<Row>(rows: readonly Row[]): ListPage<Row> {
  return { rows, newer: null, older: null, ahead: 0, total: rows.length }
}

export const sampleViews: Views = {
  now: () => now,
  site: () => ({ ...loop.site, note: '' }),
  loop: async () => loop,
  orders: async (status) => wholeList(orders.filter((one) => !status || one.loop === status)),
  order: async (id) => (id === 1 ? wholeOrder : null),
  exceptions: async () => exceptionList([exception]),
  exception: async (id) => {
    if (id !== exception.id) return null
    const held = { id: 9, destination: 'ehr-results', flow: 'results', messageId: 12, orderIds: [2] }
    return {
      ...exception,
      deliveries: [
        {
          ...message.deliveries[0]!,
          id: 9,
          state: 'held: mapping: nobody has approved what the receiver calls a code (OBX-3).',
          code: '',
        },
      ],
      ways: waysToAct(
        exception,
        { ...held, why: 'mapping: nobody has approved what the receiver calls a code', attempts: 0 },
        '--data data',
      ),
    }
  },
  messages: async () => ({ ...wholeList(messages), total: null, ahead: null }),
  message: async (id) => (id === 13 ? message : null),
  alignment: async () => ({ open: [finding], accepted: [lived], quiet: 3 }),
  onTrouble: () => {},
  find: async (asked) => ({
    ...{ asked, orders: asked === '900001' ? orders.slice(0, 1) : [], messages: [] },
    ...{ moreOrders: false, moreMessages: false },
  }),
}

/** The same morning after a flood: thousands of open exceptions and owned orders, of which a page shows a part. */
export const floodedViews: Views = {
  ...sampleViews,
  loop: async () => ({ ...loop, exceptions: floodOf(0, 20) }),
  exceptions: async (after, limit) => floodOf(after === '' ? 0 : 200, limit),
  orders: async (_, place, limit) => ({
    ...{ rows: Array.from({ length: limit }, (_, at) => order(5267 - at, 'owned', false, 'final')) },
    ...{ newer: 'before' in place ? { after: 5267 } : null, older: { before: 5067 } },
    ...{ ahead: 'before' in place ? 200 : 0, total: 5267 },
  }),
  find: async (asked) => ({ asked, orders, messages, moreOrders: true, moreMessages: true }),
}

function floodOf(ahead: number, limit: number): ExceptionList {
  const rows = Array.from({ length: limit }, (_, at) => ({
    ...{ ...exception, id: ahead + at + 1, kind: 'unsolicited-result' },
    orderIds: Array.from({ length: 100 }, (_, n) => n + 1),
  }))
  const counts = [
    { taken: false, severity: 'high', count: 4987, from: '0-1-0-0' },
    { taken: true, severity: 'low', count: 13, from: '1-3-0-0' },
  ] as const
  return { rows, total: 5000, ahead, next: `0-1-1-${ahead + limit}`, counts }
}
