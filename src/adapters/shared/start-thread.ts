// Starts a thread of this process. The one thing to know: run from its sources, a thread has its types stripped by
// WebAssembly, and two threads that do so at once can end the whole process (docs/adr/0017).
import { setFlagsFromString } from 'node:v8'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/** So many calls out of WebAssembly that it is never reached. */
const never = 2_000_000_000

/**
 * A thread that runs `entry`.
 * @param entry A file of this package: TypeScript in the sources, JavaScript in the package.
 * @throws What Node throws where no thread can be had.
 */
export function startThread(entry: URL, options: WorkerOptions): Worker {
  setFlagsFromString(`--wasm-wrapper-tiering-budget=${never}`)
  return new Worker(entry, options)
}
