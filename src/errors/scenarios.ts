// What can be wrong with a scenario, in its file or for the site at which it is to be played. The one thing to know: all of it is
// told before anything is played.
import type { ErrorEntry } from './entry.ts'

/** Every one of them: its code, what it means, and what to do about it. */
export const scenarioErrorCodes = {
  'scenario-step': {
    message: 'A step of a scenario says when, who, and one thing that is done.',
    remedy:
      'Write it as "- at: 5m" and below it one of ehr, lab, wire, labloop, person with its verb: "lab: { receives: panel }".',
  },
  'scenario-name': {
    message: 'The scenario uses a name that it does not declare.',
    remedy: 'Correct the spelling, or declare it under patients, orders or revisions.',
  },
  'scenario-code': {
    message: 'The scenario uses a code that is in no list of its kind.',
    remedy: 'Correct the code. A message that must have a wrong one is written whole, with the verb "sends".',
  },
  'scenario-patients': {
    message: 'Orders that go together are of different patients.',
    remedy: 'Name orders of one patient; what is done for several is a step for each of them.',
  },
  'scenario-not-here': {
    message: 'The scenario asks for something that the site does not have.',
    remedy: 'Correct the code or name: one of the site’s own scenarios must apply at the site.',
  },
  'scenario-unknown': {
    message: 'There is no scenario of this name.',
    remedy: 'Run "labloop rehearse SITE --list" for the names of all scenarios.',
  },
} as const satisfies Record<string, ErrorEntry>
