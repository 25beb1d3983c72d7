// Opens a site from its folder: reads, checks, loads its functions. The one thing to know: with any error there is no site,
// and every error is in the list, with its place.
import { LabloopError } from '../../errors.ts'
import type { StepFunctions } from '../../mapping/index.ts'
import { counted } from '../../site/counted.ts'
import type { SiteFiles } from '../../site/layout.ts'
import { loadSite } from '../../site/load.ts'
import { inOrder, type Problem, placeOf } from '../../site/problem.ts'
import type { Site } from '../../site/shapes/site.ts'
import { isTimeZone } from '../shared/time-zone.ts'
import { loadSteps, type StepLimit } from './load-steps.ts'
import { readFolder, readTextFrom } from './read-folder.ts'

export type OpenedSite = {
  /** null where there are errors. */
  readonly site: Site | null
  readonly functions: StepFunctions
  readonly problems: readonly Problem[]
  readonly files: SiteFiles
  readonly folder: string
}

/** Reads and checks a site folder. @throws LabloopError site-folder-missing */
export async function openSite(folder: string, limit: StepLimit = 'limited'): Promise<OpenedSite> {
  const { files, problems: unread } = readFolder(folder)
  const { site, problems } = loadSite(files, { isTimeZone, readText: (path) => readTextFrom(folder, path) }, unread)
  const steps = await loadSteps(files, site, limit)
  const all = inOrder([...problems, ...steps.problems])
  const isRight = site !== null && steps.problems.length === 0
  return {
    ...{ site: isRight ? site : null, functions: isRight ? steps.functions : new Map() },
    ...{ problems: all, files, folder },
  }
}

/**
 * A site that is right.
 * @throws LabloopError site-folder-missing, site-folder-other, site-invalid with the first error and their number
 */
export async function requireSite(
  folder: string,
  limit: StepLimit = 'limited',
): Promise<OpenedSite & { readonly site: Site }> {
  const opened = await openSite(folder, limit)
  const { site, problems } = opened
  if (site) return { ...opened, site }
  // Most often a command given elsewhere: a list of all that a site needs would tell nothing.
  if (problems.some(({ code, file }) => code === 'site-file-missing' && file === 'site.yaml'))
    throw new LabloopError('site-folder-other', {
      place: folder,
      given: 'a folder without site.yaml',
      allowed: 'a folder with one',
    })
  const errors = problems.filter(({ severity }) => severity === 'error')
  const [first] = errors
  throw new LabloopError('site-invalid', {
    place: folder,
    given: `${counted(errors.length, 'error')}, the first at ${first ? `${placeOf(first)}: ${first.message.replace(/\.$/, '')}` : 'an unknown place'}`,
    remedy: `Run "labloop check ${folder}" and correct what it lists.`,
  })
}
