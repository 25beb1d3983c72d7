// The messages of the small site, in which nothing is wrong, and changes of them. The one thing to know: fields are named as
// `K-5` for OBX-5 of the observation K, `OBR-22` for other segments; patients are invented.
import { type Message, parseMessage } from '../../hl7/index.ts'

/** Fields by name, as HL7 writes them; a code alone takes its OBX out. */
export type FieldChanges = Readonly<Record<string, string | null>>

export const arrivedAt = Date.UTC(2026, 2, 2, 14)

const laboratory = 'Tiny Laboratory^^^^^^XX^^^99D9999999|1 Sample Street^^Riverside^IL^62700^USA'

const report = [
  'MSH|^~\\&|LIS|TINY|EHR|TINY|20260302080000-0600||ORU^R01^ORU_R01|M1|T|2.5.1',
  'PID|1||R100^^^RCH^MR||Testpatient^Ida||19700102|F',
  'ORC|RE|P1|F1||CM',
  'OBR|1|P1|F1|LYTES^Electrolytes^L|||20260302060000-0600|||||||20260302070000-0600||||||||20260302080000-0600||CH|F',
  `OBX|1|NM|NA^Sodium^L^2951-2^Sodium^LN||140|mmol/L|136-145|N|||F|||20260302060000-0600|||||||||${laboratory}`,
  `OBX|2|NM|K^Potassium^L^2823-3^Potassium^LN||4.1|mmol/L|3.5-5.1|N|||F|||20260302060000-0600|||||||||${laboratory}`,
  'SPM|1|||SER^Serum^HL70487|||||||||||||20260302060000-0600|20260302070000-0600',
]

const screen = [
  ...report.slice(0, 3),
  'OBR|1|P1|F1|HIVS^HIV screen^L|||20260302060000-0600|||||||20260302070000-0600||||||||20260302080000-0600||CH|F',
  `OBX|1|CE|HIV^HIV screen^L||NR^Nonreactive^L||Nonreactive|N|||F|||20260302060000-0600|||||||||${laboratory}`,
  report[6]!,
]

const order = [
  'MSH|^~\\&|EHR|TINY|LIS|TINY|20260302080000-0600||OML^O21^OML_O21|M2|T|2.5.1',
  'PID|1||R100^^^RCH^MR||Testpatient^Ida||19700102|F',
  'ORC|NW|P1',
  'OBR|1|P1||L3^HIV screen^L',
  'OBX|1|CE|Q1^Pregnant^L||2^No^L||||||F',
  'OBX|2|NM|Q2^Weight^L||70|kg|||||F',
  'SPM|1|||SERUM^Serum^L',
]

/** `report`: electrolytes, final; `screen`: a coded result, final; `order`: with its answers. */
export type TinyMessage = 'report' | 'screen' | 'order'

export function tinyMessage(which: TinyMessage, changes: FieldChanges = {}): Message {
  const source = { report, screen, order }[which]
  const lines = source.map((line) => line.split('|'))
  for (const [name, text] of Object.entries(changes)) {
    if (name === 'NTE') lines.splice(lines.length - 1, 0, ['NTE', '1', 'L', text ?? ''])
    else change(lines, name, text)
  }
  return parseMessage(new TextEncoder().encode(`${lines.map((fields) => fields.join('|')).join('\r')}\r`))
}

function change(lines: string[][], name: string, text: string | null): void {
  const [, place = '', field] = /^([^-]+)(?:-(\d+))?$/.exec(name) ?? []
  const index = lines.findIndex(
    (fields) => fields[0] === place || (fields[0] === 'OBX' && fields[3]?.split('^')[0] === place),
  )
  if (index < 0) throw new Error(`the message has no ${place}`)
  if (field === undefined) lines.splice(index, 1)
  else {
    const fields = lines[index]!
    // MSH-1 is the separator itself.
    const at = place === 'MSH' ? Number(field) - 1 : Number(field)
    while (fields.length <= at) fields.push('')
    fields[at] = text ?? ''
  }
}
