// The judges of orders and exceptions on runs made by hand: silent on a good one, and speaking on one in which a single
// thing is wrong.
import { describe, expect, test } from 'vitest'
import { goodRun, type HandMade, start } from './testing/hand-made.ts'
import { by, untaken } from './testing/judging.ts'

describe('cancels-heard', () => {
  const name = 'cancels-heard'
  const cancelled = (run: HandMade) => run.book.set('P2', { ...run.book.get('P2')!, state: 'cancelled' })
  test('a cancel of the lab that the chart does not show needs an owner', () => {
    const run = goodRun()
    cancelled(run)
    expect(by(name, run)).toEqual([`${name} P2: The lab has it as cancelled, the chart as CM. Nobody owns it.`])
    run.raise(run.orders[1]!)
    expect(by(name, run)).toEqual([])
  })

  test('an order that the chart has as cancelled and the lab goes on with needs an owner', () => {
    const run = goodRun()
    run.chart.file('P2', { status: 'CA', controlId: 'D4', at: run.at })
    expect(by(name, run)[0]).toContain('the lab goes on')
  })

  test('a ledger that has it otherwise than the lab is seen', () => {
    const run = goodRun()
    run.orders[1]!.order = { ...run.orders[1]!.order, state: 'cancelled' }
    expect(by(name, run)[0]).toContain('Labloop has it as cancelled, and the lab goes on.')
  })

  test('a cancel whose answer nobody awaits is seen', () => {
    const run = goodRun()
    run.place('P3')
    run.orders[2]!.order = { ...run.orders[2]!.order, state: 'cancelling' }
    expect(by(name, run)[0]).toContain('waits for the answer to a cancel')
    run.orders[2]!.order = { ...run.orders[2]!.order, expectations: [{ step: 'cancel_answered', due: run.at + 1e9 }] }
    expect(by(name, run)).toEqual([])
  })
})

describe('no-order-adrift', () => {
  const name = 'no-order-adrift'
  test('an order that was adrift at any time is seen, whoever saw it', () => {
    expect(by(name, goodRun(), { everAdrift: [2] })).toEqual([`${name} P2: Order 2 was adrift.`])
    expect(by(name, goodRun(), { sightings: [{ at: start, orderId: 1, loop: 'adrift' }] })).toHaveLength(1)
  })

  test('owned without an exception is adrift', () => {
    const run = goodRun()
    run.orders[0]!.loop = 'owned'
    expect(by(name, run)[0]).toContain('called owned, and no exception is open')
  })

  test('agreed under an open exception is adrift', () => {
    const run = goodRun()
    run.raise(run.orders[0]!)
    run.orders[0]!.loop = 'agreed'
    expect(by(name, run)).toEqual([`${name} P1: Order 1 is called agreed, and an exception is open on it.`])
  })

  test('on course with an overdue step or with nothing awaited is adrift', () => {
    const run = goodRun()
    run.place('P3')
    expect(by(name, run)[0]).toContain('nothing is awaited of it')
    run.orders[2]!.order = { ...run.orders[2]!.order, expectations: [{ step: 'resulted', due: start }] }
    expect(by(name, run)[0]).toContain('a step is overdue')
  })

  test('agreed while a word of the lab was taken by nobody is adrift, after a grace and unless owned', () => {
    const run = goodRun()
    untaken(run, 'D5')
    const { receivedAt } = run.messages[4]!
    const seen = (for_ms: number) => [
      { at: receivedAt, orderId: 1, loop: 'agreed' as const },
      { at: receivedAt + for_ms, orderId: 1, loop: 'on-course' as const },
    ]
    expect(by(name, run, { sightings: seen(60_000) })).toEqual([])
    expect(by(name, run, { sightings: seen(180_000) })[0]).toContain('called agreed while nobody had taken message L3')
    run.exceptions.push({ ...run.raise(run.orders[0]!), openedAt: start })
    expect(by(name, run, { sightings: seen(180_000) })).toEqual([])
  })

  test('a word on one of two orders that share an accession is not the other’s', () => {
    const run = goodRun()
    const [one, other] = run.orders
    one!.order = { ...one!.order, items: [...one!.order.items, { ...other!.order.items[1]! }] }
    untaken(run, 'D4')
    const sightings = [{ at: run.messages[3]!.receivedAt, orderId: 1, loop: 'agreed' as const }]
    expect(by(name, run, { sightings })).toEqual([])
    expect(by(name, run, { sightings: [{ ...sightings[0]!, orderId: 2 }] })).toHaveLength(1)
  })

  test('the same word again need not be taken', () => {
    const run = goodRun()
    run.report('P1', { SUGAR: '5.4' }, { status: 'C' })
    untaken(run, 'D6')
    const sightings = [{ at: run.messages[5]!.receivedAt, orderId: 1, loop: 'agreed' as const }]
    expect(by(name, run, { sightings })).toEqual([])
  })

  test('while Labloop was away nothing is demanded of it', () => {
    const run = goodRun()
    untaken(run, 'D5')
    const at = run.messages[4]!.receivedAt
    run.acts.push({ at, act: { who: 'engine', act: { do: 'crash', away_ms: 60_000 } } })
    const sightings = [
      { at, orderId: 1, loop: 'agreed' },
      { at: at + 180_000, orderId: 1, loop: 'on-course' },
    ] as const
    expect(by(name, run, { sightings })).toEqual([])
  })
})

