// Waits for a commit under way that opens a delivery of this destination again, and makes the next one wait. A statement of
// its own: only the one after it is sure to see what that commit wrote.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'lock-destination',
  text: 'SELECT FROM destinations WHERE destination = $1::smallint FOR UPDATE',
}

export function lockDestination(destination: number): Step {
  return { statement, values: [destination] }
}
