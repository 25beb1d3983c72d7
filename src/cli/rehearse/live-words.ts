// What `labloop rehearse --live` says to the person at the real system, and what it prints in the end. The one thing to
// know: what nobody could judge is printed beside what was judged.
import type { LiveOutcome, Said } from '../../rehearsal/live/live.ts'
import { liveFailures } from '../../rehearsal/live/live-report.ts'
import { failureText } from '../../rehearsal/scenario/judge.ts'
import type { Prepared } from '../../rehearsal/scenario/prepare.ts'
import type { System } from '../../site/shapes/system.ts'
import type { Io } from '../command.ts'

/** What the person must know before the first step. */
export function introduction({ name, role, connections }: System, hasCensus: boolean): readonly string[] {
  const listening = connections.filter(({ direction }) => direction === 'in')
  const census =
    role !== 'ehr'
      ? 'Its book is read from what it sends: what it does not say, nobody can judge.'
      : hasCensus
        ? 'Its census is read; what its display shows is asked in the end.'
        : 'It shows no census here (--census URL), so only its display tells what it filed: that is asked in the end.'
  return [
    `${name} is the real system here. It sends to ${listening.map(({ host, port }) => `${host}:${port}`).join(', ')}.`,
    census,
    'Answer each step with Enter when it is done, n if it cannot be done, q to stop.',
  ]
}

/** Asks, and reads one line. The end of the input stops the run. */
export async function askPerson(
  kind: 'step' | 'question',
  text: string,
  lines: AsyncIterator<string>,
  io: Io,
): Promise<Said> {
  io.stderr(kind === 'step' ? `${clockTime(Date.now())}  TO DO: ${text}. ` : `LOOK: ${text}. Is it so? `)
  const { value, done } = await lines.next()
  if (done) return 'stop'
  const word = value.trim().toLowerCase()
  if (['q', 'quit', 'stop'].includes(word)) return 'stop'
  return ['n', 'no', 's', 'skip'].includes(word) ? 'no' : 'yes'
}

export function clockTime(at: number): string {
  return new Date(at).toISOString().slice(11, 19)
}

export function liveJson({ scenario }: Prepared, { evidence: _, ...outcome }: LiveOutcome): object {
  return { scenario: scenario.name, family: scenario.family, label: 'test system', ...outcome }
}

export function liveText({ scenario }: Prepared, outcome: LiveOutcome): string {
  const { passed, stopped, witnessed, violations, judges, limits } = outcome
  const wrongs = [
    ...(stopped ? [] : liveFailures(outcome).map(failureText)),
    ...violations.map(({ checker, subject, text }) => `${checker}${subject === '' ? '' : `, ${subject}`}: ${text}`),
  ]
  return [
    `${scenario.name}: ${stopped ? 'stopped' : passed ? 'passed, on a test system' : 'failed'}`,
    ...under('What people did', outcome.steps.flatMap(stepText)),
    ...under('What is not as it should be', wrongs),
    ...under(
      'What was looked at',
      witnessed.map(({ text, holds }) => `${holds ? 'yes' : 'NO '}  ${text}`),
    ),
    ...(stopped ? [] : [`Judged by ${judges.length} judges of every run.`]),
    ...under(
      'What they could not judge',
      stopped ? [] : limits.map(({ checker, judges: how, why }) => `${checker}, ${how}: ${why}`),
    ),
    '',
  ].join('\n')
}

function under(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)]
}

function stepText({ text, done, seconds, sign }: LiveOutcome['steps'][number]): readonly string[] {
  if (seconds === null) return []
  const end = !done ? ': not done' : sign?.came === false ? `: ${sign.what} was to come of it, and NOTHING CAME` : ''
  return [`${seconds.toFixed(0).padStart(5)} s  ${text}${end}`]
}
