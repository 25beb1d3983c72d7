// Reading LOINC's files: small files of our own with LOINC's columns.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvRows } from '../csv-rows.ts'
import { type FileProblem, fileProblemText } from '../errors.ts'
import { readAnswerListLinks, readAnswerLists, readHierarchy, readPanels } from './accessory-files.ts'
import { readLoincCsv } from './loinc-file.ts'

/** A file whose bytes come in pieces of a size. */
function source(text: string, size = 64) {
  const bytes = new TextEncoder().encode(text)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
  }
  return { name: 'Loinc.csv', pieces: pieces() }
}

async function read(text: string, options = {}) {
  const problems: FileProblem[] = []
  const table = await readLoincCsv(source(text), (problem) => problems.push(problem), options)
  return { table, problems, told: problems.map(fileProblemText) }
}

const header =
  '"LOINC_NUM","COMPONENT","PROPERTY","TIME_ASPCT","SYSTEM","SCALE_TYP","METHOD_TYP","CLASS","STATUS","CLASSTYPE","RELATEDNAMES2","SHORTNAME","ORDER_OBS","LONG_COMMON_NAME","EXAMPLE_UCUM_UNITS","COMMON_TEST_RANK"'
const glucose =
  '"2345-7","Glucose","MCnc","Pt","Ser/Plas","Qn","","CHEM","ACTIVE","1","Glu; Gluc; Sugar","Glucose SerPl-mCnc","Both","Glucose [Mass/volume] in Serum or Plasma","mg/dL","4"'
const survey =
  '"44249-1","PHQ-9 quick depression assessment panel","-","Pt","^Patient","-","","PANEL.SURVEY","ACTIVE","4","","PHQ9","Order","PHQ-9 quick depression assessment panel","","0"'

test('Loinc.csv is read by its own columns', async () => {
  const { table, problems } = await read(`${header}\n${glucose}\n${survey}\n`)
  expect(problems).toEqual([])
  expect(table.find('2345-7')).toEqual({
    code: '2345-7',
    name: 'Glucose [Mass/volume] in Serum or Plasma',
    shortName: 'Glucose SerPl-mCnc',
    axes: { component: 'Glucose', property: 'MCnc', time: 'Pt', system: 'Ser/Plas', scale: 'Qn', method: null },
    status: 'ACTIVE',
    class: 'CHEM',
    use: 'Both',
    units: ['mg/dL'],
    rank: 4,
    synonyms: 'Glu; Gluc; Sugar',
  })
  expect(table.find('44249-1')?.rank).toBeNull()
})

test('only the laboratory part is read where that is asked', async () => {
  const { table } = await read(`${header}\n${glucose}\n${survey}\n`, { laboratoryOnly: true })
  expect(table.all.map(({ code }) => code)).toEqual(['2345-7'])
})

test('a list with code and name alone has its axes read out of the name', async () => {
  const { table, problems } = await read('code,name\n2823-3,Potassium [Moles/volume] in Serum or Plasma\n')
  expect(problems).toEqual([])
  expect(table.all[0]?.axes).toMatchObject({ component: 'Potassium', property: 'SCnc', system: 'Ser/Plas' })
})

test('a file that lacks the name says which column is missing and what it has', async () => {
  const { table, told } = await read('code,label\n2823-3,Potassium\n')
  expect(table.all).toEqual([])
  expect(told[0]).toContain('Loinc.csv:1: error: The columns are not those of this kind of file. Given: code, label.')
  expect(told[0]).toContain('LONG_COMMON_NAME')
})

test('an empty file and a file that is not UTF-8 say so', async () => {
  expect((await read('')).told[0]).toContain('Given: an empty file.')
  const problems: FileProblem[] = []
  const bytes = new Uint8Array([...new TextEncoder().encode('code,name\n'), 0xff, 0xfe, 0x0a])
  async function* pieces() {
    yield bytes
  }
  await readLoincCsv({ name: 'x.csv', pieces: pieces() }, (problem) => problems.push(problem))
  expect(problems).toContainEqual({
    code: 'loinc-csv',
    severity: 'error',
    file: 'x.csv',
    line: 2,
    given: 'bytes that are not UTF-8',
  })
})

