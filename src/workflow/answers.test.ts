// An order is at its end once each test that was asked for is answered: real messages, Riverside's maps and catalogs, and the
// book of the ledger. The one thing to know: what the maps do not know goes on as if it were the test that was asked for.
import { expect, test } from 'vitest'
import { zoneRules } from '../adapters/clock/zone.ts'
import { policyOf } from '../engine/rules.ts'
import { parseMessage } from '../hl7/index.ts'
import { clearOn, orderIn, raiseOn, sendWord, type Told, takeWord, tell, wake } from '../ledger/book.ts'
import { explain } from '../ledger/explain.ts'
import { loopStatus } from '../ledger/loop.ts'
import { readMessage } from '../ledger/read-message.ts'
import { emptyBook, minute_ms, start, taken } from '../ledger/testing/facts.ts'
import { lifeFactOf } from '../ledger/testing/life.ts'
import { testSite } from '../rehearsal/testing/site.ts'
import { answersOf } from './answers.ts'

const site = testSite()
const policy = policyOf(site, zoneRules)
const pid = 'PID|1||1001^^^RVH^MR||Testpatient^Ida||19700102|F'

/** Messages one after the other, each delivered and acknowledged at once; every concern stays open. */
function heard(...messages: readonly (readonly string[])[]) {
  const book = emptyBook()
  const facts: Parameters<typeof explain>[1][number][] = []
  let exceptions = 0
  const open: { id: number; cause: string }[] = []
  const results = messages.map((segments, at): Told[] => {
    const [type = '', ...lines] = segments
    const system = site.systems.find(({ id }) => id === (/^O(ML|RM)/.test(type) ? 'ehr' : 'lis'))!
    const text = `${[`MSH|^~\\&|A|B|C|D|20300101083000||${type}|M${at}|P|2.5.1`, pid, ...lines].join('\r')}\r`
    const arrival = { messageId: at + 1, seenAt: start + at * minute_ms }
    return readMessage(parseMessage(Buffer.from(text)), { system, zone: 0 }, arrival).facts.map((fact) => {
      const told = tell(book, fact, policy)
      facts.push(lifeFactOf(fact, told.verdict))
      for (const { kind, cause, orderId } of told.settled) {
        for (const one of open.filter(
          (known) => known.cause === cause || (cause === '' && known.cause.startsWith(kind)),
        ))
          clearOn(book, orderId, one.id, policy, arrival.seenAt)
      }
      for (const { cause, orderIds } of told.concerns) {
        open.push({ id: ++exceptions, cause })
        for (const id of orderIds) raiseOn(book, id, exceptions)
      }
      if (told.orderId === null) return told
      const other = system.id === 'ehr' ? 'lis' : 'ehr'
      sendWord(book, told.orderId, arrival.messageId, other, policy, arrival.seenAt)
      const answered = { seenAt: arrival.seenAt, system: other }
      takeWord(book, taken(told.orderId, arrival.messageId, 'received', answered), policy)
      return told
    })
  })
  const order = (id = 1) => orderIn(book, id)!
  const names = { system: (id: string) => id, team: (id: string) => id }
  return {
    book,
    results,
    order,
    causes: results.flat().flatMap(({ concerns }) => concerns.map(({ cause }) => cause.split('|').at(-1))),
    loop: (id = 1) => loopStatus(order(id), order(id).lastSeenAt).status,
    story: () => explain(order(), facts, [], names, order().lastSeenAt).map(({ text }) => text),
  }
}

const ask = (...tests: string[]) => [
  'OML^O21',
  'ORC|NW|P1^EPC',
  ...tests.map((test, at) => `OBR|${at + 1}|P1^EPC||${test}^${test} by name^L`),
]
const change = (...tests: string[]) => ask(...tests).map((line) => line.replace('ORC|NW|', 'ORC|XO|'))
const answer = (control: string) => ['ORL^O22', `ORC|${control}|P1^EPC|F1^RVL`]
const values = (codes: string, status = 'F') =>
  codes.split(' ').map((one, at) => `OBX|${at + 1}|NM|${one}^${one}^L||14${at}|mmol/L|||||${status}`)
