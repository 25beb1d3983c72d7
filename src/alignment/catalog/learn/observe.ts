// One OBX added to what is known of its code. The one thing to know: it counts kinds of value and keeps no value, but for a
// bounded sample of numbers, of which only percentiles leave this folder.
import type { Segment } from '../../../hl7/index.ts'
import { readValue, type Value } from '../../../terminology/values.ts'
import { each, text, texts } from '../mfn/fields.ts'
import { named } from './named.ts'
import { keepAnswer, keepNumber, type Observed } from './observed.ts'
import { count } from './tally.ts'

export type ObservedIn = {
  /** OBR-4. */
  readonly test: string
  readonly specimens: readonly string[]
  /** MSH-10. */
  readonly controlId: string
}

/** Types that hold documents and pictures: they are not looked into. */
const documents: ReadonlySet<string> = new Set(['ED', 'RP'])

export function observe(observed: Observed, obx: Segment, { test, specimens, controlId }: ObservedIn): void {
  observed.count++
  named(observed, obx, 3)
  const type = text(obx, 2)
  const unit = text(obx, 6, 1) || text(obx, 6, 2)
  const values = documents.has(type)
    ? []
    : each(obx, 5, (repetition) => readValue({ text: text(obx, 5, 0, 0, repetition), valueType: type }))
  const shapes = documents.has(type) ? ['document'] : values.length === 0 ? ['nothing'] : values.map(shapeOf)
  const range = text(obx, 7)
  tell(observed, controlId, [
    [observed.types, 'type', type],
    [observed.units, 'unit', unit],
    [observed.statuses, 'status', text(obx, 11)],
    ...shapes.map((shape) => [observed.shapes, 'shape', shape] as const),
    ...(values.some(isNumber) || range !== '' ? [[observed.ranges, 'range', range] as const] : []),
    ...flagsOf(obx).map((flag) => [observed.flags, 'flag', flag] as const),
  ])
  count(observed.tests, test)
  for (const specimen of specimens) count(observed.specimens, specimen)
  for (const method of texts(obx, 17, 1)) count(observed.methods, method)
  for (const value of values) keep(observed, unit, value)
}

/** Counts texts, and remembers the message in which each was seen first. */
function tell(
  observed: Observed,
  controlId: string,
  told: readonly (readonly [Observed['types'], string, string])[],
): void {
  for (const [tally, what, said] of told) {
    count(tally, said)
    const key = `${what} ${said}`
    if (observed.firstSeen.size < 200 && !observed.firstSeen.has(key)) observed.firstSeen.set(key, controlId)
  }
}

function flagsOf(obx: Segment): readonly string[] {
  const flags = texts(obx, 8, 1)
  return flags.length === 0 ? [''] : flags
}

function isNumber(value: Value): boolean {
  return value.kind === 'number'
}

function keep(observed: Observed, unit: string, value: Value): void {
  if (value.kind === 'coded') {
    if (value.code !== '' && value.system !== '') keepAnswer(observed, value.code, value.name)
    return
  }
  if (value.kind !== 'number') return
  count(observed.unitsOfNumbers, unit)
  if (value.comparator === '') count(observed.decimals, String(value.decimals))
  if (value.comparator === '' && Number.isFinite(value.value)) keepNumber(observed, unit, value.value)
}

/** A value's kind in words. */
export function shapeOf(value: Value): string {
  switch (value.kind) {
    case 'number':
      return numberShape(value)
    case 'titre':
    case 'ratio':
      return `${value.kind}${value.comparator === '' ? '' : ` ${value.comparator}`}`
    case 'text':
      return value.quality === null ? 'text' : `word (${value.quality})`
    case 'coded':
      return 'code'
    case 'notPerformed':
      return 'not performed'
    case 'empty':
      return value.removes ? 'emptied' : 'nothing'
    default:
      return value.kind
  }
}

function numberShape(value: Extract<Value, { kind: 'number' }>): string {
  const marks = [
    value.comparator === '' ? '' : ` ${value.comparator}`,
    value.comma ? ' with comma' : '',
    value.leadingZeros ? ' with leading zeros' : '',
    value.trailing === '' ? '' : ' with words behind it',
  ]
  return `number${marks.join('')}`
}
