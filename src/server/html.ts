// Text that is safe to put into a page: every value in a template is escaped unless it is itself the result of `html`.

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
  return String(part).replace(/[&<>"']/g, (letter) => escapes[letter]!)
}

/** A template whose values are escaped: html`<td>${value}</td>`. Lists are joined; null, undefined and false are nothing. */
export function html(texts: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(texts.reduce((page, text, index) => page + safe(parts[index - 1]) + text))
}
