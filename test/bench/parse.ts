// How long it takes to parse an ORU of ten OBX, read ten fields and write it again, beside the npm peers. The one thing to
// know: everybody starts from the bytes that a socket gives and ends with the bytes that a socket takes; each has a thread
// and a heap of its own and they take turns, one at a time; and first what each one reads and writes is checked.
import { Buffer } from 'node:buffer'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { Hl7Field } from '@medplum/core'
import { get, parseMessage, path, setMany, write } from '../../src/hl7/index.ts'

/** Microseconds a message, medians of interleaved rounds; `ratio` is the best peer by Labloop. */
export type ParseFigures = {
  readonly labloop: number
  readonly peers: Readonly<Record<string, number>>
  readonly ratio: number
}

/** Where the ten values go that were read. */
type Values = (string | undefined)[]

type Contender = {
  /** Parse, ten reads, write. */
  readonly read: (bytes: Buffer, values: Values) => Uint8Array
  /** Parse, set three fields, write. */
  readonly edit: (bytes: Buffer) => Uint8Array
}

const analytes = [
  ['2345-7', 'Glucose', '98', 'mg/dL', '70-99'],
  ['3094-0', 'Urea nitrogen', '14', 'mg/dL', '7-20'],
  ['2160-0', 'Creatinine', '0.91', 'mg/dL', '0.60-1.30'],
  ['2951-2', 'Sodium', '140', 'mmol/L', '136-145'],
  ['2823-3', 'Potassium', '4.2', 'mmol/L', '3.5-5.1'],
  ['2075-0', 'Chloride', '103', 'mmol/L', '98-107'],
  ['2028-9', 'Carbon dioxide', '25', 'mmol/L', '22-29'],
  ['17861-6', 'Calcium', '9.4', 'mg/dL', '8.6-10.3'],
  ['2885-2', 'Protein', '7.1', 'g/dL', '6.4-8.3'],
  ['1751-7', 'Albumin', '4.3', 'g/dL', '3.5-5.2'],
] as const

/** A result as laboratories send it, of the usual 1.2 KB; every number makes another patient, order and control ID. */
function oru(number: number): Buffer {
  const id = String(number).padStart(6, '0')
  const observations = analytes.map(
    ([code, name, value, unit, range], index) =>
      `OBX|${index + 1}|NM|${code}^${name}^LN||${value}|${unit}|${range}|N|||F|||20260105084500`,
  )
  const segments = [
    `MSH|^~\\&|LAB|RIVERSIDE|EHR|RIVERSIDE|20260105101500||ORU^R01^ORU_R01|MSG${id}|P|2.5.1|||AL|NE`,
    `PID|1||${id}^^^RIVERSIDE^MR||TESTPATIENT^IDA^Q||19700102|F|||1 SAMPLE STREET^^SPRINGFIELD^IL^62701`,
    'PV1|1|O|OPD^^^RIVERSIDE||||9990001^EXAMPLE^ADA',
    `ORC|RE|P${id}|F${id}||CM||||20260105084500|||9990001^EXAMPLE^ADA`,
    `OBR|1|P${id}|F${id}|24323-8^Comprehensive metabolic 2000 panel^LN|||20260105084500|||||||||9990001^EXAMPLE^ADA||||||20260105101400||CH|F`,
    ...observations,
  ]
  return Buffer.from(`${segments.join('\r')}\r`, 'latin1')
}

// Paths in a hot loop are compiled once, as the peers' segments are looked up once.
const controlId = path('MSH-10')
const patientId = path('PID-3.1')
const familyName = path('PID-5.1')
const placerNumber = path('OBR-2')
const panel = path('OBR-4.1')
const firstValue = path('OBX[1]-5')
const fifthCode = path('OBX[5]-3.1')
const lastUnit = path('OBX[10]-6')
const lastFlag = path('OBX[10]-8')
const lastStatus = path('OBX[10]-11')
const application = path('MSH-5')

const labloop: Contender = {
  read(bytes, values) {
    const message = parseMessage(bytes)
    values[0] = get(message, controlId)
    values[1] = get(message, patientId)
    values[2] = get(message, familyName)
    values[3] = get(message, placerNumber)
    values[4] = get(message, panel)
    values[5] = get(message, firstValue)
    values[6] = get(message, fifthCode)
    values[7] = get(message, lastUnit)
    values[8] = get(message, lastFlag)
    values[9] = get(message, lastStatus)
    return write(message)
  },
  edit(bytes) {
    const message = parseMessage(bytes)
    return write(
      setMany(message, [
        [application, 'CHART'],
        [controlId, 'OUT000001'],
        [lastFlag, 'L'],
      ]),
    )
  },
}

