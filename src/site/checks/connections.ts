// Checks of addresses: ports used twice, certificates, allow-lists. The one thing to know: port 0 takes a free port, so
// any number of connections may have it.
import { isAddress } from '../address.ts'
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
    checkTls(system, connection, surroundings, report)
    checkAllowed(system, connection, report)
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
