// A folder of files to a site, or to everything that is wrong with it. The one thing to know: pure; what the machine knows
// (time zones, files outside the folder) comes in, and the folder itself is read by src/adapters/file.
import { checkAlignment } from './checks/alignment.ts'
import { checkCalls } from './checks/calls.ts'
import { checkConnections } from './checks/connections.ts'
import { checkConversionSteps } from './checks/conversion-steps.ts'
import { checkFlows } from './checks/flows.ts'
import { checkMaps } from './checks/maps.ts'
import { checkStepOrder } from './checks/step-order.ts'
import { checkSteps } from './checks/steps.ts'
import { checkSystems } from './checks/systems.ts'
import { checkWorkflows } from './checks/workflows.ts'
import { counted } from './counted.ts'
import { fileNames, type SiteFiles } from './layout.ts'
import { catalogFiles, codeMaps, type SiteParts, type Surroundings } from './parts.ts'
import { inOrder, newReport, type Problem, type Report, start } from './problem.ts'
import { readParts } from './read-parts.ts'
import { counts, revisionOf } from './revision.ts'
import type { Site } from './shapes/site.ts'
import { didYouMean, listed, quoted } from './suggest.ts'

export type LoadedSite = {
  /** null where anything is an error: a site that is partly right is not started. */
  readonly site: Site | null
  /** Errors and warnings in order of file and place. */
  readonly problems: readonly Problem[]
}

/**
 * Reads and checks a site. Never throws for what the files say.
 * @param unread what of the folder could not be read
 */
export function loadSite(
  files: SiteFiles,
  surroundings: Surroundings = {},
  unread: readonly Problem[] = [],
): LoadedSite {
  const report = newReport(unread)
  if (![...files.keys()].some(counts)) return { site: null, problems: noSite(report) }
  const parts = readParts(files, report)
  checkSite(parts, surroundings, report)
  checkSystems(parts, surroundings, report)
  checkConnections(parts, surroundings, report)
  checkFlows(parts, report)
  checkSteps(parts, report)
  checkStepOrder(parts, report)
  checkConversionSteps(parts, report)
  checkMaps(parts, report)
  checkCalls(parts, report)
  checkWorkflows(parts, report)
  checkAlignment(parts, report)
  const problems = inOrder(report.problems)
  return { site: problems.some(({ severity }) => severity === 'error') ? null : whole(parts), problems }
}

/** A folder without any file of a site is another folder: that is all there is to say. */
function noSite(report: Report): readonly Problem[] {
  report.error('site-file-missing', 'site.yaml', start, {
    into: 'site.yaml',
    given: 'a folder without any file of a site',
    allowed: listed(fileNames),
  })
  return report.problems
}

function checkSite({ site, ownership, systems, flows }: SiteParts, { isTimeZone }: Surroundings, report: Report): void {
  const zone = site?.part?.time_zone
  if (site && zone !== undefined && isTimeZone && !isTimeZone(zone))
    report.error('site-time-zone', site.source.file, site.source.at(['time_zone']), { given: quoted(zone) })
  if (systems.length === 0 || flows.length === 0)
    report.error('site-nothing', 'site.yaml', start, {
      into: [...(systems.length === 0 ? ['systems/'] : []), ...(flows.length === 0 ? ['flows/'] : [])],
      given: `${counted(systems.length, 'system')} and ${counted(flows.length, 'flow')}`,
    })
  const team = ownership?.part?.default_team
  if (ownership && team !== undefined && !ownership.teamIds.has(team))
    report.error('site-owner-missing', ownership.source.file, ownership.source.at(['default_team']), {
      into: ownership.source.file,
      given: didYouMean(team, ownership.teamIds),
      allowed: listed([...ownership.teamIds]),
    })
  repeatedTeams(ownership, report)
}

function repeatedTeams(ownership: SiteParts['ownership'], report: Report): void {
  const seen = new Set<string>()
  ownership?.part?.teams.forEach(({ id }, index) => {
    if (seen.has(id))
      report.error('site-id-repeated', ownership.source.file, ownership.source.at(['teams', index, 'id']), {
        given: quoted(id),
      })
    seen.add(id)
  })
}

/** The site, where every part could be read. */
function whole(parts: SiteParts): Site | null {
  const { site, ownership } = parts
  const systems = parts.systems.flatMap(({ value }) => value ?? [])
  const flows = parts.flows.flatMap(({ value }) => value ?? [])
  const workflows = parts.workflows.flatMap(({ value }) => value ?? [])
  if (!site?.value || !ownership?.value || systems.length < parts.systems.length || flows.length < parts.flows.length)
    return null
  return {
    ...site.value,
    revision: revisionOf(parts.files),
    systems,
    flows,
    ownership: ownership.value,
    ...(parts.alignment?.value ? { alignment: parts.alignment.value } : {}),
    maps: codeMaps(parts.maps),
    catalogs: catalogFiles(parts.catalogs),
    ...(workflows.length === 0 ? {} : { workflows }),
  }
}
