// HTML by hand: escaped text, and the frame that every page of the directory has. The one thing to know: a page asks for
// nothing but the style and script beside it, so that the folder works from a disk, a stick or any server.

/** Text as HTML, also within an attribute. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

export type Frame = {
  /** What the directory is called: `Riverside Laboratory: directory of services`. */
  readonly title: string
  /** The day it was made, and from what; at the foot of every page. */
  readonly foot: string
}

/**
 * A whole page.
 * @param root the way to the folder of the directory: empty, or `../`
 */
export function page(frame: Frame, { root, title, body }: { root: string; title: string; body: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${root}style.css">
</head>
<body>
<a class="skip" href="#content">To the content</a>
${root === '' ? '' : `<header class="top"><a href="${root}index.html">${escaped(frame.title)}</a> <a class="all" href="${root}index.html#search">Find a test</a></header>`}
<main id="content" tabindex="-1">
${body}
</main>
<footer>${escaped(frame.foot)}</footer>
<script src="${root}search.js"></script>
</body>
</html>
`
}

/** Items as a list; one alone as it is. */
export function list(items: readonly string[]): string {
  return items.length === 1 ? items[0]! : `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`
}
