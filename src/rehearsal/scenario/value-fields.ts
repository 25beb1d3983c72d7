// Values of components as a scenario writes them: `K: 4.1`, `K: critical high`, `organism: Escherichia coli`. The one
// thing to know: a component is named by what the scenario calls it, by LOINC, by the lab's own code, or by its place in
// the test (first, second, third, last), so that one story runs at sites with other codes.
import { z } from 'zod'
import type { Isolate, ValueWish } from '../play/act.ts'
import { type Field, plain } from './field.ts'

/** Words for what kind of value the lab should find, and what an act calls them. */
const kinds: Readonly<Record<string, Extract<ValueWish, { kind: string }>['kind']>> = {
  normal: 'normal',
  low: 'low',
  high: 'high',
  'critical low': 'critical-low',
  'critical high': 'critical-high',
  'some text': 'text',
  'below a limit': 'comparator',
  anything: 'any',
}
const wordOf = new Map(Object.entries(kinds).map(([word, kind]) => [kind as string, word]))

export const ValueText = z
  .union([z.string(), z.number()])
  .describe(`The value as the lab prints it, or one of ${Object.keys(kinds).join(', ')}`)

export const Values = z.record(z.string(), ValueText).describe('Components and their values')

/** Whether a text names a kind of value and not the value itself. */
export function isKindOfValue(text: string | number): boolean {
  return String(text) in kinds
}

export const wishes: Field = {
  schema: Values,
  read: (value, reading) => {
    const components = reading.components(reading.order)
    return Object.fromEntries(
      Object.entries(value as Record<string, string | number>).flatMap(([name, said]) =>
        components.named(name).map((component) => {
          const kind = kinds[String(said)]
          const wish: ValueWish = kind ? { kind } : { value: components.valueText(component, said) }
          return [component.code, wish]
        }),
      ),
    )
  },
  write: (value) =>
    Object.fromEntries(
      Object.entries(value as Record<string, ValueWish>).map(([code, wish]) => [
        code,
        'value' in wish ? wish.value : (wordOf.get(wish.kind) ?? wish.kind),
      ]),
    ),
  references: () => [],
}

/** Components alone, by the same names. */
export const onlyThese: Field = {
  schema: z.array(z.string()).min(1).describe('Components, by name, LOINC, code or place'),
  read: (value, reading) => {
    const components = reading.components(reading.order)
    return (value as string[]).flatMap((name) => components.named(name).map(({ code }) => code))
  },
  write: (value) => value,
  references: () => [],
}

export const isolates: Field = {
  schema: z
    .array(
      z.strictObject({
        organism: z.string(),
        sensitive: z.record(z.string(), z.enum(['S', 'I', 'R'])).default({}),
      }),
    )
    .describe('What grew, and what it is sensitive to (HL7 table 0078: S, I, R)'),
  read: (value, reading) =>
    (value as Isolate[]).map(({ organism, sensitive }) => ({
      organism: reading.components(reading.order).answer(organism),
      sensitive: reading.components(reading.order).drugs(sensitive),
    })),
  write: (value) => value,
  references: () => [],
}

export const growth: Field = {
  ...plain(z.string()),
  read: (value, reading) => reading.components(reading.order).answer(String(value)),
}
