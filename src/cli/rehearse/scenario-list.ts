// `labloop rehearse SITE --list`: the scenarios that there are, by group and family, and which of them apply at the site. The
// one thing to know: nothing is run.
import { type Preparation, prepare } from '../../rehearsal/scenario/prepare.ts'
import type { Scenario } from '../../rehearsal/scenario/scenario.ts'
import { groups } from '../../rehearsal/scenario/shape.ts'
import { agreeing, counted } from '../../site/counted.ts'
import { chosen, everyScenario } from './scenarios.ts'
import { openStage } from './stage.ts'

type Entry = { readonly scenario: Scenario; readonly preparation: Preparation }

/** The scenarios of the catalog and of the site, or those of these names. @throws LabloopError scenario-unknown, site-invalid */
export async function listScenarios(folder: string, names: readonly string[], asJson: boolean): Promise<string> {
  const stage = await openStage(folder)
  const zone = stage.zone(stage.site.time_zone)
  const entries = chosen(everyScenario(stage), names).map((scenario): Entry => {
    return { scenario, preparation: prepare(scenario, stage.site, zone) }
  })
  return asJson ? `${JSON.stringify({ scenarios: entries.map(plain) })}\n` : inWords(entries)
}

function plain({ scenario: { name, family, group, title, isOwn, file }, preparation }: Entry): object {
  const reason = preparation.applies ? '' : preparation.why
  return { name, family, group, title, own: isOwn, file, applies: preparation.applies, reason }
}

function inWords(entries: readonly Entry[]): string {
  const width = Math.max(0, ...entries.map(({ scenario }) => scenario.name.length))
  const lines = groups.flatMap((group) => {
    const inGroup = entries
      .filter(({ scenario }) => scenario.group === group)
      .toSorted((one, other) => one.scenario.family - other.scenario.family)
    return inGroup.length === 0 ? [] : ['', group, ...inGroup.map((entry) => line(entry, width))]
  })
  const absent = entries.filter(({ preparation }) => !preparation.applies).length
  const own = entries.filter(({ scenario }) => scenario.isOwn).length
  const counts = [counted(entries.length, 'scenario'), `${own} of the site’s own`]
  const sum = `${counts.join(', ')}; ${absent === 0 ? 'all apply here' : `${absent} ${agreeing(absent, 'does', 'do')} not apply here`}.`
  const head = 'family, scenario, story; stories of one kind share the number of a family'
  return `${[...(lines.length > 0 ? [head] : []), ...lines, '', sum].join('\n').trimStart()}\n`
}

function line({ scenario: { name, family, title, isOwn }, preparation }: Entry, width: number): string {
  const marks = [isOwn ? 'own' : '', preparation.applies ? '' : `not here: ${preparation.why}`].filter(
    (each) => each !== '',
  )
  return `  ${String(family).padStart(3)}  ${name.padEnd(width)}  ${title}${marks.length > 0 ? ` (${marks.join('; ')})` : ''}`
}
