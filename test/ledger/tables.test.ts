import { expect, test } from 'vitest'
import {
  observationStatuses,
  orderControls,
  orderStatuses,
  resultStatuses,
} from '../../src/terminology/order-tables.ts'
import { caseBytes, casesFolder, casesNote } from '../cases.ts'

const ours = { '0119': orderControls, '0038': orderStatuses, '0123': resultStatuses, '0085': observationStatuses }

/** The codes of a table as HL7 publishes them. */
function published(table: string): string[] {
  const text = Buffer.from(caseBytes('terminology/hl7_tables/hl7_v2_tables_lab.csv')).toString('utf8')
  return text.split('\n').flatMap((line) => {
    const [name, , code] = line.split(',')
    return name === table && code ? [code] : []
  })
}

test.skipIf(!casesFolder).each(Object.keys(ours))(
  `table %s holds the codes that HL7 publishes${casesNote}`,
  (table) => {
    const known = Object.keys(ours[table as keyof typeof ours])
    for (const code of known) expect(published(table)).toContain(code)
    // Codes of versions after 2.8.2, in which the ledger has no part, may be missing from ours.
    const missing = published(table).filter((code) => !known.includes(code))
    expect(missing.filter((code) => !['RA', 'RC', 'RD', 'SQ', 'SU'].includes(code))).toEqual([])
  },
)
