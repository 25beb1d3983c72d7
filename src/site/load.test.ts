import fc from 'fast-check'
import { expect, test } from 'vitest'
import { errorChapters } from '../errors.ts'
import { loadSite } from './load.ts'
import { placeOf, problemText } from './problem.ts'
import {
  add,
  type Change,
  placeOfText,
  problemsAfter,
  put,
  sampleFiles,
  sampleWith,
  surroundings,
} from './testing/sample.ts'

type Case = {
  readonly about: string
  readonly code: string
  readonly changes: Readonly<Record<string, Change>>
  /** The file and the text at which the problem stands; its nth occurrence. */
  readonly at: readonly [file: string, text: string, nth?: number]
  readonly given?: string
  readonly allowed?: string
  readonly severity?: 'warning'
  /** Other problems that follow from the same mistake. */
  readonly more?: readonly string[]
}

const orders = 'flows/orders.yaml'
const results = 'flows/results.yaml'
const ehr = 'systems/ehr.yaml'
const lis = 'systems/lis.yaml'
const tests = 'maps/tests.csv'
const components = 'maps/components.csv'
const units = 'maps/units.csv'
const step = 'steps/tidy.ts'
/** A step in front of the delivery of the results flow. */
const withStep = (text: string) => put('  - for_each: OBR', `${text}\n  - for_each: OBR`)

