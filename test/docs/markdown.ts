// Reads the project's Markdown as the tests of the documents need it: fenced blocks, links, and the parts that are made from
// the code. The one thing to know: it knows the few forms that our documents use, and no more of Markdown.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

export const root = dirname(dirname(import.meta.dirname))

/** A fenced block. `marks` are the comments right before it, as in `<!-- test: stop -->`. */
export type Block = {
  readonly language: string
  readonly text: string
  /** Of its first line, from 1. */
  readonly line: number
  readonly marks: readonly string[]
}

export type Document = { readonly path: string; readonly text: string }

export function readDocument(path: string): Document {
  return { path, text: readFileSync(join(root, path), 'utf8') }
}

/** Every document of the project, by its path from the root. */
export function documents(): readonly Document[] {
  const below = (folder: string): string[] =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  return ['README.md', 'CHANGELOG.md', ...below('docs').sort(), ...below('examples').sort()].map(readDocument)
}

/** The fenced blocks of a document, in order. */
export function blocks({ text }: Document): readonly Block[] {
  const found: Block[] = []
  let open: { language: string; lines: string[]; line: number; marks: string[] } | null = null
  let marks: string[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^```(\w*)/.exec(line)
    if (open && fence) {
      found.push({ language: open.language, text: open.lines.join('\n'), line: open.line, marks: open.marks })
      open = null
      marks = []
    } else if (open) open.lines.push(line)
    else if (fence) open = { language: fence[1]!, lines: [], line: index + 2, marks }
    else {
      const mark = /^<!-- test: (.*) -->$/.exec(line)?.[1]
      if (mark) marks.push(mark)
      else if (line.trim() !== '') marks = []
    }
  }
  return found
}

/** The prose of a document: without fenced blocks. */
export function prose({ text }: Document): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '')
}

/** Relative links and images, as written. */
export function relativeLinks(document: Document): readonly string[] {
  return [...prose(document).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target))
}

/** The anchors of a document's headings, as the readers of Markdown on the web make them. */
export function anchors(document: Document): ReadonlySet<string> {
  const headings = prose(document).matchAll(/^#+ (.*)$/gm)
  return new Set([...headings].map(([, title]) => anchorOf(title!)))
}

function anchorOf(title: string): string {
  const plain = title.replace(/`|\*|\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
  return plain.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')
}

/** Words in backticks that look like files of the project. */
export function namedFiles(document: Document): readonly string[] {
  const words = [...prose(document).matchAll(/`([^`\n]+)`/g)].map(([, word]) => word!)
  return words.filter((word) => /^\.?(src|test|scripts|docs|examples|sql|bin|\.ci)\/[\w./-]*$/.test(word))
}

/** Whether a path from the root is there. */
export function isThere(path: string): boolean {
  return existsSync(join(root, path))
}

/** Puts `content` between `<!-- made: name -->` and `<!-- end -->`, for each name. */
export function withMade(text: string, content: ReadonlyMap<string, string>): string {
  return text.replace(/(<!-- made: ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g, (_, begin, name, end) => {
    const made = content.get(name)
    if (made === undefined) throw new Error(`nothing makes "${name}"`)
    return `${begin}${made}\n${end}`
  })
}
