// mllp-common.mjs - what the load generator and the sink share: MLLP framing,
// reading a few HL7 v2 fields, the test message, command-line options, percentiles.
// Node.js 18 or newer, no dependencies.

export const SB = 0x0b // <VT>  start of block
export const EB = 0x1c // <FS>  end of block
export const CR = 0x0d // <CR>  ends the block, and ends each HL7 segment

/** Wrap one HL7 message in an MLLP block. */
export function frame(text) {
  const body = Buffer.byteLength(text, 'latin1')
  const out = Buffer.allocUnsafe(body + 3)
  out[0] = SB
  out.write(text, 1, 'latin1')
  out[body + 1] = EB
  out[body + 2] = CR
  return out
}

/**
 * Cuts a byte stream into MLLP blocks. push(chunk) returns the bodies that the chunk completed,
 * in order; a block split over chunks is kept until its end arrives. Bytes between blocks are
 * skipped and counted in `strayBytes` (a correct peer leaves it at 0).
 */
export class MllpDecoder {
  #rest = null
  strayBytes = 0

  push(chunk) {
    const buf = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk
    const bodies = []
    let at = 0
    for (;;) {
      const start = buf.indexOf(SB, at)
      if (start < 0) {
        this.strayBytes += buf.length - at
        this.#rest = null
        return bodies
      }
      this.strayBytes += start - at
      let end = buf.indexOf(EB, start + 1)
      while (end >= 0 && end + 1 < buf.length && buf[end + 1] !== CR) end = buf.indexOf(EB, end + 1)
      if (end < 0 || end + 1 >= buf.length) {
        this.#rest = start > 0 ? Buffer.from(buf.subarray(start)) : buf
        return bodies
      }
      bodies.push(buf.subarray(start + 1, end))
      at = end + 2
    }
  }
}

/**
 * Field `n` of the first segment called `name`, as text ('' when absent).
 * Counts as HL7 does: MSH-1 is the field separator itself.
 */
export function field(text, name, n) {
  let at = 0
  while (at < text.length) {
    let end = text.indexOf('\r', at)
    if (end < 0) end = text.length
    if (text.startsWith(name, at) && text[at + name.length] === '|') {
      let from = at
      for (let left = name === 'MSH' ? n - 1 : n; left > 0; left--) {
        from = text.indexOf('|', from) + 1
        if (from === 0 || from > end) return ''
      }
      const to = text.indexOf('|', from)
      return text.slice(from, to < 0 || to > end ? end : to)
    }
    at = end + 1
    if (text[at] === '\n') at++
  }
  return ''
}

/** HL7 timestamp (local time, seconds). */
export function hl7Time(date = new Date()) {
  const two = (x) => String(x).padStart(2, '0')
  return (
    `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}` +
    `${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`
  )
}

/**
 * Control ids are `<run>-<connection>-<sequence>`, at most 20 characters (the limit of MSH-10
 * up to HL7 2.5). The sink reads them back to judge order and repeats without any side channel.
 */
export function controlId(run, connection, sequence) {
  return `${run}-${connection.toString(36).padStart(2, '0')}-${String(sequence).padStart(7, '0')}`
}

/** The parts of a control id, or null when it is not one of ours. */
export function parseControlId(id) {
  const m = /^([A-Za-z0-9]{1,8})-([0-9a-z]{2})-(\d{7})$/.exec(id)
  return m && { run: m[1], connection: parseInt(m[2], 36), sequence: Number(m[3]) }
}

// A basic metabolic panel and neighbours: local code, name, value, unit, range.
const ANALYTES = [
  ['GLU', 'Glucose', '98', 'mg/dL', '70-99'],
  ['BUN', 'Urea nitrogen', '14', 'mg/dL', '7-20'],
  ['CREA', 'Creatinine', '0.91', 'mg/dL', '0.60-1.30'],
  ['NA', 'Sodium', '140', 'mmol/L', '136-145'],
  ['K', 'Potassium', '4.2', 'mmol/L', '3.5-5.1'],
  ['CL', 'Chloride', '103', 'mmol/L', '98-107'],
  ['CO2', 'Carbon dioxide', '25', 'mmol/L', '22-29'],
  ['CA', 'Calcium', '9.4', 'mg/dL', '8.6-10.3'],
  ['TP', 'Protein total', '7.1', 'g/dL', '6.4-8.3'],
  ['ALB', 'Albumin', '4.3', 'g/dL', '3.5-5.2'],
]

/**
 * Makes a function (controlId, patientNumber) -> ORU^R01 text with `observations` OBX segments.
 * Everything but MSH-10, PID-3 and the order numbers is fixed, so building one costs little.
 */
