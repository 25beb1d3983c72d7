#!/usr/bin/env node
import fs from 'node:fs'
// mllp-load.mjs - sends HL7 v2 messages over MLLP and measures the acknowledgements.
import net from 'node:net'
import { performance } from 'node:perf_hooks'
import {
  builderOf,
  controlId,
  fail,
  field,
  firstPatient,
  frame,
  MllpDecoder,
  options,
  percentile,
  round,
} from './mllp-common.mjs'

const HELP = `Usage: node mllp-load.mjs --port 6661 [options]

Opens --connections sockets and sends --messages messages over them, at most --window
unacknowledged per connection. Every message has its own control id (MSH-10), and an answer
counts for the message its MSA-2 names. Prints one JSON object when done.

  --host 127.0.0.1     where the engine listens
  --port 6661
  --connections 1      sockets, opened before the clock starts
  --window 1           unacknowledged messages per connection (1: wait for each ACK)
  --messages 1000      total, spread evenly over the connections
  --size oru10         oru<N>: a result with N OBX segments (oru10 is about 1.2 KB);
                       order: a new order, which a result run with the same --patients answers
  --patients <id>      letters or digits from which patient and order numbers are made (default: --run)
  --rate 0             messages per second over all connections; 0: as fast as ACKs allow.
                       With a rate, latency counts from when a message was due, not from when
                       a busy window let it go (no coordinated omission).
  --run <id>           1-8 letters or digits that start each control id (default: from the clock)
  --ack-timeout 60000  ms without any answer on a connection that owes one before it is dropped
  --reconnect          after a lost connection, connect again (for up to --ack-timeout ms) and
                       resend what was unacknowledged under the same control ids, as a sender
                       that must not lose results does. Without it the connection ends there.
  --ack-log <file>     write '<control id> <MSA-1> <times sent>' per answered message
  --require-aa         exit status 1 unless every message got AA (or CA)

Latency is from the write to the arrival of the ACK. Exit status: 0 done, 1 see --require-aa,
2 could not start.
`

const opt = options(
  {
    host: '127.0.0.1',
    port: 6661,
    connections: 1,
    window: 1,
    messages: 1000,
    size: 'oru10',
    patients: '',
    rate: 0,
    run: '',
    ackTimeout: 60000,
    reconnect: false,
    ackLog: '',
    requireAa: false,
  },
  HELP,
)
const run = opt.run || Date.now().toString(36).slice(-7)
if (!/^[A-Za-z0-9]{1,8}$/.test(run)) fail(`--run ${run}: 1-8 letters or digits`)
if (opt.connections < 1 || opt.connections > 1295) fail('--connections: 1 to 1295')
if (opt.window < 1) fail('--window: 1 or more')

const firstNumber = firstPatient(opt.patients || run)
let build
try {
  build = builderOf(opt.size)
} catch (e) {
  fail(e.message)
}

/** As many frames are made before the clock starts; what a longer run sends after them is made as it goes. */
const madeBefore = 100_000

const latencies = new Float64Array(opt.messages)
const ackCodes = {}
const ackLines = opt.ackLog ? [] : null
let sent = 0,
  resent = 0,
  answered = 0,
  unexpected = 0,
  outOfOrderAcks = 0,
  reconnects = 0,
  lostConnections = 0
let firstAck = 0,
  lastAck = 0,
  started = 0

/** One sender: a socket, its share of the messages, and what it still waits for. */
class Sender {
  constructor(index, share) {
    this.index = index
    this.share = share
    this.next = 0 // next sequence number to send
    const ready = Math.min(share, Math.ceil(madeBefore / opt.connections))
    this.frames = Array.from({ length: ready }, (_, sequence) => this.frame(sequence))
    this.waiting = [] // { id, at, times, bytes }, in sending order; few, and answered from the front
    this.done = new Promise((resolve) => {
      this.finish = resolve
    })
    this.interval = opt.rate ? (opt.connections * 1000) / opt.rate : 0
  }

  /** The message with this sequence number, in its block. */
  frame(sequence) {
    return frame(build(controlId(run, this.index, sequence), firstNumber + this.index * 1000000 + sequence))
  }

  connect() {
    return new Promise((resolve, reject) => {
      this.decoder = new MllpDecoder()
      // One buffer for all reads: to allocate one of 64 KB for each answer costs more than all that is done with it.
      const onread = {
        buffer: Buffer.allocUnsafe(65536),
        callback: (length, buffer) => {
          for (const body of this.decoder.push(Buffer.from(buffer.subarray(0, length)))) this.onAck(body)
          return true
        },
      }
      const socket = net.connect({ host: opt.host, port: opt.port, noDelay: true, onread })
      this.socket = socket
      socket.once('connect', () => {
        socket.off('error', reject)
        socket.on('error', () => {})
        resolve()
      })
      socket.once('error', reject)
      socket.on('close', () => this.onClose())
    })
  }

