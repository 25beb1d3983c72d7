// Reads the source of a step's file as far as the checks need it: what it imports, what it exports, what it reaches for.
// The one thing to know: this is a reader's aid for people who review steps, not a fence; a step is trusted code.
import type { Position } from './problem.ts'

export type StepImport = {
  readonly specifier: string
  /** `import type`, which is gone when the code runs. */
  readonly isType: boolean
  readonly at: Position
  /** Where the specifier stands in the text, without its quotes. */
  readonly from: number
  readonly to: number
}

export type StepExport = {
  readonly name: string
  readonly isTyped: boolean
  readonly isAsync: boolean
  readonly at: Position
}

export type StepSource = {
  readonly imports: readonly StepImport[]
  readonly exports: readonly StepExport[]
  /** Names that reach for the machine, with their places. */
  readonly reaches: readonly { readonly name: string; readonly at: Position }[]
}

/** Reads a file. Never throws: what is no TypeScript is found when it is loaded. */
export function readStepSource(text: string): StepSource {
  const code = withoutTexts(text)
  return { imports: importsIn(text, code), exports: exportsIn(code), reaches: reachesIn(code) }
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n') }
}

/** The text of the same length with comments and the insides of strings blanked, so that words in them do not count. */
function withoutTexts(text: string): string {
  // Open braces of each `${` that the scan is in: at 0 the next closing one leads back into the template.
  const templates: number[] = []
  let code = ''
  let at = 0
  while (at < text.length) {
    const inTemplate = text[at] === '}' && templates.at(-1) === 0
    if (inTemplate) templates.pop()
    const end = inTemplate ? endOfTemplate(text, at) : endOfText(text, at, code)
    if (end === at) {
      countBrace(templates, text[at]!)
      code += text[at++]
      continue
    }
    const piece = text.slice(at, end)
    if ((inTemplate || piece[0] === '`') && piece.endsWith('${')) templates.push(0)
    code += blanked(piece)
    at = end
  }
  return code
}

function countBrace(templates: number[], character: string): void {
  const last = templates.length - 1
  if (last < 0) return
  if (character === '{') templates[last]!++
  if (character === '}') templates[last]!--
}

/** Blanks in place of what a piece says; the quotes of a string stay. */
function blanked(piece: string): string {
  const blank = piece.replace(/[^\n]/g, ' ')
  return /^['"]/.test(piece) ? piece[0] + blank.slice(1, -1) + piece.at(-1) : blank
}

/** Where the comment, string or regular expression that begins here ends; `at` itself where none begins. */
function endOfText(text: string, at: number, before: string): number {
  const two = text.slice(at, at + 2)
  if (two === '//') return endAt(text, text.indexOf('\n', at))
  if (two === '/*') return endAt(text, text.indexOf('*/', at + 2), 2)
  const first = text[at]!
  if (first === "'" || first === '"') return endOfString(text, at, first)
  if (first === '`') return endOfTemplate(text, at)
  if (first === '/' && beginsExpression(before)) return endOfExpression(text, at)
  return at
}

function endAt(text: string, found: number, more = 0): number {
  return found < 0 ? text.length : found + more
}

function endOfString(text: string, at: number, quote: string): number {
  let end = at + 1
  while (end < text.length && text[end] !== quote && text[end] !== '\n') end += text[end] === '\\' ? 2 : 1
  return Math.min(end + 1, text.length)
}

/** Up to the closing backtick, or to `${`, behind which is code again. */
function endOfTemplate(text: string, at: number): number {
  let end = at + 1
  while (end < text.length && text[end] !== '`' && text.slice(end, end + 2) !== '${') end += text[end] === '\\' ? 2 : 1
  return Math.min(text[end] === '`' ? end + 1 : end + 2, text.length)
}

/** A slash divides behind a value, and begins a regular expression anywhere else. */
function beginsExpression(before: string): boolean {
  const last = before.slice(-200).trimEnd()
  return last === '' || /[(,=:[!&|?{};+\-*%~^<>]$|\b(return|typeof|case|in|of)$/.test(last)
}

function endOfExpression(text: string, at: number): number {
  let isClass = false
  for (let end = at + 1; end < text.length && text[end] !== '\n'; end++) {
    if (text[end] === '\\') end++
    else if (text[end] === '[') isClass = true
    else if (text[end] === ']') isClass = false
    else if (text[end] === '/' && !isClass) return end + 1
  }
  return at
}

function importsIn(text: string, code: string): StepImport[] {
  const pattern = /\b(import|export)\b(\s+type\b)?([^'"`;=()]*?)(?:\bfrom\s*)?(['"])/g
  return [...code.matchAll(pattern)].flatMap((match) => {
    const [whole, keyword, type, between = ''] = match
    if (keyword === 'export' && !/\bfrom\s*['"]$/.test(whole)) return []
    const from = match.index + whole.length
    const to = text.indexOf(text[from - 1]!, from)
    const names = between.replace(/[{}\s]/g, '')
    const isType = type !== undefined || (names !== '' && between.trim().startsWith('{') && onlyTypes(between))
    return [{ specifier: text.slice(from, to), isType, at: positionOf(text, from - 1), from, to }]
  })
}

/** `{ type A, type B }` */
function onlyTypes(between: string): boolean {
  return between
    .replace(/[{}]/g, '')
    .replace(/\bfrom\b/, '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
    .every((name) => name.startsWith('type '))
}

function exportsIn(code: string): StepExport[] {
  const constants = [...code.matchAll(/\bexport\s+(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*(:?)([^\n]*)/g)].map(
    (match) => ({
      name: match[1]!,
      isTyped: match[2] === ':',
      isAsync: /=\s*async\b/.test(match[3] ?? ''),
      at: positionOf(code, match.index),
    }),
  )
  const functions = [
    ...code.matchAll(/\bexport\s+(async\s+)?function\s*(\*?)\s*([A-Za-z_$][\w$]*)\s*\(([^)]*)\)/g),
  ].map((match) => ({
    name: match[3]!,
    isTyped: (match[4] ?? '')
      .split(',')
      .filter((parameter) => parameter.trim() !== '')
      .every((parameter) => parameter.includes(':')),
    isAsync: match[1] !== undefined || match[2] === '*',
    at: positionOf(code, match.index),
  }))
  return [...constants, ...functions]
}

const reaching =
  /\b(?:Date\.now|new\s+Date\s*\(\s*\)|performance\.|Math\.random|setTimeout|setInterval|setImmediate|queueMicrotask|fetch|XMLHttpRequest|WebSocket|process|globalThis|console|require|eval|Function|crypto|Worker|Atomics|import\s*\()/g

function reachesIn(code: string): { name: string; at: Position }[] {
  return [...code.matchAll(reaching)]
    .filter((match) => !/[.\w$]$/.test(code.slice(0, match.index)) && !isKey(code, match.index + match[0].length))
    .map((match) => ({
      name: match[0].replace(/\s+/g, ' ').replace(/[.(]\s*$/, ''),
      at: positionOf(code, match.index),
    }))
}

/** `{ process: 1 }` and a parameter of that name are no reach. */
function isKey(code: string, end: number): boolean {
  return /^\s*\??:/.test(code.slice(end, end + 10)) || /^\w/.test(code.slice(end, end + 1))
}