const cases: readonly Case[] = [
  { about: 'a missing site.yaml', code: 'site-file-missing', changes: { 'site.yaml': null }, at: ['site.yaml', ''] },
  { about: 'a file that is no UTF-8', code: 'site-file-encoding', changes: {}, at: ['site.yaml', ''] },
  {
    about: 'a file that has no place',
    code: 'site-file-unknown',
    changes: { 'flows/orders.yml': 'id: orders' },
    at: ['flows/orders.yml', 'id'],
    severity: 'warning',
  },
  {
    about: 'a catalog of an unknown kind',
    code: 'site-file-unknown',
    changes: { 'catalogs/lis-things.csv': 'code,name\n' },
    at: ['catalogs/lis-things.csv', 'code'],
    given: 'lis-things',
    severity: 'warning',
  },
  {
    about: 'YAML with a tab',
    code: 'site-yaml',
    changes: { 'site.yaml': put('title:', '\ttitle:') },
    at: ['site.yaml', '\ttitle'],
    more: ['site-value-missing'],
  },
  {
    about: 'a name that stands twice',
    code: 'site-key-repeated',
    changes: { 'site.yaml': add('title: Again\n') },
    at: ['site.yaml', 'title: Again'],
  },
  {
    about: 'a misspelt name',
    code: 'site-key-unknown',
    changes: { [orders]: put('  connection: lis-orders', '  conection: lis-orders') },
    at: [orders, 'conection'],
    given: '"conection" (did you mean "connection"?)',
    allowed: 'connection, in_flight',
    more: ['site-value-missing', 'site-connection-unused'],
  },
  {
    about: 'a required setting that is missing',
    code: 'site-value-missing',
    changes: { 'site.yaml': put('title: Sample Hospital\n', '') },
    at: ['site.yaml', 'name'],
    allowed: 'a text',
  },
  {
    about: 'a choice that is none',
    code: 'site-value-invalid',
    changes: { [orders]: add('  control_id: keeep\n') },
    at: [orders, 'keeep'],
    given: '"keeep" (did you mean "keep"?)',
    allowed: 'one of keep, new',
    more: ['site-connection-unused'],
  },
  {
    about: 'a number outside its bounds',
    code: 'site-value-invalid',
    changes: { [orders]: add('  in_flight: 0\n') },
    at: [orders, '0\n', 1],
    given: '0',
    allowed: 'a whole number from 1 to 1000',
  },
  {
    about: 'a version without quotes, which is a number',
    code: 'site-value-invalid',
    changes: { [ehr]: put('["2.3"]', '[2.3]') },
    at: [ehr, '2.3'],
    given: '2.3',
    allowed: 'a text; put it in quotes',
  },
  {
    about: 'a duration that is none',
    code: 'site-value-invalid',
    changes: { [orders]: add('  answer_within: 30 seconds\n') },
    at: [orders, '30 seconds'],
    allowed: '30s, 15m, 4h, 2d',
  },
  {
    about: 'an empty value',
    code: 'site-value-invalid',
    changes: { [orders]: put('connection: lis-orders', 'connection:') },
    at: [orders, 'connection:'],
    given: 'nothing (the value is empty)',
    more: ['site-connection-unused'],
  },
  {
    about: 'a census address that is none',
    code: 'site-value-invalid',
    changes: { [ehr]: add('census: { url: nowhere }\n') },
    at: [ehr, 'nowhere'],
    allowed: 'an address such as http',
  },
  {
    about: 'a character set that is refused',
    code: 'site-value-invalid',
    changes: { [lis]: put('  versions: ["2.5.1"]', '  versions: ["2.5.1"]\n  encoding: Shift-JIS') },
    at: [lis, 'Shift-JIS'],
    allowed: '8859/15',
  },
  {
    about: 'a flow from a system to itself',
    code: 'site-value-invalid',
    changes: { [orders]: put('to: lis', 'to: ehr') },
    at: [orders, 'ehr', 2],
    more: ['site-connection-direction', 'site-map-pair', 'site-connection-unused'],
  },
  {
    about: 'an allow-list on a connection that Labloop opens',
    code: 'site-value-invalid',
    changes: { [lis]: add('    allow: [10.0.0.1]\n') },
    at: [lis, 'allow'],
  },
  {
    about: 'a step without a verb',
    code: 'site-step-verb',
    changes: { [results]: withStep('  - note: nothing') },
    at: [results, 'note: nothing'],
    allowed: 'set, copy, map',
  },
  {
    about: 'a step with a misspelt verb',
    code: 'site-step-verb',
    changes: { [results]: withStep('  - copi: OBR-2') },
    at: [results, 'copi'],
    given: 'did you mean "copy"',
  },
  {
    about: 'a step with two verbs',
    code: 'site-step-verb',
    changes: { [results]: withStep('  - { copy: OBR-2, to: OBR-18, drop: ZXX }') },
    at: [results, '{ copy'],
    given: 'copy, drop',
  },
  {
    about: 'a split inside a loop',
    code: 'site-step-verb',
    changes: { [results]: put('      - copy: OBR-3.1\n        to: OBR-20.1', '      - split: order') },
    at: [results, 'split'],
  },
  {
    about: 'a wrong setting in an inner step',
    code: 'site-key-unknown',
    changes: { [results]: put('        to: OBR-20.1', '        into: OBR-20.1') },
    at: [results, 'into'],
    more: ['site-value-missing'],
  },
  {
    about: 'a connection id that stands twice in the site',
    code: 'site-id-repeated',
    changes: { [lis]: put('id: lis-results', 'id: ehr-orders') },
    at: [lis, 'ehr-orders'],
    given: 'systems/ehr.yaml',
  },
  {
    about: 'a team that stands twice',
    code: 'site-id-repeated',
    changes: { 'ownership.yaml': put('id: lab', 'id: interface') },
    at: ['ownership.yaml', 'interface', 4],
    more: ['site-reference-unknown'],
  },
  {
    about: 'an id that is not the name of the file',
    code: 'site-id-file',
    changes: { [orders]: put('id: orders', 'id: order') },
    at: [orders, 'order'],
    allowed: '"orders"',
  },
  {
    about: 'a system that is not there',
    code: 'site-reference-unknown',
    changes: { [orders]: put('to: lis', 'to: lsi') },
    at: [orders, 'lsi'],
    given: '"lsi" (did you mean "lis"?)',
    allowed: 'ehr, lis',
    more: ['site-map-pair'],
  },
  {
    about: 'a connection that is not there',
    code: 'site-reference-unknown',
    changes: { [orders]: put('connection: lis-orders', 'connection: lis-order') },
    at: [orders, 'lis-order'],
    given: 'did you mean "lis-orders"',
    more: ['site-connection-unused'],
  },
  {
    about: 'a map that is not there',
    code: 'site-reference-unknown',
    changes: { [orders]: put('table: tests', 'table: test') },
    at: [orders, 'test\n'],
    given: 'did you mean "tests"',
  },
  {
    about: 'an owner that is no team',
    code: 'site-reference-unknown',
    changes: { [lis]: put('owner: lab', 'owner: labs') },
    at: [lis, 'labs'],
    given: 'did you mean "lab"',
  },
  {
    about: 'a map row of a system that is not there',
    code: 'site-reference-unknown',
    changes: { [tests]: add('ehr,LAB3,lsi,X,,both,approved,LIS manager,2026-08-17\n') },
    at: [tests, 'lsi'],
    more: ['site-map-code'],
  },
  {
    about: 'a catalog of a system that is not there',
    code: 'site-reference-unknown',
    changes: { 'catalogs/his-components.csv': 'code,name\n' },
    at: ['catalogs/his-components.csv', 'code'],
    given: '"his"',
  },
  {
    about: 'a column of catalogs that is none',
    code: 'site-reference-unknown',
    changes: { [results]: put('    context: {', '    same_in_catalogs: units\n    context: {') },
    at: [results, 'units', 2],
    given: 'did you mean "unit"',
  },
  {
    about: 'a delivery over a connection on which Labloop listens',
    code: 'site-connection-direction',
    changes: { [orders]: put('connection: lis-orders', 'connection: lis-results') },
    at: [orders, 'lis-results'],
    given: 'on which Labloop listens',
    allowed: 'lis-orders',
    more: ['site-connection-unused'],
  },
  {
    about: 'a delivery over a connection of another system',
    code: 'site-connection-direction',
    changes: { [orders]: put('connection: lis-orders', 'connection: ehr-results') },
    at: [orders, 'ehr-results'],
    given: 'the system ehr',
    more: ['site-connection-unused'],
  },
  {
    about: 'a sender that nobody hears',
    code: 'site-connection-missing',
    changes: { [lis]: put('    direction: in', '    direction: out') },
    at: [results, 'lis'],
    more: ['site-connection-unused'],
  },
  {
    about: 'an out connection that no flow uses',
    code: 'site-connection-unused',
    changes: { [lis]: add('  - { id: lis-spare, direction: out, port: 7099 }\n') },
    at: [lis, 'lis-spare'],
    severity: 'warning',
  },
  {
    about: 'a port that two listeners want',
    code: 'site-port-repeated',
    changes: { [lis]: put('port: 7072', 'port: 7071') },
    at: [lis, '7071'],
    given: 'the connection ehr-orders has too',
  },
  {
    about: 'a listener on all addresses beside another on the same port',
    code: 'site-port-repeated',
    changes: { [lis]: put('port: 7072', 'port: 7071\n    host: 0.0.0.0') },
    at: [lis, '7071'],
  },
  {
    about: 'a destination that is our own listener',
    code: 'site-port-repeated',
    changes: { [lis]: put('port: 7082', 'port: 7071') },
    at: [lis, '7071'],
  },
  {
    about: 'a message that two flows take',
    code: 'site-messages-ambiguous',
    changes: { 'flows/again.yaml': `${sampleFiles[orders]}`.replace('id: orders', 'id: again') },
    at: [orders, '"ORM^O01"'],
    given: 'the flow again',
  },
  {
    about: 'a message that a flow names twice, once for any event',
    code: 'site-messages-ambiguous',
    changes: { [orders]: put('["ORM^O01"]', '["ORM^O01", ORM]') },
    at: [orders, 'ORM]'],
    more: ['site-restructure'],
  },
  {
    about: 'a message type that is written wrongly',
    code: 'site-value-invalid',
    changes: { [orders]: put('["ORM^O01"]', '["ORM_O01"]') },
    at: [orders, '"ORM_O01"'],
    allowed: 'ORU^R01',
    more: ['site-restructure', 'site-connection-unused'],
  },
  {
    about: 'a result in a flow of orders',
    code: 'site-message-kind',
    changes: { [results]: put('kind: results', 'kind: orders') },
    at: [results, '"ORU^R01"'],
  },
  {
    about: 'a time zone that is none',
    code: 'site-time-zone',
    changes: { 'site.yaml': put('Chicago', 'Chigaco') },
    at: ['site.yaml', 'America'],
  },
  {
    about: 'a time zone of a dialect that is none',
    code: 'site-time-zone',
    changes: { [lis]: put('  versions: ["2.5.1"]', '  versions: ["2.5.1"]\n  time_zone: Mars') },
    at: [lis, 'Mars'],
  },
  {
    about: 'a certificate that is not there',
    code: 'site-tls-file',
    changes: { [lis]: add('    tls: { ca: gone.pem }\n') },
    at: [lis, 'gone.pem'],
    given: 'not there',
  },
  {
    about: 'a certificate that is no PEM',
    code: 'site-tls-file',
    changes: { [lis]: add('    tls: { ca: note.pem }\n') },
    at: [lis, 'note.pem'],
    given: 'no PEM',
  },
  {
    about: 'a certificate without its key',
    code: 'site-tls-pair',
    changes: { [lis]: add('    tls: { cert: lab.pem }\n') },
    at: [lis, 'tls:'],
    given: 'no key',
  },
  {
    about: 'an address that is none',
    code: 'site-address',
    changes: { [ehr]: put('10.20.0.0/16', '10.20.0.0/33') },
    at: [ehr, '10.20.0.0/33'],
  },
  {
    about: 'a number in a whole segment',
    code: 'site-path',
    changes: { [ehr]: put('fields: [ORC-2, OBR-2]', 'fields: [ORC-2, OBR]') },
    at: [ehr, 'OBR]'],
  },
  {
    about: 'an observation key outside OBX',
    code: 'site-path',
    changes: { [lis]: put('  versions: ["2.5.1"]', '  versions: ["2.5.1"]\n  observation_key: [OBR-4]') },
    at: [lis, 'OBR-4'],
  },
  {
    about: 'a set of a whole segment',
    code: 'site-path',
    changes: { [results]: withStep('  - { set: "ZXX[1]", value: x }') },
    at: [results, '"ZXX[1]"'],
    allowed: 'a field, as ZXX-1',
  },
  {
    about: 'a target that does not say which of several segments',
    code: 'site-path-index',
    changes: { [orders]: put('map: OBR[*]-4', 'map: OBR-4') },
    at: [orders, 'OBR-4\n'],
    allowed: 'OBR[*]-4 for each of them, OBR[1]-4 for the first',
  },
  {
    about: 'an index inside a loop',
    code: 'site-path-index',
    changes: { [results]: put('to: OBR-20.1', 'to: OBR[1]-20.1') },
    at: [results, 'OBR[1]-20.1'],
    allowed: '"OBR-20.1"',
  },
  {
    about: 'each segment inside a loop',
    code: 'site-path-index',
    changes: { [results]: put('copy: OBR-3.1', 'copy: OBX[*]-3.1') },
    at: [results, 'OBX[*]-3.1'],
  },
  {
    about: 'a function called inside a loop',
    code: 'site-step-verb',
    changes: { [results]: put('      - copy: OBR-3.1\n        to: OBR-20.1', '      - call: steps/tidy.ts#tidy') },
    at: [results, 'call'],
    allowed: 'set, copy, map, drop',
  },
  {
    about: 'a field that no segment has',
    code: 'site-field-unknown',
    changes: { [results]: put('to: OBR-20.1', 'to: OBR-200.1') },
    at: [results, 'OBR-200.1'],
  },
  {
    about: 'a segment that the standard does not have',
    code: 'site-field-unknown',
    changes: { [results]: withStep('  - { drop: "QQQ[*]" }') },
    at: [results, '"QQQ[*]"'],
    severity: 'warning',
  },
  {
    about: 'a local code for no code of the table',
    code: 'site-dialect-code',
    changes: { [ehr]: put('CD:2539: NW', 'CD:2539: NWW') },
    at: [ehr, 'NWW'],
    given: '"NWW" for "CD:2539"',
    allowed: 'HL7 table 0119: NW, OK',
  },
  {
    about: 'a status of the wrong table',
    code: 'site-dialect-code',
    changes: { [lis]: put('  versions: ["2.5.1"]', '  versions: ["2.5.1"]\n  observation_status: { Done: CM }') },
    at: [lis, 'CM'],
    allowed: 'HL7 table 0085',
  },
  {
    about: 'a limit that names no status',
    code: 'site-dialect-code',
    changes: { [lis]: add('limits: { observation_statuses: [F, Q] }\n') },
    at: [lis, 'Q]'],
  },
  {
    about: 'a code of the table that is read as another one',
    code: 'site-dialect-identity',
    changes: { [ehr]: put('    Ordered: SC', '    IP: SC') },
    at: [ehr, 'IP'],
    severity: 'warning',
  },
  {
    about: 'a version that does not exist',
    code: 'site-version',
    changes: { [orders]: put('version: "2.5.1"', 'version: "2.51"') },
    at: [orders, '"2.51"'],
  },
  {
    about: 'a value written into a result',
    code: 'site-step-content',
    changes: { [results]: withStep('  - { set: "OBX[*]-5", value: "4.1" }') },
    at: [results, '"OBX[*]-5"'],
    given: 'set OBX[*]-5',
  },
  {
    about: 'a patient number that is restamped',
    code: 'site-step-content',
    changes: { [orders]: put('  - call:', '  - { copy: PID-2, to: PID-3 }\n  - call:') },
    at: [orders, 'PID-3'],
  },
  {
    about: 'a map that moves a code into another result field',
    code: 'site-step-content',
    changes: { [results]: withStep('  - { map: "OBX[*]-3", table: components, to: "OBX[*]-5" }') },
    at: [results, '"OBX[*]-5"'],
  },
  {
    about: 'a map of the value of a result',
    code: 'site-step-content',
    changes: { [results]: withStep('  - { map: "OBX[*]-5", table: components }') },
    at: [results, '"OBX[*]-5"'],
  },
  {
    about: 'an original that overwrites a value',
    code: 'site-step-content',
    changes: { [results]: put('keep_original: OBX[*]-3.4', 'keep_original: OBX[*]-5.4') },
    at: [results, 'OBX[*]-5.4'],
  },
  {
    about: 'an observation that is dropped',
    code: 'site-step-content',
    changes: { [results]: withStep('  - { drop: "OBX[*]", when: { path: OBX-11, equals: X } }') },
    at: [results, '"OBX[*]"'],
  },
  {
    about: 'a note of a result that is dropped',
    code: 'site-step-content',
    changes: { [results]: withStep('  - { drop: "NTE[*]" }') },
    at: [results, '"NTE[*]"'],
  },
  {
    about: 'notes that are joined into a value',
    code: 'site-step-content',
    changes: { [results]: withStep('  - { merge: "NTE[*]-3", to: "OBX[1]-5" }') },
    at: [results, '"OBX[1]-5"'],
  },
  {
    about: 'a split that keeps one control id for all parts',
    code: 'site-step-order',
    changes: { [orders]: (text) => `${text.replace('  - call:', '  - split: order\n  - call:')}  control_id: keep\n` },
    at: [orders, 'order\n'],
  },
  {
    about: 'a map of TQ1 before there is one',
    code: 'site-step-order',
    changes: { [orders]: put('  - restructure', '  - { set: "TQ1[*]-9", value: R }\n  - restructure') },
    at: [orders, '"TQ1[*]-9"'],
    given: 'does not have before restructure',
  },
  {
    about: 'a step that looks for the specimen where it no longer is',
    code: 'site-step-order',
    changes: { [orders]: put('  - call:', '  - { copy: OBR-15.1, to: "OBR[*]-13" }\n  - call:') },
    at: [orders, 'OBR-15.1'],
    given: 'does not have behind restructure',
  },
  {
    about: 'a copy to itself',
    code: 'site-step-useless',
    changes: { [results]: put('to: OBR-20.1', 'to: OBR-3.1') },
    at: [results, 'OBR-3.1', 2],
  },
  {
    about: 'an original that is kept where the new code goes',
    code: 'site-step-useless',
    changes: { [orders]: put('keep_original: OBR[*]-4.4', 'keep_original: OBR[*]-4.1') },
    at: [orders, 'OBR[*]-4.1'],
  },
  {
    about: 'a control id that a step writes',
    code: 'site-step-header',
    changes: { [results]: withStep('  - { set: MSH-10, value: "1" }') },
    at: [results, 'MSH-10'],
  },
  {
    about: 'a way between structures that does not exist',
    code: 'site-restructure',
    changes: { [orders]: put('restructure: OML_O21', 'restructure: ORU_R01') },
    at: [orders, 'ORU_R01'],
    given: 'ORM^O01 to ORU_R01',
  },
  {
    about: 'a function in a file that is not there',
    code: 'site-call-file',
    changes: { [orders]: put('steps/tidy.ts#tidy', 'steps/tidi.ts#tidy') },
    at: [orders, 'steps/tidi.ts'],
    given: 'did you mean "steps/tidy.ts"',
  },
  {
    about: 'a function that the file does not export',
    code: 'site-call-function',
    changes: { [orders]: put('#tidy', '#tidi') },
    at: [orders, 'steps/tidy.ts#tidi'],
    given: 'did you mean "tidy"',
  },
  {
    about: 'a function that is async',
    code: 'site-call-function',
    changes: { [step]: put('= (message', '= async (message') },
    at: [step, 'export const'],
  },
  {
    about: 'a function without a type',
    code: 'site-call-typed',
    changes: { [step]: put('tidy: StepFunction =', 'tidy =') },
    at: [step, 'export const'],
  },
  {
    about: 'an import from elsewhere',
    code: 'site-call-import',
    changes: { [step]: add("import { readFileSync } from 'node:fs'\n") },
    at: [step, "'node:fs'"],
  },
  {
    about: 'functions of Labloop imported instead of taken from tools',
    code: 'site-call-import',
    changes: { [step]: add("import { set } from 'labloop/hl7'\n") },
    at: [step, "'labloop/hl7'"],
    allowed: 'import type from "labloop/hl7"',
  },
  {
    about: 'an import of a site file that is not there',
    code: 'site-call-import',
    changes: { 'steps/places.ts': null },
    at: [step, "'./places.ts'"],
  },
  {
    about: 'an import from outside of the site',
    code: 'site-call-import',
    changes: { [step]: add("import { x } from '../../other/x.ts'\n") },
    at: [step, "'../../other/x.ts'"],
  },
  {
    about: 'a step that asks the clock',
    code: 'site-call-impure',
    changes: { 'steps/places.ts': add('export const now = Date.now()\n') },
    at: ['steps/places.ts', 'Date.now'],
  },
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
  {
    about: 'a default team that is none',
    code: 'site-owner-missing',
    changes: { 'ownership.yaml': put('default_team: interface', 'default_team: interfaces') },
    at: ['ownership.yaml', 'interfaces'],
    given: 'did you mean "interface"',
  },
  {
    about: 'a site without flows',
    code: 'site-nothing',
    changes: { [orders]: null, [results]: null },
    at: ['site.yaml', ''],
    more: ['site-connection-unused'],
  },
]

