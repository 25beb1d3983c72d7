// LOINC's files as its release unpacks them, from whichever of them the user names. The one thing to know: only Loinc.csv must
// be there; what an accessory file would say is left out where it is not.
import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { csvFile } from '../adapters/file/pieces.ts'
import type { CsvSource, Tell } from '../terminology/csv-rows.ts'
import {
  type AnswerList,
  type HierarchyNode,
  type LoincPanel,
  type Replacement,
  readAnswerListLinks,
  readAnswerLists,
  readHierarchy,
  readPanels,
  readReplacements,
} from '../terminology/loinc/accessory-files.ts'

const accessory = {
  panels: ['AccessoryFiles', 'PanelsAndForms', 'PanelsAndForms.csv'],
  answers: ['AccessoryFiles', 'AnswerFile', 'AnswerList.csv'],
  links: ['AccessoryFiles', 'AnswerFile', 'LoincAnswerListLink.csv'],
  hierarchy: ['AccessoryFiles', 'ComponentHierarchyBySystem', 'ComponentHierarchyBySystem.csv'],
} as const

/** What the accessory files say, as far as they are there. */
export type LoincAccessories = {
  readonly panels: ReadonlyMap<string, LoincPanel>
  readonly answers: ReadonlyMap<string, AnswerList>
  readonly links: ReadonlyMap<string, readonly string[]>
  readonly hierarchy: ReadonlyMap<string, readonly HierarchyNode[]>
  readonly replacements: ReadonlyMap<string, readonly Replacement[]>
}

/** The table of codes that `--loinc` names: a file, or the folder of a release with its LoincTable. */
export function loincTableFile(given: string, cwd: string): string {
  const whole = resolve(cwd, given)
  if (!existsSync(whole) || !statSync(whole).isDirectory()) return given
  const within = join(given, 'LoincTable', 'Loinc.csv')
  return existsSync(resolve(cwd, within)) ? within : join(given, 'Loinc.csv')
}

/** What stands for codes that were given up, by the MapTo.csv beside the table; nothing where there is none. */
export async function replacementsBeside(
  table: string,
  cwd: string,
  tell: Tell,
): Promise<LoincAccessories['replacements']> {
  const file = join(dirname(table), 'MapTo.csv')
  return existsSync(resolve(cwd, file)) ? readReplacements(csvFile(file, cwd), tell) : new Map()
}

/** All accessory files of the release that a table belongs to. */
export async function accessoriesOf(table: string, cwd: string, tell: Tell): Promise<LoincAccessories> {
  const folder = dirname(table)
  const root = basename(resolve(cwd, folder)) === 'LoincTable' ? dirname(folder) : folder
  const read = async <Found>(
    path: readonly string[],
    reader: (source: CsvSource, tell: Tell) => Promise<ReadonlyMap<string, Found>>,
  ) => {
    const file = [join(root, ...path), join(folder, path.at(-1)!)].find((each) => existsSync(resolve(cwd, each)))
    return file === undefined ? new Map<string, Found>() : reader(csvFile(file, cwd), tell)
  }
  return {
    panels: await read(accessory.panels, readPanels),
    answers: await read(accessory.answers, readAnswerLists),
    links: await read(accessory.links, readAnswerListLinks),
    hierarchy: await read(accessory.hierarchy, readHierarchy),
    replacements: await replacementsBeside(table, cwd, tell),
  }
}
