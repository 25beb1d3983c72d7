import { expect, test } from 'vitest'
import { LabloopError } from '../errors.ts'
import { type Message, parseMessage } from '../hl7/index.ts'
import type { LoadedStep, StepFunction } from './step.ts'
import { applied, flowOf, linesOf, msh, orderFlow, patient, rowsOf } from './testing/flows.ts'

const name = 'steps/a.ts#a'
const lines = [msh('ORU^R01', '2.3'), patient, 'OBR|1|1||P|||2026', 'OBX|1|NM|K||4.1|mmol/L|3-5|N|||F', 'NTE|1||said']
const calls = (step: StepFunction, options = {}) =>
  applied(
    flowOf([{ call: name }, { set: 'OBR[*]-13', value: 'behind' }], { functions: { [name]: step }, ...options }),
    lines,
  )

test('a function changes the message, and the steps behind it work on what it made', () => {
  const run = calls((message, { hl7 }) => hl7.set(message, 'OBR-44', 'done'))
  expect(run.verdict).toBe('pass')
  expect(linesOf(run)[2]).toBe(`OBR|1|1||P|||2026||||||behind${'|'.repeat(31)}done`)
})

test('a function sees what the steps before it did', () => {
  const seen: (string | undefined)[] = []
  const look: StepFunction = (message, { hl7 }) => {
    seen.push(hl7.get(message, 'OBR-13'))
    return message
  }
  applied(flowOf([{ set: 'OBR[*]-13', value: 'x' }, { call: name }], { functions: { [name]: look } }), lines)
  expect(seen).toEqual(['x'])
})

test('a function may stand behind steps that recode what it must not change itself', () => {
  const maps = [rowsOf('units', 'mmol/L>mM')]
  const steps = [{ map: 'OBX[*]-6', table: 'units' }, { call: name }, { call: name }]
  const touch: StepFunction = (message, { hl7 }) => hl7.set(message, 'OBR-44', `${hl7.get(message, 'OBR-44') ?? ''}x`)
  const run = applied(flowOf(steps, { maps, functions: { [name]: touch } }), lines)
  expect([run.verdict, run.concerns]).toEqual(['pass', []])
  expect(linesOf(run)[3]).toBe('OBX|1|NM|K||4.1|mM|3-5|N|||F')
  expect(linesOf(run)[2]!.endsWith('|xx')).toBe(true)
})

test('a function may return a message with other delimiters, and the steps behind it write with those', () => {
  const small = [msh('ORM^O01', '2.3'), 'OBR|1|2']
  const other = small.map((line) => `${line.replaceAll('|', '#')}\r`).join('')
  const made: StepFunction = () => parseMessage(Buffer.from(other))
  const steps = [{ call: name }, { set: 'OBR[1]-4', value: 'a#b|c' }]
  const run = applied(flowOf(steps, { functions: { [name]: made }, flow: orderFlow }), small)
  expect(linesOf(run)).toEqual([small[0]!.replaceAll('|', '#'), 'OBR#1#2##a\\F\\b|c'])
})

const changes: readonly (readonly [what: string, where: string])[] = [
  ['a value', 'OBX-5'],
  ['a unit', 'OBX-6'],
  ['a range', 'OBX-7'],
  ['a flag', 'OBX-8'],
  ['a status', 'OBX-11'],
  ['a code', 'OBX-3'],
  ['the time of observation', 'OBR-7'],
  ['a record number', 'PID-3'],
  ['a note', 'NTE-3'],
]
for (const [what, where] of changes) {
  test(`a function that changes ${what} of a result holds the message`, () => {
    const run = calls((message, { hl7 }) => hl7.set(message, where, 'another'))
    expect([run.verdict, run.failed]).toEqual(['hold', true])
    expect(run.concerns[0]?.cause).toBe(`step-failed|f|${name}|step-content-changed`)
    expect(linesOf(run)).toEqual(lines)
  })
}

test('a function that leaves an observation out, or adds one, holds the message', () => {
  const dropping: StepFunction = (message, { hl7 }) =>
    hl7.dropSegments(message, ({ name: segment }) => segment === 'OBX')
  const adding: StepFunction = (message, { hl7 }) =>
    hl7.insertSegments(message, 4, [hl7.segmentFor(message, ['OBX', '2', 'NM', 'NA', '', '140'])])
  for (const step of [dropping, adding]) expect(calls(step).concerns[0]?.cause).toContain('step-content-changed')
})