test('the sample is right, and every default of it is filled in', () => {
  const { site, problems } = loadSite(sampleWith(), surroundings)
  expect(problems).toEqual([])
  expect(site?.mode).toBe('live')
  expect(site?.clocks.accepted).toBe(30 * 60_000)
  expect(site?.flows.map(({ id, unmapped, delivery }) => [id, unmapped, delivery.in_flight])).toEqual([
    ['orders', 'hold', 1],
    ['results', 'hold', 1],
  ])
  expect(site?.maps.find(({ id }) => id === 'units')?.rows[0]).toMatchObject({ context: { component: 'K' }, line: 2 })
})

for (const { about, code, changes, at, given, allowed, severity, more = [] } of cases) {
  if (code === 'site-file-encoding') continue
  test(`${about} is told with its place (${code})`, () => {
    const problems = problemsAfter(changes)
    const [file, text, nth] = at
    const place = text === '' ? `${file}:1:1` : placeOfText(changes, file, text, nth)
    const found = problems.filter((problem) => problem.code === code && placeOf(problem) === place)
    expect(found, problems.map(problemText).join('\n')).toHaveLength(1)
    const [problem] = found
    expect(problem?.severity).toBe(severity ?? 'error')
    if (given !== undefined) expect(problem?.given).toContain(given)
    if (allowed !== undefined) expect(problem?.allowed).toContain(allowed)
    const others = problems.filter((other) => other !== problem).map((other) => other.code)
    expect(others.filter((other) => !more.includes(other))).toEqual([])
    expect(loadSite(sampleWith(changes), surroundings).site === null).toBe(severity !== 'warning')
  })
}