const tell1 = (test: string, codes: string, status = 'F', placer = 'P1^EPC') => [
  `ORC|RE|${placer}|F1^RVL`,
  `OBR|1|${placer}|F1^RVL|${test}^${test}^L${'|'.repeat(21)}${status}`,
  ...values(codes, status),
]
const reported = (...given: Parameters<typeof tell1>) => ['ORU^R01', ...tell1(...given)]

const lytesCodes = 'NA K CL CO2 AGAP'
const bmpCodes = `${lytesCodes} GLU BUN CREA BUNCR EGFR CA`
const lytes = reported('LYTES', lytesCodes)
const bmp = reported('BMP', bmpCodes)
const tsh = reported('TSH', 'TSH')

test('of two tests under one number one is reported: the order is waited for until the other is', () => {
  for (const asked of [
    ask('LAB16', 'LAB15'),
    ['OML^O21', ...ask('LAB16').slice(1), ...ask('LAB15').slice(1)],
    ask('LAB15', 'LAB16'),
  ]) {
    const { order, loop, causes } = heard(asked, answer('OK'), lytes)
    expect([order().state, loop(), causes]).toEqual(['partial', 'on-course', []])
    expect(order().expectations.map(({ step }) => step)).toEqual(['resulted'])
    const done = heard(asked, answer('OK'), lytes, bmp)
    expect([done.order().state, done.loop(), done.causes]).toEqual(['final', 'agreed', []])
  }
})

test('the story names each test once', () => {
  const { story } = heard(ask('LAB16', 'LAB15'), lytes)
  expect(story().filter((text) => text.includes('asked for'))).toEqual([
    'ehr asked for LAB16 by name (LAB16); LAB15 by name (LAB15).',
  ])
  expect(story().at(-1)).toContain('Some results are out')
})

test('a test that is given up (OBR-25 X) is answered, before or after the other', () => {
  const gone = reported('BMP', 'GLU', 'X')
  const orders = [
    heard(ask('LAB24', 'LAB15'), reported('DLDL', 'LDLD'), gone),
    heard(ask('LAB24', 'LAB15'), gone, reported('DLDL', 'LDLD')),
  ]
  for (const { order, causes } of orders) expect([order().state, causes]).toEqual(['final', []])
})

test('a test that is final while the other is preliminary needs no second report', () => {
  const first = reported('LYTES', lytesCodes, 'P')
  const atOnce = ['ORU^R01', ...tell1('LYTES', lytesCodes, 'P'), ...tell1('TSH', 'TSH')]
  for (const story of [
    [first, tsh, lytes],
    [atOnce, lytes],
    [tsh, first, lytes],
    [first, tsh, lytes, reported('LYTES', 'NA', 'C')],
  ]) {
    const { order, loop, causes } = heard(ask('LAB16', 'LAB70'), answer('OK'), ...story)
    expect([/final|corrected/.test(order().state), loop(), causes]).toEqual([true, 'agreed', []])
  }
  expect(heard(ask('LAB16', 'LAB70'), first, tsh).order().state).toBe('partial')
})

test('a child under its parent’s numbers is no report of the parent, whatever the maps know of it', () => {
  const child = (codes: string) =>
    reported(codes, 'GRAM').map((line) => (line.startsWith('OBR') ? `${line}||||P1&EPC^F1&RVL` : line))
  for (const test of ['REFLEX', 'TSH']) {
    const { order } = heard(ask('LAB16'), answer('OK'), child(test))
    expect(order().state).toBe('partial')
    expect(heard(ask('LAB16'), answer('OK'), child(test), lytes).loop()).toBe('agreed')
  }
  const own = reported('REFLEX', 'GRAM', 'F', 'P2^EPC').map((line) =>
    line.startsWith('OBR') ? `${line}||||P1&EPC^F1&RVL`.replace('|F1^RVL|', '|F2^RVL|') : line.replace('F1^', 'F2^'),
  )
  const second = ask('LABX').map((line) => line.replace('P1^', 'P2^'))
  expect(heard(ask('LAB16'), second, own).order(2).state).toBe('final')
})

