// Differences planted in codes, LOINC, units, ranges, flags and values of the catalogs and maps. The one thing to know: `@CREA`
// is the EHR's code for the LIS component CREA, `@@CMP` its code for the LIS orderable CMP, as Riverside's maps have them.
import type { Plant } from './plant.ts'

const lisComponents = 'catalogs/lis-components.csv'
const ehrComponents = 'catalogs/ehr-components.csv'
const lisOrderables = 'catalogs/lis-orderables.csv'
const components = 'maps/components.csv'
const units = 'maps/units.csv'
const flags = 'maps/flags.csv'

/** An approved row of a map from the LIS to the EHR, one way. */
const forward = (from: string, to: string, context = '') => ({
  from_system: 'lis',
  from_code: from,
  to_system: 'ehr',
  to_code: to,
  context,
  direction: 'forward',
  status: 'approved',
  approved_by: 'Laboratory director',
  approved_on: '2026-09-21',
})

const codes: readonly Plant[] = [
  {
    ...{ family: 'code', rule: 'code-unmapped', system: 'lis', codes: ['PCT'] },
    what: 'The laboratory began to report procalcitonin; nobody told the interface',
    edits: [
      {
        file: lisComponents,
        add: {
          ...{ code: 'PCT', name: 'PROCALCITONIN', loinc: '33959-8', value_type: 'NM', unit: 'ng/mL', precision: '2' },
          loinc_name: 'Procalcitonin [Mass/volume] in Serum or Plasma',
          ...{ specimen: 'SER', method: 'immunoassay', ranges: '<0.10', flags: 'N;H', typical: '', active: 'yes' },
        },
      },
      {
        file: lisOrderables,
        add: {
          ...{ code: 'PCT', name: 'PROCALCITONIN', kind: 'test', components: 'PCT', specimen: 'SER', container: 'SST' },
          ...{ priorities: 'R;S', department: 'CHEM', result_mode: 'snapshot', sensitive: 'no', active: 'yes' },
        },
      },
    ],
  },
  {
    ...{ family: 'code', rule: 'code-unmapped', system: 'lis', codes: ['FT4'] },
    what: 'The row for free T4 is still a draft',
    edits: [{ file: components, row: { from_code: 'FT4' }, set: { status: 'draft' } }],
    also: ['code-never-arrives', 'panel-missing'],
    alsoCodes: ['@FT4', '@@FT4'],
  },
  {
    ...{ family: 'code', rule: 'code-target-inactive', system: 'lis', codes: ['TT'] },
    what: 'The EHR took the row of the thrombin time out of use, the laboratory still reports it',
    edits: [{ file: ehrComponents, row: { code: '@TT' }, set: { active: 'no' } }],
    also: ['panel-member-unknown'],
    alsoCodes: ['@@TT'],
  },
  {
    ...{ family: 'code', rule: 'code-target-inactive', system: 'ehr', codes: ['@@HAPT'] },
    what: 'The laboratory stopped haptoglobin in house, the EHR still offers it',
    edits: [{ file: lisOrderables, row: { code: 'HAPT' }, set: { active: 'no' } }],
  },
  {
    ...{ family: 'code', rule: 'code-many-to-one-specimen', system: 'lis', codes: ['KWB'] },
    what: 'Potassium of the blood gas analyser is led to the row of serum potassium',
    edits: [{ file: components, row: { from_code: 'KWB' }, set: { to_code: '@K', direction: 'forward' } }],
    also: ['code-never-arrives', 'loinc-system', 'panel-missing', 'panel-unexpected', 'range-disagrees'],
    alsoCodes: ['@KWB', '@@WBLYT'],
  },
  {
    ...{ family: 'code', rule: 'code-many-to-one-method', system: 'lis', codes: ['SEGM'] },
    what: 'Neutrophils counted by hand are led to the row of the analyser’s count',
    edits: [{ file: components, row: { from_code: 'SEGM' }, set: { to_code: '@NEUP', direction: 'forward' } }],
    also: ['code-never-arrives', 'loinc-method', 'panel-missing', 'panel-unexpected'],
    alsoCodes: ['@SEGM', '@@MDIFF'],
  },
  {
    ...{ family: 'code', rule: 'code-order-as-result', system: 'lis', codes: ['ULE'] },
    what: 'Leukocyte esterase carries the LOINC code of the whole urinalysis panel',
    edits: [
      {
        file: lisComponents,
        row: { code: 'ULE' },
        set: { loinc: '24356-8', loinc_name: 'Urinalysis complete panel - Urine' },
      },
    ],
    also: ['loinc-component', 'loinc-property', 'loinc-scale', 'loinc-method', 'loinc-scale-unlike-type'],
  },
  {
    ...{ family: 'code', rule: 'code-loinc-twice', system: 'lis', codes: ['LACT', 'LACTA'] },
    what: 'Arterial lactate carries the LOINC code of lactate in blood',
    edits: [
      {
        file: lisComponents,
        row: { code: 'LACTA' },
        set: { loinc: '32693-4', loinc_name: 'Lactate [Moles/volume] in Blood' },
      },
    ],
    also: ['loinc-system'],
  },
]

