// The first page: the loop. The numbers of the promise, the two systems with what flows between them, what is overdue and
// whose it is, and the latest orders and messages. Each part has an id, and is sent again when it changes.
import type { CountsView, FlowView, LoopView, MessageRow, OrderRow, SystemView } from '../contract.ts'
import { html, type Markup } from '../html.ts'
import { mostUrgent } from './exception-list.ts'
import { shape } from './shapes.ts'
import { age, counted, loopBadge, shortMoment } from './words.ts'

/** The parts of the page by the id of their element. */
export function loopParts(view: LoopView): Record<string, Markup> {
  return {
    numbers: numbers(view.counts),
    loop: diagram(view),
    exceptions: mostUrgent(view.exceptions, view.at),
    orders: orderTable(view.orders, view.at, view.site.timeZone),
    messages: messageTable(view.messages, view.at, view.site.timeZone),
  }
}

export function loopBody(view: LoopView): Markup {
  const part = loopParts(view)
  return html`
<h1 class="visually-hidden">The loop</h1>
<section id="numbers" aria-label="The numbers">${part.numbers}</section>
<section aria-labelledby="h-loop"><h2 id="h-loop">What flows</h2><div id="loop">${part.loop}</div></section>
<section aria-labelledby="h-exc"><h2 id="h-exc">To be decided, and whose it is</h2><div id="exceptions">${part.exceptions}</div></section>
<div class="columns">
<section aria-labelledby="h-ord"><h2 id="h-ord">Latest orders</h2><div id="orders">${part.orders}</div></section>
<section aria-labelledby="h-msg"><h2 id="h-msg">Latest messages</h2><div id="messages">${part.messages}</div></section>
</div>
<p class="foot">Site revision <code>${view.site.revision.slice(0, 12)}</code> · ${view.site.mode === 'observe' ? 'observe mode: Labloop delivers nothing' : 'live'} · times in ${view.site.timeZone}</p>`
}

function numbers(counts: CountsView): Markup {
  const share = (count: number) => (counts.total ? (100 * count) / counts.total : 0)
  const bars = [
    { kind: 'agreed', count: counts.agreedProven },
    { kind: 'unproven', count: counts.agreedUnproven },
    { kind: 'on-course', count: counts.onCourse },
    { kind: 'dormant', count: counts.dormant },
    { kind: 'owned', count: counts.owned },
    { kind: 'adrift', count: counts.adrift },
  ].filter(({ count }) => count > 0)
  return html`
<ul class="tiles">
${tile('adrift', 'Adrift', counts.adrift, counts.everAdrift ? `${counts.everAdrift} ever found` : 'must be 0', counts.adrift ? 'bad' : 'good')}
${tile('clock', 'Past their clock', counts.assignedPastClock, 'assigned, not taken', counts.assignedPastClock ? 'bad' : 'good')}
${tile('owned', 'Owned', counts.owned, 'a team must decide', 'plain')}
${tile('on-course', 'On course', counts.onCourse, 'next step not overdue', 'plain')}
${tile('agreed', 'Agreed, proven', counts.agreedProven, 'seen in the chart', 'plain')}
${tile('agreed', 'Agreed, unproven', counts.agreedUnproven, 'not seen in the chart', 'plain')}
</ul>
<div class="bar" role="img" aria-label="${bars.map(({ kind, count }) => `${kind} ${count}`).join(', ') || 'no orders yet'}">
${bars.map(({ kind, count }) => html`<span class="${kind}" style="flex-grow:${share(count).toFixed(2)}" title="${kind}: ${count}"></span>`)}
</div>
<p class="total">${counted(counts.total, 'order')}${counts.dormant ? `, ${counts.dormant} dormant` : ''}</p>`
}

/** `name`: a loop status, which leads to its orders, or `clock`, which leads to the exceptions. */
function tile(name: string, word: string, count: number, note: string, tone: string): Markup {
  const path = name === 'clock' ? '/exceptions' : `/orders?loop=${name}`
  return html`<li><a class="tile ${tone}" href="${path}"><span class="word">${shape(name)} ${word}</span>
<strong>${count.toLocaleString('en-US')}</strong><span class="note">${note}</span></a></li>`
}

function diagram(view: LoopView): Markup {
  const [first, ...others] = view.systems
  if (!first) return html`<p>No system is described yet.</p>`
  const rows = others.map(
    (other) => html`
<div class="pair">${box(first, view.at)}
<ul class="flows">${view.flows
      .filter(({ from, to }) => [from, to].sort().join() === [first.id, other.id].sort().join())
      .map((flow) => arrow(flow, flow.from === first.id))}</ul>
${box(other, view.at)}</div>`,
  )
  return html`${rows}`
}

function box(system: SystemView, now: number): Markup {
  const census = !system.hasCensus
    ? 'no census'
    : system.censusAt === null
      ? 'no census yet'
      : `last census ${age(now - system.censusAt)} ago`
  return html`<div class="system"><strong>${system.name}</strong><span>${system.role.toUpperCase()}</span>
<span class="${system.connected ? 'up' : 'down'}">${system.connected ? html`${shape('up')} connected` : html`${shape('down')} not connected`}</span><span>${census}</span></div>`
}

function arrow(flow: FlowView, rightward: boolean): Markup {
  const waiting = flow.queued
    ? `${counted(flow.queued, 'message')} waiting${flow.oldest_ms === null ? '' : `, oldest ${age(flow.oldest_ms)}`}`
    : 'nothing waiting'
  return html`<li class="${rightward ? 'right' : 'left'} ${flow.state}"><span class="way">${shape(rightward ? 'right' : 'left')}</span>
<span><strong>${flow.id}</strong> ${flow.state === 'running' ? '' : html`<em>${flow.state}</em> `}${flow.perMinute}/min · ${waiting}${
    flow.held ? html` · <a href="/exceptions">${flow.held} held</a>` : ''
  }</span></li>`
}

export function orderTable(orders: readonly OrderRow[], now: number, timeZone: string): Markup {
  if (orders.length === 0) return html`<p class="empty">No order here.</p>`
  return html`<table class="cards"><thead><tr><th scope="col">Order</th><th scope="col">Test</th><th scope="col">State</th><th scope="col">Loop</th><th scope="col">Last heard</th></tr></thead><tbody>
${orders.map(
  (order) =>
    html`<tr><td class="number"><a href="/orders/${order.id}">${order.placerNumber || order.fillerNumber || `order #${order.id}`}</a>${
      order.placerNumber && order.fillerNumber ? html`<br><span class="note">${order.fillerNumber}</span>` : ''
    }</td><td>${order.test}</td><td>${order.state.replaceAll('-', ' ')}</td><td>${loopBadge(order.loop, order.proven)}</td><td>${shortMoment(order.lastSeenAt, now, timeZone)}</td></tr>`,
)}</tbody></table>`
}

/** `none`: what is said where there is none to show. */
export function messageTable(
  messages: readonly MessageRow[],
  now: number,
  timeZone: string,
  none = 'No message yet.',
): Markup {
  if (messages.length === 0) return html`<p class="empty">${none}</p>`
  return html`<table><thead><tr><th scope="col">Received</th><th scope="col">From</th><th scope="col">Type</th><th scope="col">Control ID</th></tr></thead><tbody>
${messages.map(
  (message) =>
    html`<tr><td><a href="/messages/${message.id}">${shortMoment(message.receivedAt, now, timeZone)}</a></td><td>${message.system}</td><td>${message.messageType || '?'}</td><td><code>${message.controlId}</code></td></tr>`,
)}</tbody></table>`
}
