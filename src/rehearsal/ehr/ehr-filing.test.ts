import { expect, test } from 'vitest'
import { build, type Message, parseMessage, type SegmentInput, write } from '../../hl7/index.ts'
import { voiceOf } from '../lines/voice.ts'
import { shownOrder } from '../testing/chart.ts'
import { testSite } from '../testing/site.ts'
import { type Chart, openChart } from './chart.ts'
import { type FilingRules, fileMessage } from './ehr-filing.ts'

const [ehr, lis] = testSite().systems
const voice = voiceOf(ehr!, lis!, { offset_minutes: 0, enhanced: false })
const strict: FilingRules = { unknownPatients: 'refuse', unknownOrders: 'refuse', locked: () => '' }

function chart(): Chart {
  const made = openChart()
  const ida = {
    mrn: 'R1',
    mrnAuthority: 'RVH',
    familyName: 'Testoak',
    givenName: 'Ida',
    birthDate: '19700102',
    sex: 'F',
  }
  made.register(ida)
  made.register({ ...ida, mrn: 'R2', familyName: 'Testelm' })
  for (const placer of ['1', '2'])
    made.place({ placer, mrn: 'R1', mrnAuthority: 'RVH', test: 'LAB15', group: '9', placedAt: 1 })
  return made
}

const pid = (mrn = 'R1', birthDate = '19700102'): SegmentInput => [
  'PID',
  '1',
  '',
  [mrn, '', '', 'RVH', 'MR'],
  '',
  ['Testoak', 'Ida'],
  '',
  birthDate,
  'F',
]
const report = (placer: string, filler = `F${placer}`, status = 'F'): SegmentInput[] => [
  ['ORC', 'RE', [placer, 'EPC'], [filler, 'RVL']],
  ['OBR', '1', [placer, 'EPC'], [filler, 'RVL'], ['LAB15', 'BMP'], ...Array.from({ length: 20 }, () => ''), status],
  ['OBX', '1', 'NM', ['K', 'Potassium', 'L', 'KX'], '', '4.1', 'mmol/L', '3.5-5.1', 'NORM', '', '', status],
  ['NTE', '1', 'L', 'Hemolysed & <slightly>'],
]

function message(type: [string, string], ...segments: SegmentInput[]): Message {
  const msh: SegmentInput = ['MSH', undefined, undefined, 'L', 'L', 'E', 'E', '', '', type, 'C1', 'T', '2.3']
  return parseMessage(write(build([msh, ...segments])))
}
const oru = (...segments: SegmentInput[]) => message(['ORU', 'R01'], ...segments)
const order = (control: string, status = '', placer = '1', reason = '') =>
  message(
    ['ORM', 'O01'],
    pid(),
    ['ORC', control, [placer, 'EPC'], ['F1', 'RVL'], '', status],
    ['OBR', '1', [placer, 'EPC']],
    ['NTE', '1', 'L', reason],
  )

const file = (books: Chart, said: Message, rules = strict) => fileMessage(books, voice, rules, said, 5)

test('a report is filed with its values, flags, notes and the lab number', () => {
  const books = chart()
  expect(file(books, oru(pid(), ...report('1')))).toMatchObject({ taken: true })
  expect(books.orders.get('1')).toMatchObject({ status: 'CM', filler: { number: 'F1', authority: 'RVL' } })
  expect(books.orders.get('1')?.components).toMatchObject([
    {
      component: 'K',
      alternate: 'KX',
      versions: [
        {
          value: '4.1',
          unit: 'mmol/L',
          range: '3.5-5.1',
          flags: 'NORM',
          status: 'F',
          note: 'Hemolysed & <slightly>',
          controlId: 'C1',
        },
      ],
    },
  ])
})

test('a message with one order that is not known refuses the others with it', () => {
  const books = chart()
  expect(file(books, oru(pid(), ...report('1'), ...report('77')))).toMatchObject({ taken: false, code: '204' })
  expect(shownOrder(books, '1')).toEqual([])
})

test('an unknown patient, another birth date, and an order of another patient are refused', () => {
  const wrong = [
    oru(pid('R9'), ...report('1')),
    oru(pid('R1', '19600102'), ...report('1')),
    oru(pid('R2'), ...report('1')),
  ]
  for (const said of wrong) {
    const books = chart()
    expect(file(books, said)).toMatchObject({ taken: false })
    expect(shownOrder(books, '1')).toEqual([])
  }
})

test('a refusal says nothing of the patient', () => {
  const filed = file(chart(), oru(pid('R1', '19600102'), ...report('1')))
  expect(JSON.stringify(filed)).not.toMatch(/Testoak|1960|1970|R1/)
})

test('an EHR that files what it does not know makes an order of it in that patient’s chart', () => {
  const books = chart()
  const rules: FilingRules = { ...strict, unknownOrders: 'file' }
  expect(file(books, oru(pid(), ...report('77')), rules)).toMatchObject({ taken: true })
  expect(books.orders.get('77')).toMatchObject({ mrn: 'R1', status: 'CM' })
  expect(file(books, oru(pid(), ...report('', 'F78')), rules)).toMatchObject({ taken: true })
  expect(file(books, oru(pid(), ...report('', 'F78', 'C')), rules)).toMatchObject({ taken: true })
  expect(books.orders.get('XF78')?.components[0]?.versions).toHaveLength(2)
})

test('a result without a placer number finds its order by the lab number', () => {
  const books = chart()
  file(books, oru(pid(), ...report('1')))
  expect(file(books, oru(pid(), ...report('', 'F1', 'C')))).toMatchObject({ taken: true })
  expect(shownOrder(books, '1')?.[0]).toMatchObject({ label: 'corrected' })
})

test('a locked order refuses results and takes other words', () => {
  const rules: FilingRules = { ...strict, locked: (placer) => (placer === '1' ? 'Closed.' : '') }
  const books = chart()
  expect(file(books, oru(pid(), ...report('1')), rules)).toMatchObject({ taken: false, code: '206', text: 'Closed.' })
  expect(file(books, order('OK', 'SC'), rules)).toMatchObject({ taken: true })
})

test('words of the lab move an order on, never back, and cancel it', () => {
  const books = chart()
  const status = () => books.orders.get('1')?.status
  file(books, order('OK'))
  expect(status()).toBe('SC')
  file(books, order('SC', 'IP'))
  expect(status()).toBe('IP')
  file(books, order('OK', 'SC'))
  expect(status()).toBe('IP')
  file(books, order('UC', 'IP'))
  expect(status()).toBe('IP')
  file(books, order('OC', 'CA', '1', 'Specimen not received.'))
  expect(books.orders.get('1')).toMatchObject({ status: 'CA', reason: 'Specimen not received.' })
  file(books, order('SC', 'IP'))
  expect(status()).toBe('CA')
})

test('a refused order and a granted cancel stand as cancelled', () => {
  for (const control of ['UA', 'CR']) {
    const books = chart()
    file(books, order(control))
    expect(books.orders.get('1')?.status).toBe('CA')
  }
})

test('a message without an order is refused', () => {
  expect(file(chart(), oru(pid()))).toMatchObject({ taken: false, code: '100' })
})
