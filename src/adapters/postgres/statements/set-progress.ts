// Notes up to where messages have been processed; never back.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'set-progress',
  text: 'UPDATE progress SET processed_through = $1::bigint WHERE processed_through < $1::bigint',
}

export function setProgress(processedThrough: number): Step {
  return { statement, values: [processedThrough] }
}
