// What many rules say alike: the two ends of a link, their places, a list in a sentence. The one thing to know: nothing
// here decides anything.
import type { CatalogEntry, Orderable } from '../catalog/catalog.ts'
import type { Place, Subject, Told } from '../finding.ts'
import { type Link, type Pair, rowPlace } from '../pair/pair.ts'
import { type ReadComponent, type ReadQuestion, type Side, subjectOf } from '../pair/side.ts'

/** Both ends of a link of components, with the places of the two rows and of the map between. */
export function aboutComponents(pair: Pair, link: Link<ReadComponent>): Omit<Told, 'says'> {
  return about(pair, link, { from: pair.performer, to: pair.placer, kind: 'component' })
}

export function aboutOrderables(pair: Pair, link: Link<Orderable>): Omit<Told, 'says'> {
  return about(pair, link, { from: pair.placer, to: pair.performer, kind: 'orderable' })
}

export function aboutQuestions(pair: Pair, link: Link<ReadQuestion>): Omit<Told, 'says'> {
  return about(pair, link, { from: pair.placer, to: pair.performer, kind: 'question' })
}

type Kind = 'component' | 'orderable' | 'question'

function about<One extends CatalogEntry>(
  pair: Pair,
  { from, to, toCode, row }: Link<One>,
  ends: { readonly from: Side; readonly to: Side; readonly kind: Kind },
): Omit<Told, 'says'> {
  const there: Subject | null =
    toCode === null ? null : { system: ends.to.system.id, kind: ends.kind, code: toCode, name: to?.name ?? '' }
  const places: Place[] = [from.place, ...rowPlace(pair.site, row), ...(to ? [to.place] : [])]
  return {
    subject: subjectOf(ends.from.system.id, ends.kind, from),
    ...(there ? { counterpart: there } : {}),
    places,
  }
}

/** An entry of one system alone. */
export function aboutEntry(side: Side, kind: Kind, entry: CatalogEntry): Omit<Told, 'says'> {
  return { subject: subjectOf(side.system.id, kind, entry), places: [entry.place] }
}

/** `a, b and 3 more`. */
export function some(texts: readonly string[], most = 4): string {
  const shown = texts.slice(0, most).join(', ')
  return texts.length > most ? `${shown} and ${texts.length - most} more` : shown
}

/** A text as it was given, or a word for nothing. */
export function quoted(text: string): string {
  return text === '' ? 'nothing' : `"${text}"`
}

/** Whether a component is reported as a number. */
export function isNumeric({ valueType }: { readonly valueType: string }): boolean {
  return valueType === 'NM' || valueType === 'SN'
}

/** Whether results under a component can be expected: some orderable in use reports it, or no orderable says what it reports. */
export function isReported(side: Side, component: ReadComponent): boolean {
  return component.reportedBy.length > 0 || side.catalog.orderables.every(({ components }) => components.length === 0)
}

/** Links whose both ends are known and in use. */
export function bothEnds<One extends CatalogEntry>(links: readonly Link<One>[]): readonly (Link<One> & { to: One })[] {
  return links.filter((link): link is Link<One> & { to: One } => link.to?.active === true)
}
