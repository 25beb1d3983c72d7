// `labloop check`: everything wrong in a site folder, each with file, line and column. The one thing to know: it reads and
// judges what `labloop up` would start, functions of the site included, and starts nothing.
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type OpenedSite, openSite } from '../../adapters/file/open-site.ts'
import { csvFile } from '../../adapters/file/pieces.ts'
import { readFolder } from '../../adapters/file/read-folder.ts'
import { exitCodes, LabloopError } from '../../errors.ts'
import { scenarioSchema } from '../../rehearsal/scenario/shape.ts'
import { unknownLoinc } from '../../site/checks/loinc-codes.ts'
import { staleSignatures } from '../../site/compare-conversions.ts'
import { lostMappings, mappedIn } from '../../site/compare-maps.ts'
import type { SiteFiles } from '../../site/layout.ts'
import { codeMaps, type SiteParts } from '../../site/parts.ts'
import { inOrder, newReport, type Problem, problemText } from '../../site/problem.ts'
import { readParts } from '../../site/read-parts.ts'
import { jsonSchema } from '../../site/schema-text.ts'
import { schemaFile, siteSchemas } from '../../site/schemas.ts'
import type { Tell } from '../../terminology/csv-rows.ts'
import { readLoincCsv } from '../../terminology/loinc/loinc-file.ts'
import type { LoincTable } from '../../terminology/loinc/term.ts'
import type { Command, Io } from '../command.ts'
import { loincTableFile, replacementsBeside } from '../loinc-release.ts'
import { needFolder, writeFile } from '../output-file.ts'
import { scenarioProblems } from '../own-scenarios.ts'
import { siteFolder } from './line-options.ts'

const help = `labloop check: everything wrong in a site folder

Usage: labloop check [SITE] [options]

SITE is a site folder; without it the current folder. Each problem is told with file, line and column, what was given,
what is allowed and what to do. Nothing is started and nothing is changed.

Options:
  --site DIR      the site folder, where SITE does not name it
  --json          one JSON object on standard output: {site, revision, errors, warnings, problems: [...]}
  --against OLD   also tell which codes that the site folder OLD maps are left unmapped here, and which conversions of values
                  were changed under a signature that was given before: OLD is a copy from before the change, as of the
                  revision that runs
  --loinc PATH    also hold the LOINC codes of the catalogs to this list (Loinc.csv, or the folder of LOINC's release): those
                  that it does not have, and those that are deprecated or discouraged, with what LOINC names instead
  --schemas DIR   write the JSON Schemas of the YAML files into DIR, for editors; without SITE that is all

Examples:
  labloop check examples/riverside
  labloop check hospital --against hospital-as-it-runs
  labloop check hospital --json | jq '.problems[] | select(.severity == "error")'
  labloop check hospital --schemas hospital/schemas

Exit codes: 0 no errors (there may be warnings), 1 errors, 2 wrong words or no site folder, 3 a file that cannot be written.
`

export const check: Command = {
  name: 'check',
  summary: 'everything wrong in a site folder, with file, line and column',
  help,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        site: { type: 'string' },
        json: { type: 'boolean', default: false },
        schemas: { type: 'string' },
        against: { type: 'string' },
        loinc: { type: 'string' },
      },
    })
    const folder = siteFolder(positionals, io.cwd, values.site)
    if (values.schemas !== undefined) {
      writeSchemas(resolve(io.cwd, values.schemas), io)
      if (positionals.length === 0 && values.site === undefined) return exitCodes.done
    }
    const opened = await withComparisons(withScenarios(await openSite(folder)), values, io)
    if (values.json) io.stdout(`${JSON.stringify(asJson(opened))}\n`)
    else tell(opened, folder, io)
    return count(opened.problems, 'error') === 0 ? exitCodes.done : exitCodes.wrong
  },
}

/** With what is wrong in the site's own scenarios. The site starts without them, and still is not right. */
function withScenarios(opened: OpenedSite): OpenedSite {
  return { ...opened, problems: inOrder([...opened.problems, ...scenarioProblems(opened)]) }
}

