// workflows/*.yaml: the designed path of a test or a class of tests: who does what, which message proves it, by when, and
// the loops that a laboratory really takes. The one thing to know: a step that no message proves is never overdue; it only
// counts in the time of the steps that follow it.
import { z } from 'zod'
import { Duration, Id } from './common.ts'

/** Priorities in words; HL7 table 0485 has their codes. */
export const priorities = ['stat', 'asap', 'preop', 'timed', 'callback', 'routine'] as const
export type Priority = (typeof priorities)[number]

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as "15:00"')
/** A field without an index: ORC-1, OBR-25, SPM-4.1. */
const FieldPath = z
  .string()
  .regex(/^[A-Z][A-Z0-9]{2}-[1-9]\d*(\.[1-9]\d*){0,2}$/, 'a field such as ORC-1, OBR-25 or SPM-4.1')
const Codes = z.union([z.string(), z.array(z.string()).min(1)])

/** A message that shows that a step was done. */
export const Proof = z.strictObject({
  from: Id.describe('The system that says it'),
  message: z
    .string()
    .regex(/^[A-Z]{3}\^[A-Z0-9]{3}$/, 'a message type with its event, such as ORU^R01')
    .describe('MSH-9 as that system sends it: ORU^R01'),
  where: z
    .record(FieldPath, Codes)
    .default({})
    .describe(
      'Fields and the codes that they hold, one or several; ORC-1, ORC-5, OBR-25 and OBX-11 also in the codes of HL7',
    ),
  present: z.array(FieldPath).default([]).describe('Fields that say something'),
  absent: z.array(FieldPath).default([]).describe('Fields that say nothing'),
})
export type Proof = z.output<typeof Proof>

const Within = z.union([
  Duration,
  z.strictObject({
    stat: Duration.optional().describe('For STAT orders'),
    asap: Duration.optional().describe('For orders as soon as possible'),
    preop: Duration.optional().describe('Before an operation'),
    timed: Duration.optional().describe('For timed orders'),
    callback: Duration.optional().describe('For orders whose result is to be called'),
    routine: Duration.optional().describe('For routine orders'),
    any: Duration.optional().describe('For every priority that is not named'),
  }),
])
export type Within = z.output<typeof Within>

/** By when something is done. */
const timing = {
  within: Within.optional().describe('How long it may take: 4h, or one duration a priority: { stat: 1h, any: 4h }'),
  hours: Id.optional().describe('Only these hours of site.yaml count; absent: around the clock'),
  release: Id.optional().describe('A batch of this workflow: due at the release that it can still reach'),
  at_any_hour: z
    .array(z.enum(priorities))
    .default([])
    .describe('Priorities that wait for no hours and no release: for them `within` counts around the clock'),
}

const people = {
  who: z.string().min(1).describe('Who does it: ehr, lab, analyser, courier, reference lab, phlebotomist, ...'),
  team: Id.optional().describe('The team that answers for it; else that of the system that says it'),
}

export const WorkflowStep = z.strictObject({
  id: Id.describe('Its name in this workflow'),
  title: z.string().describe('What is done, for people: "Specimen received"'),
  ...people,
  proof: z
    .union([Proof, z.array(Proof).min(1)])
    .optional()
    .describe('The message that shows it, or several of which one does'),
  manual: z.boolean().default(false).describe('true: done by hand, and no message says so'),
  optional: z.boolean().default(false).describe('true: it may be left out, and is not waited for'),
  repeats: z.boolean().default(false).describe('true: it may be said again, as growth or partial results are'),
  after: Id.optional().describe('The step from which its time counts; the one before it where absent'),
  ...timing,
  note: z.string().optional().describe('For people; changes nothing'),
})

const loop = {
  title: z.string().optional().describe('For people'),
  note: z.string().optional().describe('For people; changes nothing'),
  ...people,
  who: people.who.default('lab'),
}
const proof = z
  .union([Proof, z.array(Proof).min(1)])
  .describe('The message that shows it, or several of which one does')
const backTo = Id.describe('The step that is awaited next')
const atMost = z.int().min(1).optional().describe('How often it may happen on one order; more is told by conformance')

/** What a value must be for a reflex. Everything that stands in one entry must hold. */
export const Condition = z.strictObject({
  component: z.string().describe('The component by the code that the laboratory sends, or by LOINC code'),
  above: z.number().optional().describe('The value is greater'),
  at_least: z.number().optional().describe('The value is as great or greater'),
  below: z.number().optional().describe('The value is less'),
  at_most: z.number().optional().describe('The value is as great or less'),
  equals: Codes.optional().describe('The value, or its code, is one of these'),
  flag: Codes.optional().describe('OBX-8 has one of these'),
})
export type Condition = z.output<typeof Condition>

