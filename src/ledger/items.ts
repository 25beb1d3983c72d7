// What a fact adds to who an order is: numbers, items, specimens, test, patient. The one thing to know: aliases only ever
// gather; no number, once known, is forgotten or changed.
import type { Code, Identifier, NumberedFact, PatientIdentifier, PatientStatement, Side } from './fact.ts'
import type { Item, Order, OrderPatient } from './order.ts'
import { compatibleAuthorities } from './person.ts'

/** The order with every number, specimen and test that the fact gives it; the same order where nothing is new. */
export function withNumbers(order: Order, fact: NumberedFact): Order {
  const { order: reference } = fact
  const items = itemsWith(order.items, fact)
  const group = gathered(order.group, reference.group)
  const specimens = gathered(order.specimens, [...reference.accession, ...('specimen' in fact ? fact.specimen : [])])
  const test = testWith(order, fact)
  const unchanged =
    items === order.items && group === order.group && specimens === order.specimens && test === order.test
  return unchanged ? order : { ...order, items, group, specimens, test }
}

/** The order with what the fact says of its patient, whose record is `patientId` where it is sure. */
export function withPatient(order: Order, said: PatientStatement, patientId: number | null): Order {
  const patient = patientWith(order.patient, said, patientId)
  return patient === order.patient ? order : { ...order, patient }
}

/** How many record numbers beside its own an order remembers. */
const mostNumbers = 20

/** The order with record numbers under which it was joined, and which are not those of its own record. */
export function withOtherNumbers(order: Order, identifiers: readonly PatientIdentifier[]): Order {
  const { patient } = order
  const known = patient.more?.alsoUnder ?? []
  const isNew = (one: PatientIdentifier) =>
    one.number !== patient.number && !known.some((two) => two.number === one.number && two.authority === one.authority)
  const fresh = identifiers.filter(isNew)
  if (fresh.length === 0 || known.length >= mostNumbers) return order
  return { ...order, patient: { ...patient, more: { ...patient.more, alsoUnder: [...known, ...fresh] } } }
}

/** What was asked for, as the placer calls it; until the placer speaks, as the filler does. */
function testWith(order: Order, { kind, side, order: { test } }: NumberedFact): Code | null {
  if (order.test === null || test === null) return order.test ?? test
  const asked = order.items.some((item) => item.side === 'placer' && item.test !== null)
  return kind === 'order-requested' && side === 'placer' && !asked ? test : order.test
}

/** The speaker's own item gets its test; numbers of the other side go to that side's item. */
function itemsWith(items: readonly Item[], { order, side, system }: NumberedFact): readonly Item[] {
  const ownPlacer = side === 'placer'
  const placed = withItem(items, 'placer', ownPlacer ? system : '', order.placer, ownPlacer ? order.test : null)
  return withItem(placed, 'filler', ownPlacer ? '' : system, order.filler, ownPlacer ? null : order.test)
}

/** The place of the speaker's own item of which the fact speaks, among items that have its numbers; -1 where it names none. */
export function placeOf(items: readonly Item[], { order, side, system }: NumberedFact): number {
  const { [side]: numbers, test } = order
  if (numbers.length === 0 && test === null) return -1
  return items.findIndex((item) => isSameItem(item, side, system, numbers, test))
}

/** An order has a handful of items; one that gathers them without end is a number that is used for everything. */
const mostItems = 200

function withItem(
  items: readonly Item[],
  side: Side,
  system: string,
  numbers: readonly Identifier[],
  test: Code | null,
): readonly Item[] {
  if (numbers.length === 0 && test === null) return items
  const at = items.findIndex((item) => isSameItem(item, side, system, numbers, test))
  if (at < 0) {
    if ((numbers.length === 0 && system === '') || items.length >= mostItems) return items
    return [...items, { system, side, numbers, test }]
  }
  const item = items[at]!
  const told = {
    system: item.system || system,
    numbers: gathered(item.numbers, numbers),
    test: item.test ?? test,
  }
  const open = side === 'placer' ? unconfirmedWith(item, numbers, system !== '') : item.unconfirmed
  const isKnown = told.system === item.system && told.numbers === item.numbers && told.test === item.test
  if (isKnown && open === item.unconfirmed) return items
  const { unconfirmed: _, ...rest } = item
  return items.with(at, open === undefined ? { ...rest, ...told } : { ...rest, ...told, unconfirmed: open })
}

