import { expect, test } from 'vitest'
import type { CensusError, CensusPage } from './ports/census.ts'
import { closed, command, kinds, minute, one, open, order } from './testing/looking.ts'
import { adt, oru } from './testing/messages.ts'
import { type WorldOptions, world } from './testing/world.ts'

const empty: CensusPage = { cursor: 'c', takenAt: 1, more: false, orders: [], results: [] }
const rejected = (controlId: string, extra: Partial<CensusError> = {}): CensusError => ({
  ...{ controlId, placer: '', filler: '', code: '', text: 'Encounter not found', at: 1 },
  ...extra,
})
const shown = (value: string, filedAt = 0) => ({
  ...{ placer: 'P1', filler: 'FP1', mrn: '100', mrnAuthority: 'TEST', component: 'K', alternate: '', subId: '' },
  ...{ value, unit: 'mmol/L', flags: 'N', status: 'F', corrected: false, filedAt },
})

/** A world whose EHR gives these pages, one a minute, and then nothing new. */
async function reading(site: WorldOptions['site'] = {}) {
  const pages: CensusPage[] = []
  const census = { read: async () => pages.shift() ?? empty }
  const flows = { results: { unsolicited: 'accept' as const } }
  const on = await world({ site: { census: true, flows, ...site }, census })
  return { on, pages }
}

for (const controlId of ['new', 'keep'] as const) {
  test(`what the error queue holds takes the level of its word back, and is owned (control_id: ${controlId})`, async () => {
    const { on, pages } = await reading({ delivery: { results: { control_id: controlId } } })
    on.lis.send(oru(one, '6.8'))
    await on.after(100)
    expect(order(on).order.words).toMatchObject([{ level: 'received', by: 'AA' }])
    pages.push({ ...empty, errors: [rejected(on.toEhr.ids()[0]!)] })
    await on.after(minute)
    expect(order(on)).toMatchObject({ loop: 'owned', proven: false })
    expect(order(on).order.words).toMatchObject([{ level: 'sent', by: 'error-queue' }])
    expect(open(on)).toMatchObject([{ kind: 'delivery-refused', severity: 'critical', orderIds: [1], messageId: 1 }])
    expect(open(on)[0]!.text).toContain('the encounter or the order')
  })
}

test('the words of the queue are never repeated: only what kind of trouble they tell', async () => {
  const { on, pages } = await reading()
  on.lis.send(oru(one, '6.8'))
  await on.after(100)
  const [id] = on.toEhr.ids()
  pages.push({ ...empty, errors: [rejected(id!, { text: 'No patient Testpatient, Ida 19700102', code: '204' })] })
  await on.after(minute)
  expect(open(on)[0]!.text).toContain('the patient')
  expect(open(on)[0]!.text).not.toContain('Ida')
})

test('once the list shows the result, the word is filed and the exception closes by itself', async () => {
  const { on, pages } = await reading()
  on.lis.send(oru(one, '6.8'))
  await on.after(100)
  pages.push({ ...empty, errors: [rejected(on.toEhr.ids()[0]!)] })
  await on.after(minute)
  pages.push({ ...empty, takenAt: 2, results: [shown('6.8', 2)] })
  await on.after(minute)
  expect(open(on)).toEqual([])
  expect(closed(on)).toMatchObject([{ kind: 'delivery-refused', rootCause: 'answered by a later message' }])
  expect(order(on)).toMatchObject({ loop: 'agreed', proven: true })
})

test('an entry that is said again, or is older than the proof that the result is filed, takes nothing back', async () => {
  const { on, pages } = await reading()
  on.lis.send(oru(one, '6.8'))
  await on.after(100)
  const errors = [rejected(on.toEhr.ids()[0]!, { at: 5 })]
  pages.push({ ...empty, takenAt: 9, results: [shown('6.8')] })
  await on.after(minute)
  pages.push({ ...empty, takenAt: 10, errors })
  await on.after(minute)
  expect(order(on)).toMatchObject({ loop: 'agreed', proven: true })
  pages.push({ ...empty, takenAt: 12, errors: [rejected(on.toEhr.ids()[0]!, { at: 11 })] })
  await on.after(minute)
  expect(kinds(on)).toEqual(['delivery-refused'])
  await command(on, { do: 'close', who: 'ann', exceptionId: open(on)[0]!.id, rootCause: 'phoned' })
  pages.push({ ...empty, takenAt: 13, errors: [rejected(on.toEhr.ids()[0]!, { at: 11 })] })
  await on.after(minute)
  expect(kinds(on)).toEqual([])
  expect(order(on).loop).toBe('on-course')
})

test('an entry without its control id is found by the numbers of the order', async () => {
  const { on, pages } = await reading()
  on.lis.send(oru(one, '6.8'))
  await on.after(100)
  pages.push({ ...empty, errors: [rejected('', { placer: 'P1' })] })
  await on.after(minute)
  expect(order(on).order.words).toMatchObject([{ level: 'sent', by: 'error-queue' }])
  expect(open(on)).toMatchObject([{ kind: 'delivery-refused', orderIds: [1] }])
})

test('a message about no order, and one that Labloop never sent, are owned as well', async () => {
  const { on, pages } = await reading()
  on.lis.send(adt('A08', '100', { id: 'A1' }))
  await on.after(100)
  pages.push({ ...empty, errors: [rejected('NEVER'), rejected('NEITHER')] })
  await on.after(minute)
  expect(open(on).filter(({ kind }) => kind === 'delivery-refused')).toMatchObject([
    { severity: 'normal', orderIds: [], cause: 'delivery-refused|ehr|error-queue|unknown' },
  ])
})