describe('legal-states', () => {
  const name = 'legal-states'
  test('a state to which nothing leads is seen', () => {
    const run = goodRun()
    run.write(run.orders[1]!, 'cancelled', [{ side: 'placer', kind: 'order-requested', verdict: 'repeat' }])
    expect(by(name, run)).toEqual([
      `${name} P2: Order 2 went from final to cancelled, and what was said (placer order-requested) does not lead there.`,
    ])
  })

  test('a fact that was refused leads nowhere', () => {
    const run = goodRun()
    run.write(run.orders[1]!, 'refused', [{ side: 'filler', kind: 'order-refused', verdict: 'refused' }])
    expect(by(name, run)).toHaveLength(1)
  })

  test('a person’s command may lead anywhere', () => {
    const run = goodRun()
    run.write(run.orders[1]!, 'cancelled', [], true)
    expect(by(name, run)).toEqual([])
  })

  test('a write that is left out is seen', () => {
    const run = goodRun()
    run.writes.splice(2, 1)
    expect(by(name, run)[0]).toContain('version')
  })

  test('a stored state that was never written is seen', () => {
    const run = goodRun()
    run.orders[1]!.order = { ...run.orders[1]!.order, state: 'partial' }
    expect(by(name, run)[0]).toContain('stands as partial, and was last written as final')
  })
})

describe('acts-audited', () => {
  const name = 'acts-audited'
  test('a pause that the trail does not have is seen', () => {
    const run = goodRun()
    run.acts.push({ at: start, act: { who: 'person', act: { do: 'pause', flow: 'results', why: 'upgrade' } } })
    expect(by(name, run)).toEqual([`${name} results: A person’s pause is not in the audit trail.`])
    run.audit.push({ at: start, who: 'Analyst', what: 'pause', about: 'flow results: upgrade' })
    expect(by(name, run)).toEqual([])
  })

  test('an exception that was taken, and a delivery that was cancelled, need an entry', () => {
    const run = goodRun()
    run.exceptions.push({ ...run.raise(run.orders[0]!), id: 7, status: 'taken', takenBy: 'Lead' })
    Object.assign(run.deliveries[2]!, { state: 'cancelled', why: 'skip by Lead' })
    expect(by(name, run)).toHaveLength(2)
    run.audit.push({ at: start, who: 'Lead', what: 'take', about: 'exception 7' })
    run.audit.push({ at: start, who: 'Lead', what: 'skip', about: 'delivery 3: has it by fax' })
    expect(by(name, run)).toEqual([])
  })

  test('a delivery that moved to another connection needs the entry of who let it go', () => {
    const run = goodRun()
    Object.assign(run.deliveries[2]!, { state: 'cancelled', why: 'moved to ehr-results-renamed as delivery 9' })
    expect(by(name, run)).toHaveLength(1)
    run.audit.push({ at: start, who: 'Lead', what: 'release', about: 'delivery 3: the connection has another name' })
    expect(by(name, run)).toEqual([])
  })

  test('entries out of order are seen', () => {
    const run = goodRun()
    run.audit.push({ at: start + 9, who: 'Lead', what: 'take', about: 'exception 7' })
    run.audit.push({ at: start, who: 'Lead', what: 'close', about: 'exception 7: x' })
    expect(by(name, run)[0]).toContain('a close stands behind a later one')
  })

  test('a decision that closed an exception needs an entry', () => {
    const run = goodRun()
    run.acts.push({
      at: start,
      act: { who: 'person', act: { do: 'close', order: 'p1', kind: 'unmapped-code', rootCause: 'mapped' } },
    })
    expect(by(name, run)).toEqual([])
    run.exceptions.push({ ...run.raise(run.orders[0]!), status: 'closed', closedAt: run.at, rootCause: 'mapped' })
    expect(by(name, run)).toHaveLength(1)
  })
})

describe('exceptions-owned', () => {
  test.each([
    ['has no team', { team: '' }],
    ['a team that the site does not have', { team: 'nobody' }],
    ['has no clock', { dueAt: start - 1 }],
    ['is taken by nobody', { status: 'taken' }],
    ['without a root cause', { status: 'closed', closedAt: start + 1e9 }],
    ['ended before it began', { status: 'closed', closedAt: start - 1, rootCause: 'x' }],
  ] as const)('an exception that %s is seen', (text, change) => {
    const run = goodRun()
    run.exceptions[0] = { ...run.raise(run.orders[0]!), ...change }
    expect(by('exceptions-owned', run)[0]).toContain(text)
  })
})

describe('owned-for-a-reason', () => {
  test('an order that is owned for nothing that was played is seen', () => {
    const run = goodRun()
    run.raise(run.orders[1]!)
    expect(by('owned-for-a-reason', run)).toEqual([
      'owned-for-a-reason P2: Order 2 is owned (unmapped-code), and nothing that was played explains it.',
    ])
    expect(by('owned-for-a-reason', run, { excused: new Map([['P2', 'unmapped component']]) })).toEqual([])
  })
})
