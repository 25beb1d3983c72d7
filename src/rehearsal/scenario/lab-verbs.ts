// What the laboratory can do in a scenario. The one thing to know: values that a step does not name are left as they are,
// or drawn by the virtual lab, so a story names only what it is about.
import { z } from 'zod'
import {
  type CodeSaid,
  coded,
  type Field,
  group,
  lines,
  Name,
  oneOf,
  order,
  orders,
  patient,
  plain,
  type Reading,
  size,
  span,
  text,
  withinParts,
  yes,
} from './field.ts'
import { growth, isolates, onlyThese, wishes } from './value-fields.ts'
import type { Loose, Part, Phrase, Verb } from './verb.ts'
import { part, verb } from './verb.ts'

const because = part('reason', text, 'Why, as it is written in the message')

/** What can be wrong with a report. */
const spoils = [
  'unknown-component',
  'unknown-test',
  'unknown-unit',
  'unreadable-range',
  'unknown-flag',
  'other-birth-date',
  'other-patient',
  'wrong-authority',
  'unknown-patient',
  'unknown-order',
  'no-order-number',
  'other-control-id-reference',
  'bad-escape',
  'other-character-set',
]

const restated = group({
  unit: part('unit', text),
  range: part('range', text),
  flags: part('flags', coded('flag')),
  comment: part('comment', text),
  collected_earlier_by: part('collectedBefore_ms', span),
  performed_by: part('performedBy', text),
  method: part('method', text),
})

const reportParts: Readonly<Record<string, Part>> = {
  as: part('stage', oneOf(['partial', 'preliminary', 'final']), 'How far the work is', true),
  values: part('values', wishes, 'What it finds; the rest is drawn'),
  only: part('only', onlyThese, 'Only these components'),
  result_status: part('resultStatus', coded('result-status'), 'OBR-25 as really written (HL7 table 0123)'),
  observation_status: part(
    'observationStatus',
    coded('observation-status'),
    'OBX-11 as really written (HL7 table 0085)',
  ),
  spoiled_by: part('spoil', oneOf(spoils), 'What is wrong with it'),
  document: part('document_bytes', size, 'An embedded PDF of this size'),
  text: part('text', lines, 'The lines of a narrative'),
  other: part('change', restated, 'Another unit, range, flag, comment, time or laboratory than in the catalog'),
}

/** One order's part of a report on several. */
const reportPart: Field = {
  schema: z.strictObject({
    order: Name,
    ...Object.fromEntries(
      Object.entries(reportParts).map(([word, { field, needed }]) => [
        word,
        needed ? field.schema : field.schema.optional(),
      ]),
    ),
  }),
  read: (value, reading) => readPart(value as Loose, reading),
  write: (value) => writePart(value as Loose),
  references: (value) => [{ kind: 'order', name: String((value as Loose).order), path: ['order'] }],
  codes: (value) =>
    withinParts(
      value as Loose,
      (name) => reportParts[name]?.field,
      (field, said) => field.codes?.(said),
    ),
}

function readPart(said: Loose, reading: Reading): Loose {
  const about = reading.name(String(said.order))
  const own = { ...reading, order: about }
  const rest = Object.entries(reportParts).flatMap(([word, { key, field }]) =>
    said[word] === undefined ? [] : [[key, field.read(said[word], own)] as const],
  )
  return { order: about, ...Object.fromEntries(rest) }
}

function writePart(held: Loose): Loose {
  const rest = Object.entries(reportParts).flatMap(([word, { key, field }]) =>
    held[key] === undefined ? [] : [[word, field.write(held[key])] as const],
  )
  return { order: held.order, ...Object.fromEntries(rest) }
}

const severalParts: Field = {
  schema: z.array(reportPart.schema).min(1),
  read: (value, reading) => (value as unknown[]).map((each) => reportPart.read(each, reading)),
  write: (value) => (value as unknown[]).map((each) => reportPart.write(each)),
  references: (value) => inEach(value, (each) => reportPart.references(each)),
  codes: (value) => inEach(value, (each) => reportPart.codes?.(each) ?? []),
}

