// Loads a module once where it can do no harm: in a thread that is ended when it takes too long. The one thing to know: the
// body of a module runs before any function of it is called, so an endless loop there would hold the process for good, and
// process.exit would end it without a word (ADR 0030).
import { startThread } from '../shared/start-thread.ts'

/** What a module threw while it was loaded. */
export type LoadFault = { readonly message: string; readonly stack: string }

export type Trial = 'loaded' | 'slow' | 'ended' | LoadFault

/** A start of the site must not fail since the machine is busy; a module of a site loads in a millisecond. */
export const load_limit_ms = 5000

/** What loaded once here loads again: the runtime keeps it, and does not run it twice. */
const known = new Set<string>()

const entry = new URL(
  `data:text/javascript,${encodeURIComponent(`
import { parentPort, workerData } from 'node:worker_threads'
parentPort.postMessage('began')
// Not awaited: for what never comes the runtime would write a warning of its own.
import(workerData).then(
  () => parentPort.postMessage('loaded'),
  (error) => {
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: '' }
    parentPort.postMessage({ message: String(message), stack: String(stack) })
  },
)
`)}`,
)

/** What comes of loading the module at a URL, within so many milliseconds from its beginning. Leaves no thread behind. */
export async function tryModule(url: string, limit_ms: number = load_limit_ms): Promise<Trial> {
  if (known.has(url)) return 'loaded'
  // What it writes is not ours to say: nobody reads these streams.
  const thread = startThread(entry, { workerData: url, stdout: true, stderr: true })
  const { promise, resolve } = Promise.withResolvers<Trial>()
  let timer: NodeJS.Timeout | undefined
  thread.on('message', (told: 'began' | 'loaded' | LoadFault) => {
    if (told === 'began') timer = setTimeout(() => resolve('slow'), limit_ms)
    else resolve(told)
  })
  thread.on('error', ({ message, stack = '' }) => resolve({ message, stack }))
  thread.on('exit', () => resolve('ended'))
  const trial = await promise
  clearTimeout(timer)
  await thread.terminate()
  if (trial === 'loaded') known.add(url)
  return trial
}
