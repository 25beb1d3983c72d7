// What is done in the last moment of our process, so that no server outlives it by accident: when it exits, or dies of a
// signal that nobody else waits for. The one thing to know: there is no time to wait for anything then.
const works = new Set<() => void>()
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Has it done at our end, and gives what calls it off. A process that is killed does nothing any more. */
export function atOurEnd(work: () => void): () => void {
  if (works.size === 0) {
    process.on('exit', doAll)
    for (const name of SIGNALS) process.on(name, onSignal)
  }
  works.add(work)
  return () => forget(work)
}

function forget(work: () => void): void {
  if (!works.delete(work) || works.size > 0) return
  process.off('exit', doAll)
  for (const name of SIGNALS) process.off(name, onSignal)
}

function doAll(): void {
  for (const work of works) work()
}

function onSignal(name: NodeJS.Signals): void {
  if (process.listenerCount(name) > 1) return // somebody else decides when we end
  doAll()
  for (const work of works) forget(work)
  process.kill(process.pid, name)
}
