// Messages of the tests of reading, and who reads them. Patients are invented.
import { parseMessage } from '../../hl7/index.ts'
import { System } from '../../site/shapes/system.ts'
import type { OrderFact, ResultFact } from '../fact.ts'
import { type Reading, readMessage } from '../read-message.ts'
import type { Source } from '../source.ts'

export type DialectInput = Record<string, unknown>

export const system = (id: string, role: string, dialect: DialectInput = {}): System =>
  System.parse({ id, name: id, role, dialect: { versions: ['2.5.1'], ...dialect } })
export const ehr = system('ehr', 'ehr')
export const lis = system('lis', 'lis')

export function read(from: System, lines: readonly string[], zone: Source['zone'] = 0): Reading {
  const message = parseMessage(Buffer.from(`${lines.join('\r')}\r`))
  return readMessage(message, { system: from, zone }, { messageId: 7, seenAt: 1_893_456_000_000 })
}

export const msh = (type: string) => `MSH|^~\\&|A|B|C|D|20300101083000||${type}|M1|P|2.5.1`
export const pid = 'PID|1||1001^^^RIV^MR~9^^^RIV^AN||Testpatient^Ida^Q||19700102083000|F'
export const result = (reading: Reading, at = 0) => reading.facts[at] as ResultFact
export const order = (reading: Reading, at = 0) => reading.facts[at] as OrderFact
export const report = [
  msh('ORU^R01^ORU_R01'),
  pid,
  'ORC|RE|P1^EPC|F1^LIS|G1|CM',
  'OBR|1|P1^EPC|F1^LIS|BMP^Basic metabolic panel^L|||20300101080000|||||||||||||||20300101082900||CH|F',
  'NTE|1|L|Called to the ward',
  'OBX|1|NM|K^Potassium^L||4.1|mmol/L^^UCUM|3.5-5.1|N|||F|||20300101080000|LAB1',
  'NTE|1|L|Slightly',
  'NTE|2|L|haemolysed',
  'OBX|2|NM|NA^Sodium^L|1|140|mmol/L^^UCUM|136-145|N|||F|||20300101080000|LAB1',
]
