// Until sign-in exists the pages are for this machine alone: the server binds to a loopback address and answers only
// requests that name it so, which keeps out pages of other sites that a browser has open (DNS rebinding, cross-site posts).
import { isIPv4 } from 'node:net'
import { LabloopError } from '../errors.ts'

/** Throws unless the address is a loopback one. */
export function demandLoopback(host: string): void {
  if (isLoopback(host)) return
  throw new LabloopError('address-not-loopback', { given: host, allowed: '127.0.0.1, ::1 or localhost' })
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true
  return isIPv4(host) && host.startsWith('127.')
}

/** True when a Host header names this machine and our port. */
export function isOwnHost(header: string | undefined, port: number): boolean {
  const parts = /^(\[[0-9a-f:]+\]|[^:]+):(\d+)$/i.exec(header ?? '')
  if (!parts || Number(parts[2]) !== port) return false
  return isLoopback(parts[1]!.replace(/^\[|\]$/g, '').toLowerCase())
}

/** True when there is no Origin, or it is one of our own pages. */
export function isOwnOrigin(header: string | undefined, port: number): boolean {
  if (header === undefined) return true
  return header.startsWith('http://') && isOwnHost(header.slice('http://'.length), port)
}
