// The first page of the directory: every test in one list, with what is asked most often beside its name. The one thing to
// know: it is complete without its script, which only shows what matches.
import type { DirectoryEntry } from './entries.ts'
import { escaped, type Frame, page } from './html.ts'
import { durationText } from './result-text.ts'

export function indexPage(frame: Frame, entries: readonly DirectoryEntry[]): string {
  const departments = [...new Set(entries.map(({ department }) => department))].filter((one) => one !== '').sort()
  const body = `<h1>${escaped(frame.title)}</h1>
<div class="find" hidden>
<div class="grow"><label for="search">Find a test</label>
<input type="search" id="search" autocomplete="off" spellcheck="false" placeholder="Name, code, LOINC, component, tube"></div>
${departments.length > 1 ? departmentField(departments) : ''}
</div>
<p id="keys" class="quiet no-print" hidden><kbd>/</kbd> search, <kbd>Down</kbd> <kbd>Up</kbd> move, <kbd>Enter</kbd> open, <kbd>Esc</kbd> show all</p>
<p id="found" role="status" class="quiet">${entries.length} test${entries.length === 1 ? '' : 's'}</p>
${letters(entries)}
<table class="tests">
<thead><tr><th scope="col">Test</th><th scope="col">Code</th><th scope="col">Specimen</th><th scope="col">Container</th><th scope="col">Result in</th></tr></thead>
<tbody>
${rows(entries)}
</tbody>
</table>
<button type="button" id="more" class="no-print" hidden></button>`
  return page(frame, { root: '', title: frame.title, body })
}

function departmentField(departments: readonly string[]): string {
  const options = departments.map((one) => `<option>${escaped(one)}</option>`).join('')
  return `<div><label for="department">Department</label><select id="department"><option value="">All</option>${options}</select></div>`
}

function initialOf({ name }: DirectoryEntry): string {
  const first = name.slice(0, 1).toUpperCase()
  return /[A-Z]/.test(first) ? first : '#'
}

function letters(entries: readonly DirectoryEntry[]): string {
  const initials = [...new Set(entries.map(initialOf))]
  const links = initials.map((one) => `<li><a href="#letter-${one === '#' ? 'other' : one}">${one}</a></li>`)
  return `<nav aria-label="By first letter"><ul class="letters">${links.join('')}</ul></nav>`
}

function rows(entries: readonly DirectoryEntry[]): string {
  const seen = new Set<string>()
  return entries
    .map((entry) => {
      const initial = initialOf(entry)
      const anchor = seen.has(initial) ? '' : ` id="letter-${initial === '#' ? 'other' : initial}"`
      seen.add(initial)
      return row(entry, anchor)
    })
    .join('\n')
}

function row(entry: DirectoryEntry, anchor: string): string {
  const { code, name, slug, department, collections, turnaround, active, kind } = entry
  const [first] = collections
  const remark = active ? (kind === 'result' ? 'not ordered by itself' : '') : 'not offered any more'
  const cells = [
    ['Code', code],
    ['Specimen', first ? first.specimenName || first.specimen : ''],
    ['Container', first ? first.containerName || first.container : ''],
    ['Result in', durationText(turnaround)],
  ] as const
  return `<tr${anchor} data-words="${escaped(wordsOf(entry))}" data-name="${escaped(plain(name))}" data-own="${escaped(plain(ownWords(entry)))}" data-parts="${escaped(partsOf(entry))}" data-department="${escaped(department)}">
<th scope="row"><a href="tests/${slug}.html">${escaped(name)}</a>${remark === '' ? '' : ` <span class="quiet">(${remark})</span>`}<span class="why"></span></th>
${cells.map(([head, text]) => `<td data-head="${head}">${escaped(text)}</td>`).join('')}</tr>`
}

/** Words by which a test is known itself. */
function ownWords({ code, synonyms, loinc, procedureCodes }: DirectoryEntry): string {
  return [code, loinc, ...procedureCodes, ...synonyms].filter((word) => word !== '').join('|')
}

function partsOf({ components, code }: DirectoryEntry): string {
  return components
    .filter((part) => part.code !== code)
    .flatMap(({ component, page: { name } }) => [name, ...(component?.synonyms ?? [])])
    .join('|')
}

/** Everything by which it may be looked for, without accents and capitals. */
function wordsOf(entry: DirectoryEntry): string {
  const { name, department, collections, components, loincName } = entry
  const specimens = collections.flatMap((one) => [one.specimen, one.specimenName, one.container, one.containerName])
  const parts = components.flatMap(({ code, component }) => [code, component?.name ?? '', component?.loinc ?? ''])
  const all = [name, ownWords(entry), loincName, department, ...specimens, ...parts, partsOf(entry)]
  return plain([...new Set(all)].filter((word) => word !== '').join(' '))
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
}
