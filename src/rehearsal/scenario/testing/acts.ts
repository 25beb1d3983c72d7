// One act of every kind that can be made to happen, with all its parts. The one thing to know: the type of the record asks
// for every kind, so an act that is added to the play and has no verb in a scenario is found by the types or by a test.
import type { Act, EhrAct, EngineAct, LabAct, PersonAct, WireAct } from '../../play/act.ts'

type Kinds<Each extends { readonly do: string }> = {
  readonly [Kind in Each['do']]: Extract<Each, { readonly do: Kind }> | Each
}

const ask = { order: 'k', test: 'LAB22' }
const isolate = { organism: 'ECOLI', sensitive: { MMEM: 'S', MCIP: 'R' } } as const

const ehr: Kinds<EhrAct> = {
  register: { do: 'register', patient: 'anna', event: 'A04' },
  update: { do: 'update', patient: 'anna', change: { familyName: 'Testelm', birthDate: '19610412' }, event: 'A31' },
  discharge: { do: 'discharge', patient: 'anna' },
  merge: { do: 'merge', patient: 'anna', into: 'bert', event: 'A40', silent: true },
  unmerge: { do: 'unmerge', patient: 'anna', from: 'bert' },
  order: {
    do: 'order',
    patient: 'anna',
    asks: [{ order: 'o', test: 'LAB22', priority: 'S', startsAt_ms: 3_600_000, collected: true, withFiller: true }],
  },
  cancel: { do: 'cancel', order: 'k', reason: 'Error' },
  discontinue: { do: 'discontinue', order: 'k' },
  hold: { do: 'hold', order: 'k' },
  continue: { do: 'continue', order: 'k', reason: 'Fasting' },
  modify: { do: 'modify', order: 'k', priority: 'A', startsAt_ms: 60_000 },
  replace: { do: 'replace', order: 'k', by: { order: 'p', test: 'LAB24' } },
  repeat: { do: 'repeat', order: 'k', newControlId: true },
  assign: { do: 'assign', order: 'k' },
  'reject-later': { do: 'reject-later', order: 'k', why: 'Encounter not found' },
  restore: { do: 'restore', back_ms: 5_400_000 },
  down: { do: 'down' },
  'fail-over': { do: 'fail-over' },
  up: { do: 'up' },
  habits: {
    do: 'habits',
    habits: {
      statuses: ['F', 'P', 'C'],
      onTrouble: 'queue',
      unknownPatients: 'file',
      unknownOrders: 'trouble',
      unknownCodes: 'file',
      longestValue: 20,
      dropsDocuments: true,
      answerAfter_ms: 2000,
      assigns: false,
      locked: ['k', 'm'],
      lapses: { refuses: 0.01, queues: 0.02, drops: 0.03, cuts: 0.04 },
    },
  },
  'reset-counter': { do: 'reset-counter' },
  'send-raw': { do: 'send-raw', text: 'MSH|^~\\&' },
}

