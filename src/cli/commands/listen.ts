// `labloop listen`: takes messages over MLLP, answers them as it is told, and shows or saves them. The one thing to know: with
// --save a message is in its file before it is acknowledged; where it cannot be written it is rejected.
import { access, constants, mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../../adapters/clock/clock.ts'
import { systemRandom } from '../../adapters/clock/random.ts'
import { mllpNetwork } from '../../adapters/mllp/network.ts'
import type { Connection, Endpoint } from '../../engine/ports/network.ts'
import { exitCodes, LabloopError } from '../../errors.ts'
import { type AcknowledgmentCode, acknowledge, type Header, Hl7Error, parseMessage, peek } from '../../hl7/index.ts'
import type { Command, Io } from '../command.ts'
import { oneOf, tlsOf, wholeNumber } from './line-options.ts'
import { jsonOf, linesOf, visible } from './message-words.ts'

const help = `labloop listen: take messages over MLLP, answer them, and show them in words or save them

Usage: labloop listen --port N [options]

Options:
  --port N                 where to listen; 0 takes a free port and prints it
  --host ADDRESS           the address to listen on (127.0.0.1: this machine only)
  --answer AA|AE|AR|none   what to answer (AA); in enhanced mode CA, CE or CR for the commit acknowledgement
  --save FOLDER            write each message to a file of its own instead of showing it
  --count N, --once        stop after N messages, after one
  --tls                    TLS, with --cert FILE and --key FILE, and --ca FILE to demand a certificate of the peer
  --json                   one JSON object a message

Examples:
  labloop listen --port 2575
  labloop listen --port 2575 --save inbox --count 100
  labloop listen --port 2575 --answer AE --once

Stops on Ctrl-C. Exit codes: 0 done, 2 wrong words, 3 the port cannot be used.
`

type Settings = {
  readonly answer: 'AA' | 'AE' | 'AR' | 'none'
  readonly folder: string | undefined
  readonly json: boolean
  readonly most: number
}

export const listen: Command = {
  name: 'listen',
  summary: 'take messages over MLLP, answer them, show or save them',
  help,
  async run(args, io) {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: 'string' },
        host: { type: 'string', default: '127.0.0.1' },
        answer: { type: 'string' },
        save: { type: 'string' },
        count: { type: 'string' },
        once: { type: 'boolean', default: false },
        tls: { type: 'boolean', default: false },
        ca: { type: 'string' },
        cert: { type: 'string' },
        key: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    if (values.port === undefined) {
      throw new LabloopError('usage', {
        place: '--port',
        given: 'nothing',
        allowed: 'a port from 1 to 65535, or 0 for any free one',
      })
    }
    const port = wholeNumber('--port', values.port, 0, 0, 65_535)
    if (values.tls && values.cert === undefined) {
      throw new LabloopError('usage', {
        place: '--tls',
        given: 'no certificate',
        allowed: '--tls --cert FILE --key FILE',
      })
    }
    const tls = await tlsOf(values, io.cwd)
    const folder = values.save === undefined ? undefined : await folderFor(resolve(io.cwd, values.save))
    const settings: Settings = {
      answer: oneOf('--answer', values.answer, ['AA', 'AE', 'AR', 'none']),
      folder,
      json: values.json,
      most: values.once ? 1 : wholeNumber('--count', values.count, Number.POSITIVE_INFINITY),
    }
    return serve({ host: values.host, port, maxMessage_bytes: 64 * 1024 * 1024, idle_ms: 0, ...tls }, settings, io)
  },
}

async function folderFor(path: string): Promise<string> {
  try {
    // Messages name patients: the folder and its files are for this user only.
    await mkdir(path, { recursive: true, mode: 0o700 })
    await access(path, constants.W_OK | constants.X_OK)
    return path
  } catch (error) {
    throw new LabloopError('usage', { given: path, remedy: 'Name a folder that this user may write to.', cause: error })
  }
}

async function serve(endpoint: Endpoint, settings: Settings, io: Io): Promise<number> {
  const enough = Promise.withResolvers<void>()
  const receiver = new Receiver(settings, io, enough.resolve)
  const listener = await mllpNetwork(systemClock(), systemRandom()).listen(endpoint, {
    onMessage: (connection, bytes) => receiver.take(connection, bytes),
    onTrouble: (connection, { text }) => io.stderr(`labloop listen: ${connection?.peer ?? 'a peer'}: ${text}\n`),
  })
  io.stderr(`listening on ${listener.host}:${listener.port}\n`)
  // Whom nobody reads must not go on acknowledging.
  await Promise.race([enough.promise, io.stopped, io.unread])
  await receiver.finished
  await listener.close(1000)
  return exitCodes.done
}

/** Takes messages one after the other, so that they are shown, saved and answered in the order in which they came. */
class Receiver {
  /** Resolves when everything that was taken so far is answered. */
  finished: Promise<void> = Promise.resolve()
  readonly #settings: Settings
  readonly #io: Io
  readonly #enough: () => void
  readonly #run = systemRandom().token(8)
  #taken = 0
  #answered = 0

