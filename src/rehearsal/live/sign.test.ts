import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import type { Act } from '../play/act.ts'
import { openCast } from '../play/cast.ts'
import type { Frame } from '../play/evidence.ts'
import { testSite } from '../testing/site.ts'
import { patients } from '../testing/stage.ts'
import { meeting } from './meeting.ts'
import { isSeen, signOf } from './sign.ts'

const site = testSite()
const ehr = site.systems.find(({ role }) => role === 'ehr')!

function frame(type: string, segments: readonly string[], line: Frame['line'] = 'lab-to-labloop'): Frame {
  const bytes = Buffer.from([`MSH|^~\\&|A|A|B|B|20261122||${type}|M1|P|2.5.1`, ...segments, ''].join('\r'))
  return { n: 1, at: 0, line, kind: 'message', end: 'arrived', bytes }
}

const cast = openCast({ patients, seed: 'sign', start: 0 })
const { placer } = cast.place('k', 'anna')
const report: Act = { who: 'lab', act: { do: 'report', parts: [{ order: 'k', stage: 'final' }] } }

test('a report is seen by a result that names the order, and by nothing else', () => {
  const sign = signOf(report, site)!
  const names = (number: string) => [`OBR|1|${number}|F1|X`]
  expect(isSeen(sign, [frame('ORU^R01', names(placer))], 'lab', cast)).toBe(true)
  expect(isSeen(sign, [frame('ORU^R01', names('other'))], 'lab', cast)).toBe(false)
  expect(isSeen(sign, [frame('ORM^O01', names(placer))], 'lab', cast)).toBe(false)
  expect(isSeen(sign, [frame('ORU^R01', names(placer), 'ehr-to-labloop')], 'lab', cast)).toBe(false)
  expect(isSeen(sign, [], 'lab', cast)).toBe(false)
})

test.each([
  [{ who: 'lab', act: { do: 'receive', order: 'k' } }],
  [{ who: 'lab', act: { do: 'cancel', order: 'k', reason: 'x', silent: true } }],
  [{ who: 'lab', act: { do: 'report', parts: [], batch: true } }],
  [{ who: 'ehr', act: { do: 'merge', patient: 'anna', into: 'berta', silent: true } }],
  [{ who: 'ehr', act: { do: 'down' } }],
] as const)('%j needs no message', (act) => {
  expect(signOf(act as Act, site)).toBeNull()
})

test('a patient is looked for on the wire only where the site takes patients from that EHR', () => {
  const register: Act = { who: 'ehr', act: { do: 'register', patient: 'anna' } }
  const without = {
    ...site,
    flows: site.flows.filter(({ messages }) => !messages.some((type) => type.startsWith('ADT'))),
  }
  expect(signOf(register, site)?.what).toBe('a patient message')
  expect(signOf(register, without)).toBeNull()
})

test('an order that a real EHR places is met by its test, with the number and the patient of that EHR', () => {
  const known = openCast({ patients, seed: 'met', start: 0 })
  const meet = meeting(site, 'ehr')
  const control = Object.entries(ehr.dialect.order_control).find(([, standard]) => standard === 'NW')?.[0] ?? 'NW'
  const order = (number: string, test: string, mrn: string, name: string) =>
    frame(
      'ORM^O01',
      [`PID|1||${mrn}^^^HOSP^MR||${name}^Ida||19700102`, `ORC|${control}|${number}`, `OBR|1|${number}||${test}`],
      'ehr-to-labloop',
    )
  known.awaits('k', 'anna', 'LAB22')
  known.awaits('again', 'berta', 'LAB22')
  meet(order('777', 'LAB15', 'Q9', 'Teststranger'), known)
  expect(known.order('k')).toBeUndefined()
  meet(order('778', 'LAB22', 'Q2', 'Testelm'), known)
  expect(known.order('again')).toMatchObject({ placer: '778', key: '778', patient: 'berta' })
  expect(known.keys.get('berta')).toBe('Q2')
  meet(order('779', 'LAB22', 'Q1', 'Testoak'), known)
  expect(known.order('k')?.placer).toBe('779')
  // Said again it is the same, and what nobody awaits is nobody's.
  meet(order('779', 'LAB22', 'Q1', 'Testoak'), known)
  meet(order('780', 'LAB22', 'Q1', 'Testoak'), known)
  expect(known.numbered('779')).toHaveLength(1)
  expect(known.numbered('780')).toEqual([])
})
