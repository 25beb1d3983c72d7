// Which reports must be complete. The one thing to know: what the regulation asks of a test report holds once the laboratory
// says that it is one, final or corrected. (42 CFR 493.1291(c))
import type { SeenReport } from '../../message/seen.ts'

export function isTestReport({ status, observations }: SeenReport): boolean {
  return (status === 'F' || status === 'C') && observations.length > 0
}