const loinc: readonly Plant[] = [
  {
    ...{ family: 'loinc', rule: 'loinc-component', system: 'lis', codes: ['AST'] },
    what: 'The rows of AST and ALT are crossed: AST arrives as ALT',
    edits: [{ file: components, row: { from_code: 'AST' }, set: { to_code: '@ALT' } }],
    also: ['range-disagrees'],
  },
  {
    ...{ family: 'loinc', rule: 'loinc-component', system: 'lis', codes: ['ALT'] },
    what: 'The rows of AST and ALT are crossed: ALT arrives as AST',
    edits: [{ file: components, row: { from_code: 'ALT' }, set: { to_code: '@AST' } }],
    also: ['range-disagrees'],
  },
  {
    ...{ family: 'loinc', rule: 'loinc-property', system: 'lis', codes: ['CREA'] },
    what: 'The EHR has creatinine under the code for moles by volume',
    edits: [
      {
        file: ehrComponents,
        row: { code: '@CREA' },
        set: { loinc: '14682-9', loinc_name: 'Creatinine [Moles/volume] in Serum or Plasma' },
      },
    ],
    also: ['loinc-property-unlike-unit'],
    alsoCodes: ['@CREA'],
  },
  {
    ...{ family: 'loinc', rule: 'loinc-time', system: 'lis', codes: ['U24TP'] },
    what: 'The EHR has 24-hour urine protein under the code of the spot urine',
    edits: [
      {
        file: ehrComponents,
        row: { code: '@U24TP' },
        set: { loinc: '2888-6', loinc_name: 'Protein [Mass/volume] in Urine' },
      },
    ],
    also: ['loinc-property', 'loinc-property-unlike-unit', 'code-loinc-twice'],
    alsoCodes: ['@U24TP'],
  },
  {
    ...{ family: 'loinc', rule: 'loinc-system', system: 'lis', codes: ['GLU'] },
    what: 'The EHR has serum glucose under the code of whole blood',
    edits: [
      {
        file: ehrComponents,
        row: { code: '@GLU' },
        set: { loinc: '2339-0', loinc_name: 'Glucose [Mass/volume] in Blood' },
      },
    ],
    also: ['loinc-system-unlike-specimen', 'code-loinc-twice'],
    alsoCodes: ['@GLU', '@GLUPC'],
  },
  {
    ...{ family: 'loinc', rule: 'loinc-scale', system: 'lis', codes: ['UGLU'] },
    what: 'Dipstick glucose is a number by the code of the LIS and present or absent by the EHR’s',
    edits: [
      {
        file: ehrComponents,
        row: { code: '@UGLU' },
        set: { loinc: '25428-4', loinc_name: 'Glucose [Presence] in Urine by Test strip' },
      },
    ],
    also: ['loinc-property'],
  },
  {
    ...{ family: 'loinc', rule: 'loinc-method', system: 'lis', codes: ['LYMP'] },
    what: 'The EHR has the analyser’s lymphocytes under the code of the manual count',
    edits: [
      {
        file: ehrComponents,
        row: { code: '@LYMP' },
        set: { loinc: '737-7', loinc_name: 'Lymphocytes/100 leukocytes in Blood by Manual count' },
      },
    ],
  },
  {
    ...{ family: 'loinc', rule: 'loinc-name-unlike', system: 'lis', codes: ['MG'] },
    what: 'Magnesium in serum stands beside the name of magnesium in red blood cells',
    edits: [
      { file: lisComponents, row: { code: 'MG' }, set: { loinc_name: 'Magnesium [Mass/volume] in Red Blood Cells' } },
    ],
  },
  {
    ...{ family: 'loinc', rule: 'loinc-system-unlike-specimen', system: 'lis', codes: ['UALB'] },
    what: 'Urine albumin carries the code of albumin in serum in the LIS',
    edits: [
      {
        file: lisComponents,
        row: { code: 'UALB' },
        set: { loinc: '1751-7', loinc_name: 'Albumin [Mass/volume] in Serum or Plasma' },
      },
    ],
    also: ['code-loinc-twice', 'loinc-system', 'loinc-component', 'loinc-method'],
  },
  {
    ...{ family: 'loinc', rule: 'loinc-property-unlike-unit', system: 'lis', codes: ['LEAD'] },
    what: 'Lead is reported in ug/dL under the code for moles by volume, on both sides alike',
    edits: [
      {
        file: lisComponents,
        row: { code: 'LEAD' },
        set: { loinc: '25459-9', loinc_name: 'Lead [Moles/volume] in Blood' },
      },
      {
        file: ehrComponents,
        row: { code: '@LEAD' },
        set: { loinc: '25459-9', loinc_name: 'Lead [Moles/volume] in Blood' },
      },
    ],
    alsoCodes: ['@LEAD'],
    also: ['loinc-property-unlike-unit', 'loinc-name-unlike'],
  },
]

