// A site whose workflows go by another pace, or leave something out: for a demo in which hours are seconds, and for virtual
// laboratories that add no test by themselves. The one thing to know: hours of the wall clock have no pace, so a faster site
// has none, and its batches are released as soon as anything else.
import type { Site } from './shapes/site.ts'
import type { Within, Workflow } from './shapes/workflow.ts'

/** The site with step clocks times `scale`, but never under `least_ms` nor over `most_ms`. */
export function withPace(
  site: Site,
  { scale, least_ms, most_ms }: { readonly scale: number; readonly least_ms: number; readonly most_ms: number },
): Site {
  const paced = (duration_ms: number) => Math.round(Math.min(most_ms, Math.max(least_ms, duration_ms * scale)))
  const within = (given: Within): Within =>
    typeof given === 'number'
      ? paced(given)
      : Object.fromEntries(
          Object.entries(given).flatMap(([priority, one]) => (one === undefined ? [] : [[priority, paced(one)]])),
        )
  const timed = <
    Timed extends { within?: Within | undefined; hours?: string | undefined; release?: string | undefined },
  >(
    part: Timed,
  ): Timed => {
    const { hours: _hours, release, ...rest } = part
    const own = part.within ?? (release === undefined ? undefined : most_ms)
    return { ...rest, ...(own === undefined ? {} : { within: within(own) }) } as Timed
  }
  const workflows = (site.workflows ?? []).map(
    (workflow): Workflow => ({
      ...workflow,
      clocks: {},
      batches: {},
      steps: workflow.steps.map(timed),
      loops: workflow.loops.map((loop) => ('within' in loop ? timed(loop) : loop)),
    }),
  )
  return site.workflows ? { ...site, workflows } : site
}

/** The site without reflex rules: for a laboratory that adds nothing by itself. */
export function withoutReflexes(site: Site): Site {
  if (!site.workflows) return site
  const workflows = site.workflows.map((workflow) => ({
    ...workflow,
    loops: workflow.loops.filter(({ loop }) => loop !== 'reflex'),
  }))
  return { ...site, workflows }
}
