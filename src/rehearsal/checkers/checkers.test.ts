// Each judge on runs made by hand: silent on a good one, and speaking on one in which a single thing is wrong.
import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import type { Exception } from '../../ownership/exception.ts'
import type { Evidence } from '../play/evidence.ts'
import { checkers, judge } from './index.ts'
import { ackOf, goodRun, type HandMade, messageOf, pid, start } from './testing/hand-made.ts'

/** Who says what of a run. */
function said(run: HandMade, change: Partial<Evidence> = {}): string[] {
  return judge(run.evidence(change)).map(({ checker, subject, text }) => `${checker} ${subject}: ${text}`)
}

/** What one judge says. */
function by(name: string, run: HandMade, change: Partial<Evidence> = {}): string[] {
  return said(run, change).filter((text) => text.startsWith(`${name} `))
}

/** Frames but those of these control ids on a line. */
function without(run: HandMade, line: string, controlId: string): void {
  const kept = run.frames.filter(
    (frame) =>
      frame.line !== line ||
      (!Buffer.from(frame.bytes).includes(`|${controlId}|`) && !Buffer.from(frame.bytes).includes(`|${controlId}\r`)),
  )
  run.frames.splice(0, run.frames.length, ...kept)
}

/** The EHR neither got nor filed what was sent under this control id. */
function untaken(run: HandMade, controlId: string): void {
  without(run, 'labloop-to-ehr', controlId)
  run.events.splice(0, run.events.length, ...run.events.filter((event) => event.controlId !== controlId))
}

/** Whether a frame is the message of this control id on a line. */
function isFrameOf({ line, kind, bytes }: Evidence['frames'][number], on: string, controlId: string): boolean {
  return line === on && kind === 'message' && Buffer.from(bytes).includes(`|${controlId}|`)
}

test('no judge finds anything in a good run', () => {
  expect(said(goodRun())).toEqual([])
})

test('every judge says in one sentence what it verifies, under a name of its own', () => {
  expect(new Set(checkers.map(({ name }) => name)).size).toBe(checkers.length)
  for (const { verifies, name } of checkers) {
    expect(verifies, name).toMatch(/^[A-Z].*\.$/)
    expect(name).toMatch(/^[a-z-]+$/)
  }
})

test('no judge says a value or a name of a patient', () => {
  const run = goodRun()
  run.report('P1', { SUGAR: '987.6' }, { status: 'C' })
  run.chart.file('P1', { components: [], status: 'CA', controlId: 'X', at: run.at })
  run.deliveries.length = 0
  run.messages.length = 0
  run.writes.length = 1
  const texts = said(run).join('\n')
  expect(texts.length).toBeGreaterThan(500)
  expect(texts).not.toMatch(/987|TEST|ANNA|700[12]|1980/)
})

describe('acknowledged-is-kept', () => {
  const name = 'acknowledged-is-kept'
  test('an answer before the store has the message is seen', () => {
    const run = goodRun()
    run.kept.set(3, 1_000_000)
    expect(by(name, run)).toEqual([`${name} L1: Message L1 was answered AA before the store had it.`])
  })

  test('an answer to what the store never had is seen', () => {
    const run = goodRun()
    run.messages[2]!.body = messageOf('L1', ['ORU^R01', pid('7001')])
    expect(by(name, run)[0]).toContain('the store does not have it')
  })

  test('a refusal needs no store', () => {
    const run = goodRun()
    run.talk('lab-to-labloop', messageOf('L9', ['ORU^R01', pid('7001')]), 'AE')
    expect(said(run)).toEqual([])
  })
})

