// What a person should look at in what was learned of a code. The one thing to know: each is a question to the laboratory and
// no verdict; a rule of src/alignment says what is wrong, by the two catalogs and the map between them.
import { tableDefinition } from '../../../hl7/index.ts'
import { readFlag } from '../../../terminology/flags.ts'
import { readRanges } from '../../../terminology/ranges.ts'
import { commensurable, readUnit, sameScale } from '../../../terminology/units.ts'
import { type Count, nothingSent } from '../catalog.ts'
import type { Observed } from './observed.ts'
import { oddByLoinc } from './odd-by-loinc.ts'
import { counts, said, type Tally } from './tally.ts'

/** One odd thing: in words, how many messages show it, and one of them. */
export type Odd = { readonly words: string; readonly count: number; readonly example: string }

/** Everything odd of a component, the most telling first. */
export function oddOf(observed: Observed): readonly Odd[] {
  return [
    ...oddUnits(observed),
    ...oddByLoinc(observed).map(({ words, count, unit }) => ({
      ...{ words, count },
      example: unit === undefined ? '' : example(observed, 'unit', unit),
    })),
    ...oddMagnitudes(observed),
    ...oddAgainstRange(observed),
    ...oddShapes(observed),
    ...oddWithoutNumbers(observed),
    ...oddRanges(observed),
    ...oddFlags(observed),
    ...oddStatuses(observed),
    ...oddNames(observed),
  ]
}

function missing(tally: Tally): number {
  return tally.get(nothingSent) ?? 0
}

function example({ firstSeen }: Observed, what: string, text: string): string {
  return firstSeen.get(`${what} ${text === nothingSent ? '' : text}`) ?? ''
}

function shown(found: readonly Count[]): string {
  return found
    .slice(0, 5)
    .map(({ text, count }) => `${text} (${count})`)
    .join(', ')
}

/** Units of another kind, another magnitude, another spelling; none; not known. */
function oddUnits(observed: Observed): Odd[] {
  const units = said(observed.units)
  const [first, ...rest] = units
  const odd: Odd[] = []
  const add = (words: string, count: number, text: string) =>
    odd.push({ words, count, example: example(observed, 'unit', text) })
  if (first) {
    const read = readUnit(first.text)
    const against = (fits: (unit: ReturnType<typeof readUnit>) => boolean) =>
      rest.filter(({ text }) => fits(readUnit(text)))
    const unlike = against((unit) => unit.known && read.known && !commensurable(read, unit))
    const scaled = against((unit) => unit.known && read.known && commensurable(read, unit) && !sameScale(read, unit))
    const spelt = against((unit) => unit.known && read.known && sameScale(read, unit))
    if (unlike.length > 0)
      add(`units that measure different things: ${shown([first, ...unlike])}`, total(unlike), unlike[0]!.text)
    if (scaled.length > 0)
      add(`units of different magnitude: ${shown([first, ...scaled])}`, total(scaled), scaled[0]!.text)
    if (spelt.length > 0)
      add(`one unit in several spellings: ${shown([first, ...spelt])}`, total(spelt), spelt[0]!.text)
  }
  const unknown = units.filter(({ text }) => !readUnit(text).known)
  if (unknown.length > 0) add(`unit not known: ${shown(unknown)}`, total(unknown), unknown[0]!.text)
  const bare = missing(observed.unitsOfNumbers)
  if (bare > 0) {
    const all = bare === total(counts(observed.unitsOfNumbers))
    add(all ? 'numbers without a unit' : `some numbers without a unit (${bare})`, bare, nothingSent)
  }
  return odd
}

function total(found: readonly Count[]): number {
  return found.reduce((sum, { count }) => sum + count, 0)
}

/** A value so far from its fellows is as a rule a unit error. */
const far = 100
const least_fellows = 5

function oddMagnitudes({ numbers }: Observed): Odd[] {
  return [...numbers].flatMap(([unit, values]) => {
    const positive = values.filter((value) => value > 0).toSorted((a, b) => a - b)
    const median = positive[Math.floor(positive.length / 2)] ?? 0
    const astray = positive.filter((value) => value >= median * far || value <= median / far)
    if (positive.length < least_fellows || astray.length === 0 || astray.length > positive.length / 5) return []
    const behind = unit === '' ? '' : ` in ${unit}`
    return [
      {
        words: `values ${far} times above or below their fellows${behind} (${astray.length})`,
        count: astray.length,
        example: '',
      },
    ]
  })
}

/** The usual number lies so far outside the usual range that the two cannot be in one unit. */
function oddAgainstRange({ numbers, ranges }: Observed): Odd[] {
  const range = said(ranges)[0]?.text ?? ''
  const read = readRanges(range)
  const [most = []] = [...numbers.values()].sort((a, b) => b.length - a.length)
  const median = most.toSorted((a, b) => a - b)[Math.floor(most.length / 2)]
  const [band] = read.readable ? read.bands : []
  if (median === undefined || median <= 0 || !band) return []
  const isAbove = band.high !== null && band.high > 0 && median >= band.high * far
  const isBelow = band.low !== null && band.low > 0 && median <= band.low / far
  if (!isAbove && !isBelow) return []
  const words = `numbers ${far} times ${isAbove ? 'above' : 'below'} their range ${range}`
  return [{ words, count: most.length, example: '' }]
}

