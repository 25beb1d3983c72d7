// Loads the functions of a site from the text that was read and hashed. The one thing to know: types are stripped here and
// each file becomes a module of its own bytes, so it runs from any folder (also inside node_modules), a new revision is
// new code, and a file that changed on the disk since is not run.
import { stripTypeScriptTypes } from 'node:module'
import { LabloopError } from '../../errors.ts'
import type { LoadedStep, StepFunction, StepFunctions } from '../../mapping/index.ts'
import { resolved } from '../../site/checks/calls.ts'
import { type SiteFiles, textOfFile } from '../../site/layout.ts'
import type { Problem } from '../../site/problem.ts'
import { newReport, start } from '../../site/problem.ts'
import type { Site } from '../../site/shapes/site.ts'
import { readStepSource } from '../../site/step-source.ts'
import { limited } from './time-limit.ts'

export type LoadedSteps = { readonly functions: StepFunctions; readonly problems: readonly Problem[] }

/**
 * How a function is called: under a time limit, which the machine's own speed decides, or without one, so that a rehearsal
 * repeats exactly (and a function that never ends is waited for).
 */
export type StepLimit = 'limited' | 'unlimited'

/** Every function that the flows call, by `file.ts#name`; what cannot be loaded is a problem. */
export async function loadSteps(files: SiteFiles, site: Site, limit: StepLimit = 'limited'): Promise<LoadedSteps> {
  const report = newReport()
  const functions = new Map<string, LoadedStep>()
  const modules = new Map<string, string>()
  for (const call of callsOf(site)) {
    const [path = '', name = ''] = call.split('#')
    try {
      const module = await import(moduleOf(path, files, modules, []))
      const step = module[name] as StepFunction
      if (typeof step === 'function') functions.set(call, limit === 'limited' ? limited(call, step) : step)
      else
        report.error('site-call-function', path, start, {
          given: `${name}, which is no function when the file is loaded`,
        })
    } catch (error) {
      const { file, given } = explained(error, path)
      report.error('site-call-syntax', file, start, { given })
    }
  }
  return { functions, problems: report.problems }
}

/** Calls of all steps, each once. */
function callsOf(site: Site): readonly string[] {
  const calls = site.flows.flatMap(({ steps }) => steps.flatMap((step) => ('call' in step ? [step.call] : [])))
  return [...new Set(calls)].sort()
}

/** The file as a module URL that holds its code, with the files that it imports in it the same way. */
function moduleOf(path: string, files: SiteFiles, made: Map<string, string>, within: readonly string[]): string {
  const known = made.get(path)
  if (known) return known
  if (within.includes(path)) throw new Fault(path, `imports in a circle: ${[...within, path].join(' imports ')}`)
  const content = files.get(path)
  const text = content === undefined ? undefined : textOfFile(content)
  if (text === undefined) throw new Fault(path, 'a file that is not in the site')
  let code = stripped(path, text)
  // What is left once types are gone; from the end, so that the places in front stay true.
  for (const { specifier, from, to } of readStepSource(code).imports.toReversed()) {
    const target = resolved(path, specifier) ?? specifier
    code = code.slice(0, from) + moduleOf(target, files, made, [...within, path]) + code.slice(to)
  }
  const url = `data:text/javascript;base64,${Buffer.from(`${code}\n//# sourceURL=${path}\n`).toString('base64')}`
  made.set(path, url)
  return url
}

function stripped(path: string, text: string): string {
  // Node warns once that this function of its own is new; that warning is nothing for the people who run a hospital.
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return stripTypeScriptTypes(text, { mode: 'strip' })
  } catch (error) {
    throw new Fault(path, error instanceof Error ? error.message : String(error))
  } finally {
    process.emitWarning = emitWarning
  }
}

/** Something wrong with one file of the steps. */
class Fault extends Error {
  readonly file: string
  constructor(file: string, why: string) {
    super(why)
    this.file = file
  }
}

function explained(error: unknown, path: string): { file: string; given: string } {
  if (error instanceof LabloopError) throw error
  const file = error instanceof Fault ? error.file : path
  const text = error instanceof Error ? error.message : String(error)
  return {
    file,
    given: text
      .replace(/data:text\/javascript;base64,\S+/g, 'the file')
      .replace(/\s+/g, ' ')
      .slice(0, 200),
  }
}