/** With what the change of maps loses, and with LOINC codes that the list does not have. */
async function withComparisons(
  opened: OpenedSite,
  { against, loinc }: { readonly against?: string | undefined; readonly loinc?: string | undefined },
  io: Io,
): Promise<OpenedSite> {
  const partsOf = (files: SiteFiles) => readParts(files, newReport())
  const lost =
    against === undefined ? [] : changedSince(partsOf(wholeFolder(resolve(io.cwd, against))), partsOf(opened.files))
  const unknown = loinc === undefined ? [] : await unknownIn(partsOf(opened.files), loincTableFile(loinc, io.cwd), io)
  return { ...opened, problems: inOrder([...opened.problems, ...lost, ...unknown]) }
}

/** The files of a site that is compared with. @throws LabloopError where one cannot be read: what is in it would count as lost */
function wholeFolder(folder: string): SiteFiles {
  const { files, problems } = readFolder(folder)
  const unread = problems.find(({ severity }) => severity === 'error')
  if (!unread) return files
  const { code, file, given, allowed, remedy } = unread
  throw new LabloopError(code, {
    place: join(folder, file),
    ...(given === undefined ? {} : { given }),
    ...(allowed === undefined ? {} : { allowed }),
    remedy,
  })
}

/** What a change of maps takes away, and what of it nobody has signed. */
function changedSince(before: SiteParts, after: SiteParts): readonly Problem[] {
  const today = new Date().toISOString().slice(0, 10)
  return [
    ...lostMappings(mappedIn(before), mappedIn(after), today),
    ...staleSignatures(codeMaps(before.maps), codeMaps(after.maps)),
  ]
}

/** What the list does not have in use, with what LOINC names instead where its MapTo.csv lies beside. */
async function unknownIn(parts: Parameters<typeof unknownLoinc>[0], file: string, io: Io): Promise<readonly Problem[]> {
  const table = await loincList(file, io)
  return unknownLoinc(parts, table, await replacementsBeside(file, io.cwd, unread(io)))
}

function unread(io: Io): Tell {
  return ({ severity, file, line, given = '' }) => {
    if (severity === 'error') io.stderr(`${file}:${line}: not read: ${given}\n`)
  }
}

async function loincList(file: string, io: Io): Promise<LoincTable> {
  const table = await readLoincCsv(csvFile(file, io.cwd), unread(io))
  if (table.all.length > 0) return table
  throw new LabloopError('usage', {
    place: '--loinc',
    given: `${file}, without codes`,
    allowed: 'a list with LOINC codes and names',
  })
}

const scenarioFile = { name: 'scenario.schema.json', files: 'scenarios/*.yaml', title: 'A scenario of a rehearsal' }

function writeSchemas(folder: string, io: Io): void {
  needFolder(folder, io.cwd)
  for (const schema of [...siteSchemas(), { ...scenarioFile, schema: jsonSchema(scenarioSchema()) }]) {
    writeFile(join(folder, schema.name), schemaFile(schema), io.cwd)
    io.stderr(`${schema.files}: ${relative(io.cwd, join(folder, schema.name))}\n`)
  }
}

function count(problems: readonly Problem[], severity: Problem['severity']): number {
  return problems.filter((problem) => problem.severity === severity).length
}

function asJson({ site, problems }: OpenedSite): object {
  return {
    site: site?.name ?? null,
    revision: site?.revision ?? null,
    errors: count(problems, 'error'),
    warnings: count(problems, 'warning'),
    problems,
  }
}

/** Problems with paths from where the user is, so that a terminal opens them; a line about the whole at the end. */
function tell({ site, problems }: OpenedSite, folder: string, io: Io): void {
  for (const problem of problems)
    io.stderr(`${problemText({ ...problem, file: relative(io.cwd, join(folder, problem.file)) })}\n`)
  const found = `${counted(count(problems, 'error'), 'error')}, ${counted(count(problems, 'warning'), 'warning')}`
  if (!site) {
    io.stderr(`${found}. Nothing would be started.\n`)
    return
  }
  const { name, title, revision, systems, flows, maps } = site
  const rows = maps.reduce((sum, map) => sum + map.rows.length, 0)
  const parts = [counted(systems.length, 'system'), counted(flows.length, 'flow'), `${counted(rows, 'row')} of maps`]
  io.stdout(`${name} (${title}): ${parts.join(', ')}; revision ${revision.slice(0, 12)}; ${found}\n`)
}

function counted(count: number, what: string): string {
  return `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`
}
