// Differences planted in panels, questions, statuses, specimens, times, identities and texts of the site. Codes with @ as in
// the catalogs: `@@CMP` is the EHR's code for the LIS orderable CMP.
import type { Plant } from './plant.ts'

const ehrComponents = 'catalogs/ehr-components.csv'
const lisComponents = 'catalogs/lis-components.csv'
const ehrOrderables = 'catalogs/ehr-orderables.csv'
const questions = 'catalogs/ehr-aoe.csv'
const aoe = 'maps/aoe.csv'
const statuses = 'maps/statuses.csv'
const specimens = 'maps/specimens.csv'
const ehr = 'systems/ehr.yaml'

const panels: readonly Plant[] = [
  {
    ...{ family: 'panel', rule: 'panel-unexpected', system: 'ehr', codes: ['@@BILF'] },
    what: 'The EHR’s bilirubin fractions have no line for the indirect one',
    edits: [{ file: ehrOrderables, row: { code: '@@BILF' }, set: { components: '@BILT;@BILD' } }],
  },
  {
    ...{ family: 'panel', rule: 'panel-missing', system: 'ehr', codes: ['@@LIPID'] },
    what: 'The EHR’s lipid panel waits for VLDL, which the laboratory does not report',
    edits: [
      {
        file: ehrComponents,
        add: {
          ...{ code: '1230001099', name: 'VLDL cholesterol', loinc: '13458-5', value_type: 'NM', unit: 'mg/dL' },
          loinc_name: 'Cholesterol in VLDL [Mass/volume] in Serum or Plasma by calculation',
          ...{ precision: '0', specimen: 'SERUM', ranges: '5-40', flags: 'NORM;LO;HI', active: 'yes' },
        },
      },
      {
        file: ehrOrderables,
        row: { code: '@@LIPID' },
        set: { components: '@CHOL;@TRIG;@HDL;@LDLC;@CHRAT;1230001099' },
      },
    ],
    also: ['code-never-arrives'],
    alsoCodes: ['1230001099'],
  },
  {
    ...{ family: 'panel', rule: 'panel-mode-differs', system: 'ehr', codes: ['@@UCULT'] },
    what: 'The EHR takes each report of a urine culture for the whole',
    edits: [{ file: ehrOrderables, row: { code: '@@UCULT' }, set: { result_mode: 'snapshot' } }],
  },
  {
    ...{ family: 'panel', rule: 'panel-reflex-unmapped', system: 'lis', codes: ['ANA'] },
    what: 'The ANA titre is added by reflex and its code has no row',
    edits: [{ file: 'maps/tests.csv', remove: { to_code: 'ANAT' } }],
    also: ['code-unmapped'],
    alsoCodes: ['@@ANAT'],
  },
  {
    ...{ family: 'panel', rule: 'panel-member-unknown', system: 'ehr', codes: ['@@MYO'] },
    what: 'The EHR took the component of myoglobin out of use and left the test',
    edits: [{ file: ehrComponents, row: { code: '@MYO' }, set: { active: 'no' } }],
    also: ['code-target-inactive'],
    alsoCodes: ['MYO'],
  },
]

const asked: readonly Plant[] = [
  {
    ...{ family: 'aoe', rule: 'aoe-not-asked', system: 'ehr', codes: ['@@CRCL'] },
    what: 'The EHR asks no weight for the creatinine clearance',
    edits: [{ file: ehrOrderables, row: { code: '@@CRCL' }, set: { aoe: '40020;40030;40070' } }],
  },
  {
    ...{ family: 'aoe', rule: 'aoe-unit-differs', system: 'ehr', codes: ['40100'] },
    what: 'The EHR asks the temperature in Fahrenheit, the analyser reads Celsius',
    edits: [
      { file: questions, row: { code: '40100' }, set: { unit: 'degF' } },
      {
        file: 'maps/units.csv',
        add: {
          ...{ from_system: 'ehr', from_code: 'degF', to_system: 'lis', to_code: 'deg C', context: 'component=40100' },
          ...{ direction: 'forward', status: 'approved', approved_by: 'LIS manager', approved_on: '2026-09-21' },
        },
      },
    ],
  },
  {
    ...{ family: 'aoe', rule: 'aoe-answer-turned', system: 'ehr', codes: ['40050'] },
    what: 'Pregnant arrives as not pregnant, and the other way round',
    edits: [
      { file: aoe, row: { from_code: '1', context: 'question=40050' }, set: { to_code: 'N' } },
      { file: aoe, row: { from_code: '2', context: 'question=40050' }, set: { to_code: 'Y' } },
    ],
  },
  {
    ...{ family: 'aoe', rule: 'aoe-required-differs', system: 'ehr', codes: ['40010'] },
    what: 'Fasting may be left out in the EHR and is required by the laboratory',
    edits: [{ file: questions, row: { code: '40010' }, set: { required: 'no' } }],
  },
  {
    ...{ family: 'aoe', rule: 'aoe-type-differs', system: 'ehr', codes: ['40150'] },
    what: 'The gestational age is a text of weeks and days in the EHR, a number of weeks in the LIS',
    edits: [{ file: questions, row: { code: '40150' }, set: { value_type: 'ST' } }],
  },
  {
    ...{ family: 'aoe', rule: 'aoe-unmapped', system: 'ehr', codes: ['40140'] },
    what: 'The minutes since the glucose load have no row',
    edits: [{ file: aoe, remove: { from_code: '40140' } }],
    also: ['aoe-not-asked'],
    alsoCodes: ['@@GTTT'],
  },
  {
    ...{ family: 'aoe', rule: 'aoe-answer-unmapped', system: 'ehr', codes: ['40180'] },
    what: 'The EHR offers another answer about antibiotics than the laboratory knows',
    edits: [
      { file: questions, row: { code: '40180' }, set: { coded_answers: '1=Yes;2=No;3=Unknown;4=Stopped today' } },
    ],
  },
]

