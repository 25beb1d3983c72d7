// Whether two statements can be of one person. The one thing to know: an absent part never contradicts, and a part that
// is present and different always does; a shared number excuses nothing.
import type { Identifier } from './fact.ts'

/** How one part compares. */
export type PartVerdict = 'agrees' | 'differs' | 'absent'
const personParts = ['recordNumber', 'name', 'birthDate', 'sex'] as const
export type PersonPart = (typeof personParts)[number]
export type Comparison = Readonly<Record<PersonPart, PartVerdict>> & {
  /** The record number differs in nothing but its assigning authority. */
  readonly isMisattributed: boolean
}

/** A person as somebody named them; empty text where a part was not given. */
export type Named = {
  readonly familyName: string
  readonly givenName: string
  readonly birthDate: string
  readonly sex: string
}

/** Everything that is known of one person: all their record numbers, and every way in which they were named. */
export type KnownPerson = {
  readonly identifiers: readonly (Identifier & { readonly type?: string })[]
  readonly names: readonly Named[]
}

/** Compares part by part; a part agrees where any known form of it agrees. */
export function comparePerson(known: KnownPerson, said: KnownPerson): Comparison {
  const recordNumber = compareIdentifiers(known.identifiers, said.identifiers)
  return {
    recordNumber,
    isMisattributed: recordNumber === 'differs' && isMisattributed(known.identifiers, said.identifiers),
    name: comparePart(known, said, compareNames),
    birthDate: comparePart(known, said, (a, b) => compareBirthDates(a.birthDate, b.birthDate)),
    sex: comparePart(known, said, (a, b) => compareSexes(a.sex, b.sex)),
  }
}

/** The parts that contradict. */
export function contradictions(comparison: Comparison): PersonPart[] {
  return personParts.filter((part) => comparison[part] === 'differs')
}

/** Whether two ways of naming are of two persons, as far as names and birth dates tell: both differ. */
export function isOtherPerson(one: Named, other: Named): boolean {
  if (one.familyName === other.familyName || one.birthDate === other.birthDate) return false
  return compareBirthDates(one.birthDate, other.birthDate) === 'differs' && compareNames(one, other) === 'differs'
}

/** Whether enough agrees to say that the same person is meant, though something contradicts. */
export function isRecognisable({ recordNumber, name, birthDate, isMisattributed }: Comparison): boolean {
  if (recordNumber === 'agrees' || (name === 'agrees' && birthDate === 'agrees')) return true
  return isMisattributed && name !== 'differs' && birthDate !== 'differs'
}

function comparePart(known: KnownPerson, said: KnownPerson, compare: (a: Named, b: Named) => PartVerdict): PartVerdict {
  let verdict: PartVerdict = 'absent'
  for (const a of known.names) {
    for (const b of said.names) {
      const one = compare(a, b)
      if (one === 'agrees') return one
      if (one === 'differs') verdict = one
    }
  }
  return verdict
}

/**
 * Record numbers agree where any pair is equal under compatible authorities. They differ where a pair is comparable (the
 * same authority, or none on both sides) or has the same digits under two authorities, and no pair agrees; other numbers
 * of two authorities say nothing of each other.
 */
function compareIdentifiers(known: KnownPerson['identifiers'], said: KnownPerson['identifiers']): PartVerdict {
  let verdict: PartVerdict = 'absent'
  for (const a of known) {
    for (const b of said) {
      const sameDigits = a.number === b.number
      if (sameDigits && compatibleAuthorities(a.authority, b.authority)) return 'agrees'
      const isComparable = sameDigits || sameAuthority(a.authority, b.authority)
      if (isComparable && compatibleTypes(a.type, b.type)) verdict = 'differs'
    }
  }
  return verdict
}

/** Where no pair agrees: the same digits, which two named authorities gave. */
function isMisattributed(known: KnownPerson['identifiers'], said: KnownPerson['identifiers']): boolean {
  return known.some((a) => said.some((b) => a.number === b.number && compatibleTypes(a.type, b.type)))
}

function compatibleTypes(a = '', b = ''): boolean {
  return a === b || a === '' || b === ''
}

function sameAuthority(a: string, b: string): boolean {
  return a === b || a.toUpperCase() === b.toUpperCase()
}

/** Equal, or one of them not given, or one a name and the other a universal id (which cannot be compared). */
export function compatibleAuthorities(a: string, b: string): boolean {
  return a === '' || b === '' || sameAuthority(a, b) || isUniversalId(a) !== isUniversalId(b)
}

function isUniversalId(authority: string): boolean {
  return /^\d+(\.\d+)+$/.test(authority)
}

/** Family names must be equal; given names too, where one is not the other's initial or beginning. */
function compareNames(a: Named, b: Named): PartVerdict {
  if (a.familyName === '' || b.familyName === '') return 'absent'
  if (a.familyName !== b.familyName && familiesDiffer(plain(a.familyName), plain(b.familyName))) return 'differs'
  if (a.givenName === b.givenName || a.givenName === '' || b.givenName === '') return 'agrees'
  const [first, second] = [plain(a.givenName), plain(b.givenName)]
  return first === second || isBeginning(first, second) || isBeginning(second, first) ? 'agrees' : 'differs'
}

/** Some systems write a suffix into the family name: it contradicts another suffix, not its absence. */
function familiesDiffer(a: string, b: string): boolean {
  const [, family = a, suffix = ''] = suffixed.exec(a) ?? []
  const [, otherFamily = b, otherSuffix = ''] = suffixed.exec(b) ?? []
  return family !== otherFamily || (suffix !== '' && otherSuffix !== '' && suffix !== otherSuffix)
}
const suffixed = /^(.+) (JR|SR|II|III|IV)$/

/** `J` and `JAMES`, `JAMES` and `JAMES R`: the shorter says less, it does not contradict. */
function isBeginning(short: string, long: string): boolean {
  return long.startsWith(`${short} `) || (short.length === 1 && long.startsWith(short))
}

/** Without case, accents, and punctuation. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** As far as both are given: `1970` and `19700102` do not contradict. */
function compareBirthDates(a: string, b: string): PartVerdict {
  if (a === '' || b === '') return 'absent'
  return a.startsWith(b) || b.startsWith(a) ? 'agrees' : 'differs'
}

/** Only male and female contradict: unknown, other and ambiguous do not (table 0001). */
function compareSexes(a: string, b: string): PartVerdict {
  if ((a !== 'M' && a !== 'F') || (b !== 'M' && b !== 'F')) return 'absent'
  return a === b ? 'agrees' : 'differs'
}