describe('nothing-lost', () => {
  const name = 'nothing-lost'
  test('a delivery that is called delivered and never arrived is lost', () => {
    const run = goodRun()
    without(run, 'labloop-to-ehr', 'D3')
    expect(by(name, run)).toEqual([
      `${name} L1: Message L1 (ORU^R01) was acknowledged, and ehr-out never got delivery 3, which Labloop calls delivered.`,
    ])
  })

  test('a message that went nowhere is lost, unless somebody was told', () => {
    const run = goodRun()
    run.deliveries.splice(2, 1)
    expect(by(name, run)[0]).toContain('it went nowhere and nobody was told')
    run.exceptions.push({ ...run.raise(run.orders[0]!), messageId: 3 })
    expect(by(name, run)).toEqual([])
  })

  test('one that is held needs an owner', () => {
    const run = goodRun()
    run.deliveries[2]!.state = 'held'
    expect(by(name, run)[0]).toContain('delivery 3 is held and nobody owns it')
    run.exceptions.push({ ...run.raise(run.orders[0]!), deliveryId: 3 })
    expect(by(name, run)).toEqual([])
  })

  test('one that was cancelled needs a person who asked for it', () => {
    const run = goodRun()
    Object.assign(run.deliveries[2]!, { state: 'cancelled', why: 'cancel by Lab shift lead' })
    expect(by(name, run)[0]).toContain('no person asked for it')
    run.audit.push({ at: run.at, who: 'Lab shift lead', what: 'cancel', about: 'delivery 3: sent by fax' })
    expect(by(name, run)).toEqual([])
  })

  test('a message that was never processed is lost', () => {
    const run = goodRun()
    const { labloop } = run.evidence()
    expect(by(name, run, { labloop: { ...labloop, processedThrough: 4 } })[0]).toContain('L3 (ORU^R01)')
  })

  test('what was refused or never answered may go missing', () => {
    const run = goodRun()
    run.frame('lab-to-labloop', 'message', 'sent', messageOf('L9', ['ORU^R01', pid('7001')]))
    expect(by(name, run)).toEqual([])
  })
})

describe('one-effect', () => {
  const name = 'one-effect'
  test('one message stored twice is seen', () => {
    const run = goodRun()
    run.messages.push({ ...run.messages[2]!, id: 6 })
    expect(by(name, run)).toEqual([`${name} L1: Message L1 of lis was stored twice, as 3 and 6.`])
  })

  test('the same control id with another content is another message', () => {
    const run = goodRun()
    run.report('P2', { SUGAR: '6.1' }, { status: 'C', controlId: 'L1' })
    expect(by(name, run)).toEqual([])
  })

  test('one message sent under two control ids is seen', () => {
    const run = goodRun()
    run.deliveries.push({ ...run.deliveries[2]!, id: 9, controlId: 'D9' })
    const body = run.frames.find(({ bytes }) => Buffer.from(bytes).includes('|D3|'))!.bytes
    run.talk('labloop-to-ehr', Buffer.from(Buffer.from(body).toString().replace('|D3|', '|D9|')))
    expect(by(name, run)[0]).toContain('under two control ids, D3 and D9')
  })

  test('a resend with other bytes is seen, unless a person had it made again', () => {
    const run = goodRun()
    const again = messageOf('D3', [
      'ORU^R01',
      pid('7001'),
      'ORC|RE|P1|FP1',
      'OBR|1|P1|FP1|GLU',
      'OBX|1|NM|SUGAR||5.1|||||F',
    ])
    run.talk('labloop-to-ehr', again)
    expect(by(name, run)[0]).toContain('2 different messages under the control id D3')
    run.audit.push({ at: run.at, who: 'Analyst', what: 'release', about: 'delivery 3, made again by revision r: map' })
    expect(by(name, run)).toEqual([])
  })

  test('a message filed twice is seen', () => {
    const run = goodRun()
    run.pass(60_000)
    run.file('P1', 'D5', { SUGAR: '5.4' }, 'C')
    expect(by(name, run)[0]).toContain('D5 was filed 2 times')
  })
})

describe('order-kept', () => {
  test('a message that overtakes another of its order is seen; another order’s may', () => {
    const run = goodRun()
    const late = run.frames.filter(
      ({ line, bytes }) => line === 'labloop-to-ehr' && /\|D3[|\r]/.test(Buffer.from(bytes).toString()),
    )
    const rest = run.frames.filter((frame) => !late.includes(frame))
    run.frames.splice(0, run.frames.length, ...rest, ...late.map((frame) => ({ ...frame, n: run.n })))
    expect(by('order-kept', run)).toEqual(['order-kept P1: Message D3 was said before D5 and taken after it.'])
  })

  test('a message that came again after it was taken overtakes nothing', () => {
    const run = goodRun()
    const again = run.frames.find(
      ({ line, bytes }) => line === 'labloop-to-ehr' && Buffer.from(bytes).includes('|D3|'),
    )!
    run.talk('labloop-to-ehr', again.bytes)
    expect(said(run)).toEqual([])
  })
})

