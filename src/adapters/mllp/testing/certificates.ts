// Certificates for tests, made on the spot: a small writer of X.509 in DER. The one thing to know: it writes what TLS needs
// and no more (RFC 5280 §4.1), with keys on the curve P-256, which are made in a millisecond.
import { createPrivateKey, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { isIPv4 } from 'node:net'

export type TestCertificate = { readonly cert: string; readonly key: string }
/** An authority that signs. `cert` is what its peers trust. */
export type TestAuthority = TestCertificate & {
  /** A certificate for host names and addresses. `days` may lie in the past. */
  issue(names: readonly string[], days?: number): TestCertificate
}

const DAY_MS = 86_400_000

export function testAuthority(name = 'Test authority'): TestAuthority {
  const keys = keyPair()
  const cert = certificate({
    subject: name,
    issuer: name,
    publicKey: keys.publicKey,
    signer: keys.privateKey,
    ca: true,
  })
  const issue = (names: readonly string[], days = 30): TestCertificate => {
    const own = keyPair()
    const subject = names[0] ?? 'nobody'
    const fields = { subject, issuer: name, publicKey: own.publicKey, signer: keys.privateKey, ca: false, names, days }
    return { cert: certificate(fields), key: keyText(own.privateKey) }
  }
  return { cert, key: keyText(keys.privateKey), issue }
}

const usageIds = { serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2' } as const
export type Usage = keyof typeof usageIds

export type CertificateFields = {
  /** Common names. */
  readonly subject: string
  readonly issuer: string
  readonly publicKey: KeyObject
  /** The issuer's private key. */
  readonly signer: KeyObject
  readonly ca: boolean
  /** Host names and IPv4 addresses. */
  readonly names?: readonly string[]
  /** None: for everything. */
  readonly usages?: readonly Usage[]
  readonly days?: number
}

export function keyPair() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
}

/** A private key as PKCS #8 in PEM. */
export function keyText(key: KeyObject): string {
  return createPrivateKey(key.export({ type: 'pkcs8', format: 'pem' }))
    .export({ type: 'pkcs8', format: 'pem' })
    .toString()
}

/** One certificate in PEM, valid from yesterday (or from the day before its end). */
export function certificate(fields: CertificateFields): string {
  const { subject, issuer, publicKey, signer, ca, names = [], usages = [], days = 30 } = fields
  const extensions = [
    basicConstraints(ca),
    ...(names.length > 0 ? [alternativeNames(names)] : []),
    ...(usages.length > 0 ? [extendedUsages(usages)] : []),
  ]
  const algorithm = sequence(objectId('1.2.840.10045.4.3.2')) // ECDSA with SHA-256
  const end = Date.now() + days * DAY_MS
  const body = sequence(
    tagged(0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    commonName(issuer),
    sequence(time(Math.min(Date.now(), end) - DAY_MS), time(end)),
    commonName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions)),
  )
  const signature = createSign('sha256').update(body).sign(signer)
  const whole = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** Tag, length, content. (ITU-T X.690 §8.1) */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...long]), content])
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

function tagged(number: number, content: Buffer): Buffer {
  return der(0xa0 + number, content)
}

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = rest.flatMap((part) => {
    const groups = [part & 0x7f]
    for (let left = part >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80)
    return groups
  })
  return der(0x06, Buffer.from([first * 40 + second, ...bytes]))
}

function commonName(name: string): Buffer {
  return sequence(der(0x31, sequence(objectId('2.5.4.3'), der(0x0c, Buffer.from(name)))))
}

/** As in 261122101500Z. */
function time(instant: number): Buffer {
  const digits = new Date(instant).toISOString().replace(/\D/g, '').slice(2, 14)
  return der(0x17, Buffer.from(`${digits}Z`))
}

function basicConstraints(ca: boolean): Buffer {
  const value = ca ? sequence(der(0x01, Buffer.from([0xff]))) : sequence()
  return sequence(objectId('2.5.29.19'), der(0x01, Buffer.from([0xff])), der(0x04, value))
}

function alternativeNames(names: readonly string[]): Buffer {
  const entries = names.map((name) =>
    isIPv4(name) ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name)),
  )
  return sequence(objectId('2.5.29.17'), der(0x04, sequence(...entries)))
}

function extendedUsages(usages: readonly Usage[]): Buffer {
  const ids = usages.map((usage) => objectId(usageIds[usage]))
  return sequence(objectId('2.5.29.37'), der(0x04, sequence(...ids)))
}
