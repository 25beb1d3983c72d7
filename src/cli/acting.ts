// What the commands that act on a running Labloop share: who asks and why, the numbers they name, and how a refusal reads.
// The one thing to know: several numbers are several commands, carried out in order; the first that is refused ends the row.
import { parseArgs } from 'node:util'
import type { Command as EngineCommand, NotDone, Refused } from '../engine/command.ts'
import { exitCodes, LabloopError } from '../errors.ts'
import type { ControlState } from '../server/control.ts'
import type { Command, Io } from './command.ts'
import { findRunning, runningHelp, runningOptions } from './control-client.ts'

export const actingHelp = `  --by NAME         who asks, kept in the audit trail: "Ada Ward, lab shift lead"
${runningHelp}
  --json            one JSON object on standard output`

export const actingExits =
  'Exit codes: 0 done, 1 refused, 2 wrong words or a wrong site, 3 nothing runs here, or it did not answer (then\nlook before you repeat).'

const actingOptions = { ...runningOptions, by: { type: 'string' }, why: { type: 'string' } } as const
const numberedOptions = { ...actingOptions, second: { type: 'string' } } as const

/** A name or a reason that must be given. @throws LabloopError usage */
export function demanded(option: string, given: string | undefined, example: string): string {
  const text = (given ?? '').replace(/[\u0000-\u001f\u007f]+/g, ' ').trim()
  if (text !== '') return text
  throw new LabloopError('usage', { place: option, given: 'nothing', allowed: `a text, as in ${option} "${example}"` })
}

const exampleWho = 'Ada Ward, lab shift lead'
const exampleSecond = 'Ben Lim, interface analyst'
const exampleWhy = 'code GLUX added to the map and approved'

/** Who asks. `second` only where another person was named. */
export type Asking = { readonly who: string; readonly second?: string }

type NumberedSpec = {
  readonly name: string
  readonly summary: string
  readonly help: string
  /** What the numbers count. */
  readonly noun: 'exception' | 'delivery'
  /** Whether --why must be given. */
  readonly reasoned: boolean
  readonly done: string
  command(id: number, asking: Asking, why: string): EngineCommand
}

/** A command that acts on exceptions or deliveries, each named by its number. */
export function numberedCommand(spec: NumberedSpec): Command {
  return {
    name: spec.name,
    summary: spec.summary,
    help: spec.help,
    async run(args, io) {
      const { values, positionals } = parseArgs({ args, allowPositionals: true, options: numberedOptions })
      const ids = positionals.map((word) => numberOf(word, spec.noun))
      if (ids.length === 0)
        throw new LabloopError('usage', { given: 'nothing', allowed: `the number of ${aNoun(spec.noun)}` })
      const who = demanded('--by', values.by, exampleWho)
      const why = spec.reasoned ? demanded('--why', values.why, exampleWhy) : ''
      const second = values.second === undefined ? {} : { second: demanded('--second', values.second, exampleSecond) }
      const commands = ids.map((id) => spec.command(id, { who, ...second }, why))
      const running = await findRunning(values, io)
      for (const [nth, command] of commands.entries()) {
        const result = await running.command(command)
        if (!result.done) throw refusal(result, `${spec.noun} ${ids[nth]}`, nth)
        if (!values.json) io.stdout(`${spec.noun} ${ids[nth]}: ${spec.done}\n`)
      }
      if (values.json) io.stdout(`${JSON.stringify({ done: spec.name, [spec.noun]: ids })}\n`)
      return exitCodes.done
    },
  }
}

/** `12` or `#12`. */
function numberOf(word: string, noun: string): number {
  const digits = /^#?(\d{1,15})$/.exec(word)?.[1]
  if (digits) return Number(digits)
  throw new LabloopError('usage', { given: word, allowed: `the number of ${aNoun(noun)}, as in 12` })
}

