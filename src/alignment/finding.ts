// A finding: one difference in meaning, between two catalogs or in live traffic. The one thing to know: its key is the
// same each time the same thing is found, so that counts add up and an acceptance still knows what it accepted.

/** How grave it is that this goes on; the words of exceptions. */
export const severities = ['critical', 'high', 'normal', 'low'] as const
export type Severity = (typeof severities)[number]

/** What a rule is about (design §7). */
export const families = [
  'code',
  'loinc',
  'unit',
  'range',
  'flag',
  'value',
  'panel',
  'aoe',
  'status',
  'specimen',
  'time',
  'identity',
  'report',
  'text',
] as const
export type Family = (typeof families)[number]

/** What a finding is about, in one system. */
export type Subject = {
  /** Id of a system of the site. */
  readonly system: string
  readonly kind: 'component' | 'orderable' | 'question' | 'map' | 'flow' | 'message'
  /** The code as that system writes it; the id of a map or flow, or a type of message. */
  readonly code: string
  /** Its name in that system, or empty. */
  readonly name: string
}

/** A row of a file of the site. */
export type Place = { readonly file: string; readonly line: number }

/** What a rule says of one thing that it found. No patient data: codes, units, ranges of a catalog, places. */
export type Told = {
  readonly subject: Subject
  /** The other side of the difference, where there is one. */
  readonly counterpart?: Subject
  /** What was found, as one sentence with what was given and what the other side has. */
  readonly says: string
  readonly places?: readonly Place[]
  /** Tells findings of one rule on one subject apart: a unit, a flag, an axis. Part of the key. */
  readonly variant?: string
  /** Where the general remedy of the rule can be said more closely. */
  readonly remedy?: string
  /** Where this one is graver or lighter than the rule is as a rule. */
  readonly severity?: Severity
  /** How often it was seen, where that is known. */
  readonly count?: number
  /** Ids of messages that show it, a few. */
  readonly examples?: readonly number[]
}

export type Finding = {
  /** `rule|system|kind|code|other system|other code|variant`. */
  readonly key: string
  readonly rule: string
  readonly family: Family
  readonly severity: Severity
  readonly subject: Subject
  readonly counterpart: Subject | null
  readonly variant: string
  readonly says: string
  /** Why that harms, from the rule. */
  readonly explanation: string
  readonly remedy: string
  readonly places: readonly Place[]
  readonly evidence: {
    readonly count: number
    /** Ids of messages; of recordings, their place in the order in which they were looked at. */
    readonly examples: readonly number[]
    /** When live messages showed it, milliseconds; absent where it was not seen by a running engine. */
    readonly live?: { readonly firstAt: number; readonly lastAt: number }
  }
  /** 1, 3, 10 or 30 by severity. */
  readonly risk: number
  /** How often the thing it is about is reported or ordered; how that is known stands in `volumeFrom`. */
  readonly volume: number
  readonly volumeFrom: 'traffic' | 'catalog'
  /** What the list is ranked by: risk × volume. */
  readonly rank: number
}

/** Each step down in severity weighs about a third: a rare critical difference stands before a common trifle. */
export const riskOf: Readonly<Record<Severity, number>> = { critical: 30, high: 10, normal: 3, low: 1 }

/** The key of a finding: the same whenever the same thing is found again. */
export function keyOf(rule: string, { subject, counterpart, variant = '' }: Told): string {
  const other = counterpart ? [counterpart.system, counterpart.code] : ['', '']
  return [rule, subject.system, subject.kind, subject.code, ...other, variant].join('|')
}
