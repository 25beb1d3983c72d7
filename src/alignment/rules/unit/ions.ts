// The charge of the ions that laboratories report in mEq/L. The one thing to know: 1 mEq is 1 mmol only of what has one
// charge; calcium and magnesium have two, phosphate's depends on the pH and is not listed.

/** What stands at the beginning of a LOINC component or a name, and its charge. */
const charges: readonly (readonly [name: RegExp, charge: number])[] = [
  [
    /^(sodium|potassium|chloride|lithium|bicarbonate|carbon dioxide|anion gap|base excess|base deficit|lactate|ammonium|bromide|fluoride)\b/i,
    1,
  ],
  [/^(na|k|cl|co2|hco3|li)\b/i, 1],
  [/^(calcium|magnesium)\b/i, 2],
]

/** The charge of an analyte by its LOINC component, else by its name; null where it is not known. */
export function chargeOf(...names: readonly string[]): number | null {
  for (const name of names) {
    const found = charges.find(([pattern]) => pattern.test(name.trim()))
    if (found) return found[1]
  }
  return null
}
