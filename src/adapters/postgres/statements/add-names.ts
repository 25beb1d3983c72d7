// Gives numbers to names that have none yet. A name that is there must not be tried: each try uses up a number.
import { texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'add-names',
  text: `
    INSERT INTO names (name)
    SELECT name FROM unnest($1::text[]) AS given (name)
    WHERE NOT EXISTS (SELECT FROM names WHERE names.name = given.name)
    ON CONFLICT (name) DO NOTHING`,
}

export function addNames(names: readonly string[]): Step {
  return { statement, values: [texts(names)] }
}
