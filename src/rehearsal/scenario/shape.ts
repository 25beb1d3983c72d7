// scenarios/*.yaml: a story of one or more orders, readable aloud: who does what and when, and what the chart must show in
// the end. The one thing to know: tests and components are named by meaning (LOINC, or a kind such as `any numeric`), so
// that one story runs at every site that has such a test.
import { z } from 'zod'
import { loopStatuses, orderStates } from '../../ledger/order.ts'
import { exceptionKinds, severities } from '../../ownership/exception.ts'
import { AlignmentPolicy } from '../../site/shapes/alignment.ts'
import { levels } from '../../site/shapes/common.ts'
import { BirthDate, isRealDate, sexes } from './ehr-verbs.ts'
import { type CodeSaid, codesSaid, Name, Priority, Span } from './field.ts'
import { lines } from './other-verbs.ts'
import { ValueText } from './value-fields.ts'
import { actors, schemaOfVerb } from './verb.ts'
import { phrases, verbs } from './verbs.ts'

/** How the field groups its stories. */
export const groups = ['workflow', 'amended', 'exceptions', 'volume', 'downtime', 'catalog', 'field'] as const
export type Group = (typeof groups)[number]

const Loinc = z.string().regex(/^\d{1,7}-\d$/, 'a LOINC code such as 2823-3')

export const testKinds = [
  'numeric',
  'panel',
  'culture',
  'report',
  'genetic report',
  'blood group',
  'point of care',
  'send-out',
  'text',
] as const
export type TestKind = (typeof testKinds)[number]

/** The kind that `any numeric` or `second panel` asks for, and the place of it in the catalog; undefined for other texts. */
export function kindOfTest(text: string): { readonly kind: TestKind; readonly nth: number } | undefined {
  const [first = '', ...rest] = text.split(' ')
  const nth = ordinals.indexOf(first)
  const kind = testKinds.find((each) => each === rest.join(' '))
  return nth < 0 || !kind ? undefined : { kind, nth }
}

const ordinals = ['any', 'second', 'third']

const TestText = z
  .string()
  .refine(
    (text) => !/^(any|second|third) /.test(text) || kindOfTest(text) !== undefined,
    `any, second or third and one of ${testKinds.join(', ')}; or a code`,
  )

export const Test = z
  .union([
    TestText,
    z.strictObject({
      loinc: Loinc.describe('The test whose one component this is'),
      reflex: z.boolean().optional().describe('The one of them to which the lab adds a test by itself'),
    }),
    z.strictObject({
      with: z.array(z.string()).min(1).describe('The smallest panel that has these components'),
      without: z.array(z.string()).optional().describe('And not these'),
    }),
    z.strictObject({ asks: z.string().describe('A test that asks this question at order entry, by LOINC') }),
  ])
  .describe(
    `A test by LOINC, by its components, by its question, by kind (any, second or third ${testKinds.join(', ')}), or by the site’s own code`,
  )

const Person = z.strictObject({
  mrn: z.string().optional().describe('Record number; made up where absent'),
  family_name: z.string().optional(),
  given_name: z.string().optional(),
  middle_name: z.string().optional(),
  born: BirthDate.optional(),
  sex: z.enum(sexes).optional(),
  street: z.string().optional(),
  city: z.string().optional(),
  phone: z.string().optional(),
  count: z.int().min(1).max(100_000).optional().describe('So many people; the name then means all of them'),
})
export type PersonShape = z.output<typeof Person>

const Ordered = z.strictObject({
  for: Name.describe('The patient'),
  test: Test,
  priority: Priority.optional(),
  starts: Span.optional().describe('A future, timed or standing order: when it is to begin, after the beginning'),
  answers: z
    .record(
      z.string(),
      z.union([z.literal('nothing'), z.strictObject({ value: ValueText, unit: z.string().optional() })]),
    )
    .optional()
    .describe('Answers to questions at order entry, by LOINC or the EHR’s code; the rest is answered as it should be'),
  collected_by_clinic: z.boolean().optional(),
  added_to: Name.optional().describe('The order to whose specimen this one is added'),
  same_number_as: Name.optional().describe('It carries the number of this order, as a reused counter does'),
  prints_accession: z.boolean().optional().describe('The EHR gives the accession itself'),
  number: z
    .string()
    .min(1)
    .optional()
    .describe('The placer’s number of an order that no step places, but a message that is sent as it is written'),
  count: z.int().min(1).max(100_000).optional().describe('So many orders; the name then means all of them'),
})
export type OrderShape = z.output<typeof Ordered>

