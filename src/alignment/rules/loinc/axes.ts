// How two LOINC codes differ, axis by axis. The one thing to know: an axis that is not known contradicts nothing, and two
// codes that are equal have nothing to compare.
import type { LoincAxis } from '../../../terminology/loinc/term.ts'
import type { Told } from '../../finding.ts'
import type { Pair } from '../../pair/pair.ts'
import type { ReadComponent } from '../../pair/side.ts'
import type { Tell } from '../../rule.ts'
import { aboutComponents, bothEnds } from '../tools.ts'

/** Tells each link whose two LOINC codes differ in this axis. */
export function compareAxis(pair: Pair, axis: LoincAxis, tell: Tell): void {
  for (const link of bothEnds(pair.components)) {
    const { from, to } = link
    if (from.loinc === '' || to.loinc === '' || from.loinc === to.loinc) continue
    const [one, other] = [from.axes?.[axis] ?? null, to.axes?.[axis] ?? null]
    if (one === null || other === null || agrees(axis, one, other)) continue
    const told: Told = {
      ...aboutComponents(pair, link),
      says: `${named(from)} is ${one} and ${named(to)} is ${other}.`,
    }
    tell(told)
  }
}

function named({ code, loinc, term, loincName }: ReadComponent): string {
  return `${code} (${loinc} ${term?.name ?? loincName})`
}

/** Whether two values of an axis can mean the same. */
export function agrees(axis: LoincAxis, one: string, other: string): boolean {
  const [a, b] = [plain(one), plain(other)]
  if (a === b) return true
  if (axis === 'system') return systemsMeet(a, b)
  if (axis === 'component') return wordsOf(a) === wordsOf(b)
  if (axis === 'scale')
    return (a === 'ordqn' && (b === 'ord' || b === 'qn')) || (b === 'ordqn' && (a === 'ord' || a === 'qn'))
  return false
}

function plain(text: string): string {
  return text.trim().toLowerCase().replace(/\s+/g, ' ')
}

/** `Carbon dioxide, total` and `Carbon dioxide total` are one name. */
function wordsOf(name: string): string {
  return name.replace(/[^a-z0-9^+]+/g, ' ').trim()
}

/** `Ser/Plas` and `Ser` meet; XXX is any specimen. */
export function systemsMeet(one: string, other: string): boolean {
  const [a, b] = [systemParts(one), systemParts(other)]
  if (a.includes('xxx') || b.includes('xxx')) return true
  return a.some((part) => b.includes(part))
}

function systemParts(system: string): readonly string[] {
  return system
    .toLowerCase()
    .split(/[/+]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
