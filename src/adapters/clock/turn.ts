// One turn of the event loop, for virtual time. The one thing to know: every promise that is under way and waits for no
// device settles before it ends. Callbacks of `setImmediate` that are asked for together run in one pass of the loop, with
// all promises settled between one and the next: a handful at a time costs each a third of what it costs alone. Devices are
// heard between passes only, so whoever waits for one needs a pass.

/** Callbacks asked for at once. Those that nobody waits for do nothing. */
const together = 32

let asked = 0
const waiting: (() => void)[] = []

/** Resolves after every promise that can settle by itself has settled. */
export function turn(): Promise<void> {
  return new Promise((done) => {
    waiting.push(done)
    if (asked < waiting.length) for (let more = together; more > 0; more--, asked++) setImmediate(next)
  })
}

/** One pass of the event loop, in which every device that has something to say is heard. */
export function pass(): Promise<void> {
  return new Promise((done) => setImmediate(done))
}

function next(): void {
  asked--
  waiting.shift()?.()
}
