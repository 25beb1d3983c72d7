// Mistakes in the tables: CSV, map rows and their contexts, catalogs.
import { components, type Mistake, results, tests, units } from './mistake.ts'
import { add, put } from './sample.ts'

export const mistakesInMaps: readonly Mistake[] = [
  {
    about: 'a CSV row with an open quote',
    code: 'site-csv',
    changes: { [tests]: add('ehr,"LAB3,lis,X,,both,approved,LIS manager,2026-08-17\n') },
    at: [tests, 'ehr,"LAB3'],
    given: 'a quote that is not closed',
  },
  {
    about: 'a CSV row with a cell too many',
    code: 'site-csv',
    changes: {
      [tests]: put(
        'ehr,LAB2,lis,K,,both,approved,LIS manager,2026-08-17',
        'ehr,LAB2,lis,K,,both,approved,LIS manager,2026-08-17,x',
      ),
    },
    at: [tests, 'x\n'],
  },
  {
    about: 'a misspelt column',
    code: 'site-csv-column',
    changes: { [tests]: put('to_code', 'to_cod') },
    at: [tests, 'to_cod'],
    given: 'did you mean "to_code"',
    more: ['site-csv-column', 'site-csv-value', 'site-map-pair'],
  },
  {
    about: 'a direction that is none',
    code: 'site-csv-value',
    changes: { [units]: put('component=K,forward', 'component=K,forwards') },
    at: [units, 'forwards'],
    given: 'did you mean "forward"',
  },
  {
    about: 'a day that does not exist',
    code: 'site-csv-value',
    changes: {
      [units]: put(
        'K,forward,approved,Laboratory director,2026-08-17',
        'K,forward,approved,Laboratory director,2026-02-30',
      ),
    },
    at: [units, '2026-02-30'],
  },
  {
    about: 'a row without a code',
    code: 'site-csv-value',
    changes: { [tests]: put('LAB1,lis,GLU', 'LAB1,lis,') },
    at: [tests, ',,both', 1],
  },
  {
    about: 'a map without rows for the two systems of its flow',
    code: 'site-map-pair',
    changes: { [components]: (text) => text.replaceAll('both,approved', 'both,draft') },
    at: [results, 'components'],
    given: 'only 2 drafts',
    more: ['site-map-draft'],
  },
  {
    about: 'a code with two meanings',
    code: 'site-map-contradiction',
    changes: { [components]: add('lis,GLU,ehr,1002,,forward,approved,Laboratory director,2026-08-17\n') },
    at: [components, '1002', 2],
    given: 'lis GLU is 1002 here and 1001 in line 2',
  },
  {
    about: 'two contexts that can hold at once and differ in meaning',
    code: 'site-map-contradiction',
    changes: { [units]: add('lis,mEq/L,ehr,mval/L,specimen=SER,forward,approved,Laboratory director,2026-08-17\n') },
    at: [units, 'mval/L'],
    more: ['site-map-context'],
  },
  {
    about: 'a code with two meanings when it is read backwards',
    code: 'site-map-reverse',
    changes: { [components]: add('lis,GLUC,ehr,1001,,both,approved,Laboratory director,2026-08-17\n') },
    at: [components, 'both', 3],
    given: 'ehr 1001 is GLUC here and GLU in line 2',
    more: ['site-map-code'],
  },
  {
    about: 'a row that stands twice',
    code: 'site-map-repeated',
    changes: { [components]: add('lis,K,ehr,1002,,both,approved,Laboratory director,2026-08-17\n') },
    at: [components, 'K', 2],
    severity: 'warning',
  },
  {
    about: 'a draft',
    code: 'site-map-draft',
    changes: { [tests]: put('K,,both,approved', 'K,,both,draft') },
    at: [tests, 'draft'],
    severity: 'warning',
  },
  {
    about: 'an approved row that nobody approved',
    code: 'site-map-approval',
    changes: { [tests]: put('K,,both,approved,LIS manager', 'K,,both,approved,') },
    at: [tests, ',2026-08-17', 2],
  },
  {
    about: 'a context that cannot be read',
    code: 'site-map-context',
    changes: { [units]: put('component=K', 'component:K') },
    at: [units, 'component:K'],
  },
  {
    about: 'a context that the step does not give',
    code: 'site-map-context',
    changes: { [results]: put('    context: { component: OBX-3.4 }\n', '') },
    at: [results, 'units'],
    given: 'a context of nothing',
  },
  {
    about: 'a code that stands twice in a catalog',
    code: 'site-catalog-repeated',
    changes: { 'catalogs/lis-components.csv': add('GLU,GLUCOSE AGAIN,mg/dL\n') },
    at: ['catalogs/lis-components.csv', 'GLU', 3],
    given: 'line 2',
  },
  {
    about: 'a component that the catalog does not have',
    code: 'site-catalog-reference',
    changes: { 'catalogs/lis-orderables.csv': put('POTASSIUM,K', 'POTASSIUM,K;NA') },
    at: ['catalogs/lis-orderables.csv', 'K;NA'],
  },
  {
    about: 'a mapped code that the catalog does not have',
    code: 'site-map-code',
    changes: { [tests]: put('LAB2,lis,K', 'LAB2,lis,KX') },
    at: [tests, 'KX'],
    severity: 'warning',
  },
]