describe('newest-shown', () => {
  const name = 'newest-shown'
  test('an older final over the correction is seen', () => {
    const run = goodRun()
    run.chart.file('P1', { ...filed('5.1', 'F'), controlId: 'D3', at: run.at })
    expect(by(name, run)).toEqual([
      `${name} P1: SUGAR: message D3 stands over one that the lab said later.`,
      `${name} P1: SUGAR: message D3 covers a correction with another value under F, and no exception was raised.`,
    ])
  })

  test('a final that the lab says again over its correction must be flagged', () => {
    const run = goodRun()
    run.report('P1', { SUGAR: '5.1' })
    expect(by(name, run)[0]).toContain('covers a correction')
    run.raise(run.orders[0]!, { kind: 'silent-overwrite' })
    expect(by(name, run)).toEqual([])
  })
})

describe('right-patient', () => {
  const name = 'right-patient'
  test('a result with a patient for whom it was not done is seen, unless the records were merged', () => {
    const run = goodRun()
    const entry = run.book.get('P1')!
    run.book.set('P1', { ...entry, order: { ...entry.order, patient: { ...entry.order.patient, mrn: '7002' } } })
    expect(by(name, run)[0]).toContain('P1: The chart shows')
    run.acts.push({ at: start, act: { who: 'ehr', act: { do: 'merge', patient: 'anna', into: 'ben' } } })
    expect(by(name, run)).toEqual([])
  })

  test('a report filed with a patient whom it does not name is seen', () => {
    const run = goodRun()
    run.talk('labloop-to-ehr', messageOf('D9', ['ORU^R01', pid('7002'), 'ORC|RE|P1|FP1', 'OBR|1|P1|FP1|GLU']))
    run.file('P1', 'D9', {})
    expect(by(name, run)).toEqual([
      `${name} P1: Message D9 was filed with a patient whom it, or the lab’s own message behind it, does not name.`,
    ])
  })

  test('a report that the lab said of another patient is seen, whatever was made of it on the way', () => {
    const run = goodRun()
    const body = messageOf('L1', ['ORU^R01', pid('7002'), 'ORC|RE|P1|FP1', 'OBR|1|P1|FP1|GLU'])
    run.messages[2]!.body = body
    run.frames.splice(
      0,
      run.frames.length,
      ...run.frames.map((one) => (isFrameOf(one, 'lab-to-labloop', 'L1') ? { ...one, bytes: body } : one)),
    )
    expect(by(name, run)[0]).toContain('the lab’s own message behind it')
  })

  test('a report filed with another birth date is seen, unless a person decided or the EHR restated it', () => {
    const run = goodRun()
    const strange = pid('7001').replace('19800101', '19800102')
    run.talk('labloop-to-ehr', messageOf('D9', ['ORU^R01', strange, 'ORC|RE|P1|FP1', 'OBR|1|P1|FP1|GLU']))
    run.file('P1', 'D9', {})
    expect(by(name, run)[0]).toContain('whose birth date is another')
    run.acts.push({
      at: start,
      act: { who: 'ehr', act: { do: 'update', patient: 'anna', change: { birthDate: '19800101' } } },
    })
    expect(by(name, run)).toEqual([])
  })
})