/** What each of a list says, with its place in the list. */
function inEach<Found extends { readonly path: CodeSaid['path'] }>(
  list: unknown,
  ask: (each: unknown) => readonly Found[],
): readonly Found[] {
  return (list as unknown[]).flatMap((each, index) =>
    ask(each).map((found) => ({ ...found, path: [index, ...found.path] })),
  )
}

const batch = part('batch', yes, 'Kept back until the lab releases')

/** The one part of a report on one order, flat. */
function onePart(act: Loose): Loose | null {
  const { parts, ...rest } = act
  const [first, ...more] = parts as readonly Loose[]
  return first && more.length === 0 ? { ...rest, ...first } : null
}

const habits = group({
  answers_after: part('answerAfter_ms', span),
  answers_name_other_messages: part('foreignAnswers', yes),
  unknown_tests: part('unknownTests', oneOf(['refuse', 'accept'])),
  holds_for_a_technologist: part('holds', oneOf(['nothing', 'critical', 'delta', 'both'])),
  adds_reflex_tests: part(
    'reflex',
    oneOf({ 'not by itself': 'none', child: 'child', order: 'order', unsolicited: 'unsolicited' }),
  ),
  reflex_tests_take: part('reflexAfter_ms', span),
  is_silent: part('silent', yes, 'It acknowledges and says nothing of its own; what it says is sent as it is written'),
})

const testOf = (parts: Loose, reading: Reading) => reading.components(String(parts.order)).labTest

