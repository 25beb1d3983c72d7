// A storm for people: the figures, where the orders went that did not end agreed, and what was found wrong.
import type { StormDone } from './storm.ts'

/** Violations that are shown; the rest is counted. */
const most = 20

/** The end of a storm, as the terminal shows it. */
export function stormText({ tally, seconds, peakRssMb }: StormDone): string {
  const { orders, worlds, events, virtualDays, agreed, proven, owned, adrift, violations, digest } = tally
  const share = (count: number) => `${count} (${((100 * count) / Math.max(1, orders)).toFixed(2)} %)`
  const rows: [string, string | number][] = [
    ['orders', orders],
    ['worlds', worlds],
    ['events', events],
    ['virtual days', virtualDays],
    ['agreed', share(agreed)],
    ['  of them proven', share(proven)],
    ['owned', share(owned)],
    ['adrift', adrift],
    ['violations', violations],
    ['digest', digest],
    ['seconds', seconds],
    ['peak memory, MB', peakRssMb],
  ]
  const lines = rows.map(([word, value]) => `${word.padEnd(18)} ${value}`)
  const causes = Object.entries(tally.causes).map(([cause, count]) => `${String(count).padStart(7)}  ${cause}`)
  if (causes.length > 0) lines.push('', 'Orders that did not end agreed, by cause:', ...causes)
  const { figures } = tally
  lines.push(
    '',
    `Final replaced by its correction: ${figures.replaced} of ${figures.corrected}; else owned ${figures.correctionOwned}, lost ${figures.correctionLost}.`,
    `Results that no placed order asked for: ${figures.withoutOrder}; shown ${figures.withoutOrderShown}, owned ${figures.withoutOrderOwned}, lost ${figures.withoutOrderLost}.`,
  )
  const shown = tally.failures.slice(0, most)
  if (shown.length > 0) lines.push('', 'Found wrong:')
  for (const { world, violation } of shown) {
    const { checker, subject, text } = violation
    lines.push(`  world ${world}, ${checker}${subject ? `, ${subject}` : ''}: ${text}`)
  }
  if (tally.failures.length > most) lines.push(`  and ${tally.failures.length - most} more`)
  return `${lines.join('\n')}\n`
}
