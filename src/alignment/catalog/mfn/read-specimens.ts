// OM4: how the specimen of a test is collected. The one thing to know: several OM4, or several repetitions in one, are
// alternatives; they become lists that stand beside one another, the preferred first (OM4-16 P before A). A field that is
// there once holds for all. (HL7 v2.5.1 §8.8.11; OM4-15 and OM4-16 from 2.8)
import type { Segment } from '../../../hl7/index.ts'
import { coded, codes, each, nameOf, ownCode, quantity, text, texts } from './fields.ts'

type Way = {
  readonly specimen: string
  readonly specimen_name: string
  readonly container: string
  readonly additive: string
  readonly container_volume: string
  readonly volume: string
  readonly minimum_volume: string
}

const columns: readonly (keyof Way)[] = [
  'specimen',
  'specimen_name',
  'container',
  'additive',
  'container_volume',
  'volume',
  'minimum_volume',
]

/** The cells of an orderable's row. */
export function readSpecimens(segments: readonly Segment[]): Record<string, string> {
  const ordered = segments.toSorted((a, b) => rank(a) - rank(b))
  const ways = ordered.flatMap(waysOf)
  const lists = columns.map((column) => [column, beside(ways.map((way) => way[column].replaceAll(';', ',')))] as const)
  return {
    ...Object.fromEntries(lists),
    preparation: together(ordered, (om4) => text(om4, 8)),
    handling: together(ordered, (om4) => [text(om4, 9), ...codes(om4, 15).map(nameOf)].filter(Boolean).join(', ')),
    requirements: together(ordered, (om4) => text(om4, 12)),
    retention: together(ordered, (om4) => quantity(om4, 14)),
  }
}

/** The preferred before those that say nothing, the alternatives last. */
function rank(om4: Segment): number {
  return { P: 0, A: 2 }[text(om4, 16)] ?? 1
}

function waysOf(om4: Segment): Way[] {
  const count = Math.max(1, texts(om4, 3).length)
  return Array.from({ length: count }, (_, index) => {
    const at = (field: number) => Math.min(index + 1, Math.max(1, each(om4, field, () => 0).length))
    const specimen = coded(om4, 6, at(6))
    const own = ownCode(specimen)
    const unit = text(om4, 5, 1, 0, at(5))
    return {
      specimen: own.code,
      specimen_name: specimen.name || own.name,
      container: text(om4, 3, 0, 0, index + 1),
      additive: nameOf(coded(om4, 7, at(7))),
      container_volume: volume(text(om4, 4, 0, 0, at(4)), unit),
      volume: quantity(om4, 10, at(10), unit),
      minimum_volume: quantity(om4, 11, at(11), unit),
    }
  })
}

function volume(number: string, unit: string): string {
  return number === '' ? '' : `${number} ${unit}`.trim()
}

/** Once where all are the same. */
function beside(values: readonly string[]): string {
  const [first = ''] = values
  return values.every((value) => value === first) ? first : values.join(';')
}

/** What is said differently for several ways stands in lines of its own. */
function together(segments: readonly Segment[], read: (om4: Segment) => string): string {
  return [...new Set(segments.map(read).map(tidied).filter(Boolean))].join('\n')
}

/** The same sentence with two full stops is the same sentence. */
function tidied(sentence: string): string {
  return sentence.replace(/\.{2,}$/, '.')
}
