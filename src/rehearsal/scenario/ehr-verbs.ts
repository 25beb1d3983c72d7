// What the EHR, its users and its registration desk can do in a scenario. The one thing to know: which test an order is
// for, and for whom, stands once, under `orders`; a step only says when it is placed.
import { z } from 'zod'
import type { OrderAsk } from '../play/act.ts'
import {
  coded,
  type Field,
  group,
  listOf,
  Names,
  oneOf,
  order,
  orders,
  patient,
  plain,
  priority,
  type Reading,
  referencesOf,
  share,
  span,
  text,
  yes,
} from './field.ts'
import { type Phrase, part, type Verb, verb } from './verb.ts'

/** ADT events by which records and accounts come together or part. (HL7 v2.5.1 §3.3) */
const mergeEvents = ['A18', 'A24', 'A34', 'A35', 'A36', 'A37', 'A39', 'A40', 'A41', 'A42', 'A43', 'A44', 'A45', 'A47']

export const sexes = ['F', 'M'] as const
export const BirthDate = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'a date such as 1961-04-12')
  .refine(isRealDate, 'a day of the calendar such as 1961-04-12')

/** Whether a text that begins with YYYY-MM-DD names a day that there is. */
export function isRealDate(text: string): boolean {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number)
  const date = new Date(Date.UTC(year!, month! - 1, day!))
  return date.getUTCMonth() === month! - 1 && date.getUTCDate() === day
}

const birthDate: Field = {
  schema: BirthDate,
  read: (value) => String(value).replaceAll('-', ''),
  write: (value) => String(value).replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3'),
  references: () => [],
}

/** Data of a person, by the names that a scenario gives them. */
export const personParts = {
  family_name: part('familyName', text),
  given_name: part('givenName', text),
  middle_name: part('middleName', text),
  born: part('birthDate', birthDate),
  sex: part('sex', oneOf(sexes)),
  street: part('street', text),
  city: part('city', text),
  phone: part('phone', text),
} as const

/** Orders placed together: their details stand under `orders`. */
const asks: Field = {
  schema: Names,
  read: (value, reading) => listOf(value).flatMap((name) => reading.names(name).map((each) => reading.ask(each))),
  write: (value) => {
    const names = (value as readonly OrderAsk[]).map(({ order: name }) => name)
    return names.length === 1 ? names[0] : names
  },
  references: (value) => referencesOf('order', value),
}

const oneAsk: Field = {
  ...order,
  read: (value, reading) => reading.ask(reading.name(String(value))),
  write: (value) => (value as OrderAsk).order,
}

const because = part('reason', text, 'Why, as it is written in the message')

const habits = group({
  takes_statuses: part('statuses', coded('observation-status', z.union([z.array(z.string()), z.null()]))),
  on_trouble: part('onTrouble', oneOf(['AE', 'AR', 'drop', 'queue'])),
  unknown_patients: part('unknownPatients', oneOf(['trouble', 'file'])),
  unknown_orders: part('unknownOrders', oneOf(['trouble', 'file'])),
  unknown_codes: part('unknownCodes', oneOf(['trouble', 'file'])),
  longest_value: part('longestValue', plain(z.union([z.int().min(1), z.null()]))),
  drops_documents: part('dropsDocuments', yes),
  answers_after: part('answerAfter_ms', span),
  numbers_lab_orders: part('assigns', yes),
  locked: part('locked', orders),
  lapses: part(
    'lapses',
    group({
      refuses: part('refuses', share),
      queues: part('queues', share),
      drops: part('drops', share),
      cuts: part('cuts', share),
    }),
  ),
})

const silently = part('silent', yes, 'No message says so')

export const ehrVerbs: readonly Verb[] = [
  verb('registers', 'A patient is registered or admitted', ['patient', patient], {
    parts: { as: part('event', oneOf(['A01', 'A04', 'A05', 'A28'])) },
  }),
  verb('updates', 'Data of a patient change', ['patient', patient], {
    parts: { to: part('change', group(personParts), '', true), as: part('event', oneOf(['A08', 'A31'])) },
  }),
  verb('discharges', 'A patient leaves', ['patient', patient]),
  verb('merges', 'This record ceases and lives on in the other', ['patient', patient], {
    parts: { into: part('into', patient, '', true), as: part('event', oneOf(mergeEvents)), silently },
  }),
  verb('unmerges', 'A merge is undone in the chart; no message says so', ['patient', patient], {
    parts: { from: part('from', patient, '', true) },
  }),
  verb('orders', 'Orders are placed, those of a list as one requisition', ['asks', asks], {
    isOfOnePatient: true,
    build: ({ asks: placed }, reading) => orderAct(placed as readonly OrderAsk[], reading),
  }),
  verb('cancels', 'Asks the lab to cancel (CA)', ['order', order], { parts: { because } }),
  verb('discontinues', 'Asks the lab to stop (DC)', ['order', order], { parts: { because } }),
  verb('holds', 'Asks the lab to hold (HD)', ['order', order], { parts: { because } }),
  verb('continues', 'Lets a held order go on (RL)', ['order', order], { parts: { because } }),
  verb('changes', 'The same order with other details (XO)', ['order', order], {
    do: 'modify',
    parts: { priority: part('priority', priority), starts: part('startsAt_ms', span) },
  }),
  verb('replaces', 'An order gives way to another (RP with RO)', ['order', order], {
    isOfOnePatient: true,
    parts: { by: part('by', oneAsk, '', true) },
  }),
  verb('repeats', 'Says a new order once more', ['order', order], {
    parts: { under_a_new_control_id: part('newControlId', yes) },
  }),
  verb('numbers', 'Gives its number to an order that the lab opened (NA)', ['order', order], { do: 'assign' }),
  verb('rejects_later', 'Its error queue takes out what was filed of an order', ['order', order], {
    do: 'reject-later',
    parts: { because: part('why', text, 'What the error queue says', true) },
  }),
  verb('restores_backup_of', 'The chart is as it was so long ago', ['back_ms', span], { do: 'restore' }),
  verb('from_now_on', 'How it takes what it is sent', ['habits', habits], { do: 'habits' }),
  verb('sends', 'A message as it is written here', ['text', text], { do: 'send-raw' }),
]

export const ehrPhrases: readonly Phrase[] = [
  { phrase: 'goes down', do: 'down', describe: 'It is off, or unreachable' },
  { phrase: 'comes up', do: 'up', describe: 'It is on again' },
  { phrase: 'fails over', do: 'fail-over', describe: 'Another machine takes over, at another address' },
  { phrase: 'resets its counter', do: 'reset-counter', describe: 'Its control IDs begin anew' },
]

/** Who an order is for is known where its ask is; all orders of one requisition are of one patient. */
function orderAct(placed: readonly OrderAsk[], reading: Reading) {
  return { do: 'order', patient: reading.patientOf(placed[0]!.order), asks: placed }
}
