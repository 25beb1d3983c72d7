// What is told of words that a command does not take. The one thing to know: the options are read from the command's help,
// so that whatever is refused is refused in favour of something the help explains.
import { LabloopError } from '../errors.ts'
import { nearest } from '../site/suggest.ts'
import type { Command } from './command.ts'

type Wrong = { readonly given: string; readonly allowed: string; readonly hint?: string }

/** Whether parseArgs threw it. */
export function isWrongWords(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

/** The error of parseArgs as an error of ours: what was given, what is allowed, the nearest option, the help. */
export function wrongWords(error: Error & { readonly code: string }, command: Pick<Command, 'name' | 'help'>) {
  const { given, allowed, hint } = wrongOf(error, command.help)
  const help = `See "labloop ${command.name} --help".`
  return new LabloopError('usage', { given, allowed, remedy: hint ? `${hint} ${help}` : help, cause: error })
}

function wrongOf({ code, message }: Error & { readonly code: string }, help: string): Wrong {
  const word = /'([^']*)'/.exec(message)?.[1] ?? 'something else'
  const options = optionsOf(help)
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return unknownOption(word, options)
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') return unexpectedWord(word, options)
  const option = /--[a-z-]+/.exec(word)?.[0] ?? word
  return message.includes('does not take')
    ? { given: `${option} with a value`, allowed: `${option} alone` }
    : { given: `${option} without a value`, allowed: `${option} and its value` }
}

function unknownOption(word: string, options: readonly string[]): Wrong {
  const near = nearest(
    word.replace(/^-+/, ''),
    options.map((option) => option.slice(2)),
  )
  const given = `${word}, which is no option of this command`
  return { given, allowed: options.join(', '), ...(near && { hint: `The nearest is --${near}.` }) }
}

function unexpectedWord(word: string, options: readonly string[]): Wrong {
  const allowed = `options only: ${options.join(', ')}`
  return { given: word, allowed, ...(options.includes('--site') && { hint: 'A site folder is named with --site.' }) }
}

/** `--site`, `--json`, …: what a line of the help begins with. */
function optionsOf(help: string): readonly string[] {
  const found = [...help.matchAll(/^ +(--[a-z][a-z-]*)/gm)].map(([, option]) => option!)
  return [...new Set([...found, '--help'])]
}
