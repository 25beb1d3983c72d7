// What shows a step: a message, an event, and what its fields hold. The one thing to know: each order of a message is asked
// by itself, by the segments of its own group, so that one ORU may finish one order and not another.
import { countRepetitions, hl7Null, type Message, type Segment, segmentsNamed, value } from '../hl7/index.ts'
import type { Marker, MarkGroup } from '../ledger/source.ts'
import type { Site } from '../site/shapes/site.ts'
import type { System } from '../site/shapes/system.ts'
import { listOf, type Proof } from '../site/shapes/workflow.ts'

/** The name of a proof, the same for the same content wherever it stands: `lis ORU^R01 OBR-25=C,F`. */
export function proofName({ from, message, where, present, absent }: Proof): string {
  const conditions = Object.entries(where).map(([path, codes]) => `${path}=${listOf(codes).toSorted().join(',')}`)
  const said = present.map((path) => `${path}+`)
  const unsaid = absent.map((path) => `${path}-`)
  return [from, message, ...[...conditions, ...said, ...unsaid].sort()].join(' ')
}

/** Every proof that the workflows of a site name, each once. */
export function proofsOf({ workflows = [] }: Pick<Site, 'workflows'>): readonly Proof[] {
  const found = new Map<string, Proof>()
  for (const { steps, loops } of workflows) {
    const given = [
      ...steps.flatMap(({ proof }) => (proof ? listOf(proof) : [])),
      ...loops.flatMap((loop) => ('proof' in loop ? listOf(loop.proof) : [])),
      ...loops.flatMap((loop) => ('answer' in loop && loop.answer ? listOf(loop.answer) : [])),
    ]
    for (const proof of given) found.set(proofName(proof), proof)
  }
  return [...found.values()]
}

type Matcher = { readonly name: string; holds(message: Message, group: MarkGroup): boolean }

/** Says of each order of a message which proofs it is; undefined for a system that proves nothing. */
export function markerOf(site: Pick<Site, 'workflows'>, system: System): Marker | undefined {
  const byType = new Map<string, Matcher[]>()
  for (const proof of proofsOf(site)) {
    if (proof.from !== system.id) continue
    const known = byType.get(proof.message) ?? []
    known.push({ name: proofName(proof), holds: conditionsOf(proof, system) })
    byType.set(proof.message, known)
  }
  if (byType.size === 0) return undefined
  return (type, message, group) => {
    const matchers = byType.get(type)
    if (!matchers) return []
    return matchers.filter(({ holds }) => holds(message, group)).map(({ name }) => name)
  }
}

function conditionsOf({ where, present, absent }: Proof, system: System): Matcher['holds'] {
  const conditions = [
    ...Object.entries(where).map(([path, codes]) => holdsCode(path, listOf(codes), system)),
    ...present.map((path) => says(path)),
    ...absent.map((path) => {
      const said = says(path)
      return (message: Message, group: MarkGroup) => !said(message, group)
    }),
  ]
  return (message, group) => conditions.every((holds) => holds(message, group))
}

/** Fields whose codes a dialect may write in its own way. */
const tables = {
  'ORC-1': 'order_control',
  'ORC-5': 'order_status',
  'OBR-25': 'result_status',
  'OBX-11': 'observation_status',
} as const

/** Whether a code as written is one of these, as written or in the code of HL7 that the dialect makes of it. */
export function isCode(path: string, written: string, codes: readonly string[], { dialect }: System): boolean {
  if (codes.includes(written)) return true
  const name = Object.hasOwn(tables, path) ? tables[path as keyof typeof tables] : undefined
  const local = name
    ? dialect[name]
    : path === 'TQ1-9' || path === 'ORC-7.6' || path === 'OBR-27.6'
      ? dialect.priority
      : undefined
  return local !== undefined && Object.hasOwn(local, written) && codes.includes(local[written]!)
}

function holdsCode(path: string, codes: readonly string[], system: System): Matcher['holds'] {
  const read = readerOf(path)
  return (message, group) => read(message, group).some((written) => isCode(path, written, codes, system))
}

function says(path: string): Matcher['holds'] {
  const read = readerOf(path)
  return (message, group) => read(message, group).some((written) => written !== '')
}

/** Reads what a field of a group holds: of each of its segments, each repetition. */
export function readerOf(path: string): (message: Message, group: MarkGroup) => readonly string[] {
  const [, name = '', field, component, sub] = /^([A-Z][A-Z0-9]{2})-(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(path) ?? []
  const place = [Number(field), Number(component ?? 1), Number(sub ?? 0)] as const
  return (message, group) => segmentsOf(name, message, group).flatMap((segment) => valuesAt(segment, place))
}

function valuesAt(segment: Segment, [field, component, sub]: readonly [number, number, number]): string[] {
  const count = Math.max(1, Math.min(32, countRepetitions(segment, field)))
  const found: string[] = []
  for (let repetition = 1; repetition <= count; repetition++) {
    const written = value(segment, field, component, sub, repetition)
    found.push(written === undefined || written === hl7Null ? '' : written)
  }
  return found
}

function segmentsOf(name: string, message: Message, group: MarkGroup): readonly Segment[] {
  switch (name) {
    case 'ORC':
      return group.orc ? [group.orc] : []
    case 'OBR':
      return group.obr ? [group.obr] : []
    case 'TQ1':
      return group.tq1 ? [group.tq1] : []
    case 'SPM':
      return group.specimens
    case 'OBX':
      return group.observations.length > 0 ? group.observations.map(({ obx }) => obx) : segmentsNamed(message, 'OBX')
    default:
      return segmentsNamed(message, name)
  }
}