function oddShapes(observed: Observed): Odd[] {
  const shapes = counts(observed.shapes)
  const odd: Odd[] = []
  const add = (words: string, found: readonly Count[]) => {
    const [one] = found
    if (one)
      odd.push({
        words: `${words}: ${shown(found)}`,
        count: total(found),
        example: example(observed, 'shape', one.text),
      })
  }
  const numeric = shapes.filter(({ text }) => text.startsWith('number'))
  const wordy = shapes.filter(({ text }) => text === 'text' || text.startsWith('word') || text === 'code')
  if (numeric.length > 0 && wordy.length > 0)
    add(
      total(numeric) >= total(wordy) ? 'text among numbers' : 'numbers among text',
      total(numeric) >= total(wordy) ? wordy : numeric,
    )
  add(
    'numbers that others read differently',
    numeric.filter(({ text }) => / with /.test(text)),
  )
  if (said(observed.types).some(({ text }) => text === 'NM'))
    add(
      'sent as NM and no plain number',
      shapes.filter(({ text }) => !/^(number( with .*)?|nothing|emptied)$/.test(text)),
    )
  const types = said(observed.types)
  if (types.length > 1)
    odd.push({
      words: `several types of value: ${shown(types)}`,
      count: total(types.slice(1)),
      example: example(observed, 'type', types[1]!.text),
    })
  return odd
}

/** A unit or a range of numbers beside codes and texts alone: the one belongs to another test, or the value does. */
function oddWithoutNumbers({ shapes, units, ranges, firstSeen }: Observed): Odd[] {
  const values = counts(shapes).filter(({ text }) => text !== 'nothing' && text !== 'emptied')
  const isWordy = ({ text }: Count) => text === 'text' || text === 'code' || text.startsWith('word')
  if (values.length === 0 || !values.every(isWordy)) return []
  const numeric = said(ranges).filter(({ text }) => {
    const read = readRanges(text)
    return read.readable && read.bands.some(({ low, high }) => low !== null || high !== null)
  })
  const told = (what: string, words: string, found: readonly Count[]): Odd[] =>
    found.length === 0
      ? []
      : [
          {
            words: `${words}: ${shown(found)}`,
            count: total(found),
            example: firstSeen.get(`${what} ${found[0]!.text}`) ?? '',
          },
        ]
  return [
    ...told('unit', 'a unit and no numbers', said(units)),
    ...told('range', 'a range of numbers and no numbers', numeric),
  ]
}

function oddRanges(observed: Observed): Odd[] {
  const ranges = said(observed.ranges)
  const unreadable = ranges.filter(({ text }) => !readRanges(text).readable)
  const odd: Odd[] = []
  if (unreadable.length > 0)
    odd.push({
      words: `range not understood: ${shown(unreadable)}`,
      count: total(unreadable),
      example: example(observed, 'range', unreadable[0]!.text),
    })
  const readable = ranges.filter(({ text }) => readRanges(text).readable)
  if (readable.length > 1)
    odd.push({
      words: `several ranges: ${shown(readable)}`,
      count: total(readable.slice(1)),
      example: example(observed, 'range', readable[1]!.text),
    })
  const without = missing(observed.ranges)
  const numbers = total(counts(observed.unitsOfNumbers))
  if (without > 0 && ranges.length > 0 && without < numbers)
    odd.push({
      words: `some numbers without a range (${without})`,
      count: without,
      example: example(observed, 'range', nothingSent),
    })
  return odd
}

function oddFlags(observed: Observed): Odd[] {
  const unknown = said(observed.flags).filter(({ text }) => readFlag(text).side === 'unknown')
  if (unknown.length === 0) return []
  return [
    {
      words: `flags outside table 0078: ${shown(unknown)}`,
      count: total(unknown),
      example: example(observed, 'flag', unknown[0]!.text),
    },
  ]
}

function oddStatuses(observed: Observed): Odd[] {
  const table = tableDefinition('0085')
  const unknown = said(observed.statuses).filter(({ text }) => table && !table.codes.has(text))
  const without = missing(observed.statuses)
  return [
    ...(unknown.length > 0
      ? [
          {
            words: `statuses outside table 0085: ${shown(unknown)}`,
            count: total(unknown),
            example: example(observed, 'status', unknown[0]!.text),
          },
        ]
      : []),
    ...(without > 0
      ? [{ words: `no status (${without})`, count: without, example: example(observed, 'status', nothingSent) }]
      : []),
  ]
}

function oddNames(observed: Observed): Odd[] {
  const [names, systems, loinc] = [said(observed.names), said(observed.systems), said(observed.loinc)]
  const several = (words: string, found: readonly Count[]): Odd[] =>
    found.length > 1 ? [{ words: `${words}: ${shown(found)}`, count: total(found.slice(1)), example: '' }] : []
  return [
    ...several('several LOINC codes', loinc),
    ...several('several names', names),
    ...several('several coding systems', systems),
  ]
}
