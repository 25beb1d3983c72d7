// The pseudonyms of one run: what stands for a number, a name, an address, a text. The one thing to know: each follows from
// the key and what it stands for alone, so a second run with the key agrees; only where two names would fall on one word
// (one chance in 10^9 a pair) the later takes the next.
import { isLuhn, isProviderIdentifier } from './check-digits.ts'
import { inventedCode, inventedWord, writtenLike } from './invented.ts'
import { mixed, permuted } from './permute.ts'

/** A patient's dates move by whole weeks, so that days of the week stay, and by a year at most. */
const weeks = 52

export class Pseudonyms {
  readonly #key: Uint8Array
  /** By kind and original, and by kind and pseudonym. */
  readonly #given = new Map<string, string>()
  readonly #bearers = new Map<string, string>()

  /** @param key the secret, at least 16 bytes */
  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** Everything that was given away, to tell a pseudonym from a leftover that looks like it. */
  has(pseudonym: string): boolean {
    return this.#bearers.has(pseudonym)
  }

  /** A number of the same length and shape that keeps its own check digit, where it has one (Luhn, NPI). */
  number(text: string): string {
    return this.#give('number', text, () => {
      if (text.length > 64) return inventedCode(mixed(this.#key, `long ${text}`), 20)
      if (/[^\p{ASCII}]/u.test(text)) return `X${inventedCode(mixed(this.#key, `odd ${text}`), 12)}`
      const [luhn, npi] = [isLuhn(text), isProviderIdentifier(text)]
      // One digit before a check digit leaves nothing to choose from.
      const like = /\d.*\d.*\d/.test(text)
        ? (other: string) => isLuhn(other) === luhn && isProviderIdentifier(other) === npi
        : undefined
      return permuted(this.#key, text, like)
    })
  }

  /** A name word by word: the same word is the same everywhere, whether it is of a patient, a relative or a clinician. */
  name(text: string): string {
    return text.replace(/[\p{L}\p{M}\p{N}'’]+/gu, (word) => this.#word(word, 3))
  }

  city(text: string): string {
    return this.name(text)
  }

  street(text: string): string {
    if (text.trim() === '') return text
    const number = 1n + (mixed(this.#key, `house ${text}`) % 9899n)
    return this.#give('street', text, (turn) => `${number} ${this.#capital(`street ${text} ${turn}`, 3)} Street`)
  }

  organization(text: string): string {
    return this.#give(
      'organization',
      text,
      (turn) => `Organization ${this.#capital(`organization ${text} ${turn}`, 3)}`,
    )
  }

  /** An address of electronic mail, below a domain that is nobody's (RFC 2606). */
  email(text: string): string {
    return this.#give('email', text, (turn) => `${this.#invented(`email ${text} ${turn}`, 4)}@example.org`)
  }

  /** What stands for free text: equal texts stay equal and different ones different, so that a change is still seen. */
  text(text: string): string {
    return this.#give('text', text, (turn) => `Text ${inventedCode(mixed(this.#key, `text ${turn} ${text}`), 8)}`)
  }

  /** By how many days the dates of a patient move: whole weeks, up to 52 either way, never none. */
  shift_days(patient: string): number {
    const number = Number(mixed(this.#key, `shift ${patient}`) % BigInt(2 * weeks))
    return 7 * (number < weeks ? number - weeks : number - weeks + 1)
  }

  #word(word: string, syllables: number): string {
    if (Array.from(word).length < 2) return permuted(this.#key, word)
    const pseudonym = this.#give('name', word, (turn) => {
      const made = writtenLike(this.#invented(`name ${word.toUpperCase()} ${turn}`, syllables), word)
      return withForeignLetter(made, word)
    })
    return pseudonym
  }

  #invented(about: string, syllables: number): string {
    return inventedWord(mixed(this.#key, about), syllables)
  }

  #capital(about: string, syllables: number): string {
    const word = this.#invented(about, syllables)
    return word.slice(0, 1).toUpperCase() + word.slice(1)
  }

  /** What was given for this already, or the first of `make` that nobody bears. */
  #give(kind: string, text: string, make: (turn: number) => string): string {
    const place = `${kind} ${text}`
    const known = this.#given.get(place)
    if (known !== undefined) return known
    let pseudonym = make(0)
    for (let turn = 1; turn < 100 && kind !== 'number' && (this.#bearers.get(pseudonym) ?? place) !== place; turn++)
      pseudonym = make(turn)
    this.#given.set(place, pseudonym)
    this.#bearers.set(pseudonym, place)
    return pseudonym
  }
}

/** A name with a letter beyond ASCII keeps one, so that a rehearsal still tries the character set. */
function withForeignLetter(made: string, original: string): string {
  const foreign = Array.from(original).find((letter) => letter > '\x7f' && /\p{L}/u.test(letter))
  return foreign ? made + foreign : made
}
