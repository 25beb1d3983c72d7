// `labloop loinc`: the built-in table, and a small release of our own with LOINC's folders and columns.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { loinc } from './loinc.ts'
import { run, testFolder } from './testing/run.ts'

const files = {
  'LoincTable/Loinc.csv': [
    '"LOINC_NUM","COMPONENT","PROPERTY","TIME_ASPCT","SYSTEM","SCALE_TYP","METHOD_TYP","CLASS","STATUS","CLASSTYPE","LONG_COMMON_NAME"',
    '"24331-1","Lipid 1996 panel","-","Pt","Ser/Plas","-","","PANEL.CHEM","ACTIVE","1","Lipid 1996 panel - Serum or Plasma"',
    '"2093-3","Cholesterol","MCnc","Pt","Ser/Plas","Qn","","CHEM","ACTIVE","1","Cholesterol [Mass/volume] in Serum or Plasma"',
    '"5802-4","Nitrite","PrThr","Pt","Urine","Ord","Test strip","UA","ACTIVE","1","Nitrite [Presence] in Urine by Test strip"',
    '"1009-0","Old","PrThr","Pt","RBC","Ord","","BLDBK","DEPRECATED","1","Deprecated Old [Presence] on Red Blood Cells"',
  ],
  'LoincTable/MapTo.csv': ['"LOINC","MAP_TO","COMMENT"', '"1009-0","1007-4",""'],
  'AccessoryFiles/PanelsAndForms/PanelsAndForms.csv': [
    '"ParentId","ParentLoinc","ParentName","ID","SEQUENCE","Loinc","LoincName","ObservationRequiredInPanel"',
    '"1","24331-1","Lipid 1996 panel - Serum or Plasma","1","1","24331-1","Lipid 1996 panel - Serum or Plasma",""',
    '"1","24331-1","Lipid 1996 panel - Serum or Plasma","3","3","9830-1","Cholesterol.total/Cholesterol in HDL","O"',
    '"1","24331-1","Lipid 1996 panel - Serum or Plasma","2","2","2093-3","","R"',
  ],
  'AccessoryFiles/AnswerFile/AnswerList.csv': [
    '"AnswerListId","AnswerListName","AnswerStringId","SequenceNumber","DisplayText"',
    '"LL360-9","Pos|Neg","LA6577-6","2","Negative"',
    '"LL360-9","Pos|Neg","LA6576-8","1","Positive"',
  ],
  'AccessoryFiles/AnswerFile/LoincAnswerListLink.csv': [
    '"LoincNumber","LongCommonName","AnswerListId","AnswerListName","AnswerListLinkType"',
    '"5802-4","Nitrite [Presence] in Urine by Test strip","LL360-9","Pos|Neg","EXAMPLE"',
  ],
  'AccessoryFiles/ComponentHierarchyBySystem/ComponentHierarchyBySystem.csv': [
    '"PATH_TO_ROOT","SEQUENCE","IMMEDIATE_PARENT","CODE","CODE_TEXT"',
    '"","1","","LP432695-7","{component}"',
    '"LP432695-7","1","LP432695-7","LP29693-6","Laboratory"',
    '"LP432695-7.LP29693-6","1","LP29693-6","2093-3","Cholesterol SerPl-mCnc"',
  ],
}

function release(): string {
  const cwd = testFolder()
  for (const [name, lines] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, 'Loinc_2.81', name)), { recursive: true })
    writeFileSync(join(cwd, 'Loinc_2.81', name), `${lines.join('\r\n')}\r\n`)
  }
  return cwd
}

test('a common code is found without any file, with the axes that its name says', async () => {
  const { code, stdout } = await run(loinc, ['2345-7'])
  expect(code).toBe(0)
  expect(stdout).toContain('2345-7 Glucose [Mass/volume] in Serum or Plasma\n')
  expect(stdout).toMatch(/component {2}Glucose\n.*property {3}MCnc\n/)
})

test('a panel has its tests in their order, with the names of the table where the file has none', async () => {
  const { code, stdout } = await run(loinc, ['24331-1', '--loinc', 'Loinc_2.81'], { cwd: release() })
  expect(code).toBe(0)
  expect(stdout).toMatch(/R {2}2093-3 {4}Cholesterol \[Mass.*\n.*O {2}9830-1 {4}Cholesterol\.total/)
})

test('answers, place and what stands for a code that was given up are told', async () => {
  const args = ['5802-4', '2093-3', '1009-0', '--loinc', 'Loinc_2.81/LoincTable/Loinc.csv', '--json']
  const { code, stdout, stderr } = await run(loinc, args, { cwd: release() })
  expect([code, stderr]).toEqual([0, ''])
  const [nitrite, cholesterol, old] = JSON.parse(stdout)
  expect(nitrite.answers).toEqual([
    {
      list: 'LL360-9 Pos|Neg',
      answers: [
        { code: 'LA6576-8', text: 'Positive' },
        { code: 'LA6577-6', text: 'Negative' },
      ],
    },
  ])
  expect(cholesterol.places).toEqual([['{component}', 'Laboratory']])
  expect(old).toMatchObject({ term: { status: 'DEPRECATED' }, instead: [{ loinc: '1007-4', comment: '' }] })
})

test('a code that is not there is told with why, and the exit code says it', async () => {
  const { code, stdout } = await run(loinc, ['2345-6', '99999-9', '2345-7'])
  expect(code).toBe(1)
  expect(stdout).toMatch(/2345-6 is not known: .*check digit/)
  expect(stdout).toContain('2345-7 Glucose')
  const missing = await run(loinc, ['2345-7', '--loinc', 'nowhere.csv'], { cwd: testFolder() })
  expect(missing.code).toBe(2)
  expect((await run(loinc, [])).code).toBe(2)
})
