// Cases of the rules about panels, questions, statuses, specimens, times, identity, reports and texts.
import type { RuleName } from '../../../site/shapes/alignment.ts'
import type { RuleCases } from '../case.ts'

const report = (changes: Readonly<Record<string, string | null>>) => [['report', changes]] as const
const order = (changes: Readonly<Record<string, string | null>>) => [['order', changes]] as const
const lisPanel = (cells: Readonly<Record<string, string>>) => ({ lis: { orderables: { LYTES: cells } } })
const ehrPanel = (cells: Readonly<Record<string, string>>) => ({ ehr: { orderables: { L1: cells } } })
const ehrQuestion = (code: string, cells: Readonly<Record<string, string>>) => ({ ehr: { aoe: { [code]: cells } } })
const dialect = (more: object) => ({
  dialect: {
    versions: ['2.5.1'],
    patient: { authorities: { RCH: 'riverside' }, identifier_types: ['MR'] },
    ...more,
  },
})
/** One text in two lines, in place of two numbers. */
const twoLines = { 'NA-2': 'TX', 'NA-5': 'No growth', 'K-2': 'TX', 'K-5': 'at 24 hours', 'K-3': 'NA^Sodium^L' }
/** A note of 300 characters. */
const long = 'The specimen was haemolysed. '.repeat(11).slice(0, 300)

