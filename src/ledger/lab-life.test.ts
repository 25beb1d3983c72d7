// Lab life: the stories of laboratories that are more than a straight line, each told as its messages arrive. The one thing to
// know: at the end of each story nothing that is owed may count as done, nothing may be joined in silence, and every version
// stays readable.
import { expect, test } from 'vitest'
import { clearOn, orderIn, raiseOn, wake } from './book.ts'
import {
  accepted,
  cancelAccepted,
  cancelledByLab,
  cancelRefused,
  cancelRequested,
  test as code,
  corrected,
  delivered,
  dialogue,
  final,
  ida,
  loopOf,
  minute_ms,
  number,
  otto,
  patientStated,
  policy,
  preliminary,
  report,
  requested,
  shown,
  start,
  status,
  versions,
} from './testing/facts.ts'
import { ok, open, parentOf, story, tellOne, under } from './testing/story.ts'

test('reflex: the child is kept with its parent, is seen from both, and finishes nothing of it', () => {
  const child = { placer: [], filler: [number('F2')], test: code('FT4'), parent: parentOf('F1', 'TSH') }
  const { order, results } = story([...open(), preliminary({ TSH: '9.9' }), final({ FT4: '0.4' }, child)])
  expect(order(2).parentId).toBe(1)
  expect(order(1).related).toEqual([{ as: 'child', orderId: 2, end: 'results' }])
  expect(order(1).state).toBe('partial')
  expect(results[3]).toMatchObject({ unsolicited: false })
})

test('reflex cascade on an add-on: three levels, each below the one before', () => {
  const { order } = story([
    ...open(),
    final({ K: '4.1' }),
    requested(under(2, { filler: [], test: code('LAB90') })),
    accepted(under(2, { test: code('TSH') })),
    final({ TSH: '9.9' }, under(2, { test: code('TSH') })),
    final({ FT4: '0.4' }, { placer: [], filler: [number('F3')], test: code('FT4'), parent: parentOf('F2') }),
    final({ FT3: '1.1' }, { placer: [], filler: [number('F4')], test: code('FT3'), parent: parentOf('F3') }),
  ])
  expect([2, 3, 4].map((id) => order(id).parentId)).toEqual([null, 2, 3])
  expect(order(3).related).toEqual([{ as: 'child', orderId: 4, end: 'results' }])
})

test('an add-on ordered by the EHR, and one by telephone, are orders of their own on one accession', () => {
  const { order, results } = story([
    ...open(),
    requested(under(2, { filler: [], test: code('LAB90') })),
    accepted(under(2, { filler: [number('F1')], test: code('TSH') })),
    final({ TSH: '2.2' }, under(2, { filler: [number('F1')], test: code('TSH') })),
    final({ LIP: '30' }, { placer: [], test: code('LIP') }),
  ])
  expect([1, 2, 3].map((id) => order(id).state)).toEqual(['accepted', 'final', 'final'])
  expect(results[5]!.unsolicited).toBe(true)
})

test('recollect: the first accession is given up (X), and the result of the second belongs to the same order', () => {
  const facts = [
    ...open(),
    report('X', { K: '' }, { collectedAt: '20300101080000' }),
    final({ K: '4.1' }, { filler: [number('F2')], collectedAt: '20300101100000' }),
  ]
  const { order, causes } = story(facts)
  expect(order(1).state).toBe('final')
  expect(causes).toEqual([])
  expect(order(1).observations.map(({ versions: all }) => all.at(-1)!.value)).toContain('4.1')
})

test('a result after a cancellation under the very number that was given up is raised', () => {
  expect(story([...open(), report('X', {}), final({ K: '4.1' })]).causes).toEqual(['result-after-cancel'])
})

test('cancelled by the placer before collection, after collection, after the result; refused by the lab', () => {
  const collected = dialogue('specimen-collected', 'filler')
  expect(story([...open(), cancelRequested(), cancelAccepted()]).loop()).toBe('agreed')
  expect(story([...open(), collected, cancelRequested(), cancelAccepted()]).loop()).toBe('agreed')
  const late = story([...open(), final({ K: '4.1' }), cancelRequested(), cancelRefused()])
  expect(late.order().state).toBe('final')
  expect(late.raised).toEqual(['cancel-refused normal'])
  expect(shown(late.order(), 'K')).toBe('4.1')
})

test('cancelled by the lab: until the placer has said that it takes it, the two do not agree', () => {
  const { book, order, loop } = story([...open(), cancelledByLab()])
  expect(loop()).toBe('on-course')
  expect(order().expectations.map(({ step }) => step)).toEqual(['cancel_taken'])
  delivered(book, ok({ filler: [number('F1')] }))
  expect(loopOf(book).status).toBe('agreed')
})

