import { expect, test } from 'vitest'
import { applied, flowOf, linesOf, msh, orderFlow, patient, rowsOf } from './testing/flows.ts'

const receiver = (more: object = {}) =>
  [
    { id: 'ehr', limits: { observation_statuses: ['F', 'P', 'C'] }, dialect: { observation_status: {}, ...more } },
  ] as never
const report = (...statuses: readonly string[]) => [
  msh('ORU^R01', '2.5.1'),
  patient,
  'OBR|1|1||P',
  ...statuses.map((status, index) => `OBX|${index + 1}|NM|K^Potassium^L||4.1|mmol/L|3.5-5.1|N|||${status}`),
]

test('a status that the receiver cannot take is held by the policy of the flow, and said by name', () => {
  const { verdict, unmapped, concerns, failed } = applied(flowOf([], { systems: receiver() }), report('F', 'W', 'W'))
  expect({ verdict, unmapped, failed }).toEqual({ verdict: 'hold', unmapped: 'hold', failed: false })
  expect(concerns).toMatchObject([{ kind: 'unmapped-code', severity: 'critical' }])
  expect(concerns[0]!.text).toMatch(
    /OBX-11: ehr does not take the result status "W", only F, P, C .*The message is held/,
  )
})

test('the flow may pass it on with a warning, or refuse the message whole', () => {
  for (const policy of ['pass', 'reject'] as const) {
    const flow = flowOf([], { systems: receiver(), flow: { unmapped: policy } })
    const { verdict, concerns } = applied(flow, report('X'))
    expect(verdict).toBe(policy)
    expect(concerns).toHaveLength(1)
  }
})

test('what the steps translate into a status that it takes goes out', () => {
  const steps = [{ map: 'OBX[*]-11', table: 'statuses' }]
  const maps = [rowsOf('statuses', 'F>F', 'W>C')]
  const result = applied(flowOf(steps, { systems: receiver(), maps }), report('F', 'W'))
  expect(result).toMatchObject({ verdict: 'pass', concerns: [] })
  expect(linesOf(result)[4]).toContain('|C')
})

test('a local code of the receiver counts as what it stands for, and a blank status as none', () => {
  const systems = receiver({ observation_status: { Final: 'F', Wrong: 'W' } })
  expect(applied(flowOf([], { systems }), report('Final', '')).verdict).toBe('pass')
  expect(applied(flowOf([], { systems }), report('Wrong')).verdict).toBe('hold')
})

test('answers to questions at order entry are no results, and a receiver without limits takes all', () => {
  const limits = [{ id: 'lis', limits: { observation_statuses: ['F'] }, dialect: {} }] as never
  expect(applied(flowOf([], { systems: limits, flow: orderFlow }), report('O')).verdict).toBe('pass')
  expect(applied(flowOf([], { systems: [{ id: 'ehr' }] }), report('W')).verdict).toBe('pass')
  expect(applied(flowOf([]), report('W')).verdict).toBe('pass')
})