const FlowChange = z.strictObject({
  acknowledge: z.enum(['stored', 'decided']).optional(),
  unsolicited: z.enum(['raise', 'accept', 'hold']).optional(),
  unmapped: z.enum(['pass', 'hold', 'reject']).optional(),
  alignment: AlignmentPolicy.optional(),
  no_answer: z.enum(['resend', 'hold']).optional(),
  answer_within: Span.optional(),
  give_up_after: Span.optional(),
})
const SystemChange = z.strictObject({
  proves: z.enum(levels).optional().describe('What a positive acknowledgement proves'),
  statuses: z.array(z.string()).optional().describe('The only OBX-11 values that it takes'),
  census: z.boolean().optional().describe('no: it gives no list of its orders'),
  connection: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'a word such as moved')
    .optional()
    .describe('The connections on which Labloop sends to it have this word behind their names'),
})
export const flowKinds = ['orders', 'results', 'status', 'patients', 'answers'] as const

export const SiteChange = z.strictObject({
  flows: z.partialRecord(z.enum(flowKinds), FlowChange).optional().describe('Flows by what they carry'),
  ehr: SystemChange.optional(),
  lab: SystemChange.optional(),
  clocks: z
    .partialRecord(z.enum(['accepted', 'resulted', 'answered', 'filed', 'cancel_answered']), Span)
    .optional()
    .describe('By when a step is expected'),
  reflex_results: z
    .enum(['file-under-parent', 'placer-order', 'unsolicited'])
    .optional()
    .describe('Where the results of reflex tests go, in the words of the workflows'),
  unmapped_components: z.array(z.string()).optional().describe('Components that no approved row of a map translates'),
  unmapped_tests: z.array(Name).optional().describe('Orders whose test no approved row of a map translates'),
})
export type SiteChange = z.output<typeof SiteChange>

export const labels = ['preliminary', 'final', 'corrected', 'deleted', 'withdrawn', 'not obtained', 'pending'] as const

const ComponentShown = z.union([
  ValueText,
  z.strictObject({
    value: ValueText.optional(),
    label: z
      .enum([...labels, 'gone', 'not checked'])
      .optional()
      .describe('How the display labels it; gone: deleted or withdrawn, as the EHR can say it; final where absent'),
    earlier: z.array(ValueText).optional().describe('The versions behind it, oldest first'),
    flag: z.string().optional().describe('As the lab wrote it (HL7 table 0078)'),
    unit: z.string().optional().describe('As the EHR writes it'),
    range: z.string().optional(),
    note: z.string().optional().describe('The comment has this text in it'),
  }),
])
export type ComponentShown = z.output<typeof ComponentShown>

/** What a chart says of an order, and its ORC-5. (HL7 table 0038) */
export const chartStatuses = {
  complete: 'CM',
  cancelled: 'CA',
  discontinued: 'DC',
  'in process': 'IP',
  'some results': 'A',
  'on hold': 'HD',
  replaced: 'RP',
  scheduled: 'SC',
  nothing: '',
} as const
export type ChartStatus = keyof typeof chartStatuses
const statusWords = Object.keys(chartStatuses) as [ChartStatus, ...ChartStatus[]]

const Chart = z.union([
  z.enum(['as the lab said', 'no result', 'not there', 'not checked']),
  z.strictObject({
    in: Name.optional().describe('Whose chart it is in; that of the patient it was placed for where absent'),
    status: z.enum(statusWords).optional(),
    reason: z.string().optional().describe('Why it was cancelled or refused: this text is in it'),
    shows: z.record(z.string(), ComponentShown).optional().describe('Components and what is shown of them'),
    rest: z.enum(['as the lab said', 'not checked']).default('as the lab said').describe('The other components'),
    within: Span.optional().describe('Last changed at most so long after the beginning'),
    text: z.array(z.string()).optional().describe('The report has these lines, in this order'),
    documents: z.int().min(0).optional().describe('So many embedded documents'),
  }),
])
export type ChartShape = z.output<typeof Chart>

