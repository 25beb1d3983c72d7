import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMessage, type Segment, segmentsNamed } from '../../hl7/index.ts'
import type { LedgerConcern } from '../concern.ts'
import type { ObservationStatement } from '../fact.ts'
import { system } from '../testing/reading.ts'
import { dialectOf } from './dialect.ts'
import { knownObservations } from './known-observations.ts'
import { readObservation } from './observation.ts'

const systemFor = () => system('lis', 'lis')
const usualMsh = 'MSH|^~\\&|LIS|LAB|EHR|HOSP|20260302080000||ORU^R01|1|P|2.5.1'

/** OBX of a message in these bytes. */
function lines(texts: readonly string[], msh = usualMsh): readonly Segment[] {
  return segmentsNamed(parseMessage(Buffer.from([msh, ...texts, ''].join('\r'), 'latin1')), 'OBX')
}

type Read = { readonly statement: ObservationStatement; readonly concerns: readonly LedgerConcern[] }

function readWith(dialect: ReturnType<typeof dialectOf>, texts: readonly string[], msh = usualMsh): Read[] {
  knownObservations(dialect).begin('BMP')
  return lines(texts, msh).map((obx) => {
    const concerns: LedgerConcern[] = []
    const statement = readObservation(obx, [], dialect, '', '', (concern) => concerns.push(concern))
    return { statement, concerns }
  })
}

/** By a dialect that knows nothing yet. */
function readFresh(texts: readonly string[], msh = usualMsh): Read[] {
  return texts.flatMap((text) => readWith(dialectOf(systemFor()), [text], msh))
}

const word = fc.constantFrom('', 'A', 'B^C', '""', 'K^Potassium^L', 'x\\T\\y', 'caf\xe9', 'N~H', '4.2', 'F', 'Q', '1&2')
const line = fc.array(word, { maxLength: 26 }).map((fields) => ['OBX', ...fields].join('|'))
const report = fc.array(line, { minLength: 1, maxLength: 4 })

test('whatever came before, a line says what it says alone', () => {
  fc.assert(
    fc.property(fc.array(report, { minLength: 1, maxLength: 6 }), (reports) => {
      const dialect = dialectOf(systemFor())
      for (const texts of [...reports, ...reports]) expect(readWith(dialect, texts)).toEqual(readFresh(texts))
    }),
  )
})

const potassium = 'OBX|1|NM|K^Potassium^L||4.2|mmol/L|3.5-5.1|N|||F|||20260302080000|LAB1'

test('a line that differs in value and time alone is known, and what it says beside them is the same object', () => {
  const dialect = dialectOf(systemFor())
  const [first] = readWith(dialect, [potassium])
  const [again] = readWith(dialect, [potassium.replace('4.2', '<1.25').replace('0302', '0303')])
  expect(again!.statement).toEqual({ ...first!.statement, value: '<1.25', observedAt: '20260303080000' })
  expect(knownObservations(dialect).find(lines([potassium])[0]!)).toBeNull() // of no report that begins here
  knownObservations(dialect).begin('BMP')
  expect(knownObservations(dialect).find(lines([potassium])[0]!)?.code).toBe(again!.statement.code)
})

test('a status that nobody knows is said of each message', () => {
  const dialect = dialectOf(systemFor())
  const strange = potassium.replace('||F|', '||?|')
  for (let times = 0; times < 3; times++) expect(readWith(dialect, [strange])[0]!.concerns).toHaveLength(1)
})

test('a line with a long text in its range is read each time, and not kept', () => {
  const dialect = dialectOf(systemFor())
  const long = potassium.replace('3.5-5.1', `see ${'x'.repeat(600)}`)
  for (let times = 0; times < 2; times++) expect(readWith(dialect, [long])).toEqual(readFresh([long]))
  expect(knownObservations(dialect).size).toBe(0)
})

test('under other delimiters the same bytes are read anew', () => {
  const dialect = dialectOf(systemFor())
  const text = 'OBX|1|NM|K^Potassium^L||4.2|mmol/L||A#B|||F'
  readWith(dialect, [text])
  const odd = usualMsh.replace('^~\\&', '#~\\&')
  expect(readWith(dialect, [text], odd)).toEqual(readFresh([text], odd))
})

test('shapes are shared by the reports in which they stand, so reports of many kinds take little memory', () => {
  const dialect = dialectOf(systemFor())
  const flagged = (nth: number, flag: string) => `OBX|${nth}|NM|C${nth}||1|u||${flag}|||F`
  const reports = Array.from({ length: 3 ** 6 }, (_, n) =>
    Array.from({ length: 6 }, (_, place) => flagged(place, ['', 'H', 'L'][Math.floor(n / 3 ** place) % 3]!)),
  )
  for (const texts of reports) readWith(dialect, texts)
  expect(knownObservations(dialect).size).toBe(18)
  for (const texts of reports) expect(readWith(dialect, texts)).toEqual(readFresh(texts))
})