/** Lazy too, and it keeps the text: fields by getComponent and getField, as its documentation shows. */
async function medplum(): Promise<Contender> {
  const { Hl7Message } = await import('@medplum/core')
  return {
    read(bytes, values) {
      const message = Hl7Message.parse(bytes.toString())
      const patient = message.getSegment('PID')
      const request = message.getSegment('OBR')
      const observations = message.getAllSegments('OBX')
      const text = (field: Hl7Field | undefined) => field?.toString()
      values[0] = text(message.header.getField(10))
      values[1] = patient?.getComponent(3, 1)
      values[2] = patient?.getComponent(5, 1)
      values[3] = text(request?.getField(2))
      values[4] = request?.getComponent(4, 1)
      values[5] = text(observations[0]?.getField(5))
      values[6] = observations[4]?.getComponent(3, 1)
      values[7] = text(observations[9]?.getField(6))
      values[8] = text(observations[9]?.getField(8))
      values[9] = text(observations[9]?.getField(11))
      return Buffer.from(message.toString())
    },
    edit(bytes) {
      const message = Hl7Message.parse(bytes.toString())
      message.header.setField(5, 'CHART')
      message.header.setField(10, 'OUT000001')
      message.getAllSegments('OBX')[9]?.setField(8, 'L')
      return Buffer.from(message.toString())
    },
  }
}

async function client(): Promise<Contender> {
  const { Message } = await import('node-hl7-client')
  return {
    read(bytes, values) {
      const message = new Message({ text: bytes.toString() })
      const observations = message.get('OBX')
      values[0] = message.get('MSH.10').toString()
      values[1] = message.get('PID.3.1').toString()
      values[2] = message.get('PID.5.1').toString()
      values[3] = message.get('OBR.2').toString()
      values[4] = message.get('OBR.4.1').toString()
      values[5] = observations.get(0).get('OBX.5').toString()
      values[6] = observations.get(4).get('OBX.3.1').toString()
      values[7] = observations.get(9).get('OBX.6').toString()
      values[8] = observations.get(9).get('OBX.8').toString()
      values[9] = observations.get(9).get('OBX.11').toString()
      return Buffer.from(message.toString())
    },
    edit(bytes) {
      const message = new Message({ text: bytes.toString() })
      message.set('MSH.5', 'CHART')
      message.set('MSH.10', 'OUT000001')
      message.get('OBX').get(9).set('OBX.8', 'L')
      return Buffer.from(message.toString())
    },
  }
}

async function hl7v2(): Promise<Contender> {
  const { HL7Message } = await import('hl7v2')
  return {
    read(bytes, values) {
      const message = HL7Message.parse(bytes)
      const text = (value: unknown) => (value === undefined || value === null ? undefined : String(value))
      const patient = message.getSegment('PID')
      const request = message.getSegment('OBR')
      const observations = message.segments.filter((segment) => segment.segmentType === 'OBX')
      values[0] = text(message.controlId)
      values[1] = text(patient?.field(3).getValue(1))
      values[2] = text(patient?.field(5).getValue(1))
      values[3] = text(request?.field(2).getValue(1))
      values[4] = text(request?.field(4).getValue(1))
      values[5] = text(observations[0]?.field(5).getValue())
      values[6] = text(observations[4]?.field(3).getValue(1))
      values[7] = text(observations[9]?.field(6).getValue(1))
      values[8] = text(observations[9]?.field(8).getValue())
      values[9] = text(observations[9]?.field(11).getValue())
      return Buffer.from(message.toHL7String())
    },
    edit(bytes) {
      const message = HL7Message.parse(bytes)
      message.header.field(5).setValue('CHART', 1)
      message.header.field(10).setValue('OUT000001')
      message.segments
        .filter((segment) => segment.segmentType === 'OBX')[9]
        ?.field(8)
        .setValue('L')
      return Buffer.from(message.toHL7String())
    },
  }
}

/** Each is loaded in its own thread only. */
const contenders: Readonly<Record<string, () => Promise<Contender>>> = {
  labloop: async () => labloop,
  '@medplum/core': medplum,
  'node-hl7-client': client,
  hl7v2,
}

const messages = Array.from({ length: 64 }, (_, index) => oru(100_000 + index * 37))
const rounds = 9
const warmUp = 2
const stretches = 12
const coldStretches = 3
const stretch_ms = 10

