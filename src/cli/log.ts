// The log of a running Labloop: one JSON object a line on standard error (pino), for machines to collect. Names, counts and
// codes only; the engine never gives it a byte of a message.
import pino from 'pino'
import type { Log } from '../engine/ports/log.ts'

export type LogLevel = 'info' | 'warn' | 'error' | 'silent'

/** Writes at the level and above. */
export function processLog(level: LogLevel): Log {
  const lines = pino.destination({ fd: 2, sync: true })
  // Nobody reads it any more: the engine goes on.
  lines.on('error', () => {})
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, lines)
  return {
    info: (what, fields = {}) => log.info(fields, what),
    warn: (what, fields = {}) => log.warn(fields, what),
    error: (what, fields = {}) => log.error(fields, what),
  }
}
