// Makes `npm start` and `npm test` work from a fresh clone: installs what the lock names when node_modules does not
// match it. Plain JavaScript that any Node from 18 on can run, because nothing is installed yet.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
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

/**
 * Two copies of npm in one folder would undo each other's work: whoever makes the folder installs, the rest wait. A folder
 * whose maker is gone (Ctrl-C ends this script without a last word) is nobody's.
 */
function underLock(work) {
  const mutex = join(root, '.labloop-setup')
  let waited_ms = 0
  while (!taken(mutex)) {
    if (isLeft(mutex)) {
      rmSync(mutex, { recursive: true, force: true })
      continue
    }
    if (waited_ms % 30_000 === 0) process.stderr.write('labloop: waiting for another npm that installs here ...\n')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
    waited_ms += 300
  }
  try {
    work()
  } finally {
    rmSync(mutex, { recursive: true, force: true })
  }
}

function taken(mutex) {
  try {
    mkdirSync(mutex)
    writeFileSync(join(mutex, 'pid'), `${process.pid} ${hostname()}`)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    process.stderr.write(`labloop: cannot write in ${root} (${error.code}): run this as the owner of the folder.\n`)
    process.exit(1)
  }
}

/** Whether the installer that made the folder is gone: it runs no more on this machine, or is older than any install. */
function isLeft(mutex) {
  const since = statSync(mutex, { throwIfNoEntry: false })
  if (!since) return false
  if (Date.now() - since.mtimeMs > 900_000) return true
  try {
    const [pid, host] = readFileSync(join(mutex, 'pid'), 'utf8').split(' ')
    if (host !== hostname()) return false
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    // No such process; a process of another user is one, and a file that is not there yet is being written.
    return error.code === 'ESRCH' || (error.code === 'ENOENT' && Date.now() - since.mtimeMs > 10_000)
  }
}

/**
 * Whether npm itself put into node_modules what the lock names, as "npm ci" by hand does: installing once more would take the
 * folder from under programs that run from it.
 */
function isAsLocked() {
  const found = readLock(join(root, 'node_modules', '.package-lock.json'))
  const named = readLock(lock)
  if (!found || !named) return false
  const isSame = (path) =>
    found[path]?.version === named[path]?.version && found[path]?.integrity === named[path]?.integrity
  const isNeeded = (path) => path !== '' && (!named[path].optional || isForThisMachine(named[path]))
  return Object.keys(found).every(isSame) && Object.keys(named).filter(isNeeded).every(isSame)
}

/** The packages of a lock by their folder; null where it is not there or cannot be read. */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? null
  } catch {
    return null
  }
}

/** Of the optional packages those made for this machine are needed: Node, PostgreSQL and the like. */
function isForThisMachine({ os, cpu, libc }) {
  const own = process.report?.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
  return Boolean(os?.includes(process.platform) && cpu?.includes(process.arch) && (libc?.includes(own) ?? true))
}

function install() {
  if (installed() === wanted()) return
  if (installed() === '' && isAsLocked()) {
    writeFileSync(stamp, wanted())
    return
  }
  process.stderr.write('labloop: installing what package-lock.json names (once, about a minute) ...\n')
  // The npm that called this script, so that its own settings hold; else the one on the path.
  const npm = process.env.npm_execpath
  // Also where the machine is set up for production: the tests need the rest, and the optional parts are the runtime.
  const args = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (result.status !== 0) {
    process.stderr.write('labloop: npm ci failed. Check that the npm registry can be reached, then try again.\n')
    process.exitCode = 1
    return
  }
  writeFileSync(stamp, wanted())
}

if (installed() !== wanted()) underLock(install)
