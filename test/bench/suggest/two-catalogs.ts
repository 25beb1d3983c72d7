// Two catalogs of any size whose tests correspond, made of the built-in codes: names shortened and reordered as catalogs do, a
// number to each, other ids. For measuring how long it takes to find the counterpart of each, and how often it is found.
import { counterpartSuggester } from '../../../src/alignment/suggest/suggester.ts'
import type { LocalTest } from '../../../src/alignment/suggest/suggestion.ts'
import { commonCodes } from '../../../src/terminology/loinc/common-codes.ts'

const fluids: Readonly<Record<string, readonly [string, string]>> = {
  'Ser/Plas': ['SER', 'Blood'],
  Ser: ['SER', 'Serum'],
  Bld: ['BLD', 'Whole blood'],
  Urine: ['UR', 'Urine'],
  CSF: ['CSF', 'Spinal fluid'],
}

/** Tests of two systems; the n-th of the one is the n-th of the other. */
export function twoCatalogs(rows: number): { readonly left: LocalTest[]; readonly right: LocalTest[] } {
  const { all } = commonCodes()
  const left: LocalTest[] = []
  const right: LocalTest[] = []
  for (let row = 0; row < rows; row++) {
    const { axes, units, name } = all[row % all.length]!
    const variant = Math.floor(row / all.length)
    const what = axes.component ?? name
    const [short, long] = fluids[axes.system ?? ''] ?? ['', '']
    const words = what.split(/[ .]/)
    const suffix = variant === 0 ? '' : ` site ${variant + 100}`
    left.push({ id: `L${row}`, label: `${what}${suffix}`, fluid: short, unit: units[0] ?? '' })
    right.push({
      id: `R${row}`,
      label: `${[...words.slice(1), words[0]].join(' ').toUpperCase()}${suffix}`,
      fluid: long,
      unit: units[0] ?? '',
    })
  }
  return { left, right }
}

/** Seconds for the counterparts of all tests of a catalog in another of the same size. */
export function catalogTimes(rows: number): {
  readonly rows: number
  readonly counterparts_s: number
  readonly counterpartsFirst: number
} {
  const { left, right } = twoCatalogs(rows)
  const start = performance.now()
  const suggester = counterpartSuggester(right)
  let found = 0
  for (const test of left) if (suggester.suggest(test, 5)[0]?.code === test.id.replace('L', 'R')) found++
  const taken_s = (performance.now() - start) / 1000
  return { rows, counterparts_s: Number(taken_s.toFixed(2)), counterpartsFirst: Number((found / rows).toFixed(3)) }
}