/** The placer numbers of an item that its placer has not given, once the placer or somebody else has said these. */
function unconfirmedWith(item: Item, said: readonly Identifier[], byPlacer: boolean): Item['unconfirmed'] {
  const { system, numbers, unconfirmed } = item
  if (!byPlacer) {
    if (unconfirmed === undefined && system === '') return undefined
    const fresh = said.filter((one) => !numbers.some((known) => isSame(known, one)) && !isConfirmed(item, one))
    return fresh.length === 0 ? unconfirmed : [...(unconfirmed ?? []), ...fresh]
  }
  const open = unconfirmed ?? (system === '' ? numbers : [])
  const left = open.filter((one) => !said.some((two) => isAlike(one, two)))
  if (left.length === 0) return undefined
  return left.length === open.length ? open : left
}

/** Whether the placer itself has given an order this number, or people have decided that it is the order's. */
export function isGiven({ items }: Order, one: Identifier): boolean {
  return items.some((item) => item.side === 'placer' && isConfirmed(item, one))
}

function isConfirmed({ system, numbers, unconfirmed }: Item, one: Identifier): boolean {
  if (unconfirmed === undefined && system === '') return false
  return numbers.some((known) => isAlike(known, one) && !unconfirmed?.some((two) => isSame(two, known)))
}

/** The items of an order of which people have decided that its numbers are its own. */
export function confirmed(items: readonly Item[]): readonly Item[] {
  return items.map(({ unconfirmed, ...item }) =>
    item.side === 'placer' && item.system === '' ? { ...item, unconfirmed: [] } : item,
  )
}

function isSame(one: Identifier, two: Identifier): boolean {
  return one.number === two.number && one.authority === two.authority
}

function isAlike(one: Identifier, two: Identifier): boolean {
  return one.number === two.number && compatibleAuthorities(one.authority, two.authority)
}

/** One item: of one side and system, sharing a number (or having none), and the same test where both name one. */
function isSameItem(
  item: Item,
  side: Side,
  system: string,
  numbers: readonly Identifier[],
  test: Code | null,
): boolean {
  if (item.side !== side || (item.system !== '' && system !== '' && item.system !== system)) return false
  if (item.test && test && item.test.code !== test.code) return false
  if (numbers.length === 0 || item.numbers.length === 0) return true
  return item.numbers.some((known) => numbers.some(({ number }) => number === known.number))
}

/** The list with what is new in it; the same list where nothing is. */
export function gathered(known: readonly Identifier[], said: readonly Identifier[]): readonly Identifier[] {
  let next: Identifier[] | null = null
  for (const one of said) {
    const list: readonly Identifier[] = next ?? known
    if (list.some((other) => isSame(other, one))) continue
    next ??= [...known]
    next.push(one)
  }
  return next ?? known
}

/** The patient as first said; parts that were absent are filled in when somebody gives them. */
function patientWith(known: OrderPatient, said: PatientStatement, patientId: number | null): OrderPatient {
  const [first] = said.identifiers
  const complete = known.patientId !== null && known.familyName && known.givenName && known.birthDate && known.sex
  if (complete && (known.encounter || !said.encounter)) return known
  const next: OrderPatient = {
    patientId: known.patientId ?? patientId,
    number: known.number || (first?.number ?? ''),
    authority: known.number ? known.authority : (first?.authority ?? ''),
    familyName: known.familyName || said.familyName,
    givenName: known.givenName || said.givenName,
    birthDate: known.birthDate || said.birthDate,
    sex: known.sex || said.sex,
    ...encounterWith(known, said),
    ...(known.more ? { more: known.more } : {}),
  }
  return samePatient(known, next) ? known : next
}

/** The account and visit under which it was first ordered or reported. */
function encounterWith(known: OrderPatient, said: PatientStatement): Pick<OrderPatient, 'encounter'> {
  const encounter = known.encounter ?? said.encounter
  return encounter ? { encounter } : {}
}

function samePatient(a: OrderPatient, b: OrderPatient): boolean {
  return (
    a.patientId === b.patientId &&
    a.number === b.number &&
    a.familyName === b.familyName &&
    a.givenName === b.givenName &&
    a.birthDate === b.birthDate &&
    a.sex === b.sex &&
    a.encounter === b.encounter
  )
}
