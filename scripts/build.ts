// Makes dist/ for the package: Node refuses to strip types inside node_modules, so what is published is JavaScript. Files
// that are not TypeScript (SQL statements, styles) are copied beside it.
import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

const root = dirname(import.meta.dirname)
const [source, target] = [join(root, 'src'), join(root, 'dist')]
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')

rmSync(target, { recursive: true, force: true })
const result = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
  cwd: root,
})
if (result.status !== 0) process.exit(result.status ?? 1)
for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || entry.name.endsWith('.ts')) continue
  const file = join(entry.parentPath, entry.name)
  cpSync(file, join(target, relative(source, file)))
}

// What labloop/hl7 exports takes and gives Uint8Array; a Buffer stands only in what is inside. Without its import the types
// also serve a project that has no types of Node, and checks those of its libraries.
const declarations = join(target, 'hl7')
for (const entry of readdirSync(declarations)) {
  if (!entry.endsWith('.d.ts')) continue
  const file = join(declarations, entry)
  const text = readFileSync(file, 'utf8')
  const plain = text.replace(
    /^import (?:type )?\{ (?:type )?Buffer \} from 'node:buffer';$/m,
    'type Buffer = Uint8Array;',
  )
  if (plain !== text) writeFileSync(file, plain)
}