test('bad rows are told with their line and left out, and the rows after them are read', async () => {
  const { table, problems } = await read(
    [
      'code,name',
      '2345-7,"Glucose [Mass/volume] in Serum or Plasma"',
      '2951-2,',
      '2823-3,Potassium "K" [Moles/volume],x,y',
      '2075-1,Chloride [Moles/volume] in Serum or Plasma',
      '2345-7,Glucose again',
      '3094-0,"Urea ""nitrogen"" [Mass/volume]',
      'in Serum or Plasma"',
      '2160-0,Creatinine [Mass/volume] in Serum or Plasma',
    ].join('\n'),
  )
  expect(table.all.map(({ code }) => code)).toEqual(['2345-7', '2075-1', '3094-0', '2160-0'])
  expect(problems.map(({ code, severity, line }) => `${line} ${severity} ${code}`)).toEqual([
    '3 error loinc-row',
    '4 error loinc-csv',
    '5 warning loinc-code',
    '6 warning loinc-repeated',
  ])
})

test('rows are the same, however the bytes are cut, and their lines are right', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.string({ maxLength: 8 }), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 40 }),
      async (rows, size) => {
        const cells = rows.map((row) => row.map((cell) => cell.trim().replace(/\r/g, '') || 'x'))
        const text = cells.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n')
        const read: (readonly string[])[] = []
        const lines: number[] = []
        for await (const row of csvRows(source(text, size), () => expect.unreachable())) {
          read.push(row.cells)
          lines.push(row.line)
        }
        expect(read).toEqual(cells.map((row) => row.map((cell) => cell.trim())))
        const heights = cells.map((row) => row.join('').split('\n').length)
        expect(lines).toEqual(heights.map((_, at) => 1 + heights.slice(0, at).reduce((sum, one) => sum + one, 0)))
      },
    ),
  )
})

test('panels have their tests in order, without themselves', async () => {
  const panels = await readPanels(
    source(
      [
        '"ParentId","ParentLoinc","ParentName","ID","SEQUENCE","Loinc","LoincName","ObservationRequiredInPanel"',
        '"1","24326-1","Electrolytes 1998 panel - Serum or Plasma","1","0","24326-1","Electrolytes 1998 panel - Serum or Plasma",""',
        '"1","24326-1","Electrolytes 1998 panel - Serum or Plasma","3","2","2823-3","Potassium [Moles/volume] in Serum or Plasma","R"',
        '"1","24326-1","Electrolytes 1998 panel - Serum or Plasma","2","1","2951-2","Sodium [Moles/volume] in Serum or Plasma","R"',
      ].join('\n'),
    ),
    () => expect.unreachable(),
  )
  expect(panels.get('24326-1')?.members.map(({ loinc, required }) => [loinc, required])).toEqual([
    ['2951-2', 'R'],
    ['2823-3', 'R'],
  ])
})

test('answer lists and their links are read', async () => {
  const lists = await readAnswerLists(
    source(
      [
        'AnswerListId,AnswerListName,AnswerListOID,AnswerStringId,SequenceNumber,DisplayText',
        'LL2-7,Detected,1.2,LA2-8,2,Not detected',
        'LL2-7,Detected,1.2,LA1-1,1,Detected',
        'LL9-9,Elsewhere,1.3,,,',
      ].join('\n'),
    ),
    () => expect.unreachable(),
  )
  expect(lists.get('LL2-7')?.answers.map(({ text }) => text)).toEqual(['Detected', 'Not detected'])
  expect(lists.get('LL9-9')?.answers).toEqual([])
  const links = await readAnswerListLinks(
    source('LoincNumber,AnswerListId,AnswerListLinkType\n94500-6,LL9-9,EXAMPLE\n94500-6,LL2-7,NORMATIVE\n'),
    () => expect.unreachable(),
  )
  expect(links.get('94500-6')).toEqual(['LL2-7', 'LL9-9'])
})

test('the hierarchy gives the way from the root, and a row without a code is told', async () => {
  const problems: FileProblem[] = []
  const nodes = await readHierarchy(
    source(
      [
        'PATH_TO_ROOT,SEQUENCE,IMMEDIATE_PARENT,CODE,CODE_TEXT',
        'LP1.LP2,1,LP2,2345-7,Glucose SerPl-mCnc',
        'LP1.LP3,1,LP3,2345-7,Glucose SerPl-mCnc',
        'LP1,2,LP1,,nothing',
      ].join('\n'),
    ),
    (problem) => problems.push(problem),
  )
  expect(nodes.get('2345-7')?.map(({ path }) => path.join('>'))).toEqual(['LP1>LP2', 'LP1>LP3'])
  expect(problems.map(({ line, given }) => `${line} ${given}`)).toEqual(['4 nothing in CODE'])
})