describe('last-word', () => {
  const name = 'last-word'
  test('a chart that shows another value than the lab’s last needs an owner', () => {
    const run = goodRun()
    run.chart.file('P2', { ...filed('6.9', 'F'), controlId: 'D4', at: run.at })
    expect(by(name, run)).toEqual([`${name} P2: The chart shows another value of SUGAR. Nobody owns it.`])
    run.raise(run.orders[1]!)
    expect(by(name, run)).toEqual([])
  })

  test('a word that the lab itself saw refused is not Labloop’s to show', () => {
    const run = goodRun()
    run.chart.file('P2', { ...filed('6.9', 'F'), controlId: 'D4', at: run.at })
    const { lab } = run.evidence()
    expect(by(name, run, { lab: { ...lab, said: [{ controlId: 'L2', code: 'AE' }] } })).toEqual([])
  })

  test('an exception that was closed owns nothing; a person who decided does', () => {
    const run = goodRun()
    run.chart.file('P2', { ...filed('6.9', 'F'), controlId: 'D4', at: run.at })
    run.exceptions.push({
      ...run.raise(run.orders[1]!),
      status: 'closed',
      closedAt: run.at,
      rootCause: 'x',
    } as Exception)
    run.exceptions.splice(0, 1)
    expect(by(name, run)).toHaveLength(1)
    run.acts.push({ at: run.at, act: { who: 'person', act: { do: 'skip', order: 'p2', rootCause: 'x' } } })
    expect(by(name, run)).toEqual([])
  })

  test('an acknowledged order of which the lab never heard needs an owner', () => {
    const run = goodRun()
    run.place('P3')
    run.book.delete('P3')
    expect(by(name, run)[0]).toContain('P3: The EHR’s order was acknowledged')
    run.raise(run.orders[2]!)
    expect(by(name, run)).toEqual([])
  })
})

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

describe('filed-is-filed', () => {
  const name = 'filed-is-filed'
  test('proven without the value in the chart is seen', () => {
    const run = goodRun()
    run.chart.file('P2', { ...filed('6.9', 'F'), controlId: 'D4', at: run.at })
    expect(by(name, run)).toEqual([`${name} P2: Order 2 is called proven. The chart shows another value of SUGAR.`])
    run.orders[1]!.proven = false
    expect(by(name, run)).toEqual([])
  })

  test('a request that is called filed and is not in the lab’s book is seen', () => {
    const run = goodRun()
    const { order } = run.orders[1]!
    const word = {
      side: 'placer',
      subject: 'request',
      messageId: 2,
      said: 'order-requested',
      state: 'requested',
      level: 'filed',
    } as const
    run.orders[1]!.order = {
      ...order,
      words: [{ ...word, by: 'AA', to: 'lis', seenAt: start, since: start, repeatMessageId: null }],
    }
    expect(by(name, run)).toEqual([])
    run.book.delete('P2')
    expect(by(name, run)[0]).toContain('is called filed, and the lab’s book does not have it')
  })

  test('what the chart lost a moment ago cannot be known', () => {
    const run = goodRun()
    run.chart.file('P2', { ...filed('6.9', 'F'), controlId: 'D4', at: run.at })
    run.events.push({
      n: run.n,
      at: run.at + 29 * 60_000,
      what: 'rejected-later',
      placer: 'P2',
      mrn: '7002',
      controlId: 'D4',
    })
    expect(by(name, run)).toEqual([])
  })
})

describe('answers-credited', () => {
  test('delivered on an answer that names another message is seen', () => {
    const run = goodRun()
    const frames = run.frames.map((frame) =>
      frame.line === 'labloop-to-ehr' && frame.kind === 'answer' && Buffer.from(frame.bytes).includes('MSA|AA|D3')
        ? { ...frame, bytes: ackOf(messageOf('D3', ['ORU^R01']), 'AA', 'D4') }
        : frame,
    )
    expect(by('answers-credited', run, { frames })).toEqual([
      'answers-credited D3: Delivery 3 to ehr-out is called delivered, and no positive answer named D3.',
    ])
  })

  test('a negative answer is none', () => {
    const run = goodRun()
    without(run, 'labloop-to-ehr', 'D3')
    run.talk('labloop-to-ehr', messageOf('D3', ['ORU^R01', pid('7001')]), 'AE')
    expect(by('answers-credited', run)).toHaveLength(1)
  })
})

