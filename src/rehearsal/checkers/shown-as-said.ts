// What differs between the lab's book and the chart on one order, in the judge's own eyes. The one thing to know: the words
// of the two systems are translated by the approved rows of the site's maps, never by what Labloop made of them.
import { translations } from '../../site/map-rows.ts'
import type { Site } from '../../site/shapes/site.ts'
import { type Difference, differences, type Translation } from '../agreement.ts'
import { codesThrough } from '../catalog.ts'
import { conversionJudge } from '../converted.ts'
import type { LabEntry } from '../lab/lab-book.ts'
import type { Docket } from './docket.ts'

const made = new WeakMap<Site, Translation>()

/** What is not shown of the lab's last word on this order; empty where the chart shows it. */
export function unshown(docket: Docket, key: string, entry: LabEntry): readonly Difference[] {
  const { site, ehr } = docket.evidence
  const translation = made.get(site) ?? translationOf(site, docket.systems)
  made.set(site, translation)
  const order = docket.chartOrderOf(key, entry)
  if (order) return differences(ehr.chart, docket.chartKeyOf(order), entry, translation).filter(isNoPatient)
  return isSilent(entry) ? [] : [{ placer: key, what: 'The chart does not have the order.' }]
}

/** With whom a result stands is a checker's of its own. */
function isNoPatient({ what }: Difference): boolean {
  return what !== 'The order is in the chart of another patient.'
}

/** The lab has not said a result of it, nor ended it. */
function isSilent({ state, observations }: LabEntry): boolean {
  return observations.length === 0 && state === 'accepted'
}

function translationOf(site: Site, { ehr, lab }: Docket['systems']): Translation {
  const components = codesThrough(site, 'components', lab, ehr)
  const map = site.maps.find(({ id }) => id === 'statuses')
  const rows = map ? translations(map, lab, ehr).filter(({ context }) => (context.table ?? '0085') === '0085') : []
  const statuses = new Map(rows.map(({ from, to }) => [from, to]))
  const shows = conversionJudge(site, lab, ehr) ?? undefined
  return { component: (code) => components.get(code) ?? code, status: (code) => statuses.get(code) ?? code, shows }
}
