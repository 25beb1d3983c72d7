// Where the commands reach a running Labloop: a small HTTP service on the loopback that takes what people ask of the engine.
// The one thing to know: it answers only who knows the secret, which lies in a file of this user alone (src/cli/control-file.ts),
// and never a web page.
import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import type { Command, CommandResult } from '../engine/command.ts'
import type { ExceptionView } from './contract.ts'
import { isOwnHost } from './guard.ts'

/** What runs here, and what can be switched. */
export type ControlState = {
  readonly site: string
  readonly acting: boolean
  readonly flows: readonly string[]
  readonly destinations: readonly string[]
}

/** A held delivery as people need it to decide. Times in milliseconds. */
export type HeldView = {
  readonly id: number
  readonly flow: string
  readonly destination: string
  readonly messageId: number
  readonly orderIds: readonly number[]
  readonly why: string
  /** How often it was sent: from 1 on the receiver may have it. */
  readonly attempts: number
  /** The open exceptions about it. */
  readonly exceptions: readonly ExceptionView[]
}

/** What the service asks of a running Labloop. */
export type Controlled = {
  state(): ControlState
  exceptions(): Promise<readonly ExceptionView[]>
  held(): Promise<readonly HeldView[]>
  command(command: Command): Promise<CommandResult>
  /** Told of every request that failed. */
  onTrouble(error: unknown): void
}

export type ControlServer = { readonly url: string; close(): Promise<void> }

const most_bytes = 64 * 1024
const person = z.string().trim().min(1).max(200)
const reason = z.string().trim().max(2000)
const id = z.number().int().positive()

const command: z.ZodType<Command> = z.union([
  z.strictObject({
    do: z.enum(['pause', 'hold', 'resume']),
    what: z.enum(['flow', 'destination']),
    ...{ id: z.string().max(200), who: person, why: reason },
  }),
  z.strictObject({
    do: z.enum(['release', 'resend', 'cancel', 'skip']),
    ...{ deliveryId: id, who: person, second: person.exactOptional(), rootCause: reason },
  }),
  z.strictObject({ do: z.literal('take'), exceptionId: id, who: person }),
  z.strictObject({
    do: z.literal('close'),
    ...{ exceptionId: id, who: person, second: person.exactOptional(), rootCause: reason },
  }),
])

/** Serves the commands at 127.0.0.1 and any free port. `secret`: what a request must bring as its bearer token. */
export async function serveControl(controlled: Controlled, secret: string): Promise<ControlServer> {
  const server = createServer((request, response) => {
    answer(controlled, secret, request)
      .catch((error: unknown) => {
        controlled.onTrouble(error)
        return { status: 503, body: { error: codeOf(error) } }
      })
      .then(({ status, body }) => reply(response, status, body))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Answer = { readonly status: number; readonly body: unknown }

async function answer(controlled: Controlled, secret: string, request: IncomingMessage): Promise<Answer> {
  if (!mayAsk(request, secret)) return { status: 403, body: { error: 'forbidden' } }
  const asked = `${request.method} ${request.url}`
  if (asked === 'GET /state') return { status: 200, body: controlled.state() }
  if (asked === 'GET /exceptions') return { status: 200, body: await controlled.exceptions() }
  if (asked === 'GET /held') return { status: 200, body: await controlled.held() }
  if (asked !== 'POST /command') return { status: 404, body: { error: 'unknown' } }
  const read = command.safeParse(await jsonBody(request))
  if (!read.success) return { status: 400, body: { error: 'usage', why: z.prettifyError(read.error) } }
  return { status: 200, body: await controlled.command(read.data) }
}

/** A browser sends an Origin with what a page posts; we have no page that asks here. */
function mayAsk({ headers, socket }: IncomingMessage, secret: string): boolean {
  if (headers.origin !== undefined || !isOwnHost(headers.host, socket.localPort ?? 0)) return false
  const given = Buffer.from(headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${secret}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

async function jsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > most_bytes) return undefined
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'internal'
}
