// The frame of every page: title, ways around, search, and the live connection.
import { html, type Markup } from '../html.ts'

export type Place = 'loop' | 'orders' | 'exceptions' | 'messages' | 'alignment' | 'other'

const ways: readonly { place: Place; path: string; word: string; key: string }[] = [
  { place: 'loop', path: '/', word: 'Loop', key: '1' },
  { place: 'exceptions', path: '/exceptions', word: 'Exceptions', key: '2' },
  { place: 'orders', path: '/orders', word: 'Orders', key: '3' },
  { place: 'messages', path: '/messages', word: 'Messages', key: '4' },
  { place: 'alignment', path: '/alignment', word: 'Alignment', key: '5' },
]

export type Page = {
  readonly title: string
  readonly site: string
  /** A sentence above every page, or nothing. */
  readonly note: string
  readonly place: Place
  readonly live: boolean
  readonly body: Markup
}

/** A whole page. `live` pages replace their parts as the server sends them. */
export function layout(page: Page): string {
  const links = ways.map(
    ({ place, path, word, key }) =>
      html`<a href="${path}" accesskey="${key}"${place === page.place ? html` aria-current="page"` : ''}>${word}</a>`,
  )
  return `<!doctype html>\n${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · ${page.site} · Labloop</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<script src="/live.js" defer></script>
</head>
<body${page.live ? html` data-live` : ''}>
<a class="skip" href="#main">Skip to the content</a>
<header>
<a class="brand" href="/">Labloop</a><span class="site">${page.site}</span>
<nav aria-label="Pages">${links}</nav>
<form role="search" action="/search"><input name="q" type="search" accesskey="/" aria-label="Search by MRN, order number, accession, name or control ID" placeholder="MRN, order, accession, name, control ID" required><button>Find</button></form>
<span id="live" role="status"></span>
</header>
<main id="main">${page.note === '' ? '' : html`<p class="note">${page.note}</p>`}${page.body}</main>
</body>
</html>`}\n`
}
