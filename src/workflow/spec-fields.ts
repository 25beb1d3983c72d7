// Which fields a message of a site must hold, and which codes: from its type, the sender's dialect and the maps of its flows.
// The one thing to know: "always" means that Labloop or the other side cannot do its work without it, and is checked on
// traffic; "where known" is asked of the vendor and not held against a single message.
import { segmentDefinition } from '../hl7/index.ts'
import type { Flow } from '../site/shapes/flow.ts'
import type { Site } from '../site/shapes/site.ts'
import type { System } from '../site/shapes/system.ts'
import { codedFieldsOf, codesIn } from './coded-fields.ts'

export type FieldSpec = {
  /** `OBR-25`. One of several places where a number may stand: `ORC-2 or OBR-2`. */
  readonly path: string
  readonly places: readonly string[]
  readonly name: string
  readonly need: 'always' | 'where known'
  readonly why: string
  /** The map that its codes must be in; null where any value may stand. */
  readonly codes: { readonly table: string; readonly unmapped: string; readonly values: readonly string[] } | null
}

type Wanted = readonly [places: readonly string[], need: FieldSpec['need'], why: string]

/** The fields of a message, in the order of its segments. */
export function fieldsOf(
  type: string,
  system: System,
  flows: readonly Flow[],
  site: Site,
  hasChildren: boolean,
): readonly FieldSpec[] {
  const coded = codedFields(flows, site)
  const wanted = [...header, ...wantedBy(type.slice(0, 3), system, hasChildren)]
  const named = new Set(wanted.flatMap(([places]) => places))
  const others = [...coded.keys()].filter((path) => !named.has(path))
  return [...wanted, ...others.map((path): Wanted => [[path], 'where known', 'translated for the receiver'])].map(
    ([places, need, why]) => ({
      ...{ path: places.join(' or '), places, need, why, name: nameOf(places[0]!) },
      codes: places.map((place) => coded.get(place)).find((found) => found !== undefined) ?? null,
    }),
  )
}

const header: readonly Wanted[] = [
  [['MSH-7'], 'where known', 'when it was sent'],
  [['MSH-9'], 'always', 'type and event'],
  [['MSH-10'], 'always', 'the control ID, another one for each message'],
  [['MSH-12'], 'always', 'the version by which it is read'],
]
const patient: readonly Wanted[] = [
  [['PID-3'], 'always', 'the record number with its authority'],
  [['PID-5'], 'always', 'the second identifier of the patient'],
  [['PID-7'], 'where known', 'compared before a result is filed'],
  [['PID-8'], 'where known', 'compared before a result is filed'],
]

function wantedBy(code: string, { dialect, role }: System, hasChildren: boolean): readonly Wanted[] {
  const { placer, filler, group } = dialect.numbers
  const isFiller = role !== 'ehr'
  const placed: Wanted = [placer.fields, isFiller ? 'where known' : 'always', 'the number of who ordered']
  const filled: Wanted = [filler.fields, isFiller ? 'always' : 'where known', 'the number of who performs']
  const control: Wanted = [['ORC-1'], 'always', 'what is asked or answered (HL7 table 0119)']
  const test: Wanted = [['OBR-4'], 'always', 'the test']
  if (code === 'ADT') return patient
  if (code === 'ORR' || code === 'ORL')
    return [
      [['MSA-1'], 'always', 'the verdict on the whole message'],
      [['MSA-2'], 'always', 'MSH-10 of what it answers'],
      ...[control, placed],
      // A refusal has no number of its own.
      [filler.fields, 'where known', 'the number of who performs, once it takes the order on'],
    ]
  const parent: readonly Wanted[] = hasChildren
    ? [[['OBR-29', 'OBR-26'], 'where known', 'the parent, on the result of a reflex test']]
    : []
  if (code === 'ORU' || code === 'OUL') return [...patient, placed, filled, test, ...reported, ...parent]
  const status: readonly Wanted[] = isFiller ? [[['ORC-5'], 'where known', 'how far it is (HL7 table 0038)']] : []
  const priority: readonly Wanted[] = isFiller
    ? []
    : [[['ORC-7.6', 'TQ1-9', 'OBR-27.6', 'OBR-5'], 'where known', 'the priority, by which the clocks go']]
  return [
    ...patient,
    control,
    placed,
    filled,
    [group.fields, 'where known', 'orders placed together'],
    ...status,
    test,
    ...priority,
  ]
}

const reported: readonly Wanted[] = [
  [['OBR-7'], 'where known', 'when the specimen was collected'],
  [['OBR-22'], 'where known', 'when it was reported'],
  [['OBR-25'], 'always', 'how far the report is (HL7 table 0123)'],
  [['OBX-2'], 'where known', 'the type of the value'],
  [['OBX-3'], 'always', 'the component'],
  [['OBX-5'], 'where known', 'the value'],
  [['OBX-6'], 'where known', 'the unit of a number'],
  [['OBX-7'], 'where known', 'the range it is judged by'],
  [['OBX-8'], 'where known', 'the flag'],
  [['OBX-11'], 'always', 'how far the observation is (HL7 table 0085)'],
  [['OBX-23', 'OBX-15'], 'where known', 'the laboratory that performed it'],
  [['SPM-4', 'OBR-15'], 'where known', 'the specimen'],
]

/** Fields with a map, by path: the codes that the flows know. */
function codedFields(flows: readonly Flow[], site: Site): ReadonlyMap<string, NonNullable<FieldSpec['codes']>> {
  const found = new Map<string, NonNullable<FieldSpec['codes']>>()
  for (const flow of flows) {
    for (const field of codedFieldsOf(flow)) {
      const { path, table, unmapped } = field
      const values = [...new Set(codesIn(site, field, flow).map(({ fromCode }) => fromCode))]
      const known = found.get(path)
      found.set(
        path,
        known ? { ...known, values: [...new Set([...known.values, ...values])] } : { table, unmapped, values },
      )
    }
  }
  return found
}

/** What HL7 calls a field. */
function nameOf(path: string): string {
  const [, segment = '', field = '0'] = /^([A-Z][A-Z0-9]{2})-(\d+)/.exec(path) ?? []
  return segmentDefinition(segment)?.fields[Number(field)]?.name ?? ''
}
