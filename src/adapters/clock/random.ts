// Chance in production. The one thing to know: without a seed it begins from the system's own source of chance, so that
// two nodes never draw the same ids.
import { randomBytes } from 'node:crypto'
import type { Random } from '../../engine/ports/clock.ts'
import { seededRandom } from '../../engine/random.ts'

export function systemRandom(seed: string | number = randomBytes(16).toString('hex')): Random {
  return seededRandom(seed)
}
