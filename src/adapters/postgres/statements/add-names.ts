// Gives numbers to names that have none yet, and tells those of all that were asked for.
import { texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const add = {
  name: 'add-names',
  text: 'INSERT INTO names (name) SELECT unnest($1::text[]) ON CONFLICT (name) DO NOTHING',
}

export function addNames(names: readonly string[]): Step {
  return { statement: add, values: [texts(names)] }
}
