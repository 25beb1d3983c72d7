// `labloop send`: sends messages over MLLP and says what was answered, in words. The one thing to know: it waits for the
// answer that names the message; an answer that names another is shown and not counted.
import { parseArgs } from 'node:util'
import { systemClock } from '../../adapters/clock/clock.ts'
import { systemRandom } from '../../adapters/clock/random.ts'
import { mllpNetwork } from '../../adapters/mllp/network.ts'
import type { Connection, Endpoint, Line } from '../../engine/ports/network.ts'
import { exitCodes, LabloopError } from '../../errors.ts'
import { get, Hl7Error, messages, parse, parseMessage, peek, set, write } from '../../hl7/index.ts'
import type { Command, Io } from '../command.ts'
import { answerLine, type Told, tellAnswer } from './answer-words.ts'
import { address, fileBytes, tlsOf, wholeNumber } from './line-options.ts'
import { largestFile_bytes, remedyOf, visible } from './message-words.ts'

const help = `labloop send: send messages over MLLP and show what is answered

Usage: labloop send --to HOST:PORT [options] FILE...

FILE holds one message, several, or a batch; - reads standard input. Each message is sent as it is, byte for byte, one
after the other, and the answer that names it is waited for.

Options:
  --to HOST:PORT           where to
  --count N                send everything N times, from the second time under new control ids
  --raw                    send each file as one message, even where it is none
  --timeout SECONDS        how long to wait for an answer (10)
  --tls                    connect with TLS
  --ca FILE                PEM of the authority that signed the server's certificate
  --cert FILE --key FILE   PEM of our own certificate, where the server asks for one
  --server-name NAME       the name in the server's certificate, where it differs from HOST
  --json                   one JSON object at the end instead of lines

Examples:
  labloop send --to 127.0.0.1:7071 order.hl7
  labloop send --to lab.example.org:2575 --tls --ca lab-ca.pem result-1.hl7 result-2.hl7
  labloop send --to lab.example.org:2575 --tls --ca lab-ca.pem --cert ehr.pem --key ehr.key.pem order.hl7
  cat batch.hl7 | labloop send --to 127.0.0.1:7072 --json -

Exit codes: 0 everything was accepted, 1 something was refused, 2 wrong words, 3 no connection or no answer.
`

type Settings = { readonly endpoint: Endpoint; readonly timeout_ms: number; readonly json: boolean }

/** A message to send: the bytes, and what must come back. */
type Item = {
  readonly file: string
  readonly controlId: string
  readonly bytes: Uint8Array
  readonly awaits: readonly Told['kind'][]
}

type Result = 'accepted' | 'refused' | 'no answer' | 'no answer asked for'
type Sent = {
  readonly file: string
  readonly controlId: string
  readonly result: Result
  readonly answers: readonly Told[]
  /** Answers that name another message. */
  readonly foreign: readonly Told[]
  readonly took_ms: number
}

export const send: Command = {
  name: 'send',
  summary: 'send messages over MLLP and show what is answered',
  help,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        to: { type: 'string' },
        count: { type: 'string' },
        raw: { type: 'boolean', default: false },
        timeout: { type: 'string' },
        tls: { type: 'boolean', default: false },
        ca: { type: 'string' },
        cert: { type: 'string' },
        key: { type: 'string' },
        'server-name': { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    const tls = await tlsOf(values, io.cwd)
    const endpoint = { ...address('--to', values.to), maxMessage_bytes: 64 * 1024 * 1024, idle_ms: 0, ...tls }
    const timeout_ms = wholeNumber('--timeout', values.timeout, 10) * 1000
    const count = wholeNumber('--count', values.count, 1)
    const items = await readItems(positionals, values.raw, io)
    return sendAll(repeated(items, count), { endpoint, timeout_ms, json: values.json }, io)
  },
}

