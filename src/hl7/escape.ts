// Escape sequences, both ways (HL7 v2.5.1 §2.7). The one thing to know: what cannot be understood stays as it is, and
// unescapeText(escapeText(text)) is always the text.
import { Buffer } from 'node:buffer'
import { type Charset, charsetNamed, guessCharset } from './charset.ts'
import type { Delimiters } from './delimiters.ts'
import { Hl7Error } from './errors.ts'

/** One piece of an escaped text, for those who render it themselves. */
export type EscapePiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hex'; readonly bytes: string; readonly raw: string }
  /** \X00E0\ and the like: UTF-16, which some senders mean by it. */
  | { readonly kind: 'utf-16'; readonly text: string; readonly raw: string }
  | { readonly kind: 'highlight' | 'normal'; readonly raw: string }
  /** \.br\ and the other formatting commands of §2.7.6: `command` is br, sp, fi, nf, in, ti, sk or ce. */
  | { readonly kind: 'format'; readonly command: string; readonly amount: number | undefined; readonly raw: string }
  /** \Cxxyy\ and \Mxxyyzz\: an ISO 2022 switch to another single-byte or multi-byte set. */
  | { readonly kind: 'single-byte-set' | 'multi-byte-set'; readonly switch: string; readonly raw: string }
  | { readonly kind: 'local' | 'unknown'; readonly raw: string }

/** What an escaped text depends on. Without a charset (or with ASCII), \Xhh..\ is UTF-8 or else Latin-1. */
export type EscapeContext = Pick<Delimiters, 'field' | 'component' | 'repetition' | 'escape' | 'subcomponent'> & {
  readonly truncation?: string
}

/**
 * Text as it must stand in a field: delimiters become \F\ \S\ \T\ \R\ \E\ \P\, a line feed \.br\, other control
 * characters (a tab excepted) \Xhh\, so that no value can end a segment or an MLLP frame.
 * @throws Hl7Error hl7-no-delimiter where something must be escaped and there is no escape character
 */
export function escapeText(text: string, delimiters: EscapeContext): string {
  if (!needsEscape(text, delimiters)) return text
  let out = ''
  for (const character of text) out += escaped(character, delimiters)
  return out
}

// Which ASCII characters need an escape, for the delimiters that were used last: nearly always the same.
let table: Uint8Array = new Uint8Array(128)
let tableOf: EscapeContext | undefined

function needsEscape(text: string, delimiters: EscapeContext): boolean {
  if (tableOf !== delimiters) {
    table = escapeTable(delimiters)
    tableOf = delimiters
  }
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 128 && table[code] === 1) return true
  }
  return false
}

function escapeTable(delimiters: EscapeContext): Uint8Array {
  const { field, component, repetition, subcomponent, truncation = '' } = delimiters
  const made = new Uint8Array(128).fill(1, 0, 0x20)
  made[9] = 0
  for (const mark of [field, component, repetition, delimiters.escape, subcomponent, truncation]) {
    if (mark !== '') made[mark.charCodeAt(0)] = 1
  }
  return made
}

/** Whether a point separates or escapes here, so that \.br\ would be cut in two. */
function hasPoint({ field, component, repetition, escape: mark, subcomponent }: EscapeContext): boolean {
  return [field, component, repetition, mark, subcomponent].includes('.')
}

function escaped(character: string, delimiters: EscapeContext): string {
  const { escape: mark } = delimiters
  const wrap = (name: string) => {
    if (mark === '') throw new Hl7Error('hl7-no-delimiter', { allowed: 'an escape character as the third of MSH-2' })
    return mark + name + mark
  }
  switch (character) {
    case mark:
      return wrap('E')
    case delimiters.field:
      return wrap('F')
    case delimiters.component:
      return wrap('S')
    case delimiters.subcomponent:
      return wrap('T')
    case delimiters.repetition:
      return wrap('R')
    case delimiters.truncation:
      return wrap('P')
    case '\n':
      return wrap(hasPoint(delimiters) ? 'X0A' : '.br')
  }
  const code = character.charCodeAt(0)
  if (code >= 0x20 || code === 9) return character
  return wrap(`X${code.toString(16).toUpperCase().padStart(2, '0')}`)
}

