// The codes of an interface specification, whole: which code of one system is which of the other. The one thing to know: only
// approved rows are in it, as they are used on a field, since any other code does what the flow's policy says.
import type { Site } from '../site/shapes/site.ts'
import { codedFieldsOf, codesIn } from './coded-fields.ts'
import type { Block } from './document.ts'

/** A field of one flow, with the pairs that its map knows. */
export type CodeTableSpec = {
  readonly table: string
  readonly flow: string
  readonly from: string
  readonly to: string
  /** Where the sender writes it: `OBR-4`. */
  readonly paths: readonly string[]
  /** `where`: what else the message must say for the pair to hold, `component=GLU`; empty where nothing. */
  readonly pairs: readonly { readonly from: string; readonly to: string; readonly where: string }[]
}

/** Every map of the flows, once for each way and list; fields with the same list are together. */
export function codeTablesOf(site: Site): readonly CodeTableSpec[] {
  const tables = site.flows.flatMap((flow) =>
    codedFieldsOf(flow).map((field) => {
      const known = codesIn(site, field, flow).map(({ fromCode, toCode, context }) => {
        const asked = Object.entries(context).filter(([key]) => field.fixed[key] === undefined)
        return { from: fromCode, to: toCode, where: asked.map(([key, value]) => `${key}=${value}`).join(', ') }
      })
      const pairs = [...new Map(known.map((pair) => [JSON.stringify(pair), pair])).values()]
      return { table: field.table, flow: flow.id, from: flow.from, to: flow.to, path: field.path, pairs }
    }),
  )
  const alike = Map.groupBy(tables, ({ table, from, to, pairs }) => JSON.stringify([table, from, to, pairs]))
  return [...alike.values()].map((same) => {
    const { table, from, to, pairs } = same[0]!
    const [flow, paths] = [same.map((each) => each.flow), same.map(({ path }) => path)].map((all) => [...new Set(all)])
    return { table, flow: flow!.join(', '), from, to, paths: paths!, pairs }
  })
}

/** The chapter of all codes. `nameOf`: a system as people call it. */
export function codeBlocks(tables: readonly CodeTableSpec[], nameOf: (system: string) => string): readonly Block[] {
  const shown = tables.filter(({ pairs }) => pairs.length > 0)
  if (shown.length === 0) return []
  return [
    { heading: 'Codes', level: 2 },
    { text: 'The approved codes of every map, as its sender writes them and as its receiver gets them.' },
    ...shown.flatMap(({ table, flow, from, to, paths, pairs }): Block[] => {
      const isAsked = pairs.some(({ where }) => where !== '')
      return [
        { heading: `\`${table}\` in ${paths.join(', ')}, ${nameOf(from)} to ${nameOf(to)} (${flow})`, level: 3 },
        {
          columns: [nameOf(from), nameOf(to), ...(isAsked ? ['Where'] : [])],
          rows: pairs.map((pair) => [`\`${pair.from}\``, `\`${pair.to}\``, ...(isAsked ? [pair.where] : [])]),
        },
      ]
    }),
  ]
}
