// The axes that LOINC's long common names say: single names by hand, and all names of others' cases whose axes are known.
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { caseBytes, casesFolder, casesNote } from '../../../test/cases.ts'
import { axesOfName } from './axes-of-name.ts'
import { type LoincAxes, loincAxes } from './term.ts'

const none: LoincAxes = { component: null, property: null, time: 'Pt', system: null, scale: null, method: null }

const names: readonly (readonly [name: string, axes: Partial<LoincAxes>])[] = [
  [
    'Glucose [Mass/volume] in Serum or Plasma',
    { component: 'Glucose', property: 'MCnc', system: 'Ser/Plas', scale: 'Qn' },
  ],
  [
    'Glucose [Mass/volume] in Serum or Plasma --2 hours post 75 g glucose PO',
    { component: 'Glucose^2 hours post 75 g glucose PO', property: 'MCnc', system: 'Ser/Plas', scale: 'Qn' },
  ],
  [
    'Platelets [#/volume] in Blood by Automated count',
    { component: 'Platelets', property: 'NCnc', system: 'Bld', scale: 'Qn', method: 'Automated count' },
  ],
  [
    'MCV [Entitic volume] by Automated count',
    { component: 'MCV', property: 'EntVol', scale: 'Qn', method: 'Automated count' },
  ],
  [
    'Protein [Mass/time] in 24 hour Urine',
    { component: 'Protein', property: 'MRat', time: '24H', system: 'Urine', scale: 'Qn' },
  ],
  [
    'Albumin/Globulin [Mass Ratio] in Serum or Plasma',
    { component: 'Albumin/Globulin', property: 'MRto', system: 'Ser/Plas', scale: 'Qn' },
  ],
  [
    'Cholesterol in LDL [Mass/volume] in Serum or Plasma by Direct assay',
    {
      component: 'Cholesterol in LDL',
      property: 'MCnc',
      system: 'Ser/Plas',
      scale: 'Qn',
      method: 'Direct assay',
    },
  ],
  [
    'Hepatitis B virus core IgM Ab [Presence] in Serum',
    { component: 'Hepatitis B virus core Ab.IgM', property: 'PrThr', system: 'Ser', scale: 'Ord' },
  ],
  ['pH of Arterial blood', { component: 'pH', property: 'LsCnc', system: 'BldA', scale: 'Qn' }],
  [
    'Erythrocytes [#/area] in Urine sediment by Microscopy high power field',
    {
      component: 'Erythrocytes',
      property: 'Naric',
      system: 'Urine sed',
      scale: 'Qn',
      method: 'Microscopy.light.HPF',
    },
  ],
  [
    'Bacteria identified in Urine by Culture',
    { component: 'Bacteria identified', property: 'Prid', system: 'Urine', scale: 'Nom', method: 'Culture' },
  ],
  [
    'Hepatitis C virus RNA [Units/volume] (viral load) in Serum or Plasma by NAA with probe detection',
    {
      component: 'Hepatitis C virus RNA',
      property: 'ACnc',
      system: 'Ser/Plas',
      scale: 'Qn',
      method: 'Probe.amp.tar',
    },
  ],
  ['Comprehensive metabolic 2000 panel - Serum or Plasma', { system: 'Ser/Plas', scale: '-' }],
  ['Eosinophils/100 leukocytes in Pleural fluid', { property: 'NFr', system: 'Plr fld', scale: 'Qn' }],
  [
    'Glomerular filtration rate/1.73 sq M.predicted by Creatinine-based formula (MDRD)',
    { component: 'Glomerular filtration rate/1.73 sq M.predicted', method: 'Creatinine-based formula (MDRD)' },
  ],
  ['Cefepime [Susceptibility]', { component: 'Cefepime', property: 'Susc', scale: 'OrdQn' }],
]

describe('axes of a long common name', () => {
  for (const [name, axes] of names)
    test(`"${name}" says its axes and no others`, () => {
      const read = axesOfName(name)
      expect(read).toEqual({ ...none, component: read.component, ...axes })
      expect(read.component).not.toBeNull()
    })

  test('a name that is no LOINC name is its own component, and says nothing else', () => {
    expect(axesOfName('Specimen type')).toEqual({ ...none, component: 'Specimen type' })
    expect(axesOfName('')).toEqual({ ...none, time: null })
  })

  test('names with odd brackets and dashes do not stop the reading', () => {
    for (const name of ['[', ']', '[]', '[Presence]', '--', ' by ', ' in ', 'a [b] by', 'x -- ', '[Mass/volume] in '])
      expect(() => axesOfName(name)).not.toThrow()
  })

  test.skipIf(!casesFolder)(`nearly all axes that others print are read out of the name${casesNote}`, () => {
    const rows = parse(Buffer.from(caseBytes('terminology/loinc/loinc_subset.csv')), { columns: true }) as Record<
      string,
      string
    >[]
    const known = rows.filter(({ component }) => component !== '')
    expect(known.length).toBeGreaterThan(100)
    const share = (axis: keyof LoincAxes) =>
      known.filter((row) => same(axesOfName(row.long_common_name!)[axis], row[axis]!)).length / known.length
    for (const axis of loincAxes) expect(share(axis), axis).toBeGreaterThanOrEqual(axis === 'component' ? 0.97 : 0.99)
  })
})

function same(read: string | null, printed: string): boolean {
  return (read ?? '').toLowerCase() === printed.toLowerCase()
}
