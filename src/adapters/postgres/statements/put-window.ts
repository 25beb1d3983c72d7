// Notes for how long a system's control ids are kept.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'put-window',
  text: `
    INSERT INTO windows (system, window_ms) VALUES ($1::smallint, $2::bigint)
    ON CONFLICT (system) DO UPDATE SET window_ms = excluded.window_ms`,
}

export function putWindow(system: number, window_ms: number): Step {
  return { statement, values: [system, window_ms] }
}
