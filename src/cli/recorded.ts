// Recorded messages that a command is given: files, folders of files, or standard input. The one thing to know: an input
// holds one message, several, a batch, or a capture of MLLP; what of it cannot be read is told by its name, and the others
// are read.
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Hl7Error, type Message, messages, parse } from '../hl7/index.ts'
import type { Io } from './command.ts'
import { fileBytes } from './commands/line-options.ts'

/** One input: its name for people, and its bytes when they are asked for. */
export type Input = { readonly name: string; bytes(): Promise<Uint8Array> }

/** Files as they are named, the files of folders in order of name; standard input where nothing is named. */
export async function inputsOf(paths: readonly string[], io: Pick<Io, 'stdin' | 'cwd'>): Promise<readonly Input[]> {
  if (paths.length === 0) {
    const bytes = await io.stdin()
    return [{ name: 'standard input', bytes: async () => bytes }]
  }
  const files = await Promise.all(paths.map((path) => filesAt(path, io.cwd)))
  return files.flat().map((name) => ({ name, bytes: () => fileBytes(name, io.cwd) }))
}

/** The file itself, or all files below a folder in order of name. */
async function filesAt(path: string, cwd: string): Promise<readonly string[]> {
  const place = resolve(cwd, path)
  const found = await stat(place).catch(() => null)
  if (!found?.isDirectory()) return [path]
  const entries = await readdir(place, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
  return files.map((entry) => join(entry.parentPath, entry.name)).sort()
}

/** The messages of an input; a sentence where it cannot be read. */
export async function messagesIn(input: Input, encoding?: string): Promise<readonly Message[] | string> {
  try {
    return messages(parse(await input.bytes(), encoding === undefined ? {} : { encoding }))
  } catch (error) {
    if (error instanceof Hl7Error) return `${input.name}: ${error.message} ${error.remedy} (${error.code})`
    throw error
  }
}
