// Lets the mark of a destination pass a few deliveries that stay open while tens of thousands behind them are settled: they
// go into `waiting`. Does nothing where much is open, as while a destination is down: then the open ones are found at once.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'overtake-deliveries',
  text: `
    INSERT INTO waiting (delivery_id, destination)
    SELECT id, destination
    FROM (
      SELECT deliveries.id, deliveries.destination, count(*) OVER () AS open
      FROM destinations JOIN deliveries ON deliveries.id > settled_through AND deliveries.id <= settled_through + 20000
        AND deliveries.destination = destinations.destination
      WHERE destinations.destination = $1::smallint AND state IN ('queued', 'sent')
        AND (SELECT max(id) FROM deliveries) > settled_through + 40000
    ) AS behind
    WHERE open <= 500
    ON CONFLICT DO NOTHING`,
}

export function overtakeDeliveries(destination: number): Step {
  return { statement, values: [destination] }
}
