#!/usr/bin/env node
// mllp-bench.mjs - runs mllp-load.mjs several times against an engine that forwards to a running
// mllp-sink.mjs, waits for each run to drain, and reports medians. Engine-neutral.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fail, options, round } from './mllp-common.mjs'

const HELP = `Usage: node mllp-bench.mjs --port 6661 --control http://127.0.0.1:6663 [options]

Start mllp-sink.mjs first, with --control-port, and the engine that forwards to it.

  --host 127.0.0.1 --port 6661     the engine
  --control http://127.0.0.1:6663  the sink's control address
  --connections 1,4,16             one series for each number
  --window 1 --size oru10 --rate 0 --messages 3000   as for mllp-load.mjs
  --orders-port 0                  place the orders first, at this port (0: results that nobody ordered)
  --repeat 3                       runs per series; the table shows medians
  --warmup 0                       messages sent first and not counted
  --pid 0                          the engine's process: its memory and processor time are read
                                   from /proc (0: not). With several processes: their total, as 12,34
  --label <text>                   copied into the output
  --drain 120                      seconds to wait for the sink once all is acknowledged
  --out <file>                     append every run as a JSON line

Prints one JSON object: the medians per series. 'lost' is acknowledged AA but not at the sink when
the wait ended; 'drainMs' is from the last ACK to the last delivery (negative or about 0 when the
engine delivers before it acknowledges).
`
const opt = options(
  {
    host: '127.0.0.1',
    port: 6661,
    control: 'http://127.0.0.1:6663',
    connections: '1,4,16',
    window: 1,
    size: 'oru10',
    ordersPort: 0,
    rate: 0,
    messages: 3000,
    repeat: 3,
    warmup: 0,
    pid: '0',
    label: '',
    drain: 120,
    out: '',
  },
  HELP,
)

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname)
const pids = opt.pid === '0' ? [] : opt.pid.split(',').map(Number)
const sleep = (ms) => new Promise((r) => setTimeout(r, ms))
const median = (list) => {
  const s = list.filter((x) => x !== null).sort((a, b) => a - b)
  return s.length ? s[(s.length - 1) >> 1] : null
}
let counter = 0
const stamp = Date.now().toString(36).slice(-5)

/** Resident memory (MB) and processor time (s) of the engine. */
function usage() {
  let rss = 0,
    cpu = 0
  for (const pid of pids) {
    try {
      rss += Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
      const f = fs
        .readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      cpu += (Number(f[11]) + Number(f[12])) / 100
    } catch {
      /* ended */
    }
  }
  return { rss, cpu }
}

/** Busy share of all processors since the previous call, 0-1. */
let lastStat = null
function machineBusy() {
  const f = fs.readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).slice(1).map(Number)
  const now = { idle: f[3] + f[4], all: f.slice(0, 8).reduce((a, b) => a + b, 0) }
  const was = lastStat
  lastStat = now
  return was ? 1 - (now.idle - was.idle) / (now.all - was.all) : null
}

/** Runs mllp-load.mjs once: `{ port, size, run, patients, connections, messages }`; resolves to what it printed. */
function load(given) {
  const flags = Object.entries({ host: opt.host, window: opt.window, rate: opt.rate, ...given }).flatMap(
    ([name, value]) => [`--${name}`, String(value)],
  )
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(here, 'mllp-load.mjs'), ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    child.stdout.on('data', (d) => {
      out += d
    })
    child.on('close', (status) =>
      status === 0 ? resolve(JSON.parse(out)) : reject(new Error(`mllp-load ended with ${status}`)),
    )
  })
}

/** Waits until the sink has everything that was acknowledged, at most --drain seconds. */
async function drained(run, positive) {
  const until = Date.now() + opt.drain * 1000
  let s = await sink(run)
  while (s.unique < positive && Date.now() < until) {
    await sleep(100)
    s = await sink(run)
  }
}