const loopSchemas = {
  rerun: z
    .strictObject({ loop: z.literal('rerun'), ...loop, proof, next: backTo, at_most: atMost, ...timing })
    .describe('The analysis is done again; what was said meanwhile is preliminary'),
  recollect: z
    .strictObject({
      loop: z.literal('recollect'),
      ...loop,
      form: z
        .enum(['same-order', 'cancel-and-reorder', 'new-accession'])
        .describe('How another specimen is asked for: on the same order, by a new order, or under a new accession'),
      proof,
      next: backTo.optional(),
      at_most: atMost,
      ...timing,
    })
    .describe('A specimen is rejected and another is collected'),
  add_on: z
    .strictObject({
      loop: z.literal('add-on'),
      ...loop,
      form: z
        .enum(['ehr-order', 'laboratory'])
        .describe('Ordered in the EHR, or opened in the laboratory by telephone'),
      proof,
      next: backTo,
      ...timing,
    })
    .describe('A test is added to a specimen that is in the laboratory already'),
  reflex: z
    .strictObject({
      loop: z.literal('reflex'),
      ...loop,
      when: z
        .union([Condition, z.array(Condition).min(1)])
        .describe('The result that asks for it, or several of which one is enough'),
      add: z.string().describe('The test that is added, by the code of the laboratory'),
      parent: z
        .enum(['file-under-parent', 'placer-order', 'unsolicited'])
        .describe(
          'Where its result goes: onto the order itself, onto an order that the EHR makes for it, or without an order, naming its parent',
        ),
      ...timing,
    })
    .describe('A result asks for another test'),
  send_out: z
    .strictObject({
      loop: z.literal('send-out'),
      ...loop,
      to: z.string().describe('The laboratory that performs it'),
      proof,
      next: backTo,
      ...timing,
    })
    .describe('The specimen goes to another laboratory; from then on another clock counts'),
  correction: z
    .strictObject({ loop: z.literal('correction'), ...loop, proof, at_most: atMost })
    .describe('A result that was final is changed'),
  cancel: z
    .strictObject({
      loop: z.literal('cancel'),
      ...loop,
      proof,
      answer: z
        .union([Proof, z.array(Proof).min(1)])
        .optional()
        .describe('The message that answers it'),
      within: Within.optional().describe('How long the answer may take'),
    })
    .describe('Either side cancels the order'),
}

export const Loop = z.discriminatedUnion('loop', [
  loopSchemas.rerun,
  loopSchemas.recollect,
  loopSchemas.add_on,
  loopSchemas.reflex,
  loopSchemas.send_out,
  loopSchemas.correction,
  loopSchemas.cancel,
])
/** By kind, for the reference. */
export const loopKinds: Readonly<Record<string, z.ZodType>> = {
  rerun: loopSchemas.rerun,
  recollect: loopSchemas.recollect,
  'add-on': loopSchemas.add_on,
  reflex: loopSchemas.reflex,
  'send-out': loopSchemas.send_out,
  correction: loopSchemas.correction,
  cancel: loopSchemas.cancel,
}

const Run = z.strictObject({
  days: z
    .array(z.enum(weekdays))
    .min(1)
    .default([...weekdays])
    .describe('On which days it runs'),
  at: TimeOfDay.describe('When it begins, in the time of the site'),
  released_by: TimeOfDay.describe('By when its results are out'),
  days_later: z.int().min(0).max(60).default(0).describe('How many days after the run that is'),
})

export const Batch = z.strictObject({
  runs: z.array(Run).min(1).describe('When the laboratory runs it; on holidays it does not'),
  cutoff: Duration.prefault('0s').describe('How long before the run the step before must be done'),
  grace: Duration.prefault('0s').describe('How much later than the release is still in time'),
})
export type Batch = z.output<typeof Batch>

export const Tests = z.strictObject({
  tests: z.array(z.string()).default([]).describe('Codes under which the laboratory or the EHR knows them'),
  panels: z.array(z.string()).default([]).describe('Panels, with every test that is wholly in one of them'),
  loinc: z.array(z.string()).default([]).describe('Tests that report only these LOINC codes'),
  departments: z.array(z.string()).default([]).describe('Departments of the catalogs'),
  any: z.boolean().default(false).describe('true: every test that no other workflow is for'),
  priorities: z.array(z.enum(priorities)).default([]).describe('Only orders of these priorities; empty: all'),
})
export type Tests = z.output<typeof Tests>

export const Workflow = z.strictObject({
  id: Id.describe('The workflow’s id, which is the name of the file'),
  title: z.string().describe('Its name, for people'),
  note: z.string().optional().describe('For people; changes nothing'),
  for: Tests.describe(
    'The tests that it is for; tests, panels, loinc, departments, any: what is named more narrowly counts',
  ),
  clocks: z
    .strictObject({
      answered: Duration.optional().describe('From a delivery being due until the receiver’s acknowledgement'),
      filed: Duration.optional().describe('From the acknowledgement until a census shows it'),
      cancel_answered: Duration.optional().describe('From a cancel request until CR or UC'),
    })
    .default({})
    .describe('Clocks of site.yaml that are others here'),
  batches: z.record(Id, Batch).default({}).describe('Runs of the laboratory by name, whose releases steps wait for'),
  steps: z
    .array(WorkflowStep)
    .min(2)
    .describe('The designed path, in order; the first is the request, the last the final result'),
  loops: z.array(Loop).default([]).describe('What may happen beside the straight line'),
})
export type Workflow = z.output<typeof Workflow>
export type WorkflowStep = z.output<typeof WorkflowStep>
/** What may be written as one or as a list, as a list. */
export function listOf<Value>(given: Value | readonly Value[]): readonly Value[] {
  return Array.isArray(given) ? given : [given as Value]
}

export type Loop = z.output<typeof Loop>
export type Timing = Pick<WorkflowStep, 'within' | 'hours' | 'release' | 'at_any_hour'>
