// Fields that are shifted, or filled by hand: what stands in them is quoted nowhere, whatever it is.
import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Log } from './ports/log.ts'
import { open } from './testing/looking.ts'
import { ack, controlIdOf, field } from './testing/messages.ts'
import { world } from './testing/world.ts'

const words = ['Zzsmith', 'ZZSMITH', 'ZZJOHN', 'zzjane', '19700131', 'Zzroad', '0171555017']
const typed = fc
  .tuple(fc.constantFrom(...words), fc.constantFrom('', '^', ' ', ', ', '~', '&'), fc.constantFrom('', ...words))
  .map((parts) => parts.join(''))

/** Places whose codes are quoted where they are codes. */
const places = [
  ...['MSH-9', 'MSH-10', 'MSH-11', 'MSH-12', 'MSH-15', 'MSH-18', 'PID-3', 'ORC-1', 'ORC-2', 'ORC-3', 'ORC-5'],
  ...['OBR-4', 'OBR-11', 'OBR-25', 'OBX-2', 'OBX-3', 'OBX-4', 'OBX-6', 'OBX-8', 'OBX-11', 'MFI-1', 'MFE-1', 'EVN-1'],
] as const

const usual: Readonly<Record<string, readonly string[]>> = {
  'ORU^R01': [
    'PID|1||100^^^TEST^MR||ZZTEST^ZZPERSON||19700101|F',
    'ORC|RE|P1|F1',
    `OBR|1|P1|F1|K${'|'.repeat(21)}F`,
    'OBX|1|NM|K||4.1|||||||F',
  ],
  'ORM^O01': ['PID|1||100^^^TEST^MR||ZZTEST^ZZPERSON||19700101|F', 'ORC|NW|P1', 'OBR|1|P1||K'],
  'ADT^A08': ['EVN|A08', 'PID|1||100^^^TEST^MR||ZZTEST^ZZPERSON||19700101|F'],
  'MFN^M08': ['MFI|OMA||UPD', 'MFE|MAD|1||K'],
}

function messageWith(type: string, changes: readonly (readonly [string, string])[]): Buffer {
  const lines = [`MSH|^~\\&|LIS|TEST|EHR|TEST|20260302||${type}|M1|P|2.5.1`, ...usual[type]!].map((l) => l.split('|'))
  for (const [place, text] of changes) {
    const [name, number] = place.split('-') as [string, string]
    const line = lines.find(([first]) => first === name)
    if (!line) continue
    const at = name === 'MSH' ? Number(number) - 1 : Number(number)
    while (line.length <= at) line.push('')
    line[at] = text
  }
  return Buffer.from(lines.map((line) => `${line.join('|')}\r`).join(''), 'latin1')
}

/** Everything that the engine says of messages to others than their receiver: exceptions, logs, refusals. */
async function saidOf(message: Buffer, from: 'lis' | 'ehr'): Promise<string> {
  const lines: unknown[] = []
  const log = (...said: unknown[]) => void lines.push(said)
  const on = await world({
    log: { debug: log, info: log, warn: log, error: log } as unknown as Log,
    site: { flows: { results: { messages: ['ORU', 'MFN'] } } },
  })
  on[from].send(message)
  await on.after(500)
  const errors = on[from].heard.flatMap((answer) => [
    field(answer, 'ERR', 7),
    field(answer, 'ERR', 8),
    field(answer, 'MSA', 3),
  ])
  const types = on.memory.books.messages.map(({ messageType, refused }) => [messageType, refused])
  const raised = open(on).map(({ text, cause }) => [text, cause])
  return JSON.stringify([raised, lines, errors, types]).toLowerCase()
}

function expectNone(said: string, texts: readonly string[]): void {
  for (const word of words) {
    if (texts.some((text) => text.includes(word))) expect(said).not.toContain(word.toLowerCase())
  }
}

test('what stands in a field in the place of a code is in no exception, no log and no refusal', async () => {
  const change = fc.tuple(fc.constantFrom(...places), typed)
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(usual)),
      fc.constantFrom('lis' as const, 'ehr' as const),
      fc.array(change, { minLength: 1, maxLength: 3 }),
      async (type, from, changes) => {
        expectNone(
          await saidOf(messageWith(type, changes), from),
          changes.map(([, text]) => text),
        )
      },
    ),
    { numRuns: 150 },
  )
})

test('a type is quoted where it is one, and else said to be none', async () => {
  const said = async (type: string) => {
    const on = await world()
    on.lis.send(Buffer.from(`MSH|^~\\&|LIS|TEST|EHR|TEST|20260302||${type}|S1|P|2.5.1\rSCH|1\r`))
    await on.after(100)
    expect(on.lis.answers()).toEqual(['AR S1'])
    return [open(on)[0]!.text.slice(0, 40), on.memory.books.messages[0]!.messageType]
  }
  expect(await said('SIU^S12')).toEqual([expect.stringMatching(/^No flow takes SIU\^S12 from lis\./), 'SIU^S12'])
  expect(await said('ZZZ^Z99')).toEqual([expect.stringMatching(/^No flow takes ZZZ\^Z99 from lis\./), 'ZZZ^Z99'])
  expect(await said('ORU^ZZJOHN')).toEqual([expect.stringMatching(/^No flow takes ORU from lis\./), 'ORU'])
  for (const none of ['ZZSMITH^ZZJOHN', 'LEE^ANN', 'LEE']) {
    expect(await said(none)).toEqual(['What stands in MSH-9 of a message from l', ''])
  }
})

test('what a receiver puts into its refusal in the place of a code is not quoted', async () => {
  await fc.assert(
    fc.asyncProperty(typed, typed, typed, async (code, segment, number) => {
      const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
      const error = Buffer.from(`ERR||${segment}^1^${number}|${code}|E|||${code}|${segment}\r`, 'latin1')
      on.toEhr.answer = (message) => [Buffer.concat([ack(controlIdOf(message), 'AE'), error])]
      on.lis.send(messageWith('ORU^R01', []))
      await on.after(500)
      expect(open(on).map(({ kind }) => kind)).toContain('delivery-refused')
      expectNone(JSON.stringify(open(on).map(({ text, cause }) => [text, cause])).toLowerCase(), [
        code,
        segment,
        number,
      ])
    }),
    { numRuns: 30 },
  )
})
