// A moment as text in the site's zone: what pages and commands print.

/** `2026-11-22 06:00:05` in an IANA zone; `at` in milliseconds. */
export function momentText(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at)
}
