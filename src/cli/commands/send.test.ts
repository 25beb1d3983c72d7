import { writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../adapters/clock/clock.ts'
import { systemRandom } from '../../adapters/clock/random.ts'
import { mllpNetwork } from '../../adapters/mllp/network.ts'
import { testAuthority } from '../../adapters/mllp/testing/certificates.ts'
import type { TlsFiles } from '../../engine/ports/network.ts'
import { acknowledge, build, get, type Message, parseMessage, type SegmentInput, write } from '../../hl7/index.ts'
import { send } from './send.ts'
import { run, testFolder } from './testing/run.ts'

function oru(controlId: string, ...wishes: string[]): string {
  const msh: SegmentInput = [
    'MSH',
    undefined,
    undefined,
    'LIS',
    'LAB',
    'EHR',
    'HOSP',
    '20261122',
    '',
    ['ORU', 'R01'],
    controlId,
    'T',
    '2.5.1',
    '',
    '',
    ...wishes,
  ]
  return Buffer.from(write(build([msh, ['PID', '1', '', 'R1', '', ['Testoak', 'Ida']]]))).toString()
}

type Answering = (message: Message, bytes: Uint8Array) => readonly Uint8Array[]
const accept: Answering = (message) => [acknowledge(message, { code: 'AA', controlId: 'A1', time: 0 })]

/** A receiver that answers so, on a free port. */
async function receiver(answering: Answering = accept, tls?: TlsFiles) {
  const heard: string[] = []
  const listener = await mllpNetwork(systemClock(), systemRandom()).listen(
    { host: '127.0.0.1', port: 0, maxMessage_bytes: 1e6, idle_ms: 0, ...(tls ? { tls } : {}) },
    {
      onMessage(connection, bytes) {
        heard.push(Buffer.from(bytes).toString())
        for (const answer of answering(parseMessage(bytes), bytes)) connection.send(answer)
      },
    },
  )
  onTestFinished(() => listener.close(0))
  return { heard, to: `127.0.0.1:${listener.port}` }
}

test('a file is sent byte for byte and its acknowledgement is told in words', async () => {
  const { heard, to } = await receiver()
  const cwd = testFolder()
  writeFileSync(join(cwd, 'one.hl7'), oru('C1'))
  const { code, stdout, stderr } = await run(send, ['--to', to, 'one.hl7'], { cwd })
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^one\.hl7 C1: AA accepted \(\d+ ms\)\n$/)
  expect(heard).toEqual([oru('C1')])
})

test('several messages of one input go one by one, and are summed up', async () => {
  const { heard, to } = await receiver()
  const { code, stdout } = await run(send, ['--to', to, '-'], { stdin: oru('C1') + oru('C2') + oru('C3') })
  expect(code).toBe(0)
  expect(stdout.split('\n').at(-2)).toBe('3 sent: 3 accepted, 0 refused, 0 without an answer')
  expect(heard.map((each) => get(parseMessage(Buffer.from(each)), 'MSH-10'))).toEqual(['C1', 'C2', 'C3'])
})

test('a refusal is told with its code, place and words, and gives exit code 1', async () => {
  const error = { code: '204', text: 'The patient is not known here.', segment: 'PID', field: 3 }
  const { to } = await receiver((message) => [acknowledge(message, { code: 'AE', controlId: 'A1', time: 0, error })])
  const { code, stdout } = await run(send, ['--to', to, '-'], { stdin: oru('C1') })
  expect(code).toBe(1)
  expect(stdout).toContain(
    'AE refused: an error in the content. 204 Unknown key identifier at PID-3: The patient is not known here.',
  )
})

