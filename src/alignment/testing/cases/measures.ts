// Cases of the rules about units, ranges, flags and values.
import type { RuleName } from '../../../site/shapes/alignment.ts'
import type { RuleCases } from '../case.ts'

const report = (changes: Readonly<Record<string, string | null>>) => [['report', changes]] as const
const screen = (changes: Readonly<Record<string, string | null>>) => [['screen', changes]] as const
const lisK = (cells: Readonly<Record<string, string>>) => ({ lis: { components: { K: cells } } })
const ehrK = (cells: Readonly<Record<string, string>>) => ({ ehr: { components: { E1: cells } } })

/** The components map with a conversion of glucose; `signed` by whom. */
const conversion = (signed: string, unitFrom = 'mg/dL', unitTo = 'mmol/L') => ({
  maps: {
    components: {
      'GLU>E3': {
        conversion: {
          unitFrom,
          unitTo,
          factor: '0.0555',
          offset: '',
          signedBy: signed,
          signedOn: signed && '2026-01-01',
        },
      },
    },
  },
})
const ofCreatinine = { name: 'Creatinine', loinc: '2160-0', value_type: 'NM', unit: 'mg/dL', specimen: 'SER' }
const creatinine = {
  lis: { components: { CREA: ofCreatinine } },
  ehr: { components: { E9: { ...ofCreatinine, specimen: 'SERUM' } } },
  maps: { components: { 'CREA>E9': {} } },
}
const ehrGlucose = { ehr: { components: { E3: { unit: 'mmol/L', ranges: '3.9-5.5' } } } }

/** Critical limits of glucose, 40 and 450 mg/dL in the laboratory. */
const criticalGlucose = (low: string, high: string) => ({
  lis: { components: { GLU: { critical_low: '40', critical_high: '450' } } },
  ehr: { components: { E3: { unit: 'mmol/L', ranges: '3.9-5.5', critical_low: low, critical_high: high } } },
})

const ofMoles = { unit: 'mmol/L', precision: '1' }
const ofGlucose = { 'K-5': '90', 'K-6': 'mg/dL', 'K-7': '', 'K-3': 'GLU^Glucose^L' }

/** A step of the site that makes another unit of it. */
const toMoles = { set: 'OBX[*]-6', when: { path: 'OBX-6', equals: 'mg/dL' }, value: 'mmol/L' }

