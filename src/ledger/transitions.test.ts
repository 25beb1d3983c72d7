import { expect, test } from 'vitest'
import { alarms } from './alarms.ts'
import { decide } from './decide.ts'
import { type Fact, type FactKind, factKinds, type Side, sides } from './fact.ts'
import { type Order, type OrderState, orderStates, subjects, unheard } from './order.ts'
import { dialogue, final, merged, number, otto, patientStated, start, taken } from './testing/facts.ts'
import { rests, subjectOf, transitions, waitsFor } from './transitions.ts'

const every = factKinds.flatMap((kind) => sides.flatMap((side) => orderStates.map((state) => ({ kind, side, state }))))

/** A fact of a kind and side, as it would come in. */
function factOf(kind: FactKind, side: Side): Fact {
  switch (kind) {
    case 'result-reported':
      return { ...final({ K: '4.1' }), side } as Fact
    case 'word-taken':
    case 'word-refused':
      return taken(1, 1, 'received', { kind })
    case 'patient-stated':
      return patientStated(otto)
    case 'patient-merged':
      return merged(otto, [number('9')])
    case 'patient-moved':
    case 'patient-linked':
    case 'patient-unlinked':
      return { ...merged(otto, [number('9')]), kind }
    case 'catalog-stated':
      return { kind, system: 'lis', messageId: 1, n: 0, saidAt: null, seenAt: start, event: 'M08' }
    default:
      return dialogue(kind, side)
  }
}

function orderIn(state: OrderState): Order {
  return { ...unheard(1, start), state, resumes: state === 'cancelling' ? 'accepted' : null }
}

test.each(every)('$kind of the $side has an answer while an order is $state', ({ kind, side, state }) => {
  const rule = transitions[kind][side][state]
  expect(rule).toBeDefined()
  const decision = decide(orderIn(state), factOf(kind, side))
  if ('refuse' in rule && !('orderId' in factOf(kind, side))) {
    expect(decision).toMatchObject({ kind: 'refused', code: rule.refuse })
  } else if (decision.kind === 'accepted') {
    expect(orderStates).toContain(decision.next.state)
    expect(decision.next.state).not.toBe('unheard')
    expect(decision.next.resumes === null).toBe(decision.next.state !== 'cancelling')
  } else expect(decision.why).not.toBe('')
})

test('the table holds no state and no alarm that does not exist', () => {
  const dynamic = ['same', 'resume', 'ended', 'by-order-status', 'by-report']
  for (const { kind, side, state } of every) {
    const rule = transitions[kind][side][state]
    if ('refuse' in rule) continue
    expect([...orderStates, ...dynamic]).toContain(rule.next)
    for (const name of [rule.alarm, rule.again]) if (name) expect(Object.keys(alarms)).toContain(name)
  }
})

test('every state either waits for a step or can be at rest', () => {
  for (const state of orderStates.filter((one) => one !== 'unheard')) {
    expect(waitsFor[state].length > 0).toBe(rests[state] === undefined)
  }
})

test('every dialogue leaves a word on a known subject', () => {
  for (const subject of Object.values(subjectOf)) expect(subjects).toContain(subject)
})
