// The threads of a storm. The one thing to know: worlds are given out one by one to whoever is free, and put together in
// their own order, so that the number of threads changes nothing but the time.
import type { Worker } from 'node:worker_threads'
import { startThread } from '../../adapters/shared/start-thread.ts'
import type { WorldResult } from '../../rehearsal/storm/run-world.ts'
import type { FromWorker, StormJob, StormTask } from './storm-task.ts'

/** TypeScript from the sources, JavaScript from the package. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './storm-worker.ts' : './storm-worker.js', import.meta.url)

/** Both threads together stay well below 1 GiB. */
const limits = { maxOldGenerationSizeMb: 400, maxYoungGenerationSizeMb: 48 }

export type PoolOptions = {
  readonly workers: number
  /** Of the site, which a thread must find as the caller did. */
  readonly revision: string
  onDone(result: WorldResult): void
}

/** Plays all tasks. Rejects where a thread breaks down, with the world that it was playing. */
export async function runPool(
  job: StormJob,
  tasks: readonly StormTask[],
  options: PoolOptions,
): Promise<readonly WorldResult[]> {
  const left = [...tasks]
  const results: WorldResult[] = []
  const serve = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      let current: StormTask | undefined
      const next = () => {
        current = left.shift()
        if (current) worker.postMessage(current)
        else resolve()
      }
      worker.on('error', (error) => reject(inWorld(job, current, error.message)))
      worker.on('exit', () => reject(inWorld(job, current, 'its thread ended')))
      worker.on('message', (said: FromWorker) => {
        if (said.say === 'failed') reject(inWorld(job, current, said.error))
        else if (said.say === 'ready') {
          if (said.revision === options.revision) next()
          else reject(new Error('The site was changed while the storm began. Start it again.'))
        } else {
          results.push(said.result)
          options.onDone(said.result)
          next()
        }
      })
    })
  const count = Math.max(1, Math.min(options.workers, tasks.length))
  const workers = Array.from({ length: count }, (_, nth) => {
    return startThread(entry, { workerData: job, name: `storm ${nth + 1}`, resourceLimits: limits })
  })
  try {
    await Promise.all(workers.map(serve))
    return results
  } finally {
    for (const worker of workers) void worker.terminate()
  }
}

function inWorld({ seed }: StormJob, task: StormTask | undefined, why: string): Error {
  return new Error(`The storm with seed ${seed} broke down${task ? ` in world ${task.index}` : ''}: ${why}`)
}