function aNoun(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`
}

type SwitchSpec = {
  readonly name: 'pause' | 'hold' | 'resume'
  readonly summary: string
  readonly help: string
  readonly done: string
}

/** A command that switches a flow or a destination, named by its id in the site. */
export function switchCommand(spec: SwitchSpec): Command {
  return {
    name: spec.name,
    summary: spec.summary,
    help: spec.help,
    async run(args, io: Io) {
      const { values, positionals } = parseArgs({ args, allowPositionals: true, options: actingOptions })
      const [id] = positionals
      if (!id || positionals.length > 1) {
        throw new LabloopError('usage', {
          given: `${positionals.length} words`,
          allowed: 'the id of a flow, or of the connection of a destination',
        })
      }
      const who = demanded('--by', values.by, exampleWho)
      const why = demanded('--why', values.why, 'the chart is upgraded until 03:00')
      const running = await findRunning(values, io)
      const named = switchOf(id, running.state)
      const result = await running.command({ do: spec.name, ...named, who, why })
      if (!result.done) throw refusal(result, `${named.what} ${named.id}`, 0)
      const done = JSON.stringify({ done: spec.name, [named.what]: named.id })
      io.stdout(values.json ? `${done}\n` : `${named.what} ${named.id}: ${spec.done}\n`)
      return exitCodes.done
    },
  }
}

/** What a word names: a flow or a destination by its id; where both bear it, with `flow:` or `destination:` before it. */
export function switchOf(word: string, { flows, destinations }: Pick<ControlState, 'flows' | 'destinations'>) {
  const all = [
    ...flows.map((id) => ({ what: 'flow' as const, id })),
    ...destinations.map((id) => ({ what: 'destination' as const, id })),
  ]
  const meant = all.filter(({ what, id }) => word === id || word === `${what}:${id}`)
  if (meant.length === 1) return meant[0]!
  const allowed = meant.length > 1 ? meant.map(({ what, id }) => `${what}:${id}`) : [...flows, ...destinations]
  throw new LabloopError('usage', { given: word, allowed: allowed.join(', ') })
}

const otherMeans =
  'Or bring it to its receiver by other means and give "labloop skip", or "labloop cancel" where nobody is to have it.'

const reasons: Readonly<Record<Refused, readonly [what: string, remedy: string]>> = {
  'no-such-delivery': [
    'no held delivery has this number',
    'Somebody may have acted on it already: look with "labloop held".',
  ],
  'no-such-exception': [
    'no open exception has this number',
    'It may have been closed already: look with "labloop exceptions".',
  ],
  'no-such-flow': ['the site has no such flow', 'Name the id of a flow, as in the flows folder of the site.'],
  'no-such-destination': ['the site delivers to no such connection', 'Name the id of an out connection of the site.'],
  unfinished: [
    'a step still fails on this message, so it would go out half done',
    `Correct the step, start again and release it. ${otherMeans}`,
  ],
  'still-unmapped': [
    'a code of it still has no approved row in the map',
    `Add the row, have it approved, start Labloop again with it, and release. ${otherMeans}`,
  ],
  'still-unconverted': [
    'a value of it must be converted and still cannot be',
    `Have the laboratory send it in the unit that was signed, or change the conversion, have it signed, start Labloop again with it, and release. ${otherMeans}`,
  ],
  'parts-differ': [
    'its flow makes another number of messages of it now than when it was held',
    `Have the sender send it again, and cancel this one. ${otherMeans}`,
  ],
  'unreadable-now': [
    'it cannot be read any more as the site stands: its sender is not in it, or is read in another way',
    otherMeans,
  ],
  'flow-gone': ['the site does not have its flow any more', otherMeans],
  'destination-gone': [
    'the site does not have the connection any more that it waits for, and its flow has no other',
    `Give the connection its former id again, start again and release it. ${otherMeans}`,
  ],
  overtaken: [
    'the connection that it waited for is gone, and something newer on its order has gone out over another meanwhile',
    `Have the sender send it again where it still counts, and cancel this one. ${otherMeans}`,
  ],
  'second-person-missing': [
    'numbers and patient contradict each other, and one person alone must not say whose it is',
    `Have another person look, and give --second "${exampleSecond}".`,
  ],
  'root-cause-missing': ['a root cause is missing', 'Say with --why what was wrong and what was done.'],
  'delivery-still-held': [
    'the message that it is about is still held',
    'Decide about the message: "labloop release", "resend", "skip" or "cancel". That closes it.',
  ],
  'resume-it': ['it stands for a switch that is off', 'Give "labloop resume"; that closes it.'],
}

/** `nth`: how many were carried out before it. */
function refusal({ why, said = '' }: NotDone, place: string, nth: number): LabloopError {
  const [what, remedy] = reasons[why]
  const before = nth === 0 ? '' : ` The ${nth} before it were carried out.`
  const given = said === '' ? what : `${what} (${said})`
  return new LabloopError('command-refused', { place, given, remedy: `${remedy}${before}` })
}
