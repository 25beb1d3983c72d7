// Checks of what a workflow says in itself: names of steps, what proves them, hours, batches, and loops that lead somewhere.
// The one thing to know: a proof that no message could ever be is an error, since its step would be late for every order.
import { observationStatuses, orderControls, orderStatuses, resultStatuses } from '../../terminology/order-tables.ts'
import type { SiteParts, SystemPart, WorkflowPart } from '../parts.ts'
import type { Report } from '../problem.ts'
import { minutesOf } from '../shapes/hours.ts'
import { listOf, type Proof, type Timing, type Workflow } from '../shapes/workflow.ts'
import { didYouMean, listed, quoted } from '../suggest.ts'
import type { Path } from '../yaml-file.ts'
import { checkForm } from './loop-forms.ts'
import { checkKnown } from './paths.ts'

type Look = {
  readonly parts: SiteParts
  readonly source: WorkflowPart['source']
  readonly workflow: Workflow
  readonly report: Report
}

export function checkPath(
  parts: SiteParts,
  { source }: WorkflowPart,
  workflow: Workflow,
  tests: ReadonlySet<string>,
  report: Report,
): void {
  const look: Look = { parts, source, workflow, report }
  checkSteps(look)
  checkBatches(look)
  workflow.loops.forEach((loop, at) => {
    const here: Path = ['loops', at]
    if ('proof' in loop) checkProofs(look, loop.proof, [...here, 'proof'])
    if ('answer' in loop && loop.answer) checkProofs(look, loop.answer, [...here, 'answer'])
    if ('next' in loop && loop.next !== undefined)
      checkStepName(look, loop.next, [...here, 'next'], workflow.steps.length)
    if ('hours' in loop) checkTiming(look, loop, here)
    checkForm(look, loop, here)
    if (loop.loop === 'reflex') checkReflex(look, loop.add, here, tests)
    checkTeam(look, loop.team, here)
  })
}

function checkSteps(look: Look): void {
  const { workflow, source, report } = look
  const seen = new Set<string>()
  const proven = new Map<string, string>()
  workflow.steps.forEach((step, at) => {
    const here: Path = ['steps', at]
    if (seen.has(step.id))
      report.error('site-id-repeated', source.file, source.at([...here, 'id']), { given: quoted(step.id) })
    seen.add(step.id)
    if (step.after !== undefined) checkStepName(look, step.after, [...here, 'after'], at)
    checkShown(look, at, proven)
    checkTiming(look, step, here)
    checkTeam(look, step.team, here)
  })
  const last = workflow.steps.at(-1)
  if (last && last.proof === undefined)
    report.error('site-value-missing', source.file, source.at(['steps', workflow.steps.length - 1]), {
      message: 'Nothing shows the last step, so the end of the path is never seen.',
      allowed: 'proof: a message that shows it',
    })
}

/** A step is shown by a message, or done by hand; and no two steps by the same message, or neither could be told. */
function checkShown({ workflow, source, report, ...look }: Look, at: number, proven: Map<string, string>): void {
  const step = workflow.steps[at]!
  const here: Path = ['steps', at]
  if ((step.proof !== undefined) === step.manual)
    report.error('site-value-invalid', source.file, source.at(here), {
      message: step.manual
        ? 'A step that is done by hand has no message.'
        : 'Nothing says how this step is seen: it has neither a proof nor manual: true.',
      given: quoted(step.id),
      allowed: 'proof, or manual: true',
    })
  if (step.proof === undefined) return
  checkProofs({ workflow, source, report, ...look }, step.proof, [...here, 'proof'])
  for (const proof of listOf(step.proof)) {
    const key = JSON.stringify([
      proof.from,
      proof.message,
      Object.entries(proof.where).sort(),
      proof.present,
      proof.absent,
    ])
    const before = proven.get(key)
    if (before !== undefined)
      report.error('site-value-invalid', source.file, source.at([...here, 'proof']), {
        message: `The same message shows the step ${before} too.`,
        given: quoted(step.id),
        allowed: 'a proof of its own, told apart by where, present or absent',
      })
    proven.set(key, step.id)
  }
}

function checkStepName({ workflow, source, report }: Look, name: string, at: Path, before: number): void {
  const steps = workflow.steps.map(({ id }) => id)
  const index = steps.indexOf(name)
  if (index >= 0 && index < before) return
  report.error('site-reference-unknown', source.file, source.at(at), {
    message:
      index < 0
        ? `${String(at.at(-1))} names a step that the workflow does not have.`
        : `${String(at.at(-1))} names a step that does not come before this one.`,
    given: didYouMean(name, steps),
    allowed: listed(steps.slice(0, before)),
  })
}

function checkTeam({ parts, source, report }: Look, team: string | undefined, here: Path): void {
  const teams = parts.ownership?.teamIds
  if (team === undefined || !teams || teams.has(team)) return
  report.error('site-owner-missing', source.file, source.at([...here, 'team']), {
    into: 'ownership.yaml',
    given: didYouMean(team, teams),
    allowed: listed([...teams]),
  })
}

