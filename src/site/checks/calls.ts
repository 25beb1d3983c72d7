// Checks of the functions that steps call: the file, the function, its type, its imports. The one thing to know: a step may
// import types of Labloop and files of the site, so that its whole code lies in the folder and in the revision.
import { fileKind, filesOf, textOfFile } from '../layout.ts'
import type { SiteParts } from '../parts.ts'
import type { Report } from '../problem.ts'
import { readStepSource, type StepImport, type StepSource } from '../step-source.ts'
import { didYouMean, listed, quoted } from '../suggest.ts'

/** The packages whose types a step may name. */
const packages = ['labloop/step', 'labloop/hl7']

export function checkCalls(parts: SiteParts, report: Report): void {
  const sources = readSources(parts, report)
  for (const flow of parts.flows) {
    for (const { value: step, at } of flow.steps) {
      if ('call' in step) checkCall(step.call, flow.source.file, flow.source.at([...at, 'call']), sources, report)
    }
  }
  for (const [file, source] of sources) checkSource(file, source, sources, report)
}

function readSources({ files }: SiteParts, report: Report): ReadonlyMap<string, StepSource> {
  return new Map(
    filesOf(files, 'step').flatMap((path) => {
      const text = textOfFile(files.get(path)!)
      if (text === undefined) report.error('site-file-encoding', path, { line: 1, column: 1 })
      return text === undefined ? [] : [[path, readStepSource(text)] as const]
    }),
  )
}

function checkCall(
  call: string,
  file: string,
  at: { line: number; column: number },
  sources: ReadonlyMap<string, StepSource>,
  report: Report,
): void {
  const [path = '', name = ''] = call.split('#')
  const source = sources.get(path)
  if (!source || fileKind(path) !== 'step') {
    report.error('site-call-file', file, at, {
      into: path,
      given: didYouMean(path, sources.keys()),
      allowed: listed([...sources.keys()]),
    })
    return
  }
  const found = source.exports.find((candidate) => candidate.name === name)
  const names = source.exports.map((candidate) => candidate.name)
  if (!found) report.error('site-call-function', file, at, { given: didYouMean(name, names), allowed: listed(names) })
  else if (!found.isTyped) report.error('site-call-typed', path, found.at, { given: quoted(name) })
  if (found?.isAsync)
    report.error('site-call-function', path, found.at, {
      message: 'The function of a step is synchronous: it returns the message itself.',
      given: `${quoted(name)}, which is async or a generator`,
      allowed: 'a function that returns a message',
    })
}

function checkSource(
  file: string,
  { imports, reaches }: StepSource,
  sources: ReadonlyMap<string, StepSource>,
  report: Report,
): void {
  for (const imported of imports) checkImport(file, imported, sources, report)
  for (const { name, at } of reaches) report.error('site-call-impure', file, at, { given: name })
}

function checkImport(
  file: string,
  imported: StepImport,
  sources: ReadonlyMap<string, StepSource>,
  report: Report,
): void {
  const { specifier, isType, at } = imported
  if (packages.includes(specifier)) {
    if (!isType)
      report.error('site-call-import', file, at, {
        message: 'A step uses the functions of Labloop through tools, and imports only its types.',
        given: `import from ${quoted(specifier)}`,
        allowed: `import type from ${quoted(specifier)}`,
        remedy: 'Write "import type", and call tools.hl7 for the functions.',
      })
    return
  }
  const path = specifier.startsWith('.') ? resolved(file, specifier) : undefined
  if (path === undefined) {
    report.error('site-call-import', file, at, {
      given: quoted(specifier),
      allowed: `types of ${listed(packages)}, and files of steps/`,
    })
  } else if (!sources.has(path)) {
    report.error('site-call-import', file, at, {
      message: 'There is no such file of the site.',
      into: path,
      given: didYouMean(path, sources.keys()),
      allowed: listed([...sources.keys()]),
    })
  }
}

/** A relative specifier as a path from the site folder; one that leads out of it has no path. */
export function resolved(file: string, specifier: string): string | undefined {
  const parts = file.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..') {
      if (parts.length === 0) return undefined
      parts.pop()
    } else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}
