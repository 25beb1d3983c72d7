// OM4: how the specimens of a test are collected. The one thing to know: every OM4 is a specimen that is needed, but one that
// says it is an alternative (OM4-16 A), and several containers in one OM4 are alternatives. In the cells `;` divides what is
// needed and `|` what can be chosen. (HL7 v2.5.1 §8.8.11; OM4-15 to OM4-17 from 2.8)
import type { Segment } from '../../../hl7/index.ts'
import { coded, codes, each, nameOf, ownCode, quantity, text, texts } from './fields.ts'

type Way = Readonly<Record<Column, string>>

const columns = [
  'specimen',
  'specimen_name',
  'container',
  'additive',
  'container_volume',
  'volume',
  'minimum_volume',
] as const
type Column = (typeof columns)[number]

/** The cells of an orderable's row. */
export function readSpecimens(segments: readonly Segment[]): Record<string, string> {
  const needs = neededOf(segments)
  const cell = (column: Column) =>
    divided(
      needs.map((ways) =>
        divided(
          ways.map((way) => plain(way[column])),
          '|',
        ),
      ),
      ';',
    )
  return {
    ...Object.fromEntries(columns.map((column) => [column, cell(column)])),
    preparation: together(segments, (om4) => text(om4, 8)),
    handling: together(segments, (om4) => [text(om4, 9), ...codes(om4, 15).map(nameOf)].filter(Boolean).join(', ')),
    requirements: together(segments, (om4) => text(om4, 12)),
    retention: together(segments, (om4) => quantity(om4, 14)),
  }
}

/** Codes of all specimens that a component can come from, each once. */
export function specimenCodes(segments: readonly Segment[]): readonly string[] {
  const all = neededOf(segments).flatMap((ways) => ways.map(({ specimen }) => plain(specimen)))
  return [...new Set(all)].filter((code) => code !== '')
}

/** For each specimen that is needed, the ways to collect it, the preferred first. */
function neededOf(segments: readonly Segment[]): readonly (readonly Way[])[] {
  const needs: { readonly id: string; readonly ways: Way[] }[] = []
  for (const om4 of segments.toSorted((a, b) => Number(isAlternative(a)) - Number(isAlternative(b)))) {
    const preferred = isAlternative(om4) ? (needs.find(({ id }) => id === text(om4, 17)) ?? needs.at(-1)) : undefined
    if (preferred) preferred.ways.push(...waysOf(om4))
    else needs.push({ id: text(om4, 1), ways: waysOf(om4) })
  }
  return needs.map(({ ways }) => ways)
}

function isAlternative(om4: Segment): boolean {
  return text(om4, 16) === 'A'
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

/** Without the characters that divide cells. */
function plain(text: string): string {
  return text.replaceAll(';', ',').replaceAll('|', '/')
}

/** Once where all are the same. */
function divided(values: readonly string[], by: string): string {
  const [first = ''] = values
  return values.every((value) => value === first) ? first : values.join(by)
}

/** What is said differently for several ways stands in lines of its own. */
function together(segments: readonly Segment[], read: (om4: Segment) => string): string {
  return [...new Set(segments.map(read).map(tidied).filter(Boolean))].join('\n')
}

/** The same sentence with two full stops is the same sentence. */
function tidied(sentence: string): string {
  return sentence.replace(/\.{2,}$/, '.')
}
