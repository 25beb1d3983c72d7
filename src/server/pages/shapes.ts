// Small drawings beside words: every state has one of its own, so that colour never speaks alone. They are drawn and not
// letters, because not every machine has a font with such letters.
import { html, Markup } from '../html.ts'

/** What is drawn in a square of 12 by 12; `full` parts are filled. */
const drawings: Record<string, string> = {
  agreed: '<path d="M1 7l4 4 6-9"/>',
  'on-course': '<path class="full" d="M3 1l7 5-7 5z"/>',
  dormant: '<circle cx="6" cy="6" r="4.5" stroke-dasharray="2.5 2.2"/>',
  owned: '<circle class="full" cx="6" cy="6" r="4.5"/>',
  adrift: '<path d="M2 2l8 8M10 2l-8 8"/>',
  clock: '<circle cx="6" cy="6" r="4.7"/><path d="M6 3v3.2l2.2 1.6"/>',
  up: '<circle class="full" cx="6" cy="6" r="4"/>',
  down: '<circle cx="6" cy="6" r="4"/>',
  right: '<path d="M1 6h9M7 2.5l3.5 3.5-3.5 3.5"/>',
  left: '<path d="M11 6h-9M5 2.5l-3.5 3.5 3.5 3.5"/>',
  'severity-critical': '<path class="full" d="M6 1l5 10h-10z"/>',
  'severity-high': '<path d="M6 1.5l4.5 9h-9z"/>',
  'severity-normal': '<path d="M2 2h8v8h-8z"/>',
  'severity-low': '<path d="M1 6h10"/>',
}

/** The drawing of a state; nothing where there is none. */
export function shape(name: string): Markup {
  const drawing = new Markup(drawings[name] ?? '')
  return html`<svg class="shape" viewBox="0 0 12 12" aria-hidden="true">${drawing}</svg>`
}
