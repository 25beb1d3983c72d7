// The version of Labloop, read from its own package.json, which lies above src/ as above dist/.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export function version(): string {
  const manifest = join(dirname(dirname(import.meta.dirname)), 'package.json')
  return JSON.parse(readFileSync(manifest, 'utf8')).version
}
