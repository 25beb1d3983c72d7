// Reading the censuses of the site: each system's own list, against the ledger. The one thing to know: a page says what
// changed, so what the system shows of an order is put together here until the order needs no more proof.
import { orderIn, seeShown, takeWord } from '../ledger/book.ts'
import { type CensusResultRow, type CensusWords, compareCensus, unknownToLabloop } from '../ledger/census.ts'
import type { Order } from '../ledger/order.ts'
import { recordNumbersOf } from '../ledger/patients.ts'
import type { Concern } from '../ownership/exception.ts'
import type { System } from '../site/shapes/system.ts'
import { Recent } from '../terminology/recent.ts'
import { type Batch, keepTold, raiseIn } from './batch.ts'
import { type ErrorSources, findRejected, rejectionsUnit } from './census-errors.ts'
import { censusWords } from './census-words.ts'
import type { ExceptionDesk } from './exception-desk.ts'
import type { Census, CensusError, CensusOrder, CensusPage, CensusResult } from './ports/census.ts'
import type { Clock, Instant } from './ports/clock.ts'
import type { Rules } from './rules.ts'
import { concernUnit, settleUnit, taskUnit, type Unit } from './unit.ts'

export type CensusWatchPorts = { readonly census: Census; readonly clock: Clock }
export type CensusOutlets = {
  /** Where the message of an entry in an error queue is found. */
  readonly sources: Omit<ErrorSources, 'rules'>
  readonly add: (unit: Unit) => void
  readonly desk: ExceptionDesk
  readonly onRead: (system: string, takenAt: Instant) => void
}

/** What a system shows of one order, as far as its pages have said. */
type Shown = {
  readonly key: string
  placer: string
  filler: string
  order: CensusOrder | null
  readonly results: Map<string, CensusResult>
  changedAt: Instant
  /** Said anew since it was last compared. */
  fresh: boolean
}

/** Orders compared in one batch, and orders remembered a system. */
const perBatch = 200
const mostRemembered = 50_000
/** Failures in a row before it is raised. */
const patience = 3

/** Polls the census of each system that has one. */
export class CensusWatch {
  readonly #rules: Rules
  readonly #ports: CensusWatchPorts
  readonly #outlets: CensusOutlets
  #ended = false

  constructor(rules: Rules, ports: CensusWatchPorts, outlets: CensusOutlets) {
    this.#rules = rules
    this.#ports = ports
    this.#outlets = outlets
  }

  start(): void {
    for (const { id, census } of this.#rules.site.systems) {
      if (census) this.#poll(new SystemCensus(id, this.#rules, this.#ports, this.#outlets), census.every)
    }
  }

  #poll(system: SystemCensus, wait_ms: number): void {
    if (this.#ended) return
    this.#ports.clock.at(this.#ports.clock.now() + wait_ms, () => {
      if (this.#ended) return
      const again = () => this.#poll(system, wait_ms)
      system.read(() => this.#ended).then(again, again)
    })
  }

  end(): void {
    this.#ended = true
  }
}

class SystemCensus {
  readonly #system: string
  readonly #rules: Rules
  readonly #ports: CensusWatchPorts
  readonly #outlets: CensusOutlets
  readonly #words: CensusWords
  readonly #shown = new Recent<string, Shown>(mostRemembered)
  readonly #patientWords: Partial<System['dialect']['patient']>
  /** Entries of the error queue that are not told yet. */
  #errors: readonly CensusError[] = []
  /** Orders that Labloop had not seen when they were last looked for, by key; looked for again in turn. */
  readonly #unseen = new Map<string, Shown>()
  /** There were more of them than are remembered: that all have come can no longer be known. */
  #forgotten = false
  #cursor = ''
  #failures = 0

  constructor(system: string, rules: Rules, ports: CensusWatchPorts, outlets: CensusOutlets) {
    this.#system = system
    this.#rules = rules
    this.#ports = ports
    this.#outlets = outlets
    this.#words = censusWords(rules.site, system)
    this.#patientWords = rules.site.systems.find(({ id }) => id === system)?.dialect.patient ?? {}
  }

