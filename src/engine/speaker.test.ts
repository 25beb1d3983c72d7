import { expect, test } from 'vitest'
import { parseMessage } from '../hl7/index.ts'
import { readMessage } from '../ledger/read-message.ts'
import type { Source } from '../ledger/source.ts'
import { Flow } from '../site/shapes/flow.ts'
import { System } from '../site/shapes/system.ts'
import { sideOn, speakerOn, speakersOf } from './speaker.ts'
import { testSite } from './testing/site.ts'

const system = (id: string, role: string) => System.parse({ id, name: id, role, dialect: { versions: ['2.5.1'] } })
const systems = [
  system('ehr', 'ehr'),
  system('lis', 'lis'),
  system('other-lis', 'lis'),
  system('analyser', 'middleware'),
  system('reference', 'reference-lab'),
  system('hub', 'engine'),
]
const flow = (from: string, to: string, kind = 'orders') =>
  Flow.parse({ id: `${from}-${to}`, from, to, kind, messages: [kind === 'orders' ? 'OML^O21' : 'ORU^R01'] })

test('a laboratory performs for the EHR, and asks where it sends work out', () => {
  const side = (from: string, to: string, kind?: string) => sideOn(flow(from, to, kind), { systems })
  expect(side('ehr', 'lis')).toBe('placer')
  expect(side('lis', 'ehr', 'results')).toBe('filler')
  expect(side('lis', 'reference')).toBe('placer')
  expect(side('reference', 'lis', 'results')).toBe('filler')
  expect(side('lis', 'analyser')).toBe('placer')
  expect(side('lis', 'other-lis')).toBe('placer')
  expect(side('lis', 'other-lis', 'results')).toBeUndefined()
  expect(side('hub', 'lis')).toBeUndefined()
})

test('the same order message of a laboratory is a request to the reference laboratory, and a word of the filler to the EHR', () => {
  const site = { ...testSite(), systems, flows: [flow('lis', 'reference'), flow('lis', 'ehr', 'status')] }
  const source: Source = { system: systems[1]!, zone: 0 }
  const speakers = speakersOf(site, new Map([['lis', source]]))
  const [out, back] = site.flows
  const message = parseMessage(
    'MSH|^~\\&|LIS|LAB|REF|LAB|20300101||OML^O21^OML_O21|1|P|2.5.1\rPID|1||1001^^^RIV^MR||Testpatient^Ida\rORC|NW|S-1\rOBR|1|S-1||HEAVYM^Heavy metals^L',
  )
  const sideOf = (flows: Flow[]) =>
    readMessage(message, speakerOn(flows, source, speakers), { messageId: 1, seenAt: 0 }).facts[0]
  expect(sideOf([out!])).toMatchObject({
    kind: 'order-requested',
    side: 'placer',
    order: { placer: [{ number: 'S-1' }] },
  })
  expect(sideOf([back!])).toMatchObject({ side: 'filler' })
  expect(sideOf([out!, back!])).toMatchObject({ side: 'filler' })
  expect(sideOf([])).toMatchObject({ side: 'filler' })
})
