#!/usr/bin/env node
import http from 'node:http'
// mllp-sink.mjs - an MLLP receiver that acknowledges everything and keeps the books on it.
import net from 'node:net'
import { fail, field, frame, hl7Time, MllpDecoder, options, parseControlId } from './mllp-common.mjs'

const HELP = `Usage: node mllp-sink.mjs --port 6662 [options]

Receives HL7 v2 over MLLP, answers each message, and counts per run (the first part of the
control ids that mllp-load.mjs makes): deliveries, repeats, order per sending connection.

  --host 127.0.0.1     where to listen
  --port 6662          MLLP
  --control-port 0     HTTP, for the books while it runs; 0: none
                         GET  /stats          every run      GET  /stats?run=ID   one run
                         GET  /ids?run=ID     '<control id> <times delivered>' per line
                         GET  /sample?run=ID  the first message of the run, as received
                         POST /reset          forget everything
  --delay 0            ms to wait before each answer (a slow receiver)
  --answer AA          MSA-1 of the answers (AA, AE, AR)
  --expect 0           exit once this many different messages have arrived; 0: run until stopped
  --idle 0             exit after this many ms without a message (once one has come); 0: never

On exit (SIGINT, SIGTERM, --expect, --idle) prints the books as one JSON object.

Order: within one sending connection, first deliveries should come in the order sent; a message
that arrives after a later one of its connection counts as outOfOrder.
`

const opt = options(
  {
    host: '127.0.0.1',
    port: 6662,
    controlPort: 0,
    delay: 0,
    answer: 'AA',
    expect: 0,
    idle: 0,
  },
  HELP,
)

let runs = new Map() // run id -> books; messages without one of our control ids go under ''
let connectionsOpened = 0,
  received = 0,
  lastMessage = 0

function books(id) {
  let b = runs.get(id)
  if (!b) {
    b = {
      times: new Map(),
      newest: new Map(),
      received: 0,
      duplicates: 0,
      outOfOrder: 0,
      firstAt: Date.now(),
      lastNewAt: 0,
      lastAt: 0,
      sample: '',
    }
    runs.set(id, b)
  }
  return b
}

/** A copy: a piece that is cut out of a text keeps the whole text, and this one is kept to the end. */
function apart(piece) {
  return Buffer.from(piece, 'latin1').toString('latin1')
}

function record(text, control) {
  const parsed = parseControlId(control)
  const b = books(parsed ? parsed.run : '')
  b.sample ||= text
  b.received++
  received++
  b.lastAt = lastMessage = Date.now()
  const before = b.times.get(control) ?? 0
  b.times.set(before ? control : apart(control), before + 1)
  if (before) {
    b.duplicates++
    return
  }
  b.lastNewAt = b.lastAt
  if (!parsed) return
  const newest = b.newest.get(parsed.connection) ?? -1
  if (parsed.sequence < newest) b.outOfOrder++
  else b.newest.set(parsed.connection, parsed.sequence)
}

function summary(b) {
  const seconds = (b.lastAt - b.firstAt) / 1000
  return {
    received: b.received,
    unique: b.times.size,
    duplicates: b.duplicates,
    outOfOrder: b.outOfOrder,
    sendingConnections: b.newest.size,
    firstAt: b.firstAt,
    lastNewAt: b.lastNewAt,
    lastAt: b.lastAt,
    seconds,
    perSecond: seconds ? Number((b.received / seconds).toFixed(1)) : null,
  }
}

function stats() {
  const out = { tool: 'mllp-sink', port: opt.port, connectionsOpened, received, runs: {} }
  for (const [id, b] of runs) out.runs[id || '(other)'] = summary(b)
  return out
}

let second = 0
let secondText = ''
/** The time, written once a second. */
function time() {
  const now = Math.floor(Date.now() / 1000)
  if (now !== second) {
    second = now
    secondText = hl7Time()
  }
  return secondText
}

function answerTo(text, control) {
  return frame(
    `MSH|^~\\&|${field(text, 'MSH', 5)}|${field(text, 'MSH', 6)}|${field(text, 'MSH', 3)}|${field(text, 'MSH', 4)}|` +
      `${time()}||ACK^R01^ACK|A${control}|P|${field(text, 'MSH', 12) || '2.5.1'}\rMSA|${opt.answer}|${control}\r`,
  )
}

const server = net.createServer({ noDelay: true }, (socket) => {
  connectionsOpened++
  const decoder = new MllpDecoder()
  socket.on('error', () => {})
  socket.on('data', (chunk) => {
    socket.cork() // the answers to what came together go together
    for (const body of decoder.push(chunk)) {
      const text = body.toString('latin1')
      const control = field(text, 'MSH', 10)
      record(text, control)
      if (opt.delay) setTimeout(() => socket.destroyed || socket.write(answerTo(text, control)), opt.delay)
      else socket.write(answerTo(text, control))
      if (opt.expect && [...runs.values()].reduce((n, b) => n + b.times.size, 0) >= opt.expect) setTimeout(finish, 200)
    }
    socket.uncork()
  })
})

let finished = false
function finish() {
  if (finished) return
  finished = true
  process.stdout.write(`${JSON.stringify(stats(), null, 2)}\n`, () => process.exit(0))
}

function control(request, response) {
  const url = new URL(request.url, 'http://localhost')
  const b = runs.get(url.searchParams.get('run') ?? '')
  const send = (status, type, body) => {
    response.writeHead(status, { 'content-type': type })
    response.end(body)
  }
  if (request.method === 'POST' && url.pathname === '/reset') {
    runs = new Map()
    received = 0
    return send(200, 'text/plain', 'ok\n')
  }
  if (request.method !== 'GET') return send(405, 'text/plain', 'GET, or POST /reset\n')
  switch (url.pathname) {
    case '/stats':
      if (!url.searchParams.has('run')) return send(200, 'application/json', JSON.stringify(stats()))
      return send(
        200,
        'application/json',
        JSON.stringify(b ? summary(b) : { received: 0, unique: 0, duplicates: 0, outOfOrder: 0 }),
      )
    case '/ids':
      return send(200, 'text/plain', b ? [...b.times].map(([id, n]) => `${id} ${n}\n`).join('') : '')
    case '/sample':
      return send(200, 'text/plain', b ? b.sample.replaceAll('\r', '\n') : '')
    default:
      return send(404, 'text/plain', 'see --help\n')
  }
}

server.on('error', (e) => fail(`cannot listen on ${opt.host}:${opt.port}: ${e.message}`))
server.listen(opt.port, opt.host, () => process.stderr.write(`mllp-sink on ${opt.host}:${opt.port}\n`))
if (opt.controlPort) {
  http
    .createServer(control)
    .on('error', (e) => fail(`control port ${opt.controlPort}: ${e.message}`))
    .listen(opt.controlPort, opt.host)
}
if (opt.idle)
  setInterval(() => {
    if (lastMessage && Date.now() - lastMessage > opt.idle) finish()
  }, 100)
process.on('SIGINT', finish)
process.on('SIGTERM', finish)
