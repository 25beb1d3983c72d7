// The files of steps as code that can run, and where one cannot be read. The one thing to know: nothing is run here; a file is
// stripped of its types and parsed, and what the parser says is brought back to line and column of the file as it was written.
import { stripTypeScriptTypes } from 'node:module'
import { Script } from 'node:vm'
import { resolved } from '../../site/checks/calls.ts'
import { filesOf, type SiteFiles, textOfFile } from '../../site/layout.ts'
import { type Position, type Report, start } from '../../site/problem.ts'
import { readStepSource, type StepImport } from '../../site/step-source.ts'

/** A file of steps without its types; every place in it is where it was. */
export type StepCode = { readonly code: string; readonly imports: readonly StepImport[] }

/** Every file of steps that can be read; what cannot is told with its place. Files that are no text are told elsewhere. */
export async function readStepCodes(files: SiteFiles, report: Report): Promise<ReadonlyMap<string, StepCode>> {
  const codes = new Map<string, StepCode>()
  for (const path of filesOf(files, 'step')) {
    const text = textOfFile(files.get(path)!)
    if (text === undefined) continue
    const read = stripped(text)
    const fault = 'fault' in read ? read : await parsed(read.code)
    if (fault) report.error('site-call-syntax', path, fault.at, { given: fault.fault })
    else if ('code' in read) codes.set(path, { code: read.code, imports: readStepSource(read.code).imports })
  }
  for (const [path, { file, at, way }] of circles(codes)) {
    report.error('site-call-syntax', file, at, { given: `imports in a circle: ${way.join(' imports ')}` })
    codes.delete(path)
  }
  return codes
}

type Fault = { readonly fault: string; readonly at: Position }

function stripped(text: string): { readonly code: string } | Fault {
  // Node warns once that this function of its own is new; that warning is nothing for the people who run a hospital.
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return { code: stripTypeScriptTypes(text, { mode: 'strip' }) }
  } catch (error) {
    return { fault: sayingOf(error), at: shownIn(error, text) ?? start }
  } finally {
    process.emitWarning = emitWarning
  }
}

/** What is no JavaScript, though its types can be erased, as a name that is declared twice; null where nothing is wrong. */
async function parsed(code: string): Promise<Fault | null> {
  // A module is parsed before its imports are looked for; this one is never found, so that the code does not run.
  const unfound = `${code}\nimport 'labloop:only-parsed'\n`
  try {
    await import(`data:text/javascript;base64,${Buffer.from(unfound).toString('base64')}`)
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: sayingOf(error), at: placeOfFault(code, error) }
  }
  return null
}

const strict = '"use strict";'

/** The parser of modules does not say where; that of scripts does, once exports and imports are out of its way. */
function placeOfFault(code: string, { message }: SyntaxError): Position {
  const script = code.replace(/\bexport\b(\s+default\b)?/g, blank).replace(/^\s*import\b[^\n]*$/gm, blank)
  try {
    new Script(strict + script)
  } catch (error) {
    const at = (error as Error).message === message ? shownIn(error, script) : undefined
    if (at) return at.line === 1 ? { line: 1, column: Math.max(1, at.column - strict.length) } : at
  }
  return start
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ')
}

/** The place that an error shows: `:4`, the line as it stands, and a mark below it; without a mark the end of that line. */
function shownIn(error: unknown, text: string): Position | undefined {
  const [head = '', ...shown] = ((error as Error).stack ?? '').split('\n')
  const line = Number(/:(\d+)$/.exec(head)?.[1])
  if (!line) return undefined
  const mark = shown.slice(0, 3).find((one) => /^\s*\^+\s*$/.test(one))
  const column = mark ? mark.indexOf('^') : (text.split('\n')[line - 1] ?? '').length
  return { line, column: column + 1 }
}

/** What an error says, without the code of the file that it names. */
export function sayingOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text
    .replace(/data:text\/javascript;base64,\S+/g, 'the file')
    .replace(/\s+/g, ' ')
    .slice(0, 200)
}

type Circle = { readonly file: string; readonly at: Position; readonly way: readonly string[] }

/** Files that cannot be loaded since they import one another, each with the import that closes its circle. */
function circles(codes: ReadonlyMap<string, StepCode>): ReadonlyMap<string, Circle> {
  const found = new Map<string, Circle>()
  for (const path of codes.keys()) {
    const circle = circleFrom(path, codes, [path])
    if (circle) found.set(path, circle)
  }
  return found
}

function circleFrom(path: string, codes: ReadonlyMap<string, StepCode>, way: readonly string[]): Circle | undefined {
  for (const { specifier, at } of codes.get(path)?.imports ?? []) {
    const target = resolved(path, specifier) ?? specifier
    if (way.includes(target)) return { file: path, at, way: [...way.slice(way.indexOf(target)), target] }
    const circle = circleFrom(target, codes, [...way, target])
    if (circle) return circle
  }
  return undefined
}