  /** Everything that changed since the last time, page by page, then compares what is still to be proven. */
  async read(ended: () => boolean): Promise<void> {
    this.#settleUnseen()
    const takenAt = await this.#readPages(ended)
    if (takenAt === null || ended()) return
    await this.#reject(ended)
    if (ended()) return
    const fresh = [...this.#shown.values()].filter((one) => one.fresh)
    const unseen = [...this.#unseen.values()].slice(0, perBatch)
    const shown = [...new Set([...fresh, ...unseen])]
    for (let from = 0; from < shown.length; from += perBatch) {
      this.#outlets.add(this.#unit(shown.slice(from, from + perBatch), takenAt))
    }
    this.#outlets.onRead(this.#system, takenAt)
  }

  /** What the error queue took back, told before the list is compared: the list then shows what is there all the same. */
  async #reject(ended: () => boolean): Promise<void> {
    while (this.#errors.length > 0) {
      const page = this.#errors.slice(0, perBatch)
      const sources = { rules: this.#rules, ...this.#outlets.sources }
      const rejected = await Promise.all(page.map((error) => findRejected(this.#system, error, sources)))
      if (ended()) return
      this.#errors = this.#errors.slice(page.length)
      this.#outlets.add(rejectionsUnit(this.#system, rejected))
    }
  }

  async #readPages(ended: () => boolean): Promise<Instant | null> {
    const cause = `census-missing|${this.#system}|unreachable`
    try {
      for (;;) {
        const page = await this.#ports.census.read(this.#system, this.#cursor)
        if (ended()) return null
        this.#take(page)
        this.#cursor = page.cursor
        if (!page.more) {
          this.#failures = 0
          if (this.#outlets.desk.ofCause(cause).length > 0) this.#settle(cause)
          return page.takenAt
        }
      }
    } catch {
      if (++this.#failures === patience)
        this.#outlets.add(concernUnit(unreachable(this.#system, cause), { system: this.#system }))
      return null
    }
  }

  #settle(cause: string, why = 'the census can be read again'): void {
    this.#outlets.add(settleUnit(cause, why, this.#outlets.desk))
  }

  /** Once every order of the list has come to Labloop, nothing is missing any more. Before the first reading nobody knows. */
  #settleUnseen(): void {
    const { cause } = unknownToLabloop(this.#system)
    if (this.#cursor === '' || this.#forgotten || this.#unseen.size > 0) return
    if (this.#outlets.desk.ofCause(cause).length > 0) this.#settle(cause, 'every order of the census is known now')
  }

  #take(page: CensusPage): void {
    this.#errors = [...this.#errors, ...(page.errors ?? [])]
    for (const row of page.orders) {
      const shown = this.#of(row)
      shown.order = this.#named(row)
      this.#freshen(shown, row.changedAt)
    }
    for (const row of page.results) {
      const shown = this.#of(row)
      shown.results.set(`${row.component}|${row.subId}`, this.#named(row))
      this.#freshen(shown, row.filedAt)
    }
  }

  /** The row with the authority of its record number as the site calls it. */
  #named<Row extends { readonly mrn: string; readonly mrnAuthority: string }>(row: Row): Row {
    const { authorities = {}, default_authority = '' } = this.#patientWords
    const { mrn, mrnAuthority } = row
    if (mrn === '') return row
    return {
      ...row,
      mrnAuthority: mrnAuthority === '' ? default_authority : (authorities[mrnAuthority] ?? mrnAuthority),
    }
  }

  #freshen(shown: Shown, changedAt: Instant): void {
    shown.changedAt = Math.max(shown.changedAt, changedAt)
    shown.fresh = true
  }

  #of({ placer, filler }: { readonly placer: string; readonly filler: string }): Shown {
    const key = placer ? `p:${placer}` : `f:${filler}`
    const known = this.#shown.get(key)
    if (known) {
      known.filler ||= filler
      return known
    }
    const made: Shown = { key, placer, filler, order: null, results: new Map(), changedAt: 0, fresh: true }
    this.#shown.set(key, made)
    return made
  }

  #unit(shown: readonly Shown[], takenAt: Instant): Unit {
    const orderKeys = shown.flatMap(({ placer, filler }) => [
      ...(placer ? [`p:${placer}`] : []),
      ...(filler ? [`f:${filler}`] : []),
    ])
    return taskUnit({ orderKeys }, (batch) => {
      for (const one of shown) this.#compare(batch, one, takenAt)
    })
  }

  #compare(batch: Batch, shown: Shown, takenAt: Instant): void {
    const orders = this.#ordersOf(batch, shown)
    if (orders.length === 0) {
      this.#unknown(batch, shown, takenAt)
      return
    }
    batch.after.push(() => void this.#unseen.delete(shown.key))
    const [only] = orders
    const own = orders.length === 1 ? only : orders.find((order) => isTheirs(batch, order, shown))
    if (!own) return
    const sight = {
      system: this.#system,
      takenAt,
      order: shown.order,
      results: [...shown.results.values()] as CensusResultRow[],
    }
    const row = shown.order
    if (row && row.mrn !== '') {
      const { mrn, mrnAuthority, changedAt } = row
      const seen = seeShown(batch.book, own, { system: this.#system, mrn, mrnAuthority, changedAt })
      for (const { orderIds, ...concern } of seen) raiseIn(batch, concern, { system: this.#system, orderIds })
    }
    const { taken, concerns } = compareCensus(own, sight, this.#words, recordNumbersOf(batch.book.patients, own))
    for (const fact of taken)
      keepTold(batch, fact, takeWord(batch.book, fact, batch.rules.policy), { system: this.#system })
    for (const { orderIds, ...concern } of concerns) raiseIn(batch, concern, { system: this.#system, orderIds })
    batch.after.push(() => this.#compared(shown, orderIn(batch.book, own.id) ?? own))
  }

  #ordersOf(batch: Batch, { placer, filler }: Shown): Order[] {
    const under = (key: string) => batch.book.byKey.get(key) ?? []
    const ids = placer && under(`p:${placer}`).length > 0 ? under(`p:${placer}`) : filler ? under(`f:${filler}`) : []
    return ids.flatMap((id) => orderIn(batch.book, id) ?? [])
  }

  /** An order that Labloop never saw is raised once it has been there for longer than any message takes. */
  #unknown(batch: Batch, shown: Shown, takenAt: Instant): void {
    if (takenAt - shown.changedAt < this.#rules.site.clocks.answered) return
    const { orderIds: _, ...concern } = unknownToLabloop(this.#system)
    raiseIn(batch, concern, { system: this.#system })
    batch.after.push(() => {
      shown.fresh = false
      // Behind the others: those that were not looked for lately come first.
      this.#unseen.delete(shown.key)
      if (this.#unseen.size < mostRemembered) this.#unseen.set(shown.key, shown)
      else this.#forgotten = true
    })
  }

  /** What still waits for proof is compared again at the next reading, whether or not it changes. */
  #compared(shown: Shown, order: Order): void {
    const waits = order.words.some(({ to, level }) => to === this.#system && level !== 'filed')
    shown.fresh = waits
    if (!waits && order.exceptions.length === 0) this.#shown.delete(shown.key)
  }
}

function isTheirs(batch: Batch, order: Order, { order: row, results }: Shown): boolean {
  const numbers = new Set(recordNumbersOf(batch.book.patients, order).map(({ number }) => number))
  return [...(row ? [row] : []), ...results.values()].some(({ mrn }) => numbers.has(mrn))
}

function unreachable(system: string, cause: string): Concern {
  const text = `The census of ${system} could not be read ${patience} times in a row, so nothing new is proven there. See that it answers at the url that the site gives.`
  return { kind: 'census-missing', severity: 'normal', text, cause }
}
