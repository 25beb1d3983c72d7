// The form of a LOINC code: digits, a hyphen and a check digit. The one thing to know: the check digit finds a mistyped code
// without any table, and a code of the right form may still not exist. (LOINC Users' Guide, "Calculating Mod 10 check digits")

const form = /^(\d{1,7})-(\d)$/

/** The check digit that belongs to the digits before the hyphen (mod 10, every second digit from the right doubled). */
export function loincCheckDigit(digits: string): number {
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place])
    const doubled = place % 2 === 0 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return (10 - (sum % 10)) % 10
}

/** What is wrong with a LOINC code, in words, or null. A table is not asked. */
export function loincCodeProblem(text: string): string | null {
  const [, digits, check] = form.exec(text) ?? []
  if (digits === undefined) return 'not digits, a hyphen and a check digit'
  const right = loincCheckDigit(digits)
  return Number(check) === right ? null : `the check digit of ${digits} is ${right}`
}
