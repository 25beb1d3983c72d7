// A list that may be longer than a page: it says how much of how much it shows, and leads to the rest, from either end. The
// one thing to know: nothing ends without a word, since what is left out may be what has waited longest.
import type { ListPage, ListPlace } from '../contract.ts'
import { html, type Markup } from '../html.ts'
import { counted } from './words.ts'

/** A page of the list. `path` is that of its newest end, `noun` what its rows are, `table` how they are drawn. */
export function longList(title: string, path: string, noun: string, page: ListPage<unknown>, table: Markup): Markup {
  if (page.newer === null && page.older === null) return html`<h1>${title}</h1>${table}`
  return html`<h1>${title}</h1><p class="list-end">${share(page, noun)}</p>${ways(path, page, 'Other pages')}${table}${ways(path, page, 'Other pages, from the end')}`
}

/** How much of how much: `The newest 200 of 5,267 orders.` */
function share({ rows, newer, older, ahead, total }: ListPage<unknown>, noun: string): string {
  const here = rows.length.toLocaleString('en-US')
  const all = total === null ? `${noun}s` : `of ${counted(total, noun)}`
  if (newer === null) return `The newest ${here} ${all}.`
  if (older === null) return `The oldest ${here} ${all}.`
  if (ahead === null) return `${here} ${all} from between, newest first.`
  return `${(ahead + 1).toLocaleString('en-US')} to ${(ahead + rows.length).toLocaleString('en-US')} ${all}, newest first.`
}

/** Where a way leads nowhere from here, its word stands all the same, so that nothing moves under the pointer. */
function ways(path: string, { newer, older }: ListPage<unknown>, label: string): Markup {
  const way = (word: string, place: ListPlace | null) =>
    place ? html`<a href="${pathTo(path, place)}">${word}</a>` : html`<span>${word}</span>`
  return html`<nav class="pages" aria-label="${label}">${way('Newest', newer && {})} ${way('Newer', newer)} ${way('Older', older)} ${way('Oldest', older && { after: 0 })}</nav>`
}

function pathTo(path: string, place: ListPlace): string {
  const said = 'after' in place ? `after=${place.after}` : place.before === undefined ? '' : `before=${place.before}`
  return said === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${said}`
}