function checkTiming({ parts, workflow, source, report }: Look, timing: Timing, here: Path): void {
  const hours = Object.keys(parts.site?.part?.hours ?? {})
  if (timing.hours !== undefined && !hours.includes(timing.hours))
    report.error('site-reference-unknown', source.file, source.at([...here, 'hours']), {
      message: 'hours names hours that site.yaml does not have.',
      into: 'site.yaml',
      given: didYouMean(timing.hours, hours),
      allowed: listed(hours),
    })
  const batches = Object.keys(workflow.batches)
  if (timing.release !== undefined && !batches.includes(timing.release))
    report.error('site-reference-unknown', source.file, source.at([...here, 'release']), {
      message: 'release names a batch that the workflow does not have.',
      given: didYouMean(timing.release, batches),
      allowed: listed(batches),
    })
  if (timing.hours !== undefined && timing.within === undefined)
    report.error('site-value-missing', source.file, source.at([...here, 'hours']), {
      message: 'Hours alone say no time by which the step is due.',
      allowed: 'within: a duration',
    })
}

function checkBatches({ workflow, source, report }: Look): void {
  for (const [name, { runs }] of Object.entries(workflow.batches)) {
    runs.forEach(({ at, released_by, days_later }, index) => {
      if (days_later === 0 && minutesOf(released_by) < minutesOf(at))
        report.error('site-value-invalid', source.file, source.at(['batches', name, 'runs', index, 'released_by']), {
          message: 'The results are released before the run begins.',
          given: quoted(released_by),
          allowed: `a time after ${at}, or days_later: 1`,
        })
    })
  }
}

function checkReflex({ source, report }: Look, add: string, here: Path, tests: ReadonlySet<string>): void {
  if (tests.size === 0 || tests.has(add)) return
  report.error('site-reference-unknown', source.file, source.at([...here, 'add']), {
    message: 'add names a test that no catalog of the site has.',
    into: 'catalogs/',
    given: didYouMean(add, tests),
    allowed: listed([...tests]),
  })
}

function checkProofs(look: Look, given: Proof | readonly Proof[], at: Path): void {
  listOf(given).forEach((proof, index) => {
    checkProof(look, proof, Array.isArray(given) ? [...at, index] : at)
  })
}

function checkProof({ parts, source, report }: Look, proof: Proof, at: Path): void {
  const system = parts.systems.find(({ id }) => id === proof.from)
  if (!system) {
    const systems = parts.systems.map(({ id }) => id)
    report.error('site-reference-unknown', source.file, source.at([...at, 'from']), {
      message: 'from names a system that the site does not have.',
      into: `systems/${proof.from}.yaml`,
      given: didYouMean(proof.from, systems),
      allowed: listed(systems),
    })
    return
  }
  const taken = parts.flows
    .filter(({ from }) => from === proof.from)
    .flatMap(({ messages }) => messages.map((one) => one.value))
  if (!taken.includes(proof.message) && !taken.includes(proof.message.slice(0, 3)))
    report.error('site-reference-unknown', source.file, source.at([...at, 'message']), {
      message: `No flow takes this message from ${proof.from}, so the step could never be seen.`,
      into: 'flows/',
      given: didYouMean(proof.message, taken),
      allowed: listed([...new Set(taken)]),
    })
  for (const [path, codes] of Object.entries(proof.where)) {
    checkKnown(path, source.file, source.atKey([...at, 'where', path]), report)
    listOf<string>(codes).forEach((code, index) => {
      const place: Path = [...at, 'where', path, ...(Array.isArray(codes) ? [index] : [])]
      checkCode(system, path, code, source, place, report)
    })
  }
  for (const name of ['present', 'absent'] as const)
    proof[name].forEach((path, index) => void checkKnown(path, source.file, source.at([...at, name, index]), report))
}

const tables = {
  'ORC-1': ['0119', orderControls, 'order_control'],
  'ORC-5': ['0038', orderStatuses, 'order_status'],
  'OBR-25': ['0123', resultStatuses, 'result_status'],
  'OBX-11': ['0085', observationStatuses, 'observation_status'],
} as const

/** A code of a status is one of HL7's table or of the sender's dialect. */
function checkCode(
  { dialect }: SystemPart,
  path: string,
  code: string,
  source: Look['source'],
  at: Path,
  report: Report,
): void {
  const table = Object.hasOwn(tables, path) ? tables[path as keyof typeof tables] : undefined
  if (!table || !dialect) return
  const [number, codes, name] = table
  const known = [...Object.keys(codes), ...Object.keys(dialect[name])]
  if (!known.includes(code))
    report.error('site-dialect-code', source.file, source.at(at), {
      given: didYouMean(code, known),
      allowed: `HL7 table ${number}: ${listed(known, 60)}`,
    })
}
