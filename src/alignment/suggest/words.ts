// A label as words: lower case, without accents, plurals and British spellings. The one thing to know: labels of a catalog
// and LOINC's names go through the same function, so what matters is that both come out alike, not that it is good English.

import { remembered } from '../../terminology/remembered.ts'

const greek: Readonly<Record<string, string>> = {
  α: ' alpha ',
  β: ' beta ',
  γ: ' gamma ',
  δ: ' delta ',
  µ: 'u',
  μ: 'u',
}

const spellings: readonly (readonly [RegExp, string])[] = [
  [/haem/g, 'hem'],
  [/aem(?=ia|ic)/g, 'em'],
  [/^oe(?=str)/g, 'e'],
  [/leuco/g, 'leuko'],
  [/sulph/g, 'sulf'],
  [/titre/g, 'titer'],
  [/^faec/g, 'fec'],
  [/foetal/g, 'fetal'],
  [/oedema/g, 'edema'],
  [/colour/g, 'color'],
  [/aluminium/g, 'aluminum'],
]

/** The words of a label in order. `%` and `#` are words of their own, since they say what is counted. */
export function wordsOf(label: string): string[] {
  const plain = label
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[αβγδµμ]/g, (letter) => greek[letter]!)
    .replace(/(\d),(\d)/g, '$1$2')
    .replace(/%/g, ' percent ')
    .replace(/#/g, ' absolute ')
    .replace(/['’]/g, '')
  return joined(plain.split(/[^a-z0-9]+/).filter(Boolean)).map(stem)
}

/** `CD 1a` is one word, as `CD1a` is; `CD16/56` names two antigens; `valproic acid` is valproate. */
function joined(words: readonly string[]): string[] {
  const result: string[] = []
  for (const word of words) {
    const before = result.at(-1) ?? ''
    if (before === 'cd' && /^\d/.test(word)) result[result.length - 1] = `cd${word}`
    else if (/^cd\d+$/.test(before) && /^\d{2}$/.test(word)) result.push(`cd${word}`)
    else if (word === 'acid' && /..ic$/.test(before)) result[result.length - 1] = salt(before)
    else result.push(word)
  }
  return result
}

/** LOINC names acids by their salts. Some have a stem of their own. */
function salt(acid: string): string {
  const irregular: Readonly<Record<string, string>> = { uric: 'urate', nucleic: 'nucleate', salicylic: 'salicylate' }
  return irregular[acid] ?? `${acid.slice(0, -2)}ate`
}

/** One word without its plural, in American spelling. The words of LOINC's names come again and again: each is done once. */
export const stem: (word: string) => string = remembered(stemAfresh)

function stemAfresh(word: string): string {
  let result = word
  for (const [british, american] of spellings) result = result.replace(british, american)
  if (result.length <= 3 || !result.endsWith('s')) return result
  if (/(?:ss|us|is)$/.test(result)) return result
  if (result.endsWith('ies') && result.length > 4) return `${result.slice(0, -3)}y`
  return result.replace(/(?:(?<=x|ch|sh)es|s)$/, '')
}

/** A label in mixed case as its parts: `LymFlg` is `Lym Flg`; `HbA1c`, `CEA` and `pH` stay whole. */
export function partsOfMixedCase(word: string): string[] {
  const parts = word.match(/[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])|[A-Z]+(?=[A-Z][a-z])|\d+/g) ?? []
  return parts.length > 1 && parts.join('') === word ? parts : [word]
}