async function readItems(files: readonly string[], raw: boolean, io: Io): Promise<readonly Item[]> {
  if (files.length === 0) {
    throw new LabloopError('usage', {
      place: 'FILE',
      given: 'nothing',
      allowed: 'names of files, or - for standard input',
    })
  }
  const items: Item[] = []
  for (const file of files) {
    const bytes = file === '-' ? await io.stdin() : await fileBytes(file, io.cwd)
    const parts = raw ? [bytes] : messagesOf(file, bytes)
    items.push(...parts.map((part) => itemOf(file, part)))
  }
  return items
}

/** The messages of a file. Throws what the codec says, with the name of the file. */
function messagesOf(file: string, bytes: Uint8Array): readonly Uint8Array[] {
  try {
    return messages(parse(bytes, { maxSize_bytes: largestFile_bytes })).map((message) => write(message))
  } catch (error) {
    if (!(error instanceof Hl7Error)) throw error
    const name = file === '-' ? 'standard input' : file
    const { code, message } = error
    throw Object.assign(new Error(`${name}: ${message}`, { cause: error }), { code, remedy: remedyOf(error) })
  }
}

function itemOf(file: string, bytes: Uint8Array): Item {
  const { controlId, acceptAcknowledgment: accept, applicationAcknowledgment: application } = peek(bytes)
  const awaited = (wish: string) => wish === 'AL' || wish === 'SU'
  const awaits: Told['kind'][] = []
  if (awaited(accept)) awaits.push('commit')
  if (awaited(application) || (accept === '' && application === '')) awaits.push('application')
  return { file, controlId, bytes, awaits }
}

/** The items so many times; each time after the first under control ids with a number behind. */
function* repeated(items: readonly Item[], count: number): Generator<Item> {
  yield* items
  for (let time = 2; time <= count; time++) {
    for (const item of items) {
      const message = parseMessage(item.bytes)
      yield itemOf(item.file, write(set(message, 'MSH-10', `${get(message, 'MSH-10') ?? ''}-${time}`)))
    }
  }
}

/** Sends one after the other, until the end or until the line fails. */
async function sendAll(items: Iterable<Item>, settings: Settings, io: Io): Promise<number> {
  const all: Sent[] = []
  let failure = ''
  const line = new Sender(settings)
  try {
    for (const item of items) {
      const sent = await line.exchange(item)
      if (sent) all.push(sent)
      if (sent && !settings.json) io.stdout(`${lineOf(sent)}\n`)
      // A line that breaks after the last answer has done its work.
      if (sent && sent.result !== 'no answer') continue
      failure = line.broken
      if (failure !== '') break
    }
  } finally {
    line.close()
  }
  const silent = all.some(({ result }) => result === 'no answer')
  if (failure !== '') io.stderr(`labloop send: ${failure}\n${remedyFor(failure)}\n`)
  if (settings.json) io.stdout(`${JSON.stringify(summary(all, failure))}\n`)
  else if (all.length > 1) io.stdout(`${sumLine(all)}\n`)
  if (failure !== '' || silent) return exitCodes.unavailable
  return all.some(({ result }) => result === 'refused') ? exitCodes.wrong : exitCodes.done
}

/** What to do about a line that cannot be used. */
function remedyFor(failure: string): string {
  if (/ENOTFOUND|EAI_AGAIN/.test(failure)) return 'Correct the name of the host in --to, or give its address.'
  if (/ECONNREFUSED/.test(failure)) return 'See that the receiver is up and listens on this port, or correct --to.'
  return 'See that the receiver is up, that --to and --tls are as it expects them, and that no firewall stands between.'
}

function lineOf({ file, controlId, result, answers, foreign, took_ms }: Sent): string {
  const said = answers.map(answerLine).join('; ')
  const others = foreign.map((told) => `; not for this message: ${told.code} for ${told.controlId || 'no message'}`)
  return visible(`${file} ${controlId || '(no control id)'}: ${said || result}${others.join('')} (${took_ms} ms)`)
}

function counts(all: readonly Sent[]) {
  const of = (result: Result) => all.filter((sent) => sent.result === result).length
  return { sent: all.length, accepted: of('accepted'), refused: of('refused'), unanswered: of('no answer') }
}

