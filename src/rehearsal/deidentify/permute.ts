// A permutation of all texts of one shape: digits become digits, capitals capitals, small letters small letters, and what
// stands between them stays. The one thing to know: it is keyed, maps no text to itself and no two texts to one, so that
// equal numbers stay equal, different ones different, and nobody without the key finds the way back.
import { createHmac } from 'node:crypto'

/** The characters of a class, as their number and the code of the first. */
type Digit = { readonly radix: bigint; readonly first: number }

const classes: readonly { readonly form: RegExp; readonly digit: Digit }[] = [
  { form: /[0-9]/, digit: { radix: 10n, first: 48 } },
  { form: /[A-Z]/, digit: { radix: 26n, first: 65 } },
  { form: /[a-z]/, digit: { radix: 26n, first: 97 } },
]

/** Ten rounds on each half, as NIST SP 800-38G asks of FF1. */
const rounds = 10

/** Numbers below `left` times `right`, as two halves that are stirred in turn. */
type Shape = { readonly name: string; readonly digits: readonly Digit[]; readonly left: bigint; readonly right: bigint }

/**
 * Another text of the same shape.
 * @param key the secret
 * @param text letters A to Z and digits are exchanged; everything else stays where it is
 * @param isLike whether a text is of the kind that the answer must be of; it must hold for `text` itself
 * @returns the text itself only where no other text of the shape and kind exists
 */
export function permuted(key: Uint8Array, text: string, isLike: (text: string) => boolean = () => true): string {
  const shape = shapeOf(text)
  const size = shape.left * shape.right
  if (size < 2n) return text
  let number = numberOf(text, shape)
  // Walking on from one text to the next of the same kind is itself a permutation of that kind.
  for (;;) {
    number = next(key, shape, number, size)
    const found = textOf(text, shape, number)
    if (isLike(found)) return found
  }
}

/** Number n is followed by n + step in an order that only the key knows: so nothing stays where it is. */
function next(key: Uint8Array, shape: Shape, number: bigint, size: bigint): bigint {
  const step = 1n + (mixed(key, `${shape.name} step`) % (size - 1n))
  return unstirred(key, shape, (stirred(key, shape, number) + step) % size)
}

function stirred(key: Uint8Array, { name, left, right }: Shape, number: bigint): bigint {
  let [a, b] = [number / right, number % right]
  for (let round = 0; round < rounds; round++) {
    a = (a + mixed(key, `${name} a${round} ${b}`)) % left
    b = (b + mixed(key, `${name} b${round} ${a}`)) % right
  }
  return a * right + b
}

function unstirred(key: Uint8Array, { name, left, right }: Shape, number: bigint): bigint {
  let [a, b] = [number / right, number % right]
  for (let round = rounds - 1; round >= 0; round--) {
    b = minus(b, mixed(key, `${name} b${round} ${a}`), right)
    a = minus(a, mixed(key, `${name} a${round} ${b}`), left)
  }
  return a * right + b
}

function minus(from: bigint, amount: bigint, size: bigint): bigint {
  return (((from - amount) % size) + size) % size
}

/** A number of 256 bits that only the key gives. */
export function mixed(key: Uint8Array, text: string): bigint {
  return BigInt(`0x${createHmac('sha256', key).update(text).digest('hex')}`)
}

function digitOf(character: string): Digit | undefined {
  return classes.find(({ form }) => form.test(character))?.digit
}

function shapeOf(text: string): Shape {
  const digits = Array.from(text).flatMap((character) => digitOf(character) ?? [])
  const half = digits.length >> 1
  const size = (part: readonly Digit[]) => part.reduce((all, { radix }) => all * radix, 1n)
  const name = digits.map(({ first }) => String.fromCharCode(first)).join('')
  return { name, digits, left: size(digits.slice(0, half)), right: size(digits.slice(half)) }
}

function numberOf(text: string, { digits }: Shape): bigint {
  let number = 0n
  let at = 0
  for (const character of text) {
    if (!digitOf(character)) continue
    const { radix, first } = digits[at++]!
    number = number * radix + BigInt(character.charCodeAt(0) - first)
  }
  return number
}

function textOf(like: string, { digits }: Shape, number: bigint): string {
  let left = number
  let at = digits.length
  const characters = Array.from(like)
  for (let index = characters.length - 1; index >= 0; index--) {
    if (!digitOf(characters[index]!)) continue
    const { radix, first } = digits[--at]!
    characters[index] = String.fromCharCode(first + Number(left % radix))
    left /= radix
  }
  return characters.join('')
}
