// The online directory of services: a folder of plain pages that a laboratory can publish. The one thing to know: it is made
// from the catalog alone and is pure; the same catalog and day give the same bytes.
import type { Catalog } from '../catalog.ts'
import { directoryEntries } from './entries.ts'
import type { Frame } from './html.ts'
import { indexPage } from './index-page.ts'
import { searchScript } from './search-script.ts'
import { style } from './style.ts'
import { testPage } from './test-page.ts'

/** The files of the directory by path from its folder. */
export function directoryOf(catalog: Catalog, frame: Frame): ReadonlyMap<string, string> {
  const entries = directoryEntries(catalog)
  return new Map([
    ['index.html', indexPage(frame, entries)],
    ['style.css', style],
    ['search.js', searchScript],
    ...entries.map((entry) => [`tests/${entry.slug}.html`, testPage(frame, entry)] as const),
  ])
}