function sumLine(all: readonly Sent[]): string {
  const { sent, accepted, refused, unanswered } = counts(all)
  return `${sent} sent: ${accepted} accepted, ${refused} refused, ${unanswered} without an answer`
}

function summary(all: readonly Sent[], error: string) {
  return { ...counts(all), messages: all, ...(error === '' ? {} : { error }) }
}

/** What is going on with the message on the line. */
type Waiting = { readonly item: Item; readonly answers: Told[]; readonly foreign: Told[]; done(): void }

/** One line, one message at a time. */
class Sender {
  readonly #line: Line
  readonly #timeout_ms: number
  readonly #opened = Promise.withResolvers<Connection>()
  #waiting: Waiting | null = null
  /** Why the line can be used no more; empty while it can. */
  broken = ''

  constructor({ endpoint, timeout_ms }: Settings) {
    this.#timeout_ms = timeout_ms
    const place = `${endpoint.host}:${endpoint.port}`
    const broke = (why: string) => {
      this.broken ||= why.includes(place) ? why : `${place}: ${why}`
      this.#opened.reject(new Error(this.broken))
      this.#waiting?.done()
    }
    this.#opened.promise.catch(() => {})
    this.#line = mllpNetwork(systemClock(), systemRandom()).connect(
      { ...endpoint, backoff_ms: [60_000, 60_000] },
      {
        onOpen: (connection) => this.#opened.resolve(connection),
        onMessage: (_, bytes) => this.#heard(bytes),
        onTrouble: (_, { code, text }) => {
          if (code !== 'garbage-between-frames') broke(text)
        },
        onClose: () => broke('the other side closed the connection.'),
      },
    )
  }

  /** Sends and waits; null where it could not even be sent. */
  async exchange(item: Item): Promise<Sent | null> {
    const connection = await within(this.#opened.promise, this.#timeout_ms)
    if (!connection || this.broken !== '') {
      this.broken ||= 'the connection was not made in time.'
      return null
    }
    const began = performance.now()
    const ended = Promise.withResolvers<void>()
    const waiting: Waiting = { item, answers: [], foreign: [], done: ended.resolve }
    this.#waiting = waiting
    connection.send(item.bytes)
    if (item.awaits.length > 0) await within(ended.promise, this.#timeout_ms)
    this.#waiting = null
    const { file, controlId } = item
    const { answers, foreign } = waiting
    const took_ms = Math.round(performance.now() - began)
    return { file, controlId, result: resultOf(waiting), answers, foreign, took_ms }
  }

  close(): void {
    this.#line.close()
  }

  #heard(bytes: Uint8Array): void {
    const waiting = this.#waiting
    const told = answerIn(bytes)
    // An answer that names no message can only be meant for one that named none.
    if (!waiting || !told) return
    if (told.controlId !== waiting.item.controlId) {
      waiting.foreign.push(told)
      return
    }
    waiting.answers.push(told)
    if (isComplete(waiting)) waiting.done()
  }
}

function answerIn(bytes: Uint8Array): Told | null {
  try {
    return tellAnswer(parseMessage(bytes))
  } catch {
    return null
  }
}

function isComplete({ item, answers }: Waiting): boolean {
  if (answers.some(({ positive }) => !positive)) return true
  return item.awaits.every((kind) => answers.some((answer) => answer.kind === kind))
}

function resultOf(waiting: Waiting): Result {
  const { item, answers } = waiting
  if (answers.some(({ positive }) => !positive)) return 'refused'
  if (item.awaits.length === 0) return 'no answer asked for'
  return isComplete(waiting) ? 'accepted' : 'no answer'
}

/** What a promise gives in time; undefined where it is late or fails. */
async function within<T>(promise: Promise<T>, limit_ms: number): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => late.resolve(undefined), limit_ms)
  try {
    return await Promise.race([promise, late.promise])
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}
