// Checks of map steps: the table, its rows for this pair of systems, its contexts, and where the new code goes. The one
// thing to know: a map without an approved row for the pair would hold every message, so it is an error and no warning.
import { isProtected, mayRecode } from '../content-rules.ts'
import { translations } from '../map-rows.ts'
import { codeMaps, type SiteParts } from '../parts.ts'
import { type Place, placeOf } from '../place.ts'
import { catalogKinds } from '../shapes/csv.ts'
import type { Step } from '../shapes/flow.ts'
import { didYouMean, listed, quoted } from '../suggest.ts'
import { checkPath, type StepPlace, tell } from './step-place.ts'

type MapStep = Extract<Step, { map: string }>

export function checkMapStep(place: StepPlace, step: MapStep, parts: SiteParts): void {
  const source = checkPath(place, ['map'], step.map, true)
  const target = step.to === undefined ? source : checkPath(place, ['to'], step.to, true)
  if (source && source.field === 0)
    tell(place, ['map'], 'site-path', { given: quoted(step.map), allowed: 'a field, as OBX[*]-3' })
  if (source && target) checkTarget(place, step, source, target)
  for (const name of ['keep_original', 'name_to'] as const) checkBeside(place, step, name, source)
  checkTable(place, step, parts)
  for (const [key, from] of Object.entries(step.context))
    if (!from.startsWith('=')) checkPath(place, ['context', key], from, false)
  checkShared(place, step, parts)
}

/** A protected place may be recoded where it stands, and no code moves into another protected one. */
function checkTarget(place: StepPlace, step: MapStep, source: Place, target: Place): void {
  const stays = target.segment === source.segment && target.field === source.field
  if (isProtected(target, place.ofResults) && !(stays && mayRecode(target, place.ofResults)))
    tell(place, [step.to === undefined ? 'map' : 'to'], 'site-step-content', {
      given: `map ${step.map}${step.to === undefined ? '' : ` to ${step.to}`}`,
    })
}

/** The original and the name go beside the code or into a field that anybody may write. */
function checkBeside(
  place: StepPlace,
  step: MapStep,
  name: 'keep_original' | 'name_to',
  source: Place | undefined,
): void {
  const path = step[name]
  if (path === undefined || !source) return
  const target = checkPath(place, [name], path, true)
  if (!target) return
  const code = placeOf(step.to ?? step.map) ?? source
  const isBeside = target.segment === code.segment && target.field === code.field
  if (isBeside && (target.component === 0 || target.component === (code.component || 1)))
    tell(place, [name], 'site-step-useless', { given: `${name}: ${path}, which is where the code itself goes` })
  if (!isBeside && isProtected(target, place.ofResults))
    tell(place, [name], 'site-step-content', { given: `${name}: ${path}` })
}

function checkTable(place: StepPlace, step: MapStep, parts: SiteParts): void {
  const { to = '' } = place.flow
  const from = step.codes_of ?? place.flow.from ?? ''
  checkSystem(place, step.codes_of, parts)
  const map = codeMaps(parts.maps).find(({ id }) => id === step.table)
  if (!map) {
    const known = parts.maps.map(({ id }) => id)
    tell(place, ['table'], 'site-reference-unknown', {
      message: `There is no file maps/${step.table}.csv.`,
      into: `maps/${step.table}.csv`,
      given: didYouMean(step.table, known),
      allowed: listed(known),
    })
    return
  }
  const rows = translations(map, from, to)
  if (rows.length === 0) {
    const drafts = translations(map, from, to, 'draft').length
    const given = `maps/${step.table}.csv, which has ${drafts === 0 ? 'none' : `only ${drafts} drafts`} from ${from} to ${to}`
    tell(place, ['table'], 'site-map-pair', { given, into: `maps/${step.table}.csv` })
  }
  const needed = new Set(rows.flatMap(({ context }) => Object.keys(context)))
  for (const key of needed)
    if (!(key in step.context))
      tell(place, ['table'], 'site-map-context', {
        message: `Rows of maps/${step.table}.csv ask for the context ${key}, which the step does not give.`,
        given: `a context of ${listed(Object.keys(step.context))}`,
        allowed: `a context with ${listed([...needed])}`,
        remedy: `Add it to the step, as in context: { ${key}: OBX-3.1 }; rows with it never count otherwise.`,
      })
}

function checkSystem(place: StepPlace, id: string | undefined, { systems }: SiteParts): void {
  const known = systems.map((system) => system.id)
  if (id === undefined || known.includes(id)) return
  tell(place, ['codes_of'], 'site-reference-unknown', {
    message: 'codes_of names a system that the site does not have.',
    into: `systems/${id}.yaml`,
    given: didYouMean(id, known),
    allowed: listed(known),
  })
}

function checkShared(place: StepPlace, step: MapStep, { catalogs }: SiteParts): void {
  if (step.same_in_catalogs === undefined) return
  const known = [...new Set(Object.values(catalogKinds).flatMap((columns) => columns.map(({ name }) => name)))]
  const { to } = place.flow
  const from = step.codes_of ?? place.flow.from
  if (!known.includes(step.same_in_catalogs))
    tell(place, ['same_in_catalogs'], 'site-reference-unknown', {
      message: 'No catalog has this column.',
      given: didYouMean(step.same_in_catalogs, known),
      allowed: listed(known, 40),
    })
  else
    for (const system of [from, to])
      if (system !== undefined && !catalogs.some((catalog) => catalog.system === system))
        tell(place, ['same_in_catalogs'], 'site-reference-unknown', {
          message: `The system ${system} has no catalog to compare with.`,
          into: 'catalogs/',
          given: quoted(step.same_in_catalogs),
          allowed: `a file catalogs/${system}-components.csv or the like`,
        })
}
