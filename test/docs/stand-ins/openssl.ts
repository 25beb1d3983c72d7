// What the guide's page about TLS asks of OpenSSL 3, for machines that have none: an authority, a request, a certificate signed
// by the authority. The one thing to know: it takes the very words of the page and refuses all others, and its requests can
// be read by nobody else.
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { certificate, keyPair, keyText, type Usage } from '../../../src/adapters/mllp/testing/certificates.ts'

type Request = { readonly subject: string; readonly publicKey: string; readonly extensions: readonly string[] }

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const

function req(args: readonly string[]): void {
  const { values } = parseArgs({
    args: doubled(args),
    options: {
      ...{ x509: flag, noenc: flag, newkey: text, pkeyopt: text, days: text, subj: text, keyout: text, out: text },
      addext: { type: 'string', multiple: true },
    },
  })
  only('-newkey', values.newkey, 'ec')
  only('-pkeyopt', values.pkeyopt, 'ec_paramgen_curve:prime256v1')
  only('-noenc', values.noenc, true)
  const { publicKey, privateKey } = keyPair()
  const subject = /^\/CN=([^/]+)$/.exec(given('-subj', values.subj))?.[1]
  if (!subject) throw new Error(`-subj ${values.subj}: only /CN=NAME`)
  writeFileSync(given('-keyout', values.keyout), keyText(privateKey))
  const out = given('-out', values.out)
  if (values.x509) {
    const days = Number(given('-days', values.days))
    writeFileSync(out, certificate({ subject, issuer: subject, publicKey, signer: privateKey, ca: true, days }))
  } else {
    const key = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    writeFileSync(out, JSON.stringify({ subject, publicKey: key, extensions: values.addext ?? [] } satisfies Request))
  }
}

function x509(args: readonly string[]): void {
  const { values } = parseArgs({
    args: doubled(args),
    options: {
      ...{ req: flag, CAcreateserial: flag, in: text, days: text, out: text, CA: text, CAkey: text },
      copy_extensions: text,
    },
  })
  only('-req', values.req, true)
  only('-copy_extensions', values.copy_extensions, 'copyall')
  const request: Request = JSON.parse(readFileSync(given('-in', values.in), 'utf8'))
  const signer = createPrivateKey(readFileSync(given('-CAkey', values.CAkey)))
  const issuer = new X509Certificate(readFileSync(given('-CA', values.CA))).subject.replace(/^CN=/, '')
  const made = certificate({
    ...{ subject: request.subject, issuer, signer, ca: false, days: Number(given('-days', values.days)) },
    ...{ publicKey: createPublicKey(request.publicKey), ...extended(request.extensions) },
  })
  writeFileSync(given('-out', values.out), made)
  // As OpenSSL does: the next number lies beside the authority's certificate, under its name.
  only('-CAcreateserial', values.CAcreateserial, true)
  writeFileSync(given('-CA', values.CA).replace(/\.\w+$/, '.srl'), '01\n')
}

/** Names and usages, from texts such as `subjectAltName=DNS:localhost,IP:127.0.0.1`. */
function extended(extensions: readonly string[]): {
  readonly names: readonly string[]
  readonly usages: readonly Usage[]
} {
  const said = new Map(extensions.map((one) => [one.split('=')[0], one.split('=')[1] ?? ''] as const))
  const { subjectAltName = '', extendedKeyUsage = '', ...others } = Object.fromEntries(said)
  for (const name of Object.keys(others)) throw new Error(`-addext ${name}: only subjectAltName and extendedKeyUsage`)
  return {
    names: listed(subjectAltName).map((name) => name.replace(/^(DNS|IP):/, '')),
    usages: listed(extendedKeyUsage) as Usage[],
  }
}

function listed(list: string): string[] {
  return list === '' ? [] : list.split(',')
}

/** OpenSSL's long words have one hyphen. */
function doubled(args: readonly string[]): string[] {
  return args.map((word) => word.replace(/^-(?=\w)/, '--'))
}

function given(word: string, value: string | undefined): string {
  if (value === undefined) throw new Error(`${word} is missing`)
  return value
}

function only(word: string, value: string | boolean | undefined, allowed: string | boolean): void {
  if (value !== allowed) throw new Error(`${word} ${value}: only ${allowed}`)
}

const [command, ...words] = process.argv.slice(2)
if (command === 'req') req(words)
else if (command === 'x509') x509(words)
else throw new Error(`${command}: only req and x509`)
