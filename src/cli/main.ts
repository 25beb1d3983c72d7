// `labloop COMMAND ...`: finds the command, runs it, and turns what it throws into an error for people and an exit code.
// Commands are loaded when they are asked for, so that each starts fast.
import { exitCodeOf, exitCodes, LabloopError } from '../errors.ts'
import { nearest } from '../site/suggest.ts'
import type { Command, Io } from './command.ts'
import { isWrongWords, wrongWords } from './wrong-words.ts'

const commands: Record<string, () => Promise<Command>> = {
  demo: async () => (await import('./commands/demo.ts')).demo,
  up: async () => (await import('./commands/up.ts')).up,
  check: async () => (await import('./commands/check.ts')).check,
  spec: async () => (await import('./commands/spec.ts')).spec,
  suggest: async () => (await import('./commands/suggest.ts')).suggest,
  loinc: async () => (await import('./commands/loinc.ts')).loinc,
  conformance: async () => (await import('./commands/conformance.ts')).conformance,
  rehearse: async () => (await import('./commands/rehearse.ts')).rehearse,
  explain: async () => (await import('./commands/explain.ts')).explain,
  exceptions: async () => (await import('./commands/exceptions.ts')).exceptions,
  take: async () => (await import('./commands/take.ts')).take,
  close: async () => (await import('./commands/close.ts')).close,
  held: async () => (await import('./commands/held.ts')).held,
  release: async () => (await import('./commands/release.ts')).release,
  resend: async () => (await import('./commands/resend.ts')).resend,
  skip: async () => (await import('./commands/skip.ts')).skip,
  cancel: async () => (await import('./commands/cancel.ts')).cancel,
  pause: async () => (await import('./commands/pause.ts')).pause,
  hold: async () => (await import('./commands/hold.ts')).hold,
  resume: async () => (await import('./commands/resume.ts')).resume,
  'shift-sheet': async () => (await import('./commands/shift-sheet.ts')).shiftSheet,
  parse: async () => (await import('./commands/parse.ts')).parse,
  send: async () => (await import('./commands/send.ts')).send,
  replay: async () => (await import('./commands/replay.ts')).replay,
  align: async () => (await import('./commands/align.ts')).align,
  catalog: async () => (await import('./commands/catalog.ts')).catalog,
  learn: async () => (await import('./commands/learn.ts')).learn,
  deidentify: async () => (await import('./commands/deidentify.ts')).deidentify,
  listen: async () => (await import('./commands/listen.ts')).listen,
  migrate: async () => (await import('./commands/migrate.ts')).migrate,
}

/** Runs `labloop` with the given words; resolves to the exit code. */
export async function main(words: readonly string[], io: Io): Promise<number> {
  const [name = 'help', ...rest] = words
  if (['help', '--help', '-h'].includes(name)) {
    io.stdout(rest[0] && commands[rest[0]] ? (await commands[rest[0]]!()).help : await overview())
    return exitCodes.done
  }
  if (name === '--version') {
    io.stdout(`${(await import('./version.ts')).version()}\n`)
    return exitCodes.done
  }
  const load = commands[name]
  if (!load) {
    const error = unknownCommand(name)
    io.stderr(`labloop: ${told(error)}\n`)
    if (words.includes('--json')) io.stdout(`${errorJson(error)}\n`)
    return exitCodes.usage
  }
  return run(await load(), rest, io)
}

function unknownCommand(name: string): LabloopError {
  const near = nearest(name, Object.keys(commands))
  const hint = near === undefined ? '' : ` The nearest is ${near}.`
  const allowed = Object.keys(commands).sort().join(', ')
  const given = `"${name}", which is no command`
  return new LabloopError('usage', { given, allowed, remedy: `See "labloop help".${hint}` })
}