export const workCases = {
  'panel-missing': {
    finds: [{ where: 'the placer waits for more', site: ehrPanel({ components: 'E1;E2;E3' }) }],
    silent: [
      { where: 'both list the same' },
      { where: 'the placer lists nothing', site: ehrPanel({ components: '' }) },
      { where: 'the placer can do without it', site: ehrPanel({ components: 'E1;E2;E3', optional: 'E3' }) },
    ],
  },
  'panel-unexpected': {
    finds: [{ where: 'the performer reports more', site: ehrPanel({ components: 'E1' }) }],
    silent: [{ where: 'the order of the list differs', site: ehrPanel({ components: 'E1;E2' }) }],
  },
  'panel-mode-differs': {
    finds: [{ where: 'one is whole and one is not', site: lisPanel({ result_mode: 'delta' }) }],
    silent: [{ where: 'one does not say', site: lisPanel({ result_mode: '' }) }],
  },
  'panel-member-unknown': {
    finds: [{ where: 'a component is out of use', site: { lis: { components: { K: { active: 'no' } } } } }],
    silent: [{ where: 'all are in use' }],
  },
  'panel-reflex-unmapped': {
    finds: [{ where: 'the added test has no row', site: { maps: { tests: { 'GLUC>L2': null } } } }],
    silent: [{ where: 'it has one' }],
  },
  'panel-incomplete': {
    finds: [{ where: 'a final report lacks one', messages: report({ K: null }) }],
    silent: [
      { where: 'the report is preliminary', messages: report({ K: null, 'OBR-25': 'P' }) },
      { where: 'the catalog lets it be left out', site: lisPanel({ optional: 'K' }), messages: report({ K: null }) },
    ],
  },
  'panel-extra': {
    finds: [{ where: 'a report brings another component', messages: report({ 'K-3': 'GLU^Glucose^L' }) }],
    silent: [
      { where: 'reports grow', site: lisPanel({ result_mode: 'delta' }), messages: report({ 'K-3': 'GLU^Glucose^L' }) },
    ],
  },
  'panel-result-lost': {
    finds: [
      { where: 'a step takes a line out', site: { steps: [{ drop: 'OBX[2]' }] }, messages: report({}) },
      { where: 'a step empties a value', site: { steps: [{ drop: 'OBX[2]-5' }] }, messages: report({}) },
      {
        where: 'a step takes out the second line of a text',
        site: { steps: [{ drop: 'OBX[2]' }] },
        messages: report(twoLines),
      },
    ],
    silent: [
      { where: 'all go out', messages: report({}) },
      { where: 'a value was not there', messages: report({ 'K-5': '', 'K-11': 'X' }) },
      {
        where: 'lines of one text are joined',
        site: { steps: [{ merge: 'OBX[*]-5', to: 'OBX[*]-5' }] },
        messages: report(twoLines),
      },
    ],
  },
  'aoe-not-asked': {
    finds: [{ where: 'the placer does not ask', site: { ehr: { orderables: { L3: { aoe: 'Q1' } } } } }],
    silent: [{ where: 'it asks everything' }],
  },
  'aoe-unmapped': {
    finds: [
      { where: 'a question has no row', site: { maps: { aoe: { 'WT>Q2': null } } } },
      { where: 'its unit has no row', site: { maps: { units: { 'kg>kg': null } } } },
    ],
    silent: [{ where: 'each has one' }, { where: 'nobody asks it', site: { ehr: { aoe: { Q9: { name: 'Old' } } } } }],
  },
  'aoe-unit-differs': {
    finds: [{ where: 'pounds meet kilograms', site: ehrQuestion('Q2', { unit: '[lb_av]' }) }],
    silent: [{ where: 'both are kilograms' }],
  },
  'aoe-type-differs': {
    finds: [{ where: 'text meets a number', site: ehrQuestion('Q2', { value_type: 'ST' }) }],
    silent: [{ where: 'CE meets CWE', site: ehrQuestion('Q1', { value_type: 'CWE' }) }],
  },
  'aoe-question-unknown': {
    finds: [{ where: 'the code is no question', messages: order({ 'Q1-3': 'Q7^Pregnant^L' }) }],
    silent: [
      { where: 'each is a question', messages: order({}) },
      { where: 'it is a prior result', messages: order({ 'Q1-3': 'E1^Potassium^L' }) },
    ],
  },
  'aoe-required-differs': {
    finds: [{ where: 'it may be left out', site: ehrQuestion('Q2', { required: 'no' }) }],
    silent: [{ where: 'only the placer requires it', site: { lis: { aoe: { WT: { required: 'no' } } } } }],
  },
  'aoe-answer-turned': {
    finds: [
      {
        where: 'yes arrives as no',
        site: {
          maps: {
            aoe: { 'Y>1 question=Q1': null, 'N>2 question=Q1': null, 'N>1 question=Q1': {}, 'Y>2 question=Q1': {} },
          },
        },
      },
    ],
    silent: [{ where: 'each arrives as itself' }],
  },
  'aoe-answer-unmapped': {
    finds: [{ where: 'an answer has no row', site: ehrQuestion('Q1', { coded_answers: '1=Yes;2=No;3=Unknown' }) }],
    silent: [{ where: 'each has one' }],
  },
  'aoe-answer-missing': {
    finds: [{ where: 'a required answer is not there', messages: order({ Q2: null }) }],
    silent: [
      { where: 'it is there', messages: order({}) },
      { where: 'the order is cancelled', messages: order({ 'ORC-1': 'CA', Q2: null }) },
    ],
  },
  'aoe-answer-impossible': {
    finds: [
      { where: 'nobody weighs so much', messages: order({ 'Q2-5': '7000' }) },
      { where: 'the number is a word', messages: order({ 'Q2-5': 'heavy' }) },
      { where: 'the code is not offered', messages: order({ 'Q1-5': '7^Perhaps^L' }) },
      { where: 'the unit is another', messages: order({ 'Q2-6': 'g' }) },
    ],
    silent: [{ where: 'the answer can be', messages: order({}) }],
  },
  'status-unmapped': {
    finds: [{ where: 'a needed status has no row', site: { maps: { statuses: { 'X>X table=0085': null } } } }],
    silent: [{ where: 'each has one' }],
  },
  'status-meaning-changes': {
    finds: [
      {
        where: 'corrected arrives as final',
        site: { maps: { statuses: { 'C>C table=0085': null, 'C>F table=0085': { direction: 'forward' } } } },
      },
      {
        where: 'a step makes final of a corrected observation',
        site: { steps: [{ set: 'OBX[*]-11', value: 'F' }] },
        messages: report({ 'K-11': 'C' }),
      },
      {
        where: 'a step makes a final report of a preliminary one',
        site: { steps: [{ set: 'OBR[*]-25', value: 'F' }] },
        messages: report({ 'OBR-25': 'P' }),
      },
    ],
    silent: [
      {
        where: 'a step fills a status that is not there',
        site: { steps: [{ set: 'OBR[*]-25', value: 'F' }] },
        messages: report({ 'OBR-25': '' }),
      },
      { where: 'wrong arrives as deleted' },
      { where: 'a message says wrong and goes out as deleted', messages: report({ 'K-11': 'W' }) },
    ],
  },
  'status-not-taken': {
    finds: [
      {
        where: 'the receiver takes F and C only',
        site: { ehrSystem: { limits: { observation_statuses: ['F', 'C'] } } },
      },
    ],
    silent: [
      {
        where: 'it takes them all',
        site: { ehrSystem: { limits: { observation_statuses: ['F', 'C', 'P', 'X', 'D'] } } },
      },
    ],
  },
  'status-blank': {
    finds: [{ where: 'OBX-11 is empty', messages: report({ 'K-11': '' }) }],
    silent: [{ where: 'it is F', messages: report({}) }],
  },
  'status-unknown': {
    finds: [{ where: 'the table does not have it', messages: report({ 'K-11': 'Verified' }) }],
    silent: [
      {
        where: 'the dialect declares it',
        site: { lisSystem: dialect({ observation_status: { Verified: 'F' } }) },
        messages: report({ 'K-11': 'Verified' }),
      },
    ],
  },
  'specimen-unmapped': {
    finds: [
      { where: 'an order’s specimen has no row', site: { ehr: { orderables: { L1: { specimen: 'LAVAGE' } } } } },
      { where: 'a result’s specimen has no row', site: { lis: { components: { K: { specimen: 'BAL' } } } } },
    ],
    silent: [{ where: 'each has one' }],
  },
  'specimen-merged': {
    finds: [
      {
        where: 'two arrive as one',
        site: {
          ehr: { orderables: { L2: { specimen: 'PLASMA' } } },
          maps: {
            specimens: {
              'SER>PLASMA': {
                fromSystem: 'ehr',
                fromCode: 'PLASMA',
                toSystem: 'lis',
                toCode: 'SER',
                direction: 'forward',
              },
            },
          },
        },
      },
    ],
    silent: [{ where: 'each arrives as its own' }],
  },
  'specimen-meaning-changes': {
    finds: [
      {
        where: 'plasma arrives as serum',
        site: {
          ehr: { orderables: { L2: { specimen: 'PLASMA' } } },
          maps: {
            specimens: {
              'SER>PLASMA': {
                fromSystem: 'ehr',
                fromCode: 'PLASMA',
                toSystem: 'lis',
                toCode: 'SER',
                direction: 'forward',
              },
            },
          },
        },
      },
    ],
    silent: [{ where: 'serum arrives as serum' }],
  },
  'specimen-differs': {
    finds: [
      {
        where: 'the placer collects what the performer does not take',
        site: { ehr: { orderables: { L1: { specimen: 'URINE' } } } },
      },
    ],
    silent: [{ where: 'the performer lists none', site: lisPanel({ specimen: '' }) }],
  },
  'specimen-unlike': {
    finds: [
      { where: 'a report is from another specimen', messages: report({ 'SPM-4': 'UR^Urine^HL70487' }) },
      { where: 'an order is', messages: order({ 'SPM-4': 'URINE^Urine^L' }) },
    ],
    silent: [{ where: 'it is the one that is listed', messages: report({}) }],
  },
  'time-zone-differs': {
    finds: [{ where: 'the systems write two zones', site: { ehrSystem: dialect({ time_zone: 'America/New_York' }) } }],
    silent: [
      { where: 'one names the zone of the site', site: { ehrSystem: dialect({ time_zone: 'America/Chicago' }) } },
    ],
  },
  'time-order': {
    finds: [{ where: 'it was received before it was collected', messages: report({ 'OBR-7': '20260302073000-0600' }) }],
    silent: [{ where: 'clocks differ by minutes', messages: report({ 'OBR-7': '20260302071000-0600' }) }],
  },
  'time-future': {
    finds: [{ where: 'it was reported an hour from now', messages: report({ 'OBR-22': '20260302090000-0600' }) }],
    silent: [{ where: 'it was reported just now', messages: report({}) }],
  },
  'time-missing': {
    finds: [{ where: 'no field says when it was collected', messages: report({ 'OBR-7': '', 'SPM-17': '' }) }],
    silent: [{ where: 'the specimen says it', messages: report({ 'OBR-7': '' }) }],
  },
  'time-collection-changed': {
    finds: [
      {
        where: 'a later final has another time',
        messages: [
          ['report', {}],
          ['report', { 'OBR-7': '20260302050000-0600' }],
        ],
      },
    ],
    silent: [
      {
        where: 'it is called corrected',
        messages: [
          ['report', {}],
          ['report', { 'OBR-7': '20260302050000-0600', 'OBR-25': 'C' }],
        ],
      },
      {
        where: 'it is another order',
        messages: [
          ['report', {}],
          ['report', { 'OBR-3': 'F2', 'OBR-7': '20260302050000-0600' }],
        ],
      },
    ],
  },
  'identity-authority-differs': {
    finds: [
      { where: 'the words differ', site: { lisSystem: dialect({ patient: { authorities: { LAB: 'riverside' } } }) } },
      { where: 'one word means two', site: { lisSystem: dialect({ patient: { authorities: { RCH: 'another' } } }) } },
    ],
    silent: [{ where: 'both write and mean one' }],
  },
  'identity-authority-unknown': {
    finds: [{ where: 'nobody declared it', messages: report({ 'PID-3': 'R100^^^NORTH^MR' }) }],
    silent: [{ where: 'a number of another type has it', messages: report({ 'PID-3': 'R100^^^RCH^MR~9^^^NORTH^SS' }) }],
  },
  'identity-demographics': {
    finds: [
      { where: 'the birth date has slashes', messages: report({ 'PID-7': '03/04/1960' }) },
      { where: 'the birth date begins with the day', messages: report({ 'PID-7': '31121960' }) },
      { where: 'there is no such day', messages: report({ 'PID-7': '19600231' }) },
      { where: 'the sex is a word', messages: report({ 'PID-8': 'female' }) },
    ],
    silent: [{ where: 'both are of the standard', messages: report({}) }],
  },
  'report-patient': {
    finds: [{ where: 'there is a number alone', messages: report({ 'PID-5': '', 'PID-7': '' }) }],
    silent: [
      { where: 'there is a number and a name', messages: report({ 'PID-7': '' }) },
      { where: 'the report is preliminary', messages: report({ 'PID-5': '', 'PID-7': '', 'OBR-25': 'P' }) },
    ],
  },
  'report-laboratory': {
    finds: [{ where: 'no field names it', messages: report({ 'K-23': '' }) }],
    silent: [{ where: 'OBX-15 names it', messages: report({ 'K-23': '', 'K-15': 'LAB1^Tiny Laboratory^L' }) }],
  },
  'report-laboratory-address': {
    finds: [{ where: 'OBX-24 is empty', messages: report({ 'K-24': '' }) }],
    silent: [{ where: 'it is there', messages: report({}) }],
  },
  'report-laboratory-changed': {
    finds: [
      {
        where: 'a later final names another',
        messages: [
          ['report', {}],
          ['report', { 'NA-23': 'Other Laboratory', 'K-23': 'Other Laboratory' }],
        ],
      },
    ],
    silent: [
      {
        where: 'it names the same',
        messages: [
          ['report', {}],
          ['report', {}],
        ],
      },
    ],
  },
  'report-date': {
    finds: [{ where: 'OBR-22 is empty', messages: report({ 'OBR-22': '' }) }],
    silent: [{ where: 'it is there', messages: report({}) }],
  },
  'report-test': {
    finds: [
      { where: 'a component has no name', messages: report({ 'K-3': 'K' }) },
      { where: 'the test has none', messages: report({ 'OBR-4': 'LYTES' }) },
    ],
    silent: [{ where: 'both are named', messages: report({}) }],
  },
  'report-specimen': {
    finds: [{ where: 'there is no SPM and no OBR-15', messages: report({ SPM: null }) }],
    silent: [{ where: 'OBR-15 says it', messages: report({ SPM: null, 'OBR-15': 'SER' }) }],
  },
  'report-result': {
    finds: [
      { where: 'a final value is empty', messages: report({ 'K-5': '', 'K-8': '' }) },
      {
        where: 'a number says nothing of itself',
        messages: report({ 'K-6': '', 'K-7': '', 'K-8': '', 'K-3': 'KX^Unheard' }),
      },
    ],
    silent: [{ where: 'it could not be obtained', messages: report({ 'K-5': '', 'K-8': '', 'K-11': 'X' }) }],
  },
  'report-condition': {
    finds: [{ where: 'nobody says why', messages: report({ 'K-5': '', 'K-8': '', 'K-11': 'X' }) }],
    silent: [
      { where: 'a note says it', messages: report({ 'K-5': '', 'K-8': '', 'K-11': 'X', NTE: 'Haemolysed' }) },
      { where: 'the specimen says it', messages: report({ 'K-5': '', 'K-8': '', 'K-11': 'X', 'SPM-24': 'HEM' }) },
    ],
  },
  'text-too-long': {
    finds: [
      {
        where: 'a note is longer than the limit',
        site: { ehrSystem: { limits: { text_length: 200 } } },
        messages: report({ NTE: long }),
      },
    ],
    silent: [{ where: 'the receiver has no limit', messages: report({ NTE: long }) }],
  },
  'text-character-set': {
    finds: [
      {
        where: 'a name has a letter beyond ASCII',
        site: { ehrSystem: dialect({ encoding: 'ASCII' }), lis: { components: { K: { name: 'Kalium, Größe' } } } },
      },
      {
        where: 'a note has one',
        site: { ehrSystem: dialect({ encoding: 'ASCII' }) },
        messages: report({ 'MSH-18': 'UNICODE UTF-8', NTE: 'Sjögren' }),
      },
    ],
    silent: [
      { where: 'the receiver reads UTF-8', site: { lis: { components: { K: { name: 'Kalium, Größe' } } } } },
      {
        where: 'all letters are ASCII',
        site: { ehrSystem: dialect({ encoding: 'ASCII' }) },
        messages: report({ NTE: 'plain' }),
      },
    ],
  },
  'text-document': {
    finds: [
      {
        where: 'the catalog has a document',
        site: { ehrSystem: { limits: { documents: false } }, lis: { components: { K: { value_type: 'ED' } } } },
      },
      {
        where: 'a message brings one',
        site: { ehrSystem: { limits: { documents: false } } },
        messages: report({ 'K-2': 'ED', 'K-5': '^application^pdf^Base64^JVBERg==' }),
      },
    ],
    silent: [{ where: 'the receiver takes documents', site: { lis: { components: { K: { value_type: 'ED' } } } } }],
  },
  'text-notes-lost': {
    finds: [
      { where: 'a step drops notes', site: { steps: [{ drop: 'NTE[*]' }] }, messages: report({ NTE: 'Haemolysed' }) },
    ],
    silent: [
      { where: 'notes pass', messages: report({ NTE: 'Haemolysed' }) },
      { where: 'there were none', site: { steps: [{ drop: 'NTE[*]' }] }, messages: report({}) },
    ],
  },
} satisfies Partial<Record<RuleName, RuleCases>>