const unitPlants: readonly Plant[] = [
  {
    ...{ family: 'unit', rule: 'unit-not-commensurable', system: 'lis', codes: ['CA'] },
    what: 'The EHR shows calcium in mmol/L, and the map renames mg/dL',
    edits: [
      {
        file: ehrComponents,
        row: { code: '@CA' },
        set: { unit: 'mmol/L', ranges: '2.15-2.55', critical_low: '1.63', critical_high: '3.25' },
      },
      { file: units, add: forward('mg/dL', 'mmol/L', 'component=CA') },
    ],
    also: ['unit-renamed', 'loinc-property-unlike-unit'],
    alsoCodes: ['mg/dL', '@CA'],
  },
  {
    ...{ family: 'unit', rule: 'unit-magnitude', system: 'lis', codes: ['PLT'] },
    what: 'The EHR’s row of platelets is /uL, and the map renames thousands',
    edits: [
      { file: ehrComponents, row: { code: '@PLT' }, set: { unit: '/uL' } },
      { file: units, add: forward('x10(3)/uL', '/uL', 'component=PLT') },
    ],
    also: ['unit-renamed', 'range-not-converted'],
    alsoCodes: ['x10(3)/uL'],
  },
  {
    ...{ family: 'unit', rule: 'unit-convention', system: 'lis', codes: ['DDIM'] },
    what: 'The EHR’s row of D-dimer is in DDU, the laboratory reports FEU',
    edits: [
      { file: ehrComponents, row: { code: '@DDIM' }, set: { unit: 'ng/mL (DDU)' } },
      { file: units, row: { from_code: 'ng/mL FEU' }, set: { to_code: 'ng/mL (DDU)', direction: 'forward' } },
    ],
    also: ['unit-renamed'],
    alsoCodes: ['ng/mL FEU'],
  },
  {
    ...{ family: 'unit', rule: 'unit-unknown', system: 'lis', codes: ['VALP'] },
    what: 'The unit of valproic acid is mistyped',
    edits: [{ file: lisComponents, row: { code: 'VALP' }, set: { unit: 'ug/mLL' } }],
    also: ['unit-unmapped'],
  },
  {
    ...{ family: 'unit', rule: 'unit-missing', system: 'lis', codes: ['FERR'] },
    what: 'Ferritin has no unit in the EHR',
    edits: [{ file: ehrComponents, row: { code: '@FERR' }, set: { unit: '' } }],
  },
  {
    ...{ family: 'unit', rule: 'unit-unmapped', system: 'lis', codes: ['RF'] },
    what: 'The rheumatoid factor is reported in another spelling, without a row',
    edits: [{ file: lisComponents, row: { code: 'RF' }, set: { unit: 'IU/ml' } }],
  },
  {
    ...{ family: 'unit', rule: 'unit-ambiguous', system: 'lis', codes: ['WBC'] },
    what: 'Leukocytes are reported in G/L, which is grams by litre elsewhere',
    edits: [
      { file: lisComponents, row: { code: 'WBC' }, set: { unit: 'G/L' } },
      { file: units, add: forward('G/L', 'K/uL', 'component=WBC') },
    ],
  },
  {
    ...{ family: 'unit', rule: 'unit-renamed', system: 'lis', codes: ['mg/L'] },
    what: 'CRP in mg/L is renamed to mg/dL for the EHR’s row',
    edits: [
      { file: ehrComponents, row: { code: '@CRP' }, set: { unit: 'mg/dL' } },
      { file: units, add: forward('mg/L', 'mg/dL', 'component=CRP') },
    ],
    also: ['unit-magnitude', 'range-not-converted'],
    alsoCodes: ['CRP'],
  },
  {
    ...{ family: 'unit', rule: 'unit-conversion', system: 'lis', codes: ['GLUPC'] },
    what: 'Meter glucose is to be converted to mmol/L, and nobody signed it',
    edits: [
      {
        file: ehrComponents,
        row: { code: '@GLUPC' },
        set: { unit: 'mmol/L', ranges: '3.9-5.5', critical_low: '2.8', critical_high: '25.0', precision: '1' },
      },
      { file: components, row: { from_code: 'GLUPC' }, set: { unit_from: 'mg/dL', unit_to: 'mmol/L' } },
    ],
    also: ['unit-not-commensurable', 'loinc-property-unlike-unit'],
    alsoCodes: ['@GLUPC'],
  },
]

