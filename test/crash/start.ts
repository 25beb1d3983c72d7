// Starts Labloop in the background for the crash test, waits until it is ready, and leaves the process ids of it and of its
// database in files. Usage: node start.ts FOLDER -- (options of labloop up)
import { spawn } from 'node:child_process'
import { openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { labloop, withThisNode } from '../bench/runtime.ts'

const [folder = '', , ...options] = process.argv.slice(2)
const said = join(folder, 'said.txt')
const out = openSync(said, 'w')
const child = spawn(labloop, ['up', ...options, '--json'], {
  stdio: ['ignore', out, openSync(join(folder, 'errors.txt'), 'a')],
  detached: true,
  env: withThisNode(),
})
child.unref()

/** The line that says it is ready, once it is there. */
function readyLine(): { pid: number; databasePid: number | null } | null {
  const lines = readFileSync(said, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line)).find((line) => line.ready) ?? null
}

const until = Date.now() + 60_000
for (;;) {
  const ready = readyLine()
  if (ready) {
    writeFileSync(join(folder, 'labloop.pid'), `${ready.pid}\n`)
    writeFileSync(join(folder, 'database.pid'), ready.databasePid ? `${ready.databasePid}\n` : '')
    process.exit(0)
  }
  if (child.exitCode !== null || Date.now() > until) {
    process.stderr.write(readFileSync(join(folder, 'errors.txt'), 'utf8').slice(-4000))
    process.exit(1)
  }
  await new Promise((done) => setTimeout(done, 20))
}