test('a file that is no UTF-8 is told by name', () => {
  const files = new Map(sampleWith())
  files.set('site.yaml', Uint8Array.of(0x6e, 0xff, 0xfe))
  const { site, problems } = loadSite(files, surroundings)
  expect(site).toBeNull()
  expect(problems.map((problem) => [placeOf(problem), problem.code])).toEqual([['site.yaml:1:1', 'site-file-encoding']])
})

test('every code of the site folder has a case here, but for those that only a disk or a loaded function can show', () => {
  const elsewhere = ['site-folder-missing', 'site-invalid', 'site-call-syntax']
  const codes = Object.keys(errorChapters.find(({ title }) => title === 'Site folder')!.codes)
  const shown = new Set(cases.map(({ code }) => code))
  expect(codes.filter((code) => !shown.has(code)).sort()).toEqual(elsewhere.sort())
})

test('everything wrong is told at once, in order of file and place', () => {
  const changes = {
    'site.yaml': put('Chicago', 'Chigaco'),
    [orders]: put('to: lis', 'to: lsi'),
    [results]: put('kind: results', 'kind: result'),
    [lis]: put('port: 7072', 'port: 70720'),
    [tests]: put('K,,both', 'K,,booth'),
    [step]: put('tidy: StepFunction', 'tidy'),
  }
  const problems = problemsAfter(changes).filter(({ severity }) => severity === 'error')
  expect(problems.map(({ file, code }) => `${file} ${code}`)).toEqual([
    'flows/orders.yaml site-reference-unknown',
    'flows/orders.yaml site-map-pair',
    'flows/results.yaml site-value-invalid',
    'maps/tests.csv site-csv-value',
    'site.yaml site-time-zone',
    'steps/tidy.ts site-call-typed',
    'systems/lis.yaml site-value-invalid',
  ])
})

