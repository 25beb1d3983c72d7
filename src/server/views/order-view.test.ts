import { join } from 'node:path'
import { expect, test } from 'vitest'
import { requireSite } from '../../adapters/file/open-site.ts'
import type { OrderLife } from '../../adapters/postgres/query.ts'
import { type Order, unheard } from '../../ledger/order.ts'
import { orderView } from './order-view.ts'
import { siteNames } from './rows.ts'

const names = { system: (id: string) => id, team: (id: string) => id, sentAs: () => [] }
const related = (change: Partial<Order>) => {
  const order = { ...unheard(1, 0), ...change }
  const life: OrderLife = {
    order,
    loop: 'on-course',
    proven: false,
    facts: [],
    messages: [],
    deliveries: [],
    exceptions: [],
  }
  return orderView(life, names, 0).related
}

test('a child is seen from its parent, and the parent from its child', () => {
  expect(related({ parentId: 7 })).toEqual([{ as: 'for which it is done', orderId: 7 }])
  expect(related({ related: [{ as: 'send-out', orderId: 9, end: 'none' }] })).toEqual([
    { as: 'sent out for it', orderId: 9 },
  ])
  expect(related({})).toEqual([])
})

test('a value that is converted on its way says how it goes out', async () => {
  const { site } = await requireSite(join(import.meta.dirname, '../../../examples/riverside'))
  const conversion = {
    ...{ unitFrom: 'mmol/L', unitTo: 'mg/dL', factor: '3.91', offset: '' },
    ...{ signedBy: 'Laboratory director', signedOn: '2026-08-17' },
  }
  const maps = site.maps.map((map) => ({
    ...map,
    rows: map.rows.map((row) => (map.id === 'components' && row.fromCode === 'K' ? { ...row, conversion } : row)),
  }))
  const reported = { valueType: 'NM', value: '4.1', unit: 'mmol/L', range: '3.5-5.1' }
  const { sentAs } = siteNames({ ...site, maps })
  expect(sentAs('K', reported)).toEqual(['16.0 mg/dL to Meridian EHR'])
  expect(sentAs('NA', reported)).toEqual([])
})
