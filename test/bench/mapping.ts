// What the mapping costs: applying a code map to a result of 10 observations, as the bench site does it, and Riverside's
// results flow whole. `node test/bench/mapping.ts` prints microseconds of processor
// time a message, the median of rounds.
import { type Message, parseMessage, write } from '../../src/hl7/index.ts'
import { apply, type CompiledFlow, compileFlow } from '../../src/mapping/index.ts'
import { Flow } from '../../src/site/shapes/flow.ts'
import type { MapRow, Site } from '../../src/site/shapes/site.ts'

const codes = ['GLU', 'BUN', 'CREA', 'NA', 'K', 'CL', 'CO2', 'CA', 'TP', 'ALB']

function result(number: number): Uint8Array {
  const observations = codes.map(
    (code, at) => `OBX|${at + 1}|NM|${code}^${code} name^L||${at}.5|mg/dL^^UCUM|1-9|N|||F|||20260101101112|LAB1`,
  )
  return Buffer.from(
    [
      `MSH|^~\\&|LIS|LAB1|RECV|HOSP|20260101101112||ORU^R01^ORU_R01|C${number}|P|2.5.1`,
      `PID|1||${number}^^^LAB1^MR||Testpatient^Ida^Q||19700102|F|||1 Sample Street^^Springfield^IL^62701^USA`,
      'PV1|1|O|OPD^^^HOSP||||1234567893^Okafor^Ngozi^^^^MD',
      `ORC|RE|P${number}|F${number}||CM||||20260101101112|||1234567893^Okafor^Ngozi`,
      `OBR|1|P${number}|F${number}|BMP^Basic metabolic panel^L|||20260101101112|||||||||||||||20260101101112||CH|F`,
      ...observations,
      '',
    ].join('\r'),
  )
}

function site(): Site {
  const rows: MapRow[] = codes.map((code, at) => ({
    fromSystem: 'lis',
    fromCode: code,
    toSystem: 'ehr',
    toCode: `12300${at}`,
    context: {},
    direction: 'both',
    status: 'approved',
    approvedBy: 'x',
    approvedOn: '2026-01-01',
    note: '',
    file: 'maps/components.csv',
    line: at + 2,
  }))
  return { systems: [], maps: [{ id: 'components', rows }], catalogs: [] } as unknown as Site
}

const flow = Flow.parse({
  id: 'results',
  from: 'lis',
  to: 'ehr',
  kind: 'results',
  messages: ['ORU^R01'],
  steps: [{ map: 'OBX[*]-3', table: 'components', keep_original: 'OBX[*]-3.4' }],
  delivery: { connection: 'out' },
})

/** Microseconds of processor time a message to apply the flow, without parse and write; and with both. */
export function mappingBench(rounds = 9, messages = 5000): { apply: number; parseApplyWrite: number } {
  const compiled = compileFlow(site(), flow, new Map())
  const bytes = Array.from({ length: messages }, (_, number) => result(number))
  const times = { apply: [] as number[], whole: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    const parsed = bytes.map((each) => parseMessage(each))
    times.apply.push(timed(parsed, (message) => apply(compiled, message)))
    times.whole.push(timed(bytes, (each) => write(first(compiled, parseMessage(each)))))
  }
  return { apply: median(times.apply), parseApplyWrite: median(times.whole) }
}

function first(compiled: CompiledFlow, message: Message): Message {
  return apply(compiled, message).outputs[0]!
}

/** Processor time of this thread, so that what else runs on the machine counts little. */
function timed<Item>(items: readonly Item[], work: (item: Item) => unknown): number {
  const start = process.threadCpuUsage()
  for (const item of items) work(item)
  const { user, system } = process.threadCpuUsage(start)
  return (user + system) / items.length
}

function median(values: readonly number[]): number {
  return Number([...values].sort((a, b) => a - b)[values.length >> 1]!.toFixed(2))
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(mappingBench())}\n`)