async function run(command: Command, words: string[], io: Io): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) {
    io.stdout(command.help)
    return exitCodes.done
  }
  let isSaid = false
  const stdout = (text: string) => {
    isSaid = true
    io.stdout(text)
  }
  try {
    mustSaySomething(words)
    return await command.run(words, withStdout(io, stdout))
  } catch (error) {
    const ours = isWrongWords(error) ? wrongWords(error, command) : error
    io.stderr(`labloop ${command.name}: ${told(ours)}\n`)
    // Who reads JSON gets JSON, also where there is nothing but an error.
    if (words.includes('--json') && /^ +--json /m.test(command.help) && !isSaid) io.stdout(`${errorJson(ours)}\n`)
    return exitCodeOf(ours)
  }
}

/** The same but for standard output. A copy of its values would ask for `stopped`, and so take Ctrl-C from every command. */
function withStdout(io: Io, stdout: Io['stdout']): Io {
  const { stdout: _, ...parts } = Object.getOwnPropertyDescriptors(io)
  return Object.defineProperties({ stdout } as Io, parts)
}

/** `{"error": {code, message, remedy}}`, as `labloop parse --json` has it. */
function errorJson(error: unknown): string {
  const { code = 'internal', message, remedy = '' } = error as { code?: string; message?: string; remedy?: string }
  return JSON.stringify({ error: { code, message: message ?? String(error), remedy } })
}

/**
 * An empty word is a variable of a script that was not set: as a folder it would mean the current one, as a name nothing.
 * @throws LabloopError usage
 */
function mustSaySomething(words: readonly string[]): void {
  const at = words.findIndex((word) => word === '' || /^--[a-z][a-z-]*=$/.test(word))
  if (at < 0) return
  const option = [words[at], words[at - 1]].find((word) => word?.startsWith('--'))?.replace(/=$/, '')
  throw new LabloopError('usage', {
    given: option ? `${option} with nothing behind it` : 'an empty word',
    allowed: 'words that are not empty',
  })
}

/** What a person reads of an error: the sentence and what to do; the place in the code only for a fault of ours. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'stopped') return 'stopped before it was done.'
  const remedy = error instanceof LabloopError ? error.remedy : 'remedy' in error ? String(error.remedy) : ''
  if (remedy) return `${error.message}\n${remedy} (${code})`
  return `${error.stack}\nThis is a fault of Labloop. Please report it with the lines above.`
}

/** The commands by what somebody wants to do, as help and README list them. */
const tasks: Readonly<Record<string, readonly string[]>> = {
  'Run a site': ['demo', 'up', 'migrate'],
  'Describe and map a site': ['check', 'spec', 'align', 'suggest', 'loinc', 'catalog', 'learn'],
  'Rehearse it': ['rehearse', 'replay'],
  'Look at what happens': ['exceptions', 'held', 'explain', 'shift-sheet', 'conformance'],
  'Act on it': ['take', 'close', 'release', 'resend', 'skip', 'cancel', 'pause', 'hold', 'resume'],
  'Work with messages': ['parse', 'send', 'listen', 'deidentify'],
}

async function overview(): Promise<string> {
  const left = Object.keys(commands).filter((name) => !Object.values(tasks).flat().includes(name))
  const all = Object.entries(left.length > 0 ? { ...tasks, Others: left } : tasks)
  const parts = await Promise.all(
    all.map(async ([task, names]) => [`${task}:`, ...(await Promise.all(names.map(summaryLine)))].join('\n')),
  )
  return `Labloop connects an EHR and a LIS and keeps the two in agreement.

Usage: labloop COMMAND [options]

${parts.join('\n\n')}

"labloop COMMAND --help" shows a command with examples. Exit codes: 0 done, 1 the answer is no, 2 wrong words or
a wrong site, 3 something needed does not work (database, port, disk), 70 a fault of Labloop.
`
}

async function summaryLine(command: string): Promise<string> {
  const { name, summary } = await commands[command]!()
  return `  ${name.padEnd(12)} ${summary}`
}
