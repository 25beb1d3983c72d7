// What the virtual lab measures: values drawn from the catalog's typical ones, printed with the right decimals, range and
// flag. The one thing to know: a flag is worked out from the value and the range that are printed beside it, so the two
// never contradict each other.
import type { Random } from '../../engine/ports/clock.ts'
import { seededRandom } from '../../engine/random.ts'
import { type DeservedFlag, flagFor } from '../../terminology/flags.ts'
import { readValue } from '../../terminology/values.ts'
import { type Band, type Choice, type Component, forPerson, rangesOf, type Typical } from '../catalog.ts'
import type { ValueWish } from '../play/act.ts'
import type { LabObservation } from './lab-messages.ts'

/** Whom the specimen is of. */
export type Subject = {
  readonly sex: string
  readonly age_days: number
  /** Record number: some things never change in a person. */
  readonly mrn?: string
}

/** ABO and Rh, by name or code; the same whenever it is determined. */
const bloodGroup = /^(abo|abo ?\/? ?rh|aborh|abo group.*|rh type)$/i

function isBloodGroup({ code, name }: Component): boolean {
  return bloodGroup.test(code) || bloodGroup.test(name)
}

/** Days between a birth date (YYYYMMDD) and a moment; an adult's where it cannot be read. */
export function ageInDays(birthDate: string, at: number): number {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)/.exec(birthDate) ?? []
  if (!year) return 50 * 365.25
  return (at - Date.UTC(Number(year), Number(month) - 1, Number(day))) / 86_400_000
}

/** One measurement of one component, as it is reported. */
export function measure(random: Random, component: Component, subject: Subject, status: string): LabObservation {
  return report(component, subject, draw(random, component, subject), status)
}

/**
 * Another measurement whose value differs from the one given, as for a correction; where the component knows no other
 * value, the same one with a note.
 */
export function remeasure(
  random: Random,
  component: Component,
  subject: Subject,
  before: LabObservation,
  status: string,
): LabObservation {
  if (isBloodGroup(component)) return { ...before, status, note: 'Checked by repeat analysis.' }
  const others = choicesFor(component, subject).filter(({ value }) => written(component, value) !== before.value)
  if (others.length > 0) return report(component, subject, pick(random, others), status)
  for (let attempt = 0; attempt < 50; attempt++) {
    const other = measure(random, component, subject, status)
    if (other.value !== before.value) return other
  }
  return { ...before, status, note: 'Checked by repeat analysis.' }
}

/** What kind of value is wished for; `any`: as it comes. (ValueWish of src/rehearsal/play/act.ts) */
export type Wish = Extract<ValueWish, { readonly kind: string }>['kind']

/** A measurement of the kind that is wished for; where the component knows no such value, the nearest to it. */
export function measureAs(
  random: Random,
  component: Component,
  subject: Subject,
  wish: Wish,
  status: string,
): LabObservation {
  const band = forPerson(component.ranges, subject.sex, subject.age_days)
  const range = band?.text ?? ''
  if (wish === 'text')
    return { ...report(component, subject, 'Specimen haemolysed.', status), valueType: 'ST', flags: '' }
  if (wish === 'comparator') return compared(random, component, subject, band, status)
  if (wish === 'any') return measure(random, component, subject, status)
  const number = numberAs(random, component, band, wish)
  return report(component, subject, number ?? choiceAs(random, component, subject, range, wish), status)
}

/** A number so low that only `<` can be said, as `<0.2` and, where the value has components, `<^0.2`. */
function compared(
  random: Random,
  component: Component,
  subject: Subject,
  band: Band | undefined,
  status: string,
): LabObservation {
  const least = typicalFor(component, subject)
  const low =
    least?.kind === 'spread' ? least.spread.min : Math.max((band && hasLimits(band) ? (band.low ?? 0) : 1) / 10, 0)
  const text = `<${(low || 10 ** -component.precision).toFixed(component.precision)}`
  if (component.valueType === 'CE') return measure(random, component, subject, status)
  const valueType = component.valueType === 'NM' ? 'SN' : component.valueType
  return { ...report({ ...component, valueType }, subject, text, status) }
}

/** A number inside the range, just outside it, or beyond the critical limit. Null where the component has no such limits. */
function numberAs(random: Random, component: Component, band: Band | undefined, wish: Wish): string | null {
  const limits = component.valueType === 'NM' && band && hasLimits(band) ? band : null
  const { criticalLow, criticalHigh, precision } = component
  const step = 10 ** -precision
  if (wish === 'critical-low' && criticalLow !== null)
    return Math.max(criticalLow * (0.9 - random.next() * 0.2), 0).toFixed(precision)
  if (wish === 'critical-high' && criticalHigh !== null)
    return (criticalHigh * (1.1 + random.next() * 0.2)).toFixed(precision)
  if (!limits) return null
  const low = limits.low ?? 0
  const high = limits.high ?? low * 2 + 10 * step
  if (wish === 'normal') return (low + (high - low) * (0.2 + random.next() * 0.6)).toFixed(precision)
  if (wish === 'low' || wish === 'critical-low') {
    const floor = criticalLow ?? low * 0.7
    return Math.max(low - Math.max(step, (low - floor) * (0.2 + random.next() * 0.6)), floor + step, 0).toFixed(
      precision,
    )
  }
  const ceiling = criticalHigh ?? high * 1.6
  const above = high + Math.max(step, (ceiling - high) * (0.2 + random.next() * 0.6))
  return (criticalHigh === null ? above : Math.min(above, ceiling - step)).toFixed(precision)
}

