// All verbs of the scenarios by who does them. The one thing to know: everything that can be made to happen has exactly
// one verb or phrase here, and a test holds the two lists together.
import { ehrPhrases, ehrVerbs } from './ehr-verbs.ts'
import { labPhrases, labVerbs } from './lab-verbs.ts'
import { labloopPhrases, labloopVerbs, personVerbs, wirePhrases, wireVerbs } from './other-verbs.ts'
import type { Actor, Phrase, Verb } from './verb.ts'

export const verbs: Readonly<Record<Actor, readonly Verb[]>> = {
  ehr: ehrVerbs,
  lab: labVerbs,
  wire: wireVerbs,
  labloop: labloopVerbs,
  person: personVerbs,
}

export const phrases: Readonly<Record<Actor, readonly Phrase[]>> = {
  ehr: ehrPhrases,
  lab: labPhrases,
  wire: wirePhrases,
  labloop: labloopPhrases,
  person: [],
}