test('one wrong line in a file neither hides what else is wrong there nor makes its names unknown elsewhere', () => {
  const changes = {
    [lis]: put('    port: 7072', '    port: no\n    host: 5'),
    [results]: withStep('  - { set: "OBX[*]-5", value: x }\n  - { copi: x }'),
  }
  const codes = problemsAfter(changes).map(({ file, code }) => `${file} ${code}`)
  expect(codes.filter((code) => code === 'systems/lis.yaml site-value-invalid')).toHaveLength(2)
  expect(codes).toContain('flows/results.yaml site-step-content')
  expect(codes).toContain('flows/results.yaml site-step-verb')
  expect(codes.filter((code) => code.includes('reference-unknown'))).toEqual([])
})

test('a list with a wrong entry does not hide what else is wrong in its file', () => {
  const messages = put('["ORM^O01"]', '[5, "ORM^O01"]')
  const connection = put('connection: lis-orders', 'connection: lis-order')
  const codes = problemsAfter({ [orders]: (text) => connection(messages(text)) }).map(
    ({ code, line }) => `${code} ${line}`,
  )
  expect(codes).toEqual(['site-value-invalid 5', 'site-reference-unknown 15', 'site-connection-unused 12'])
})

test('any number of connections may take a free port, and one address may be used by different ports', () => {
  expect(
    problemsAfter({
      [lis]: (text) => text.replace('7072', '0').replace('7082', '0'),
      [ehr]: put('port: 7071', 'port: 0'),
    }),
  ).toEqual([])
})

