// Converted values through the engine: what goes out, what the ledger keeps, what the census proves, and what is held.
import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import type { Conversion } from '../site/shapes/site.ts'
import type { CensusPage } from './ports/census.ts'
import { closed, command, deliveryStates, kinds, minute, one, open, order } from './testing/looking.ts'
import { field, oru } from './testing/messages.ts'
import { type SiteChange, testSite } from './testing/site.ts'
import { type World, world } from './testing/world.ts'

const signed: Conversion = {
  ...{ unitFrom: 'mmol/L', unitTo: 'mg/dL', factor: '3.91', offset: '', decimals: 1 },
  ...{ signedBy: 'Laboratory director', signedOn: '2026-02-01' },
}
const mapped = { map: 'OBX[*]-3', table: 'components', keep_original: 'OBX[*]-3.4' }
const site = (conversion: Conversion = signed, change: SiteChange = {}): SiteChange => ({
  ...{ components: { K: '1002' }, conversions: { K: conversion } },
  ...{ flows: { results: { steps: [mapped], unsolicited: 'accept' } }, ...change },
})
const shownAs = ({ toEhr }: World) =>
  toEhr.got.map((message) => [5, 6, 7, 8, 11].map((number) => field(message, 'OBX', number)).join(' '))

test('a result goes out converted with its range and flag, the original in a note, and the ledger keeps the laboratory’s', async () => {
  const on = await world({ site: site() })
  on.lis.send(oru(one, '5.3', { flag: 'H' }))
  await on.after(100)
  expect(shownAs(on)).toEqual(['20.7 mg/dL 13.7-19.9 H F'])
  expect(field(on.toEhr.got[0]!, 'NTE', 3)).toBe(
    'Reported by the laboratory: 5.3 mmol/L (reference range 3.5-5.1). Converted to mg/dL; conversion signed by Laboratory director, 2026-02-01.',
  )
  expect(order(on).order.observations[0]!.versions).toMatchObject([{ value: '5.3', unit: 'mmol/L', range: '3.5-5.1' }])
  expect(kinds(on)).toEqual([])
})

test('until it is signed the value goes out as it came', async () => {
  const on = await world({ site: site({ ...signed, signedBy: '', signedOn: '' }) })
  on.lis.send(oru(one, '5.3'))
  await on.after(100)
  expect(shownAs(on)).toEqual(['5.3 mmol/L 3.5-5.1 N F'])
})

test('a repeat changes nothing, and a correction is converted like what it corrects', async () => {
  const on = await world({ site: site() })
  on.lis.send(oru(one, '5.3'))
  on.lis.send(oru(one, '5.3'))
  await on.after(100)
  on.lis.send(oru(one, '4.3', { id: 'M2', status: 'C' }))
  await on.after(100)
  expect(shownAs(on)).toEqual(['20.7 mg/dL 13.7-19.9 N F', '16.8 mg/dL 13.7-19.9 N C'])
  expect(order(on)).toMatchObject({ loop: 'agreed', order: { state: 'corrected' } })
  expect(kinds(on)).toEqual([])
})

test('another unit than was signed is held as the laboratory’s at once, and a release cannot let it go unconverted', async () => {
  const on = await world({ site: site() })
  on.lis.send(oru(one, '20.7', { unit: 'mg/dL' }))
  await on.after(100)
  expect(deliveryStates(on)).toEqual(['held'])
  expect(open(on)).toMatchObject([{ kind: 'value-conversion', severity: 'critical', team: 'lab', deliveryId: 1 }])
  expect(open(on)[0]!.text).not.toContain('20.7')
  for (const act of ['release', 'resend'] as const) {
    const refused = await command(on, { do: act, deliveryId: 1, who: 'ana', rootCause: 'phoned' })
    expect(refused).toMatchObject({ done: false, why: 'still-unconverted', said: expect.stringContaining('OBX-5') })
  }
  expect(on.toEhr.got).toEqual([])
  Object.assign(on, { site: { ...testSite(site({ ...signed, signedBy: '', signedOn: '' })), revision: 'next' } })
  await on.restart()
  const released = await command(on, { do: 'release', deliveryId: 1, who: 'ana', rootCause: 'conversion taken out' })
  expect(released).toEqual({ done: true })
  await on.after(100)
  expect(shownAs(on)).toEqual(['20.7 mg/dL 3.5-5.1 N F'])
  expect(closed(on)).toMatchObject([{ kind: 'value-conversion', rootCause: 'conversion taken out' }])
})

test('a range that is no limits never holds a result; it is told, and another message with it is not told again', async () => {
  const on = await world({ site: site() })
  const send = (id: string) =>
    on.lis.send(Buffer.from(oru(one, '5.3', { id }).toString('latin1').replace('3.5-5.1', '3.5-'), 'latin1'))
  send('M1')
  send('M2')
  await on.after(100)
  expect(shownAs(on)[0]).toBe('20.7 mg/dL  N F')
  expect(open(on)).toMatchObject([{ kind: 'value-conversion', severity: 'normal', team: 'lab', deliveryId: null }])
})

const empty: CensusPage = { cursor: 'c', takenAt: 1, more: false, orders: [], results: [] }
const row = (value: string, unit: string) => ({
  ...{ placer: 'P1', filler: 'FP1', mrn: '100', mrnAuthority: 'TEST', component: '1002', alternate: '', subId: '' },
  ...{ value, unit, flags: 'N', status: 'F', corrected: false, filedAt: 2 },
})

test.each([
  ['20.7', 'mg/dL', true],
  ['20.7', '', true],
  ['20.6', 'mg/dL', false],
  ['20.7', 'mmol/L', false],
  ['5.3', '', false],
  ['5.3', 'mg/dL', false],
  ['5.3', 'mmol/L', true],
])('a census that shows %s %s of a converted 5.3 mmol/L proves it: %s', async (value, unit, isProven) => {
  const pages: CensusPage[] = []
  const census = { read: async () => pages.shift() ?? empty }
  const on = await world({ site: site(signed, { census: true }), census })
  on.lis.send(oru(one, '5.3'))
  await on.after(100)
  pages.push({ ...empty, takenAt: 2, results: [row(value, unit)] })
  await on.after(minute)
  expect(order(on).proven).toBe(isProven)
  expect(kinds(on)).toEqual(isProven ? [] : ['census-differs'])
})
