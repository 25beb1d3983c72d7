// What live messages mean otherwise to their receiver: each finding with how often, since when, and the messages that show it.
import type { AlignmentView, FindingView } from '../contract.ts'
import { html, type Markup } from '../html.ts'
import { severityBadge, shortMoment } from './words.ts'

/** As many rows as a person reads; the command lists all. */
const most_rows = 200

export function alignmentBody({ open, accepted, quiet }: AlignmentView, now: number, timeZone: string): Markup {
  const beyond = open.length - most_rows
  return html`<h1>Alignment</h1>
<p class="note">What live messages show, gravest and commonest first. What the two catalogs differ in before anything is sent is told by <code>labloop align</code>. What goes out is what the flow makes of a message, also of one that is held. A decision to live with a finding stands in <code>alignment.yaml</code>.</p>
<h2>Open</h2>
${open.length === 0 ? html`<p class="empty">No message means anything else to its receiver, as far as the rules see.</p>` : findingTable(open.slice(0, most_rows), now, timeZone)}
${beyond > 0 ? html`<p class="note">${beyond} more: <code>labloop align --live</code> lists them.</p>` : ''}
${accepted.length === 0 ? '' : html`<h2>Accepted</h2>${findingTable(accepted.slice(0, most_rows), now, timeZone)}`}
${quiet === 0 ? '' : html`<p class="note">${quiet} more were seen before, and not in the last 30 days.</p>`}`
}

function findingTable(findings: readonly FindingView[], now: number, timeZone: string): Markup {
  return html`<table class="cards"><thead><tr><th scope="col">Severity</th><th scope="col">What</th><th scope="col">Messages</th><th scope="col">Last seen</th><th scope="col">Such as</th></tr></thead><tbody>
${findings.map(
  (one) => html`<tr><td>${severityBadge(one.severity)}</td>
<td><strong>${one.about}</strong>${one.name ? html` ${one.name}` : ''} <code>${one.rule}</code><br>${one.says}<br><span class="note">${one.explanation} ${one.remedy}</span>${standing(one)}</td>
<td class="number">${one.count.toLocaleString('en-US')}</td>
<td>${shortMoment(one.lastAt, now, timeZone)}<br><span class="note">since ${shortMoment(one.firstAt, now, timeZone)}</span></td>
<td>${one.messageIds.map((id) => html`<a href="/messages/${id}">message ${id}</a> `)}</td></tr>`,
)}</tbody></table>`
}

function standing({ state, acceptance }: FindingView): Markup {
  if (!acceptance) return html``
  const { by, on, until, reason } = acceptance
  const words = {
    open: '',
    accepted: `Accepted by ${by} until ${until}: ${reason}`,
    lapsed: `Was accepted by ${by} until ${until}; that is over.`,
    'not-begun': `Is accepted by ${by} from ${on} on; that is still to come.`,
    'not-entitled': `${by} accepted it, and may not accept what is so grave.`,
  }[state]
  return html`<br><em>${words}</em>`
}
