// How states, times and ages read on a page. Every state has a word and a shape beside its colour, so that colour never
// speaks alone.
import { html, type Markup } from '../html.ts'
import { momentText } from '../moment.ts'
import { shape } from './shapes.ts'

const loopWords: Record<string, { word: string; meaning: string }> = {
  agreed: {
    word: 'agreed',

    meaning: 'Each side holds the other’s last word, and the words are compatible',
  },
  'on-course': { word: 'on course', meaning: 'In progress, and the next expected step is not overdue' },
  dormant: { word: 'dormant', meaning: 'A future or standing order, not yet released' },
  owned: { word: 'owned', meaning: 'An open exception names the team that must act' },
  adrift: { word: 'adrift', meaning: 'None of these: a defect of Labloop' },
}

/** The loop status of an order as a badge. Agreed says whether it is proven. */
export function loopBadge(loop: string, proven: boolean): Markup {
  const { word, meaning } = loopWords[loop] ?? { word: loop, meaning: '' }
  const more = loop === 'agreed' ? (proven ? ', proven' : ', unproven') : ''
  const kind = loop === 'agreed' && !proven ? 'unproven' : loop
  return html`<span class="badge ${kind}" title="${meaning}">${shape(loop)} ${word}${more}</span>`
}

export function severityBadge(severity: string): Markup {
  return html`<span class="badge severity-${severity}">${shape(`severity-${severity}`)} ${severity}</span>`
}

/** `4 s`, `12 min`, `3 h 20 min`, `2 d 4 h`: how old something is. */
export function age(duration_ms: number): string {
  const seconds = Math.max(0, Math.round(duration_ms / 1000))
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`
  return hours % 24 ? `${Math.floor(hours / 24)} d ${hours % 24} h` : `${hours / 24} d`
}

/** A moment in the site's zone, `2026-11-22 06:00:05`. */
export function moment(at: number, timeZone: string): Markup {
  return html`<time datetime="${new Date(at).toISOString()}">${momentText(at, timeZone)}</time>`
}

/** The hour only where it is today's, else the whole moment. */
export function shortMoment(at: number, now: number, timeZone: string): Markup {
  const format = (when: number, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone, ...options }).format(when)
  if (format(at, { dateStyle: 'short' }) !== format(now, { dateStyle: 'short' })) return moment(at, timeZone)
  return html`<time datetime="${new Date(at).toISOString()}">${format(at, { timeStyle: 'medium' })}</time>`
}

/** `1 order`, `3 orders`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}

/** When somebody must act: in words, and marked once it has passed. */
export function clock(dueAt: number, now: number): Markup {
  if (dueAt < now) return html`<span class="overdue">${shape('clock')} ${age(now - dueAt)} past its clock</span>`
  return html`within ${age(dueAt - now)}`
}
