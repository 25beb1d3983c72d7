// Checks of the order of steps around a restructure. The one thing to know: timing and specimen lie in other places before
// and after, and a map that looks in the wrong one would translate nothing and say nothing.
import type { FlowPart, Placed, SiteParts } from '../parts.ts'
import { placeOf } from '../place.ts'
import type { Report } from '../problem.ts'
import type { Step } from '../shapes/flow.ts'
import type { Path } from '../yaml-file.ts'

/** From 2.5 on timing is TQ1 and the specimen SPM; before, they are fields (HL7 v2.5 §4.5.4, §7.4.3). */
function isNew(version: string): boolean {
  return Number.parseFloat(version) >= 2.5
}

const newSegments = ['TQ1', 'TQ2', 'SPM']
const oldFields = ['ORC-7', 'OBR-27', 'OBR-15']

export function checkStepOrder({ flows, systems }: SiteParts, report: Report): void {
  for (const flow of flows) {
    const at = flow.steps.findIndex(({ value }) => 'restructure' in value && !value.when)
    const turn = flow.steps[at]?.value
    if (!turn || !('restructure' in turn)) continue
    const versions = systems.find(({ id }) => id === flow.from)?.dialect?.versions ?? []
    const comesOld = versions.length > 0 && !versions.some(isNew)
    if (comesOld && isNew(turn.version)) check(flow, flow.steps.slice(0, at), report, newSegments, 'before', 'behind')
    if (isNew(turn.version)) check(flow, flow.steps.slice(at + 1), report, oldFields, 'behind', 'before')
    else if (turn.leftover === 'drop') check(flow, flow.steps.slice(at + 1), report, newSegments, 'behind', 'before')
  }
}

function check(
  { source }: FlowPart,
  steps: readonly Placed<Step>[],
  report: Report,
  missing: readonly string[],
  where: string,
  other: string,
): void {
  for (const { at, value } of steps) {
    for (const [setting, path] of pathsOf(value)) {
      const place = placeOf(path)
      const name = missing.find((each) => each === place?.segment || each === `${place?.segment}-${place?.field}`)
      if (name === undefined) continue
      report.error('site-step-order', source.file, source.at([...at, ...setting]), {
        given: `${path}, which the message does not have ${where} restructure`,
        allowed: `the step ${other} restructure, or the place where it stands ${where} it`,
      })
    }
  }
}

/** Where a step reads or writes. */
function pathsOf(step: Step): readonly (readonly [setting: Path, path: string])[] {
  if ('for_each' in step) return [[['for_each'], step.for_each]]
  return (['map', 'set', 'copy', 'to', 'drop', 'merge'] as const).flatMap((name) => {
    const path = (step as Partial<Record<typeof name, unknown>>)[name]
    return typeof path === 'string' ? [[[name], path] as const] : []
  })
}