test('in enhanced mode both acknowledgements that were asked for are waited for', async () => {
  const { to } = await receiver((message) => [
    acknowledge(message, { code: 'CA', controlId: 'A1', time: 0 }),
    acknowledge(message, { code: 'AA', controlId: 'A2', time: 0 }),
  ])
  const both = await run(send, ['--to', to, '-'], { stdin: oru('C1', 'AL', 'AL') })
  expect(both.stdout).toMatch(/CA stored; AA accepted/)
  const commit = await run(send, ['--to', to, '-'], { stdin: oru('C1', 'AL', 'NE') })
  expect(commit.stdout).toMatch(/: CA stored/)
  const none = await run(send, ['--to', to, '-'], { stdin: oru('C1', 'NE', 'NE') })
  expect([none.code, none.stdout]).toEqual([0, expect.stringMatching(/no answer asked for/)])
})

test('an answer for another message is shown and does not count', async () => {
  const { to } = await receiver(() => [
    acknowledge(parseMessage(Buffer.from(oru('OTHER'))), { code: 'AA', controlId: 'A', time: 0 }),
  ])
  const { code, stdout } = await run(send, ['--to', to, '--timeout', '1', '-'], { stdin: oru('C1') })
  expect(code).toBe(3)
  expect(stdout).toContain('no answer; not for this message: AA for OTHER')
})

test('repeated sending uses new control ids after the first time', async () => {
  const { heard, to } = await receiver()
  await run(send, ['--to', to, '--count', '3', '-'], { stdin: oru('C1') })
  expect(heard.map((each) => get(parseMessage(Buffer.from(each)), 'MSH-10'))).toEqual(['C1', 'C1-2', 'C1-3'])
})

test('--json gives one object with every answer', async () => {
  const { to } = await receiver((message) => [
    acknowledge(message, { code: get(message, 'MSH-10') === 'C1' ? 'AA' : 'AR', controlId: 'A1', time: 0 }),
  ])
  const { code, stdout } = await run(send, ['--to', to, '--json', '-'], { stdin: oru('C1') + oru('C2') })
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    sent: 2,
    accepted: 1,
    refused: 1,
    unanswered: 0,
    messages: [
      { controlId: 'C1', result: 'accepted', answers: [{ code: 'AA', positive: true }] },
      { controlId: 'C2', result: 'refused', answers: [{ code: 'AR', positive: false }] },
    ],
  })
})

test('--raw sends what is no message, and shows how it is rejected', async () => {
  const { to } = await receiver((_, bytes) => {
    expect(Buffer.from(bytes).toString()).toBe('MSH|^~\\&|nonsense')
    return [
      write(
        build([
          ['MSH', undefined, undefined, '', '', '', '', '', '', 'ACK', 'A', 'T', '2.5.1'],
          ['MSA', 'AR', ''],
        ]),
      ),
    ]
  })
  const { code, stdout } = await run(send, ['--to', to, '--raw', '-'], { stdin: 'MSH|^~\\&|nonsense' })
  expect([code, stdout]).toEqual([1, expect.stringMatching(/\(no control id\): AR rejected/)])
})

test('nobody there, and a peer that hangs up, are told with exit code 3', async () => {
  const server = createServer((socket: Socket) => socket.destroy())
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const hungUp = await run(send, ['--to', `127.0.0.1:${port}`, '--timeout', '5', '-'], { stdin: oru('C1') })
  expect(hungUp).toMatchObject({ code: 3, stdout: expect.stringMatching(/^(- C1: no answer \(.*\n)?$/) })
  expect(hungUp.stderr).toMatch(/^labloop send: 127\.0\.0\.1:\d+: /)
  await new Promise<void>((resolve) => void server.close(() => resolve()))
  const nobody = await run(send, ['--to', `127.0.0.1:${port}`, '--timeout', '5', '-'], { stdin: oru('C1') })
  expect(nobody).toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringMatching(/^labloop send: no connection to 127\.0\.0\.1:\d+ /),
  })
})