const lab: Kinds<LabAct> = {
  intend: { do: 'intend', order: 'k', answer: 'silent', cancels: 'refuse' },
  collect: { do: 'collect', order: 'k' },
  receive: { do: 'receive', order: 'k' },
  // biome-ignore lint/suspicious/noThenProperty: plain data with a word of the lab
  'reject-specimen': { do: 'reject-specimen', order: 'k', reason: 'Clotted', then: 'new-accession' },
  report: {
    do: 'report',
    parts: [
      {
        order: 'k',
        stage: 'final',
        values: { K: { value: '4.1' } },
        only: ['K'],
        resultStatus: 'F',
        observationStatus: '',
        spoil: 'unknown-flag',
        document_bytes: 65_536,
        text: ['One.', 'Two.'],
      },
    ],
    batch: true,
  },
  verify: { do: 'verify', order: 'k', values: { K: { kind: 'critical-high' } } },
  release: { do: 'release', as: 'batch' },
  correct: {
    do: 'correct',
    order: 'k',
    values: { K: { value: '4.3' } },
    status: '',
    change: {
      unit: 'mEq/L',
      range: '3-5',
      flags: 'H',
      comment: 'Haemolysed',
      collectedBefore_ms: 60_000,
      performedBy: 'North',
    },
    sameTimes: true,
    all: true,
  },
  withdraw: { do: 'withdraw', order: 'k', only: ['K'], as: 'D' },
  refile: { do: 'refile', order: 'k', onto: 'm' },
  cancel: { do: 'cancel', order: 'k', reason: 'Duplicate', silent: true },
  add: { do: 'add', order: 'q', parent: 'k', test: 'MG', as: 'child' },
  open: { do: 'open', order: 'r', patient: 'anna', test: 'MG', as: 'SN' },
  split: { do: 'split', order: 'k' },
  combine: { do: 'combine', orders: ['k', 'm'] },
  'send-out': { do: 'send-out', order: 'k', to: 'Northgate (fictitious)' },
  grow: { do: 'grow', order: 'c', stage: 'final', growth: 'ECOLI', isolates: [isolate] },
  append: { do: 'append', order: 'k', text: ['Addendum.'], document_bytes: 1024 },
  amend: { do: 'amend', order: 'k', text: ['Amended.', 'Twice.'] },
  'say-again': { do: 'say-again', orders: ['k'], sameControlId: true, version: 'first' },
  say: { do: 'say', order: 'k', control: 'SC', orderStatus: 'IP' },
  merge: { do: 'merge', patient: 'anna', into: 'bert' },
  habits: {
    do: 'habits',
    habits: {
      answerAfter_ms: 2000,
      foreignAnswers: true,
      unknownTests: 'accept',
      holds: 'both',
      reflex: 'child',
      reflexAfter_ms: 60_000,
    },
  },
  down: { do: 'down' },
  'fail-over': { do: 'fail-over' },
  up: { do: 'up' },
  restore: { do: 'restore', back_ms: 5_400_000 },
  'reset-counter': { do: 'reset-counter' },
  'send-raw': { do: 'send-raw', text: 'MSH|^~\\&' },
}

const wire: Kinds<WireAct> = {
  fault: { do: 'fault', line: 'lab-to-labloop', fault: 'delay-answer', count: 2, late_ms: 45_000 },
  cut: { do: 'cut', line: 'ehr-to-labloop' },
  'half-open': { do: 'half-open', line: 'labloop-to-ehr' },
  heal: { do: 'heal' },
}

const engine: Kinds<EngineAct> = {
  crash: { do: 'crash', away_ms: 30_000, when: 'before-commit' },
  stop: { do: 'stop' },
  start: { do: 'start' },
  database: { do: 'database', is: 'full' },
  'clock-step': { do: 'clock-step', by_ms: -3_600_000 },
  activate: { do: 'activate', revision: 'later' },
}

const person: Kinds<PersonAct> = {
  release: { do: 'release', order: 'k', rootCause: 'Mapped' },
  resend: { do: 'resend', order: 'k', rootCause: 'Mapped' },
  skip: { do: 'skip', order: 'k', rootCause: 'Known' },
  cancel: { do: 'cancel', order: 'k', rootCause: 'Wrong' },
  take: { do: 'take', order: 'k', kind: 'unmapped-code' },
  close: { do: 'close', order: 'k', kind: 'unmapped-code', rootCause: 'Done' },
  pause: { do: 'pause', flow: 'results', why: 'Upgrade' },
  hold: { do: 'hold', flow: 'results', why: 'Upgrade' },
  resume: { do: 'resume', flow: 'results', why: 'Upgrade' },
}

const of = <Who extends Act['who']>(who: Who, acts: Readonly<Record<string, unknown>>): readonly Act[] =>
  Object.values(acts).map((act) => ({ who, act }) as Act)

/** One of every kind, and those of which one kind has two forms. */
export const everyAct: readonly Act[] = [
  // Orders that others name come first.
  {
    who: 'ehr',
    act: { do: 'order', patient: 'anna', asks: [ask, { order: 'c', test: 'LAB250' }, { order: 'm', test: 'LAB26' }] },
  },
  ...of('ehr', ehr),
  ...of('lab', lab),
  {
    who: 'lab',
    act: {
      do: 'report',
      parts: [
        { order: 'k', stage: 'partial' },
        { order: 'm', stage: 'preliminary', text: ['One.'] },
      ],
    },
  },
  { who: 'lab', act: { do: 'say-again' } },
  ...of('wire', wire),
  ...of('engine', engine),
  { who: 'engine', act: { do: 'database', is: 'back' } },
  ...of('person', person),
]