const ranges: readonly Plant[] = [
  {
    ...{ family: 'range', rule: 'range-missing', system: 'lis', codes: ['LDH'] },
    what: 'The range of LDH was lost when the method changed',
    edits: [{ file: lisComponents, row: { code: 'LDH' }, set: { ranges: '' } }],
  },
  {
    ...{ family: 'range', rule: 'range-unreadable', system: 'lis', codes: ['MCH'] },
    what: 'The range of MCH was typed wrongly',
    edits: [{ file: lisComponents, row: { code: 'MCH' }, set: { ranges: '18y-:27.0--33.0-' } }],
    also: ['range-disagrees'],
  },
  {
    ...{ family: 'range', rule: 'range-disagrees', system: 'lis', codes: ['BUN'] },
    what: 'The EHR shows urea nitrogen as normal up to 25',
    edits: [{ file: ehrComponents, row: { code: '@BUN' }, set: { ranges: '7-25' } }],
  },
  {
    ...{ family: 'range', rule: 'range-disagrees', system: 'lis', codes: ['HGB'] },
    what: 'The EHR has one range of haemoglobin for men and women',
    edits: [{ file: ehrComponents, row: { code: '@HGB' }, set: { ranges: '18y-:12.0-16.0' } }],
  },
  {
    ...{ family: 'range', rule: 'range-inverted', system: 'lis', codes: ['OSMO'] },
    what: 'The limits of osmolality stand the wrong way round',
    edits: [{ file: lisComponents, row: { code: 'OSMO' }, set: { ranges: '295-275' } }],
    also: ['range-disagrees'],
  },
  {
    ...{ family: 'range', rule: 'range-magnitude', system: 'lis', codes: ['CORT'] },
    what: 'The decimal point of cortisol’s range is missing in the LIS',
    edits: [{ file: lisComponents, row: { code: 'CORT' }, set: { ranges: '62-194' } }],
  },
  {
    ...{ family: 'range', rule: 'range-gap', system: 'lis', codes: ['PHOS'] },
    what: 'Phosphorus has no range for children from 1 to 13 years',
    edits: [
      { file: lisComponents, row: { code: 'PHOS' }, set: { ranges: '0d-1y:4.0-7.5; 13y-18y:2.9-5.1; 18y-:2.5-4.5' } },
    ],
  },
  {
    ...{ family: 'range', rule: 'range-overlap', system: 'lis', codes: ['ESR'] },
    what: 'Men from 40 to 50 have two ranges of the sedimentation rate',
    edits: [
      {
        file: lisComponents,
        row: { code: 'ESR' },
        set: { ranges: 'M 18y-50y:0-15; M 40y-:0-20; F 18y-50y:0-20; F 50y-:0-30' },
      },
    ],
  },
  {
    ...{ family: 'range', rule: 'range-critical-inside', system: 'lis', codes: ['LI'] },
    what: 'Lithium is critical from 1.10 upward, within its own range',
    edits: [{ file: lisComponents, row: { code: 'LI' }, set: { critical_high: '1.10' } }],
    also: ['range-critical-differs'],
  },
  {
    ...{ family: 'range', rule: 'range-critical-differs', system: 'lis', codes: ['GLUF'] },
    what: 'Fasting glucose is critical at 50 in the LIS and at 40 in the EHR',
    edits: [{ file: ehrComponents, row: { code: '@GLUF' }, set: { critical_low: '40' } }],
  },
]

