// Makes the parts of the documents that the code knows: `node test/docs/make.ts` writes them, a test compares them. They stand
// between `<!-- made: name -->` and `<!-- end -->`.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { allowed } from '../../scripts/imports.ts'
import { main } from '../../src/cli/main.ts'
import { accountable, type Party } from '../../src/ownership/accountable.ts'
import { exceptionKinds } from '../../src/ownership/exception.ts'
import { documents, root, withMade } from './markdown.ts'

/** What stands in each made part. */
export async function madeParts(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['commands', await commandTable()],
    ['imports', importTable()],
    ['decisions', decisionTable()],
    ['accountable', accountableTable()],
  ])
}

/** What `labloop` writes to standard output. */
export async function labloop(...words: string[]): Promise<string> {
  let out = ''
  await main(words, {
    stdout: (text) => {
      out += text
    },
    stderr: () => {},
    stdin: async () => new Uint8Array(),
    lines: async function* () {},
    stopped: new Promise(() => {}),
    onStop: () => () => {},
    unread: new Promise(() => {}),
    env: {},
    cwd: root,
    isTerminal: false,
  })
  return out
}

type Listed = { readonly name: string; readonly summary: string; readonly task: string }

/** Each command with the line that `labloop help` has of it, and the task under which it stands there. */
export async function commands(): Promise<readonly Listed[]> {
  const help = await labloop('help')
  let task = ''
  return help.split('\n').flatMap((line) => {
    task = /^(\w.*):$/.exec(line)?.[1] ?? task
    const [, name, summary] = /^ {2}([a-z][a-z-]*) +(.*)$/.exec(line) ?? []
    return name === undefined ? [] : [{ name, summary: summary!, task }]
  })
}

async function commandTable(): Promise<string> {
  const rows = (await commands()).map(({ name, summary, task }, at, all) => [
    task === all[at - 1]?.task ? '' : `**${task}**`,
    `\`labloop ${name}\``,
    summary,
  ])
  return table(['Task', 'Command', 'What it does'], rows)
}

function importTable(): string {
  const rows = Object.entries(allowed).map(([folder, from]) => [
    nameOf(folder),
    from.map(nameOf).join(', ') || 'nothing of ours',
  ])
  return table(['Part', 'May import from'], rows)
}

function nameOf(part: string): string {
  return part === 'errors' ? '`errors.ts`' : `\`${part}\``
}

function decisionTable(): string {
  const records = documents().filter(({ path }) => /^docs\/adr\/\d{4}-/.test(path))
  const rows = records.map(({ path, text }) => {
    const [, number, title] = /^# (\d{4}):? (.*)$/m.exec(text) ?? []
    return [`[${number}](${path.replace('docs/adr/', '')})`, title ?? '']
  })
  return table(['', 'Decision'], rows)
}

const parties: Readonly<Record<Party, string>> = {
  sender: 'the team of the system that sent it',
  receiver: 'the team of the system that should take it',
  laboratory: 'the laboratory',
  desk: 'the default team',
}

function accountableTable(): string {
  const rows = Object.entries(parties).map(([party, team]) => {
    const kinds = exceptionKinds.filter((kind) => accountable[kind] === party)
    return [team, kinds.map((kind) => `\`${kind}\``).join(', ')]
  })
  return table(['Whose', 'Kinds'], rows)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return ['', line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n')
}

if (import.meta.main) {
  const parts = await madeParts()
  for (const { path, text } of documents()) {
    const now = withMade(text, parts)
    if (now !== text) writeFileSync(join(root, path), now)
  }
}
