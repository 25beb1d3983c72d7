// The judges of messages on runs made by hand: silent on a good one, and speaking on one in which a single thing is wrong.
import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { ackOf, goodRun, type HandMade, messageOf, pid, start } from './testing/hand-made.ts'
import { by, said, without } from './testing/judging.ts'

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
