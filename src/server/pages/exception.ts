// One exception: what is wrong, whose it is, and the commands that act on it, to be typed at a terminal until there are
// people with a sign-in.
import { lookUp } from '../../terminology/order-tables.ts'
import type { ExceptionPageView } from '../contract.ts'
import { html, type Markup } from '../html.ts'
import { clock, moment, severityBadge } from './words.ts'

export function exceptionBody(one: ExceptionPageView, now: number, timeZone: string): Markup {
  return html`
<h1>${one.kind.replaceAll('-', ' ')} ${severityBadge(one.severity)}</h1>
<p class="said">${one.text}</p>
<dl class="facts">
<div><dt>Whose</dt><dd>${one.team}</dd></div>
<div><dt>State</dt><dd>${one.status}${one.takenBy ? ` by ${one.takenBy}` : ''}</dd></div>
<div><dt>Raised</dt><dd>${moment(one.openedAt, timeZone)}</dd></div>
<div><dt>Clock</dt><dd>${one.closedAt === null ? clock(one.dueAt, now) : html`closed ${moment(one.closedAt, timeZone)}`}</dd></div>
<div><dt>Concerns</dt><dd>${concerns(one)}</dd></div>
${one.deliveries.map((delivery) => html`<div><dt>Its message</dt><dd>${deliveryText(delivery)}, ${moment(delivery.at, timeZone)}</dd></div>`)}
${one.rootCause ? html`<div><dt>Root cause</dt><dd>${one.rootCause}</dd></div>` : ''}
</dl>
${one.ways.length ? ways(one) : ''}`
}

/** How far the message has come by now: the text above was made before it was sent. */
function deliveryText({ destination, state, code }: ExceptionPageView['deliveries'][number]): string {
  const [word = ''] = state.split(':')
  const now = lookUp(deliveryWords, word) ?? word
  // What is held is kept with a reason, which may be a sentence of its own.
  const why = state === word ? '' : `;${state.slice(word.length + 1).replace(/\.$/, '')}`
  return `${now} (${destination}${code ? `, ${code}` : ''}${why})`
}

const deliveryWords: Readonly<Record<string, string>> = {
  queued: 'waits to be sent',
  sent: 'sent, and not answered yet',
  delivered: 'acknowledged',
  held: 'held',
  refused: 'refused after it was accepted',
  cancelled: 'does not go out',
}

function concerns({ orderIds, messageId, deliveryId }: ExceptionPageView): Markup {
  const all = [
    ...orderIds.map((id) => html`<a href="/orders/${id}">order #${id}</a> `),
    ...(messageId === null ? [] : [html`<a href="/messages/${messageId}">message ${messageId}</a> `]),
    ...(deliveryId === null ? [] : [html`delivery ${deliveryId}`]),
  ]
  return all.length ? html`${all}` : html`no single order or message`
}

function ways({ ways, severity }: ExceptionPageView): Markup {
  return html`<h2>What you can do</h2>
${severity === 'critical' ? html`<p>Whoever treats the patient comes first: phone the result, and write who was called, when, and that it was read back.</p>` : ''}
<p class="note">In a terminal on this machine, as the user that runs Labloop. Each is recorded with the name that you give.</p>
<ul class="ways">${ways.map(({ command, does }) => html`<li>${does}<pre tabindex="0">${command}</pre></li>`)}</ul>`
}
