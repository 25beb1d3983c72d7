import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testAuthority } from '../../adapters/mllp/testing/certificates.ts'
import { listen } from './listen.ts'
import { send } from './send.ts'
import { run, start, testFolder, until } from './testing/run.ts'

function order(controlId: string, wishes = ''): string {
  return `MSH|^~\\&|EHR|HOSP|LIS|LAB|20261122||ORM^O01|${controlId}|T|2.5.1|||${wishes}\rPID|1||R1||Testoak^Ida\rORC|NW|900^EPC\r`
}

/** Starts `listen` on a free port; the address once it listens. */
async function listening(args: string[], cwd = testFolder()) {
  const running = start(listen, ['--port', '0', ...args], { cwd })
  const to = await until(() => /listening on (\S+)\n/.exec(running.stderr())?.[1])
  return { ...running, to, cwd }
}

test('a message is acknowledged and shown in words', async () => {
  const { to, ended, stdout } = await listening(['--once'])
  const sent = await run(send, ['--to', to, '-'], { stdin: order('C1') })
  expect(sent).toMatchObject({ code: 0, stdout: expect.stringMatching(/C1: AA accepted/) })
  expect(await ended).toBe(0)
  expect(stdout()).toMatch(/^\S+ ORM\^O01 C1 from 127\.0\.0\.1:\d+, \d+ bytes\nORM\^O01 C1, HL7 2\.5\.1/)
  expect(stdout()).toMatch(/PID-5\.1 +Patient Name: Family Name +Testoak/)
})

test('it answers as it is told', async () => {
  for (const [answer, said] of [
    ['AE', /AE refused: an error in the content\. 207/],
    ['AR', /AR rejected/],
  ] as const) {
    const { to, ended } = await listening(['--once', '--answer', answer])
    expect(await run(send, ['--to', to, '-'], { stdin: order('C1') })).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(said),
    })
    await ended
  }
  const { to } = await listening(['--answer', 'none'])
  const none = await run(send, ['--to', to, '--timeout', '1', '-'], { stdin: order('C1') })
  expect(none).toMatchObject({ code: 3, stdout: expect.stringMatching(/C1: no answer/) })
})

