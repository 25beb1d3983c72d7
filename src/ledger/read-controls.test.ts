// Which fact each order control (ORC-1, HL7 table 0119) and order status (ORC-5, table 0038) is, by who says it.
import { expect, test } from 'vitest'
import { parseMessage } from '../hl7/index.ts'
import { type OrderControl, orderControls } from '../terminology/order-tables.ts'
import { readMessage } from './read-message.ts'
import { controlKinds } from './reading/controls.ts'
import { ehr, lis, msh, order, pid, read, system } from './testing/reading.ts'

const placers = 'NW RO NA CA DC RP HD RL XO SS PA CH RF AF DF SU RA RD LI UN'.split(' ')
const fillers =
  'OK UA SN CR UC OC DR UD OD RQ UM RU HR UH OH OR UR OE XR UX XX SR SC RE RR DE FU OF UF SQ RC MC OP PY CN NR CP'.split(
    ' ',
  )

const controls: [string, string, string][] = [
  ...placers.map((control): [string, string, string] => [control, 'ehr', controlKinds[control as OrderControl]]),
  ...fillers.map((control): [string, string, string] => [control, 'lis', controlKinds[control as OrderControl]]),
]

test('every code of table 0119 is followed, and only prior results (PR) are read past', () => {
  expect([...placers, ...fillers, 'PR'].sort()).toEqual(Object.keys(orderControls).sort())
  expect(Object.values(controlKinds)).not.toContain('control-not-followed')
  expect(read(ehr, [msh('ORM^O01'), pid, 'ORC|PR|P1', 'OBR|1|P1||A']).facts).toEqual([])
})

test.each(controls)('ORC-1 %s of the %s is %s', (control, role, kind) => {
  const from = role === 'ehr' ? ehr : lis
  expect(order(read(from, [msh('ORM^O01'), pid, `ORC|${control}|P1`, 'OBR|1|P1||A']))).toMatchObject({ kind })
})

test('a sender that speaks for both sides is placed by what it says', () => {
  const engine = system('hub', 'engine')
  expect(order(read(engine, [msh('ORM^O01'), 'ORC|NW|P1']))).toMatchObject({ side: 'placer' })
  expect(order(read(engine, [msh('ORR^O02'), 'ORC|OK|P1|F1']))).toMatchObject({ side: 'filler' })
})

test('an LIS that orders from a reference lab is a placer where the flow says so', () => {
  const message = parseMessage(Buffer.from(`${msh('OML^O21')}\rORC|NW|P1\rOBR|1|P1||A\r`))
  const reading = readMessage(message, { system: lis, zone: 0, side: 'placer' }, { messageId: 1, seenAt: 0 })
  expect(order(reading)).toMatchObject({ side: 'placer', kind: 'order-requested' })
})

test('ORC-5 CA of the filler is a cancellation; of the placer a request for one', () => {
  expect(order(read(lis, [msh('ORM^O01'), 'ORC|SC|P1|F1||CA']))).toMatchObject({ kind: 'order-cancelled' })
  expect(order(read(ehr, [msh('ORM^O01'), 'ORC|SC|P1|F1||CA']))).toMatchObject({ kind: 'cancel-requested' })
})

test('a status message that tells of its specimen says so', () => {
  const head = [msh('OML^O21'), 'ORC|SC|P1|F1||IP', 'OBR|1|P1|F1|A']
  const kinds = (spm: string) => read(lis, [...head, spm]).facts.map(({ kind }) => kind)
  expect(kinds('SPM|1|S1||SER|||||||||||||20300101|20300101')).toEqual(['status-changed', 'specimen-received'])
  expect(kinds('SPM|1|S1||SER|||||||||||||20300101')).toEqual(['status-changed', 'specimen-collected'])
  expect(kinds('SPM|1|S1||SER|||||||||||||20300101|20300101||N|RH^Haemolysed')).toEqual([
    'status-changed',
    'specimen-rejected',
  ])
})

test('words that every object knows are codes like any other', () => {
  const obx = 'OBX|1|NM|K||1||||||toString'
  const lines = [msh('ORU^R01'), 'PID|1||1^^^constructor^MR', 'OBR|1|P1|F1|A|||||||||||||||||||||valueOf', obx]
  const unknown = ['a text of 7 characters', 'a text of 8 characters']
  expect(read(lis, lines).concerns.map(({ cause }) => cause.split('|')[3])).toEqual(unknown)
  expect(read(lis, lines).patientKeys).toEqual(['m:1'])
  expect(order(read(ehr, [msh('ORM^O01'), 'ORC|constructor|P1']))).toMatchObject({ kind: 'control-not-followed' })
  expect(read(ehr, [msh('constructor^X01')]).facts).toEqual([])
})
