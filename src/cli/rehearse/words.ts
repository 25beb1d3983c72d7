// Which words of `labloop rehearse` go together. The one thing to know: a word that would change nothing is refused before
// anything is started, since whoever wrote it believes that it did something.
import { LabloopError } from '../../errors.ts'

/** What the command is asked to do; without another word it plays scenarios. */
export type Mode = 'scenarios' | '--list' | '--explain' | '--storm' | '--lie-test' | '--live'

const modes = ['--list', '--explain', '--storm', '--lie-test', '--live'] as const

/** The ways that take an option. Those of the ways themselves are not listed. */
const takenBy: Readonly<Record<string, readonly Mode[]>> = {
  '--scenario': ['scenarios', '--list', '--explain', '--live'],
  '--real': ['scenarios'],
  '--seed': ['--storm'],
  '--no-faults': ['--storm'],
  '--world': ['--storm'],
  '--workers': ['--storm'],
  '--details': ['--storm'],
  '--out': ['--storm'],
  '--virtual': ['--lie-test'],
  '--message': ['--lie-test'],
  '--timeout': ['--lie-test'],
  '--to': ['--lie-test', '--live'],
  '--as': ['--live'],
  '--pace': ['--live'],
  '--wait': ['--live'],
  '--census': ['--live', '--lie-test'],
  '--json': ['scenarios', '--list', '--storm', '--lie-test', '--live'],
  '--junit': ['scenarios', '--storm', '--live'],
  '--html': ['scenarios', '--storm', '--live'],
  '--record': ['scenarios', '--live', '--lie-test'],
}

/**
 * The one way that is asked for.
 * @param given the options as written, with their dashes
 * @throws LabloopError usage, where two ways are asked for at once, or an option does not belong to the way
 */
export function modeOf(given: ReadonlySet<string>): Mode {
  const asked = modes.filter((mode) => given.has(mode))
  if (asked.length > 1)
    throw new LabloopError('usage', { place: asked.join(' '), given: 'two ways at once', allowed: 'one of them' })
  const mode = asked[0] ?? 'scenarios'
  for (const option of given) {
    const ways = takenBy[option]
    if (ways && !ways.includes(mode))
      throw new LabloopError('usage', { place: option, given: withWay(mode), allowed: ways.map(withWay).join(', ') })
  }
  needs(given, '--data', '--record')
  refuses(given, '--virtual', '--to')
  refuses(given, '--virtual', '--census')
  return mode
}

function withWay(mode: Mode): string {
  return mode === 'scenarios' ? 'scenarios that are run' : `with ${mode}`
}

function needs(given: ReadonlySet<string>, option: string, other: string): void {
  if (given.has(option) && !given.has(other))
    throw new LabloopError('usage', { place: option, given: `no ${other}`, allowed: `${other} ${option}` })
}

function refuses(given: ReadonlySet<string>, option: string, other: string): void {
  if (given.has(option) && given.has(other))
    throw new LabloopError('usage', { place: `${option} ${other}`, given: 'both', allowed: `${option}, or ${other}` })
}
