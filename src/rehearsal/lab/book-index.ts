// The lab's book with the ways to find an order in it: by key, by placer number and patient, by accession, by specimen, by
// patient. The one thing to know: two orders under one placer number are two entries, told apart by their patient.
import type { Instant } from '../../engine/ports/clock.ts'
import type { Cast } from '../play/cast.ts'
import type { LabEntry } from './lab-book.ts'
import type { LabOrder, LabPatient } from './lab-messages.ts'

/** The key of an entry: its own, or its placer number. */
export function keyOf({ key, order }: LabEntry): string {
  return key ?? order.placer.number
}

export class LabBook {
  /** By key. */
  readonly entries = new Map<string, LabEntry>()
  readonly #byNumber = new Map<string, Set<string>>()
  readonly #byFiller = new Map<string, Set<string>>()
  readonly #bySpecimen = new Map<string, Set<string>>()
  readonly #byRecord = new Map<string, Set<string>>()
  /** What restores lost, and what they left in its place. */
  readonly #lost = new Map<string, { readonly entry: LabEntry; readonly left: LabEntry | undefined }>()
  readonly #past: { readonly at: Instant; readonly key: string; readonly before: LabEntry | undefined }[] | null

  /** `history`: it can be put back to an earlier state; what was there before each change is kept in memory. */
  constructor(history = false) {
    this.#past = history ? [] : null
  }

  keep(entry: LabEntry, at: Instant = 0): void {
    const key = keyOf(entry)
    const before = this.entries.get(key)
    this.#past?.push({ at, key, before })
    this.entries.set(key, entry)
    const { placer, filler, specimenId, patient } = entry.order
    if (before?.order === entry.order) return
    add(this.#byNumber, placer.number, key)
    add(this.#byFiller, filler.number, key)
    add(this.#byRecord, patient.mrn, key)
    if (specimenId) add(this.#bySpecimen, specimenId, key)
  }

  /** Everything is as it was at that moment; what came since is gone. Only for a book that keeps its history. */
  restore(to: Instant): void {
    const lost = new Map<string, LabEntry>()
    for (let last = this.#past?.at(-1); last && last.at > to; last = this.#past?.at(-1)) {
      this.#past?.pop()
      const { key, before } = last
      if (!lost.has(key)) lost.set(key, this.entries.get(key)!)
      if (before) this.entries.set(key, before)
      else this.entries.delete(key)
    }
    for (const [key, entry] of lost) this.#lost.set(key, { entry, left: this.entries.get(key) })
  }

  /** The book with what a restore lost and nobody wrote anew: the others were told of it, and hold the lab to it. */
  get told(): ReadonlyMap<string, LabEntry> {
    if (this.#lost.size === 0) return this.entries
    const told = new Map(this.entries)
    for (const [key, { entry, left }] of this.#lost) if (this.entries.get(key) === left) told.set(key, entry)
    return told
  }

  /** The entry that an order of a message means. A number of another patient's is that order only where `any` is allowed. */
  meant({ placer, filler, patient }: LabOrder, any: boolean): LabEntry | undefined {
    const numbered = placer.number === '' ? [] : this.#all(this.#byNumber, placer.number)
    const own = numbered.filter(({ order }) => patient.mrn === '' || order.patient.mrn === patient.mrn)
    if (own.length > 0) return own.find(({ order }) => order.filler.number === filler.number) ?? own[0]
    if (any && numbered.length > 0) return numbered[0]
    return this.filled(filler.number).find(({ order }) => placer.number === '' || order.placer.number === '')
  }

  filled(filler: string): readonly LabEntry[] {
    return filler === '' ? [] : this.#all(this.#byFiller, filler).filter(({ order }) => order.filler.number === filler)
  }

  /** Orders that are done on one specimen. */
  onSpecimen(specimenId: string): readonly LabEntry[] {
    return this.#all(this.#bySpecimen, specimenId).filter(({ order }) => order.specimenId === specimenId)
  }

  ofRecord(mrn: string): readonly LabEntry[] {
    return this.#all(this.#byRecord, mrn).filter(({ order }) => order.patient.mrn === mrn)
  }

  /** The entries of a record as they are under this patient. */
  joined(mrn: string, into: Omit<LabPatient, 'mrnAuthority' | 'mrnType'>): readonly LabEntry[] {
    const { mrn: number, familyName, givenName, middleName, birthDate, sex } = into
    return this.ofRecord(mrn).map((entry) => {
      const patient = { ...entry.order.patient, mrn: number, familyName, givenName, middleName, birthDate, sex }
      return { ...entry, order: { ...entry.order, patient } }
    })
  }

  /** The key for an order that comes new: that of the run's order with this number and patient, else its number. */
  newKey({ placer, patient }: LabOrder, cast: Cast | null): string {
    const meant = cast?.numbered(placer.number) ?? []
    const own = meant.filter((each) => cast?.person(each.patient)?.mrn === patient.mrn)
    const free = [...own, ...meant].find(({ key }) => !this.entries.has(key))
    if (free) return free.key
    let key = placer.number
    for (let nth = 2; this.entries.has(key); nth++) key = `${placer.number}#${nth}`
    return key
  }

  #all(index: ReadonlyMap<string, ReadonlySet<string>>, at: string): LabEntry[] {
    return [...(index.get(at) ?? [])].flatMap((key) => this.entries.get(key) ?? [])
  }
}

/** Index entries stay when a number changes; whoever reads them looks whether they still hold. */
function add(index: Map<string, Set<string>>, at: string, key: string): void {
  if (at === '') return
  const known = index.get(at)
  if (known) known.add(key)
  else index.set(at, new Set([key]))
}
