// How the virtual lab takes back and changes what it has reported; the chart keeps every version.
import { expect, test } from 'vitest'
import { labelOf } from '../ehr/chart.ts'
import { field, minute } from '../testing/stage.ts'
import { ask, inBook, inChart, ordered, report, results, values } from './testing/lab-words.ts'

test('a correction says the whole report again with another value, and only what changed is corrected', async () => {
  const stage = await ordered({ bmp: 'LAB15' })
  await stage.lab(report('bmp'))
  const before = inBook(stage, 'bmp')
  await stage.lab({ do: 'correct', order: 'bmp', values: { K: { value: '4.9' } } })
  expect(results(stage)[1]?.resultStatus).toBe('C')
  expect(values(results(stage)[1])).toEqual({ ...before, K: '4.9 C' })
  await stage.lab({ do: 'correct', order: 'bmp', all: false, values: { K: { value: '4.7' } } })
  expect(values(results(stage)[2])).toEqual({ K: '4.7 C' })
  await stage.lab({ do: 'correct', order: 'bmp', all: true })
  expect(Object.values(values(results(stage)[3])).every((said) => said.endsWith(' C'))).toBe(true)
  const shown = stage.shown('bmp').components.find(({ versions }) => versions.some((each) => each.value === '4.9'))!
  expect([shown.versions.length, labelOf(shown)]).toEqual([4, 'corrected'])
})

test('a correction can carry the very times of what it corrects, and a wrong or blank status', async () => {
  const stage = await ordered()
  await stage.lab(report('k'))
  await stage.after(60 * minute)
  await stage.lab(
    { do: 'correct', order: 'k', sameTimes: true, status: 'F' },
    { do: 'correct', order: 'k', status: '' },
  )
  const [one, two, three] = stage.said('lis', 'ORU')
  for (const path of ['MSH-7', 'OBR-22', 'OBX-19']) expect(field(two, path)).toBe(field(one, path))
  expect([field(two, 'OBX-11'), field(three, 'OBX-11'), field(three, 'OBR-25')]).toEqual(['F', '', ''])
  expect(field(three, 'MSH-7')).not.toBe(field(one, 'MSH-7'))
  expect(field(two, 'OBX-5')).not.toBe(field(one, 'OBX-5'))
})

test('a correction of unit, range, flag, comment, time or laboratory leaves the value as it is', async () => {
  const stage = await ordered()
  await stage.lab(report('k', { values: { K: { value: '4.1' } } }))
  const change = {
    unit: 'mmol/L',
    range: '4.5-5.1',
    comment: 'Slightly haemolysed.',
    collectedBefore_ms: 90 * minute,
    performedBy: 'Elsewhere Laboratory',
  }
  await stage.lab({ do: 'correct', order: 'k', change })
  const [fact] = results(stage).slice(-1)
  expect(fact?.observations[0]).toMatchObject({
    ...{ value: '4.1', unit: 'mmol/L', range: '4.5-5.1', flags: 'L', status: 'C' },
    note: 'Slightly haemolysed.',
    performedBy: 'Elsewhere Laboratory',
  })
  const [before, after] = stage.shown('k').components[0]!.versions
  expect(after?.observedAt).not.toBe(before?.observedAt)
  expect([after?.performedBy, after?.note, after?.value]).toEqual([
    'Elsewhere Laboratory',
    'Slightly haemolysed.',
    '4.1',
  ])
})

test('results are deleted, withdrawn as wrong, or cannot be obtained; the chart keeps every version', async () => {
  const labels = { D: 'deleted', W: 'withdrawn', X: 'not obtained' } as const
  for (const as of ['D', 'W', 'X'] as const) {
    const stage = await ordered({ bmp: 'LAB15' })
    await stage.lab(report('bmp'))
    await stage.lab({ do: 'withdraw', order: 'bmp', only: ['K'], as })
    const statuses = results(stage)[1]!.observations.map(({ status }) => status)
    expect([statuses.filter((status) => status === as).length, results(stage)[1]?.resultStatus]).toEqual([1, 'C'])
    const shown = stage.shown('bmp').components[1]!
    expect([labelOf(shown), shown.versions.length]).toEqual([labels[as], 2])
  }
  const never = await ordered()
  await never.lab({ do: 'withdraw', order: 'k', as: 'X' })
  expect([results(never)[0]?.resultStatus, never.entry('k').state, never.shown('k').status]).toEqual([
    'X',
    'cancelled',
    'CA',
  ])
})

test('a result in the wrong chart is withdrawn there and filed in the right one', async () => {
  const stage = await ordered()
  await stage.ehr({ do: 'order', patient: 'berta', asks: [ask('right')] })
  await stage.lab(report('k', { values: { K: { value: '6.6' } } }), { do: 'refile', order: 'k', onto: 'right' })
  expect([inChart(stage, 'k'), inChart(stage, 'right')]).toEqual([[['6.6 F', '6.6 W']], [['6.6 F']]])
})