export const measureCases = {
  'unit-unknown': {
    finds: [
      { where: 'a unit is mistyped', site: lisK({ unit: 'mmol/LL' }) },
      { where: 'a question has one', site: { lis: { aoe: { WT: { unit: 'kgg' } } } } },
      { where: 'a message brings one', messages: report({ 'K-6': 'mmol/LL' }) },
    ],
    silent: [{ where: 'units are known' }, { where: 'a unit is made up, in braces', site: lisK({ unit: '{Index}' }) }],
  },
  'unit-missing': {
    finds: [
      { where: 'only one side has a unit', site: ehrK({ unit: '' }) },
      { where: 'a number comes without one', messages: report({ 'K-6': '' }) },
      {
        where: 'a step loses it on the way',
        site: { steps: [{ set: 'OBX[*]-6', value: '' }] },
        messages: report({}),
      },
    ],
    silent: [
      { where: 'neither side has one', site: { ...lisK({ unit: '' }), ...ehrK({ unit: '' }) } },
      {
        where: 'the receiver’s row has none either, and a step takes it away',
        site: {
          ...ehrK({ unit: '' }),
          steps: [{ set: 'OBX[*]-6', when: { path: 'OBX-3.1', equals: 'K' }, value: '' }],
        },
        messages: report({}),
      },
      { where: 'a coded result has none', messages: screen({}) },
    ],
  },
  'unit-not-commensurable': {
    finds: [
      { where: 'mass meets moles', site: ehrK({ unit: 'mg/dL' }) },
      {
        where: 'a message comes in a unit that the map knows for other tests',
        site: creatinine,
        messages: report({ 'K-5': '88', 'K-6': 'mmol/L', 'K-7': '45-84', 'K-3': 'CREA^Creatinine^L' }),
      },
    ],
    silent: [
      { where: 'equivalents of one charge are moles', site: lisK({ unit: 'mEq/L' }) },
      { where: 'a signed conversion lies between', site: { ...conversion('Laboratory director'), ...ehrGlucose } },
    ],
  },
  'unit-magnitude': {
    finds: [
      { where: 'one is a thousand times the other', site: ehrK({ unit: 'umol/L' }) },
      { where: 'a message comes in another size', messages: report({ 'K-6': 'umol/L' }) },
    ],
    silent: [
      { where: 'two spellings are one unit', site: ehrK({ unit: 'mmol/l' }) },
      { where: 'the unit of the catalog comes', messages: report({}) },
    ],
  },
  'unit-convention': {
    finds: [
      {
        where: 'FEU meets DDU',
        site: { ...lisK({ unit: 'ng/mL FEU' }), ...ehrK({ unit: 'ng/mL DDU' }) },
      },
      { where: 'DDU comes for FEU', site: lisK({ unit: 'ng/mL FEU' }), messages: report({ 'K-6': 'ng/mL DDU' }) },
    ],
    silent: [{ where: 'both count alike', site: { ...lisK({ unit: 'ng/mL FEU' }), ...ehrK({ unit: 'ng/mL (FEU)' }) } }],
  },
  'unit-renamed': {
    finds: [
      {
        where: 'a row leads to another size',
        site: { maps: { units: { 'mmol/L>umol/L component=K': { direction: 'forward' } } } },
      },
      {
        where: 'a step makes another unit of it',
        site: { steps: [{ set: 'OBX[*]-6', value: 'mg/dL' }] },
        messages: report({}),
      },
      {
        where: 'a step makes it, and the conversion is not signed',
        site: { ...conversion(''), ...ehrGlucose, steps: [toMoles] },
        messages: report(ofGlucose),
      },
    ],
    silent: [
      {
        where: 'a row changes the spelling',
        site: { maps: { units: { 'mmol/L>mmol/l component=K': { direction: 'forward' } } } },
      },
      { where: 'the unit passes as it is', messages: report({}) },
      {
        where: 'a signed conversion makes it',
        site: { ...conversion('Laboratory director'), ...ehrGlucose },
        messages: report(ofGlucose),
      },
    ],
  },
  'unit-unmapped': {
    finds: [{ where: 'the spelling has no row', site: lisK({ unit: 'mmol/l' }) }],
    silent: [{ where: 'each unit has a row' }],
  },
  'unit-spelling': {
    finds: [
      { where: 'it arrives in another spelling', site: ehrK({ unit: 'mmol/l' }) },
      { where: 'a message brings another spelling', messages: report({ 'K-6': 'mmol/l' }) },
    ],
    silent: [
      {
        where: 'a row gives it the receiver’s',
        site: {
          ...ehrK({ unit: 'mmol/l' }),
          maps: { units: { 'mmol/L>mmol/l component=K': { direction: 'forward' } } },
        },
      },
      { where: 'it is spelled as in the catalog', messages: report({}) },
    ],
  },
  'unit-ambiguous': {
    finds: [{ where: 'G/L is cells or grams', site: lisK({ unit: 'G/L' }) }],
    silent: [{ where: 'the unit is UCUM', site: lisK({ unit: '10*9/L' }) }],
  },
  'unit-conversion': {
    finds: [
      { where: 'nobody signed it', site: { ...conversion(''), ...ehrGlucose } },
      { where: 'it begins at another unit', site: { ...conversion('Laboratory director', 'g/L'), ...ehrGlucose } },
      { where: 'it ends at another unit', site: conversion('Laboratory director') },
    ],
    silent: [{ where: 'it is signed and fits', site: { ...conversion('Laboratory director'), ...ehrGlucose } }],
  },
  'range-unreadable': {
    finds: [
      { where: 'the text is neither limits nor words', site: lisK({ ranges: '3.5--5.1-' }) },
      { where: 'a message brings such a text', messages: report({ 'K-7': '3.5--5.1-' }) },
    ],
    silent: [
      { where: 'it says openly that there is none', site: lisK({ ranges: 'not established' }) },
      { where: 'it can be read', messages: report({}) },
    ],
  },
  'range-missing': {
    finds: [
      { where: 'only one side has a range', site: lisK({ ranges: '' }) },
      { where: 'a number comes without one', messages: report({ 'K-7': '' }) },
      {
        where: 'one side lost the line for women',
        site: { ...lisK({ ranges: 'M:3.5-5.1; F:3.4-5.0' }), ...ehrK({ ranges: 'M:3.5-5.1' }) },
      },
    ],
    silent: [
      { where: 'neither side has one', site: { ...lisK({ ranges: '' }), ...ehrK({ ranges: '' }) } },
      {
        where: 'the test is of men only',
        site: { ...lisK({ ranges: 'M 18y-:3.5-5.1' }), ...ehrK({ ranges: 'M 18y-:3.5-5.1' }) },
      },
      {
        where: 'the test is of women only, and the other side does not say so',
        site: lisK({ ranges: 'F:3.5-5.1' }),
      },
      {
        where: 'one side has children’s ranges as well',
        site: { ...lisK({ ranges: '0d-18y:3.4-5.6; 18y-:3.5-5.1' }), ...ehrK({ ranges: '18y-:3.5-5.1' }) },
      },
      { where: 'the catalog has none either', site: lisK({ ranges: '' }), messages: report({ 'K-7': '' }) },
    ],
  },
  'range-disagrees': {
    finds: [
      { where: 'the limits differ', site: ehrK({ ranges: '3.5-5.5' }) },
      { where: 'one side knows men and women', site: lisK({ ranges: 'M:3.5-5.1; F:3.4-5.0' }) },
      {
        where: 'a signed conversion does not lead from the one to the other',
        site: { ...conversion('Laboratory director'), ehr: { components: { E3: { ...ofMoles, ranges: '3.9-5.6' } } } },
      },
    ],
    silent: [
      {
        where: 'a signed conversion leads from the one to the other',
        site: { ...conversion('Laboratory director'), ehr: { components: { E3: { ...ofMoles, ranges: '3.9-5.5' } } } },
      },
      {
        where: 'the same is written otherwise',
        site: { lis: { components: { NA: { ranges: '>135' } } }, ehr: { components: { E2: { ranges: '>=136' } } } },
      },
    ],
  },
  'range-magnitude': {
    finds: [
      { where: 'a decimal point is missing', site: lisK({ ranges: '35-51' }) },
      { where: 'a message prints such a range', messages: report({ 'K-7': '35-51' }) },
    ],
    silent: [
      { where: 'the limits differ a little', site: ehrK({ ranges: '3.4-5.2' }) },
      { where: 'the range is the catalog’s', messages: report({}) },
    ],
  },
  'range-inverted': {
    finds: [
      { where: 'the limits stand the wrong way round', site: lisK({ ranges: '5.1-3.5' }) },
      { where: 'a message brings them so', messages: report({ 'K-7': '5.1-3.5' }) },
    ],
    silent: [
      { where: 'they are in order' },
      { where: 'one limit alone is given', messages: report({ 'K-7': '<5.1' }) },
    ],
  },
  'range-gap': {
    finds: [{ where: 'ages between two bands have none', site: lisK({ ranges: '0d-2y:3.5-5.5; 12y-:3.5-5.1' }) }],
    silent: [{ where: 'children have none at all', site: lisK({ ranges: '18y-:3.5-5.1' }) }],
  },
  'range-overlap': {
    finds: [{ where: 'two bands hold for the same people', site: lisK({ ranges: '0d-12y:3.5-5.5; 11y-:3.5-5.1' }) }],
    silent: [{ where: 'each ends where the next begins', site: lisK({ ranges: '0d-12y:3.5-5.5; 12y-:3.5-5.1' }) }],
  },
  'range-critical-inside': {
    finds: [
      { where: 'a limit is a normal value', site: lisK({ critical_high: '4.6' }) },
      {
        where: 'the lower limit lies above the upper',
        site: lisK({ ranges: '', critical_low: '7', critical_high: '6' }),
      },
    ],
    silent: [{ where: 'limits lie outside' }],
  },
  'range-critical-differs': {
    finds: [
      { where: 'the sides differ', site: ehrK({ critical_low: '2.5' }) },
      {
        where: 'a signed conversion lies between, and the limits are not those',
        site: { ...conversion('Laboratory director'), ...criticalGlucose('2.8', '25.0') },
      },
    ],
    silent: [
      {
        where: 'a signed conversion leads from the one to the other',
        site: { ...conversion('Laboratory director'), ...criticalGlucose('2.2', '25.0') },
      },
      { where: 'the units differ, so they cannot be compared', site: ehrK({ unit: 'umol/L', critical_low: '2800' }) },
    ],
  },
  'range-printed': {
    finds: [{ where: 'the report prints another range', messages: report({ 'K-7': '3.4-5.3' }) }],
    silent: [{ where: 'it prints the catalog’s in other digits', messages: report({ 'K-7': '3.50 - 5.10' }) }],
  },
  'range-not-converted': {
    finds: [
      { where: 'units differ and ranges do not', site: ehrK({ unit: 'umol/L' }) },
      { where: 'a message changes the unit and keeps the range', messages: report({ 'K-6': 'umol/L' }) },
    ],
    silent: [
      { where: 'the range was converted', site: ehrK({ unit: 'umol/L', ranges: '3500-5100' }) },
      { where: 'unit and range changed together', messages: report({ 'K-6': 'umol/L', 'K-7': '3500-5100' }) },
    ],
  },
  'flag-unmapped': {
    finds: [{ where: 'a flag has no row', site: lisK({ flags: 'N;L;H;CH' }) }],
    silent: [{ where: 'each flag has a row' }],
  },
  'flag-unknown': {
    finds: [
      { where: 'nobody knows the flag', site: lisK({ flags: 'N;L;H;#' }) },
      { where: 'a message brings one outside the list', messages: report({ 'K-8': 'Q' }) },
    ],
    silent: [
      { where: 'a local flag has a usual meaning', site: lisK({ flags: 'N;L;H;PANIC' }) },
      { where: 'the flag is of the list', messages: report({}) },
    ],
  },
  'flag-critical-lost': {
    finds: [
      {
        where: 'critically low arrives as low',
        site: { maps: { flags: { 'LL>LO!': null, 'LL>LO': { direction: 'forward' } } } },
      },
      {
        where: 'a message loses it on the way',
        site: { maps: { flags: { 'HH>HI!': null, 'HH>HI': { direction: 'forward' } } } },
        messages: report({ 'K-5': '6.9', 'K-8': 'HH' }),
      },
    ],
    silent: [
      { where: 'it stays critical' },
      { where: 'a message keeps it', messages: report({ 'K-5': '6.9', 'K-8': 'HH' }) },
    ],
  },
  'flag-meaning-changes': {
    finds: [
      { where: 'high arrives as low', site: { maps: { flags: { 'H>HI': null, 'H>LO': { direction: 'forward' } } } } },
      {
        where: 'a message shows it',
        site: { maps: { flags: { 'H>HI': null, 'H>LO': { direction: 'forward' } } } },
        messages: report({ 'K-5': '5.6', 'K-8': 'H' }),
      },
    ],
    silent: [
      { where: 'each keeps its meaning' },
      { where: 'a message keeps it', messages: report({ 'K-5': '5.6', 'K-8': 'H' }) },
    ],
  },
  'flag-not-taken': {
    finds: [{ where: 'the receiver’s row does not list it', site: ehrK({ flags: 'NORM;LO;HI' }) }],
    silent: [{ where: 'the receiver’s row lists nothing', site: ehrK({ flags: '' }) }],
  },
  'flag-critical-unsaid': {
    finds: [{ where: 'there is a limit and no flag', site: lisK({ flags: 'N;L;H' }) }],
    silent: [{ where: 'a flag without side will do', site: lisK({ flags: 'N;L;H;AA' }) }],
  },
  'flag-contradicts': {
    finds: [{ where: 'a high value is flagged normal', messages: report({ 'K-5': '5.6', 'K-8': 'N' }) }],
    silent: [
      { where: 'flag and value agree', messages: report({ 'K-5': '5.6', 'K-8': 'H' }) },
      { where: 'the value cannot be judged', messages: report({ 'K-5': '<5.6', 'K-8': 'N' }) },
    ],
  },
  'flag-absent': {
    finds: [{ where: 'a high value has no flag', messages: report({ 'K-5': '5.6', 'K-8': '' }) }],
    silent: [{ where: 'a normal value has none', messages: report({ 'K-8': '' }) }],
  },
  'flag-critical-missing': {
    finds: [{ where: 'a critical value is flagged high', messages: report({ 'K-5': '6.2', 'K-8': 'H' }) }],
    silent: [
      { where: 'it is flagged critical', messages: report({ 'K-5': '6.2', 'K-8': 'HH' }) },
      { where: 'it is only high', messages: report({ 'K-5': '6.1', 'K-8': 'H' }) },
    ],
  },
  'value-type-differs': {
    finds: [
      { where: 'one is a number and one is structured', site: lisK({ value_type: 'SN' }) },
      { where: 'a message brings another type', messages: report({ 'K-2': 'SN', 'K-5': '<^4.1' }) },
    ],
    silent: [
      { where: 'CE meets CWE', site: { lis: { components: { HIV: { value_type: 'CWE' } } } } },
      { where: 'a text takes the place of a number once', messages: report({ 'K-2': 'ST', 'K-5': 'see note' }) },
      {
        where: 'a text has its printed version with it',
        site: { ...lisK({ value_type: 'TX' }), ...ehrK({ value_type: 'TX' }) },
        messages: report({ 'K-2': 'ED', 'K-5': '^AP^PDF^Base64^JVBERg==' }),
      },
    ],
  },
  'value-precision': {
    finds: [
      { where: 'the receiver keeps fewer decimals', site: ehrK({ precision: '0' }) },
      { where: 'a message has more than the catalog', messages: report({ 'K-5': '4.123' }) },
    ],
    silent: [
      { where: 'the receiver keeps more', site: ehrK({ precision: '2' }) },
      { where: 'a whole number comes', messages: report({ 'K-5': '4' }) },
    ],
  },
  'value-answers-differ': {
    finds: [
      {
        where: 'an answer is missing at the receiver',
        site: { lis: { components: { HIV: { coded_answers: 'NR=Nonreactive;R=Reactive;I=Indeterminate' } } } },
      },
    ],
    silent: [{ where: 'codes differ and words agree' }],
  },
  'value-answer-unknown': {
    finds: [{ where: 'the catalog does not list it', messages: screen({ 'HIV-5': 'Z^Something^L' }) }],
    silent: [{ where: 'it is listed', messages: screen({}) }],
  },
  'value-text-in-number': {
    finds: [{ where: 'NM holds a word', messages: report({ 'K-5': 'HEMOLYZED' }) }],
    silent: [{ where: 'ST holds it', messages: report({ 'K-2': 'ST', 'K-5': 'HEMOLYZED' }) }],
  },
  'value-comparator': {
    finds: [{ where: 'NM holds a comparator', messages: report({ 'K-5': '<3.0' }) }],
    silent: [{ where: 'SN holds it', messages: report({ 'K-2': 'SN', 'K-5': '<^3.0' }) }],
  },
  'value-decimal-mark': {
    finds: [{ where: 'a comma divides the number', messages: report({ 'K-5': '4,1' }) }],
    silent: [{ where: 'a point divides it', messages: report({}) }],
  },
  'value-impossible': {
    finds: [{ where: 'it lies above what can be', messages: report({ 'K-5': '41' }) }],
    silent: [{ where: 'it is only high', messages: report({ 'K-5': '6.9' }) }],
  },
  'value-magnitude': {
    finds: [
      { where: 'it is a thousand times its range', messages: report({ 'K-5': '4100' }) },
      {
        where: 'it is a thousand times its fellows',
        site: lisK({ ranges: '' }),
        messages: [
          ...Array.from({ length: 25 }, () => ['report', { 'K-7': '' }] as const),
          ['report', { 'K-5': '4100', 'K-7': '' }],
        ],
      },
    ],
    silent: [
      { where: 'it is twice its range', messages: report({ 'K-5': '10.2' }) },
      {
        where: 'all values lie so far out',
        messages: Array.from({ length: 25 }, () => ['screen', {}] as const),
      },
    ],
  },
  'value-delta': {
    finds: [
      { where: 'the limit of the catalog cannot be read', site: lisK({ delta_limit: '50 % within 3 days' }) },
      {
        where: 'the limit says no time',
        site: lisK({ delta_limit: '10%' }),
        messages: [
          ['report', {}],
          ['report', { 'K-5': '5.2', 'K-14': '20260304120000-0600' }],
        ],
      },
      {
        where: 'it changes by more than the limit within its time',
        messages: [
          ['report', {}],
          ['report', { 'K-5': '5.2', 'K-14': '20260302120000-0600' }],
        ],
      },
    ],
    silent: [
      {
        where: 'the earlier value is older than the limit asks',
        messages: [
          ['report', {}],
          ['report', { 'K-5': '5.2', 'K-14': '20260304120000-0600' }],
        ],
      },
      { where: 'hours come in fractions, as HL7 says days', site: lisK({ delta_limit: '1.5 in 12.5h' }) },
      {
        where: 'it is a patient of another hospital under the same number',
        messages: [
          ['report', {}],
          ['report', { 'PID-3': 'R100^^^ELSEWHERE^MR', 'K-5': '5.2', 'K-14': '20260302120000-0600' }],
        ],
      },
      {
        where: 'it is another patient',
        messages: [
          ['report', {}],
          ['report', { 'PID-3': 'R200^^^RCH^MR', 'K-5': '5.2', 'K-14': '20260302120000-0600' }],
        ],
      },
    ],
  },
} satisfies Partial<Record<RuleName, RuleCases>>
