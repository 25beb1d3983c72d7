import { expect, test } from 'vitest'
import { parseMessage } from '../../hl7/index.ts'
import { applyMessages } from './change.ts'
import type { CatalogRows } from './from-rows.ts'
import { readCatalogMessage } from './mfn/read-message.ts'

const place = { file: 'catalogs/lis.csv', line: 2 }
const orderable = { code: 'GLU', name: 'GLUCOSE', kind: 'test', components: 'GLU', orderable: 'yes' }
const component = { code: 'GLU', name: 'GLUCOSE', unit: 'mg/dL' }

function rowsOf(order: object, result: object = {}): CatalogRows {
  return {
    orderables: [{ cells: { ...orderable, ...order }, place }],
    components: [{ cells: { ...component, ...result }, place }],
    aoe: [],
  }
}

/** What a message of this event changes, told on 2026-11-23. */
function after(rows: CatalogRows, event: string, ...lines: readonly string[]) {
  const mfi = lines[0]?.startsWith('MFI') ? [] : ['MFI|OMM^^HL70175||UPD|||AL']
  const head = [`MSH|^~\\&|LIS|LAB|||20260801||MFN^${event}|C1|T|2.5.1`, ...mfi, ...lines]
  const message = readCatalogMessage(parseMessage(Buffer.from(head.map((line) => `${line}\r`).join(''))))
  const made = applyMessages(rows, [{ message, source: 'm' }], '2026-11-23')
  const told = made.changes.map(({ part, what, cells, note }) => [part, what, cells.map(({ column }) => column), note])
  return { ...made, told, order: made.rows.orderables[0]?.cells ?? {}, result: made.rows.components[0]?.cells ?? {} }
}

const key = 'GLU^GLUCOSE^L|CWE'
const charge = (codes: string, flag = '') => `CDM|GLU^GLUCOSE^L||Glucose||||${codes}|${flag}`
const om1 = (orderability: string) => `OM1|1|GLU^GLUCOSE^L||Y||||||||${orderability}||||||A`

test.each(['MDC', 'MDL'])('a charge that ends by %s leaves the test on offer', (event) => {
  const rows = rowsOf({ procedure_codes: '82947;80048' })
  const named = after(rows, 'M04', `MFE|${event}|||${key}`, charge('82947^Glucose^C4'))
  expect([named.order.active, named.order.procedure_codes]).toEqual([undefined, '80048'])
  expect(named.told).toEqual([['orderables', 'changed', ['procedure_codes'], '']])
  const all = after(rows, 'M04', `MFE|${event}|||${key}`)
  expect([all.order.active, all.order.procedure_codes, all.result.active]).toEqual([undefined, '', undefined])
})

test('a charge that is switched off in CDM-8 is no longer charged, and the test stays on offer', () => {
  const { order } = after(rowsOf({ procedure_codes: '82947' }), 'M04', `MFE|MUP|||${key}`, charge('82947^x^C4', 'I'))
  expect([order.active, order.procedure_codes]).toEqual([undefined, ''])
})

test('a payer whose coverage ends is taken off the test, and the test stays on offer', () => {
  const rows = rowsOf({ limited_coverage: 'Plan A;Plan B' })
  const ended = after(rows, 'M18', `MFE|MDL|||${key}`, 'PM1|^Plan A|X', 'MCP|1|GLU^GLUCOSE^L')
  expect([ended.order.active, ended.order.limited_coverage]).toEqual([undefined, 'Plan B'])
  const again = after(ended.rows, 'M18', `MFE|MAC|||${key}`, 'PM1|^Plan A|X', 'MCP|1|GLU^GLUCOSE^L')
  expect(again.order.limited_coverage).toBe('Plan B;Plan A')
  const nobody = after(rows, 'M18', `MFE|MDC|||${key}`)
  expect(nobody.notTaken.map(({ why }) => why)).toEqual(['PM1 names no payer, so nothing says whose coverage ends'])
})

test('a charge or a payer of a test that is not offered any more does not bring it back', () => {
  const rows = rowsOf({ active: 'no' }, { active: 'no' })
  expect(after(rows, 'M04', `MFE|MAD|||${key}`, charge('82947^x^C4', 'A')).order.active).toBe('no')
  expect(after(rows, 'M18', `MFE|MAD|||${key}`, 'PM1|^Plan A|X', 'MCP|1|GLU^GLUCOSE^L').order.active).toBe('no')
  expect(after(rows, 'M08', `MFE|MAD|||${key}`, om1('Y')).order.active).toBe('yes')
})

test('a test that cannot be ordered any more (OM1-12 N) is told so where it could', () => {
  const { order, told } = after(rowsOf({}), 'M08', `MFE|MUP|||${key}`, om1('N'))
  expect(order.orderable).toBe('no')
  expect(told[0]).toEqual(['orderables', 'changed', ['orderable'], ''])
  const panel = after(rowsOf({ kind: 'panel', components: 'K;NA' }), 'M08', `MFE|MUP|||${key}`, om1('N'))
  expect(panel.order.orderable).toBe('yes')
})

test('a battery and a component that share a code end each by its own message', () => {
  const rows = rowsOf({ kind: 'panel', components: 'K;NA' })
  const ended = (event: string) => {
    const { order, result } = after(rows, event, `MFE|MDC|||${key}`)
    return [order.active, result.active]
  }
  expect(ended('M10')).toEqual(['no', undefined])
  expect(ended('M08')).toEqual([undefined, 'no'])
})

test('what counts only from a later day is told with that day', () => {
  const note = 'not in force before 2027-01-01'
  const ending = after(rowsOf({}), 'M08', `MFE|MDC||20270101|${key}`)
  expect(ending.told.map(([, what, , told]) => [what, told])).toEqual([
    ['deactivated', note],
    ['deactivated', note],
  ])
  const unit = (day: string) => after(rowsOf({}), 'M08', `MFE|MUP||${day}|${key}`, om1('Y'), 'OM2|1|mmol/L').told.at(-1)
  expect(unit('20270101000000-0500')).toEqual(['components', 'changed', ['unit', 'coding_system', 'value_type'], note])
  expect(unit('20261123')).toEqual(['components', 'changed', ['unit', 'coding_system', 'value_type'], ''])
  const whole = after(rowsOf({}), 'M08', 'MFI|OMM^^HL70175||UPD||20270101|AL', `MFE|MDC|||${key}`)
  expect(whole.told[0]?.[3]).toBe(note)
})