const Held = z.union([
  z.enum([...loopStatuses, 'unknown', 'not checked']),
  z.strictObject({
    loop: z.enum(loopStatuses).optional(),
    proven: z.boolean().optional(),
    state: z.enum(orderStates).optional().describe('Where the order stands'),
    taken: z.enum(levels).optional().describe('How far the other side has taken its last word, at least'),
  }),
])
export type HeldShape = z.output<typeof Held>

const Raised = z.strictObject({
  kind: z.enum(exceptionKinds),
  about: Name.optional().describe('The order'),
  owner: z.enum(['ehr', 'lab', 'interface']).optional().describe('The team of that system, or the site’s default team'),
  severity: z.enum(severities).optional(),
  is: z.enum(['open', 'closed', 'either']).default('open').describe('At the end'),
  times: z.int().min(1).optional(),
  optional: z.boolean().optional().describe('It may be there and need not'),
})
export type RaisedShape = z.output<typeof Raised>

const MessageType = z
  .string()
  .refine(
    (text) => flowKinds.some((kind) => kind === text) || /^[A-Z][A-Z0-9]{2}(\^[A-Z][A-Z0-9]{2})?$/.test(text),
    `${flowKinds.join(', ')}, or MSH-9: ORU^R01, or ORU for any event`,
  )
  .describe(`${flowKinds.join(', ')}, or MSH-9: ORU^R01, or ORU for any event`)

const FieldPath = z.string().regex(/^[A-Z][A-Z0-9]{2}-[1-9]\d*(\.[1-9]\d*)?$/, 'a field such as OBX-11, or OBX-3.1')

const Said = z.strictObject({
  on: z.enum(lines.map((line) => line.replaceAll('-', ' ')) as [string, ...string[]]),
  type: MessageType,
  about: Name.optional().describe('The order'),
  has: z.record(FieldPath, z.string()).optional().describe('Fields and their values: { OBX-11: C }'),
  times: z.int().min(0).optional().describe('So many different messages'),
  at_least: z.int().min(1).optional(),
})
export type SaidShape = z.output<typeof Said>

const InLab = z.strictObject({
  state: z
    .enum([
      'accepted',
      'held',
      'refused',
      'cancelled',
      'discontinued',
      'replaced',
      'partial',
      'final',
      'corrected',
      'unknown',
    ])
    .optional(),
  priority: z.string().optional().describe('The urgency with which the order reached it'),
})
export type InLabShape = z.output<typeof InLab>

export const Expect = z.strictObject({
  chart: z.record(z.string(), Chart).default({}).describe('What the EHR’s chart shows of an order'),
  labloop: z.record(z.string(), Held).default({}).describe('What Labloop holds of an order; agreed where absent'),
  lab: z.record(z.string(), InLab).default({}).describe('What the lab’s own book says of an order'),
  exceptions: z.array(Raised).default([]).describe('What somebody owns; any other open exception is a failure'),
  never: z.array(z.enum(exceptionKinds)).default([]).describe('Kinds of exceptions that must not be raised at all'),
  messages: z.array(Said).default([]).describe('What went over the wires'),
  judged: z
    .enum(['order by order', 'as a storm'])
    .default('order by order')
    .describe('as a storm: what is not told here is left to the judges of every run; all orders must come to rest'),
  cannot_agree: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe('Orders that cannot come to agree by themselves, and why: somebody may own them in the end'),
  agreed_at_least: z.number().min(0).max(1).optional().describe('Instead of each order: this share of all of them'),
})

/** The first number of a site's own families; those of the built-in scenarios are below. */
export const ownFamilies = 100