test('of two tests that no map knows, one reported in part is not ended by the other', () => {
  const part = reported('AAA', 'NA', 'P').map((line) => (line.startsWith('OBX') ? line.replace(/P$/, 'F') : line))
  const story = [ask('LABX'), answer('OK'), part, reported('BBB', 'K')]
  expect(heard(...story).order().state).toBe('partial')
  expect(heard(...story, reported('AAA', 'NA CL')).order().state).toBe('final')
})

test('that a test is given up (OBR-25 X), said again once the whole order is over, opens nothing', () => {
  const gone = reported('LYTES', '', 'X')
  const { order, loop, causes } = heard(ask('LAB16', 'LAB15'), answer('OC'), gone, gone)
  expect([order().state, loop(), causes]).toEqual(['cancelled', 'on-course', []])
  const other = reported('LYTES', '', 'X').map((line) => line.replace('F1^RVL', 'F2^RVL'))
  const withResult = heard(ask('LAB16'), answer('OK'), reported('LYTES', 'NA', 'P'), answer('OC'), other, other)
  expect([withResult.order().state, withResult.causes]).toEqual(['cancelled', ['cancelled-with-results']])
})

test('"completed" (ORC-5 CM) does not answer a test of which nothing was reported', () => {
  const completed = ['ORL^O22', 'ORC|SC|P1^EPC|F1^RVL||CM']
  expect(heard(ask('LAB16', 'LAB70'), lytes, completed).order().state).toBe('partial')
  const parts = [reported('LYTES', 'NA K', 'P'), reported('TSH', 'TSH', 'A')]
  expect(heard(ask('LAB16', 'LAB70'), ...parts, completed).order().state).toBe('partial')
  const whole = [
    reported('LYTES', lytesCodes),
    reported('TSH', 'TSH', 'A').map((line) => line.replace(/A$/, line.startsWith('OBX') ? 'F' : 'A')),
  ]
  expect(heard(ask('LAB16', 'LAB70'), ...whole, completed).order().state).toBe('final')
})

test('a final report of another test does not end the order, and is owned until the right one comes', () => {
  const { order, results, causes, loop } = heard(ask('LAB16'), answer('OK'), tsh)
  expect([order().state, loop(), causes]).toEqual(['partial', 'owned', ['other-test']])
  expect(results.at(-1)![0]).toMatchObject({
    verdict: 'accepted',
    concerns: [{ kind: 'other-test', severity: 'high' }],
  })
  const done = heard(ask('LAB16'), answer('OK'), tsh, lytes)
  expect([done.order().state, done.loop()]).toEqual(['final', 'agreed'])
  expect(done.results.at(-1)![0]!.settled).toContainEqual({
    kind: 'other-test',
    cause: 'other-test|lis|other-test',
    orderId: 1,
  })
})

test('a number under which only the answer names the order: another test of the filler does not end it either', () => {
  const { order, causes } = heard(ask('LAB15'), answer('OK'), reported('TSH', 'TSH', 'F', ''))
  expect([order().state, causes]).toEqual(['partial', ['other-test']])
})

test('a test that the laboratory adds to one that was asked for changes nothing of it', () => {
  for (const story of [
    [lytes, tsh],
    [reported('LYTES', lytesCodes, 'P'), tsh, lytes],
    [['ORU^R01', ...tell1('TSH', 'TSH'), ...tell1('LYTES', lytesCodes)]],
    [['ORU^R01', ...tell1('LYTES', lytesCodes), ...tell1('TSH', 'TSH')]],
  ]) {
    const { order, causes } = heard(ask('LAB16'), ...story)
    expect([order().state, causes]).toEqual(['final', []])
  }
})

test('a panel that is reported in parts ends with the last of them, and one in a greater panel with that', () => {
  const rest = reported('CREA', 'CREA EGFR')
  const parts = [reported('LYTES', lytesCodes), rest, reported('GLU', 'GLU BUN BUNCR CA')]
  expect(heard(ask('LAB15'), ...parts.slice(0, 2)).order().state).toBe('partial')
  expect(heard(ask('LAB15'), ...parts)).toMatchObject({ causes: [] })
  expect(heard(ask('LAB15'), ...parts).order().state).toBe('final')
  expect(heard(ask('LAB16'), bmp)).toMatchObject({ causes: [] })
  expect(heard(ask('LAB16'), bmp).order().state).toBe('final')
})