const flagPlants: readonly Plant[] = [
  {
    ...{ family: 'flag', rule: 'flag-critical-lost', system: 'lis', codes: ['LL'] },
    what: 'Critically low arrives as low',
    edits: [{ file: flags, row: { from_code: 'LL' }, set: { to_code: 'LO', direction: 'forward' } }],
    also: ['flag-not-taken'],
    alsoCodes: ['GLUTM'],
  },
  {
    ...{ family: 'flag', rule: 'flag-unmapped', system: 'lis', codes: ['CH'] },
    what: 'Digoxin uses a flag of its own for critically high',
    edits: [{ file: lisComponents, row: { code: 'DIG' }, set: { flags: 'N;L;H;CH' } }],
  },
  {
    ...{ family: 'flag', rule: 'flag-meaning-changes', system: 'lis', codes: ['U'] },
    what: 'A significant rise arrives as a fall',
    edits: [{ file: flags, row: { from_code: 'U' }, set: { to_code: 'DOWN', direction: 'forward' } }],
  },
  {
    ...{ family: 'flag', rule: 'flag-critical-unsaid', system: 'lis', codes: ['LACT'] },
    what: 'Lactate has a critical limit and no critical flag',
    edits: [{ file: lisComponents, row: { code: 'LACT' }, set: { flags: 'N;L;H' } }],
  },
  {
    ...{ family: 'flag', rule: 'flag-not-taken', system: 'lis', codes: ['TACRO'] },
    what: 'The EHR’s row of tacrolimus does not take the critical flag',
    edits: [{ file: ehrComponents, row: { code: '@TACRO' }, set: { flags: 'NORM;LO;HI' } }],
    also: ['flag-critical-unsaid'],
    alsoCodes: ['@TACRO'],
  },
  {
    ...{ family: 'flag', rule: 'flag-unknown', system: 'lis', codes: ['#'] },
    what: 'C3 uses a flag that nobody has explained',
    edits: [{ file: lisComponents, row: { code: 'C3' }, set: { flags: 'N;L;H;#' } }],
    also: ['flag-unmapped'],
  },
]

const values: readonly Plant[] = [
  {
    ...{ family: 'value', rule: 'value-type-differs', system: 'lis', codes: ['TROPI'] },
    what: 'Troponin is reported with comparators and is a plain number in the EHR',
    edits: [{ file: ehrComponents, row: { code: '@TROPI' }, set: { value_type: 'NM' } }],
  },
  {
    ...{ family: 'value', rule: 'value-precision', system: 'lis', codes: ['CREPC'] },
    what: 'The EHR keeps no decimals of the meter’s creatinine',
    edits: [{ file: ehrComponents, row: { code: '@CREPC' }, set: { precision: '0', ranges: '18y-:0.6-1.3' } }],
    also: ['range-disagrees'],
  },
  {
    ...{ family: 'value', rule: 'value-answers-differ', system: 'lis', codes: ['HIV1'] },
    what: 'The EHR’s row of the HIV differentiation does not have Indeterminate',
    edits: [{ file: ehrComponents, row: { code: '@HIV1' }, set: { coded_answers: 'Nonreactive;Reactive' } }],
  },
]

export const plantsInCatalogs: readonly Plant[] = [
  ...codes,
  ...loinc,
  ...unitPlants,
  ...ranges,
  ...flagPlants,
  ...values,
]
