// Signatures under a change of the map: what was signed, what was made of it, and what is not signed any more.
import { expect, test } from 'vitest'
import { staleSignatures } from './compare-conversions.ts'
import { codeMaps } from './parts.ts'
import { newReport, placeOf } from './problem.ts'
import { readParts } from './read-parts.ts'
import { sampleWith } from './testing/sample.ts'
import { approved, wider } from './testing/wider-maps.ts'

const components = 'maps/components.csv'
const columns = 'unit_from,unit_to,factor,offset,decimals,signed_by,signed_on'
const signed = 'Laboratory director,2026-08-17'
const mapsOf = (first: string, ...more: readonly string[]) =>
  codeMaps(readParts(sampleWith({ [components]: wider(columns, first, ...more) }), newReport()).maps)
const told = (before: ReturnType<typeof mapsOf>, after: ReturnType<typeof mapsOf>) =>
  staleSignatures(before, after).map(
    (problem) => `${placeOf(problem)} ${problem.severity} ${problem.code}: ${problem.given}`,
  )
const before = mapsOf(`mg/dL,mmol/L,0.0555,,1,${signed}`)

test('what was changed under a signature that was given before is an error, whichever part of it', () => {
  for (const [change, words] of [
    ['mg/dL,mmol/L,0.555,,1', 'mg/dL to mmol/L by 0.555 with 1 decimals'],
    ['g/L,mmol/L,0.0555,,1', 'g/L to mmol/L by 0.0555 with 1 decimals'],
    ['mg/dL,umol/L,0.0555,,1', 'mg/dL to umol/L by 0.0555 with 1 decimals'],
    ['mg/dL,mmol/L,0.0555,2,1', 'mg/dL to mmol/L by 0.0555 and 2 with 1 decimals'],
    ['mg/dL,mmol/L,0.0555,,0', 'mg/dL to mmol/L by 0.0555 with 0 decimals'],
    ['mg/dL,mmol/L,,,', 'mg/dL to mmol/L without a factor'],
  ] as const)
    expect(told(before, mapsOf(`${change},${signed}`))).toEqual([
      `${components}:2:1 error site-signature-stale: lis GLU to ehr 1001: ${words}, direction both here, signed on 2026-08-17; ` +
        'with the same signature it was mg/dL to mmol/L by 0.0555 with 1 decimals, direction both (line 2 before)',
    ])
})

test('nothing is said of what did not change, of a new signature, and of a conversion that is signed for the first time', () => {
  expect(told(before, before)).toEqual([])
  expect(told(before, mapsOf('mg/dL,mmol/L,0.0556,,1,Laboratory director,2026-09-01'))).toEqual([])
  expect(told(mapsOf('mg/dL,mmol/L,0.06,,1,,'), before)).toEqual([])
  expect(told(mapsOf(',,,,,,'), before)).toEqual([])
})

test('a signature for one direction does not count for both; one for both counts for one', () => {
  const forward = before.map((map) => ({
    ...map,
    rows: map.rows.map((row) => ({ ...row, direction: 'forward' as const })),
  }))
  expect(told(forward, before)).toEqual([expect.stringContaining('direction both here')])
  expect(told(before, forward)).toEqual([])
})

test('a signature that was taken back is a warning, unless another row of the code is signed', () => {
  const gone = `${components}:2:1 warning site-signature-gone: lis GLU to ehr 1001: it was mg/dL to mmol/L by 0.0555 with 1 decimals, direction both (line 2 before)`
  expect(told(before, mapsOf('mg/dL,mmol/L,0.0555,,1,,'))).toEqual([gone])
  expect(told(before, mapsOf(',,,,,,'))).toEqual([gone])
  const another = mapsOf(',,,,,,', `lis,GLU,ehr,1001,,both,${approved},mg/dL,mmol/L,0.0555,,1,${signed}`)
  expect(told(before, another)).toEqual([])
})
