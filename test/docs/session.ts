// A reader at a terminal: runs the commands of a page in the order in which they stand, in a copy of a clone, each by a shell.
// The one thing to know: what runs until Ctrl-C goes on in the background until the page says stop, or ends; then it gets
// a real Ctrl-C and must end well.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from './markdown.ts'

/** Ports that the pages name. Each session uses free ones in their place, so that several can run at once. */
const namedPorts = ['2575', '7070', '7071', '7072', '7081', '7082', '7091'] as const
const portPattern = new RegExp(`\\b(${namedPorts.join('|')})\\b`, 'g')

/** What runs until somebody stops it. */
const untilStopped =
  /^([A-Z_]+=\S+ )?(npm start|(\.\/bin\/)?labloop (up|listen|demo))\b(?!.*(--help|--once|--count|--exit))/
const isReady = /is running|listening on/
const patience_ms = 60_000

export type Ended = { readonly command: string; readonly code: number; readonly output: string }

type Background = { readonly command: string; readonly child: ChildProcess; output: string }

/** The server of their own that the pages name. */
const namedDatabase = /postgres:\/\/\S*db\.example\.org\S*/g

export type SessionDatabase = {
  /** A database that stands for the one that pages name. */
  readonly url: string
  /** Whether the reader has set DATABASE_URL to it, which saves the making of an embedded server. */
  readonly isSet: boolean
}

/** Programs of ours under the names of those that a page needs and a bare machine lacks. */
const standIns = join(root, 'test', 'docs', 'stand-ins')

export class Session {
  readonly folder: string
  readonly #ports: ReadonlyMap<string, number>
  readonly #database: SessionDatabase
  readonly #environment: Readonly<Record<string, string>>
  #background: Background[] = []

  private constructor(
    folder: string,
    ports: ReadonlyMap<string, number>,
    database: SessionDatabase,
    withStandIns: boolean,
  ) {
    this.folder = folder
    this.#ports = ports
    this.#database = database
    const { PATH, ...rest } = environment(folder)
    const path = withStandIns ? `${standIns}:${PATH}` : PATH
    this.#environment = { ...rest, PATH: path!, ...(database.isSet ? { DATABASE_URL: database.url } : {}) }
  }

  /**
   * A folder like a clone: links to everything, and examples of its own, on ports of its own. `withStandIns`: programs of ours
   * take the place of those that a bare machine lacks.
   */
  static async open(database: SessionDatabase, withStandIns = false): Promise<Session> {
    const folder = mkdtempSync(join(tmpdir(), 'labloop-docs-'))
    chmodSync(folder, 0o755) // as root, the user of the embedded database must be able to enter
    for (const entry of readdirSync(root)) {
      if (entry !== 'examples' && entry !== '.git') symlinkSync(join(root, entry), join(folder, entry))
    }
    cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true })
    const session = new Session(folder, await freePorts(), database, withStandIns)
    const systems = join(folder, 'examples', 'riverside', 'systems')
    for (const name of readdirSync(systems)) {
      const file = join(systems, name)
      writeFileSync(file, session.#placed(readFileSync(file, 'utf8')))
    }
    return session
  }

  #placed(text: string): string {
    return text
      .split(namedDatabase)
      .map((part) => part.replace(portPattern, (port) => String(this.#ports.get(port))))
      .join(this.#database.url)
  }

  /** Saves what a page shows as a file of the examples, which are the session's own. */
  write(path: string, text: string): void {
    if (!path.startsWith('examples/')) throw new Error(`${path} would be written into the project`)
    mkdirSync(dirname(join(this.folder, path)), { recursive: true })
    writeFileSync(join(this.folder, path), `${this.#placed(text)}\n`)
  }

  /** Runs one command to its end, or until it says that it is ready. */
  async run(command: string): Promise<Ended> {
    if (untilStopped.test(command)) return this.#start(command)
    const running = this.#spawn(command)
    const [code] = await once(running.child, 'close')
    return { command, code: code ?? 1, output: running.output }
  }

  async #start(command: string): Promise<Ended> {
    // In place of the shell, so that the exit code after Ctrl-C is the command's own.
    const running = this.#spawn(`exec env ${command}`, command)
    const until = Date.now() + patience_ms
    while (!isReady.test(running.output)) {
      if (hasEnded(running.child)) return { command, code: running.child.exitCode || 1, output: running.output }
      if (Date.now() > until) signal(running.child, 'SIGKILL')
      await sleep(20)
    }
    this.#background.push(running)
    const [page] = /http:\/\/127\.0\.0\.1:\d+/.exec(running.output) ?? []
    if (page && (await fetch(page)).status !== 200) return { command, code: 1, output: `${page} does not answer` }
    return { command, code: 0, output: running.output }
  }

  #spawn(line: string, command = line): Background {
    const child = spawn('sh', ['-c', this.#placed(line)], {
      cwd: this.folder,
      env: this.#environment,
      detached: true, // a group of its own, which Ctrl-C reaches as a whole
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const running: Background = { command, child, output: '' }
    const take = (chunk: Buffer) => {
      running.output += chunk
    }
    child.stdout!.on('data', take)
    child.stderr!.on('data', take)
    return running
  }

  /** What a command in the background has written so far, or null where none begins so. */
  shownBy(command: string): string | null {
    return this.#background.findLast((one) => one.command.includes(command))?.output ?? null
  }

  /** Stops what runs, the newest first, by Ctrl-C. Gives what did not end well. */
  async stop(): Promise<readonly Ended[]> {
    const ended: Ended[] = []
    for (const { command, child, output } of this.#background.reverse()) {
      const code = await interrupted(child)
      // npm ends by the signal that it passed on.
      if (code !== 0 && !command.startsWith('npm')) ended.push({ command, code, output })
    }
    this.#background = []
    return ended
  }

  /** Ends everything and removes the folder. */
  async close(): Promise<void> {
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

async function interrupted(child: ChildProcess): Promise<number> {
  if (!hasEnded(child)) {
    signal(child, 'SIGINT')
    const killer = setTimeout(() => signal(child, 'SIGKILL'), 20_000)
    await once(child, 'exit')
    clearTimeout(killer)
  }
  return child.exitCode ?? 1
}

/** To its whole group, as a terminal does. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, name)
  } catch {
    child.kill(name)
  }
}

/** The environment of a reader: without what this test run was started with. */
function environment(folder: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|LABLOOP_|DATABASE_URL|VITEST|NODE_ENV|NODE_OPTIONS)/.test(name),
  )
  return {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    PATH: [join(folder, 'bin'), join(root, 'node_modules', '.bin'), process.env.PATH].join(':'),
    LABLOOP_DATA: join(folder, 'labloop-data'),
    npm_config_update_notifier: 'false',
  }
}

/** Below the ports that systems give to connections of their own, so that none is taken before it is used. */
const [firstPort, portCount] = [15_000, 16_000]

async function freePorts(): Promise<ReadonlyMap<string, number>> {
  const servers = new Map<string, net.Server>()
  for (const name of namedPorts) servers.set(name, await listenSomewhere())
  const ports = new Map([...servers].map(([name, server]) => [name, (server.address() as net.AddressInfo).port]))
  for (const server of servers.values()) await new Promise((resolve) => server.close(resolve))
  return ports
}

async function listenSomewhere(): Promise<net.Server> {
  for (;;) {
    const server = net.createServer()
    const listens = await new Promise<boolean>((resolve) => {
      server.once('listening', () => resolve(true)).once('error', () => resolve(false))
      server.listen(firstPort + Math.floor(Math.random() * portCount), '127.0.0.1')
    })
    if (listens) return server
  }
}
