// Receiving in a thread of its own, seen from the engine: the Reception port over a worker. The one thing to know: a thread
// that breaks down is a lost reception; the engine then stands by and begins anew with another.
import type { Worker } from 'node:worker_threads'
import type { BoundPort, Decided, Kept, Reception, ReceptionHandlers } from '../../engine/ports/reception.ts'
import type { Lease } from '../../engine/ports/store.ts'
import type { Site } from '../../site/shapes/site.ts'
import { startThread } from '../shared/start-thread.ts'
import { numberingOf } from './numbering.ts'
import { unpackStored } from './packing.ts'
import { alone, errorOf, type FromThread, type ThreadData, type ToThread } from './protocol.ts'

/**
 * Receiving for a site in a thread of its own.
 * @param wiring address (file: URL) of a module that exports `receivingPorts`
 * @param options given to it; anything that can be cloned
 */
export function threadReception(site: Site, wiring: string, options: unknown): Reception {
  return new ThreadReception(site, { site, wiring, options })
}

/** TypeScript from the sources, JavaScript from the package. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './entry.ts' : './entry.js', import.meta.url)

/** What it makes is short-lived. A nursery that fits into the processor's cache costs less time and less memory than a large one. */
const young = { maxYoungGenerationSizeMb: 6 }

class ThreadReception implements Reception {
  readonly #data: ThreadData
  readonly #numbers: ReturnType<typeof numberingOf>
  readonly #keeping = new Map<number, Kept['onKept']>()
  #refs = 0
  #worker: Worker | null = null
  #handlers: ReceptionHandlers | null = null
  #begun: { resolve(bound: readonly BoundPort[]): void; reject(error: Error): void } | null = null
  readonly #waiting: { drained: (() => void)[]; closed: (() => void)[] } = { drained: [], closed: [] }
  #ended = false

  constructor(site: Site, data: ThreadData) {
    this.#data = data
    this.#numbers = numberingOf(site)
  }

  start(lease: Lease, handlers: ReceptionHandlers): Promise<readonly BoundPort[]> {
    this.#handlers = handlers
    const worker = startThread(entry, { workerData: this.#data, name: 'receiver', resourceLimits: young })
    this.#worker = worker
    worker.on('message', (said: FromThread) => this.#heard(said))
    worker.on('error', (error: Error) => this.#broken(error))
    worker.on('exit', () => this.#broken(Object.assign(new Error('The receiving thread ended.'), { code: 'internal' })))
    return new Promise((resolve, reject) => {
      this.#begun = { resolve, reject }
      this.#tell({ say: 'start', lease })
    })
  }

  #tell(said: ToThread): void {
    if (!this.#ended) this.#worker?.postMessage(said)
  }

  #heard(said: FromThread): void {
    switch (said.say) {
      case 'stored':
        this.#handlers?.onStored(unpackStored(said.packed, this.#numbers))
        break
      case 'started':
        this.#begun?.resolve(said.bound)
        this.#begun = null
        break
      case 'failed':
        this.#fail(errorOf(said.error))
        break
      case 'notice':
        this.#handlers?.onNotice(said.notice)
        break
      case 'connections':
        this.#handlers?.onConnections(said.news)
        break
      case 'lost':
        this.#handlers?.onLost(errorOf(said.error))
        break
      case 'kept':
        this.#keeping.get(said.ref)?.(said.messageId, said.answer)
        this.#keeping.delete(said.ref)
        break
      case 'drained':
      case 'closed':
        for (const resolve of this.#waiting[said.say].splice(0)) resolve()
    }
  }

  /** It could not begin: nothing of it is left. */
  #fail(error: Error): void {
    const begun = this.#begun
    this.#begun = null
    void this.#terminate()
    begun?.reject(error)
  }

  #broken(error: Error): void {
    if (this.#ended) return
    if (this.#begun) this.#fail(error)
    else {
      void this.#terminate()
      this.#handlers?.onLost(error)
    }
  }

  async #terminate(): Promise<void> {
    this.#ended = true
    for (const resolve of [...this.#waiting.drained.splice(0), ...this.#waiting.closed.splice(0)]) resolve()
    await this.#worker?.terminate()
  }

  renewed(lease: Lease): void {
    this.#tell({ say: 'renewed', lease })
  }

  settled(through: number): void {
    this.#tell({ say: 'settled', through })
  }

  answer(decided: readonly Decided[]): void {
    this.#tell({
      say: 'answer',
      decided: decided.map(({ messageId, answer }) => ({ messageId, answer: alone(answer) })),
    })
  }

  keep({ connection, body, refused, onKept }: Kept): void {
    const ref = ++this.#refs
    this.#keeping.set(ref, onKept)
    this.#tell({ say: 'keep', ref, connection, body: alone(body), refused })
  }

  drain(): Promise<void> {
    return this.#asked({ say: 'drain' }, 'drained')
  }

  async close(grace_ms: number): Promise<void> {
    await this.#asked({ say: 'close', grace_ms }, 'closed')
    await this.#terminate()
  }

  #asked(said: ToThread, answer: 'drained' | 'closed'): Promise<void> {
    if (this.#ended || !this.#worker) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting[answer].push(resolve)
      this.#tell(said)
    })
  }

  abandon(): void {
    this.#tell({ say: 'abandon' })
    void this.#terminate()
  }
}