test('a code that no map knows is taken for what was asked for, as is a test that no map knows', () => {
  for (const story of [
    [ask('LAB16'), reported('XYZ', 'NA')],
    [ask('LABXYZ'), lytes],
    [ask('LAB16', 'LAB15'), reported('XYZ', 'NA')],
    [ask('LAB16'), reported('LAB16', 'NA')],
  ]) {
    const { order, loop } = heard(...story)
    expect([order().state, loop()]).toEqual(['final', 'agreed'])
  }
})

test('a result before its order: a request for another test is not answered by it', () => {
  const { order, causes, loop, results } = heard(bmp, ask('LAB70'))
  const known = site.maps.find(({ id }) => id === 'tests')!.rows.some(({ fromCode }) => fromCode === 'LAB70')
  expect(known).toBe(true)
  expect([order().state, loop()]).toEqual(['partial', 'owned'])
  expect(causes).toContain('other-test')
  expect(results[1]![0]!.settled).toEqual([])
  expect(heard(bmp, ask('LAB15')).loop()).toBe('agreed')
  const both = heard(bmp, ask('LAB15', 'LAB70'))
  expect([both.order().state, both.loop()]).toEqual(['partial', 'on-course'])
})

test('a change (XO) to another test is not answered by the result of the first', () => {
  const { order, loop, story } = heard(ask('LAB15'), answer('OK'), change('LAB17'), bmp)
  expect([order().state, loop()]).toEqual(['partial', 'on-course'])
  expect(
    order()
      .expectations.map(({ step }) => step)
      .sort(),
  ).toEqual(['accepted', 'resulted'])
  expect(story().filter((text) => text.includes('asked'))).toEqual([
    'ehr asked for LAB15 by name (LAB15).',
    'ehr asked to change it to LAB17 by name (LAB17).',
  ])
})

const cmp = reported('CMP', `${bmpCodes} TP ALB GLOB AGR BILT ALP AST ALT`)

test('the result of the test to which it was changed answers the change', () => {
  const { order, loop } = heard(ask('LAB15'), answer('OK'), change('LAB17'), cmp)
  expect([order().state, loop()]).toEqual(['final', 'agreed'])
})

test('a change that is refused (UX) leaves the first test asked for, and its result ends the order', () => {
  const before = heard(ask('LAB15'), answer('OK'), change('LAB17'), answer('UX'), bmp)
  expect(before.order()).toMatchObject({ state: 'final', test: { code: 'LAB15' } })
  const crossing = heard(ask('LAB15'), answer('OK'), change('LAB17'), bmp, answer('UX'))
  expect(crossing.order().state).toBe('final')
})

test('a change that names the first test as well adds to it', () => {
  for (const tests of [
    ['LAB16', 'LAB21'],
    ['LAB21', 'LAB16'],
  ]) {
    const { order } = heard(ask('LAB16'), answer('OK'), change(...tests), answer('XR'), lytes)
    expect(order().state).toBe('partial')
    expect(heard(ask('LAB16'), change(...tests), answer('XR'), lytes, reported('GLU', 'GLU')).order().state).toBe(
      'final',
    )
  }
})

test('a change of anything else that nobody answered is awaited behind the result, and a person can answer it', () => {
  const { book, order, loop } = heard(ask('LAB16'), answer('OK'), change('LAB16'), lytes)
  expect([order().state, loop()]).toEqual(['final', 'on-course'])
  const late = start + 120 * minute_ms
  const concerns = wake(book, 1, policy, late)
  expect(concerns.map(({ cause }) => cause)).toEqual(['overdue-step|accepted|lis'])
  raiseOn(book, 1, 99)
  clearOn(book, 1, 99, policy, late)
  expect(loopStatus(order(), late).status).toBe('agreed')
  expect(heard(ask('LAB16'), answer('OK'), change('LAB16'), answer('XR'), lytes).loop()).toBe('agreed')
})

const ends = (control: string, ...tests: string[]) => [
  'ORL^O22',
  `ORC|${control}|P1^EPC|F1^RVL`,
  ...tests.map((test, at) => `OBR|${at + 1}|P1^EPC|F1^RVL|${test}^${test} by name^L`),
]
const [both, one] = [ask('LAB16', 'LAB70'), ends('OC', 'TSH')]