test('a row without context stands beside rows with one, and both directions of one pair agree', () => {
  const rows = [
    'lis,mEq/L,ehr,mval,,forward',
    'lis,mEq/L,ehr,mmol/L,component=NA,forward',
    'ehr,IU,lis,U,,forward',
    'lis,U,ehr,IU,,forward',
  ]
  const text = rows.map((row) => `${row},approved,Laboratory director,2026-08-17\n`).join('')
  expect(problemsAfter({ [units]: add(text) })).toEqual([])
})

test('a folder that is no site gets one answer and no list of its files', () => {
  const files = new Map(Array.from({ length: 300 }, (_, index) => [`photos/${index}.jpg`, '']))
  expect(loadSite(files).problems.map(({ code }) => code)).toEqual(['site-file-missing'])
})

test('loading never throws, whatever stands in the files', () => {
  const paths = Object.keys(sampleFiles)
  const change = fc.record({ path: fc.constantFrom(...paths), at: fc.nat(400), length: fc.nat(20), text: fc.string() })
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const files = new Map<string, string>(Object.entries(sampleFiles))
      for (const { path, at, length, text } of changes) {
        const old = files.get(path)!
        files.set(path, old.slice(0, at) + text + old.slice(at + length))
      }
      const { site, problems } = loadSite(files, surroundings)
      expect(site === null).toBe(problems.some(({ severity }) => severity === 'error'))
      for (const { line, column, file } of problems) {
        expect(line).toBeGreaterThan(0)
        expect(column).toBeGreaterThan(0)
        expect(file).not.toBe('')
      }
    }),
    { numRuns: 150 },
  )
})
