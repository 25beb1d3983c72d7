// The files of scenarios: those that come with Labloop, and those of a site. The one thing to know: the built-in ones lie in
// the package itself, in the same place above the source tree and above what is built from it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the built-in scenarios lie: from src/adapters/file and from dist/adapters/file alike. */
export const builtInScenarios = join(import.meta.dirname, '../../../scenarios')

/** The YAML files below a folder, by path from it with forward slashes, in order of name; none where it is not there. */
export function readScenarioFiles(folder: string): ReadonlyMap<string, string> {
  return new Map(pathsBelow(folder, '').map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

function pathsBelow(folder: string, below: string): readonly string[] {
  const here = join(folder, below)
  if (!existsSync(here)) return []
  return readdirSync(here, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) return pathsBelow(folder, path)
      return entry.name.endsWith('.yaml') ? [path] : []
    })
}
