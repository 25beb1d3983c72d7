// Work that is called off when the process is asked to stop. The one thing to know: the work itself is not ended by this; who
// called it closes what it works with, and only then lets go.
import { LabloopError } from '../../errors.ts'

/** What the work comes to, unless the signal comes first. @throws LabloopError stopped */
export async function unlessStopped<T>(stop: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!stop) return work
  const { promise, reject } = Promise.withResolvers<never>()
  const heard = () => reject(new LabloopError('stopped'))
  stop.addEventListener('abort', heard, { once: true })
  if (stop.aborted) heard()
  try {
    return await Promise.race([work, promise])
  } finally {
    stop.removeEventListener('abort', heard)
  }
}

/** @throws LabloopError stopped, if the signal has come */
export function needNotStop(stop: AbortSignal | undefined): void {
  if (stop?.aborted) throw new LabloopError('stopped')
}

/** Whether an error only says that the process was asked to stop. */
export function isStopped(error: unknown): boolean {
  return error instanceof LabloopError && error.code === 'stopped'
}
