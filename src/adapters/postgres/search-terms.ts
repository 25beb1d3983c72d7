// What a text that somebody typed may mean: numbers under which orders and patients are kept, and names. The one thing to
// know: nothing is guessed beyond what a copied field may carry around the number itself.

const orderKinds = ['p', 'f', 'a', 'g'] as const
const SHORTEST_NAME = 2

/** Keys of orders: placer, filler, accession, group; as typed, and without ^authority. */
export function orderKeysFor(asked: string): string[] {
  return numbersIn(asked).flatMap((number) => orderKinds.map((kind) => `${kind}:${number}`))
}

/** Keys of patients: record numbers. */
export function patientKeysFor(asked: string): string[] {
  return numbersIn(asked).map((number) => `m:${number}`)
}

/** The beginning of a name as patients are kept, `family given` in small letters; empty where it can be none. */
export function patientNameFor(asked: string): string {
  const name = foldedName(asked.replaceAll(/[,^]/g, ' '))
  return name.length < SHORTEST_NAME || !/\p{L}/u.test(name) ? '' : name
}

/**
 * A name as it is compared: small letters without their marks, so that Müller, MÜLLER and Muller are one, however they are
 * written (Unicode normal forms) and whatever the locale of the server.
 */
export function foldedName(name: string): string {
  const small = name.toLowerCase().replace(/\s+/g, ' ').trim()
  if (/^[ -~]*$/.test(small)) return small
  return small
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
}

/** Our own number of an order or message, as `123` or `#123`. */
export function ownNumber(asked: string): number[] {
  const found = /^#?(\d{1,15})$/.exec(asked)
  return found ? [Number(found[1])] : []
}

function numbersIn(asked: string): string[] {
  const bare = asked.split('^')[0]!.trim()
  return bare === asked || bare === '' ? [asked] : [asked, bare]
}
