// Time that the processor worked, for tests of cost. The one thing to know: unlike a clock it stands still while the machine
// does something else, so a busy machine fails no test.

/** Milliseconds of processor time that the work took. */
export function processorTime_ms(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