test('a lab’s cancel whose message the EHR took for something else is owned by half an hour later', () => {
  const { book, order } = story([...open(), cancelledByLab()])
  const late = order().lastSeenAt + 31 * minute_ms
  expect(wake(book, 1, policy, late).map(({ cause }) => cause)).toEqual(['overdue-step|cancel_taken|ehr'])
})

test('a result and a lab’s cancel that cross leave the result readable and somebody asked', () => {
  const { order, raised: all } = story([...open(), preliminary({ K: '4.1' }), cancelledByLab()])
  expect(shown(order(), 'K')).toBe('4.1')
  expect(all).toEqual(['illegal-transition high'])
})

test('a send-out has the reference lab’s numbers in an order of its own, seen from the order it was sent out for', () => {
  const sendOut = { system: 'lis', placer: [number('F1')], filler: [], test: code('ESO1'), parent: parentOf('F1') }
  const atReference = { system: 'ref', placer: [number('F1')], filler: [number('R77')], test: code('R-ESO') }
  const { order } = story([
    ...open(),
    requested(sendOut),
    accepted(atReference),
    final({ ESO: '12' }, atReference),
    final({ ESO: ['12', { performedBy: 'REF' }] }),
  ])
  expect(order(1)).toMatchObject({ state: 'final', related: [{ as: 'send-out', orderId: 2, end: 'results' }] })
  expect(order(2)).toMatchObject({ parentId: 1, state: 'final' })
  expect(order(1).observations[0]!.versions[0]!.performedBy).toBe('REF')
})

test('the reference lab corrects after the LIS has finalised: owned until the LIS passes the correction on', () => {
  const sendOut = { system: 'lis', placer: [number('F1')], filler: [], test: code('ESO1'), parent: parentOf('F1') }
  const atReference = { system: 'ref', placer: [number('F1')], filler: [number('R77')], test: code('R-ESO') }
  const { book, results } = story([
    ...open(),
    requested(sendOut),
    final({ ESO: '12' }, atReference),
    final({ ESO: '12' }),
    corrected({ ESO: '15' }, atReference),
  ])
  expect(results.at(-1)!.concerns).toMatchObject([
    { kind: 'silent-overwrite', cause: 'silent-overwrite|lis|corrected-outside', orderIds: [1] },
  ])
  raiseOn(book, 1, 1)
  const passedOn = delivered(book, corrected({ ESO: '15' }))
  expect(passedOn.settled).toContainEqual({
    kind: 'silent-overwrite',
    cause: 'silent-overwrite|lis|corrected-outside',
    orderId: 1,
  })
})

test('growth: organisms under sub-ids, susceptibilities under their isolate, a name that becomes more exact, and days between', () => {
  const culture = code('CULT')
  const organism = (id: string, value: string): [string, [string, object]] => [
    `ORG|${id}`,
    [value, { code: code('ORG'), subId: id, valueType: 'CWE' }],
  ]
  const child = (n: string, isolate: string) => ({
    filler: [number(`F1-${n}`)],
    placer: [],
    test: code('SUSC'),
    parent: parentOf('F1', `ORG|${isolate}`),
  })
  const { order, raised: all } = story([
    requested({ test: code('LAB900') }),
    accepted({ test: culture }),
    preliminary({ GRAM: 'Gram-negative rods' }, { test: culture }),
    preliminary(Object.fromEntries([organism('1', 'Gram-negative rods')]), { test: culture }),
    preliminary(Object.fromEntries([organism('1', 'Escherichia coli'), organism('2', 'Enterococcus')]), {
      test: culture,
    }),
    final({ 'AMP@ORG|1': 'R', 'CIP@ORG|1': 'S' }, child('1', '1')),
    final({ 'AMP@ORG|2': 'S' }, child('2', '2')),
    final(
      {
        GRAM: 'Gram-negative rods',
        ...Object.fromEntries([organism('1', 'Escherichia coli'), organism('2', 'Enterococcus faecalis')]),
      },
      { test: culture },
    ),
  ])
  expect(all).toEqual([])
  expect(order(1).state).toBe('final')
  expect(versions(order(1), 'ORG|1')).toEqual(['Gram-negative rods', 'Escherichia coli', 'Escherichia coli'])
  expect(versions(order(1), 'ORG|2')).toEqual(['Enterococcus', 'Enterococcus faecalis'])
  expect(order(1).related!.map(({ as, orderId }) => [as, orderId])).toEqual([
    ['child', 2],
    ['child', 3],
  ])
  expect([shown(order(2), 'AMP@ORG|1'), shown(order(3), 'AMP@ORG|2')]).toEqual(['R', 'S'])
})

