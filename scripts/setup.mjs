// Makes `npm start` and `npm test` work from a fresh clone: installs what the lock names when node_modules does not
// match it. Plain JavaScript that any Node from 18 on can run, because nothing is installed yet.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stamp = join(root, 'node_modules', '.labloop-lock')
const lock = join(root, 'package-lock.json')

/** Says what the installed tree was made from: the lock, and the kind of machine. */
function wanted() {
  const hash = createHash('sha256')
    .update(readFileSync(lock))
    .update(readFileSync(join(root, 'package.json')))
  return `${hash.digest('hex')} ${process.platform}-${process.arch}`
}

function installed() {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''
}

/** Two copies of npm in one folder would undo each other's work: whoever makes the folder installs, the rest wait. */
function underLock(work) {
  const mutex = join(root, '.labloop-setup')
  const until = Date.now() + 600_000
  for (;;) {
    try {
      mkdirSync(mutex)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (Date.now() > until || Date.now() - statSync(mutex, { throwIfNoEntry: false })?.mtimeMs > 900_000) {
        rmSync(mutex, { recursive: true, force: true })
        continue
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
    }
  }
  try {
    work()
  } finally {
    rmSync(mutex, { recursive: true, force: true })
  }
}

function install() {
  if (installed() === wanted()) return
  process.stderr.write('labloop: installing what package-lock.json names (once, about a minute) ...\n')
  // The npm that called this script, so that its own settings hold; else the one on the path.
  const npm = process.env.npm_execpath
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (result.status !== 0) {
    process.stderr.write('labloop: npm ci failed. Check that the npm registry can be reached, then try again.\n')
    process.exit(1)
  }
  writeFileSync(stamp, wanted())
}

if (installed() !== wanted()) underLock(install)
