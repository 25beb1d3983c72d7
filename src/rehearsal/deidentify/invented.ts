// Invented words: names, cities and streets that nobody bears, made of syllables. The one thing to know: a number picks the
// syllables, so the same number always gives the same word.

const starts = 'b br c d dr f fl g gr k kl l m n p pl r s st t tr v z zw'.split(' ')
const vowels = 'a e i o u ai ei ou'.split(' ')
const ends = ' l m n r s x'.split(' ')

/** A syllable and what is left of the number. */
function syllable(number: bigint): readonly [string, bigint] {
  const of = starts.length * vowels.length * ends.length
  const part = Number(number % BigInt(of))
  const start = starts[part % starts.length]!
  const vowel = vowels[Math.trunc(part / starts.length) % vowels.length]!
  return [start + vowel + ends[Math.trunc(part / starts.length / vowels.length)]!, number / BigInt(of)]
}

/** A word of so many syllables, small letters. 1,288 to the power of `syllables` words are possible. */
export function inventedWord(number: bigint, syllables: number): string {
  let left = number
  let word = ''
  for (let count = 0; count < syllables; count++) {
    const [next, rest] = syllable(left)
    word += next
    left = rest
  }
  return word
}

/** So many capital letters without meaning: no vowels, so that they spell nothing. */
export function inventedCode(number: bigint, length: number): string {
  const letters = 'BCDFGHJKLMNPQRSTVWXZ'
  let left = number
  let code = ''
  while (code.length < length) {
    code += letters[Number(left % 20n)]
    left /= 20n
  }
  return code
}

/** A word written as another is: all capitals, a capital first, a second one within (McDonald), or small. */
export function writtenLike(word: string, like: string): string {
  const letters = Array.from(like).filter((letter) => letter.toLowerCase() !== letter.toUpperCase())
  const capitals = letters.map((letter) => letter === letter.toUpperCase())
  if (letters.length > 1 && capitals.every(Boolean)) return word.toUpperCase()
  const first = capitals[0] ? capital(word) : word
  return capitals.slice(1).some(Boolean) ? first.slice(0, 2) + capital(first.slice(2)) : first
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}
