// The guide's page of units, values, ranges and flags: every row of its tables is tried.
import { expect, test } from 'vitest'
import { convertObservation } from '../../src/mapping/conversion/observation.ts'
import { flagFor } from '../../src/terminology/flags.ts'
import { forPerson, printRanges, readRanges } from '../../src/terminology/ranges.ts'
import { convertTogether, convertUnit, factorOf, molarOf, readUnit } from '../../src/terminology/units.ts'
import { readValue, type Value } from '../../src/terminology/values.ts'
import { readDocument } from './markdown.ts'

const lines = readDocument('docs/guide/units.md').text.split('\n')

/** The rows of the table with this heading, each as its cells without code marks. */
function rows(heading: string): string[][] {
  const start = lines.indexOf(heading)
  expect(start, heading).toBeGreaterThan(0)
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines.slice(start + 2, end).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')),
  )
}

function bandOf(text: string) {
  const ranges = readRanges(text)
  return ranges.readable ? (forPerson(ranges.bands, '', null) ?? null) : null
}

function said(value: Value): string {
  switch (value.kind) {
    case 'number':
      return `number ${value.comparator}${value.decimal}`
    case 'ratio':
      return `ratio ${value.left}${value.separator}${value.right}`
    case 'titre':
      return `titre ${value.comparator}${value.reciprocal}`
    case 'interval':
      return `interval ${value.low}-${value.high}`
    case 'grade':
      return `grade ${value.plus}`
    case 'notPerformed':
      return `notPerformed ${value.reason}`
    case 'text':
    case 'coded':
      return value.quality ? `${value.kind} ${value.quality}` : value.kind
    default:
      return value.kind
  }
}

test.each(rows('| Written | UCUM | How |'))('%s is read as %s (%s)', (written, ucum, how) => {
  const unit = readUnit(written!)
  expect([unit.ucum ?? 'none', unit.how]).toEqual([ucum, how])
})

test.each(rows('| Written | Taken for | Also |'))('%s is taken for %s, and may be %s', (written, ucum, also) => {
  expect(readUnit(written!)).toMatchObject({ ucum, also: [also] })
})

test.each(rows('| From | To | Why not |'))('%s is not converted to %s: %s', (from, to, refused) => {
  expect(convertUnit(1, readUnit(from!), readUnit(to!))).toEqual({ refused })
})

test.each(rows('| Value | Range | From | To | Analyte | Decimals | Becomes |'))(
  '%s (%s) %s becomes in %s of %s with %s decimals: %s',
  (text, range, from, to, analyte, decimals, becomes) => {
    const { molecularWeight, valence } = molarOf(analyte!)
    const converted = convertTogether(
      { value: readValue({ text: text! }), band: bandOf(range!) },
      readUnit(from!),
      readUnit(to!),
      {
        ...(molecularWeight && { molecularWeight }),
        ...(valence && { valence }),
        ...(decimals !== '' && { decimals: Number(decimals) }),
      },
    )
    expect('refused' in converted ? converted.refused : `${converted.text} (${converted.rangeText})`).toBe(becomes)
  },
)

test.each(rows('| OBX-2 | OBX-5 | OBX-6 | OBX-7 | Goes out as |'))(
  'under a signed conversion %s %s %s (%s) goes out as: %s',
  (valueType, value, unit, range, expected) => {
    const way = factorOf(readUnit('mg/dL'), readUnit('mmol/L'), {
      molecularWeight: molarOf('Glucose').molecularWeight!,
    })
    if ('refused' in way) throw new Error(way.refused)
    const done = convertObservation(
      { valueType: valueType!, values: [value!.split('^')], unit: unit!, range: range! },
      {
        ...{ table: 'components', line: 2, from: 'GLU', to: '1230001006', way, decimals: 1 },
        ...{ unitFrom: readUnit('mg/dL'), unitTo: readUnit('mmol/L'), signedBy: 'Laboratory director', signedOn: '' },
      },
    )
    if (done.outcome === 'refused') expect(`held: ${done.why}`).toBe(expected)
    else if (done.outcome === 'kept') expect(expected).toBe('as it came')
    else {
      const out = `${done.values.map((parts) => parts.join('^')).join('~')} ${done.unit} (${done.range})`
      expect(done.doubts.length === 0 ? out : `\`${out}\`, the range left out`).toBe(expected)
    }
  },
)

test.each(rows('| OBX-2 | OBX-5 | Read as |'))('%s %s is read as %s', (valueType, text, expected) => {
  expect(said(readValue({ text: text!, valueType: valueType! }))).toBe(expected)
})

test.each(rows('| Written | Read as |'))('the range %s is read as %s', (written, expected) => {
  const ranges = readRanges(written!)
  const printed = ranges.readable ? (ranges.none ? `none: ${ranges.none}` : printRanges(ranges.bands)) : 'unreadable'
  expect(printed).toBe(expected)
})

test.each(rows('| Value | Range | Critical | Flag |'))(
  '%s against %s, critical %s, deserves %s',
  (text, range, limits, flag) => {
    const [low = null, high = null] = limits === '' ? [] : limits!.split(' and ').map(Number)
    expect(flagFor(readValue({ text: text! }), bandOf(range!), { low, high }) ?? 'none').toBe(flag)
  },
)
