// Mistakes in what a map's row says beside its codes: days, ages, conversions; in ways through several systems; and in the
// cells of catalogs.
import { components, type Mistake, results, units } from './mistake.ts'
import { add, put } from './sample.ts'

const header = 'from_system,from_code,to_system,to_code,context,direction,status,approved_by,approved_on'
const approved = 'approved,Laboratory director,2026-08-17'

/** The map of components with further columns. */
function wider(columns: string, first: string, ...more: readonly string[]): string {
  return [
    `${header},${columns}`,
    `lis,GLU,ehr,1001,,both,${approved},${first}`,
    `lis,K,ehr,1002,,both,${approved}${','.repeat(columns.split(',').length)}`,
    ...more,
    '',
  ].join('\n')
}

const conversion = 'unit_from,unit_to,factor,offset,signed_by,signed_on'
/** A third system, from which the LIS has results. */
const reference = {
  'systems/ref.yaml': 'id: ref\nname: Reference laboratory\nrole: reference-lab\ndialect:\n  versions: ["2.5.1"]\n',
}

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
    about: 'a conversion without the unit that comes of it',
    code: 'site-map-conversion',
    changes: { [components]: wider(conversion, 'mg/dL,,0.0555,,Laboratory director,2026-08-17') },
    at: [components, ',0.0555'],
    given: 'no unit_to',
  },
  {
    about: 'a factor that is no number',
    code: 'site-map-conversion',
    changes: { [components]: wider(conversion, 'mg/dL,mmol/L,1/18,,Laboratory director,2026-08-17') },
    at: [components, '1/18'],
    given: '"1/18"',
  },
  {
    about: 'a conversion that says who signed and not when',
    code: 'site-map-conversion',
    changes: { [components]: wider(conversion, 'mg/dL,mg/dL,1,,Laboratory director,') },
    at: [components, '\n', 2],
    given: 'one of signed_by and signed_on',
  },
  {
    about: 'a conversion that nobody signed',
    code: 'site-map-unsigned',
    changes: { [components]: wider(conversion, 'mg/dL,mg/dL,1,,,') },
    at: [components, ',\n'],
    given: 'lis GLU from mg/dL to mg/dL',
    severity: 'warning',
  },
  {
    about: 'decimals that are no number',
    code: 'site-map-conversion',
    changes: { [components]: wider(`${conversion},decimals`, 'mg/dL,mg/dL,1,,,,many') },
    at: [components, 'many'],
    given: '"many"',
    allowed: 'a whole number from 0 to 9',
  },
  {
    about: 'a factor below nothing',
    code: 'site-map-conversion',
    changes: { [components]: wider(conversion, 'mg/dL,mmol/L,-0.0555,,Laboratory director,2026-08-17') },
    at: [components, '-0.0555'],
    given: '"-0.0555"',
  },
  {
    about: 'a factor with a slipped decimal point',
    code: 'site-map-conversion',
    changes: {
      [components]: wider(conversion, 'mg/dL,g/L,0.1,,Laboratory director,2026-08-17'),
      'catalogs/ehr-components.csv': 'code,name,unit\n1001,Glucose,g/L\n1002,Potassium,mmol/L\n',
    },
    at: [components, '0.1'],
    given: '0.1 from "mg/dL" to "g/L"',
    allowed: 'about 0.01',
  },
  {
    about: 'a factor that is somewhat off',
    code: 'site-map-conversion',
    changes: {
      [components]: wider(conversion, 'mg/dL,g/L,0.011,,Laboratory director,2026-08-17'),
      'catalogs/ehr-components.csv': 'code,name,unit\n1001,Glucose,g/L\n1002,Potassium,mmol/L\n',
    },
    at: [components, '0.011'],
    given: '0.011 from "mg/dL" to "g/L"',
    severity: 'warning',
  },
  {
    about: 'two conversions of one test that contradict each other',
    code: 'site-map-conversion',
    changes: {
      [components]: wider(
        conversion,
        'mg/dL,mg/dL,1,,Laboratory director,2026-08-17',
        `lis,GLU,ehr,1001,specimen=UR,forward,${approved},mg/dL,mg/dL,1.008,,Laboratory director,2026-08-17`,
        `lis,GLU,ehr,1001,specimen=CSF,forward,${approved},mmol/L,mg/dL,18.02,,Laboratory director,2026-08-17`,
        `lis,GLU,ehr,1001,specimen=SER,forward,${approved},mmol/L,mg/dL,19,,Laboratory director,2026-08-17`,
      ),
      'catalogs/lis-components.csv': 'code,name,unit\nGLU,Glucose,\nK,Potassium,mEq/L\n',
      [results]: put('    table: components\n', '    table: components\n    context: { specimen: SPM-4.1 }\n'),
    },
    at: [components, 'mmol/L', 2],
    given: 'lis GLU mmol/L to ehr 1001 mg/dL by 19 here, and by 18.02 over the rows before it',
  },
  {
    about: 'conversions that go round over a third system and come back as another number',
    code: 'site-map-conversion',
    changes: {
      ...reference,
      [components]: wider(
        conversion,
        'mg/dL,mg/dL,1,,Laboratory director,2026-08-17',
        `lis,GLU,ref,R1,,forward,${approved},mg/dL,mmol/L,0.0555,,Laboratory director,2026-08-17`,
        `ref,R1,ehr,1001,,forward,${approved},mmol/L,mg/dL,17,,Laboratory director,2026-08-17`,
      ),
    },
    at: [components, 'mmol/L', 2],
    given: 'ref R1 mmol/L to ehr 1001 mg/dL by 17 here, and by 18.02 over the rows before it',
  },
  {
    about: 'a conversion from a unit that the catalog does not have',
    code: 'site-map-conversion',
    changes: { [components]: wider(conversion, 'g/L,mg/dL,100,,Laboratory director,2026-08-17') },
    at: [components, 'g/L'],
    given: '"g/L"',
    allowed: '"mg/dL", the unit in catalogs/lis-components.csv',
    severity: 'warning',
  },
  {
    about: 'a conversion between mass and moles of nobody knows what',
    code: 'site-map-conversion',
    changes: {
      [components]: wider(conversion, 'mg/dL,mmol/L,,,Laboratory director,2026-08-17'),
      'catalogs/ehr-components.csv': 'code,name,unit\n1001,Glucose,mmol/L\n1002,Potassium,mmol/L\n',
    },
    at: [components, 'mg/dL'],
    given: '"mg/dL" to "mmol/L" without a factor: mass and moles meet by a molecular weight',
  },
  {
    about: 'a conversion between units that measure different things',
    code: 'site-map-conversion',
    changes: {
      [components]: wider(conversion, 'mg/dL,s,,,Laboratory director,2026-08-17'),
      'catalogs/ehr-components.csv': 'code,name,unit\n1001,Glucose,s\n1002,Potassium,mmol/L\n',
    },
    at: [components, 'mg/dL'],
    given: 'the units measure different things',
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
    about: 'a conversion in a map of units',
    code: 'site-map-conversion',
    changes: {
      [units]: `${header},unit_from,unit_to\nlis,mg/dL,ehr,mmol/L,,both,${approved},mg/dL,mmol/L\n`,
    },
    at: [units, 'mg/dL', 2],
    given: 'a conversion in maps/units.csv',
    more: ['site-unit-renamed'],
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