export const labVerbs: readonly Verb[] = [
  verb('will_answer', 'What it will do with an order that comes', ['order', order], {
    do: 'intend',
    parts: {
      with: part('answer', oneOf({ yes: 'accept', no: 'refuse', silence: 'silent' }), '', true),
      cancels_with: part('cancels', oneOf({ yes: 'grant', no: 'refuse', silence: 'silent' })),
    },
  }),
  verb('collects', 'The specimen is collected', ['order', order]),
  verb('receives', 'The specimen reaches the lab', ['order', order]),
  verb('rejects_specimen_of', 'The specimen cannot be used', ['order', order], {
    do: 'reject-specimen',
    parts: {
      because: { ...because, needed: true },
      so_it: part(
        'then',
        oneOf({
          'recollects for the same order': 'same-order',
          'cancels the order': 'cancel',
          'opens a new accession': 'new-accession',
        }),
        '',
        true,
      ),
    },
  }),
  verb('reports', 'A result on one order', ['order', order], {
    parts: { ...reportParts, batch },
    build: ({ batch: kept, ...rest }) => ({
      do: 'report',
      parts: [rest],
      ...(kept === undefined ? {} : { batch: kept }),
    }),
    unbuild: onePart,
  }),
  verb('reports_together', 'One message with the results of several orders', ['parts', severalParts], {
    do: 'report',
    isOfOnePatient: true,
    parts: { batch },
  }),
  verb(
    'verifies',
    'A technologist looks at what was held, changes what must be changed, and lets it go',
    ['order', order],
    {
      do: 'verify',
      parts: { to: part('values', wishes, 'What the technologist changes') },
    },
  ),
  verb('releases', 'Sends what was kept back: one after the other, or as one batch file', [
    'as',
    oneOf({ 'in a burst': 'burst', 'as a batch': 'batch' }),
  ]),
  verb('corrects', 'Another value, or other details, for what was reported', ['order', order], {
    parts: {
      to: part('values', wishes, 'The new values'),
      marked: part('status', plain(z.enum(['C', 'F', ''])), 'OBX-11 as really written; "" is blank'),
      other: part('change', restated, 'Another unit, range, flag, comment, time or laboratory'),
      at_the_same_times: part('sameTimes', yes, 'With the very times of what it corrects'),
      whole: part('all', yes, 'The whole report, and not only what changed'),
    },
  }),
  verb('withdraws', 'A result is taken back', ['order', order], {
    parts: {
      as: part('as', oneOf({ wrong: 'W', deleted: 'D', 'not obtained': 'X' }), '', true),
      only: part('only', onlyThese),
    },
  }),
  verb('restores_backup_of', 'Its book is as it was so long ago', ['back_ms', span], { do: 'restore' }),
  verb('moves_result_of', 'Retracts a result here and files it on another order', ['order', order], {
    do: 'refile',
    parts: { to: part('onto', order, '', true) },
  }),
  verb('cancels', 'The lab cancels', ['order', order], {
    parts: { because: { ...because, needed: true }, silently: part('silent', yes, 'Nobody is told') },
  }),
  verb('adds', 'A test that the lab adds to another', ['order', order], {
    do: 'add',
    isOfOnePatient: true,
    parts: {
      to: part('parent', order, '', true),
      as: part('as', oneOf(['child', 'order', 'unsolicited']), '', true),
    },
    build: (parts, reading) => ({ do: 'add', ...parts, test: testOf(parts, reading) }),
  }),
  verb('opens', 'An order that the EHR has never heard of', ['order', order], {
    do: 'open',
    parts: { as: part('as', oneOf(['SN', 'NW', 'unsolicited']), '', true) },
    build: (parts, reading) => ({
      do: 'open',
      ...parts,
      patient: reading.patientOf(String(parts.order)),
      test: testOf(parts, reading),
    }),
  }),
  verb('splits', 'One order over two accessions', ['order', order]),
  verb('combines', 'Several orders on one accession', ['orders', orders], { isOfOnePatient: true }),
  verb('sends_out', 'Another laboratory performs it', ['order', order], {
    do: 'send-out',
    parts: { to: part('to', text, 'The laboratory’s name', true) },
  }),
  verb('grows', 'What a culture shows', ['order', order], {
    do: 'grow',
    parts: {
      as: part('stage', oneOf(['preliminary', 'final', 'corrected']), '', true),
      growth: part('growth', growth, '', true),
      isolates: part('isolates', isolates),
    },
  }),
  verb('appends_to', 'An addendum to a report', ['order', order], {
    do: 'append',
    parts: { text: part('text', lines, '', true), document: part('document_bytes', size) },
  }),
  verb('amends', 'An amended report in the place of the first', ['order', order], {
    parts: { text: part('text', lines, '', true), document: part('document_bytes', size) },
  }),
  verb('says_again', 'Says once more what it last said of these orders', ['orders', orders], {
    do: 'say-again',
    parts: {
      under_the_same_control_id: part('sameControlId', yes),
      version: part('version', oneOf(['first', 'last'])),
    },
  }),
  verb('says', 'A word about an order as it is written (HL7 table 0119)', ['order', order], {
    parts: {
      control: part('control', coded('order-control'), 'ORC-1', true),
      status: part('orderStatus', coded('order-status'), 'ORC-5 (HL7 table 0038)'),
    },
  }),
  verb('merges', 'The lab merges two records of its own', ['patient', patient], {
    parts: { into: part('into', patient, '', true) },
  }),
  verb('from_now_on', 'How it takes and says things', ['habits', habits], { do: 'habits' }),
  verb('sends', 'A message as it is written here', ['text', text], { do: 'send-raw' }),
]

export const labPhrases: readonly Phrase[] = [
  { phrase: 'goes down', do: 'down', describe: 'It is off, or unreachable' },
  { phrase: 'comes up', do: 'up', describe: 'It is on again' },
  { phrase: 'fails over', do: 'fail-over', describe: 'Another machine takes over, at another address' },
  { phrase: 'resets its counter', do: 'reset-counter', describe: 'Its control IDs begin anew' },
  { phrase: 'says everything again', do: 'say-again', describe: 'All results that it has, under new control IDs' },
]
