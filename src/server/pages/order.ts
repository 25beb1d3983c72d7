// One order's life: what each side last said and how far the other has taken it, every version of each result, and the
// story in sentences with its messages one click away.
import type { ObservationView, OrderView } from '../contract.ts'
import { html, type Markup } from '../html.ts'
import { exceptionTable } from './exception-list.ts'
import { loopBadge, moment } from './words.ts'

export function orderBody(order: OrderView, now: number, timeZone: string): Markup {
  const { patient } = order
  return html`
<h1>${order.test || 'Order'} ${loopBadge(order.loop, order.proven)}</h1>
<dl class="facts">
<div><dt>Patient</dt><dd>${patient.name}</dd></div>
<div><dt>Record</dt><dd>${patient.number}${patient.authority ? ` (${patient.authority})` : ''}</dd></div>
<div><dt>Born</dt><dd>${dateText(patient.birthDate) || 'not given'}</dd></div>
<div><dt>Sex</dt><dd>${patient.sex || 'not given'}</dd></div>
<div><dt>Placer number</dt><dd>${order.placerNumber || 'none'}</dd></div>
<div><dt>Filler number</dt><dd>${order.fillerNumber || 'none'}</dd></div>
<div><dt>State</dt><dd>${order.state.replaceAll('-', ' ')}</dd></div>
</dl>
${order.exceptions.length ? html`<h2>To be decided</h2>${exceptionTable(order.exceptions, now)}` : ''}
${order.related.length ? html`<h2>Other orders</h2><ul class="related">${order.related.map(({ as, orderId }) => html`<li><a href="/orders/${orderId}">order #${orderId}</a>, ${as}</li>`)}</ul>` : ''}
<h2>Last words</h2>${wordTable(order)}
<h2>Results</h2>${results(order.observations, timeZone)}
<h2>What happened</h2>
<ol class="story">${order.story.map(
    (step) =>
      html`<li>${moment(step.at, timeZone)} ${step.text}${step.messageId === null ? '' : html` <a href="/messages/${step.messageId}">message ${step.messageId}</a>`}</li>`,
  )}</ol>`
}

/** `19800101` as `1980-01-01`; anything else as it is. */
function dateText(date: string): string {
  return date.replace(/^(\d{4})(\d{2})(\d{2}).*$/, '$1-$2-$3')
}

function wordTable(order: OrderView): Markup {
  if (order.words.length === 0) return html`<p class="empty">Nothing has been said yet.</p>`
  return html`<table><thead><tr><th scope="col">Who</th><th scope="col">Said</th><th scope="col">To</th><th scope="col">Taken</th></tr></thead><tbody>
${order.words.map(
  (word) =>
    html`<tr><td>${word.system}</td><td>${word.said}</td><td>${word.to || 'nobody'}</td><td>${word.level}${word.by ? html` <span class="note">(${word.by})</span>` : ''}</td></tr>`,
)}</tbody></table>`
}

/** Name and code, or one of them where the system has no other name. */
function observationName({ name, code }: ObservationView): Markup {
  return name === '' || name === code ? html`<code>${code}</code>` : html`${name} <code>${code}</code>`
}

function results(observations: readonly ObservationView[], timeZone: string): Markup {
  if (observations.length === 0) return html`<p class="empty">No result yet.</p>`
  return html`<table><thead><tr><th scope="col">Component</th><th scope="col">Value</th><th scope="col">Flag</th><th scope="col">Range</th><th scope="col">Status</th><th scope="col">Received</th></tr></thead><tbody>
${observations.map((observation) =>
  observation.versions.map(
    (
      version,
      index,
    ) => html`<tr class="${index ? 'older' : ''}"><td>${index ? html`<span class="note">earlier version</span>` : observationName(observation)}</td>
<td>${version.told} ${version.unit}${version.sentAs.map((how) => html` <span class="note">(${how})</span>`)}</td><td>${version.flags}</td><td>${version.range}</td><td>${version.status}</td><td><a href="/messages/${version.messageId}">${moment(version.seenAt, timeZone)}</a></td></tr>`,
  ),
)}</tbody></table>`
}
