// flows/*.yaml: one direction of traffic between two systems: which messages, what is done to them, how they are
// acknowledged and delivered. The one thing to know: steps may recode what a result says, and never author it.
import { z } from 'zod'
import { Duration, Id } from './common.ts'

const Path = z
  .string()
  .regex(
    /^[A-Z][A-Z0-9]{2}(\[(\d+|\*)\])?(-\d+(\[(\d+|\*)\])?(\.\d+){0,2})?$/,
    'a path such as OBX[*]-3.1, PID-5 or ZDS',
  )

/** One step. Exactly one verb a step. `when` limits it to messages or segments for which the test holds. */
const When = z.strictObject({
  path: Path,
  equals: z.string().optional(),
  in: z.array(z.string()).optional(),
  present: z.boolean().optional(),
})
const step = { when: When.optional(), note: z.string().optional() }

const SimpleStep = z.union([
  z.strictObject({ ...step, set: Path, value: z.string() }),
  z.strictObject({ ...step, copy: Path, to: Path }),
  z.strictObject({
    ...step,
    map: Path,
    table: Id.describe('maps/<table>.csv'),
    to: Path.optional().describe('Where the new code goes; the same place where absent'),
    keep_original: Path.optional().describe('Where the old code is kept, as in the alternate code of a CE'),
    name_to: Path.optional().describe('Where the name of the new code goes'),
    unmapped: z.enum(['pass', 'hold', 'reject']).optional().describe('The flow’s policy where absent'),
  }),
  z.strictObject({ ...step, drop: Path }),
  z.strictObject({ ...step, split: z.enum(['order', 'observation-group']).describe('One message a part') }),
  z.strictObject({
    ...step,
    merge: Path.describe('Segments whose values are joined, as OBX[*]-5'),
    to: Path,
    separator: z.string().default(' '),
  }),
  z.strictObject({
    ...step,
    restructure: z
      .enum(['ORM_O01', 'OML_O21', 'ORU_R01'])
      .describe('Rewrite the message as another structure and version'),
    version: z.string(),
  }),
  z.strictObject({ ...step, call: z.string().regex(/^[\w./-]+\.ts#\w+$/, 'file.ts#function, in the site folder') }),
])
/** Steps done once for each segment of a name, whose paths then mean that segment. */
const ForEach = z.strictObject({
  ...step,
  for_each: z.string().regex(/^[A-Z][A-Z0-9]{2}$/),
  steps: z.array(SimpleStep).min(1),
})

export const Step = z.union([ForEach, SimpleStep])
export type Step = z.output<typeof Step>

export const Retry = z.strictObject({
  first: Duration.prefault('1s'),
  most: Duration.prefault('1m'),
  give_up_after: Duration.prefault('4h').describe('After this long of AR (busy) answers it is held and raised'),
})

export const Delivery = z.strictObject({
  connection: Id.describe('An out connection of the system it goes to'),
  in_flight: z.int().min(1).max(1000).default(1),
  control_id: z.enum(['keep', 'new']).default('new'),
  answer_within: Duration.prefault('30s'),
  no_answer: z.enum(['resend', 'hold']).default('resend'),
  on: z
    .partialRecord(z.enum(['AE', 'AR', 'CE', 'CR']), z.enum(['hold', 'retry', 'accept']))
    .default({})
    .describe('Overrides of HL7 v2.5.1 §2.9.2.2'),
  per_second: z.number().positive().optional().describe('At most this many a second'),
  retry: Retry.prefault({}),
})

export const Flow = z.strictObject({
  id: Id,
  from: Id,
  to: Id,
  kind: z.enum(['orders', 'results', 'status', 'patients', 'catalog', 'answers']),
  messages: z
    .array(z.string().regex(/^[A-Z]{3}(\^[A-Z0-9]{3})?$/))
    .min(1)
    .describe('MSH-9: ORM^O01; ADT for any event'),
  acknowledge: z.enum(['stored', 'decided']).default('stored'),
  unsolicited: z.enum(['raise', 'accept', 'hold']).default('raise').describe('Results that nobody ordered'),
  unmapped: z.enum(['pass', 'hold', 'reject']).default('hold'),
  steps: z.array(Step).default([]),
  delivery: Delivery,
})
export type Flow = z.output<typeof Flow>
export type Delivery = z.output<typeof Delivery>
