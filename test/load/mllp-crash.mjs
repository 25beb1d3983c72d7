#!/usr/bin/env node
// mllp-crash.mjs - kills an engine (SIGKILL) in the middle of a run, starts it again, and checks
// that every message it acknowledged reaches the sink. Engine-neutral.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fail, options } from './mllp-common.mjs'

const HELP = `Usage: node mllp-crash.mjs --pid-file FILE --start 'command' [options]

Needs a running mllp-sink.mjs with a control port (give it --delay to build up a queue in the engine).

  --pid-file <file>    holds the engine's process id; read again before each use
  --also-kill <file>   process ids, one a line, killed at the same moment (the engine's database)
  --start <command>    shell command that starts the engine and returns once it is up
  --after 5            seconds into the run at which the engine is killed
  --host 127.0.0.1 --port 6661 --connections 4 --window 1 --messages 2000
                       as for mllp-load.mjs; the senders reconnect and resend what was unanswered
  --control http://127.0.0.1:6663  the sink's control address
  --settle 15          stop waiting when the sink has had nothing new for this many seconds
  --max-wait 300       ... or after this many seconds

Prints one JSON object:
  acked         messages answered AA or CA
  atSinkAtKill  delivered when the engine was killed       lost             acked, never delivered
  duplicates    messages delivered more than once
    .resentBySender   the sender had sent them again (it had no answer): a receiver must expect these
    .byEngine         sent once, delivered more than once: the engine repeated them by itself
`
const opt = options(
  {
    pidFile: '',
    start: '',
    alsoKill: '',
    after: 5,
    host: '127.0.0.1',
    port: 6661,
    connections: 4,
    window: 1,
    messages: 2000,
    control: 'http://127.0.0.1:6663',
    settle: 15,
    maxWait: 300,
  },
  HELP,
)
if (!opt.pidFile || !opt.start) fail('--pid-file and --start are needed (try --help)')

const here = path.dirname(new URL(import.meta.url).pathname)
const sleep = (ms) => new Promise((r) => setTimeout(r, ms))
const run = `k${Date.now().toString(36).slice(-6)}`
const log = path.join(os.tmpdir(), `mllp-crash-${run}.txt`)
const stats = async () => (await fetch(`${opt.control}/stats?run=${run}`)).json()

const load = spawn(
  process.execPath,
  [
    path.join(here, 'mllp-load.mjs'),
    '--host',
    opt.host,
    '--port',
    opt.port,
    '--connections',
    opt.connections,
    '--window',
    opt.window,
    '--messages',
    opt.messages,
    '--run',
    run,
    '--reconnect',
    '--ack-timeout',
    120000,
    '--ack-log',
    log,
  ].map(String),
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
let text = ''
load.stdout.on('data', (d) => {
  text += d
})
const ended = new Promise((r) => load.on('close', r))

await sleep(opt.after * 1000)
const atKill = await stats()

const ids = [opt.pidFile, opt.alsoKill]
  .filter(Boolean)
  .flatMap((file) => fs.readFileSync(file, 'utf8').split('\n').filter(Boolean))
for (const id of ids) process.kill(Number(id), 'SIGKILL')
await sleep(500)
const startedAt = Date.now()
// a child, not spawnSync: this process must not block while the senders' exit is awaited
const start = spawn('bash', ['-c', opt.start], { stdio: ['ignore', 'ignore', 'inherit'] })
await new Promise((r) => start.on('close', r))
const upAt = Date.now()
await ended
const result = JSON.parse(text)

let s = await stats()
let quiet = Date.now(),
  seen = -1
const until = Date.now() + opt.maxWait * 1000
while (Date.now() < until && Date.now() - quiet < opt.settle * 1000) {
  await sleep(500)
  s = await stats()
  if (s.received !== seen) {
    seen = s.received
    quiet = Date.now()
  }
}

const delivered = new Map(
  (await (await fetch(`${opt.control}/ids?run=${run}`)).text())
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((l) => {
      const [id, n] = l.split(' ')
      return [id, Number(n)]
    }),
)
const acked = fs
  .readFileSync(log, 'utf8')
  .trim()
  .split('\n')
  .map((l) => l.split(' '))
  .filter(([, code]) => code === 'AA' || code === 'CA')
const sentTwice = new Set(acked.filter(([, , times]) => Number(times) > 1).map(([id]) => id))
const lost = acked.filter(([id]) => !delivered.has(id)).map(([id]) => id)
const repeated = [...delivered].filter(([, n]) => n > 1).map(([id]) => id)
const ackedSet = new Set(acked.map(([id]) => id))
process.stdout.write(
  `${JSON.stringify(
    {
      tool: 'mllp-crash',
      run,
      messages: opt.messages,
      connections: opt.connections,
      acked: acked.length,
      ackCodes: result.ackCodes,
      atSinkAtKill: atKill.unique,
      resentBySender: result.resent,
      delivered: delivered.size,
      lost: lost.length,
      lostIds: lost.slice(0, 10),
      deliveredNotAcked: [...delivered.keys()].filter((id) => !ackedSet.has(id)).length,
      duplicates: {
        total: repeated.length,
        resentBySender: repeated.filter((id) => sentTwice.has(id)).length,
        byEngine: repeated.filter((id) => !sentTwice.has(id)).length,
      },
      outOfOrder: s.outOfOrder,
      restartSeconds: (upAt - startedAt) / 1000,
      drainedAfterUpSeconds: (s.lastNewAt - upAt) / 1000,
      ackLog: log,
    },
    null,
    2,
  )}\n`,
)
