// The shape of a case of a mistaken site: how the sample is changed, and which problem is told where. With it the names of the
// sample's files that the cases change.
import { type Change, put } from './sample.ts'

/** One mistake, and the problem that must be told of it. */
export type Mistake = {
  readonly about: string
  readonly code: string
  readonly changes: Readonly<Record<string, Change>>
  /** The file and the text at which the problem stands; its nth occurrence. */
  readonly at: readonly [file: string, text: string, nth?: number]
  readonly given?: string
  readonly allowed?: string
  readonly severity?: 'warning'
  /** Other problems that follow from the same mistake. */
  readonly more?: readonly string[]
}

export const orders = 'flows/orders.yaml'
export const results = 'flows/results.yaml'
export const ehr = 'systems/ehr.yaml'
export const lis = 'systems/lis.yaml'
export const tests = 'maps/tests.csv'
export const components = 'maps/components.csv'
export const units = 'maps/units.csv'
export const step = 'steps/tidy.ts'
/** A step in front of the delivery of the results flow. */
export const withStep = (text: string) => put('  - for_each: OBR', `${text}\n  - for_each: OBR`)