/** Places the orders that the results of `run` will answer; not timed. */
async function placeOrders(run, connections, messages) {
  const orders = `o${run}`.slice(0, 8)
  const result = await load({ port: opt.ordersPort, size: 'order', run: orders, patients: run, connections, messages })
  await drained(orders, result.positive)
}

const sink = async (run) => (await fetch(`${opt.control}/stats?run=${run}`)).json()

async function once(connections, messages) {
  const run = `${stamp}${(++counter).toString(36)}`
  if (opt.ordersPort) await placeOrders(run, connections, messages)
  let peak = 0
  const before = usage()
  machineBusy()
  const poll = setInterval(() => {
    peak = Math.max(peak, usage().rss)
  }, 250)
  const result = await load({ port: opt.port, size: opt.size, run, patients: run, connections, messages })
  const busy = machineBusy()
  await drained(run, result.positive)
  await sleep(300)
  const s = await sink(run)
  clearInterval(poll)
  const after = usage()
  return {
    label: opt.label,
    run,
    connections,
    window: opt.window,
    messages,
    ackedPerSecond: result.ackedPerSecond,
    seconds: result.seconds,
    p50: result.latencyMs.p50,
    p95: result.latencyMs.p95,
    p99: result.latencyMs.p99,
    max: result.latencyMs.max,
    ackCodes: result.ackCodes,
    delivered: s.unique,
    lost: Math.max(0, result.positive - s.unique),
    duplicates: s.duplicates,
    outOfOrder: s.outOfOrder,
    drainMs: s.lastNewAt ? s.lastNewAt - result.lastAckAt : null,
    deliveredPerSecond: s.unique > 1 ? round(s.unique / ((s.lastNewAt - result.startedAt) / 1000), 1) : null,
    rssMb: pids.length ? round(Math.max(peak, after.rss), 0) : null,
    cpuMsPerMessage: pids.length ? round(((after.cpu - before.cpu) * 1000) / messages, 3) : null,
    machineBusy: round(busy, 2),
  }
}

try {
  await sink('x')
} catch (e) {
  fail(`no sink at ${opt.control}: ${e.message}`)
}
const series = opt.connections.split(',').map(Number)
if (opt.warmup) await once(Math.max(...series), opt.warmup)
const table = []
for (const connections of series) {
  const runs = []
  for (let i = 0; i < opt.repeat; i++) {
    const r = await once(connections, opt.messages)
    runs.push(r)
    if (opt.out) fs.appendFileSync(opt.out, `${JSON.stringify(r)}\n`)
    process.stderr.write(
      `${opt.label} c=${connections} #${i + 1}: ${r.ackedPerSecond}/s p50 ${r.p50} p95 ${r.p95} p99 ${r.p99} drain ${r.drainMs} ms delivered/s ${r.deliveredPerSecond} lost ${r.lost} dup ${r.duplicates} ooo ${r.outOfOrder} rss ${r.rssMb} cpu/msg ${r.cpuMsPerMessage} busy ${r.machineBusy}\n`,
    )
  }
  const m = (key) => median(runs.map((r) => r[key]))
  const sum = (key) => runs.reduce((n, r) => n + r[key], 0)
  table.push({
    connections,
    window: opt.window,
    runs: runs.length,
    messages: opt.messages,
    ackedPerSecond: m('ackedPerSecond'),
    ackedPerSecondAll: runs.map((r) => r.ackedPerSecond),
    p50: m('p50'),
    p95: m('p95'),
    p99: m('p99'),
    max: m('max'),
    deliveredPerSecond: m('deliveredPerSecond'),
    drainMs: m('drainMs'),
    lost: sum('lost'),
    duplicates: sum('duplicates'),
    outOfOrder: sum('outOfOrder'),
    rssMb: m('rssMb'),
    cpuMsPerMessage: m('cpuMsPerMessage'),
    machineBusy: m('machineBusy'),
  })
}
process.stdout.write(
  `${JSON.stringify({ tool: 'mllp-bench', label: opt.label, size: opt.size, series: table }, null, 2)}\n`,
)
