// Differences that only messages show, planted in the recordings of the LIS and the EHR. The one thing to know: each falls on
// a message of its own, a report or an order of the named test.
import type { Plant } from './plant.ts'

const lis = { system: 'lis' } as const

export const plantsInTraffic: readonly Plant[] = [
  {
    ...{ family: 'code', rule: 'code-name-changed', ...lis, codes: ['LIPA'] },
    what: 'Lipase comes under quite another name',
    traffic: { test: 'LIPA', set: { 'LIPA-3.2': 'HEPATITIS E VIRUS AB' } },
  },
  {
    ...{ family: 'code', rule: 'code-not-in-catalog', ...lis, codes: ['PROBNP2'] },
    what: 'NT-proBNP comes under the code of the new analyser',
    traffic: { test: 'NTBNP', set: { 'NTBNP-3.1': 'PROBNP2' } },
    also: ['panel-extra'],
    alsoCodes: ['NTBNP'],
  },
  {
    ...{ family: 'code', rule: 'code-loinc-unlike', ...lis, codes: ['URIC'] },
    what: 'Uric acid carries the LOINC code for moles by volume',
    traffic: { test: 'URIC', set: { 'URIC-3.4': '14933-6' } },
  },
  {
    ...{ family: 'unit', rule: 'unit-missing', ...lis, codes: ['TSH'] },
    what: 'A TSH comes without its unit',
    traffic: { test: 'TSH', set: { 'TSH-6': '' } },
  },
  {
    ...{ family: 'unit', rule: 'unit-magnitude', ...lis, codes: ['PSA'] },
    what: 'A PSA comes in pg/mL after the change of the analyser',
    traffic: { test: 'PSA', set: { 'PSA-6': 'pg/mL' } },
    also: ['range-not-converted'],
    alsoCodes: ['@PSA'],
  },
  {
    ...{ family: 'range', rule: 'range-printed', ...lis, codes: ['AMY'] },
    what: 'The report prints another range of amylase than the catalog has',
    traffic: { test: 'AMY', set: { 'AMY-5': '60', 'AMY-7': '30-110', 'AMY-8': 'N' } },
  },
  {
    ...{ family: 'range', rule: 'range-not-converted', ...lis, codes: ['GLU'] },
    what: 'A glucose comes in mmol/L beside the range for mg/dL',
    traffic: { test: 'GLU', set: { 'GLU-5': '80', 'GLU-6': 'mmol/L', 'GLU-7': '70-99', 'GLU-8': 'N' } },
    also: ['unit-not-commensurable'],
    alsoCodes: ['@GLU'],
  },
  {
    ...{ family: 'flag', rule: 'flag-contradicts', ...lis, codes: ['URIC'] },
    what: 'A high uric acid is flagged normal',
    traffic: { test: 'URIC', set: { 'URIC-5': '11.8', 'URIC-8': 'N' } },
  },
  {
    ...{ family: 'flag', rule: 'flag-critical-missing', ...lis, codes: ['K'] },
    what: 'A critically high potassium comes flagged high',
    traffic: { test: 'K', set: { 'K-5': '6.9', 'K-8': 'H' } },
  },
  {
    ...{ family: 'flag', rule: 'flag-absent', ...lis, codes: ['CEA'] },
    what: 'A high CEA comes without a flag',
    traffic: { test: 'CEA', set: { 'CEA-5': '48.0', 'CEA-8': '' } },
  },
  {
    ...{ family: 'value', rule: 'value-text-in-number', ...lis, codes: ['MG'] },
    what: 'The magnesium of a haemolysed tube comes as a number with a word in it',
    traffic: { test: 'MG', set: { 'MG-5': 'HEMOLYZED', 'MG-8': '' } },
  },
  {
    ...{ family: 'value', rule: 'value-decimal-mark', ...lis, codes: ['INR'] },
    what: 'An analyser set to another language sends a decimal comma',
    traffic: { test: 'PT', set: { 'INR-5': '1,0', 'INR-8': 'N' } },
  },
  {
    ...{ family: 'value', rule: 'value-magnitude', ...lis, codes: ['RETA'] },
    what: 'A reticulocyte count comes in single cells, still labelled thousands',
    traffic: { test: 'RETIC', set: { 'RETA-5': '58000', 'RETA-8': 'H' } },
  },
  {
    ...{ family: 'value', rule: 'value-delta', ...lis, codes: ['NA'] },
    what: 'The sodium of one patient rises by 15 in a day: two tubes were exchanged',
    traffic: {
      test: 'LYTES',
      set: { 'NA-5': '136', 'NA-8': 'N', 'K-5': '4.1', 'K-8': 'N' },
      again: { hours: 20, set: { 'NA-5': '151', 'NA-8': 'H' } },
    },
  },
  {
    ...{ family: 'value', rule: 'value-comparator', ...lis, codes: ['PHNY'] },
    what: 'A number comes with a comparator in it',
    traffic: { test: 'PHNY', set: { 'PHNY-5': '<2.5', 'PHNY-8': 'L' } },
  },
  {
    ...{ family: 'panel', rule: 'panel-incomplete', ...lis, codes: ['LYTES'] },
    what: 'A final electrolyte panel comes without the anion gap',
    traffic: { test: 'LYTES', drop: 'AGAP' },
  },
  {
    ...{ family: 'aoe', rule: 'aoe-answer-impossible', system: 'ehr', codes: ['40020'] },
    what: 'A 24-hour urine was collected for 2400 hours',
    traffic: { test: '@@U24TP', set: { '40020-5': '2400' } },
  },
  {
    ...{ family: 'aoe', rule: 'aoe-answer-missing', system: 'ehr', codes: ['@@VANC'] },
    what: 'A vancomycin level is ordered without the time of the last dose',
    traffic: { test: '@@VANC', drop: '40130' },
  },
  {
    ...{ family: 'status', rule: 'status-blank', ...lis, codes: ['B12'] },
    what: 'A result comes without its status',
    traffic: { test: 'B12', set: { 'B12-11': '' } },
  },
  {
    ...{ family: 'specimen', rule: 'specimen-unlike', ...lis, codes: ['PRL'] },
    what: 'Prolactin is reported from urine',
    traffic: { test: 'PRL', set: { 'SPM-4': 'UR^^HL70487' } },
  },
  {
    ...{ family: 'time', rule: 'time-order', ...lis, codes: ['GGT'] },
    what: 'A specimen is reported hours before it was collected',
    traffic: { test: 'GGT', set: { 'OBR-7': '+6h', 'GGT-14': '+6h', 'SPM-17': '+6h' } },
    also: ['time-future'],
  },
  {
    ...{ family: 'time', rule: 'time-future', ...lis, codes: ['CK'] },
    what: 'A clock runs an hour fast',
    traffic: { test: 'CK', set: { 'OBR-22': '+1h' } },
  },
  {
    ...{ family: 'time', rule: 'time-missing', ...lis, codes: ['VITD'] },
    what: 'A report does not say when its specimen was collected',
    traffic: { test: 'VITD', set: { 'OBR-7': '', 'SPM-17': '' } },
  },
  {
    ...{ family: 'identity', rule: 'identity-authority-unknown', ...lis, codes: ['ORU^R01'] },
    what: 'A record number comes from an authority that nobody declared',
    traffic: { test: 'LIPID', set: { 'PID-3.4': 'NORTH' } },
  },
  {
    ...{ family: 'identity', rule: 'identity-demographics', ...lis, codes: ['ORU^R01'] },
    what: 'A birth date comes with slashes',
    traffic: { test: 'PTH', set: { 'PID-7': '03/04/1960' } },
  },
  {
    ...{ family: 'report', rule: 'report-patient', ...lis, codes: ['CARB'] },
    what: 'An instrument sends a record number and nothing else of the patient',
    traffic: { test: 'CARB', set: { 'PID-5': '', 'PID-7': '', 'PID-8': '' } },
  },
  {
    ...{ family: 'report', rule: 'report-laboratory', ...lis, codes: ['SIRO'] },
    what: 'A send-out does not name the laboratory that performed it',
    traffic: { test: 'SIRO', set: { 'SIRO-15': '', 'SIRO-23': '', 'SIRO-24': '' } },
  },
  {
    ...{ family: 'report', rule: 'report-laboratory-address', ...lis, codes: ['TACRO'] },
    what: 'The performing laboratory comes without its address',
    traffic: { test: 'TACRO', set: { 'TACRO-24': '' } },
  },
  {
    ...{ family: 'report', rule: 'report-date', ...lis, codes: ['TT4'] },
    what: 'A result entered by hand has no report date',
    traffic: { test: 'TT4', set: { 'OBR-22': '' } },
  },
  {
    ...{ family: 'report', rule: 'report-test', ...lis, codes: ['THEO'] },
    what: 'A component comes without its name',
    traffic: { test: 'THEO', set: { 'THEO-3': 'THEO' } },
  },
  {
    ...{ family: 'report', rule: 'report-specimen', ...lis, codes: ['FERR'] },
    what: 'A report does not say from what it was measured',
    traffic: { test: 'FERR', drop: 'SPM' },
  },
  {
    ...{ family: 'report', rule: 'report-result', ...lis, codes: ['TRF'] },
    what: 'A final result is empty',
    traffic: { test: 'TRF', set: { 'TRF-5': '', 'TRF-8': '' } },
  },
  {
    ...{ family: 'report', rule: 'report-condition', ...lis, codes: ['A1AT'] },
    what: 'A result could not be obtained, and nobody says why',
    traffic: { test: 'A1AT', set: { 'A1AT-5': '', 'A1AT-8': '', 'A1AT-11': 'X' } },
  },
  {
    ...{ family: 'text', rule: 'text-too-long', ...lis, codes: ['PHENB'] },
    what: 'A note is longer than the EHR keeps',
    traffic: {
      test: 'PHENB',
      note: 'The specimen was drawn from a line through which the drug had been given. The level may be far too high. Please draw again from the other arm, at the earliest six hours after the dose, and do not change the dose on the strength of this result alone.',
    },
  },
]
