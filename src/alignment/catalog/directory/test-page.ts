// The page of one test, in the order in which it is needed: what it is, how it is collected and sent, what is asked, when the
// result comes, what it consists of. The one thing to know: what decides whether a specimen is right (container, volume,
// stability) is always there, if only to say that the laboratory has not stated it.
import type { Component, Question } from '../catalog.ts'
import type { DirectoryComponent, DirectoryEntry, Linked, TextKind } from './entries.ts'
import { escaped, type Frame, list, page } from './html.ts'
import { answerText, criticalText, durationText, rangeHtml } from './result-text.ts'

export const notStated = '<span class="quiet">not stated by the laboratory</span>'

export function testPage(frame: Frame, entry: DirectoryEntry): string {
  const body = [
    head(entry),
    notes(entry),
    prose(entry, 'description', ''),
    entry.kind === 'result' ? '' : specimen(entry),
    questions(entry),
    entry.kind === 'result' ? '' : timing(entry),
    results(entry),
    related(entry),
  ]
  return page(frame, {
    root: '../',
    title: `${entry.name} (${entry.code}) – ${frame.title}`,
    body: body.filter((part) => part !== '').join('\n'),
  })
}

function head({
  name,
  code,
  codingSystem,
  loinc,
  loincName,
  procedureCodes,
  synonyms,
  department,
  kind,
}: DirectoryEntry): string {
  const what = { panel: 'Panel', test: 'Test', result: 'Result, not ordered by itself' }[kind]
  const codes = [
    [
      kind === 'result' ? 'Code' : 'Order code',
      `<b>${escaped(code)}</b>${codingSystem === '' ? '' : ` <span class="quiet">${escaped(codingSystem)}</span>`}`,
    ],
    ...(loinc === '' ? [] : [['LOINC', `<b>${escaped(loinc)}</b> ${escaped(loincName)}`]]),
    ...(procedureCodes.length === 0 ? [] : [['Procedure codes', `<b>${escaped(procedureCodes.join(', '))}</b>`]]),
  ]
  return `<p class="quiet">${what}${department === '' ? '' : ` · ${escaped(department)}`}</p>
<h1>${escaped(name)}</h1>
${synonyms.length === 0 ? '' : `<p>Also called: ${escaped(synonyms.join('; '))}</p>`}
<ul class="codes">${codes.map(([what, html]) => `<li>${what} ${html}</li>`).join('')}</ul>`
}

function notes({ active, kind, isOrderable, effectiveOn, limitedCoverage, panels }: DirectoryEntry): string {
  const said = [
    ...(active ? [] : ['Not offered any more: it cannot be ordered.']),
    ...(kind !== 'result' && isOrderable === false ? ['Not ordered by itself.'] : []),
    ...(kind === 'result' && panels.length > 0 ? [`Reported with: ${panels.map(link).join('; ')}`] : []),
    ...(limitedCoverage.length === 0
      ? []
      : [
          `Covered for some diagnoses only by: ${escaped(limitedCoverage.join('; '))}. Check the diagnosis, or have the patient sign a notice, before collection.`,
        ]),
  ]
  const since = effectiveOn === '' ? '' : `<p class="quiet">As described here from ${escaped(effectiveOn)}</p>`
  return `${said.map((one) => `<p class="note">${one}</p>`).join('\n')}${since}`
}

/** Texts with a heading; nothing where nothing is stated. */
function prose({ texts }: DirectoryEntry, kind: TextKind, heading: string): string {
  const lines = texts.get(kind)
  if (!lines) return ''
  const text = lines.map((line) => `<p>${escaped(line)}</p>`).join('')
  return heading === '' ? text : `<h2>${heading}</h2>${text}`
}

function specimen(entry: DirectoryEntry): string {
  const { collections, texts } = entry
  const isChoice = collections.length > 1
  const ways = collections.map(
    (way, index) => `<tr>${isChoice ? `<th scope="row">${placeOf(collections, index)}</th>` : ''}
<td data-head="Specimen">${named(way.specimenName, way.specimen)}</td><td data-head="Container">${named(way.containerName, way.container)}${way.additive === '' ? '' : `<br><span class="quiet">${escaped(way.additive)}</span>`}</td>
<td data-head="Volume">${way.volume === '' ? notStated : escaped(way.volume)}${way.containerVolume === '' ? '' : `<br><span class="quiet">container ${escaped(way.containerVolume)}</span>`}</td>
<td data-head="Minimum">${way.minimumVolume === '' ? notStated : escaped(way.minimumVolume)}</td></tr>`,
  )
  const table = `<div class="scroll"><table class="stacked"><thead><tr>${isChoice ? '<td></td>' : ''}<th scope="col">Specimen</th><th scope="col">Container</th><th scope="col">Volume</th><th scope="col">Minimum</th></tr></thead><tbody>${ways.join('')}</tbody></table></div>`
  const rows: readonly (readonly [string, string])[] = [
    ['Patient', linesOf(texts, 'patient_preparation')],
    ['Specimen must be', linesOf(texts, 'requirements')],
    ['Preparation', linesOf(texts, 'preparation')],
    ['Handling and transport', linesOf(texts, 'handling')],
    ['Stability', stability(texts)],
    ['Kept by the laboratory', linesOf(texts, 'retention')],
    ['Rejected for', linesOf(texts, 'rejection')],
    ['Please note', linesOf(texts, 'instructions')],
  ]
  return `<h2>Specimen</h2>${collections.length === 0 ? `<p>${notStated}</p>` : table}${facts(rows)}`
}

