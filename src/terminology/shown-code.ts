// What of a field may stand in an error, an exception or a notice: a code, known by its form and its length. The one thing to
// know: where fields are shifted, a name or a number of a patient stands where a code should, and it must not be quoted; so
// words, dates and long numbers are no codes, whatever field they stand in. The message itself shows them.

/** `CM`, `XX1`, `W`, `42`, `CD:2539`: as codes of tables are written, standard ones and vendors' own. */
const code = /^(?:[A-Z][A-Z0-9]{0,2}|\d{1,3}|[A-Z]{1,3}[:._-]\d{1,6})$/

/** The code, or what stands in its place: `a text of 7 characters`. */
export function shownCode(text: string): string {
  return code.test(text) ? text : `a text of ${text.length} character${text.length === 1 ? '' : 's'}`
}

/** Whether text is a number of three or four digits, as codes of errors are (table 0357), or with some letters before it. */
export function isErrorCode(text: string): boolean {
  return /^[A-Z]{0,3}-?\d{1,4}$/.test(text)
}

/** Whether text has the form of MSH-9.1 or of a segment's name: three capitals or digits, beginning with a capital. */
export function isThreeLetters(text: string): boolean {
  return /^[A-Z][A-Z0-9]{2}$/.test(text)
}

/** Whether text has the form of MSH-9.2: as above, with a digit in it, which no name has. */
export function isEvent(text: string): boolean {
  return /^[A-Z](?:\d[A-Z0-9]|[A-Z]\d)$/.test(text)
}