  /** Starts the clock for this sender. */
  begin() {
    this.connected = true
    this.base = performance.now() + (this.interval * this.index) / opt.connections
    this.lastHeard = performance.now()
    this.watch = setInterval(() => {
      if (this.waiting.length && performance.now() - this.lastHeard > opt.ackTimeout) this.socket.destroy()
    }, 1000)
    this.pump()
  }

  /** Sends as much as the window (and the rate) allows. */
  pump() {
    while (this.connected && this.waiting.length < opt.window && this.next < this.share) {
      let at = performance.now()
      if (this.interval) {
        const due = this.base + this.next * this.interval
        if (due > at) {
          this.timer ??= setTimeout(() => {
            this.timer = null
            this.pump()
          }, due - at)
          return
        }
        at = due
      }
      const sequence = this.next++
      const id = controlId(run, this.index, sequence)
      const made = this.frames[sequence]
      if (made) this.frames[sequence] = null
      const bytes = made ?? this.frame(sequence)
      if (!this.waiting.length) this.lastHeard = performance.now()
      this.waiting.push({ id, at, times: 1, bytes })
      this.socket.write(bytes)
      sent++
    }
    if (this.next >= this.share && !this.waiting.length) this.end()
  }

  onAck(body) {
    const now = performance.now()
    this.lastHeard = now
    const text = body.toString('latin1')
    const id = field(text, 'MSA', 2)
    const place = this.waiting.findIndex((sent) => sent.id === id)
    if (place < 0) {
      unexpected++
      return
    }
    if (place > 0) outOfOrderAcks++
    const [entry] = this.waiting.splice(place, 1)
    const code = field(text, 'MSA', 1) || 'none'
    ackCodes[code] = (ackCodes[code] ?? 0) + 1
    latencies[answered++] = now - entry.at
    firstAck ||= Date.now()
    lastAck = Date.now()
    ackLines?.push(`${id} ${code} ${entry.times}`)
    this.pump()
  }

  async onClose() {
    if (this.ended || !this.connected) return
    this.connected = false
    lostConnections++
    if (!opt.reconnect) return this.end()
    const giveUp = performance.now() + opt.ackTimeout
    while (performance.now() < giveUp) {
      await new Promise((r) => setTimeout(r, 250))
      try {
        await this.connect()
      } catch {
        continue
      }
      reconnects++
      this.connected = true
      this.lastHeard = performance.now()
      for (const entry of this.waiting) {
        entry.times++
        resent++
        this.socket.write(entry.bytes)
      }
      return this.pump()
    }
    this.end()
  }

  end() {
    if (this.ended) return
    this.ended = true
    clearInterval(this.watch)
    clearTimeout(this.timer)
    this.socket.end()
    setTimeout(() => this.socket.destroy(), 500).unref()
    this.finish()
  }
}

const senders = Array.from(
  { length: opt.connections },
  (_, i) => new Sender(i, Math.floor(opt.messages / opt.connections) + (i < opt.messages % opt.connections ? 1 : 0)),
)
try {
  await Promise.all(senders.map((s) => s.connect()))
} catch (e) {
  fail(`cannot connect to ${opt.host}:${opt.port}: ${e.message}`)
}
started = Date.now()
const t0 = performance.now()
for (const s of senders) s.begin()
await Promise.all(senders.map((s) => s.done))
const seconds = (performance.now() - t0) / 1000

if (ackLines) fs.writeFileSync(opt.ackLog, ackLines.map((l) => `${l}\n`).join(''))
const sorted = latencies.slice(0, answered).sort()
const mean = answered ? sorted.reduce((a, b) => a + b, 0) / answered : null
const positive = (ackCodes.AA ?? 0) + (ackCodes.CA ?? 0)
process.stdout.write(
  `${JSON.stringify(
    {
      tool: 'mllp-load',
      run,
      target: `${opt.host}:${opt.port}`,
      connections: opt.connections,
      window: opt.window,
      rate: opt.rate,
      size: opt.size,
      messageBytes: Buffer.byteLength(build(controlId(run, 0, 0), firstNumber), 'latin1'),
      messages: opt.messages,
      sent,
      answered,
      positive,
      ackCodes,
      unanswered: sent - answered,
      resent,
      lostConnections,
      reconnects,
      unexpectedAcks: unexpected,
      outOfOrderAcks,
      startedAt: started,
      firstAckAt: firstAck || null,
      lastAckAt: lastAck || null,
      seconds: round(seconds, 3),
      ackedPerSecond: round(positive / seconds, 1),
      latencyMs: {
        min: round(answered ? sorted[0] : null),
        mean: round(mean),
        p50: round(percentile(sorted, 50)),
        p95: round(percentile(sorted, 95)),
        p99: round(percentile(sorted, 99)),
        max: round(answered ? sorted[answered - 1] : null),
      },
    },
    null,
    2,
  )}\n`,
)
process.exit(opt.requireAa && positive !== opt.messages ? 1 : 0)
