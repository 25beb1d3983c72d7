// Where a message breaks the interface specification of its site. The one thing to know: it tells places and codes, never a
// value of a patient; a code is shown only where the specification lists the codes that may stand there.
import { get, headerOf, type Message } from '../hl7/index.ts'
import { dialectOf } from '../ledger/reading/dialect.ts'
import { type OrderGroup, orderGroups } from '../ledger/reading/groups.ts'
import type { Site } from '../site/shapes/site.ts'
import type { System } from '../site/shapes/system.ts'
import { lookUp } from '../terminology/order-tables.ts'
import { markerOf, readerOf } from './proof.ts'
import type { InterfaceSpec, MessageSpec } from './spec.ts'

export type NonconformityKind = 'message-unknown' | 'version' | 'event-unknown' | 'field-missing' | 'code-unknown'

export type Nonconformity = {
  readonly kind: NonconformityKind
  readonly system: string
  /** MSH-9. */
  readonly message: string
  /** The field, or empty. */
  readonly path: string
  /** The code or version that it gives, where it is one, or the codes of an event: `ORC-1 XO`; else empty. */
  readonly given: string
  readonly text: string
}

/** Judges messages of one system. */
export type Judge = (message: Message) => readonly Nonconformity[]

const kinds = { ORM: 'order', OML: 'order', ORR: 'order', ORL: 'order', ORU: 'result', OUL: 'specimen-result' } as const

/** A judge of all messages that a system sends: what each breaks, empty where it conforms. Works out once what stays the same. */
export function judgeOf(spec: InterfaceSpec, site: Site, system: System): Judge {
  const own = spec.systems.find((one) => one.system === system.id)
  const types = new Map(own?.sends.map((one) => [one.type, checkerOf(one, site, system)]))
  return (message) => {
    const { messageCode, triggerEvent } = headerOf(message.segments[0]!)
    const type = triggerEvent === '' ? messageCode : `${messageCode}^${triggerEvent}`
    const found = (made: Omit<Nonconformity, 'system' | 'message'>) => ({ ...made, system: system.id, message: type })
    const check = types.get(type) ?? types.get(messageCode)
    if (!check)
      return [
        found({
          kind: 'message-unknown',
          path: 'MSH-9',
          given: '',
          text: 'no workflow and no flow of patients needs this message',
        }),
      ]
    return [...versionOf(message, system).map(found), ...check(message).map(found)]
  }
}

type Found = Omit<Nonconformity, 'system' | 'message'>

function versionOf(message: Message, { dialect }: System): Found[] {
  const given = get(message, 'MSH-12.1') ?? ''
  if (dialect.versions.includes(given)) return []
  const text = `the version is not ${dialect.versions.join(' or ')}`
  return [{ kind: 'version', path: 'MSH-12', given: /^[\d.]{1,8}$/.test(given) ? given : '', text }]
}

type Field = MessageSpec['fields'][number] & { readonly reads: readonly ReturnType<typeof readerOf>[] }

function checkerOf({ type, events, fields }: MessageSpec, site: Site, system: System): (message: Message) => Found[] {
  const marks = markerOf(site, system)
  const known = new Set(events.map(({ name }) => name))
  const read: Field[] = fields.map((field) => ({ ...field, reads: field.places.map(readerOf) }))
  const kind = lookUp<'order' | 'result' | 'specimen-result'>(kinds, type.slice(0, 3))
  return (message) => {
    const groups: readonly OrderGroup[] = kind ? orderGroups(message, kind, dialectOf(system), () => {}) : []
    const found = read.flatMap((field) => fieldProblems(field, message, groups))
    if (events.length === 0) return found
    const isKnown = (group: OrderGroup) => marks?.(type, message, group).some((name) => known.has(name)) ?? false
    const strange = groups
      .filter((group) => !isKnown(group))
      .map((group) => unknownEvent(events.length, message, group))
    return [...found, ...new Map(strange.map((one) => [one.given, one])).values()]
  }
}

/** What an order of a message says happened: its codes of tables 0119, 0038 and 0123. */
const eventFields = ['ORC-1', 'ORC-5', 'OBR-25'].map((path) => [path, readerOf(path)] as const)

function unknownEvent(count: number, message: Message, group: OrderGroup): Found {
  const text = `it is none of the ${count} events that the workflows know of this message`
  const codes = eventFields.flatMap(([path, read]) =>
    read(message, group).flatMap((code) => (/^[\w:]{1,12}$/.test(code) ? [`${path} ${code}`] : [])),
  )
  return { kind: 'event-unknown', path: '', given: codes.join(', '), text }
}

const emptyGroup: OrderGroup = {
  ...{ orc: null, obr: null, inherits: false, tq1: null },
  ...{ specimens: [], observations: [], notes: [] },
  patient: { identifiers: [], familyName: '', givenName: '', birthDate: '', sex: '' },
}

/** A field of an order is asked of each order, any other of the message. */
function fieldProblems(field: Field, message: Message, groups: readonly OrderGroup[]): Found[] {
  const isOfOrder = /^(ORC|OBR|TQ1|OBX|SPM)-/.test(field.places[0]!)
  const asked = isOfOrder ? groups : [emptyGroup]
  for (const group of asked) {
    const values = field.reads.flatMap((read) => read(message, group))
    const found = missing(field, values, group) ?? unknownCode(field, values)
    if (found) return [found]
  }
  return []
}

function missing({ need, path, places, name }: Field, values: readonly string[], group: OrderGroup): Found | null {
  if (need !== 'always') return null
  // A report without observations has none to be judged.
  if (places[0]!.startsWith('OBX') && group.observations.length === 0) return null
  const isSaid = places[0]!.startsWith('OBX')
    ? values.every((value) => value !== '')
    : values.some((value) => value !== '')
  return isSaid ? null : { kind: 'field-missing', path, given: '', text: `${name || path} says nothing` }
}

function unknownCode({ codes, path }: Field, values: readonly string[]): Found | null {
  if (!codes || path === 'OBX-5') return null
  const strange = values.find((value) => value !== '' && !codes.values.includes(value))
  if (strange === undefined) return null
  const given = /^[\w:.^&%()/*!+<># -]{1,24}$/.test(strange) ? strange : ''
  return { kind: 'code-unknown', path, given, text: `a code that the map ${codes.table} does not have` }
}
