// Cases of the rules about codes and LOINC axes.
import type { RuleName } from '../../../site/shapes/alignment.ts'
import type { RuleCases } from '../case.ts'

const report = (changes: Readonly<Record<string, string | null>>) => [['report', changes]] as const
const lisK = (cells: Readonly<Record<string, string>>) => ({ lis: { components: { K: cells } } })
const ehrK = (cells: Readonly<Record<string, string>>) => ({ ehr: { components: { E1: cells } } })

export const codeCases = {
  'code-unmapped': {
    finds: [
      { where: 'a component has no row', site: { maps: { components: { 'K>E1': null } } } },
      { where: 'its row is a draft', site: { maps: { components: { 'K>E1': { status: 'draft' } } } } },
      { where: 'an orderable has no row', site: { maps: { tests: { 'GLUC>L2': null } } } },
    ],
    silent: [
      { where: 'every code has its row' },
      { where: 'no orderable reports the component', site: { lis: { components: { XX: { name: 'Worklist only' } } } } },
    ],
  },
  'code-target-unknown': {
    finds: [
      {
        where: 'a row leads to a code that is not built',
        site: { maps: { components: { 'K>E1': null, 'K>E9': {} } } },
      },
    ],
    silent: [{ where: 'every row leads to a code of the catalog' }],
  },
  'code-target-inactive': {
    finds: [
      { where: 'the receiver’s component is out of use', site: ehrK({ active: 'no' }) },
      { where: 'the laboratory stopped the test', site: { lis: { orderables: { GLUC: { active: 'no' } } } } },
    ],
    silent: [
      {
        where: 'both sides stopped it',
        site: { lis: { components: { K: { active: 'no' } } }, ...ehrK({ active: 'no' }) },
      },
    ],
  },
  'code-never-arrives': {
    finds: [
      {
        where: 'nothing leads to a row of the chart',
        site: { maps: { components: { 'K>E1': null, 'K>E2': { direction: 'forward' } } } },
      },
    ],
    silent: [
      { where: 'each row has its component' },
      { where: 'the row is in no panel', site: { ehr: { components: { E9: { name: 'Old' } } } } },
    ],
  },
  'code-many-to-one-specimen': {
    finds: [
      {
        where: 'whole blood arrives in the row of serum',
        site: {
          lis: { components: { KWB: { name: 'Potassium WB', specimen: 'BLD', value_type: 'NM', unit: 'mmol/L' } } },
          maps: { components: { 'KWB>E1': { direction: 'forward' } } },
        },
      },
    ],
    silent: [
      {
        where: 'both are of one specimen',
        site: {
          lis: { components: { K2: { name: 'Potassium 2', specimen: 'SER', value_type: 'NM', unit: 'mmol/L' } } },
          maps: { components: { 'K2>E1': { direction: 'forward' } } },
        },
      },
    ],
  },
  'code-many-to-one-method': {
    finds: [
      {
        where: 'two methods arrive in one row',
        site: {
          lis: { components: { K2: { name: 'Potassium 2', specimen: 'SER', method: 'flame photometry' } } },
          maps: { components: { 'K2>E1': { direction: 'forward' } } },
        },
      },
    ],
    silent: [
      {
        where: 'the second has no method',
        site: {
          lis: { components: { K2: { name: 'Potassium 2', specimen: 'SER' } } },
          maps: { components: { 'K2>E1': { direction: 'forward' } } },
        },
      },
    ],
  },
  'code-many-to-one': {
    finds: [
      {
        where: 'two components of one kind arrive in one row',
        site: {
          lis: { components: { K2: { name: 'Potassium 2', specimen: 'SER', method: 'ISE' } } },
          maps: { components: { 'K2>E1': { direction: 'forward' } } },
        },
      },
    ],
    silent: [{ where: 'each has a row of its own' }],
  },
  'code-order-as-result': {
    finds: [
      {
        where: 'a component carries the LOINC code of a panel',
        site: lisK({ loinc: '24326-1', loinc_name: 'Electrolytes 1998 panel - Serum or Plasma' }),
      },
      {
        where: 'a component arrives under an order of the receiver',
        site: { maps: { components: { 'K>E1': null, 'K>L1': { direction: 'forward' } } } },
      },
      { where: 'a result is sent under the code of an order', messages: report({ 'K-3': 'HIVS^HIV screen^L' }) },
    ],
    silent: [
      {
        where: 'test and component share a code',
        site: { lis: { orderables: { K: { name: 'Potassium', components: 'K' } } } },
      },
      { where: 'results have codes of results', messages: report({}) },
    ],
  },
  'code-loinc-invalid': {
    finds: [
      { where: 'the check digit is wrong', site: lisK({ loinc: '2823-4' }) },
      { where: 'a message carries a mistyped code', messages: report({ 'K-3': 'K^Potassium^L^2823-4^Potassium^LN' }) },
    ],
    silent: [{ where: 'codes are right' }, { where: 'a message carries the right code', messages: report({}) }],
  },
  'code-loinc-missing': {
    finds: [{ where: 'a reported component has none', site: lisK({ loinc: '', loinc_name: '' }) }],
    silent: [{ where: 'all have one' }],
  },
  'code-loinc-twice': {
    finds: [
      { where: 'two components of two units share one', site: { lis: { components: { GLU: { loinc: '2823-3' } } } } },
    ],
    silent: [{ where: 'two of one kind share one', site: { lis: { components: { NA: { loinc: '2823-3' } } } } }],
  },
  'code-not-in-catalog': {
    finds: [{ where: 'a result comes under an unknown code', messages: report({ 'K-3': 'KX^Potassium^L' }) }],
    silent: [{ where: 'the code is known', messages: report({}) }],
  },
  'code-inactive': {
    finds: [{ where: 'the catalog says that it is out of use', site: lisK({ active: 'no' }), messages: report({}) }],
    silent: [{ where: 'it is in use', messages: report({}) }],
  },
  'code-name-changed': {
    finds: [{ where: 'the name has no word in common', messages: report({ 'K-3': 'K^Rubella antibody^L' }) }],
    silent: [{ where: 'the name is abbreviated', messages: report({ 'K-3': 'K^POTASS SERUM^L' }) }],
  },
  'code-loinc-unlike': {
    finds: [{ where: 'another LOINC code comes', messages: report({ 'K-3': 'K^Potassium^L^2951-2^Sodium^LN' }) }],
    silent: [{ where: 'the code of the catalog comes', messages: report({}) }],
  },
  'loinc-component': {
    finds: [
      {
        where: 'the codes name two analytes',
        site: ehrK({ loinc: '2951-2', loinc_name: 'Sodium [Moles/volume] in Serum or Plasma' }),
      },
    ],
    silent: [{ where: 'one side has no code', site: ehrK({ loinc: '', loinc_name: '' }) }],
  },
  'loinc-property': {
    finds: [
      {
        where: 'one is mass and one is moles',
        site: ehrK({ loinc: '2824-1', loinc_name: 'Potassium [Mass/volume] in Serum or Plasma' }),
      },
    ],
    silent: [{ where: 'both are moles' }],
  },
  'loinc-time': {
    finds: [
      {
        where: 'one is of a day',
        site: ehrK({ loinc: '2829-0', loinc_name: 'Potassium [Moles/volume] in 24 hour Serum or Plasma' }),
      },
    ],
    silent: [{ where: 'both are of a moment' }],
  },
  'loinc-system': {
    finds: [
      { where: 'one is of blood', site: ehrK({ loinc: '6298-4', loinc_name: 'Potassium [Moles/volume] in Blood' }) },
    ],
    silent: [
      {
        where: 'serum meets serum or plasma',
        site: ehrK({ loinc: '2823-3', loinc_name: 'Potassium [Moles/volume] in Serum' }),
      },
    ],
  },
  'loinc-scale': {
    finds: [
      {
        where: 'one is a number and one is words',
        site: ehrK({ loinc: '1-8', loinc_name: 'Potassium [Presence] in Serum or Plasma' }),
      },
    ],
    silent: [{ where: 'both are numbers' }],
  },
  'loinc-method': {
    finds: [
      {
        where: 'two methods are named',
        site: {
          ...lisK({ loinc: '10-9', loinc_name: 'Potassium [Moles/volume] in Serum or Plasma by Automated count' }),
          ...ehrK({ loinc: '11-7', loinc_name: 'Potassium [Moles/volume] in Serum or Plasma by Manual count' }),
        },
      },
    ],
    silent: [
      {
        where: 'one leaves it open',
        site: lisK({ loinc: '10-9', loinc_name: 'Potassium [Moles/volume] in Serum or Plasma by Automated count' }),
      },
    ],
  },
  'loinc-deprecated': {
    finds: [
      {
        where: 'the table says so',
        loinc: [{ code: '2823-3', name: 'Potassium [Moles/volume] in Serum or Plasma', status: 'DEPRECATED' }],
      },
    ],
    silent: [
      {
        where: 'the code is active',
        loinc: [{ code: '2823-3', name: 'Potassium [Moles/volume] in Serum or Plasma', status: 'ACTIVE' }],
      },
    ],
  },
  'loinc-name-unlike': {
    finds: [
      { where: 'the table has another name', loinc: [{ code: '2823-3', name: 'Potassium [Moles/volume] in Blood' }] },
    ],
    silent: [
      { where: 'only marks differ', loinc: [{ code: '2823-3', name: 'Potassium [Moles/Volume] in Serum or Plasma.' }] },
    ],
  },
  'loinc-scale-unlike-type': {
    finds: [{ where: 'a number’s code is reported as text', site: lisK({ value_type: 'ST' }) }],
    silent: [
      { where: 'types go with the scales' },
      {
        where: 'a titre is text',
        site: lisK({ value_type: 'ST', loinc: '5048-4', loinc_name: 'Nuclear Ab [Titer] in Serum' }),
      },
    ],
  },
  'loinc-property-unlike-unit': {
    finds: [{ where: 'moles are reported in mg/dL', site: lisK({ unit: 'mg/dL' }) }],
    silent: [{ where: 'moles are reported in equivalents', site: lisK({ unit: 'mEq/L' }) }],
  },
  'loinc-system-unlike-specimen': {
    finds: [{ where: 'urine carries a code of serum', site: lisK({ specimen: 'UR' }) }],
    silent: [{ where: 'the specimen is a local code that says nothing', site: lisK({ specimen: 'XZ9' }) }],
  },
} as const satisfies Partial<Record<RuleName, RuleCases>>
