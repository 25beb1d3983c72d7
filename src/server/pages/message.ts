// One message: in words first, as it came below.
import type { MessageView } from '../contract.ts'
import { html, type Markup } from '../html.ts'
import { moment } from './words.ts'

export function messageBody(message: MessageView, timeZone: string): Markup {
  return html`
<h1>${message.messageType || 'Message'} <code>${message.controlId}</code></h1>
<dl class="facts">
<div><dt>From</dt><dd>${message.system} (${message.connection})</dd></div>
<div><dt>Received</dt><dd>${moment(message.receivedAt, timeZone)}</dd></div>
<div><dt>Size</dt><dd>${message.size_bytes.toLocaleString('en-US')} bytes</dd></div>
<div><dt>Site revision</dt><dd><code>${message.revision.slice(0, 12)}</code></dd></div>
<div><dt>Orders</dt><dd>${message.orderIds.length ? message.orderIds.map((id) => html`<a href="/orders/${id}">order #${id}</a> `) : 'none'}</dd></div>
</dl>
${message.refused ? html`<p class="refused"><strong>Refused:</strong> ${message.refused}</p>` : ''}
${message.deliveries.length ? deliveries(message, timeZone) : ''}
${message.leftBehind.map(({ to, what }) => html`<p>Left behind on the way to ${to}, which has no place for it: ${what.map((one) => html`<code>${one}</code> `)}</p>`)}
${message.converted.map(({ to, what }) => html`<p>Values on the way to ${to}: ${what.join('; ')}.</p>`)}
<h2>In words</h2>
<table class="cards fields"><thead><tr><th scope="col">Place</th><th scope="col">Field</th><th scope="col">Value</th><th scope="col">Meaning</th></tr></thead><tbody>
${message.rows.map((row) => html`<tr><td><code>${row.path}</code></td><td>${row.name}</td><td class="value">${row.value}</td><td>${row.meaning}</td></tr>`)}</tbody></table>
${message.moreRows ? html`<p>Only the first ${message.rows.length} values are shown in words; the whole message stands below.</p>` : ''}
<h2>As received</h2><pre tabindex="0">${message.raw}</pre>`
}

function deliveries(message: MessageView, timeZone: string): Markup {
  return html`<h2>Where it goes</h2><table><thead><tr><th scope="col">Destination</th><th scope="col">State</th><th scope="col">Answer</th><th scope="col">When</th></tr></thead><tbody>
${message.deliveries.map((one) => html`<tr><td>${one.destination}</td><td>${one.state}</td><td>${one.code || 'none yet'}</td><td>${moment(one.at, timeZone)}</td></tr>`)}</tbody></table>`
}
