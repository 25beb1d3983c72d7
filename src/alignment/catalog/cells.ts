// The small grammars of a catalog's cells: lists, code=name pairs, counts, yes and no. The one thing to know: reading is
// lenient, since src/site/checks has told what is wrong; what cannot be read is empty or null and never a guess.
import type { Cells, CodedAnswer, Count, Percentiles, Reflex } from './catalog.ts'

/** `a; b;c` as a list without empty parts. */
export function listIn(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** `a;;c` with its empty places, for lists that stand beside one another. */
export function placesIn(text: string | undefined): readonly string[] {
  return text === undefined || text === '' ? [] : text.split(';').map((part) => part.trim())
}

/** `1=Yes;2=No`; a part without an equals sign is its own name. */
export function answersIn(text: string | undefined): readonly CodedAnswer[] {
  return listIn(text).map((part) => {
    const at = part.indexOf('=')
    return at < 0 ? { code: part, name: part } : { code: part.slice(0, at).trim(), name: part.slice(at + 1).trim() }
  })
}

/** `DLDL:TRIG>400`; the condition is empty where none is written. */
export function reflexesIn(text: string | undefined): readonly Reflex[] {
  return listIn(text).map((part) => {
    const at = part.indexOf(':')
    return at < 0 ? { test: part, when: '' } : { test: part.slice(0, at).trim(), when: part.slice(at + 1).trim() }
  })
}

/** `mg/dL*120|mmol/L*3`: the count stands behind the last asterisk. */
export function countsIn(text: string | undefined): readonly Count[] {
  return (text ?? '')
    .split('|')
    .map((part) => /^(.*)\*(\d+)$/s.exec(part.trim()))
    .flatMap((found) => (found ? [{ text: found[1] ?? '', count: Number(found[2]) }] : []))
}

/** The same as a cell. */
export function countsText(counts: readonly Count[]): string {
  return counts.map(({ text, count }) => `${text.replaceAll('|', '/')}*${count}`).join('|')
}

/** `3.9;4.2;4.8`. */
export function percentilesIn(text: string | undefined): Percentiles | null {
  const [tenth, median, ninetieth] = placesIn(text).map(numberIn)
  return tenth == null || median == null || ninetieth == null ? null : { tenth, median, ninetieth }
}

/** A decimal number; null where the cell is empty or holds something else. */
export function numberIn(text: string | undefined): number | null {
  return text !== undefined && /^[+-]?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : null
}

/** yes, no, or null where neither is written. */
export function yesIn(text: string | undefined): boolean | null {
  return text === 'yes' ? true : text === 'no' ? false : null
}

/** The first of the columns that has a value; empty where none has. */
export function cell(cells: Cells, column: string): string {
  return cells[column] ?? ''
}
