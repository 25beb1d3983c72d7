// Lists of exceptions, the most urgent first: as many as anybody reads, how many there are besides, and the way to them. The
// one thing to know: a list that does not end shows nothing, and costs everybody who looks.
import type { ExceptionList, ExceptionView } from '../contract.ts'
import { html, type Markup } from '../html.ts'
import { clock, counted, severityBadge } from './words.ts'

/** Of a flood that was gathered in one exception, the orders that a row names. */
const ordersOfRow = 5

/** The part of the first page: the most urgent, and how many more there are. */
export function mostUrgent(list: ExceptionList, now: number): Markup {
  const more = list.total - list.rows.length
  if (more <= 0) return exceptionTable(list.rows, now)
  return html`${summary(list)}${exceptionTable(list.rows, now)}<p class="list-end"><a href="/exceptions">and ${more.toLocaleString('en-US')} more</a></p>`
}

/** A page of all that are open. */
export function exceptionPage(list: ExceptionList, now: number): Markup {
  if (list.total > 0 && list.rows.length === 0)
    return html`<p class="empty">Nothing less urgent is open.</p>${ways(list, 'Other pages')}`
  if (list.total === list.rows.length) return exceptionTable(list.rows, now)
  return html`${summary(list)}${ways(list, 'Other pages')}${exceptionTable(list.rows, now)}${ways(list, 'Other pages, from the end')}`
}

/** `The 20 most urgent of 5,286 open exceptions. Nobody has taken: 40 critical, 5,233 normal. Taken: 13 low.` */
function summary(list: ExceptionList): Markup {
  const [from, to] = [list.ahead + 1, list.ahead + list.rows.length].map((n) => n.toLocaleString('en-US'))
  const share = list.ahead === 0 ? html`The ${to} most urgent of` : html`${from} to ${to} of`
  return html`<p class="list-end">${share} ${counted(list.total, 'open exception')}.${kinds(list, false, 'Nobody has taken')}${kinds(list, true, 'Taken')}</p>`
}

/** Each leads to where the list of its kind begins. */
function kinds({ counts }: ExceptionList, taken: boolean, word: string): Markup {
  const own = counts.filter((one) => one.taken === taken)
  if (own.length === 0) return html``
  return html` ${word}: ${own.map(
    ({ count, severity, from }, index) =>
      html`${index ? ', ' : ''}<a href="/exceptions?after=${from}">${count.toLocaleString('en-US')} ${severity}</a>`,
  )}.`
}

function ways({ ahead, next }: ExceptionList, label: string): Markup {
  const way = (word: string, path: string) => (path ? html`<a href="${path}">${word}</a>` : html`<span>${word}</span>`)
  return html`<nav class="pages" aria-label="${label}">${way('Most urgent', ahead ? '/exceptions' : '')} ${way('Less urgent', next && `/exceptions?after=${next}`)}</nav>`
}

export function exceptionTable(exceptions: readonly ExceptionView[], now: number): Markup {
  if (exceptions.length === 0) return html`<p class="empty">Nothing is open.</p>`
  return html`<table class="cards"><thead><tr><th scope="col">Severity</th><th scope="col">What</th><th scope="col">Whose</th><th scope="col">Clock</th><th scope="col">Concerns</th></tr></thead><tbody>
${exceptions.map(
  (one) => html`<tr id="exception-${one.id}"><td>${severityBadge(one.severity)}</td>
<td><strong><a href="/exceptions/${one.id}">${one.kind.replaceAll('-', ' ')}</a></strong><br>${one.text}</td>
<td>${one.team}<br><span class="note">${standing(one)}</span></td>
<td class="number">${one.status === 'assigned' ? clock(one.dueAt, now) : html`<span class="note">${one.status}</span>`}</td>
<td>${orderLinks(one)}${one.messageId === null ? '' : html`<a href="/messages/${one.messageId}">message ${one.messageId}</a>`}</td></tr>`,
)}</tbody></table>`
}

function standing({ status, takenBy, rootCause }: ExceptionView): string {
  if (status === 'closed') return `closed: ${rootCause}`
  return takenBy ? `taken by ${takenBy}` : status
}

function orderLinks({ id, orderIds }: ExceptionView): Markup {
  const more = orderIds.length - ordersOfRow
  return html`${orderIds.slice(0, ordersOfRow).map((order) => html`<a href="/orders/${order}">order #${order}</a> `)}${
    more > 0 ? html`<a href="/exceptions/${id}">and ${more} more</a> ` : ''
  }`
}
