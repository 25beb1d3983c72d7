// `npm run -s crash -- --rounds 5 --json`: kills Labloop with SIGKILL at a random moment under load, every second round
// its PostgreSQL too, starts it again, and checks that everything acknowledged arrives once and in order.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { freePort, root, runTool, startTool, temporaryFolder } from '../bench/runtime.ts'

type Round = {
  acked: number
  lost: number
  outOfOrder: number
  duplicates: { resentBySender: number; byEngine: number }
  restartSeconds: number
}

export type CrashFigures = {
  rounds: number
  acked: number
  lost: number
  outOfOrder: number
  duplicatesFromResends: number
  duplicatesByEngine: number
  restartSeconds: number
}

/** Runs the rounds; every second one kills the database as well. */
export async function crash(rounds: number, messages: number, seed: number): Promise<CrashFigures> {
  const folder = temporaryFolder()
  const [results, orders, sink, control] = [await freePort(), await freePort(), await freePort(), await freePort()]
  const books = await startTool('mllp-sink.mjs', ['--port', `${sink}`, '--control-port', `${control}`, '--delay', '1'])
  const starter = [
    ...[process.execPath, join(import.meta.dirname, 'start.ts'), folder.path, '--', join(root, 'examples', 'bench')],
    ...['--data', join(folder.path, 'data'), '--no-page'],
    ...['--connection', `lis-results=127.0.0.1:${results}`, '--connection', `ehr-orders=127.0.0.1:${orders}`],
    ...['--connection', `sink-results=127.0.0.1:${sink}`, '--connection', `sink-orders=127.0.0.1:${sink}`],
  ]
  const outcomes: Round[] = []
  try {
    begin(starter)
    for (let round = 0; round < rounds; round++) {
      const after = 1 + 3 * chance(seed, round)
      const withDatabase = round % 2 === 1
      process.stderr.write(
        `round ${round + 1} of ${rounds}: kill after ${after.toFixed(2)} s${withDatabase ? ', with PostgreSQL' : ''}\n`,
      )
      outcomes.push(
        await runTool<Round>('mllp-crash.mjs', [
          ...['--pid-file', join(folder.path, 'labloop.pid'), '--start', starter.map(quoted).join(' ')],
          ...(withDatabase ? ['--also-kill', join(folder.path, 'database.pid')] : []),
          ...['--after', `${after}`, '--port', `${results}`, '--control', `http://127.0.0.1:${control}`],
          ...['--connections', '8', '--messages', `${messages}`, '--settle', '4'],
        ]),
      )
    }
    return summary(outcomes)
  } finally {
    end(folder.path)
    await books.stop()
    folder.remove()
  }
}

function begin(starter: string[]): void {
  const result = spawnSync(starter[0]!, starter.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] })
  if (result.status !== 0) throw new Error('labloop up did not become ready')
}

/** Asks Labloop to stop (it stops its database), and makes sure that neither goes on. */
function end(folder: string): void {
  for (const [file, signal] of [
    ['labloop.pid', 'SIGTERM'],
    ['labloop.pid', 0],
    ['database.pid', 'SIGKILL'],
  ] as const) {
    const path = join(folder, file)
    const id = existsSync(path) ? Number(readFileSync(path, 'utf8').trim()) : 0
    if (!id) continue
    if (signal === 0) waitForEnd(id)
    else tryKill(id, signal)
  }
}

function waitForEnd(id: number): void {
  const until = Date.now() + 20_000
  while (tryKill(id, 0) && Date.now() < until) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
  tryKill(id, 'SIGKILL')
}

function tryKill(id: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(id, signal)
  } catch {
    return false
  }
}

function summary(rounds: readonly Round[]): CrashFigures {
  const sum = (read: (round: Round) => number) => rounds.reduce((total, round) => total + read(round), 0)
  return {
    rounds: rounds.length,
    acked: sum((round) => round.acked),
    lost: sum((round) => round.lost),
    outOfOrder: sum((round) => round.outOfOrder),
    duplicatesFromResends: sum((round) => round.duplicates.resentBySender),
    duplicatesByEngine: sum((round) => round.duplicates.byEngine),
    restartSeconds: Math.max(...rounds.map((round) => round.restartSeconds)),
  }
}

/** A number in [0, 1) from a seed, so that a run can be repeated. */
function chance(seed: number, round: number): number {
  let x = (seed * 2654435761 + round * 40503 + 1) >>> 0
  x ^= x << 13
  x ^= x >>> 17
  x ^= x << 5
  return (x >>> 0) / 2 ** 32
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    messages: { type: 'string', default: '20000' },
    seed: { type: 'string', default: `${Date.now() % 100_000}` },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
})
if (values.help) {
  process.stdout.write('Usage: npm run -s crash -- [--rounds 5] [--messages 20000] [--seed N] [--json]\n')
} else {
  process.stderr.write(`seed ${values.seed}\n`)
  const figures = await crash(Number(values.rounds), Number(values.messages), Number(values.seed))
  process.stdout.write(`${JSON.stringify(figures, null, values.json ? 0 : 2)}\n`)
  const bad = figures.lost + figures.outOfOrder + figures.duplicatesFromResends
  process.exit(bad === 0 ? 0 : 1)
}