export function oruBuilder(observations) {
  const now = hl7Time()
  const obx = []
  for (let i = 0; i < observations; i++) {
    const [code, name, value, unit, range] = ANALYTES[i % ANALYTES.length]
    obx.push(`OBX|${i + 1}|NM|${code}^${name}^L||${value}|${unit}^^UCUM|${range}|N|||F|||${now}|LAB1`)
  }
  const head = `MSH|^~\\&|LIS|LAB1|RECV|HOSP|${now}||ORU^R01^ORU_R01|`
  const tail = `\r${obx.join('\r')}\r`
  return (id, patient) =>
    `${head}${id}|P|2.5.1\r` +
    `PID|1||${patient}^^^LAB1^MR||Testpatient^Ida^Q||19700102|F|||1 Sample Street^^Springfield^IL^62701^USA\r` +
    `PV1|1|O|OPD^^^HOSP||||1234567893^Okafor^Ngozi^^^^MD\r` +
    `ORC|RE|P${patient}|F${patient}||CM||||${now}|||1234567893^Okafor^Ngozi\r` +
    `OBR|1|P${patient}|F${patient}|BMP^Basic metabolic panel^L|||${now}|||||||||1234567893^Okafor^Ngozi||||||${now}||CH|F` +
    tail
}

/**
 * Makes a function (controlId, patientNumber) -> OML^O21 text: the order that a result of `oruBuilder` for the same
 * patient number answers (same patient, same placer number, same test).
 */
export function omlBuilder() {
  const now = hl7Time()
  return (id, patient) =>
    `MSH|^~\\&|EHR|HOSP|RECV|LAB1|${now}||OML^O21^OML_O21|${id}|P|2.5.1\r` +
    `PID|1||${patient}^^^LAB1^MR||Testpatient^Ida^Q||19700102|F|||1 Sample Street^^Springfield^IL^62701^USA\r` +
    'PV1|1|O|OPD^^^HOSP||||1234567893^Okafor^Ngozi^^^^MD\r' +
    `ORC|NW|P${patient}|||||||${now}|||1234567893^Okafor^Ngozi\r` +
    `TQ1|1||||||${now}||R^Routine^HL70485\r` +
    `OBR|1|P${patient}||BMP^Basic metabolic panel^L|||${now}|||||||||1234567893^Okafor^Ngozi\r`
}

/** The builder that `--size` asks for: `oru<N>`, a result of N observations; `order`, a new order. */
export function builderOf(size) {
  if (size === 'order') return omlBuilder()
  const m = /^oru(\d{1,3})$/.exec(size)
  if (!m) throw new Error(`--size ${size}: expected oru<N>, for example oru10, or order`)
  return oruBuilder(Number(m[1]))
}

/** First patient number of a run: 13 digits, so that every run has patients and orders of its own. */
export function firstPatient(run) {
  let hash = 0
  for (const letter of run) hash = (hash * 31 + letter.charCodeAt(0)) % 8999
  return (1000 + hash) * 1e9
}

/** Nearest-rank percentile of an ascending array. */
export function percentile(sorted, p) {
  if (!sorted.length) return null
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil((p / 100) * sorted.length) - 1))]
}

export const round = (x, digits = 2) => (x === null ? null : Number(x.toFixed(digits)))

/**
 * Reads `--name value` and `--flag` options against their defaults. A default that is a number
 * makes the option a number; `false` makes it a flag. Prints `help` and exits on --help.
 */
export function options(defaults, help, argv = process.argv.slice(2)) {
  const opt = { ...defaults }
  for (let i = 0; i < argv.length; i++) {
    if (argv[i] === '--help' || argv[i] === '-h') {
      process.stdout.write(help)
      process.exit(0)
    }
    const name = argv[i].replace(/^--/, '').replace(/-(\w)/g, (_, c) => c.toUpperCase())
    if (!argv[i].startsWith('--') || !(name in defaults)) fail(`unknown option ${argv[i]} (try --help)`)
    if (defaults[name] === false) {
      opt[name] = true
      continue
    }
    const value = argv[++i]
    if (value === undefined) fail(`${argv[i - 1]} needs a value`)
    if (typeof defaults[name] === 'number') {
      opt[name] = Number(value)
      if (!Number.isFinite(opt[name]) || opt[name] < 0) fail(`${argv[i - 1]} ${value}: not a number >= 0`)
    } else opt[name] = value
  }
  return opt
}

/** One line on stderr, exit status 2: the caller asked for something that cannot be done. */
export function fail(text) {
  process.stderr.write(`${text}\n`)
  process.exit(2)
}