test('in enhanced mode it gives the acknowledgements that the message wishes', async () => {
  for (const [wishes, answer, said] of [
    ['AL|AL', 'AA', /CA stored; AA accepted/],
    ['AL|NE', 'AA', /: CA stored \(/],
    ['NE|AL', 'AA', /: AA accepted \(/],
    ['AL|AL', 'AE', /: CE not stored/],
  ] as const) {
    const { to, ended } = await listening(['--once', '--answer', answer])
    const sent = await run(send, ['--to', to, '-'], { stdin: order('C1', wishes) })
    expect([wishes, sent.stdout]).toEqual([wishes, expect.stringMatching(said)])
    await ended
  }
})

test('--save writes each message to a file of its own, byte for byte, for this user only', async () => {
  const { to, ended, stdout, cwd } = await listening(['--save', 'in/box', '--count', '2'])
  await run(send, ['--to', to, '-'], { stdin: order('C1') + order('a/../b') })
  expect(await ended).toBe(0)
  const names = readdirSync(join(cwd, 'in/box')).sort()
  expect(names).toEqual([
    expect.stringMatching(/-000001-ORM_O01-C1\.hl7$/),
    expect.stringMatching(/-000002-ORM_O01-a_.._b\.hl7$/),
  ])
  expect(readFileSync(join(cwd, 'in/box', names[0]!), 'utf8')).toBe(order('C1'))
  expect(statSync(join(cwd, 'in/box', names[0]!)).mode & 0o777).toBe(0o600)
  expect(stdout()).not.toContain('Testoak')
})

test('a message that cannot be saved is rejected, and the listener goes on', async () => {
  const { to, cwd, stderr } = await listening(['--save', 'box'])
  const box = join(cwd, 'box')
  rmdirSync(box)
  writeFileSync(box, 'in the way')
  const rejected = await run(send, ['--to', to, '-'], { stdin: order('C1') })
  expect(rejected).toMatchObject({ code: 1, stdout: expect.stringMatching(/AR rejected/) })
  expect(stderr()).toMatch(/message 1 is rejected, it cannot be written \(ENOTDIR\)/)
  rmSync(box)
  mkdirSync(box)
  expect((await run(send, ['--to', to, '-'], { stdin: order('C2') })).code).toBe(0)
})

test('what is no message is rejected with its place, shown as such, and the connection goes on', async () => {
  const { to, stdout, ended } = await listening(['--count', '2'])
  const raw = await run(send, ['--to', to, '--raw', '-'], {
    stdin: order('C1').replace('2.5.1|||', '2.5.1||||||BIG-5'),
  })
  expect(raw).toMatchObject({ code: 1, stdout: expect.stringMatching(/AR rejected.*MSH-18/) })
  expect((await run(send, ['--to', to, '-'], { stdin: order('C2') })).code).toBe(0)
  await ended
  expect(stdout()).toMatch(/cannot be read: MSH-18 names a character set/)
})

test('--json prints one object a message', async () => {
  const { to, stdout, ended } = await listening(['--json', '--count', '2'])
  await run(send, ['--to', to, '-'], { stdin: order('C1') + order('C2') })
  await ended
  const lines = stdout()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toMatchObject([
    { messages: [{ controlId: 'C1', type: 'ORM^O01' }], problems: [] },
    { messages: [{ controlId: 'C2' }] },
  ])
})

test('garbage between messages is told and harms nothing', async () => {
  const { to, stderr } = await listening([])
  const [host, port] = to.split(':')
  const socket = connect(Number(port), host, () => socket.write('GET / HTTP/1.1\r\n\r\n'))
  onTestFinished(() => void socket.destroy())
  await until(() => stderr().split('\n').length > 2)
  expect((await run(send, ['--to', to, '-'], { stdin: order('C1') })).code).toBe(0)
})

test('it speaks TLS with the certificate that is named', async () => {
  const authority = testAuthority()
  const { cert, key } = authority.issue(['localhost', '127.0.0.1'])
  const cwd = testFolder()
  writeFileSync(join(cwd, 'cert.pem'), cert)
  writeFileSync(join(cwd, 'key.pem'), key)
  writeFileSync(join(cwd, 'ca.pem'), authority.cert)
  const { to } = await listening(['--tls', '--cert', 'cert.pem', '--key', 'key.pem'], cwd)
  const sent = await run(send, ['--to', to, '--tls', '--ca', 'ca.pem', '-'], { stdin: order('C1'), cwd })
  expect([sent.code, sent.stderr]).toEqual([0, ''])
})

test('it stops when asked to', async () => {
  const { stop, ended } = await listening([])
  stop()
  expect(await ended).toBe(0)
})

test('wrong words and a port that is taken are told', async () => {
  const cases: [args: string[], code: number, said: RegExp][] = [
    [[], 2, /At --port\. Given: nothing/],
    [['--port', 'x'], 2, /Given: x/],
    [['--port', '70000'], 2, /a whole number from 0 to 65535/],
    [['--port', '0', '--answer', 'XX'], 2, /Allowed: AA, AE, AR, none/],
    [['--port', '0', '--save', '/dev/null/x'], 2, /Name a folder/],
    [['--port', '0', '--tls', '--cert', 'missing.pem', '--key', 'missing.pem'], 2, /There is no such file/],
    [['--port', '0', '--tls', '--cert', 'missing.pem'], 2, /--cert FILE --key FILE/],
    [['--port', '0', '--tls'], 2, /--tls --cert FILE --key FILE/],
    [['--port', '0', '--cert', 'cert.pem', '--key', 'key.pem'], 2, /--tls --cert/],
  ]
  for (const [args, code, said] of cases) {
    const ran = await run(listen, args)
    expect([args, ran.code]).toEqual([args, code])
    expect(ran.stderr).toMatch(said)
  }
  const { to } = await listening([])
  const taken = await run(listen, ['--port', to.split(':')[1]!])
  expect([taken.code, taken.stderr]).toEqual([3, expect.stringMatching(/Another program listens on this port/)])
})
