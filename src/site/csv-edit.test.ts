import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvText, editCsv } from './csv-edit.ts'
import { readCsv } from './csv-file.ts'
import { newReport } from './problem.ts'

const columns = ['code', 'name', 'unit', 'note']
const edit = (text: string, rows: Record<string, Record<string, string>>) =>
  editCsv(text, { key: 'code', rows: new Map(Object.entries(rows)), columns })

test('what is not changed stays byte for byte: quotes, blanks, line ends, a missing last one', () => {
  const text = '\ufeffcode,name\r\nA," x ""y"""\r\n\r\nB,  two \r\nC,"a\r\nb"'
  expect(edit(text, {})).toBe(text)
  expect(edit(text, { B: { name: 'two' } })).toBe(text)
  expect(edit(text, { B: { name: 'three' } })).toBe(text.replace('B,  two ', 'B,three'))
})

test('a new column goes behind the others, and every row gets a place for it', () => {
  expect(edit('code,name\nA,a\nB,b\n', { B: { unit: 'g' } })).toBe('code,name,unit\nA,a,\nB,b,g\n')
})

test('a row that is not there is added at the end, also where the last line has no end', () => {
  expect(edit('code,name\nA,a', { Z: { code: 'Z', name: 'z, last' } })).toBe('code,name\nA,a\nZ,"z, last"\n')
})

test('an empty file begins with the columns that are needed', () => {
  expect(edit('', { A: { code: 'A', name: 'a', note: '' } })).toBe('code,name\nA,a\n')
})

test('a cell can be emptied', () => {
  expect(edit('code,name,unit\nA,a,g\n', { A: { unit: '' } })).toBe('code,name,unit\nA,a,\n')
})

const cell = fc.string({ unit: fc.constantFrom('a', ' ', '"', ',', '\n', 'é', ';') }).map((text) => text.trim())

test('every table that is written is read as it was, and an edit changes nothing else', () => {
  const rows = fc.uniqueArray(fc.record({ code: fc.stringMatching(/^[A-Z]{1,3}$/), name: cell, unit: cell }), {
    selector: ({ code }) => code,
    maxLength: 6,
  })
  fc.assert(
    fc.property(rows, cell, (table, name) => {
      const text = csvText(['code', 'name', 'unit'], table)
      const read = (of: string) =>
        readCsv('x.csv', of, { required: ['code'], optional: columns }, newReport()).rows.map(({ cells }) => cells)
      expect(read(text)).toEqual(table)
      const [first] = table
      if (!first) return
      const after = edit(text, { [first.code]: { name } })
      expect(read(after)).toEqual(table.map((row) => (row === first ? { ...row, name } : row)))
    }),
  )
})
