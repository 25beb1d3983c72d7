// Which time zones there are. The one thing to know: the runtime brings its own database of them.

/** Whether the runtime knows a zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}