test.each(['OC', 'UA', 'OD'])('%s of one of two tests does not end the order: the other is waited for', (control) => {
  const story = [both, answer('OK'), ends(control, 'TSH')]
  const { order, loop, causes, story: told } = heard(...story)
  expect([order().state, loop(), causes]).toEqual(['accepted', 'owned', ['test-given-up']])
  expect(order().expectations.map(({ step }) => step)).toEqual(['resulted'])
  expect(told().join(' ')).toMatch(/lis (cancelled|discontinued|will not do) TSH by name \(TSH\)/)
  expect(heard(...story, lytes).order().state).toBe('final')
  expect(heard(both, ends(control, 'TSH')).order().state).toBe('accepted')
})

test('the other may have been reported before', () => {
  const done = heard(both, answer('OK'), lytes, one)
  expect([done.order().state, done.causes]).toEqual(['final', ['test-given-up']])
  const pending = heard(both, answer('OK'), reported('LYTES', lytesCodes, 'P'), one)
  expect([pending.order().state, pending.causes]).toEqual(['partial', ['test-given-up']])
  const withdrawn = heard(both, answer('OK'), reported('TSH', 'TSH', 'P'), one)
  expect([withdrawn.order().state, withdrawn.causes]).toEqual(['partial', ['test-given-up', 'cancelled-with-results']])
  expect(heard(both, lytes, tsh, one).order().state).toBe('cancelled')
})

test('an order of which each test is given up, at once or one by one, is over; nobody is asked of the first', () => {
  const atOnce = ends('OC', 'LYTES', 'TSH')
  for (const story of [[atOnce], [ends('OC', 'LYTES'), one], [answer('OC')]]) {
    const { order, loop, book } = heard(both, answer('OK'), ...story)
    expect([order().state, order().exceptions]).toEqual(['cancelled', []])
    expect([loop(), order().expectations.map(({ step }) => step)]).toEqual(['on-course', ['cancel_taken']])
    expect(wake(book, 1, policy, start + 600 * minute_ms).map(({ cause }) => cause)).toEqual([
      'overdue-step|cancel_taken|ehr',
    ])
  }
  const refused = heard(both, ends('UA', 'LYTES', 'TSH'))
  expect([refused.order().state, refused.order().exceptions.length]).toEqual(['refused', 1])
  expect(heard(both, ends('UA', 'LYTES'), ends('OK', 'TSH')).loop()).toBe('owned')
})

test('one test given up by report (OBR-25 X) and the other by a word: the order is over, and not waited for', () => {
  const gone = reported('LYTES', '', 'X')
  const { order } = heard(both, answer('OK'), gone, one)
  expect([order().state, order().expectations.map(({ step }) => step)]).toEqual(['cancelled', ['cancel_taken']])
  const asked = heard(both, answer('OK'), gone, cancel('LAB70'), ends('CR', 'TSH'))
  expect([asked.order().state, asked.loop()]).toEqual(['cancelled', 'agreed'])
})

test('what the laboratory takes on after all is waited for again', () => {
  const { order, loop } = heard(both, ends('UA', 'TSH'), ends('OK', 'TSH'), lytes)
  expect([order().state, loop()]).toEqual(['partial', 'on-course'])
  expect(heard(both, ends('UA', 'TSH'), ends('OK', 'TSH'), lytes, tsh).loop()).toBe('agreed')
})

const cancel = (...tests: string[]) => ask(...tests).map((line) => line.replace('ORC|NW|', 'ORC|CA|'))