  constructor(settings: Settings, io: Io, enough: () => void) {
    this.#settings = settings
    this.#io = io
    this.#enough = enough
  }

  take(connection: Connection, bytes: Uint8Array): void {
    if (this.#taken >= this.#settings.most) return
    const nth = ++this.#taken
    this.finished = this.finished.then(() => this.#work(connection, bytes, nth))
    if (nth === this.#settings.most) void this.finished.then(this.#enough)
  }

  async #work(connection: Connection, bytes: Uint8Array, nth: number): Promise<void> {
    const header = peek(bytes)
    const problem = await this.#keep(connection, bytes, header, nth)
    for (const answer of answersTo(header, problem, this.#settings.answer, () => this.#nextId()))
      connection.send(answer)
  }

  #nextId(): string {
    return `${this.#run}${String(++this.#answered).padStart(6, '0')}`
  }

  /** Shows or saves it. The code and words of what is wrong, or null. */
  async #keep(connection: Connection, bytes: Uint8Array, header: Header, nth: number): Promise<Problem | null> {
    const { folder, json } = this.#settings
    const problem = problemOf(bytes)
    try {
      const file = folder === undefined ? undefined : await save(folder, header, bytes, nth)
      const context = {
        peer: connection.peer,
        receivedAt: new Date().toISOString(),
        size_bytes: bytes.length,
        ...(file === undefined ? {} : { file }),
      }
      if (json) this.#io.stdout(`${JSON.stringify({ ...context, ...jsonOf(bytes) })}\n`)
      else
        this.#io.stdout(
          file === undefined
            ? `${heading(context, header)}\n${linesOf(bytes)}\n`
            : `${heading(context, header)} in ${file}\n`,
        )
      return problem
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
      this.#io.stderr(`labloop listen: message ${nth} is rejected, it cannot be written (${code})\n`)
      return { code: 'AR', error: { code: '207', text: 'The message cannot be kept now. Send it again later.' } }
    }
  }
}

type Problem = {
  readonly code: 'AE' | 'AR'
  readonly error: { readonly code: string; readonly text: string; readonly segment?: string; readonly field?: number }
}

function problemOf(bytes: Uint8Array): Problem | null {
  try {
    parseMessage(bytes)
    return null
  } catch (error) {
    if (!(error instanceof Hl7Error)) throw error
    const { segment, field } = error
    const place = { ...(segment === undefined ? {} : { segment }), ...(field === undefined ? {} : { field }) }
    return { code: 'AR', error: { code: '207', text: error.message, ...place } }
  }
}

/** What goes back: by MSH-15 and MSH-16 in enhanced mode, else one answer. (HL7 v2.5.1 §2.9.2, §2.9.3, table 0155) */
function answersTo(
  header: Header,
  problem: Problem | null,
  asked: Settings['answer'],
  nextId: () => string,
): Uint8Array[] {
  if (asked === 'none' && !problem) return []
  const code = problem?.code ?? (asked === 'none' ? 'AR' : asked)
  const { acceptAcknowledgment: accept, applicationAcknowledgment: application } = header
  const isNegative = code !== 'AA'
  const wanted = (wish: string) => wish === 'AL' || wish === (isNegative ? 'ER' : 'SU')
  const codes: AcknowledgmentCode[] = []
  if (accept === '' && application === '') codes.push(code)
  if (wanted(accept)) codes.push(`C${code.charAt(1)}` as AcknowledgmentCode)
  if (wanted(application) && !(isNegative && codes.length > 0)) codes.push(code)
  const error =
    problem?.error ?? (isNegative ? { code: '207', text: 'Answered so because it was asked for.' } : undefined)
  return codes.map((each) =>
    acknowledge(header, {
      code: each,
      controlId: nextId(),
      time: Date.now(),
      ...(error ? { error } : {}),
    }),
  )
}

async function save(folder: string, header: Header, bytes: Uint8Array, nth: number): Promise<string> {
  const safe = (text: string) => text.replace(/[^\w.-]/g, '_').slice(0, 40)
  const type = [header.messageCode, header.triggerEvent].filter(Boolean).join('_') || 'unreadable'
  const time = new Date().toISOString().replace(/[-:]/g, '')
  const path = join(folder, `${time}-${String(nth).padStart(6, '0')}-${safe(type)}-${safe(header.controlId)}.hl7`)
  await writeFile(path, bytes, { flag: 'wx', mode: 0o600, flush: true })
  return path
}

function heading(
  { peer, receivedAt, size_bytes }: { peer: string; receivedAt: string; size_bytes: number },
  header: Header,
): string {
  const type = [header.messageCode, header.triggerEvent].filter(Boolean).join('^') || 'unreadable'
  return visible(`${receivedAt} ${type} ${header.controlId} from ${peer}, ${size_bytes} bytes`)
}