export const head = {
  name: Name.describe('The scenario’s id'),
  family: z
    .int()
    .min(1)
    .max(999)
    .describe(`Its family: 1 to 63 are the built-in ones; from ${ownFamilies} up a site’s own`),
  group: z.enum(groups).default('field'),
  title: z.string().min(1).describe('One line for a list'),
  why: z.string().min(1).describe('Why this story is rehearsed: what happens to a patient where it goes wrong'),
  asked_by: z.array(z.string()).min(1).describe('Where the field asks for it: rules, checklists, papers, reports'),
  begins: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d$/, 'a local time of the site such as 2026-11-23 07:00')
    .refine(
      (text) => isRealDate(text) && /(?:[01]\d|2[0-3]):[0-5]\d$/.test(text),
      'a time that there is, such as 2026-11-23 07:00',
    )
    .optional()
    .describe('When it begins, in the site’s time zone'),
  lasts: Span.optional().describe('How long it goes on at most after its last step; until all is at rest where absent'),
  rests: Span.optional().describe('By when all orders must be at rest after that; 8 days where absent'),
  weather: z
    .enum(['rough', 'calm'])
    .default('rough')
    .describe('rough: beside the story the wires lose, delay and double a few messages, and Labloop is killed once'),
  seed: z.string().optional().describe('Chance of what it leaves open; its name where absent'),
  names: z.record(z.string(), Loinc).default({}).describe('What it calls components and questions: { K: 2823-3 }'),
  site: SiteChange.optional().describe('What is changed about the site for this story'),
  revisions: z.record(Name, SiteChange).default({}).describe('Other revisions of the site, for "goes_on_with"'),
  patients: z.record(Name, Person).describe('Who it is about; everything that is left out is made up'),
  orders: z.record(Name, Ordered).default({}).describe('What is ordered, placed by a step "orders"'),
  expect: Expect,
}

/** When a step happens: at a time, or after the step before it; at once with it where neither is said. */
export const when = {
  at: Span.optional().describe('After the beginning'),
  after: Span.optional().describe('After the step before'),
  every: Span.optional().describe('For the members of a group: one after the other, so long apart'),
  note: z.string().optional().describe('For people; changes nothing'),
}

/** A step for editors: any verb of any actor. Steps are read one by one by the schema of their verb. */
export function stepSchema(): z.ZodType {
  return z.union(
    actors.map((actor) =>
      z.strictObject({
        ...when,
        [actor]: z.union([
          ...phrases[actor].map(({ phrase, describe }) => z.literal(phrase).describe(describe)),
          ...verbs[actor].map(schemaOfVerb),
        ]),
      }),
    ),
  )
}

/** A whole scenario for editors. */
export function scenarioSchema(): z.ZodType {
  return z.strictObject({ ...head, steps: z.array(stepSchema()).min(1) })
}

export const Head = z.strictObject({ ...head, steps: z.array(z.unknown()).min(1) })
export type HeadShape = Omit<z.output<typeof Head>, 'steps'>

/** The codes that a scenario says outside its steps, with the place of each. */
export function codesInHead({ orders, expect, site, revisions }: HeadShape): readonly CodeSaid[] {
  const ordered = Object.entries(orders).flatMap(([name, { priority, test }]) => [
    ...codesSaid('priority', priority, ['orders', name, 'priority']),
    ...(typeof test === 'string' && !kindOfTest(test) ? codesSaid('test', test, ['orders', name, 'test']) : []),
  ])
  const urgencies = Object.entries(expect.lab).flatMap(([name, { priority }]) =>
    codesSaid('priority', priority, ['expect', 'lab', name, 'priority']),
  )
  const flags = Object.entries(expect.chart).flatMap(([name, chart]) =>
    Object.entries(typeof chart === 'string' ? {} : (chart.shows ?? {})).flatMap(([component, shown]) =>
      typeof shown === 'object'
        ? codesSaid('flag', shown.flag, ['expect', 'chart', name, 'shows', component, 'flag'])
        : [],
    ),
  )
  const changed = [
    ...(site ? [[['site'], site] as const] : []),
    ...Object.entries(revisions).map(([name, change]) => [['revisions', name], change] as const),
  ]
  const statuses = changed.flatMap(([path, change]) =>
    (['ehr', 'lab'] as const).flatMap((system) =>
      codesSaid('observation-status', change[system]?.statuses, [...path, system, 'statuses']),
    ),
  )
  return [...ordered, ...urgencies, ...flags, ...statuses]
}