test('the placer cancels one of two tests: it is answered, and the other is waited for', () => {
  const asked = heard(both, answer('OK'), cancel('LAB70'))
  expect([asked.order().state, asked.loop()]).toEqual(['accepted', 'on-course'])
  expect(asked.order().expectations.map(({ step }) => step)).toEqual(['resulted', 'accepted'])
  for (const granted of [ends('CR', 'TSH'), answer('CR')]) {
    const { order, causes, loop, story } = heard(both, answer('OK'), cancel('LAB70'), granted)
    expect([order().state, causes, loop()]).toEqual(['accepted', [], 'on-course'])
    expect(order().expectations.map(({ step }) => step)).toEqual(['resulted'])
    expect(story().join(' ')).toContain('ehr asked to cancel LAB70 by name (LAB70).')
    const done = heard(both, answer('OK'), cancel('LAB70'), granted, lytes)
    expect([done.order().state, done.loop()]).toEqual(['final', 'agreed'])
    expect(heard(both, lytes, cancel('LAB70'), granted).order().state).toBe('final')
  }
})

test('the laboratory cannot cancel the one: both are waited for, and somebody tells the orderer', () => {
  const { order, causes } = heard(both, answer('OK'), cancel('LAB70'), ends('UC', 'TSH'), lytes)
  expect([order().state, causes]).toEqual(['partial', ['cancel-refused']])
  const crossed = heard(both, lytes, cancel('LAB70'), tsh, ends('CR', 'TSH'))
  expect([crossed.order().state, crossed.causes]).toEqual(['final', ['cancelled-with-results']])
})

test('both cancelled, in one message or one by one', () => {
  const whole = heard(both, answer('OK'), cancel('LAB16', 'LAB70'))
  expect([whole.order().state, whole.order().items.some(({ cancelAsked }) => cancelAsked)]).toEqual([
    'cancelling',
    false,
  ])
  expect(whole.order().words.map(({ subject }) => subject)).not.toContain('change')
  expect(heard(both, answer('OK'), cancel('LAB16', 'LAB70'), answer('CR')).loop()).toBe('agreed')
  const single = heard(both, cancel('LAB70'), ends('CR', 'TSH'), cancel('LAB16'), ends('CR', 'LYTES'))
  expect([single.order().state, single.causes, single.loop()]).toEqual(['cancelled', [], 'agreed'])
  const crossed = heard(both, cancel('LAB70'), cancel('LAB16'), ends('CR', 'TSH'), ends('CR', 'LYTES'))
  expect([crossed.order().state, crossed.causes, crossed.loop()]).toEqual(['cancelled', [], 'agreed'])
  const half = heard(both, cancel('LAB70'), cancel('LAB16'), ends('CR', 'TSH'), ends('UC', 'LYTES'))
  expect([half.order().state, half.causes]).toEqual(['accepted', ['cancel-refused']])
})

test('a request to cancel the whole order stays open while the laboratory gives up one test', () => {
  const { order } = heard(both, answer('OK'), cancel('LAB16', 'LAB70'), one)
  expect([order().state, order().resumes]).toEqual(['cancelling', 'accepted'])
  expect(heard(both, answer('OK'), cancel('LAB16', 'LAB70'), one, answer('CR')).order().state).toBe('cancelled')
})

test('what is over and cancelled is not opened by a report of another test', () => {
  const { order, causes } = heard(ask('LAB16'), answer('OK'), answer('OC'), tsh)
  expect([order().state, causes]).toEqual(['cancelled', ['other-test']])
})

test('an order that falls back is complete again with the test that fell back', () => {
  const story = [ask('LAB16', 'LAB70'), lytes, tsh, reported('LYTES', lytesCodes, 'P')]
  expect(heard(...story.slice(0, 3)).order().state).toBe('final')
  expect(heard(...story).order().state).toBe('partial')
  expect(heard(...story, lytes).order().state).toBe('final')
})

test('every approved row of the map names one test, in both directions; a draft row decides nothing', () => {
  const answers = answersOf(site)
  const rows = site.maps.find(({ id }) => id === 'tests')!.rows
  for (const { fromCode, toCode } of rows) {
    expect(answers({ system: 'ehr', code: fromCode }, { system: 'lis', code: toCode })).toBe('same')
    expect(answers({ system: 'lis', code: toCode }, { system: 'ehr', code: fromCode })).toBe('same')
  }
  const maps = site.maps.map((map) => ({ ...map, rows: map.rows.map((row) => ({ ...row, status: 'draft' as const })) }))
  expect(answersOf({ ...site, maps })({ system: 'ehr', code: 'LAB16' }, { system: 'lis', code: 'TSH' })).toBe('unknown')
})