test('an isolate that is renumbered from preliminary to final is the same isolate', () => {
  const organism = (id: string, value: string) => ({
    [`ORG|${id}`]: [value, { code: code('ORG'), subId: id }] as const,
  })
  const { order, raised: all } = story([
    ...open(),
    preliminary(organism('A', 'Staphylococcus')),
    final(organism('1', 'Staphylococcus aureus')),
  ])
  expect(all).toEqual([])
  expect(order().observations).toHaveLength(1)
  expect(versions(order(), 'ORG|1')).toEqual(['Staphylococcus', 'Staphylococcus aureus'])
})

test('filler-originated: with SN the EHR gives a number, and without one somebody hears of it', () => {
  const sn = dialogue('number-requested', 'filler', { placer: [] })
  const { book, order } = story([sn, final({ K: '4.1' }, { placer: [] })])
  expect(order().expectations.map(({ step }) => step)).toContain('accepted')
  delivered(book, dialogue('number-assigned', 'placer', { filler: [number('F1')] }))
  expect(loopOf(book).status).toBe('agreed')
})

test('a correction under a new filler number goes to the collection whose time it gives', () => {
  const at = (n: number, time: string) => ({ filler: [number(`F${n}`)], collectedAt: time })
  const morning = at(1, '20300101060000')
  const noon = at(2, '20300101120000')
  const evening = at(3, '20300101180000')
  const facts = [
    requested(),
    accepted(),
    final({ K: '4.0' }, morning),
    final({ K: '5.0' }, noon),
    final({ K: '6.0' }, evening),
  ]
  const { order, raised: all } = story([...facts, corrected({ K: '5.5' }, at(9, '20300101120000'))])
  expect(all).toEqual([])
  expect(order().observations.map(({ versions: own }) => own.map(({ value }) => value))).toEqual([
    ['4.0'],
    ['5.0', '5.5'],
    ['6.0'],
  ])
  const unclear = story([...facts, corrected({ K: '5.5' }, at(9, '20300101150000'))])
  expect(unclear.raised).toEqual(['number-shared high'])
  expect(unclear.causes).toEqual(['collection-unclear'])
})

test('the first of several collections is given up, and the others stay results of the order', () => {
  const at = (n: number, time: string) => ({ filler: [number(`F${n}`)], collectedAt: time })
  const { order, raised: all } = story([
    ...open(),
    report('X', { K: '' }, at(1, '20300101060000')),
    final({ K: '5.0' }, at(2, '20300101120000')),
    final({ K: '6.0' }, at(3, '20300101180000')),
  ])
  expect(all).toEqual([])
  expect(order().state).toBe('final')
  expect(order().observations.map(({ versions: own }) => own.at(-1)!.value)).toEqual(['', '5.0', '6.0'])
})

test('a standing order that starts tomorrow sleeps; a no-show cancels it; one that nobody releases is raised', () => {
  const day = 24 * 60 * minute_ms
  const future = requested({ startsAt: start + 3 * day, seenAt: start })
  const taken = accepted({ seenAt: start + minute_ms })
  expect(story([future, taken]).loop()).toBe('dormant')
  const cancel = [cancelRequested({ seenAt: start + 2 * minute_ms }), cancelAccepted({ seenAt: start + 3 * minute_ms })]
  expect(story([future, taken, ...cancel]).loop()).toBe('agreed')
  const { book } = story([future, taken])
  expect(wake(book, 1, policy, start + 3 * day + minute_ms)).toEqual([])
  expect(loopOf(book, 1, start + 3 * day + minute_ms).status).toBe('on-course')
  expect(wake(book, 1, policy, start + 6 * day).map(({ kind }) => kind)).toEqual(['overdue-step'])
})

test('a standing order whose time ends unused is raised at its end, once, and no earlier', () => {
  const day = 24 * 60 * minute_ms
  const standing = { ...requested({ startsAt: start + day, seenAt: start }), endsAt: start + 2 * day }
  const { book } = story([standing, accepted({ seenAt: start + minute_ms })])
  expect(loopOf(book, 1, start + minute_ms).status).toBe('dormant')
  expect(wake(book, 1, policy, start + 2 * day - 1)).toEqual([])
  expect(wake(book, 1, policy, start + 2 * day).map(({ cause }) => cause)).toEqual(['overdue-step|expired|lis'])
  raiseOn(book, 1, 1)
  expect(wake(book, 1, policy, start + 2 * day + minute_ms)).toEqual([])
  const { settled } = delivered(
    book,
    dialogue('specimen-collected', 'filler', { seenAt: start + 2 * day + 2 * minute_ms }),
  )
  expect(settled.map(({ cause }) => cause)).toContain('overdue-step|expired|lis')
})

test('a standing order that is used in time never expires', () => {
  const day = 24 * 60 * minute_ms
  const standing = { ...requested({ startsAt: start + day, seenAt: start }), endsAt: start + 2 * day }
  const used = final({ K: '4.1' }, { seenAt: start + day })
  const { book, loop } = story([standing, accepted({ seenAt: start + minute_ms }), used])
  expect(wake(book, 1, policy, start + 3 * day)).toEqual([])
  expect(loop()).toBe('agreed')
})

