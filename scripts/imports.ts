// Holds the house to its plan: imports point one way and make no cycle, and below the adapters there is no socket, file,
// database, clock, timer or chance of its own. Prints every breach as file:line and exits 1.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const root = dirname(import.meta.dirname)
const source = join(root, 'src')

/** What each folder of src/ may import from. `errors` is src/errors.ts, which gathers every error code, and the lists beside it. */
export const allowed: Readonly<Record<string, readonly string[]>> = {
  hl7: [],
  terminology: [],
  errors: ['hl7', 'terminology'],
  site: ['hl7', 'terminology', 'errors'],
  ledger: ['hl7', 'terminology', 'errors', 'site'],
  workflow: ['hl7', 'terminology', 'errors', 'site', 'ledger'],
  mapping: ['hl7', 'terminology', 'errors', 'site'],
  alignment: ['hl7', 'terminology', 'errors', 'site', 'mapping'],
  ownership: ['hl7', 'errors', 'site', 'ledger'],
  engine: ['hl7', 'terminology', 'errors', 'site', 'ledger', 'workflow', 'mapping', 'alignment', 'ownership'],
  rehearsal: ['hl7', 'terminology', 'errors', 'site', 'ledger', 'workflow', 'mapping', 'ownership', 'engine'],
  readiness: ['hl7', 'errors', 'site', 'ledger', 'ownership', 'engine', 'rehearsal'],
  insight: ['hl7', 'errors', 'site', 'ledger', 'ownership', 'engine'],
}
const outer = ['adapters', 'server', 'cli']
const pure = Object.keys(allowed)
/** An adapter may use everything below and its own folder, and adapters/shared; never another adapter. */
const wires: Readonly<Record<string, readonly string[]>> = {
  adapters: pure,
  server: [...pure, 'adapters', 'server'],
  cli: [...pure, 'adapters', 'server', 'cli'],
}

/** The public face of a folder, where it has one: what the rest of the house may import of it. */
const faces: Readonly<Record<string, readonly string[]>> = {
  hl7: ['index.ts', 'mllp.ts', 'errors.ts'],
  errors: ['../errors.ts'],
}

const forbidden: [RegExp, string][] = [
  [
    /\bDate\.now\s*\(|\bnew Date\s*\(\s*\)|\bperformance\.now\s*\(/,
    'takes the time from the machine: use the Clock port',
  ],
  [/\bMath\.random\s*\(|\brandomUUID\b|\bgetRandomValues\b/, 'makes chance of its own: use the Random port'],
  [/\b(setTimeout|setInterval|setImmediate|queueMicrotask)\s*\(/, 'sets a timer: use the Clock port'],
  [/\bIntl\b|\.localeCompare\s*\(|\.toLocale\w+\s*\(/, 'depends on the locale of the machine'],
  [/\bprocess\.(env|argv|hrtime|stdout|stderr|exit)\b/, 'reaches for the process: pass it in'],
  [/\bconsole\.\w+\s*\(/, 'prints: return it, or use a port'],
  [/from 'node:(?!buffer|assert)/, 'uses a module of Node below the adapters'],
  [/\bfetch\s*\(/, 'reaches for the network'],
]
/** These few files may use a hash, which is pure, or load a library when it is first needed. */
const harmless = /from 'node:(?:crypto|module)'/

type Breach = { file: string; line: number; why: string }

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return files(path)
    return entry.name.endsWith('.ts') ? [path] : []
  })
}

/** The part of the house that a file belongs to: its first folder below src/, or the name of a file beside them. */
function part(file: string): string {
  const [first = '', second] = relative(source, file).split(/[\\/]/)
  return second ? first : first.replace(/\.ts$/, '')
}

function check(file: string): Breach[] {
  const own = part(file)
  const isTest = file.endsWith('.test.ts') || /[\\/]testing[\\/]/.test(file)
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text, index) => {
      const code = text.replace(/\/\/.*$|^\s*\*.*$|\/\*.*\*\//, '')
      return [...directions(file, own, isTest, code), ...(isTest || outer.includes(own) ? [] : reaches(code))].map(
        (why) => ({ file, line: index + 1, why }),
      )
    })
}

function directions(file: string, own: string, isTest: boolean, code: string): string[] {
  const target = /(?:from|import)\s*\(?\s*'(\.[^']+)'/.exec(code)?.[1]
  if (!target || isTest) return []
  const path = join(dirname(file), target)
  if (!path.startsWith(source)) return [`imports ${target}, outside src/`]
  const other = part(path)
  if (own === 'adapters' && other === 'adapters') {
    const [mine, theirs] = [file, path].map((p) => relative(source, p).split(/[\\/]/)[1])
    return mine === theirs || theirs === 'shared' ? [] : [`imports sideways from adapters/${theirs}`]
  }
  if (other === own) return []
  const may = wires[own] ?? allowed[own]
  if (!may) return [`src/${own} has no place in the house: add it to scripts/imports.ts`]
  if (!may.includes(other)) return [`src/${own} may not import from src/${other}`]
  const inner = relative(join(source, other), path)
  return faces[other]?.includes(inner) === false
    ? [`reaches into src/${other}: import ${faces[other].join(' or ')}`]
    : []
}

function reaches(code: string): string[] {
  if (harmless.test(code)) return []
  return forbidden.filter(([pattern]) => pattern.test(code)).map(([, why]) => why)
}

if (import.meta.main) {
  const breaches = files(source).flatMap(check)
  for (const { file, line, why } of breaches) process.stdout.write(`${relative(root, file)}:${line} ${why}\n`)
  process.stdout.write(`${breaches.length === 0 ? 'imports point one way' : `${breaches.length} breaches`}\n`)
  process.exitCode = breaches.length === 0 ? 0 : 1
}
