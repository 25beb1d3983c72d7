import { expect, test } from 'vitest'
import { menuOf } from './order-picker.ts'
import { plantedCauses, type Story, tellStories, usualMix } from './story.ts'
import { testSite } from './testing/site.ts'

const site = testSite()
const menu = menuOf(site, 'ehr', 'lis')
const at = Date.UTC(2026, 10, 22, 8)

function told(options: Partial<Parameters<typeof tellStories>[0]> = {}): (readonly Story[])[] {
  return [...tellStories({ seed: 1, menu, mix: usualMix, orders: 400, planted: false, first: 1, at, ...options })]
}

test('as many orders are told as were asked for, with numbers of their own', () => {
  for (const orders of [0, 1, 7, 400]) {
    const stories = told({ orders, planted: true }).flat()
    expect(stories.map(({ index }) => index)).toEqual(Array.from({ length: orders }, (_, index) => index))
    expect(new Set(stories.map(({ order }) => order.placer)).size).toBe(orders)
  }
})

test('a requisition has one patient, one group number, and different tests', () => {
  const requisitions = told()
  expect(requisitions.some((stories) => stories.length > 1)).toBe(true)
  for (const stories of requisitions) {
    expect(new Set(stories.map(({ person }) => person.mrn)).size).toBe(1)
    expect(new Set(stories.map(({ order }) => order.group)).size).toBe(1)
    expect(new Set(stories.map(({ order }) => order.test)).size).toBe(stories.length)
  }
  const groups = requisitions.map(([story]) => story?.order.group)
  expect(new Set(groups).size).toBe(requisitions.length)
})

test('a patient is registered before the first order and once', () => {
  const seen = new Set<string>()
  for (const { person, isNew } of told().flat()) {
    expect(isNew).toBe(!seen.has(person.mrn))
    seen.add(person.mrn)
  }
})

test('every patient is plainly invented', () => {
  for (const { person } of told().flat()) {
    expect(person.familyName).toMatch(/^Test[a-z]+$/)
    expect(person.street).toMatch(/Sample Street$/)
    expect(person.phone).toMatch(/^\(555\)555-01\d\d$/)
  }
})

test('only what both catalogs have is ordered, and nothing that the person cannot have', () => {
  const codes = new Set(menu.orderables.map(({ code }) => code))
  expect(codes.size).toBeGreaterThan(150)
  const tests = new Map(menu.orderables.map((item) => [item.code, item]))
  for (const { person, order } of told({ orders: 2000 }).flat()) {
    expect(codes.has(order.test)).toBe(true)
    const { name, specimen } = tests.get(order.test)!
    if (person.sex === 'M') expect(`${name} ${specimen}`).not.toMatch(/cervix|pap test/i)
    if (person.sex === 'F') expect(name).not.toMatch(/prostate/i)
  }
})

test('required questions at order entry are answered in the form that is asked for', () => {
  const asked = told({ orders: 2000 })
    .flat()
    .flatMap(({ order }) => order.answers)
  expect(asked.length).toBeGreaterThan(100)
  const forms: Record<string, RegExp> = { CE: /^\d\^[^^]+\^L$/, NM: /^\d+$/, DT: /^\d{8}$/, TS: /^\d{12}/ }
  for (const { valueType, value, question } of asked) {
    expect(question).not.toBe('')
    expect(value).toMatch(forms[valueType] ?? /\S/)
  }
})

test('courses come in the shares that were asked for', () => {
  const mix = { partial: 0.3, corrected: 0.2, cancelledByPlacer: 0.1, cancelledByLab: 0.1 }
  const stories = told({ orders: 4000, mix }).flat()
  const share = (course: string) => stories.filter((story) => story.course === course).length / stories.length
  expect(share('partial')).toBeCloseTo(0.3, 1)
  expect(share('corrected')).toBeCloseTo(0.2, 1)
  expect(share('cancelled-by-placer')).toBeCloseTo(0.1, 1)
  expect(share('cancelled-by-lab')).toBeCloseTo(0.1, 1)
})

test('planted causes take turns, stand alone, and are no more than a tenth', () => {
  for (const orders of [20, 300, 2000]) {
    const requisitions = told({ orders, planted: true })
    const planted = requisitions.flat().filter((story) => story.planted)
    expect(planted.length).toBeGreaterThan(0)
    expect(planted.length).toBeLessThanOrEqual(orders / 10)
    if (orders >= 300) expect(new Set(planted.map((story) => story.planted))).toEqual(new Set(plantedCauses))
    for (const { person, order } of planted) {
      const others = requisitions.flat().filter((story) => story.person.mrn === person.mrn)
      expect(others.map((story) => story.order.placer)).toEqual([order.placer])
    }
  }
})

test('stories go on for as long as one asks', () => {
  const stories = tellStories({ seed: 1, menu, mix: usualMix, orders: Infinity, planted: true, first: 1, at })
  let count = 0
  while (count < 3000) count += stories.next().value?.length ?? 0
  expect(count).toBeGreaterThanOrEqual(3000)
})
