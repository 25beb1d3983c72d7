// Certificates and keys for MLLP over TLS. The one thing to know: they are tried when the endpoint is set up, so that a
// wrong file is an error at the start and not at the first connection at night.
import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import {
  type ConnectionOptions,
  checkServerIdentity,
  createSecureContext,
  type SecureContextOptions,
  type TlsOptions,
} from 'node:tls'
import type { Endpoint, TlsFiles } from '../../engine/ports/network.ts'
import { LabloopError } from '../../errors.ts'

const HANDSHAKE_MS = 20_000

/** Options of a listener. With `ca` a client certificate is demanded and checked. Throws `tls-files-invalid`. */
export function serverTls(files: TlsFiles, place: string): TlsOptions {
  if (!files.cert || !files.key) throw invalid(place, 'no certificate, or no key to it')
  return {
    ...contextOptions(files, place),
    requestCert: files.ca !== undefined,
    rejectUnauthorized: false, // the listener does, and says why
    handshakeTimeout: HANDSHAKE_MS,
  }
}

/**
 * Options of a line. The peer's certificate is always checked: against `ca`, else against the authorities that Node
 * trusts; for `serverName`, else for the host. Throws `tls-files-invalid`.
 */
export function clientTls(endpoint: Endpoint, files: TlsFiles): ConnectionOptions {
  const name = files.serverName ?? endpoint.host
  return {
    secureContext: createSecureContext(contextOptions(files, `${endpoint.host}:${endpoint.port}`)),
    rejectUnauthorized: true,
    servername: isIP(name) ? '' : name, // an address may not be sent as a name (RFC 6066 §3)
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
  }
}

/** The files as Node takes them, tried once. */
function contextOptions(files: TlsFiles, place: string): SecureContextOptions {
  const { cert, key, ca } = files
  if ((cert === undefined) !== (key === undefined))
    throw invalid(place, 'a certificate without its key, or the reverse')
  const options: SecureContextOptions = {
    minVersion: 'TLSv1.2',
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(ca === undefined ? {} : { ca }),
  }
  try {
    if (ca !== undefined) checkAuthorities(ca)
    createSecureContext(options)
    return options
  } catch (error) {
    throw invalid(place, (error as Error).message)
  }
}

/** Node passes over an authority that it cannot read, which would leave nobody to trust and no word why. */
function checkAuthorities(pem: string): void {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  if (certificates.length === 0) throw new Error('no certificate in the file of the authority')
  for (const certificate of certificates) new X509Certificate(certificate)
}

function invalid(place: string, given: string): LabloopError {
  return new LabloopError('tls-files-invalid', { place, given, allowed: 'PEM texts of a certificate and its key' })
}
