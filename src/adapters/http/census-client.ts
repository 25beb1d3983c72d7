// The Census port over HTTP: asks a system for its own list of orders and results. The one thing to know: an answer that is
// not whole and of the right shape is no census at all, because what it lacks would look like results that were lost.
import { z } from 'zod'
import type { Census, CensusPage } from '../../engine/ports/census.ts'
import { LabloopError } from '../../errors.ts'

const text = z.string()
const Order = z.object({
  placer: text,
  filler: text,
  mrn: text,
  mrnAuthority: text,
  test: text,
  status: text,
  changedAt: z.number(),
})
const Result = z.object({
  placer: text,
  filler: text,
  mrn: text,
  mrnAuthority: text,
  component: text,
  alternate: text.default(''),
  subId: text,
  value: text,
  unit: text,
  flags: text,
  status: text,
  corrected: z.boolean(),
  filedAt: z.number(),
})
const Rejected = z.object({
  controlId: text,
  placer: text.default(''),
  filler: text.default(''),
  code: text.default(''),
  text: text.default(''),
  at: z.number(),
})
const Page = z.object({
  cursor: text,
  takenAt: z.number(),
  more: z.boolean().default(false),
  orders: z.array(Order),
  results: z.array(Result),
  errors: z.array(Rejected).default([]),
})

/** A page larger than this is refused: no census of a page needs it. */
const longest_bytes = 64 * 1024 * 1024

/**
 * A census client.
 * @param urls the address of each system's census, by system id
 * @param timeout_ms after which a system counts as unreachable
 */
export function httpCensus(urls: ReadonlyMap<string, string>, timeout_ms = 10_000): Census {
  return {
    async read(system, since) {
      const url = urls.get(system)
      if (!url) throw failed('census-unreachable', system, 'the site gives it no census url')
      const address = new URL(url)
      address.searchParams.set('since', since)
      return readPage(system, await fetchBody(system, address, timeout_ms))
    },
  }
}

async function fetchBody(system: string, address: URL, timeout_ms: number): Promise<string> {
  let response: Response
  let body: string | null
  try {
    response = await fetch(address, { signal: AbortSignal.timeout(timeout_ms), redirect: 'error' })
    body = await readText(response)
  } catch (error) {
    throw failed('census-unreachable', system, reasonOf(error), error)
  }
  if (body === null) throw failed('census-unreadable', system, 'the answer is too large')
  if (!response.ok) throw failed('census-unreachable', system, `it answers HTTP ${response.status}`)
  return body
}

/** Null where it is too large, whether it says so beforehand or not. */
async function readText(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > longest_bytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** An error names the system, and the place in its answer; never a value of it. */
function failed(
  code: 'census-unreachable' | 'census-unreadable',
  place: string,
  given: string,
  cause?: unknown,
): LabloopError {
  return new LabloopError(code, { place, given, ...(cause === undefined ? {} : { cause }) })
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'it does not answer in time'
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'the connection failed'
}

function readPage(system: string, body: string): CensusPage {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    throw failed('census-unreadable', system, 'the answer is not JSON')
  }
  const page = Page.safeParse(json)
  if (page.success) return page.data
  // The place in the answer, never what stands there: it may be a patient's.
  const place = page.error.issues[0]?.path.join('.') ?? ''
  throw failed('census-unreadable', system, `the answer is wrong at ${place || 'its top'}`)
}
