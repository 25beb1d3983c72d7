// `labloop parse`: a message in words. The one thing to know: what is odd and readable is remarked on and does no harm; what
// cannot be read, or may be incomplete, gives exit code 1.
import { parseArgs } from 'node:util'
import { exitCodes } from '../../errors.ts'
import { Hl7Error } from '../../hl7/index.ts'
import type { Command, Io } from '../command.ts'
import { characterSet, fileBytes } from './line-options.ts'
import { errorWords, type InputWords, inputLines, readWords, remedyOf } from './message-words.ts'

const help = `labloop parse: show HL7 v2 messages in words

Usage: labloop parse [options] [FILE...]

FILE holds one message, several, a batch or a file of batches; - or nothing reads standard input. Each value is shown with
its place, the name of its field, and what its code means.

Options:
  --encoding NAME   the character set of messages without MSH-18, as in 8859/1 (UTF-8, or Latin-1 where it is not UTF-8)
  --json            one JSON object: {messages: [{type, controlId, rows: [{path, name, value, meaning}], ...}], problems}

Examples:
  labloop parse result.hl7
  labloop parse --json batch.hl7
  labloop parse --encoding 8859/1 < order.hl7

Exit codes: 0 read, 1 it cannot be read or a batch may be incomplete, 2 wrong words.
`

export const parse: Command = {
  name: 'parse',
  summary: 'show HL7 v2 messages in words',
  help,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, encoding: { type: 'string' } },
    })
    const encoding = characterSet(values.encoding)
    const files = positionals.length > 0 ? positionals : ['-']
    let code: number = exitCodes.done
    for (const file of files) {
      const bytes = file === '-' ? await io.stdin() : await fileBytes(file, io.cwd)
      const one = show({ file, several: files.length > 1 }, () => readWords(bytes, encoding), values.json, io)
      code = Math.max(code, one)
    }
    return code
  },
}

type Shown = { readonly file: string; readonly several: boolean }

/** Shows one input; an error of one file does not keep the others from being shown. */
function show({ file, several }: Shown, read: () => InputWords, json: boolean, io: Io): number {
  const name = file === '-' ? 'standard input' : file
  try {
    const words = read()
    if (json) io.stdout(`${JSON.stringify({ ...(several ? { file } : {}), ...words })}\n`)
    else io.stdout(`${several ? `${name}\n` : ''}${inputLines(words)}\n${several ? '\n' : ''}`)
    return words.problems.length > 0 ? exitCodes.wrong : exitCodes.done
  } catch (error) {
    if (!(error instanceof Hl7Error)) throw error
    if (json) io.stdout(`${JSON.stringify({ ...(several ? { file } : {}), error: errorWords(error) })}\n`)
    io.stderr(`labloop parse: ${name}: ${error.message}\n${remedyOf(error)} (${error.code})\n`)
    return exitCodes.wrong
  }
}
