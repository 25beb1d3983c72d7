// Learning on made-up choices whose answer is known.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { confidenceOf, learnCalibration, type Outcome } from './calibrate.ts'
import { type Example, learnWeights, softmax } from './learn.ts'

test('a feature that always marks the right candidate gets a weight above nought, and its opposite one below', () => {
  const examples: Example[] = Array.from({ length: 20 }, (_, index) => ({
    candidates: [[['good', 1]], [['bad', 1]], [['noise', index % 2]]],
    right: 0,
    weight: 1,
  }))
  const weights = learnWeights(examples, { steps: 100, draw: 0.01 })
  expect(weights.good).toBeGreaterThan(0.5)
  expect(weights.bad).toBeLessThan(0)
})

test('a stronger draw gives smaller weights', () => {
  const examples: Example[] = [{ candidates: [[['a', 1]], [['b', 1]]], right: 0, weight: 1 }]
  const weak = learnWeights(examples, { steps: 200, draw: 0.001 })
  const strong = learnWeights(examples, { steps: 200, draw: 0.5 })
  expect(Math.abs(strong.a!)).toBeLessThan(Math.abs(weak.a!))
})

test('shares sum to one, whatever the scores', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -500, max: 500, noNaN: true }), { minLength: 1, maxLength: 30 }),
      (scores) => {
        expect(softmax(scores).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
      },
    ),
  )
})

test('calibration learns how often a share is right', () => {
  const outcomes: Outcome[] = [0.2, 0.5, 0.8].flatMap((share) =>
    Array.from({ length: 100 }, (_, index) => ({
      ...{
        share,
        label: 0.8,
        component: 0.8,
        core: 0.8,
        lacksMark: false,
        specimenFits: 1,
        unitDiffers: false,
        weight: 1,
      },
      isRight: index < share * 100,
    })),
  )
  const calibration = learnCalibration(outcomes)
  for (const share of [0.2, 0.5, 0.8]) {
    const outlook = {
      share,
      label: 0.8,
      component: 0.8,
      core: 0.8,
      lacksMark: false,
      specimenFits: 1,
      unitDiffers: false,
    }
    expect(confidenceOf(calibration, outlook)).toBeCloseTo(share, 1)
  }
})
