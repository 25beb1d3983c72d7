// flows/*.yaml: one direction of traffic between two systems: which messages, what is done to them, how they are
// acknowledged and delivered. The one thing to know: steps may recode what a result says, and never author it.
import { z } from 'zod'
import { AlignmentPolicy } from './alignment.ts'
import { Duration, Header, Id } from './common.ts'

const Path = z
  .string()
  .regex(
    /^[A-Z][A-Z0-9]{2}(\[([1-9]\d*|\*)\])?(-[1-9]\d*(\[([1-9]\d*|\*)\])?(\.[1-9]\d*){0,2})?$/,
    'a path such as OBX[*]-3.1, PID-5 or ZDS',
  )
/** Where the value of a context key comes from: a path, or a fixed text behind an equals sign. */
const ContextSource = z
  .string()
  .regex(
    /^(=.*|[A-Z][A-Z0-9]{2}(\[([1-9]\d*|\*)\])?-[1-9]\d*(\[([1-9]\d*|\*)\])?(\.[1-9]\d*){0,2})$/,
    'a path such as SPM-4.1, or a fixed text such as "=0085"',
  )
const CallName = z
  .string()
  .regex(/^[\w./-]+\.ts#[A-Za-z_]\w*$/, 'file.ts#function, seen from the site folder: steps/orders.ts#requisition')
const Unmapped = z.enum(['pass', 'hold', 'reject'])

const When = z
  .strictObject({
    path: Path.describe('Where the value stands'),
    equals: z.string().optional().describe('The value is this'),
    in: z.array(z.string()).min(1).optional().describe('The value is one of these'),
    present: z.boolean().optional().describe('true: there is a value; false: there is none'),
  })
  .describe('Limits the step to segments (where the path names the segment that is changed) or messages')
const step = {
  when: When.optional(),
  note: z.string().optional().describe('For people; changes nothing'),
}

/** The structures that a message can be rewritten as. */
export const structures = ['ORM_O01', 'OML_O21', 'ORR_O02', 'ORL_O22', 'ORU_R01'] as const

const simpleSteps = {
  set: z
    .strictObject({
      ...step,
      set: Path.describe('Where to'),
      value: z.string().describe('Text; "" empties, \'""\' is the HL7 null'),
    })
    .describe('Writes a text'),
  copy: z
    .strictObject({ ...step, copy: Path.describe('Where from'), to: Path.describe('Where to') })
    .describe('Copies what is there; nothing where nothing is'),
  map: z
    .strictObject({
      ...step,
      map: Path.describe('Where the code stands'),
      table: Id.describe('maps/<table>.csv'),
      codes_of: Id.optional().describe(
        'The system whose codes these are, as a reference laboratory’s that the LIS passes on; the sender where absent',
      ),
      to: Path.optional().describe('Where the new code goes; the same place where absent'),
      context: z
        .record(z.string().regex(/^[a-z][a-z_]*$/, 'small letters'), ContextSource)
        .default({})
        .describe('What the contexts of the rows are compared with: { specimen: SPM-4.1, table: "=0085" }'),
      keep_original: Path.optional().describe('Where the old code is kept, as in the alternate code of a CE'),
      name_to: Path.optional().describe('Where the name of the new code goes, from the catalog of the receiver'),
      coding_system: z.string().optional().describe('Written behind code and name, where the receiver wants it'),
      same_in_catalogs: z
        .string()
        .optional()
        .describe('A column of both catalogs, as unit: a code that stands there on both sides is the same code'),
      unmapped: Unmapped.optional().describe('The flow’s policy where absent'),
    })
    .describe('Translates a code by the approved rows of a map'),
  drop: z
    .strictObject({ ...step, drop: Path.describe('A segment or a field') })
    .describe('Takes segments out, or empties a field'),
  split: z
    .strictObject({
      ...step,
      split: z.enum(['order', 'observation-group']).describe('order: one message an ORC; observation-group: an OBR'),
    })
    .describe('Makes several messages of one'),
  merge: z
    .strictObject({
      ...step,
      merge: Path.describe('Segments whose values are joined, as NTE[*]-3'),
      to: Path.describe('Where to; the same field joins the lines of one text in place'),
      separator: z.string().default(' ').describe('Between the values'),
    })
    .describe('Joins the values of several segments'),
  restructure: z
    .strictObject({
      ...step,
      restructure: z.enum(structures).describe('The structure that it becomes'),
      version: z.string().describe('MSH-12 of the new message: "2.3"'),
      leftover: z
        .enum(['keep', 'drop'])
        .default('keep')
        .describe('Segments with content that the other version has no place for: they stay, or go and are listed'),
    })
    .describe('Rewrites the message as another structure and version'),
  call: z
    .strictObject({
      ...step,
      call: CallName.describe('The function, in a file of steps/'),
      limit: Duration.prefault('1s').describe('Interrupted after this long, and the message is held'),
    })
    .describe('Calls a function of the site'),
}

const SimpleStep = z.union([
  simpleSteps.set,
  simpleSteps.copy,
  simpleSteps.map,
  simpleSteps.drop,
  simpleSteps.split,
  simpleSteps.merge,
  simpleSteps.restructure,
  simpleSteps.call,
])
/** Steps that work on one segment. */
const LoopStep = z.union([simpleSteps.set, simpleSteps.copy, simpleSteps.map, simpleSteps.drop])
/** Steps done once for each segment of a name, whose paths then mean that segment. */
const ForEach = z
  .strictObject({
    ...step,
    for_each: z
      .string()
      .regex(/^[A-Z][A-Z0-9]{2}$/, 'a segment name such as OBX')
      .describe('The segment'),
    steps: z.array(LoopStep).min(1).describe('set, copy, map or drop'),
  })
  .describe('Does steps for each segment of a name; their paths without an index mean that segment')

/** One schema a verb: a step has exactly one verb. */
export const stepVerbs = { ...simpleSteps, for_each: ForEach }
export type StepVerb = keyof typeof stepVerbs

/** The verbs that may stand inside for_each. */
export const loopVerbs = ['set', 'copy', 'map', 'drop'] as const

export const Step = z.union([ForEach, SimpleStep])
export type Step = z.output<typeof Step>
export type SimpleStep = z.output<typeof SimpleStep>
export type LoopStep = z.output<typeof LoopStep>
export type When = z.output<typeof When>

export const Retry = z.strictObject({
  first: Duration.prefault('1s').describe('Pause before the first repetition; it doubles'),
  most: Duration.prefault('1m').describe('The longest pause'),
  give_up_after: Duration.prefault('4h').describe('After this long of AR (busy) answers it is held and raised'),
})

export const Delivery = z.strictObject({
  connection: Id.default('').describe(
    'An out connection of the system it goes to; not needed in observe mode, nor by a catalog flow that only keeps what it takes',
  ),
  in_flight: z.int().min(1).max(1000).default(1).describe('Messages sent before the first of them is answered'),
  control_id: z
    .enum(['keep', 'new'])
    .default('new')
    .describe('MSH-10 towards the receiver; keep: but for one that was used for another message before'),
  answer_within: Duration.prefault('30s').describe(
    'Later than this, for a message whose turn it is, is no answer, and the outcome unknown until one comes',
  ),
  no_answer: z.enum(['resend', 'hold']).default('resend').describe('resend: under the same control id'),
  on: z
    .partialRecord(z.enum(['AE', 'AR', 'CE', 'CR']), z.enum(['hold', 'retry', 'accept']))
    .default({})
    .describe('Overrides of HL7 v2.5.1 §2.9.2.2'),
  per_second: z.number().positive().optional().describe('At most this many a second'),
  retry: Retry.prefault({}).describe('After AR and CR that mean busy'),
})

export const Flow = z.strictObject({
  id: Id.describe('The flow’s id, which is the name of the file'),
  from: Id.describe('The system that sends'),
  to: Id.describe('The system that receives'),
  kind: z
    .enum(['orders', 'results', 'status', 'patients', 'catalog', 'answers'])
    .describe('What it carries; it decides what steps may write'),
  messages: z
    .array(z.string().regex(/^[A-Z]{3}(\^[A-Z0-9]{3})?$/, 'a message type such as ORU^R01, or ADT for any event'))
    .min(1)
    .describe('MSH-9: ORM^O01; ADT for any event'),
  acknowledge: z
    .enum(['stored', 'decided'])
    .default('stored')
    .describe('When the sender gets its application acknowledgement'),
  unsolicited: z.enum(['raise', 'accept', 'hold']).default('raise').describe('Results that nobody ordered'),
  unmapped: Unmapped.default('hold').describe('A code without an approved row: pass with a warning, hold, or reject'),
  alignment: AlignmentPolicy.optional(),
  header: z
    .strictObject({
      sender: Header.optional().describe('MSH-3 and MSH-4; the header of the sending system where absent'),
      receiver: Header.optional().describe('MSH-5 and MSH-6; the header of the receiving system where absent'),
    })
    .prefault({})
    .describe('Who the message says it is from and for'),
  steps: z.array(Step).default([]).describe('Done in order'),
  delivery: Delivery.prefault({}).describe('How it is sent'),
})
export type Flow = z.output<typeof Flow>
export type Delivery = z.output<typeof Delivery>
