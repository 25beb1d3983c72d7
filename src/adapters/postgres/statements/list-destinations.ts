// Destinations that ever had a delivery.
import type { Step } from '../pipeline.ts'

const statement = { name: 'list-destinations', text: 'SELECT destination FROM destinations ORDER BY destination' }

/** Rows: number of the destination. */
export const listDestinations: Step = { statement, values: [] }
