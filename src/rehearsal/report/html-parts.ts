// Small parts of the HTML of the report: escaped text, elements, and the shapes that stand for states and events.
import { escaped } from './junit.ts'
import type { Outcome } from './report.ts'
import type { TimelineKind } from './timeline.ts'

export const text = escaped

/** A state with its shape and its word. */
export function stateMark(outcome: Outcome): string {
  const shapes: Readonly<Record<Outcome, string>> = {
    passed: '<path d="M2 9l4 4 8-10" fill="none" stroke="currentColor" stroke-width="2.5"/>',
    failed: '<path d="M3 3l10 10M13 3L3 13" stroke="currentColor" stroke-width="2.5"/>',
    'does-not-apply': '<path d="M3 8h10" stroke="currentColor" stroke-width="2.5"/>',
  }
  return `<span class="state ${outcome}"><svg viewBox="0 0 16 16" aria-hidden="true">${shapes[outcome]}</svg>${stateWord(outcome)}</span>`
}

export function stateWord(outcome: Outcome): string {
  return outcome === 'passed' ? 'Passed' : outcome === 'failed' ? 'Failed' : 'Does not apply here'
}

/** What an event is called in the legend. */
export const kindWords: Readonly<Record<TimelineKind, string>> = {
  act: 'somebody does something',
  message: 'a message',
  lost: 'a message that never arrives',
  refusal: 'a negative answer',
  fault: 'a fault',
  chart: 'an entry in the chart',
  raised: 'an exception is raised',
  settled: 'an exception is closed',
}

/** The shape of an event around a point, in the colour of its kind. */
export function shape(kind: TimelineKind, x: number, y: number): string {
  return `<g class="k-${kind}">${drawn(kind, x, y)}</g>`
}

function drawn(kind: TimelineKind, x: number, y: number): string {
  switch (kind) {
    case 'act':
      return `<circle class="mark" cx="${x}" cy="${y}" r="4"/>`
    case 'message':
      return `<path class="mark" d="M${x - 5} ${y - 4}l10 4-10 4z"/>`
    case 'lost':
      return `<path class="mark" stroke-width="2.5" d="M${x - 5} ${y - 5}l10 10m0-10l-10 10"/>`
    case 'refusal':
      return `<rect class="mark" x="${x - 5}" y="${y - 5}" width="10" height="10"/><path d="M${x - 3} ${y}h6" stroke="var(--panel)" stroke-width="2"/>`
    case 'fault':
      return `<path class="mark" d="M${x} ${y - 6}l7 12h-14z"/>`
    case 'chart':
      return `<rect class="mark open" stroke-width="2" x="${x - 4}" y="${y - 4}" width="8" height="8"/>`
    case 'raised':
      return `<path class="mark" d="M${x} ${y - 7}l7 7-7 7-7-7z"/>`
    case 'settled':
      return `<path class="mark open" stroke-width="2" d="M${x} ${y - 6}l6 6-6 6-6-6z"/>`
  }
}