describe('nothing-invented', () => {
  const name = 'nothing-invented'
  const instead = (run: HandMade, from: string, to: string) => {
    const body = run.frames.find(
      ({ line, kind, bytes }) => line === 'labloop-to-ehr' && kind === 'message' && Buffer.from(bytes).includes('|D3|'),
    )!
    const other = Buffer.from(Buffer.from(body.bytes).toString().replaceAll(from, to))
    without(run, 'labloop-to-ehr', 'D3')
    run.talk('labloop-to-ehr', other)
  }
  test('a message under a control id that no delivery has is seen', () => {
    const run = goodRun()
    run.talk('labloop-to-ehr', messageOf('X1', ['ORU^R01', pid('7001')]))
    expect(by(name, run)).toEqual([`${name} X1: A message (ORU^R01) went out under a control id that no delivery has.`])
  })

  test('a message whose source was never said is seen', () => {
    const run = goodRun()
    without(run, 'lab-to-labloop', 'L1')
    expect(by(name, run)[0]).toContain('which lis never sent so')
  })

  test.each([
    ['another value', '|5.1|', '|6.1|', 'has a value that its source does not have'],
    ['another patient', '7001', '7002', 'names another patient'],
    ['another birth date', '19800101', '19810101', 'another birth date'],
    ['another order', '|P1|', '|P2|', 'names an order'],
    ['another collection time', '202611220700', '202611220800', 'another collection time'],
    ['a result that is gone', /OBX.*\r/.exec('OBX|1|NM|SUGAR||5.1||||||F\r')![0], '', 'lacks a value'],
  ])('%s than the sender’s is seen', (_, from, to, text) => {
    const run = goodRun()
    instead(run, from, to)
    expect(by(name, run)[0]).toContain(text)
  })

  test('what the wire made of a message is none of Labloop’s', () => {
    const run = goodRun()
    run.frame('labloop-to-ehr', 'message', 'arrived', messageOf('D3', ['ORU^R01', pid('7002')]))
    expect(by(name, run)).toEqual([])
  })
})

describe('critical-heard', () => {
  const name = 'critical-heard'
  const critical = () => {
    const run = goodRun()
    run.report('P2', { SUGAR: '30.1' }, { flags: 'HH' })
    return run
  }
  test('a critical result that is taken in time is in order', () => {
    expect(said(critical())).toEqual([])
  })

  test('one that nobody took and nobody was told of is seen', () => {
    const run = critical()
    without(run, 'labloop-to-ehr', 'D6')
    expect(by(name, run)[0]).toContain('L4 was not taken within 15 min')
    run.raise(run.orders[1]!, { severity: 'normal' })
    expect(by(name, run)).toHaveLength(1)
    run.raise(run.orders[1]!, { severity: 'critical' })
    expect(by(name, run)).toEqual([])
  })

  test('a queue that stands still is told of once for all that waits in it', () => {
    const run = critical()
    without(run, 'labloop-to-ehr', 'D6')
    run.exceptions.push({ ...run.raise(run.orders[1]!), kind: 'no-answer', orderIds: [], severity: 'normal' })
    run.exceptions.splice(0, 1)
    expect(by(name, run)).toEqual([])
  })
})

describe('queues-drain', () => {
  const name = 'queues-drain'
  test('what waits at the end is seen, unless a person paused it', () => {
    const run = goodRun()
    expect(by(name, run, { undelivered: 3 })[0]).toContain('3 deliveries wait')
    expect(by(name, run, { drainedAt: null })[0]).toContain('never empty')
    run.exceptions.push({ ...run.raise(run.orders[0]!), kind: 'operator-hold' })
    expect(by(name, run, { undelivered: 3, drainedAt: null })).toEqual([])
  })

  test('queues that take too long after the faults are seen', () => {
    const run = goodRun()
    expect(by(name, run, { healedAt: start, drainedAt: start + 61 * 60_000 })[0]).toContain('only 1 h 01 after')
    expect(by(name, run, { healedAt: start, drainedAt: start + 59 * 60_000 })).toEqual([])
  })

  test('a system that waits for an answer for ever is seen', () => {
    const run = goodRun()
    const { lab } = run.evidence()
    expect(by(name, run, { lab: { ...lab, said: [{ controlId: 'L9', code: '' }] } })[0]).toContain(
      'L9 never got an answer',
    )
  })

  test('a message that is stored and not processed is seen', () => {
    const run = goodRun()
    const { labloop } = run.evidence()
    expect(by(name, run, { labloop: { ...labloop, processedThrough: 3 } })[0]).toContain(
      'after 3 are stored and not processed',
    )
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

/** One component as a message files it. */
function filed(value: string, status: string) {
  const rest = {
    alternate: '',
    name: '',
    subId: '',
    unit: '',
    range: '',
    note: '',
    flags: '',
    observedAt: '',
    performedBy: '',
  }
  return { status: 'CM', components: [{ ...rest, component: 'SUGAR', value, status }] }
}
