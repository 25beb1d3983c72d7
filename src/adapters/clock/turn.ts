// One turn of the event loop, for virtual time. The one thing to know: every promise that is under way and waits for no
// device settles before it ends.

/** Resolves after every promise that can settle by itself has settled. */
export function turn(): Promise<void> {
  return new Promise((done) => setImmediate(done))
}
