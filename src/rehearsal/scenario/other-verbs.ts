// What the wires, the machine on which Labloop runs and the people at Labloop can do in a scenario. The one thing to know:
// a fault of a wire is of one line and one way; what it does to a message and to its answer are different faults.
import { exceptionKinds } from '../../ownership/exception.ts'
import { count, flow, oneOf, order, share, signedSpan, span, text } from './field.ts'
import { type Phrase, part, type Verb, verb } from './verb.ts'

export const lines = ['ehr-to-labloop', 'labloop-to-ehr', 'lab-to-labloop', 'labloop-to-lab'] as const

const line = oneOf(Object.fromEntries(lines.map((each) => [each.replaceAll('-', ' '), each])))

const faults = {
  'loses messages': 'lose-message',
  'delays messages': 'delay-message',
  'doubles messages': 'duplicate-message',
  'cuts messages': 'cut-message',
  'splits messages': 'split-message',
  'glues messages': 'glue-message',
  'loses answers': 'lose-answer',
  'delays answers': 'delay-answer',
  'doubles answers': 'duplicate-answer',
  'splits answers': 'split-answer',
  'gives foreign answers': 'foreign-answer',
  'answers busy': 'busy-answer',
  'answers with an error': 'error-answer',
}

export const wireVerbs: readonly Verb[] = [
  verb('on', 'Something goes wrong on a line', ['line', line], {
    do: 'fault',
    parts: {
      it: part('fault', oneOf(faults), 'What happens there', true),
      next: part('count', count, 'To so many messages'),
      share: part('share', share, 'To each message with this chance, until the wires heal'),
      by: part('late_ms', span, 'How late'),
    },
  }),
  verb('cuts', 'Connections end', ['line', line], { do: 'cut' }),
  verb('leaves_half_open', 'The other side is gone and nothing says so', ['line', line], { do: 'half-open' }),
]

export const wirePhrases: readonly Phrase[] = [
  { phrase: 'heals', do: 'heal', describe: 'Every fault of the wires ends' },
]

export const labloopVerbs: readonly Verb[] = [
  verb('crashes_for', 'As if the power failed, and begun again after so long', ['away_ms', span], {
    do: 'crash',
    parts: {
      when: part(
        'when',
        oneOf({ now: 'now', 'before it commits': 'before-commit', 'after it commits': 'after-commit' }),
      ),
    },
  }),
  verb(
    'loses_its_database_by',
    'The database',
    ['is', oneOf({ 'its absence': 'away', 'a full disk': 'full', aborts: 'aborting' })],
    {
      do: 'database',
    },
  ),
  verb('sets_its_clock_by', 'The machine’s clock jumps', ['by_ms', signedSpan], { do: 'clock-step' }),
  verb(
    'goes_on_with',
    'Another revision of the site, by its name in this scenario',
    ['revision', { ...text, references: (value) => [{ kind: 'revision', name: String(value), path: [] }] }],
    { do: 'activate' },
  ),
]

export const labloopPhrases: readonly Phrase[] = [
  { phrase: 'stops', do: 'stop', describe: 'Labloop is shut down' },
  { phrase: 'starts', do: 'start', describe: 'Labloop is started' },
  { phrase: 'has its database again', do: 'database', parts: { is: 'back' }, describe: 'The database is back' },
]

const cause = part('rootCause', text, 'The root cause, for the record', true)
const why = part('why', text, 'The reason, for the record', true)
const kind = part('kind', oneOf(exceptionKinds), 'The kind of the exception', true)

/** Two verbs for one word: what is closed needs a root cause, what is taken has none. */
const aboutException = (name: string, describe: string, done: string, parts: Verb['parts']): Verb =>
  verb(name, describe, ['order', order], { do: done, parts })

export const personVerbs: readonly Verb[] = [
  verb('releases', 'Lets go on what is held of this order', ['order', order], { parts: { because: cause } }),
  verb('resends', 'Sends it again', ['order', order], { parts: { because: cause } }),
  verb('skips', 'Passes over what is held', ['order', order], { parts: { because: cause } }),
  verb('cancels', 'Gives up what is held', ['order', order], { parts: { because: cause } }),
  aboutException('takes', 'Takes an exception on this order', 'take', { about: kind }),
  aboutException('closes', 'Closes an exception on this order', 'close', {
    about: kind,
    because: part('rootCause', text),
  }),
  verb('pauses', 'Pauses a flow', ['flow', flow], { parts: { because: why } }),
  verb('holds', 'Holds what a flow carries', ['flow', flow], { parts: { because: why } }),
  verb('resumes', 'Lets a flow go on', ['flow', flow], { parts: { because: why } }),
]