const statusPlants: readonly Plant[] = [
  {
    ...{ family: 'status', rule: 'status-meaning-changes', system: 'lis', codes: ['C'] },
    what: 'Corrected observations arrive as final',
    edits: [
      { file: statuses, row: { from_code: 'C', context: 'table=0085' }, set: { to_code: 'F', direction: 'forward' } },
    ],
  },
  {
    ...{ family: 'status', rule: 'status-unmapped', system: 'lis', codes: ['X'] },
    what: 'A result that cannot be obtained has no row',
    edits: [{ file: statuses, remove: { from_code: 'X', context: 'table=0085' } }],
  },
  {
    ...{ family: 'status', rule: 'status-not-taken', system: 'lis', codes: ['D', 'W'] },
    what: 'The EHR takes no deletions',
    edits: [
      {
        file: ehr,
        old: 'observation_statuses: [C, D, F, I, P, R, S, U, X]',
        text: 'observation_statuses: [C, F, I, P, R, S, U, X]',
      },
    ],
  },
]

const specimenPlants: readonly Plant[] = [
  {
    ...{ family: 'specimen', rule: 'specimen-meaning-changes', system: 'ehr', codes: ['CBLOOD'] },
    what: 'Capillary blood arrives as venous blood',
    edits: [{ file: specimens, row: { from_code: 'CBLOOD' }, set: { to_code: 'BLDV', direction: 'forward' } }],
    also: ['specimen-merged', 'specimen-differs', 'specimen-unmapped'],
    alsoCodes: ['@@GLUPC', '@@CREPC', 'BLDC', 'BLDV', 'VBLOOD'],
  },
  {
    ...{ family: 'specimen', rule: 'specimen-differs', system: 'ehr', codes: ['@@AMM'] },
    what: 'The EHR prints serum labels for ammonia, which needs plasma',
    edits: [{ file: ehrOrderables, row: { code: '@@AMM' }, set: { specimen: 'SERUM' } }],
  },
  {
    ...{ family: 'specimen', rule: 'specimen-unmapped', system: 'ehr', codes: ['LAVAGE'] },
    what: 'Lavage fluid can be ordered for mycobacteria and has no row',
    edits: [
      {
        file: ehrOrderables,
        row: { code: '@@AFB' },
        set: { specimen: 'SPUTUM;LAVAGE', container: 'Sterile cup;Sterile cup' },
      },
    ],
  },
]

const other: readonly Plant[] = [
  {
    ...{ family: 'time', rule: 'time-zone-differs', system: 'lis', codes: ['time zone'] },
    what: 'The EHR is hosted in another time zone and reads times as its own',
    edits: [
      { file: ehr, old: '  encoding: UNICODE UTF-8\n', text: '  encoding: ASCII\n  time_zone: America/New_York\n' },
    ],
  },
  {
    ...{ family: 'identity', rule: 'identity-authority-differs', system: 'lis', codes: ['PID-3'] },
    what: 'The LIS writes another authority for the hospital’s record numbers',
    edits: [{ file: 'systems/lis.yaml', old: '      RCH: riverside\n', text: '      RIVLAB: riverside\n' }],
  },
  {
    ...{ family: 'text', rule: 'text-character-set', system: 'lis', codes: ['SSA'] },
    what: 'A name of the LIS has letters that the EHR’s character set does not have',
    edits: [{ file: lisComponents, row: { code: 'SSA' }, set: { name: 'SJÖGREN SSA AB' } }],
  },
  {
    ...{ family: 'text', rule: 'text-document', system: 'lis', codes: ['FLOWR'] },
    what: 'Flow cytometry is reported as a PDF, which the EHR drops',
    edits: [
      { file: lisComponents, row: { code: 'FLOWR' }, set: { value_type: 'ED' } },
      {
        file: ehr,
        old: '  control_id_length: 20\n',
        text: '  control_id_length: 20\n  text_length: 200\n  documents: false\n',
      },
    ],
    also: ['value-type-differs'],
  },
]

export const plantsInWork: readonly Plant[] = [...panels, ...asked, ...statusPlants, ...specimenPlants, ...other]
