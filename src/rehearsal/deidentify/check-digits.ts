// Check digits of identifiers, so that a pseudonym passes where the real number passed. Sources: HL7 v2.5.1 §2.A.14.3
// (CX: Mod 10, Mod 11), ISO/IEC 7812-1 annex B (Luhn), 45 CFR 162.406 (NPI: Luhn behind 80840).

function digitsOf(text: string): number[] {
  return Array.from(text.replace(/\D/g, ''), Number)
}

/** Whether the last digit of a number is its Luhn digit. */
export function isLuhn(text: string): boolean {
  const digits = digitsOf(text)
  if (digits.length < 2) return false
  return digits.at(-1) === luhnDigit(digits.slice(0, -1))
}

/** Whether a number is a National Provider Identifier by its form: ten digits, 1 or 2 first, Luhn behind 80840. */
export function isProviderIdentifier(text: string): boolean {
  return /^[12]\d{9}$/.test(text) && isLuhn(`80840${text}`)
}

function luhnDigit(digits: readonly number[]): number {
  const sum = digits.toReversed().reduce((all, digit, index) => all + (index % 2 === 0 ? doubled(digit) : digit), 0)
  return (10 - (sum % 10)) % 10
}

function doubled(digit: number): number {
  return digit > 4 ? 2 * digit - 9 : 2 * digit
}

/**
 * The check digit of a number by a scheme of table 0061.
 * @returns empty where the scheme is not known or the number has no such digit (Mod 11 can come to ten)
 */
export function checkDigit(number: string, scheme: string): string {
  const digits = digitsOf(number)
  if (digits.length === 0) return ''
  if (scheme === 'M10') return String(luhnDigit(digits))
  if (scheme === 'NPI') return String(luhnDigit([8, 0, 8, 4, 0, ...digits]))
  if (scheme !== 'M11') return ''
  const sum = digits.toReversed().reduce((all, digit, index) => all + digit * (2 + (index % 6)), 0)
  const left = sum % 11
  return left === 0 ? '0' : left === 1 ? '' : String(11 - left)
}