/**
 * The text that an escaped one stands for. \.br\ and \.sp\ give line feeds, \H\ and \N\ nothing, \Xhh..\ the characters
 * of the charset; adjoining \X..\ are read together, and 00E0 and the like as UTF-16, which some senders mean by it.
 * \Z..\, switches to unknown sets and all that is unknown stay as they are.
 */
export function unescapeText(text: string, delimiters: EscapeContext, charset?: Charset): string {
  if (delimiters.escape === '' || !text.includes(delimiters.escape)) return text
  let out = ''
  let current = charset
  for (const piece of escapePieces(text, delimiters)) {
    if (piece.kind === 'single-byte-set') {
      const next = switchedSet(piece.switch)
      if (next) current = next
      else out += piece.raw
    } else out += pieceText(piece, current)
  }
  return out
}

/**
 * The pieces of an escaped byte text with their texts decoded. What follows a \Cxxyy\ is read in the set that it names,
 * and the sequence itself, being done, is left out; one that names an unknown set stays, and changes nothing.
 * @param charset the set at the beginning; `declared` the one that \X..\ is in, where it is said
 * @param decode how a run of bytes becomes text
 */
export function decodedPieces(
  bytes: string,
  delimiters: EscapeContext,
  { charset, declared }: { readonly charset: Charset; readonly declared: Charset | undefined },
  decode: (charset: Charset, bytes: string) => string,
): EscapePiece[] {
  let [current, hexadecimal] = [charset, declared]
  return escapePieces(bytes, delimiters).flatMap((piece): EscapePiece[] => {
    if (piece.kind === 'single-byte-set') {
      const next = switchedSet(piece.switch)
      if (!next) return [piece]
      current = hexadecimal = next
      return []
    }
    if (piece.kind === 'text') return [{ kind: 'text', text: decode(current, piece.text) }]
    const text = piece.kind === 'hex' && hexadecimal !== declared ? hexText(piece.bytes, hexadecimal) : undefined
    return [text === undefined ? piece : { kind: 'text', text }]
  })
}

/** What a piece means, as unescapeText() has it. */
export function pieceText(piece: EscapePiece, charset: Charset | undefined): string {
  switch (piece.kind) {
    case 'text':
    case 'utf-16':
      return piece.text
    case 'hex':
      return hexText(piece.bytes, charset) ?? piece.raw
    case 'highlight':
    case 'normal':
      return ''
    case 'format':
      return formatText(piece.command, piece.amount) ?? piece.raw
    default:
      return piece.raw
  }
}

/** The text of hexadecimal bytes; undefined where they mean nothing in the charset. */
export function hexText(bytes: string, charset: Charset | undefined): string | undefined {
  if (!charset || charset.name === 'ASCII') return guessCharset(bytes).decode(bytes)
  const text = charset.decode(bytes)
  return text.includes('\ufffd') ? undefined : text
}

function formatText(command: string, amount: number | undefined): string | undefined {
  const count = amount ?? 1
  switch (command) {
    case 'br':
    case 'ce':
      return '\n'
    case 'sp':
      return count <= 100 ? '\n'.repeat(count) : undefined
    case 'sk':
      return count <= 1000 ? ' '.repeat(count) : undefined
    default:
      return ''
  }
}

// The ISO 2022 final bytes that name a set which is read here: ( B is ASCII in G0, - A to - M are 8859 parts in G1.
const finals: Record<string, string> = { '2842': 'ASCII', '2D41': '8859/1', '2D42': '8859/2', '2D43': '8859/3' }
Object.assign(finals, { '2D44': '8859/4', '2D4C': '8859/5', '2D47': '8859/6', '2D46': '8859/7', '2D48': '8859/8' })
Object.assign(finals, { '2D4D': '8859/9', '2D62': '8859/15' })

function switchedSet(hex: string): Charset | undefined {
  const name = finals[hex.toUpperCase()]
  return name === undefined ? undefined : charsetNamed(name)
}