test('a peer that hangs up after the last answer has done what was asked', async () => {
  const server = createServer((socket) => {
    socket.once('data', () => {
      const answer = acknowledge(parseMessage(Buffer.from(oru('C1'))), { code: 'AA', controlId: 'A', time: 0 })
      socket.end(Buffer.concat([Buffer.from([0x0b]), answer, Buffer.from([0x1c, 0x0d])]))
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const to = `127.0.0.1:${(server.address() as { port: number }).port}`
  expect(await run(send, ['--to', to, '-'], { stdin: oru('C1') })).toMatchObject({ code: 0, stderr: '' })
  const two = await run(send, ['--to', to, '-'], { stdin: oru('C1') + oru('C2') })
  expect(two).toMatchObject({ code: 3, stdout: expect.stringContaining('C1: AA accepted') })
})

test('TLS is spoken with the authority that is named, and refused with another', async () => {
  const [ours, other] = [testAuthority(), testAuthority('Another')]
  const { to } = await receiver(accept, ours.issue(['localhost', '127.0.0.1']))
  const cwd = testFolder()
  writeFileSync(join(cwd, 'ours.pem'), ours.cert)
  writeFileSync(join(cwd, 'other.pem'), other.cert)
  const good = await run(send, ['--to', to, '--tls', '--ca', 'ours.pem', '-'], { stdin: oru('C1'), cwd })
  expect([good.code, good.stderr]).toEqual([0, ''])
  const bad = await run(send, ['--to', to, '--tls', '--ca', 'other.pem', '-'], { stdin: oru('C1'), cwd })
  expect([bad.code, bad.stdout]).toEqual([3, ''])
  expect(bad.stderr).not.toBe('')
})

test('who names certificates and forgets --tls sends nothing in the clear', async () => {
  const words = ['--to', '127.0.0.1:9', '--ca', 'ours.pem', '-']
  expect(await run(send, words, { stdin: oru('C1') })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--tls --ca'),
  })
})

test('wrong words are told without a stack trace', async () => {
  const cases: [args: string[], said: RegExp][] = [
    [['x.hl7'], /At --to\. Given: nothing\. Allowed: HOST:PORT/],
    [['--to', 'nowhere', 'x.hl7'], /Given: nowhere/],
    [['--to', '127.0.0.1:99999', 'x.hl7'], /Allowed: HOST:PORT/],
    [['--to', '127.0.0.1:1'], /At FILE/],
    [['--to', '127.0.0.1:1', 'missing.hl7'], /There is no such file/],
    [['--to', '127.0.0.1:1', '.'], /This is a folder/],
    [['--to', '127.0.0.1:1', '--count', '0', 'x.hl7'], /a whole number from 1/],
    [['--frobnicate'], /--frobnicate/],
  ]
  for (const [args, said] of cases) {
    const { code, stderr, stdout } = await run(send, args, { cwd: testFolder() })
    expect([args, code, stdout]).toEqual([args, 2, ''])
    expect(stderr).toMatch(said)
    expect(stderr).not.toMatch(/\n\s+at /)
  }
})

test('a file that is no HL7 is refused before anything is sent', async () => {
  const { heard, to } = await receiver()
  const { code, stderr } = await run(send, ['--to', to, '-'], { stdin: 'hello' })
  expect([code, heard]).toEqual([1, []])
  expect(stderr).toMatch(/does not begin with a message/)
})

test('a file that holds no message is named, and what to do about a line that cannot be opened is told', async () => {
  const cwd = testFolder()
  writeFileSync(join(cwd, 'empty.hl7'), '')
  writeFileSync(join(cwd, 'one.hl7'), oru('C1'))
  const sending = run(send, ['--to', '127.0.0.1:1', 'one.hl7', 'empty.hl7'], { cwd })
  await expect(sending).resolves.toMatchObject({ code: 1, stderr: expect.stringContaining('empty.hl7: There is no') })
  const refused = await run(send, ['--to', '127.0.0.1:1', 'one.hl7'], { cwd })
  expect(refused.code).toBe(3)
  expect(refused.stderr).toContain('no connection to 127.0.0.1:1 (ECONNREFUSED)\nSee that the receiver is up')
  expect(refused.stderr.match(/127\.0\.0\.1:1/g)).toHaveLength(1)
})
