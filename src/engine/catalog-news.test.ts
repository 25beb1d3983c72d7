// Catalog messages in the engine: answered by MFK, kept, handed on where a flow delivers them, and somebody's to look at.
import { expect, test } from 'vitest'
import { caseBytes, caseFiles, casesFolder, casesNote } from '../../test/cases.ts'
import { deliveryStates, kinds, open } from './testing/looking.ts'
import { type World, world } from './testing/world.ts'

const mfn = (id: string, header = '', ...records: readonly string[]) =>
  Buffer.from(
    [
      `MSH|^~\\&|LIS|TEST|EHR|TEST|20260302||MFN^M08^MFN_M08|${id}|P|2.5.1${header}`,
      'MFI|OMM^^HL70175||UPD|||AL',
      ...(records.length > 0 ? records : ['MFE|MAD|1||GLU^GLUCOSE^L|CWE', 'OM1|1|GLU^GLUCOSE^L||Y|^Lab']),
    ]
      .map((line) => `${line}\r`)
      .join(''),
  )
/** The test site with its results flow made one of catalogs. */
const catalogFlow = (change = {}, delivery = {}) => ({
  site: {
    flows: { results: { kind: 'catalog' as const, messages: ['MFN'], ...change } },
    delivery: { results: delivery },
  },
})
const answers = (on: World) =>
  on.lis.heard.map((bytes) =>
    Buffer.from(bytes)
      .toString()
      .split('\r')
      .filter((line) => /^(MSA|MF)/.test(line))
      .join(' '),
  )

test('a catalog message is answered by MFK, record by record, handed on, and one exception of the desk', async () => {
  const on = await world(catalogFlow())
  on.lis.send(mfn('C1', '', 'MFE|MAD|1||GLU^GLUCOSE^L|CWE', 'OM1|1|GLU^GLUCOSE^L||Y|^Lab', 'MFE|MXX|2||K^K^L|CWE'))
  await on.after(1000)
  expect(answers(on)).toHaveLength(1)
  expect(answers(on)[0]).toMatch(
    /^MSA\|AE\|C1\|1 of 2 records not taken MFI\|OMM.* MFA\|MAD\|1\|\d+.*\|S\^.* MFA\|MXX\|2\|.*\|U\^MFE-1/,
  )
  expect(on.toEhr.got).toHaveLength(1)
  expect(open(on)).toMatchObject([
    {
      ...{ kind: 'catalog-changed', severity: 'normal', team: 'desk', messageId: 1, system: 'lis' },
      text: expect.stringContaining('lis sent 2 records of its catalog (OMM): 1 to add, 1 that could not be taken.'),
    },
  ])
})

test('a catalog flow without a connection keeps what it takes and delivers nothing', async () => {
  const on = await world(catalogFlow({}, { connection: undefined }))
  on.lis.send(mfn('C1'))
  await on.after(1000)
  expect(answers(on)[0]).toMatch(/^MSA\|AA\|C1 /)
  expect([on.toEhr.got.length, deliveryStates(on), kinds(on)]).toEqual([0, [], ['catalog-changed']])
})

test('acknowledged once decided, and in enhanced mode, the verdict on the records comes with the application’s answer', async () => {
  const decided = await world(catalogFlow({ acknowledge: 'decided' }))
  decided.lis.send(mfn('C1'))
  await decided.after(1000)
  expect(answers(decided)).toEqual([expect.stringMatching(/^MSA\|AA\|C1 MFI.* MFA\|MAD\|1/)])
  const enhanced = await world(catalogFlow())
  enhanced.lis.send(mfn('C2', '|||AL|AL'))
  await enhanced.after(1000)
  expect(answers(enhanced)).toEqual(['MSA|CA|C2', expect.stringMatching(/^MSA\|AA\|C2 MFI.* MFA\|MAD\|1/)])
})

test('each message is dealt with apart, and a repeat is none', async () => {
  const on = await world(catalogFlow({}, { connection: undefined }))
  on.lis.send(mfn('C1'))
  on.lis.send(mfn('C2', '', 'MFE|MDC|1||GLU^GLUCOSE^L|CWE'))
  on.lis.send(mfn('C1'))
  await on.after(1000)
  expect(kinds(on)).toEqual(['catalog-changed', 'catalog-changed'])
  expect(answers(on)[2]).toBe(answers(on)[0])
})

test('a message of another master file is handed on and changes no catalog', async () => {
  const on = await world(catalogFlow())
  on.lis.send(Buffer.from('MSH|^~\\&|LIS|TEST|EHR|TEST|20260302||MFN^M02|C1|P|2.5.1\rMFI|PRA||UPD\rMFE|MUP|||1\r'))
  await on.after(1000)
  expect([answers(on), on.toEhr.got.length, kinds(on)]).toEqual([['MSA|AA|C1'], 1, []])
})

test.skipIf(!casesFolder)(`the NIST eDOS messages are answered and become drafts${casesNote}`, async () => {
  const on = await world(catalogFlow({}, { connection: undefined }))
  const files = caseFiles('messages/nist').filter((file) => /EDOS_\d-EDOS/.test(file))
  for (const file of files) on.lis.send(Buffer.from(caseBytes(file)))
  await on.after(2000)
  expect(answers(on).map((line) => line.slice(0, 6))).toEqual(files.map(() => 'MSA|AA'))
  expect(kinds(on)).toEqual(files.map(() => 'catalog-changed'))
})