/** Of typical texts and codes the one that is as the range says, or one that is not. */
function choiceAs(random: Random, component: Component, subject: Subject, range: string, wish: Wish): string {
  const choices = choicesFor(component, subject)
  const isNormal = ({ value }: Choice) => ['N', ''].includes(flagOf(component, value, range))
  const fit = choices.filter((choice) => isNormal(choice) === (wish === 'normal'))
  return fit.length > 0 ? pick(random, fit) : draw(random, component, subject)
}

/** The observation of a value that is given: a number, a text, a comparator with its number, or a code. */
export function report(component: Component, subject: Subject, text: string, status: string): LabObservation {
  const { code, name, loinc, loincName, valueType, unit } = component
  const range = forPerson(component.ranges, subject.sex, subject.age_days)?.text ?? ''
  return {
    component: code,
    name,
    loinc,
    loincName,
    valueType,
    value: written(component, text),
    unit,
    range,
    flags: flagOf(component, text, range),
    status,
    note: '',
  }
}

function draw(random: Random, component: Component, subject: Subject): string {
  const typical: Typical | undefined =
    forPerson(component.typical, subject.sex, subject.age_days) ?? component.typical[0]
  if (!typical) return component.valueType === 'NM' ? (1).toFixed(component.precision) : 'See report.'
  if (typical.kind === 'choices')
    return pick(isBloodGroup(component) ? ofPerson(subject, random) : random, typical.choices)
  const { mean, sd, min, max } = typical.spread
  return Math.min(Math.max(mean + sd * normal(random), min), max).toFixed(component.precision)
}

/** Chance that falls the same for a person each time. */
function ofPerson({ mrn }: Subject, random: Random): Random {
  return mrn ? seededRandom(`of a person/${mrn}`) : random
}

function typicalFor({ typical }: Component, { sex, age_days }: Subject): Typical | undefined {
  return forPerson(typical, sex, age_days) ?? typical[0]
}

function choicesFor(component: Component, subject: Subject): readonly Choice[] {
  const typical = typicalFor(component, subject)
  return typical?.kind === 'choices' ? typical.choices : []
}

/** A standard normal number, by Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}

function pick(random: Random, choices: readonly Choice[]): string {
  let left = random.below(choices.reduce((sum, { weight }) => sum + weight, 0))
  for (const { value, weight } of choices) {
    left -= weight
    if (left < 0) return value
  }
  return choices[0]?.value ?? ''
}

/** OBX-5 in its data type: SN is comparator, number, separator, number; CE is code, name, system. (HL7 v2.5.1 §2.A.70) */
function written({ valueType, answers }: Component, text: string): string {
  if (valueType === 'CE') return `${text}^${answers.get(text) ?? text}^L`
  if (valueType !== 'SN') return text
  const between = /^([\d.]+)(-|:)([\d.]+)$/.exec(text)
  if (between) return `^${between.slice(1).join('^')}`
  const [, comparator = '', number = text] = /^([<>]=?)?(.*)$/.exec(text) ?? []
  return `${comparator}^${number}`
}

/**
 * The flag that the component's own set has for this value in this range; empty where it has none. Of several numbers
 * (`5-10`) the last counts, as a technologist flags them; a text that is not the expected one is abnormal. (HL7 table 0078)
 */
export function flagOf(component: Component, text: string, range: string): string {
  const known = (...flags: string[]) => flags.find((flag) => component.flags.includes(flag)) ?? ''
  const band = rangesOf(range)[0] ?? null
  const value = readValue({ text })
  const critical = { low: component.criticalLow, high: component.criticalHigh }
  const judged = value.kind === 'interval' ? readValue({ text: String(value.high) }) : value
  const earned = flagFor(value, band, critical) ?? flagFor(judged, band, critical) ?? byWords(text, band)
  return earned === null ? '' : known(...flagWords[earned])
}

/** Flags in order of preference: what a component does not have is said by a weaker one. */
const flagWords: Readonly<Record<Exclude<DeservedFlag, null>, readonly string[]>> = {
  LL: ['LL', 'L'],
  L: ['L', 'A'],
  N: ['N'],
  H: ['H', 'A'],
  HH: ['HH', 'H'],
  A: ['A'],
}

function byWords(text: string, band: Band | null): DeservedFlag {
  if (band === null || hasLimits(band)) return null
  return text === band.text ? 'N' : 'A'
}

function hasLimits({ words }: Band): boolean {
  return words === null
}