const typed = (value: string, extra = {}) =>
  final({ ABO: [value, { code: { code: '882-1', name: 'ABO+Rh', system: 'LN' }, valueType: 'CWE' }] }, extra)

test('a blood group that differs from the patient’s history is critical, and the history stays', () => {
  const second = under(2)
  const third = under(3)
  const {
    results,
    raised: all,
    book,
  } = story([
    requested(),
    typed('A POS'),
    requested({ ...second, filler: [] }),
    typed('A+', second),
    requested({ ...third, filler: [] }),
    typed('O^O Positive^L', third),
  ])
  expect(all).toEqual(['identity-conflict critical'])
  expect(results.at(-1)).toMatchObject({ verdict: 'accepted', orderId: 3 })
  expect(book.patients.records.get(1)!.more!.bloodGroup).toEqual({ abo: 'A', rh: 'POS', orderId: 1 })
})

test('a blood group of Rh alone is compared with the Rh; of another patient with nothing; a correction of the first is its own', () => {
  const rh = final({ RH: ['NEG', { code: { code: '10331-7', name: 'Rh', system: 'LN' }, valueType: 'CWE' }] }, under(2))
  expect(story([requested(), typed('A POS'), requested({ ...under(2), filler: [] }), rh]).raised).toEqual([
    'identity-conflict critical',
  ])
  const other = [requested({ ...under(2), filler: [], patient: otto }), typed('B NEG', { ...under(2), patient: otto })]
  expect(story([requested(), typed('A POS'), ...other]).raised).toEqual([])
  const value = { ABO: ['B POS', { code: { code: '882-1', name: 'ABO+Rh', system: 'LN' }, valueType: 'CWE' }] } as const
  const mended = story([requested(), typed('A POS'), corrected(value)])
  expect(mended.raised).toEqual([])
  expect(mended.book.patients.records.get(1)!.more!.bloodGroup!.abo).toBe('B')
})

test('after downtime the backlog and the lab’s own re-release arrive: nothing counts twice', () => {
  const first = final({ K: '4.1', NA: '140' })
  const { results, order } = story([...open(), first, final({ K: '4.1', NA: '140' }), final({ K: '4.1', NA: '140' })])
  expect(results.slice(2).map(({ verdict }) => verdict)).toEqual(['accepted', 'repeat', 'repeat'])
  expect(order().observations.every(({ versions: own }) => own.length === 1)).toBe(true)
})

test('a status of a replaced order (ORC-5 RP) or a discontinued one (DC) ends it', () => {
  expect(story([...open(), dialogue('order-replaced', 'filler')]).order().state).toBe('cancelled')
  expect(story([...open(), status('RP')]).order().state).toBe('cancelled')
})

test('what a person closed about an order is theirs: the waiting for a lab’s cancel does not begin again', () => {
  const { book, order } = story([...open(), cancelledByLab()])
  const late = order().lastSeenAt + 31 * minute_ms
  wake(book, 1, policy, late)
  raiseOn(book, 1, 4)
  clearOn(book, 1, 4, policy, late + minute_ms)
  expect(order()).toMatchObject({ expectations: [], late: [] })
  expect(order().words.find(({ subject }) => subject === 'cancel')).toMatchObject({ level: 'accepted', by: 'person' })
})

test('one report of three orders of which one contradicts its patient: the other two are not lost', () => {
  const three = [1, 2, 3].flatMap((n) => [requested(under(n, { filler: [] })), accepted(under(n))])
  const { book } = story(three)
  const parts = [
    final({ K: '4.1' }, under(1)),
    final({ K: '5.5' }, under(2, { patient: otto })),
    final({ K: '4.3' }, under(3)),
  ]
  const results = parts.map((fact) => tellOne(book, fact))
  expect(results.map(({ verdict }) => verdict)).toEqual(['accepted', 'identity-hold', 'accepted'])
  expect([1, 2, 3].map((id) => shown(orderIn(book, id)!, 'K'))).toEqual(['4.1', undefined, '4.3'])
})

test.each(['A01', 'A04', 'A28'])(
  'a result before the registration (%s) keeps its order, and the record gets its name',
  (event) => {
    const bare = { ...ida, familyName: '', givenName: '', birthDate: '', sex: '' }
    const { book, order, results } = story([
      final({ K: '4.1' }, { patient: bare }),
      patientStated(ida, event),
      requested(),
    ])
    expect(results[2]).toMatchObject({ orderId: 1, verdict: 'accepted' })
    expect(order().state).toBe('final')
    expect(book.patients.records.get(order().patient.patientId!)).toMatchObject({ familyName: 'Testpatient' })
    expect(book.patients.records.size).toBe(1)
  },
)
