// Whether a value that is shown is what the laboratory said, where the laboratory director has signed that values are converted
// on the way. The one thing to know: it is a judge's own arithmetic on the rows of the map, by plain numbers; of the steps that
// convert it uses nothing, so that it can prove them wrong.
import { wayOf } from '../site/conversion.ts'
import { signedConversion, translations } from '../site/map-rows.ts'
import type { Site } from '../site/shapes/site.ts'
import { toNumber } from '../terminology/decimal.ts'

/** What the laboratory says: its code of the component, the value as HL7 writes it, the unit. */
export type SaidValue = { readonly component: string; readonly value: string; readonly unit: string }
export type ValueShown = { readonly value: string; readonly unit: string }

/** Whether one is rightly shown as the other; a value that no signed conversion is about is shown as it was said. */
export type ShowsValue = (said: SaidValue, shown: ValueShown) => boolean

type Rule = {
  readonly unitFrom: string
  readonly unitTo: string
  readonly factor: number
  readonly offset: number
}

/** The judge for what goes from one system to another; null where nothing is converted between them. */
export function conversionJudge(site: Site, from: string, to: string): ShowsValue | null {
  const rules = rulesOf(site, from, to)
  if (rules.size === 0) return null
  return (said, shown) => {
    const meant = (rules.get(said.component) ?? []).filter(({ unitFrom }) => unitFrom === said.unit)
    if (meant.length === 0 || !/\d/.test(said.value)) return said.value === shown.value
    return meant.some((rule) => isShownBy(rule, said, shown))
  }
}

function rulesOf(site: Site, from: string, to: string): ReadonlyMap<string, readonly Rule[]> {
  const map = site.maps.find(({ id }) => id === 'components')
  const rows = (map ? translations(map, from, to) : []).flatMap((row) => {
    const conversion = signedConversion(row)
    if (!conversion) return []
    const way = wayOf(conversion, loincName(site, from, row.from) || loincName(site, to, row.to))
    if ('refused' in way) return []
    const { unitFrom, unitTo } = conversion
    return [{ code: row.from, unitFrom, unitTo, factor: toNumber(way.factor), offset: toNumber(way.offset) }]
  })
  return Map.groupBy(rows, ({ code }) => code)
}

function loincName({ catalogs }: Site, system: string, code: string): string {
  const rows = catalogs.find(({ id }) => id === `${system}-components`)?.rows
  return rows?.find((row) => row.code === code)?.loinc_name ?? ''
}

const numbers = /\d+(?:\.\d+)?/g

/** The same text but for its numbers, and each of these the old one in the new unit. */
function isShownBy(rule: Rule, said: SaidValue, shown: ValueShown): boolean {
  if (shown.unit !== rule.unitTo || said.value.replace(numbers, '#') !== shown.value.replace(numbers, '#')) return false
  const comparator = /[<>]/.exec(said.value)?.[0] ?? ''
  const written = shown.value.match(numbers) ?? []
  return (said.value.match(numbers) ?? []).every((number, at) =>
    isRounded(Number(number) * rule.factor + rule.offset, written[at] ?? '', comparator),
  )
}

/** Rounded to its last place: to the nearest, after `<` up and after `>` down. */
function isRounded(exact: number, written: string, comparator: string): boolean {
  const place = 10 ** -(written.split('.')[1]?.length ?? 0)
  const over = (Number(written) - exact) / place
  const slack = 1e-6
  if (comparator === '<') return over > -slack && over < 1 + slack
  if (comparator === '>') return over < slack && over > -1 - slack
  return Math.abs(over) <= 0.5 + slack
}