/** Every contender must read the same ten values and write the whole message, changed where it was to be changed. */
function check(name: string, contender: Contender): void {
  for (const bytes of messages) {
    const expected: Values = []
    const values: Values = []
    labloop.read(bytes, expected)
    const written = contender.read(bytes, values)
    if (values.join('|') !== expected.join('|') || values.length !== 10 || values.includes(undefined)) {
      throw new Error(`${name} reads ${values.join('|')} and not ${expected.join('|')}`)
    }
    checkWritten(name, written, bytes, ['MSG', '|N|||F|'])
    checkWritten(name, contender.edit(bytes), bytes, ['|CHART|', '|OUT000001|', '|3.5-5.2|L|||F|'])
  }
}

function checkWritten(name: string, written: Uint8Array, bytes: Buffer, marks: readonly string[]): void {
  const text = Buffer.from(written).toString()
  const names = (input: string) => input.match(/(?<=^|\r)[A-Z0-9]{3}(?=\|)/g)?.join(' ')
  if (names(text) !== names(bytes.toString())) throw new Error(`${name} does not write every segment`)
  for (const mark of marks) if (!text.includes(mark)) throw new Error(`${name} does not write ${mark}`)
}

/** Microseconds a message over one stretch. */
function stretch(work: (bytes: Buffer, values: Values) => unknown): number {
  const values: Values = []
  const start = performance.now()
  let count = 0
  let taken = 0
  do {
    for (const bytes of messages) work(bytes, values)
    count += messages.length
    taken = performance.now() - start
  } while (taken < stretch_ms)
  return (taken * 1000) / count
}

/** One turn: several stretches; the first ones only warm the caches that the others' turns left cold. */
function turn(work: (bytes: Buffer, values: Values) => unknown): number {
  const times = Array.from({ length: stretches }, () => stretch(work))
  return median(times.slice(coldStretches))
}

type Kind = keyof Contender
const kinds = ['read', 'edit'] as const satisfies readonly Kind[]

/** In a thread: check, then run a turn whenever the main thread asks for one. */
async function serve(name: string): Promise<void> {
  const contender = await contenders[name]?.()
  if (!contender) throw new Error(`no contender ${name}`)
  check(name, contender)
  parentPort?.on('message', (kind: Kind) => parentPort?.postMessage(turn(contender[kind])))
  parentPort?.postMessage('ready')
}

function answer(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (value) => {
      worker.off('error', reject)
      resolve(value)
    })
  })
}

/** Asks a thread for one turn. */
async function askTurn(worker: Worker, kind: Kind): Promise<number> {
  const time = answer(worker)
  worker.postMessage(kind)
  return (await time) as number
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN
}

function figures(times: ReadonlyMap<string, readonly number[]>): ParseFigures {
  const medians = Array.from(times, ([name, list]) => [name, Number(median(list).toFixed(3))] as const)
  const { labloop: own = Number.NaN, ...peers } = Object.fromEntries(medians)
  return { labloop: own, peers, ratio: Number((Math.min(...Object.values(peers)) / own).toFixed(2)) }
}

/**
 * The contenders take turns, so that what else the machine does falls on all of them; the order is turned round by round,
 * so that none always comes after the one that leaves the caches cold and the collector busy.
 */
async function compare(workers: ReadonlyMap<string, Worker>, kind: Kind): Promise<ParseFigures> {
  const times = new Map(Array.from(workers.keys(), (name) => [name, [] as number[]]))
  for (let round = -warmUp; round < rounds; round++) {
    const first = (round + warmUp) % workers.size
    const order = [...workers]
    for (const [name, worker] of [...order.slice(first), ...order.slice(0, first)]) {
      const time = await askTurn(worker, kind)
      if (round >= 0) times.get(name)?.push(time)
    }
  }
  return figures(times)
}

/** Parse, ten reads and write; and, beside it, parse, three changes and write. About twenty seconds. */
export async function parseBench(): Promise<
  ParseFigures & { readonly edit: ParseFigures; readonly messageBytes: number; readonly rounds: number }
> {
  const workers = new Map<string, Worker>()
  for (const name of Object.keys(contenders)) {
    const worker = new Worker(new URL(import.meta.url), { workerData: { contender: name } })
    workers.set(name, worker)
    await answer(worker)
  }
  const [read, edit] = [await compare(workers, kinds[0]), await compare(workers, kinds[1])]
  for (const worker of workers.values()) await worker.terminate()
  return { ...read, edit, messageBytes: messages[0]?.length ?? 0, rounds }
}

if (!isMainThread && workerData?.contender) await serve(workerData.contender)
