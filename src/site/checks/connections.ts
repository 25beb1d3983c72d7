// Checks of addresses: hosts, ports used twice, certificates, allow-lists. The one thing to know: an empty host would listen on
// every network of the machine, and port 0 takes a free port, which only a listener can.
import { isAddress, isHost } from '../address.ts'
import type { Placed, SiteParts, Surroundings, SystemPart } from '../parts.ts'
import type { Report } from '../problem.ts'
import type { Connection } from '../shapes/system.ts'
import { quoted } from '../suggest.ts'

export function checkConnections({ systems }: SiteParts, surroundings: Surroundings, report: Report): void {
  const all = systems.flatMap((system) => system.connections.map((connection) => ({ system, connection })))
  all.forEach(({ system, connection }, index) => {
    checkPort(
      system,
      connection,
      all.slice(0, index).map((before) => before.connection.value),
      report,
    )
    checkHost(system, connection, report)
    checkTls(system, connection, surroundings, report)
    checkAllowed(system, connection, report)
  })
}

function checkHost({ source }: SystemPart, { at, value }: Placed<Connection>, report: Report): void {
  const listens = value.direction === 'in'
  if (!isHost(value.host))
    report.error('site-address', source.file, source.at([...at, 'host']), {
      message: 'This is neither an IP address nor the name of a machine.',
      given: quoted(value.host),
      allowed: listens
        ? '127.0.0.1, another address of this machine, 0.0.0.0 for all'
        : 'an address such as 10.20.0.5, or a name such as lab.example.org',
      remedy: listens
        ? 'Write the address to listen on; for all networks of this machine write 0.0.0.0.'
        : 'Write the address of the peer; its port stands in port.',
    })
  if (value.port === 0 && !listens)
    report.error('site-value-invalid', source.file, source.at([...at, 'port']), {
      message: 'A connection that Labloop opens needs the port of the peer.',
      given: '0, which takes a free port, with direction: out',
      allowed: 'a whole number from 1 to 65535',
    })
}

const anyAddress = ['0.0.0.0', '::']

function checkPort(
  { source }: SystemPart,
  { at, value }: Placed<Connection>,
  before: readonly Connection[],
  report: Report,
): void {
  if (value.port === 0) return
  const other = before.find((connection) => connection.port === value.port && meets(connection, value))
  if (other)
    report.error('site-port-repeated', source.file, source.at([...at, 'port']), {
      given: `${value.host}:${value.port}, which the connection ${other.id} has too`,
      allowed: 'an address and port of its own; port 0 takes a free one',
    })
}

/** Two listeners meet on one host or where one listens on all; anything else on the same host. */
function meets(one: Connection, other: Connection): boolean {
  const listens = one.direction === 'in' && other.direction === 'in'
  return one.host === other.host || (listens && (anyAddress.includes(one.host) || anyAddress.includes(other.host)))
}

function checkTls(
  { source }: SystemPart,
  { at, value }: Placed<Connection>,
  { readText }: Surroundings,
  report: Report,
): void {
  const { tls, direction } = value
  if (!tls) return
  const needsPair = direction === 'in' || tls.cert !== undefined || tls.key !== undefined
  for (const name of ['cert', 'key'] as const)
    if (needsPair && tls[name] === undefined)
      report.error('site-tls-pair', source.file, source.atKey([...at, 'tls']), { given: `no ${name}` })
  for (const name of ['cert', 'key', 'ca'] as const) {
    const path = tls[name]
    const text = path === undefined ? undefined : readText?.(path)
    if (path === undefined || !readText || text?.includes('-----BEGIN ')) continue
    report.error('site-tls-file', source.file, source.at([...at, 'tls', name]), {
      given:
        text === undefined
          ? `${quoted(path)}, which is not there or cannot be read`
          : `${quoted(path)}, which is no PEM text`,
    })
  }
}

function checkAllowed({ source }: SystemPart, { at, value }: Placed<Connection>, report: Report): void {
  value.allow.forEach((range, index) => {
    if (!isAddress(range))
      report.error('site-address', source.file, source.at([...at, 'allow', index]), { given: quoted(range) })
  })
  if (value.allow.length > 0 && value.direction === 'out')
    report.error('site-value-invalid', source.file, source.atKey([...at, 'allow']), {
      message: 'allow has no meaning on a connection that Labloop opens itself.',
      given: 'allow with direction: out',
      allowed: 'allow with direction: in',
    })
}