/** The pieces of an escaped text in order; adjoining text and adjoining hexadecimal pieces are joined. */
export function escapePieces(text: string, delimiters: EscapeContext): EscapePiece[] {
  const mark = delimiters.escape
  const pieces: EscapePiece[] = []
  let plain = ''
  const flush = () => {
    if (plain !== '') pieces.push({ kind: 'text', text: plain })
    plain = ''
  }
  let at = 0
  for (;;) {
    const open = mark === '' ? -1 : text.indexOf(mark, at)
    const close = open < 0 ? -1 : text.indexOf(mark, open + 1)
    if (close < 0) break
    plain += text.slice(at, open)
    const piece = pieceOf(text.slice(open + 1, close), text.slice(open, close + 1), delimiters)
    // The mark that closes what is no sequence may open one: C:\data\T\x holds a \T\.
    at = piece.kind === 'unknown' ? close : close + 1
    if (piece.kind === 'text') plain += piece.text
    else if (piece.kind === 'unknown') plain += text.slice(open, close)
    else {
      flush()
      add(pieces, piece)
    }
  }
  plain += text.slice(at)
  flush()
  return pieces
}

/** Bytes of one character may be spread over adjoining sequences. */
function add(pieces: EscapePiece[], piece: EscapePiece): void {
  const last = pieces.at(-1)
  if (piece.kind !== 'hex' || last?.kind !== 'hex') pieces.push(piece)
  else pieces[pieces.length - 1] = { kind: 'hex', bytes: last.bytes + piece.bytes, raw: last.raw + piece.raw }
}

function pieceOf(body: string, raw: string, delimiters: EscapeContext): EscapePiece {
  switch (body) {
    case 'F':
      return { kind: 'text', text: delimiters.field }
    case 'S':
      return named(delimiters.component, raw)
    case 'T':
      return named(delimiters.subcomponent, raw)
    case 'R':
      return named(delimiters.repetition, raw)
    case 'E':
      return { kind: 'text', text: delimiters.escape }
    case 'P':
      return { kind: 'text', text: delimiters.truncation || '#' }
    case 'H':
      return { kind: 'highlight', raw }
    case 'N':
      return { kind: 'normal', raw }
  }
  return longPiece(body, raw)
}

/** A delimiter that MSH-2 leaves out cannot be meant. */
function named(delimiter: string, raw: string): EscapePiece {
  return delimiter === '' ? { kind: 'unknown', raw } : { kind: 'text', text: delimiter }
}

function longPiece(body: string, raw: string): EscapePiece {
  const rest = body.slice(1)
  switch (body.charAt(0)) {
    case 'X':
      if (!/^(?:[0-9A-Fa-f]{2})+$/.test(rest)) break
      return hexPiece(Buffer.from(rest, 'hex').toString('latin1'), raw)
    case 'C':
      if (!/^[0-9A-Fa-f]{4}$/.test(rest)) break
      return { kind: 'single-byte-set', switch: rest, raw }
    case 'M':
      if (!/^[0-9A-Fa-f]{4}(?:[0-9A-Fa-f]{2})?$/.test(rest)) break
      return { kind: 'multi-byte-set', switch: rest, raw }
    case 'Z':
      if (!/^[!-~]{1,40}$/.test(rest)) break
      return { kind: 'local', raw }
    case '.':
      return formatPiece(rest, raw)
  }
  return { kind: 'unknown', raw }
}

/** \X00E0\ in an 8859/1 message means one character, and no HL7 text holds a NUL: such pairs are UTF-16. */
function hexPiece(bytes: string, raw: string): EscapePiece {
  if (bytes.length % 2 !== 0 || bytes.charCodeAt(0) !== 0) return { kind: 'hex', bytes, raw }
  let text = ''
  for (let index = 0; index < bytes.length; index += 2) {
    text += String.fromCharCode(bytes.charCodeAt(index) * 256 + bytes.charCodeAt(index + 1))
  }
  return text.isWellFormed() && !text.includes('\0') ? { kind: 'utf-16', text, raw } : { kind: 'hex', bytes, raw }
}

function formatPiece(rest: string, raw: string): EscapePiece {
  const match = /^(br|fi|nf|ce|sp|in|ti|sk)\s?([+-]?\d{1,4})?$/.exec(rest)
  if (!match) return { kind: 'unknown', raw }
  const amount = match[2] === undefined ? undefined : Number(match[2])
  if (amount !== undefined && amount < 0 && (match[1] === 'sp' || match[1] === 'sk')) return { kind: 'unknown', raw }
  return { kind: 'format', command: match[1]!, amount, raw }
}
