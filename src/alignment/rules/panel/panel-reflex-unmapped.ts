// A reflex test whose results have nowhere to go. The one thing to know: nobody orders a reflex, so no order shows beforehand
// that its code does not arrive.
import { inUse } from '../../pair/side.ts'
import { cross } from '../../pair/way.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry } from '../tools.ts'

export const panelReflexUnmapped: Rule = {
  name: 'panel-reflex-unmapped',
  family: 'panel',
  severity: 'high',
  finds: 'A test that the laboratory adds by reflex and whose code does not arrive at one that the placer has in use.',
  explanation: 'The result of a reflex is held or lost just when something was abnormal.',
  example: 'A reactive hepatitis C antibody adds the RNA, and the RNA’s code has no row.',
  remedy: 'Add the row and build the test in the ordering system.',
  pair(pair, tell) {
    const [way] = pair.results
    if (!way) return
    for (const entry of inUse(pair.performer.orderables))
      for (const { test } of entry.reflexes) {
        const { fields, stuck } = cross(way, { 'OBR-4': test })
        const arrives = stuck.some(({ field }) => field === 'OBR-4') ? null : (fields['OBR-4'] ?? '')
        const target = arrives === null ? undefined : pair.placer.orderables.get(arrives)
        if (target?.active || (arrives !== null && pair.placer.orderables.size === 0)) continue
        const where = arrives === null ? 'has no approved row' : `arrives as ${arrives}, which is not in use`
        const says = `${entry.code} adds ${test}, which ${where} in ${pair.placer.system.id}.`
        tell({ ...aboutEntry(pair.performer, 'orderable', entry), variant: test, says })
      }
  },
}
