// A reflex test whose results have nowhere to go. The one thing to know: nobody orders a reflex, so no order shows beforehand
// that its code does not arrive.
import { inUse, type Side } from '../../pair/side.ts'
import { cross, type Way, waysTranslating } from '../../pair/way.ts'
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
    const ways = waysTranslating(pair.results, 'OBR-4')
    if (ways.length === 0) return
    for (const entry of inUse(pair.performer.orderables))
      for (const { test } of entry.reflexes) {
        const arrivals = ways.map((way) => arrivalOn(way, test))
        if (arrivals.some((code) => code !== null && isTaken(pair.placer, code))) continue
        const arrives = arrivals.find((code) => code !== null) ?? null
        const where = arrives === null ? 'has no approved row' : `arrives as ${arrives}, which is not in use`
        const says = `${entry.code} adds ${test}, which ${where} in ${pair.placer.system.id}.`
        tell({ ...aboutEntry(pair.performer, 'orderable', entry), variant: test, says })
      }
  },
}

/** The code of a test as it arrives over a flow; null where no approved row leads on. */
function arrivalOn(way: Way, test: string): string | null {
  const { fields, stuck } = cross(way, { 'OBR-4': test })
  return stuck.some(({ field }) => field === 'OBR-4') ? null : (fields['OBR-4'] ?? '')
}

/** A system without orderables in its catalog takes what comes. */
function isTaken({ orderables }: Side, code: string): boolean {
  return orderables.size === 0 || orderables.get(code)?.active === true
}
