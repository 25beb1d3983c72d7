// Memory under a steady load: resident memory of Labloop sampled while results come in at a constant rate. Flat means that
// the straight line through the second half rises by less than what a garbage collector's noise explains.
import { readFileSync } from 'node:fs'
import { freePort, type Running, root, runTool, startTool, temporaryFolder, up } from './runtime.ts'

export type MemoryFigures = {
  minutes: number
  perSecond: number
  messages: number
  rssMb: { start: number; quarter: number; half: number; end: number; max: number }
  /** Slope of the straight line through the second half of the run. */
  slopeMbPerMinute: number
}

export async function memoryBench(options: Record<string, string>): Promise<MemoryFigures> {
  const minutes = Number(options.minutes ?? 10)
  const perSecond = Number(options.rate ?? 1000)
  const messages = Math.round(minutes * 60 * perSecond)
  const folder = temporaryFolder()
  const [results, orders, sink, control] = [await freePort(), await freePort(), await freePort(), await freePort()]
  const books = await startTool('mllp-sink.mjs', ['--port', `${sink}`, '--control-port', `${control}`])
  let labloop: Running | null = null
  try {
    labloop = await up(`${root}/examples/bench`, [
      ...['--data', folder.path, '--no-page'],
      ...['--connection', `lis-results=127.0.0.1:${results}`, '--connection', `ehr-orders=127.0.0.1:${orders}`],
      ...['--connection', `sink-results=127.0.0.1:${sink}`, '--connection', `sink-orders=127.0.0.1:${sink}`],
    ])
    const samples: number[] = []
    const sampler = setInterval(() => samples.push(resident_mb(labloop!.ready.pid)), 2000)
    await runTool('mllp-load.mjs', [
      ...[
        '--port',
        `${results}`,
        '--connections',
        '8',
        '--window',
        '8',
        '--rate',
        `${perSecond}`,
        '--messages',
        `${messages}`,
        '--require-aa',
      ],
    ])
    clearInterval(sampler)
    return { minutes, perSecond, messages, rssMb: marks(samples), slopeMbPerMinute: slope(samples) }
  } finally {
    await labloop?.stop()
    await books.stop()
    folder.remove()
  }
}

function resident_mb(pid: number): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1024)
}

function marks(samples: readonly number[]) {
  const at = (share: number) => samples[Math.min(samples.length - 1, Math.floor(samples.length * share))] ?? 0
  return { start: at(0), quarter: at(0.25), half: at(0.5), end: at(1), max: Math.max(...samples) }
}

/** Least squares through the second half; samples are two seconds apart. */
function slope(samples: readonly number[]): number {
  const half = samples.slice(Math.floor(samples.length / 2))
  const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length
  const minutes = half.map((_, index) => index / 30)
  const [mx, my] = [mean(minutes), mean(half)]
  const over = half.reduce((sum, y, index) => sum + (minutes[index]! - mx) * (y - my), 0)
  const under = minutes.reduce((sum, x) => sum + (x - mx) ** 2, 0)
  return Math.round((over / under) * 100) / 100
}
