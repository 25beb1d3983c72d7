// Follows a page as a reader does: block by block, command by command, and compares what the page says comes out. Marks before a
// block say what a reader knows: `<!-- test: stop -->` (Ctrl-C in all terminals first), `<!-- test: exit 1 -->`,
// `<!-- test: file PATH -->` before what the reader saves there, and `<!-- test: shown by COMMAND -->` before the output of a
// command that goes on.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Block, blocks, type Document } from './markdown.ts'
import type { Session } from './session.ts'

/** Commands that a page names and no page can run: they install, or run these very tests. */
const elsewhere = /^(npm (test|ci|install|pack|run)|npx|git|export)\b/
/** Runs to an end that takes long. */
const takesLong = /--exit\b/
const patience_ms = 15_000

/** The commands of a block, lines that end in a backslash joined. */
export function commandsIn({ text }: Block): readonly string[] {
  const joined = text.replace(/\\\n\s*/g, ' ')
  return joined
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

/** Runs what a page says, what takes long only where it may, and gives everything that went otherwise. */
export async function follow(document: Document, session: Session, mayTakeLong = false): Promise<readonly string[]> {
  const wrong: string[] = []
  const say = (block: Block, what: string) => wrong.push(`${document.path}:${block.line} ${what}`)
  let output = ''
  for (const block of blocks(document)) {
    const file = markOf(block, 'file ')
    if (file !== undefined) session.write(file, block.text)
    if (block.marks.includes('stop')) for (const one of await session.stop()) say(block, told(one))
    if (block.language === 'sh') {
      const ran = await runBlock(block, session, mayTakeLong)
      for (const what of ran.wrong) say(block, what)
      output = ran.output
    } else if (block.language === 'text') {
      const by = markOf(block, 'shown by ')
      const shown = () => (by === undefined ? output : (session.shownBy(by) ?? ''))
      const line = await missingLine(block.text, shown, by === undefined ? 0 : patience_ms)
      if (line !== null) say(block, `"${line}" does not come out. What does:\n${shown()}`)
    }
  }
  for (const one of await session.stop()) wrong.push(`${document.path} ${told(one)}`)
  return wrong
}

async function runBlock(
  block: Block,
  session: Session,
  mayTakeLong: boolean,
): Promise<{ wrong: string[]; output: string }> {
  const wrong: string[] = []
  const expected = Number(markOf(block, 'exit ') ?? 0)
  let output = ''
  for (const command of commandsIn(block)) {
    if (elsewhere.test(command) || (takesLong.test(command) && !mayTakeLong)) continue
    const ended = await session.run(command)
    output += ended.output
    if (ended.code !== expected) wrong.push(told(ended))
  }
  return { wrong, output }
}

/** What stands behind a word in the marks of a block. */
function markOf({ marks }: Block, word: string): string | undefined {
  return marks.find((mark) => mark.startsWith(word))?.slice(word.length)
}

function told({ command, code, output }: { command: string; code: number; output: string }): string {
  return `"${command}" ends with ${code}:\n${output.slice(-4000)}`
}

/** The first line of what a page shows that does not come, in order; null where all do. Waits for what is under way. */
async function missingLine(shown: string, output: () => string, wait_ms: number): Promise<string | null> {
  const until = Date.now() + wait_ms
  for (;;) {
    const line = firstMissing(shown, output())
    if (line === null || Date.now() >= until) return line
    await sleep(50)
  }
}

function firstMissing(shown: string, output: string): string | null {
  const lines = output.split('\n').map(plain)
  let from = 0
  for (const line of shown.split('\n').filter((text) => text.trim() !== '' && text.trim() !== '...')) {
    const at = lines.indexOf(plain(line), from)
    if (at < 0) return line
    from = at + 1
  }
  return null
}

/** Without what differs each time: hashes (a page may write … for one), moments, numbers, made-up ids, the width of columns. */
function plain(line: string): string {
  return line
    .replace(/(?<=\brevision )…/g, '#')
    .replace(/\b[0-9a-f]{12,64}\b/g, '#')
    .replace(/\b[0-9A-Z]+\.\d+\.\d+\b/g, '#')
    .replace(/\d+/g, '0')
    .replace(/ +/g, ' ')
    .trim()
}
