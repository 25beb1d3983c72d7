// A test for which the placer collects what the performer does not take. The one thing to know: it is asked after the map, so
// only the meaning counts.
import { cross } from '../../pair/way.ts'
import type { Rule } from '../../rule.ts'
import { aboutOrderables, some } from '../tools.ts'

export const specimenDiffers: Rule = {
  name: 'specimen-differs',
  family: 'specimen',
  severity: 'high',
  finds: 'A test for which the placer collects a specimen that the performer does not list for it.',
  explanation:
    'The patient is drawn twice: the laboratory refuses the specimen, or reports a value that is not valid for it.',
  example: 'The EHR prints serum labels for ammonia, which needs plasma on ice.',
  remedy: 'Bring the two catalogs together.',
  pair(pair, tell) {
    for (const link of pair.orderables) {
      const { from, to, way } = link
      if (!to?.active || from.collections.length === 0 || to.collections.length === 0) continue
      const taken = new Set(to.collections.map(({ specimen }) => specimen))
      const lost = from.collections.filter(({ specimen }) => {
        const { fields, stuck } = cross(way, { 'SPM-4': specimen, 'OBR-4': from.code })
        return specimen !== '' && !stuck.some(({ field }) => field === 'SPM-4') && !taken.has(fields['SPM-4'] ?? '')
      })
      if (lost.length === 0) continue
      const says = `${from.code} collects ${some(lost.map(({ specimen }) => specimen))}; ${to.code} takes ${some([...taken])}.`
      tell({ ...aboutOrderables(pair, link), says })
    }
  },
}