/** How one way of collecting stands to the others: of several specimens all are needed, of several ways one. */
function placeOf(collections: DirectoryEntry['collections'], index: number): string {
  const need = collections[index]?.need
  const isFirst = collections.findIndex((one) => one.need === need) === index
  if (!isFirst) return 'or'
  const isChoice = collections.filter((one) => one.need === need).length > 1
  const words = [index > 0 ? 'and' : '', isChoice ? 'preferred' : ''].filter((word) => word !== '').join(', ')
  return words === '' ? '' : `${words[0]?.toUpperCase()}${words.slice(1)}`
}

function named(name: string, code: string): string {
  if (name === '' && code === '') return notStated
  return name === '' || name === code
    ? escaped(code || name)
    : `${escaped(name)}${code === '' ? '' : ` <span class="quiet">${escaped(code)}</span>`}`
}

function linesOf(texts: DirectoryEntry['texts'], kind: TextKind): string {
  const lines = texts.get(kind)
  return lines ? list(lines.map(escaped)) : ''
}

/** `room temperature 8 h; refrigerated 7 d`: a line each. */
function stability(texts: DirectoryEntry['texts']): string {
  const parts = (texts.get('stability') ?? []).flatMap((line) => line.split(';')).map((part) => part.trim())
  return parts.length === 0 ? notStated : list(parts.filter((part) => part !== '').map(escaped))
}

/** Rows that say something. */
function facts(rows: readonly (readonly [string, string])[]): string {
  const said = rows.filter(([, html]) => html !== '')
  if (said.length === 0) return ''
  return `<table class="facts"><tbody>${said.map(([name, html]) => `<tr><th scope="row">${name}</th><td>${html}</td></tr>`).join('')}</tbody></table>`
}

function questions({ questions: asked }: DirectoryEntry): string {
  if (asked.length === 0) return ''
  const rows = asked.map(
    (
      question,
    ) => `<tr><th scope="row">${escaped(question.name)}${question.hint === '' ? '' : `<br><span class="quiet">${escaped(question.hint)}</span>`}</th>
<td data-head="Needed">${required(question)}</td><td data-head="Answer">${answerText(question)}</td><td data-head="Code">${escaped(question.code)}</td></tr>`,
  )
  return `<h2>Asked with the order</h2><div class="scroll"><table class="stacked"><thead><tr><th scope="col">Question</th><th scope="col">Needed</th><th scope="col">Answer</th><th scope="col">Code</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function required({ isRequired }: Question): string {
  return isRequired === null ? notStated : isRequired ? 'yes' : 'no'
}

function timing({ turnaround, schedule, performedBy, priorities }: DirectoryEntry): string {
  return `<h2>When and where</h2>${facts([
    ['Usual time to result', turnaround === '' ? notStated : escaped(durationText(turnaround))],
    ['Performed', escaped(schedule)],
    ['By', escaped(performedBy)],
    ['Priorities', escaped(priorities.join(', '))],
  ])}`
}

function results({ components, code: own }: DirectoryEntry): string {
  if (components.length === 0) return ''
  const rows = components.map((one) => componentRow(one, own))
  return `<h2>Reported</h2><div class="scroll"><table class="stacked"><thead><tr><th scope="col">Result</th><th scope="col">Unit</th><th scope="col">Reference range</th><th scope="col">Critical</th><th scope="col">LOINC</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function componentRow({ code, component, page: linked }: DirectoryComponent, own: string): string {
  const name =
    code === own || !linked.slug ? escaped(linked.name) : `<a href="${linked.slug}.html">${escaped(linked.name)}</a>`
  const head = `<th scope="row">${name} <span class="quiet">${escaped(code)}</span></th>`
  if (!component) return `<tr>${head}<td colspan="4">${notStated}</td></tr>`
  return `<tr>${head}<td data-head="Unit">${unit(component)}</td><td data-head="Reference range">${rangeHtml(component)}</td><td data-head="Critical">${criticalText(component)}</td><td data-head="LOINC">${escaped(component.loinc)}</td></tr>`
}

function unit(component: Component): string {
  return escaped(component.unit) || (component.answers.length > 0 ? answerText(component) : '')
}

function related({ reflexes, panels, kind }: DirectoryEntry): string {
  const added = reflexes.map(
    ({ entry, when }) =>
      `${link(entry)}${when === '' ? '' : ` <span class="quiet">where ${escaped(when.replaceAll('|', ' or '))}</span>`}`,
  )
  return [
    added.length === 0 ? '' : `<h2>May add by reflex</h2><p>${list(added)}</p>`,
    panels.length === 0 || kind === 'result' ? '' : `<h2>Part of</h2><p>${list(panels.map(link))}</p>`,
  ].join('')
}

function link({ name, slug, code }: Linked): string {
  return slug === null
    ? escaped(name)
    : `<a href="${slug}.html">${escaped(name)}</a> <span class="quiet">${escaped(code)}</span>`
}
