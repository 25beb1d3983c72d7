// The judges of charts on runs made by hand: silent on a good one, and speaking on one in which a single thing is wrong.
import { describe, expect, test } from 'vitest'
import type { Exception } from '../../ownership/exception.ts'
import { goodRun, messageOf, pid, start } from './testing/hand-made.ts'
import { by, filed, isFrameOf, said, without } from './testing/judging.ts'

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

  test('another message that is not answered is not the queue', () => {
    const run = critical()
    without(run, 'labloop-to-ehr', 'D6')
    const other = { ...run.raise(run.orders[1]!), kind: 'no-answer', orderIds: [], deliveryId: 99 } as const
    run.exceptions.splice(0, 1, other)
    expect(by(name, run)).toHaveLength(1)
  })
})
