// The engine under load, whole: load generator, Labloop (receive, ledger, code map, deliver), PostgreSQL and sink, all on
// this machine. The first series sends results that nobody ordered; the second places the orders first.
import pg from 'pg'
import { freePort, type Running, root, runTool, startTool, temporaryFolder, up } from './runtime.ts'

type Series = {
  connections: number
  window: number
  deliveredPerSecond: number
  ackedPerSecond: number
  p50: number
  p95: number
  p99: number
  lost: number
  duplicates: number
  outOfOrder: number
  rssMb: number
}

export type EngineFigures = {
  series: Series[]
  ordered: Series[]
  bytesStoredPerMessage: number
  rssMb: number
  machine: { cores: number; runs: number; messages: number }
}

const plan = { messages: '50000', repeat: '3', connections: '1,4,16', warmup: '6000' }

/** Runs both series; `options` as texts: messages a run, runs, connections. */
export async function engineBench(options: Record<string, string>): Promise<EngineFigures> {
  const wanted = { ...plan, ...options }
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
    const bench = (more: string[]) =>
      runTool<{ series: Series[] }>('mllp-bench.mjs', [
        ...['--port', `${results}`, '--control', `http://127.0.0.1:${control}`, '--pid', `${labloop?.ready.pid}`],
        ...['--messages', wanted.messages, '--repeat', wanted.repeat, ...more],
      ])
    const before = await stored(labloop.ready.database)
    const unordered = await bench([
      '--connections',
      wanted.connections,
      '--warmup',
      wanted.warmup,
      '--label',
      'unordered',
    ])
    const after = await stored(labloop.ready.database)
    const ordered = await bench([
      ...['--connections', wanted.connections, '--warmup', wanted.warmup],
      ...['--orders-port', `${orders}`, '--label', 'ordered'],
    ])
    return {
      series: unordered.series.map(figures),
      ordered: ordered.series.map(figures),
      bytesStoredPerMessage: Math.round((after.bytes - before.bytes) / (after.messages - before.messages)),
      rssMb: Math.max(...[...unordered.series, ...ordered.series].map((series) => series.rssMb)),
      machine: { cores: navigator.hardwareConcurrency, runs: Number(wanted.repeat), messages: Number(wanted.messages) },
    }
  } finally {
    await labloop?.stop()
    await books.stop()
    folder.remove()
  }
}

function figures(series: Series): Series {
  const {
    connections,
    window,
    deliveredPerSecond,
    ackedPerSecond,
    p50,
    p95,
    p99,
    lost,
    duplicates,
    outOfOrder,
    rssMb,
  } = series
  return { connections, window, deliveredPerSecond, ackedPerSecond, p50, p95, p99, lost, duplicates, outOfOrder, rssMb }
}

/** Bytes of every table and index of the site (TOAST too), after a checkpoint, and the messages in it. */
async function stored(database: string): Promise<{ bytes: number; messages: number }> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  const bytes = await client.query(
    `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::float8 AS bytes FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname LIKE 'labloop%' AND c.relkind IN ('r', 'm')`,
  )
  const schema = await client.query(`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'labloop%' LIMIT 1`)
  const messages = await client.query(
    `SELECT coalesce(max(last_id), 0)::int AS messages FROM "${schema.rows[0].nspname}".message_groups`,
  )
  await client.end()
  return { bytes: bytes.rows[0].bytes, messages: messages.rows[0].messages }
}
