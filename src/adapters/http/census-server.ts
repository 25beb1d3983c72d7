// A census over HTTP: what a virtual EHR answers with when it is asked for its orders and results. The one thing to know:
// it serves one thing, read-only, and listens on the loopback unless told otherwise, since a census names patients.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CensusPage } from '../../engine/ports/census.ts'
import { LabloopError } from '../../errors.ts'

export type CensusServer = {
  /** For census.url of the system in the site. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

export type CensusServerOptions = {
  /** The page after a cursor; empty text: from the beginning. */
  read(since: string): CensusPage
  readonly host?: string
  /** 0 takes a free port. */
  readonly port: number
}

/**
 * Serves GET /census?since=CURSOR as JSON: `{cursor, takenAt, more, orders, results}`.
 * @throws LabloopError port-taken, port-not-permitted, address-not-available
 */
export async function serveCensus({ read, host = '127.0.0.1', port }: CensusServerOptions): Promise<CensusServer> {
  const server = createServer((request, response) => answer(read, request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(told(error, `${host}:${port}`)))
    server.listen(port, host, resolve)
  })
  const bound = (server.address() as AddressInfo).port
  return {
    port: bound,
    url: `http://${host}:${bound}/census`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function answer(read: CensusServerOptions['read'], request: IncomingMessage, response: ServerResponse): void {
  const { url = '/', method } = request
  const address = URL.canParse(url, 'http://census') ? new URL(url, 'http://census') : null
  if (address?.pathname !== '/census') reply(response, 404, { error: 'There is /census only.' })
  else if (method !== 'GET') reply(response, 405, { error: 'Use GET.' })
  else reply(response, 200, read(address.searchParams.get('since') ?? ''))
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body))
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
    'cache-control': 'no-store',
  })
  response.end(bytes)
}

function told(error: NodeJS.ErrnoException, place: string): Error {
  const codes = {
    EADDRINUSE: 'port-taken',
    EACCES: 'port-not-permitted',
    EADDRNOTAVAIL: 'address-not-available',
  } as const
  const code = codes[error.code as keyof typeof codes]
  return code ? new LabloopError(code, { place, cause: error }) : error
}
