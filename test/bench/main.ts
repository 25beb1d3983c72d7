// `npm run -s bench -- NAME [--json]`: the project's benches, one file each. Progress goes to stderr; the figures go to
// stdout, as text for people or as one JSON object.
import { parseArgs } from 'node:util'

type Bench = { readonly what: string; run(options: Record<string, string>): Promise<unknown> }

const benches: Record<string, Bench> = {
  parse: {
    what: 'parse, read ten fields and write a result of 10 OBX, against the npm peers',
    run: async () => (await import('./parse.ts')).parseBench(),
  },
  engine: {
    what: 'MLLP in, ledger, code map, MLLP out, durable (--messages 50000 --repeat 3 --connections 1,4,16)',
    run: async (options) => (await import('./engine.ts')).engineBench(options),
  },
  ledger: {
    what: 'what reading facts and deciding cost of a result of 10 OBX, with and without workflows',
    run: async () => (await import('./ledger.ts')).ledgerBenches(),
  },
  search: {
    what: 'find an order or a message by any identifier (--messages 10000000 --orders 1000000)',
    run: async (options) => (await import('./search.ts')).searchBench(options),
  },
  memory: {
    what: 'resident memory under a steady load (--minutes 10 --rate 1000)',
    run: async (options) => (await import('./memory.ts')).memoryBench(options),
  },
  suggest: {
    what: 'LOINC codes suggested for the tests of a hospital, by cross-validation (--rows 10000 --misses yes)',
    run: async (options) => (await import('./suggest/main.ts')).suggestBench(options),
  },
  alignment: {
    what: 'planted differences found, 10,000 rows against 10,000, cost of a message (--rows 10000 --messages 12000)',
    run: async (options) => (await import('./alignment.ts')).alignmentBench(options),
  },
}

function help(): string {
  const lines = Object.entries(benches).map(([name, { what }]) => `  ${name.padEnd(8)} ${what}`)
  return `Usage: npm run -s bench -- NAME [--json] [options]\n\n${lines.join('\n')}\n`
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: true,
  options: {
    json: { type: 'boolean' },
    help: { type: 'boolean' },
    messages: { type: 'string' },
    orders: { type: 'string' },
    repeat: { type: 'string' },
    connections: { type: 'string' },
    minutes: { type: 'string' },
    rate: { type: 'string' },
    rows: { type: 'string' },
    misses: { type: 'string' },
  },
})
const bench = benches[positionals[0] ?? '']
if (values.help || !bench) {
  process.stderr.write(help())
  process.exit(values.help ? 0 : 64)
}
const { json, help: _, ...options } = values
const figures = await bench.run(options)
process.stdout.write(json ? `${JSON.stringify(figures)}\n` : `${JSON.stringify(figures, null, 2)}\n`)
process.exit(0)
