// Mistakes in conversions of values: units, factors, signatures, rows that contradict each other, and steps around the map of
// OBX-3 that would hold what was converted.
import { components, type Mistake, results, units } from './mistake.ts'
import { put } from './sample.ts'
import { approved, header, reference, wider } from './wider-maps.ts'

const conversion = 'unit_from,unit_to,factor,offset,signed_by,signed_on'

export const mistakesInConversions: readonly Mistake[] = [
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
  },
  {
    about: 'a factor that is somewhat off where a molecule may be counted otherwise',
    code: 'site-map-conversion',
    changes: {
      [components]: wider(conversion, 'mg/dL,mmol/L,0.06,,Laboratory director,2026-08-17'),
      'catalogs/lis-components.csv':
        'code,name,unit,loinc_name\nGLU,Glucose,mg/dL,Glucose [Mass/volume] in Blood\nK,Potassium,mEq/L,\n',
      'catalogs/ehr-components.csv': 'code,name,unit\n1001,Glucose,mmol/L\n1002,Potassium,mmol/L\n',
    },
    at: [components, '0.06'],
    given: '0.06 from "mg/dL" to "mmol/L"',
    allowed: 'about 0.055',
    severity: 'warning',
  },
  {
    about: 'a factor between units that measure different things',
    code: 'site-map-conversion',
    changes: {
      [components]: wider(conversion, 'mg/dL,10*3/uL,2,,Laboratory director,2026-08-17'),
      'catalogs/ehr-components.csv': 'code,name,unit\n1001,Glucose,10*3/uL\n1002,Potassium,mmol/L\n',
    },
    at: [components, '2,,Lab'],
    given: '2 from "mg/dL" to "10*3/uL"',
    severity: 'warning',
  },
  {
    about: 'a factor where no factor can lead',
    code: 'site-map-conversion',
    changes: {
      [components]: wider(conversion, 'pH,nmol/L,2,,Laboratory director,2026-08-17'),
      'catalogs/lis-components.csv': 'code,name,unit\nGLU,GLUCOSE,\nK,POTASSIUM,mEq/L\n',
      'catalogs/ehr-components.csv': 'code,name,unit\n1001,Glucose,\n1002,Potassium,mmol/L\n',
    },
    at: [components, '2,,Lab'],
    given: '2 from "pH" to "nmol/L"',
  },
  {
    about: 'a factor for a unit that nobody knows',
    code: 'site-map-conversion',
    changes: {
      [components]: wider(conversion, 'zorks,mg/dL,4,,Laboratory director,2026-08-17'),
      'catalogs/lis-components.csv': 'code,name,unit\nGLU,GLUCOSE,\nK,POTASSIUM,mEq/L\n',
    },
    at: [components, 'zorks'],
    given: '"zorks"',
    severity: 'warning',
  },
  {
    about: 'a conversion that was signed after its row had ended',
    code: 'site-map-conversion',
    changes: {
      [components]: wider(`${conversion},effective_to`, 'mg/dL,mg/dL,1,,Laboratory director,2026-09-01,2026-08-20'),
    },
    at: [components, '2026-09-01'],
    given: 'signed on 2026-09-01, and the row ends on 2026-08-20',
  },
  {
    about: 'a test that is converted by the one row and not by the other',
    code: 'site-map-contradiction',
    changes: {
      [components]: wider(
        conversion,
        'mg/dL,mg/dL,1,,Laboratory director,2026-08-17',
        `lis,GLU,ehr,1001,,both,${approved},,,,,,`,
      ),
    },
    at: [components, 'GLU', 2],
    given: 'values of lis GLU to 1001 go on as they are here, and are converted from mg/dL to mg/dL in line 2',
  },
  {
    about: 'two units of one test without a context that tells them apart',
    code: 'site-map-contradiction',
    changes: {
      [components]: wider(
        conversion,
        'mg/dL,mg/dL,1,,Laboratory director,2026-08-17',
        `lis,GLU,ehr,1001,,forward,${approved},mg/L,mg/dL,0.1,,Laboratory director,2026-08-17`,
      ),
      'catalogs/lis-components.csv': 'code,name,unit\nGLU,GLUCOSE,\nK,POTASSIUM,mEq/L\n',
    },
    at: [components, 'GLU', 2],
    given: 'are converted from mg/L to mg/dL here, and are converted from mg/dL to mg/dL in line 2',
  },
  {
    about: 'a row for any unit beside a row that converts one',
    code: 'site-map-conversion',
    changes: {
      [components]: wider(
        conversion,
        ',,,,,',
        `lis,GLU,ehr,1001,unit=mg/dL,forward,${approved},mg/dL,mg/dL,1,,Laboratory director,2026-08-17`,
      ),
      [results]: put('    table: components\n', '    table: components\n    context: { unit: OBX-6.1 }\n'),
    },
    at: [components, ',both'],
    given: 'beside "unit=mg/dL" in line 4',
    severity: 'warning',
  },
  {
    about: 'a conversion that is signed for a context which no step gives',
    code: 'site-map-context',
    changes: {
      [components]: wider(conversion, 'mg/dL,mg/dL,1,,Laboratory director,2026-08-17').replace(
        '1001,,both',
        '1001,specimen=SER,both',
      ),
      [results]: put('  - map: OBX[*]-3\n    table: components\n    keep_original: OBX[*]-3.4\n', ''),
    },
    at: [components, 'specimen=SER'],
    given: 'specimen in the flow results, which has no map of OBX-3',
  },
  {
    about: 'a map of converted tests on a condition that the conversion changes',
    code: 'site-step-order',
    changes: {
      [components]: wider(conversion, 'mg/dL,mg/dL,1,,Laboratory director,2026-08-17'),
      [results]: put(
        '    keep_original: OBX[*]-3.4\n',
        '    keep_original: OBX[*]-3.4\n    when: { path: OBX-6.1, equals: mg/dL }\n',
      ),
    },
    at: [results, 'OBX-6.1'],
    given: 'when: { path: OBX-6.1 } at a map of OBX-3 with signed conversions',
  },
  {
    about: 'a loop with a map of converted tests on a condition that the conversion changes',
    code: 'site-step-order',
    changes: {
      [components]: wider(conversion, 'mg/dL,mg/dL,1,,Laboratory director,2026-08-17'),
      [results]: put(
        '  - map: OBX[*]-3\n    table: components\n    keep_original: OBX[*]-3.4\n',
        '  - for_each: OBX\n    when: { path: OBX-7, present: true }\n    steps:\n      - map: OBX-3\n        table: components\n        keep_original: OBX-3.4\n',
      ),
    },
    at: [results, 'OBX-7'],
    given: 'when: { path: OBX-7 }',
  },
  {
    about: 'a step that changes what the map of converted tests is chosen by',
    code: 'site-step-order',
    changes: {
      [components]: wider(conversion, 'mg/dL,mg/dL,1,,Laboratory director,2026-08-17').replace(
        '1001,,both',
        '1001,specimen=SER,both',
      ),
      [results]: put(
        '  - map: OBX[*]-3\n    table: components\n',
        '  - copy: SPM-4.4\n    to: SPM[*]-4.1\n  - map: OBX[*]-3\n    table: components\n    context: { specimen: SPM-4.1 }\n',
      ),
    },
    at: [results, 'SPM[*]-4.1'],
    given: 'SPM[*]-4.1, which the map of OBX-3 reads (SPM-4.1)',
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
    about: 'a conversion in a map of units',
    code: 'site-map-conversion',
    changes: {
      [units]: `${header},unit_from,unit_to\nlis,mg/dL,ehr,mmol/L,,both,${approved},mg/dL,mmol/L\n`,
    },
    at: [units, 'mg/dL', 2],
    given: 'a conversion in maps/units.csv',
    more: ['site-unit-renamed'],
  },
]
