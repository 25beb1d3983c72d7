import { connect as connectTls } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import type { Line, Listener, TlsFiles } from '../../engine/ports/network.ts'
import { seededRandom } from '../../engine/random.ts'
import { systemClock } from '../clock/clock.ts'
import { mllpNetwork } from './network.ts'
import { testAuthority } from './testing/certificates.ts'
import { endpoint, plainPeer, recording, until } from './testing/peers.ts'

const network = mllpNetwork(systemClock(), seededRandom(1))
const authority = testAuthority()
const server = authority.issue(['localhost', '127.0.0.1'])
const client = authority.issue(['lis.example'])
const mutual: TlsFiles = { ...server, ca: authority.cert }

const lines: Line[] = []
const listeners: Listener[] = []
afterEach(async () => {
  for (const line of lines.splice(0)) line.close()
  await Promise.all(listeners.splice(0).map((listener) => listener.close(0)))
})

async function pair(serverFiles: TlsFiles, clientFiles: TlsFiles | undefined) {
  const heard = recording((connection, message) => void connection.send(message))
  const listener = await network.listen(endpoint(0, { tls: serverFiles }), heard)
  listeners.push(listener)
  const said = recording()
  const tls = clientFiles ? { tls: clientFiles } : {}
  const line = network.connect({ ...endpoint(listener.port, tls), backoff_ms: [1000, 1000] }, said)
  lines.push(line)
  return { heard, said, line, listener }
}

test('messages travel over TLS with certificates on both sides', async () => {
  const { heard, said, line } = await pair(mutual, { ...client, ca: authority.cert })
  await until(() => line.state === 'open')
  const large = `MSH|${'x'.repeat(90_000)}`
  said.connections[0]?.send(Buffer.from('MSH|1'))
  said.connections[0]?.send(Buffer.from(large))
  await until(() => said.messages.length === 2)
  expect(said.messages).toEqual(['MSH|1', large])
  expect(heard.troubles).toEqual([])
})

test('a listener without an authority asks for no certificate', async () => {
  const { line } = await pair(server, { ca: authority.cert })
  await until(() => line.state === 'open')
})

test('a peer without a certificate, or with one of another authority, gets nowhere', async () => {
  const stranger = testAuthority('Another').issue(['lis.example'])
  for (const files of [{ ca: authority.cert }, { ...stranger, ca: authority.cert }]) {
    const { heard, said } = await pair(mutual, files)
    await until(() => heard.troubles.length > 0 && said.troubles.length > 0)
    expect(heard.troubles[0]?.code).toBe('tls-failed')
    expect(said.troubles[0]?.text).toContain('does it take our certificate?')
    expect(heard.connections).toEqual([])
  }
})

test('a certificate that has run out, for another host, or of an unknown authority is not spoken to', async () => {
  const wrong: [TlsFiles, TlsFiles, string][] = [
    [authority.issue(['127.0.0.1'], -1), { ca: authority.cert }, 'CERT_HAS_EXPIRED'],
    [authority.issue(['elsewhere.example']), { ca: authority.cert }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    [server, { ca: testAuthority('Another').cert }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ]
  for (const [serverFiles, clientFiles, reason] of wrong) {
    const { heard, said, line } = await pair(serverFiles, clientFiles)
    await until(() => said.troubles.length > 0)
    expect(said.troubles[0]).toMatchObject({ code: 'tls-failed', text: expect.stringContaining(reason) })
    expect([line.state, heard.messages, said.connections]).toEqual(['connecting', [], []])
  }
})

test('a certificate for another name is taken when that name is the one to verify', async () => {
  const other = authority.issue(['lis.example'])
  const { line } = await pair(other, { ca: authority.cert, serverName: 'lis.example' })
  await until(() => line.state === 'open')
})

test('a sender without TLS is told so on our side, and hears nothing', async () => {
  const { heard, listener } = await pair(server, { ca: authority.cert })
  const peer = await plainPeer(listener.port)
  peer.write('\vMSH|1\x1c\r')
  await until(() => heard.troubles.length > 0)
  expect(heard.troubles[0]).toMatchObject({ code: 'tls-failed', text: expect.stringContaining('127.0.0.1:') })
  expect(heard.messages).toEqual([])
})

test('a peer that ends its side of TLS after its message still gets the answer', async () => {
  const heard = recording((connection, message) => void setTimeout(() => connection.send(message), 50))
  const listener = await network.listen(endpoint(0, { tls: server }), heard)
  listeners.push(listener)
  const options = { port: listener.port, host: '127.0.0.1', ca: authority.cert, allowHalfOpen: true }
  const peer = connectTls(options)
  let answer = ''
  peer.on('data', (chunk) => {
    answer += chunk
  })
  peer.end('\vMSH|1\x1c\r')
  await until(() => answer === '\vMSH|1\x1c\r')
})

test('close ends TLS connections, and those still in their handshake', async () => {
  const { heard, line, listener } = await pair(server, { ca: authority.cert })
  await until(() => line.state === 'open' && heard.connections.length === 1)
  const silent = await plainPeer(listener.port)
  const start = performance.now()
  await listener.close(3000)
  expect(performance.now() - start).toBeLessThan(2500)
  await until(() => silent.ended || silent.closed)
  silent.destroy()
  expect(heard.events.at(-1)).toBe('close')
})

test('files that cannot be used are refused at the start', async () => {
  const broken: TlsFiles[] = [
    { cert: server.cert },
    { cert: 'no certificate', key: server.key },
    { cert: server.cert, key: client.key },
    { ...server, ca: 'no authority' },
    { ...server, ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
  ]
  for (const tls of broken) {
    const refused = expect.objectContaining({ code: 'tls-files-invalid' })
    await expect(network.listen(endpoint(0, { tls }), recording())).rejects.toEqual(refused)
    expect(() => network.connect({ ...endpoint(1, { tls }), backoff_ms: [1, 1] }, recording())).toThrow(refused)
  }
})
