// Loads the functions of a site from the text that was read and hashed. The one thing to know: types are stripped here and
// each file becomes a module of its own bytes, so it runs from any folder (also inside node_modules), a new revision is
// new code, and a file that changed on the disk since is not run.
import { LabloopError } from '../../errors.ts'
import type { LoadedStep, StepFunction, StepFunctions } from '../../mapping/index.ts'
import { resolved } from '../../site/checks/calls.ts'
import type { SiteFiles } from '../../site/layout.ts'
import { newReport, type Position, type Problem, type Report, start } from '../../site/problem.ts'
import type { Site } from '../../site/shapes/site.ts'
import { readStepSource } from '../../site/step-source.ts'
import { readStepCodes, type StepCode, sayingOf } from './step-syntax.ts'
import { limited } from './time-limit.ts'
import { type LoadFault, load_limit_ms, tryModule } from './try-module.ts'

export type LoadedSteps = { readonly functions: StepFunctions; readonly problems: readonly Problem[] }

/**
 * How a function is called: under a time limit, which the machine's own speed decides, or without one, so that a rehearsal
 * repeats exactly (and a function that never ends is waited for).
 */
export type StepLimit = 'limited' | 'unlimited'

/**
 * Every function that the flows call, by `file.ts#name`; what cannot be loaded is a problem. Each file is read, whether or not
 * it is called; where the site is not right otherwise (null), none is run.
 * @param most_ms how long a file may take to load
 */
export async function loadSteps(
  files: SiteFiles,
  site: Site | null,
  limit: StepLimit = 'limited',
  most_ms: number = load_limit_ms,
): Promise<LoadedSteps> {
  const report = newReport()
  const codes = await readStepCodes(files, report)
  const calls = (site ? callsOf(site) : []).filter((call) => isWhole(fileOf(call), codes))
  const modules = new Map<string, string>()
  for (const call of calls) moduleOf(fileOf(call), codes, modules)
  const sound = await soundOf(modules, codes, most_ms, report)
  const functions = new Map<string, LoadedStep>()
  for (const call of calls) {
    if (!isWhole(fileOf(call), sound)) continue
    const step = await loaded(call, sound, modules, report)
    if (step) functions.set(call, limit === 'limited' ? limited(call, step) : step)
  }
  return { functions, problems: report.problems }
}

function fileOf(call: string): string {
  return call.split('#')[0]!
}

/** The files that can be loaded. What a file imports stands before it, so that the fault is told where it is, and once. */
async function soundOf(
  modules: ReadonlyMap<string, string>,
  codes: ReadonlyMap<string, StepCode>,
  most_ms: number,
  report: Report,
): Promise<ReadonlyMap<string, StepCode>> {
  const sound = new Map(codes)
  for (const [file, url] of modules) {
    if (!isWhole(file, sound)) continue
    const trial = await tryModule(url, most_ms)
    if (trial === 'loaded') continue
    sound.delete(file)
    if (trial === 'slow') report.error('site-call-slow', file, start, { given: `more than ${most_ms} ms` })
    else if (trial === 'ended') report.error('site-call-threw', file, start, { given: 'a file that ends the process' })
    else tellFault(trial, file, codes, modules, report)
  }
  return sound
}

/** Calls of all steps, each once. */
function callsOf(site: Site): readonly string[] {
  const calls = site.flows.flatMap(({ steps }) => steps.flatMap((step) => ('call' in step ? [step.call] : [])))
  return [...new Set(calls)].sort()
}

/** Whether a file and all that it imports could be read; what could not is told already. */
function isWhole(path: string, codes: ReadonlyMap<string, StepCode>): boolean {
  const { imports } = codes.get(path) ?? {}
  return imports?.every(({ specifier }) => isWhole(targetOf(path, specifier), codes)) ?? false
}

function targetOf(path: string, specifier: string): string {
  return resolved(path, specifier) ?? specifier
}

async function loaded(
  call: string,
  codes: ReadonlyMap<string, StepCode>,
  modules: Map<string, string>,
  report: Report,
): Promise<StepFunction | null> {
  const [path = '', name = ''] = call.split('#')
  try {
    const step = (await import(moduleOf(path, codes, modules)))[name]
    if (typeof step === 'function') return step
    const at = readStepSource(codes.get(path)!.code).exports.find((one) => one.name === name)?.at ?? start
    report.error('site-call-function', path, at, { given: `${name}, which is no function when the file is loaded` })
  } catch (error) {
    if (error instanceof LabloopError) throw error
    const { message, stack = '' } = error instanceof Error ? error : { message: String(error) }
    tellFault({ message, stack }, path, codes, modules, report)
  }
  return null
}

/** What a file says that throws while it is loaded, or that imports a name which is not there. */
function tellFault(
  fault: LoadFault,
  path: string,
  codes: ReadonlyMap<string, StepCode>,
  modules: ReadonlyMap<string, string>,
  report: Report,
): void {
  const code = isOfImports(fault) ? 'site-call-syntax' : 'site-call-threw'
  const { file, at } = placeIn(fault, modules) ?? importIn(fault, codes, modules) ?? { file: path, at: start }
  report.error(code, file, at, { given: sayingOf(fault.message) })
}

/** Whether the files could not be put together, so that none of them ran. */
function isOfImports({ message, stack }: LoadFault): boolean {
  return message.startsWith('The requested module ') && /(^|\n)SyntaxError: /.test(stack)
}

/** Where a name is imported that its file does not export. */
function importIn(
  fault: LoadFault,
  codes: ReadonlyMap<string, StepCode>,
  modules: ReadonlyMap<string, string>,
): { readonly file: string; readonly at: Position } | undefined {
  const name = isOfImports(fault) ? / export named '([\w$]+)'/.exec(fault.message)?.[1] : undefined
  if (name === undefined) return undefined
  for (const file of modules.keys()) {
    const { code, imports } = codes.get(file)!
    for (const { at, from } of imports) {
      const before = code.slice(0, from)
      const names = before.slice(before.lastIndexOf('import'))
      if (
        names
          .replace(/\s+as\s+[\w$]+/g, '')
          .match(/[\w$]+/g)
          ?.includes(name)
      )
        return { file, at }
    }
  }
  return undefined
}

/** Where code that was being loaded broke off: a stack names its modules by their files, or by their URLs. */
function placeIn(
  { stack }: LoadFault,
  modules: ReadonlyMap<string, string>,
): { readonly file: string; readonly at: Position } | undefined {
  for (const line of stack.split('\n')) {
    const [, name = '', row, column] = /(\S+):(\d+):(\d+)\)?$/.exec(line) ?? []
    const bare = name.replace(/^\(/, '')
    for (const [file, url] of modules) {
      if (bare === file || bare === url) return { file, at: { line: Number(row), column: Number(column) } }
    }
  }
  return undefined
}

/** The file as a module URL that holds its code, with the files that it imports in it the same way. */
function moduleOf(path: string, codes: ReadonlyMap<string, StepCode>, made: Map<string, string>): string {
  const known = made.get(path)
  if (known) return known
  let { code } = codes.get(path)!
  // What is left once types are gone; from the end, so that the places in front stay true.
  for (const { specifier, from, to } of codes.get(path)!.imports.toReversed()) {
    code = code.slice(0, from) + moduleOf(targetOf(path, specifier), codes, made) + code.slice(to)
  }
  const url = `data:text/javascript;base64,${Buffer.from(`${code}\n//# sourceURL=${path}\n`).toString('base64')}`
  made.set(path, url)
  return url
}
