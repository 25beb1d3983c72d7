// The Log port: what the engine says to those who run it. The one thing to know: names, counts and codes only; never a
// byte of a message, and nothing of a patient.

export type LogFields = Readonly<Record<string, string | number | boolean>>

export type Log = {
  info(what: string, fields?: LogFields): void
  warn(what: string, fields?: LogFields): void
  error(what: string, fields?: LogFields): void
}

/** Says nothing. */
export const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }
