// Mistakes in what a map's row says beside its codes: days and ages; in ways through several systems; and in the cells of
// catalogs. Those in conversions have a file of their own.
import { components, type Mistake, results, units } from './mistake.ts'
import { add, put } from './sample.ts'
import { approved, reference, wider } from './wider-maps.ts'

export const mistakesInMapRows: readonly Mistake[] = [
  {
    about: 'a row that ends before it begins',
    code: 'site-map-dates',
    changes: { [components]: wider('effective_from,effective_to', '2026-10-01,2026-09-30') },
    at: [components, '2026-09-30'],
    given: 'from 2026-10-01 to 2026-09-30',
    allowed: '2026-10-01 or a later day',
  },
  {
    about: 'a row from a day that does not exist',
    code: 'site-csv-value',
    changes: { [components]: wider('effective_from', '2026-09-31') },
    at: [components, '2026-09-31'],
    given: '"2026-09-31"',
  },
  {
    about: 'two meanings on days that both rows count',
    code: 'site-map-contradiction',
    changes: {
      [components]: wider(
        'effective_from,effective_to',
        ',2026-10-01',
        `lis,GLU,ehr,1002,,forward,${approved},2026-10-01,`,
      ),
    },
    at: [components, '1002', 2],
    given: 'lis GLU is 1002 here and 1001 in line 2',
  },
  {
    about: 'an age that is no band',
    code: 'site-map-context',
    changes: { [units]: put('component=K', 'age=adult') },
    at: [units, 'age=adult'],
    given: '"age=adult"',
    allowed: 'age=18y-',
  },
  {
    about: 'two bands of age that overlap and differ in meaning',
    code: 'site-map-contradiction',
    changes: {
      [units]: (text) =>
        `${text.replace('component=K', 'age=0d-18y')}lis,mEq/L,ehr,meq/L,age=17y-,forward,${approved}\n`,
      [results]: put('component: OBX-3.4', 'age: PID-7'),
    },
    at: [units, 'meq/L'],
  },
  {
    about: 'codes that go round in a circle',
    code: 'site-map-cycle',
    changes: {
      [components]: (text) =>
        `${text.replaceAll('both', 'forward')}ehr,1001,lis,K,,forward,${approved}\nehr,1002,lis,GLU,,forward,${approved}\n`,
    },
    at: [components, 'GLU', 2],
    given: 'lis GLU to ehr 1001 to lis K to ehr 1002 to lis GLU',
  },
  {
    about: 'a third system that leads to another code',
    code: 'site-map-ways',
    changes: {
      ...reference,
      [components]: add(`lis,GLU,ref,R1,,forward,${approved}\nref,R1,ehr,1002,,forward,${approved}\n`),
    },
    at: [components, '1001'],
    given: 'lis GLU to ehr 1001 here, and over ref R1 (line 4) to ehr 1002 (line 5)',
    severity: 'warning',
  },
  {
    about: 'a unit that nobody knows',
    code: 'site-unit-unknown',
    changes: { 'catalogs/lis-components.csv': put('mg/dL', 'zorks') },
    at: ['catalogs/lis-components.csv', 'zorks'],
    given: '"zorks"',
    severity: 'warning',
  },
  {
    about: 'codes of a system that the site does not have',
    code: 'site-reference-unknown',
    changes: { [results]: put('    table: components\n', '    table: components\n    codes_of: lsi\n') },
    at: [results, 'lsi'],
    given: 'did you mean "lis"',
    more: ['site-map-pair'],
  },
  {
    about: 'a LOINC code with a wrong check digit',
    code: 'site-loinc-code',
    changes: { 'catalogs/lis-components.csv': 'code,name,loinc\nGLU,GLUCOSE,2345-8\nK,POTASSIUM,2823-3\n' },
    at: ['catalogs/lis-components.csv', '2345-8'],
    given: '"2345-8": the check digit of 2345 is 7',
  },
  {
    about: 'a limit that is no number',
    code: 'site-csv-value',
    changes: { 'catalogs/lis-components.csv': 'code,name,critical_high\nGLU,GLUCOSE,>400\nK,POTASSIUM,\n' },
    at: ['catalogs/lis-components.csv', '>400'],
    given: '">400"',
    allowed: 'a decimal number',
  },
  {
    about: 'a catalog’s yes that is none',
    code: 'site-csv-value',
    changes: { 'catalogs/lis-components.csv': 'code,name,active\nGLU,GLUCOSE,Y\nK,POTASSIUM,yes\n' },
    at: ['catalogs/lis-components.csv', 'Y\n'],
    allowed: 'yes or no',
  },
]
