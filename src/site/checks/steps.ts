// Checks of the steps of a flow: paths, and what a step may write. The one thing to know: everything that would make a step
// do nothing, or something else than it says, is found here and not by a message.
import { carriesResults, engineHeaderFields, mayDrop } from '../content-rules.ts'
import type { FlowPart, SiteParts } from '../parts.ts'
import type { Place } from '../place.ts'
import type { Report } from '../problem.ts'
import { type Step, structures } from '../shapes/flow.ts'
import { ways } from '../structures.ts'
import { listed, quoted } from '../suggest.ts'
import type { Path } from '../yaml-file.ts'
import { checkMapStep } from './map-steps.ts'
import { checkAuthor, checkPath, type StepPlace, tell } from './step-place.ts'
import { checkVersion } from './systems.ts'

export function checkSteps(parts: SiteParts, report: Report): void {
  for (const flow of parts.flows) {
    const messages = flow.messages.map(({ value }) => value)
    const ofResults = carriesResults(flow.head ? { kind: flow.head.kind, messages } : { messages })
    const base = { flow, ofResults, report }
    for (const { at, value } of flow.steps) {
      checkStep({ ...base, step: value, at, loop: '' }, parts)
      if (!('for_each' in value)) continue
      value.steps.forEach((step, index) => {
        checkStep({ ...base, step, at: [...at, 'steps', index], loop: value.for_each }, parts)
      })
    }
    checkStructures(flow, report)
  }
}

function checkStep(place: StepPlace, parts: SiteParts): void {
  const { step } = place
  if (step.when) checkPath(place, ['when', 'path'], step.when.path, false)
  if ('set' in step) checkWrite(place, 'set', step.set)
  if ('copy' in step) checkCopy(place, step)
  if ('merge' in step) checkMerge(place, step)
  if ('drop' in step) checkDrop(place, step.drop)
  if ('map' in step) checkMapStep(place, step, parts)
}

function checkWrite(place: StepPlace, setting: string, path: string): void {
  const target = checkPath(place, [setting], path, true)
  if (!target) return
  needsField(place, [setting], target)
  checkAuthor(place, [setting], target, `${setting} ${path}`)
}

function needsField(place: StepPlace, setting: Path, target: Place): void {
  if (target.field === 0)
    tell(place, setting, 'site-path', { given: quoted(target.text), allowed: `a field, as ${target.segment}-1` })
}

function checkCopy(place: StepPlace, step: Extract<Step, { copy: string }>): void {
  const source = checkPath(place, ['copy'], step.copy, false)
  const target = checkPath(place, ['to'], step.to, true)
  if (source) needsField(place, ['copy'], source)
  if (!target) return
  needsField(place, ['to'], target)
  checkAuthor(place, ['to'], target, `copy to ${step.to}`)
  if (step.copy === step.to) tell(place, ['to'], 'site-step-useless', { given: `copy ${step.copy} to itself` })
}

/** Lines of one text may be joined where they stand; that keeps every word. */
function checkMerge(place: StepPlace, step: Extract<Step, { merge: string }>): void {
  const source = checkPath(place, ['merge'], step.merge, false)
  const target = checkPath(place, ['to'], step.to, true)
  if (!source || !target) return
  needsField(place, ['merge'], source)
  needsField(place, ['to'], target)
  const isInPlace = source.segment === target.segment && source.field === target.field
  if (!isInPlace) checkAuthor(place, ['to'], target, `merge to ${step.to}`)
}

function checkDrop(place: StepPlace, path: string): void {
  const target = checkPath(place, ['drop'], path, true)
  if (target && !mayDrop(target, place.ofResults)) tell(place, ['drop'], 'site-step-content', { given: `drop ${path}` })
  if (target?.segment === 'MSH' && engineHeaderFields.includes(target.field))
    tell(place, ['drop'], 'site-step-header', { given: `drop ${path}` })
}

/** Each message type of the flow must have a way through the flow's restructure steps. */
function checkStructures({ source, messages, steps }: FlowPart, report: Report): void {
  for (const { value: step, at } of steps) {
    if (!('restructure' in step)) continue
    checkVersion(step.version, source.file, source.at([...at, 'version']), report)
    if (step.when) continue
    for (const { value: type } of messages) {
      const structure = type.replace('^', '_')
      const known = structures.find((name) => name === structure)
      if (known ? ways[known].includes(step.restructure) : false) continue
      report.error('site-restructure', source.file, source.at([...at, 'restructure']), {
        given: `${type} to ${step.restructure}`,
        allowed: known ? `from ${type} to ${listed(ways[known])}` : `from ${listed(structures)}`,
      })
    }
    return
  }
}
