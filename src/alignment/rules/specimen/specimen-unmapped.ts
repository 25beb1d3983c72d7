// A specimen that no row leads on. The one thing to know: it is asked on both ways, orders with what to collect and results
// with what was tested.
import type { Rule } from '../../rule.ts'
import { aboutComponents } from '../tools.ts'
import { aboutSpecimen, specimenArrivals } from './arrivals.ts'

export const specimenUnmapped: Rule = {
  name: 'specimen-unmapped',
  family: 'specimen',
  severity: 'high',
  finds: 'A specimen in use that no approved row leads to the other system.',
  explanation:
    'The order is held or arrives without saying what was collected; a report arrives without its specimen source.',
  example: 'The laboratory takes lavage fluid (BAL) now; the map has no row for it.',
  remedy: 'Add the row and have it approved.',
  pair(pair, tell) {
    for (const arrival of specimenArrivals(pair)) {
      if (arrival.arrives !== null) continue
      const says = `maps/${arrival.map}.csv has no approved row that leads ${arrival.code} (${arrival.orderable.code}) to ${pair.performer.system.id}.`
      tell({ ...aboutSpecimen(pair, arrival), says })
    }
    const told = new Set<string>()
    for (const link of pair.components) {
      const stuck = link.crossed.stuck.find(({ field }) => field === 'SPM-4')
      if (!stuck || told.has(stuck.code) || link.from.reportedBy.length === 0) continue
      told.add(stuck.code)
      const says = `maps/${stuck.table}.csv has no approved row that leads ${stuck.code} (${link.from.code}) to ${pair.placer.system.id}.`
      tell({
        subject: { system: pair.performer.system.id, kind: 'map', code: stuck.code, name: 'specimen' },
        places: aboutComponents(pair, link).places ?? [],
        says,
      })
    }
  },
}
