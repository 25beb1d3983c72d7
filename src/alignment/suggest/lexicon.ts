// The lexicon of the laboratory, compiled: phrases of labels, what LOINC calls them, and what they say of specimen, quantity
// and method. The one thing to know: the longest phrase wins, and LOINC's own names go through it too, so that both sides of a
// comparison meet in the same words.
import { chemistry } from './lexicon/chemistry.ts'
import { drugs } from './lexicon/drugs.ts'
import { hematology } from './lexicon/hematology.ts'
import { modifiers } from './lexicon/modifiers.ts'
import { serology } from './lexicon/serology.ts'
import { wordsOf } from './words.ts'

/** What a phrase says beside the words that stay. */
export type Tags = {
  readonly systems: readonly string[]
  readonly properties: readonly string[]
  readonly methods: readonly string[]
  readonly times: readonly string[]
  readonly scales: readonly string[]
}

export type Entry = { readonly phrase: string; readonly words: readonly string[]; readonly tags: Tags }

const noTags: Tags = { systems: [], properties: [], methods: [], times: [], scales: [] }

const kinds: Readonly<Record<string, keyof Tags>> = {
  s: 'systems',
  p: 'properties',
  m: 'methods',
  t: 'times',
  x: 'scales',
}

function compile(text: string): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const line of text.split('\n')) {
    const [left, right] = line.split(' > ')
    if (left === undefined || right === undefined) continue
    const [canonical = '', ...tagged] = right.split('@')
    const words = wordsOf(canonical)
    const tags = tagsOf(tagged)
    for (const spelling of left.split(', ')) {
      const phrase = wordsOf(spelling).join(' ')
      if (!entries.has(phrase)) entries.set(phrase, { phrase, words, tags })
    }
  }
  return entries
}

function tagsOf(tagged: readonly string[]): Tags {
  const tags = { ...noTags }
  for (const tag of tagged) {
    const kind = kinds[tag[0]!]
    if (kind) tags[kind] = [...tags[kind], tag.slice(2).trim()]
  }
  return tags
}

const entries = compile([chemistry, hematology, serology, drugs, modifiers].join('\n'))
/** How many words the longest phrase has that begins with a word: most words begin none. */
const longestFrom = new Map<string, number>()
for (const phrase of entries.keys()) {
  const words = phrase.split(' ')
  longestFrom.set(words[0]!, Math.max(longestFrom.get(words[0]!) ?? 0, words.length))
}

/** One piece of a label: a phrase of the lexicon, or a word that it does not have. */
export type Piece = { readonly given: string; readonly words: readonly string[]; readonly tags: Tags }

const none: ReadonlySet<string> = new Set()

/**
 * A label's words as pieces, the longest phrases first from the left.
 * @param without phrases to be taken for unknown, to measure what the lexicon does for a label that it was not written for
 */
export function piecesOf(words: readonly string[], without: ReadonlySet<string> = none): Piece[] {
  const pieces: Piece[] = []
  for (let at = 0; at < words.length; ) {
    const found = longestAt(words, at, without)
    pieces.push(
      found
        ? { given: found.phrase, words: found.words, tags: found.tags }
        : { given: words[at]!, words: [words[at]!], tags: noTags },
    )
    at += found ? found.phrase.split(' ').length : 1
  }
  return pieces
}

function longestAt(words: readonly string[], at: number, without: ReadonlySet<string>): Entry | null {
  for (let length = Math.min(longestFrom.get(words[at]!) ?? 0, words.length - at); length > 0; length--) {
    const found = entries.get(words.slice(at, at + length).join(' '))
    if (found && !without.has(found.phrase)) return found
  }
  return null
}

/** What the lexicon says of a phrase. */
export function lexiconEntry(phrase: string): Entry | undefined {
  return entries.get(phrase)
}

/** The phrases of one word that stand for something measured, and that are long enough to be recognised misspelt. */
export function lexiconWords(): string[] {
  return [...entries.values()]
    .filter(({ phrase, words }) => /^[a-z]{6,}$/.test(phrase) && words.length > 0)
    .map(({ phrase }) => phrase)
}
