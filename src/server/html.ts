// Text that is safe to put into a page: every value in a template is escaped unless it is itself the result of `html`.
// Nor can it turn the direction in which the page is read.

/** HTML that has been made by `html`. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  toString(): string {
    return this.text
  }
}

type Part = Markup | string | number | null | undefined | false | readonly Part[]

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function safe(part: Part): string {
  if (part instanceof Markup) return part.text
  if (Array.isArray(part)) return part.map(safe).join('')
  if (part === null || part === undefined || part === false) return ''
  return String(part).replace(/[&<>"'\u202a-\u202e\u2066-\u2069]/g, (letter) => escapes[letter] ?? codeOf(letter))
}

/** A control of the direction of writing as `\u202e`: it would let a text be read otherwise than it stands. */
function codeOf(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16)}`
}

/** A template whose values are escaped: html`<td>${value}</td>`. Lists are joined; null, undefined and false are nothing. */
export function html(texts: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(texts.reduce((page, text, index) => page + safe(parts[index - 1]) + text))
}