test('in an order a function may recode the answers to questions, and not the patient', () => {
  const options = { flow: { ...orderFlow } }
  expect(calls((message, { hl7 }) => hl7.set(message, 'OBX-5', '4100'), options).verdict).toBe('pass')
  expect(calls((message, { hl7 }) => hl7.set(message, 'PID-5', 'Other'), options).verdict).toBe('hold')
})

test('a function that throws holds the message, and its words are not repeated', () => {
  const run = calls((message) => {
    throw new TypeError(`cannot read ${message.segments.length} of Testpatient`)
  })
  expect([run.verdict, run.failed]).toEqual(['hold', true])
  expect(run.concerns[0]?.text).toContain('(TypeError)')
  expect(run.concerns[0]?.text).not.toContain('Testpatient')
  expect(linesOf(run)).toEqual(lines)
})

test('a function that returns no message holds it', () => {
  for (const made of [undefined, null, 'text', {}, Promise.resolve()]) {
    const run = calls((() => made) as unknown as StepFunction)
    expect(run.concerns[0]?.cause, String(made)).toContain('step-returned')
  }
})

test('the steps behind a failed one are not done', () => {
  const run = calls(() => {
    throw new Error('x')
  })
  expect(linesOf(run)[2]).toBe(lines[2])
})

test('tools look up the approved rows of the flow’s two systems, and the look-up is told', () => {
  const maps = [rowsOf('units', 'mmol/L>mM', 'g>gr draft', 'x>y component=K')]
  const found: (string | null)[] = []
  const run = calls(
    (message, { lookup }) => {
      found.push(
        lookup('units', 'mmol/L'),
        lookup('units', 'g'),
        lookup('units', 'x', { component: 'K' }),
        lookup('none', 'x'),
      )
      return message
    },
    { maps },
  )
  expect(found).toEqual(['mM', null, 'y', null])
  expect(run.lookups.map(({ from }) => from)).toEqual(['mmol/L', 'x'])
})

test('a function can let a message pass with a warning, or hold it', () => {
  const warned = calls((message, tools) => {
    tools.warn('no clinic given')
    return message
  })
  expect([warned.verdict, warned.failed, warned.concerns[0]?.severity]).toEqual(['pass', false, 'low'])
  const held = calls((message, tools) => {
    tools.hold('clinic unknown')
    return message
  })
  expect([held.verdict, held.failed, held.concerns[0]?.text]).toEqual(['hold', false, `${name}: clinic unknown`])
})

test('a function that is too slow holds the message, and after five in a row it is not called any more', () => {
  let called = 0
  const slow: LoadedStep = () => {
    called++
    throw new LabloopError('step-too-slow')
  }
  const flow = flowOf([{ call: name }], { loaded: new Map([[name, slow]]) })
  const causes = Array.from({ length: 7 }, () => applied(flow, lines).concerns[0]?.cause.split('|').at(-1))
  expect(causes).toEqual([...Array.from({ length: 5 }, () => 'step-too-slow'), 'step-disabled', 'step-disabled'])
  expect(called).toBe(5)
})

test('one call in time takes the count of slow ones back', () => {
  let called = 0
  const sometimes: LoadedStep = (message: Message) => {
    if (++called % 3 === 0) return message
    throw new LabloopError('step-too-slow')
  }
  const flow = flowOf([{ call: name }], { loaded: new Map([[name, sometimes]]) })
  const verdicts = Array.from({ length: 9 }, () => applied(flow, lines).verdict)
  expect(verdicts.filter((verdict) => verdict === 'pass')).toHaveLength(3)
  expect(called).toBe(9)
})

test('a call with a condition is left out where it does not hold', () => {
  const step = { call: name, when: { path: 'OBX[*]-11', equals: 'P' } }
  const run = applied(flowOf([step], { functions: { [name]: () => parseMessage(Buffer.from('MSH|^~\\&|\r')) } }), lines)
  expect(linesOf(run)).toEqual(lines)
})

test('a flow whose function is not loaded cannot be compiled', () => {
  expect(() => flowOf([{ call: name }])).toThrow(LabloopError)
})
