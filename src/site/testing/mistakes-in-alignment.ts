// Mistakes in alignment.yaml, and in what flows do about findings.
import { type Mistake, results } from './mistake.ts'
import { add } from './sample.ts'

const file = 'alignment.yaml'

/** An acceptance of the sample that is right. */
const right = `entitled:
  low: [Laboratory director]
accepted:
  - rule: code-loinc-missing
    system: lis
    codes: [GLU]
    reason: LOINC has no code for what the method really measures
    by: Laboratory director
    on: "2026-08-31"
    until: "2027-08-31"
`
const wrong = (old: string, other: string) => ({ [file]: right.replace(old, other) })

export const mistakesInAlignment: readonly Mistake[] = [
  {
    about: 'a role that is not entitled accepts',
    code: 'site-alignment-entitled',
    changes: wrong('by: Laboratory director', 'by: Vendor'),
    at: [file, 'Vendor'],
    given: '"Vendor"',
    allowed: 'Laboratory director',
  },
  {
    about: 'an acceptance that ends before it was given',
    code: 'site-alignment-dates',
    changes: wrong('2027-08-31', '2026-08-30'),
    at: [file, '"2026-08-30"'],
  },
  {
    about: 'an acceptance for a system that is not there',
    code: 'site-reference-unknown',
    changes: wrong('system: lis', 'system: lab'),
    at: [file, 'lab\n'],
  },
  {
    about: 'an acceptance of a rule that is not there',
    code: 'site-value-invalid',
    changes: wrong('code-loinc-missing', 'code-loinc-absent'),
    at: [file, 'code-loinc-absent'],
  },
  {
    about: 'a day that is not in the calendar',
    code: 'site-value-invalid',
    changes: wrong('2027-08-31', '2027-02-30'),
    at: [file, '"2027-02-30"'],
  },
  {
    about: 'a doubt about a flag that would hold results',
    code: 'site-alignment-doubt',
    changes: { [results]: add('alignment:\n  rules: { flag-contradicts: hold }\n') },
    at: [results, 'hold }'],
    given: '"flag-contradicts: hold"',
    allowed: 'pass',
  },
]
