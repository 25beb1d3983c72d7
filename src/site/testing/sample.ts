// A small site that is right, as files, and ways to make it wrong in one place. The one thing to know: a test names the
// text at which a problem must be found, and the line and column are worked out from that.
import type { SiteFiles } from '../layout.ts'
import { loadSite } from '../load.ts'
import type { Surroundings } from '../parts.ts'
import type { Problem } from '../problem.ts'

export const sampleFiles: Readonly<Record<string, string>> = {
  'site.yaml': `name: sample
title: Sample Hospital
time_zone: America/Chicago
`,
  'ownership.yaml': `default_team: interface
teams:
  - id: interface
    title: Integration
    role: interface analyst on call
  - id: lab
    title: Laboratory
    role: lab shift lead
`,
  'systems/ehr.yaml': `id: ehr
name: Sample EHR
role: ehr
owner: interface
header: { application: EHR, facility: HOSPITAL }
dialect:
  versions: ["2.3"]
  order_control:
    CD:2539: NW
  order_status:
    Ordered: SC
  numbers:
    placer: { fields: [ORC-2, OBR-2], authorities: [EPC] }
connections:
  - id: ehr-orders
    direction: in
    port: 7071
    allow: [10.20.0.0/16]
  - id: ehr-results
    direction: out
    port: 7081
`,
  'systems/lis.yaml': `id: lis
name: Sample LIS
role: lis
owner: lab
header: { application: LIS, facility: LAB }
dialect:
  versions: ["2.5.1"]
connections:
  - id: lis-results
    direction: in
    port: 7072
  - id: lis-orders
    direction: out
    port: 7082
`,
  'flows/orders.yaml': `id: orders
from: ehr
to: lis
kind: orders
messages: ["ORM^O01"]
steps:
  - restructure: OML_O21
    version: "2.5.1"
  - map: OBR[*]-4
    table: tests
    keep_original: OBR[*]-4.4
    name_to: OBR[*]-4.2
  - call: steps/tidy.ts#tidy
delivery:
  connection: lis-orders
`,
  'flows/results.yaml': `id: results
from: lis
to: ehr
kind: results
messages: ["ORU^R01"]
steps:
  - map: OBX[*]-3
    table: components
    keep_original: OBX[*]-3.4
  - map: OBX[*]-6
    table: units
    context: { component: OBX-3.4 }
  - for_each: OBR
    steps:
      - copy: OBR-3.1
        to: OBR-20.1
delivery:
  connection: ehr-results
`,
  'maps/tests.csv': `from_system,from_code,to_system,to_code,context,direction,status,approved_by,approved_on
ehr,LAB1,lis,GLU,,both,approved,LIS manager,2026-08-17
ehr,LAB2,lis,K,,both,approved,LIS manager,2026-08-17
`,
  'maps/components.csv': `from_system,from_code,to_system,to_code,context,direction,status,approved_by,approved_on
lis,GLU,ehr,1001,,both,approved,Laboratory director,2026-08-17
lis,K,ehr,1002,,both,approved,Laboratory director,2026-08-17
`,
  'maps/units.csv': `from_system,from_code,to_system,to_code,context,direction,status,approved_by,approved_on
lis,mEq/L,ehr,mmol/L,component=K,forward,approved,Laboratory director,2026-08-17
lis,mg/dL,ehr,mg/dL,,both,approved,Laboratory director,2026-08-17
`,
  'catalogs/ehr-orderables.csv': 'code,name,components\nLAB1,Glucose,1001\nLAB2,Potassium,1002\n',
  'catalogs/lis-orderables.csv': 'code,name,components\nGLU,GLUCOSE,GLU\nK,POTASSIUM,K\n',
  'catalogs/ehr-components.csv': 'code,name,unit\n1001,Glucose,mg/dL\n1002,Potassium,mmol/L\n',
  'catalogs/lis-components.csv': 'code,name,unit\nGLU,GLUCOSE,mg/dL\nK,POTASSIUM,mEq/L\n',
  'steps/tidy.ts': `import type { StepFunction } from 'labloop/step'
import { place } from './places.ts'

export const tidy: StepFunction = (message, { hl7 }) => hl7.set(message, place, 'tidy')
`,
  'steps/places.ts': `export const place = 'ZXX-1'\n`,
}

/** What becomes of a file: another text, or gone. */
export type Change = ((text: string) => string) | string | null

/** The sample with some files changed. */
export function sampleWith(changes: Readonly<Record<string, Change>> = {}): SiteFiles {
  const files = new Map<string, Uint8Array | string>(Object.entries(sampleFiles))
  for (const [path, change] of Object.entries(changes)) {
    if (change === null) files.delete(path)
    else files.set(path, typeof change === 'string' ? change : changed(path, change))
  }
  return files
}

function changed(path: string, change: (text: string) => string): string {
  const before = sampleFiles[path] ?? ''
  const after = change(before)
  if (after === before) throw new Error(`the change of ${path} changes nothing`)
  return after
}

/** Puts one text in the place of another, which must be there once. */
export function put(old: string, other: string): (text: string) => string {
  return (text) => {
    if (text.split(old).length !== 2) throw new Error(`"${old}" stands ${text.split(old).length - 1} times`)
    return text.replace(old, () => other)
  }
}

/** Adds lines at the end. */
export function add(lines: string): (text: string) => string {
  return (text) => `${text}${lines}`
}

/** A machine that knows two zones and one certificate. */
export const surroundings: Surroundings = {
  isTimeZone: (name) => ['America/Chicago', 'UTC'].includes(name),
  readText: (path) => (path === 'lab.pem' ? '-----BEGIN CERTIFICATE-----' : path === 'note.pem' ? 'a note' : undefined),
}

/** Everything wrong after the changes. */
export function problemsAfter(changes: Readonly<Record<string, Change>>): readonly Problem[] {
  return loadSite(sampleWith(changes), surroundings).problems
}

/** `file:line:column` of a text in a changed sample; its nth occurrence. */
export function placeOfText(changes: Readonly<Record<string, Change>>, file: string, text: string, nth = 1): string {
  const content = String(sampleWith(changes).get(file) ?? '')
  let offset = -1
  for (let count = 0; count < nth; count++) offset = content.indexOf(text, offset + 1)
  if (offset < 0) throw new Error(`"${text}" is not in ${file}`)
  const before = content.slice(0, offset)
  return `${file}:${before.split('\n').length}:${offset - before.lastIndexOf('\n')}`
}
