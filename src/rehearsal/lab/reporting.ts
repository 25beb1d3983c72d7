// How the virtual lab reports: results in parts and whole, held for a technologist or kept for a batch, corrected,
// withdrawn, filed on another order, cultures as they grow, addenda, and the same again. The one thing to know: the book
// changes when a report is said and not before, so that it always holds the lab's last word.
import type { Clock, Instant } from '../../engine/ports/clock.ts'
import type { Component, Orderable } from '../catalog.ts'
import type { Handle, LabAct, LabHabits, ReportPart, Restatement, Spoil } from '../play/act.ts'
import type { Cast } from '../play/cast.ts'
import { keyOf, type LabBook } from './book-index.ts'
import {
  componentNamed,
  documentOf,
  type Findings,
  findingsOf,
  merged,
  nameOf,
  otherThan,
  subjectOf,
  type Tools,
  wished,
  wishFor,
} from './findings.ts'
import type { LabEntry } from './lab-book.ts'
import type { LabObservation, LabParent, LabReport, Sheet } from './lab-messages.ts'
import { flagOf } from './lab-values.ts'
import type { LabVoice, Saying } from './lab-voice.ts'
import { cultureReport, grown, susceptibilities } from './microbiology.ts'
import { calledFor } from './reflex.ts'
import { spoiltSheet } from './spoil.ts'

type Doing =
  | 'report'
  | 'verify'
  | 'release'
  | 'correct'
  | 'withdraw'
  | 'refile'
  | 'grow'
  | 'append'
  | 'amend'
  | 'say-again'
export type ReportAct = Extract<LabAct, { readonly do: Doing }>
type Of<Do extends Doing> = Extract<LabAct, { readonly do: Do }>
type Add = Extract<LabAct, { readonly do: 'add' }>

export type ReportingOptions = {
  readonly clock: Clock
  readonly orderables: ReadonlyMap<string, Orderable>
  readonly components: ReadonlyMap<string, Component>
  readonly book: LabBook
  readonly mouth: LabVoice
  habits(): LabHabits
  keep(entry: LabEntry): void
  /** Calls after so much lab time, unless the lab is closed before. */
  later(after_ms: number, call: () => void): void
  toolsFor(entry: LabEntry, cast: Cast): Tools
  add(act: Add, cast: Cast): void
}

/** An order after a report, with its sheets. */
type Made = { readonly entry: LabEntry; readonly sheets: readonly Sheet[]; readonly spoil?: Spoil | undefined }

const done = ''
const nothing = 'Nothing was reported on this order.'
const over: ReadonlySet<LabEntry['state']> = new Set(['refused', 'cancelled', 'discontinued', 'replaced'])

export class Reporting {
  readonly #options: ReportingOptions
  /** Kept back until the release. */
  #batch: { readonly parts: readonly ReportPart[]; readonly at: Instant; readonly cast: Cast }[] = []
  /** Waits for a technologist. */
  readonly #held = new Map<Handle, ReportPart>()
  /** The patient's last number of a component, for the delta check. */
  readonly #latest = new Map<string, { readonly number: number; readonly at: Instant }>()
  readonly #added = new Set<string>()

  constructor(options: ReportingOptions) {
    this.#options = options
  }

  /** Does an act; why not, or empty text. */
  perform(act: ReportAct, cast: Cast): string {
    switch (act.do) {
      case 'report':
        return this.#report(act, cast)
      case 'verify':
        return this.#verify(act, cast)
      case 'release':
        return this.#release(act.as)
      case 'correct':
        return this.#correct(act, cast)
      case 'withdraw':
        return this.#withdraw(act, cast)
      case 'refile':
        return this.#refile(act, cast)
      case 'grow':
        return this.#grow(act, cast)
      case 'append':
      case 'amend':
        return this.#addendum(act, cast)
      case 'say-again':
        return this.#again(act, cast)
    }
  }

  /** The observation of a parent that calls for a test: what its child names in OBR-26. */
  callingFor(parent: LabEntry, test: string): Pick<LabParent, 'component' | 'subId' | 'value'> {
    const rules = this.#options.orderables.get(parent.order.test)?.reflexes ?? []
    const rule = rules.find((each) => each.test === test)
    const named = rule?.when.map(({ component }) => component) ?? []
    const calling = parent.observations.find(({ component }) => named.includes(component)) ?? parent.observations[0]
    return { component: calling?.component ?? '', subId: calling?.subId ?? '', value: calling?.value ?? '' }
  }

  #entry(handle: Handle, cast: Cast): LabEntry | undefined {
    return this.#options.book.entries.get(cast.order(handle)?.key ?? '')
  }

  #report({ parts, batch }: Of<'report'>, cast: Cast): string {
    if (batch) {
      this.#batch.push({ parts, at: this.#options.clock.now(), cast })
      return done
    }
    const said = this.#sayParts(parts, cast, this.#options.clock.now())
    const isHeld = parts.some(({ order }) => this.#held.has(order))
    return said || isHeld ? done : 'The order is at an end.'
  }

  #verify({ order, values }: Of<'verify'>, cast: Cast): string {
    const part = this.#held.get(order)
    if (!part) return 'Nothing of this order was held.'
    this.#held.delete(order)
    const edited = { ...part, values: { ...part.values, ...values } }
    const sayings = this.#sayingsOf(this.#make([edited], cast, this.#options.clock.now(), 'verified'))
    for (const saying of sayings) this.#options.mouth.report(saying)
    this.#reflexes([edited], cast)
    return done
  }

  /** Reports now; false where nothing could be said. */
  #sayParts(parts: readonly ReportPart[], cast: Cast, at: Instant): boolean {
    const sayings = this.#sayingsOf(this.#make(parts, cast, at, 'unseen'))
    for (const saying of sayings) this.#options.mouth.report(saying)
    this.#reflexes(parts, cast)
    return sayings.length > 0
  }

  #release(as: 'burst' | 'batch'): string {
    const kept = this.#batch
    this.#batch = []
    const sayings = kept.flatMap(({ parts, at, cast }) => this.#sayingsOf(this.#make(parts, cast, at, 'unseen')))
    if (as === 'batch') this.#options.mouth.batch(sayings)
    else for (const saying of sayings) this.#options.mouth.report(saying)
    for (const { parts, cast } of kept) this.#reflexes(parts, cast)
    return kept.length > 0 ? done : 'Nothing was kept back.'
  }

  /** Works the parts out, puts them into the book, and gives their sheets; what must be looked at first is held. */
  #make(parts: readonly ReportPart[], cast: Cast, at: Instant, eyes: 'unseen' | 'verified'): readonly Made[] {
    return parts.flatMap((part): Made[] => {
      const entry = this.#entry(part.order, cast)
      if (!entry || over.has(entry.state)) return []
      const findings = this.#measured(entry, part, { ...this.#options.toolsFor(entry, cast), at })
      if (eyes === 'unseen' && this.#mustWait(entry, findings.report.observations, at)) {
        this.#held.set(part.order, part)
        return []
      }
      const { observations } = findings.report
      const corrected = observations.some(({ status }) => status === 'C')
      const state = part.stage === 'final' ? (corrected ? 'corrected' : 'final') : 'partial'
      const next: LabEntry = { ...entry, state, observations: findings.all }
      this.#keep(next, at)
      return [{ entry: next, sheets: this.#sheets(next, findings.report, at, part.spoil, cast), spoil: part.spoil }]
    })
  }

  /** What the bench finds, as a new analyser prints it where the part says so. */
  #measured(entry: LabEntry, part: ReportPart, tools: Tools): Findings {
    const found = findingsOf(entry, part, tools)
    if (!part.change) return found
    const said = found.report.observations.map((each) => this.#restated(each, part.change, true, each.status))
    return { all: merged(found.all, said), report: { ...found.report, observations: said } }
  }

  #keep(entry: LabEntry, at: Instant): void {
    for (const { component, value } of entry.observations) {
      const number = Number(value)
      if (value !== '' && Number.isFinite(number)) {
        this.#latest.set(`${entry.order.patient.mrn}|${component}`, { number, at })
      }
    }
    this.#options.keep(entry)
  }

  /** Autoverification: whether a result is critical, or too far from the patient's last one. */
  #mustWait(entry: LabEntry, observations: readonly LabObservation[], at: Instant): boolean {
    const { holds } = this.#options.habits()
    if (holds === 'nothing') return false
    const isCritical = (each: LabObservation) => ['LL', 'HH', 'AA'].includes(each.flags)
    const checksCritical = holds !== 'delta' && observations.some(isCritical)
    return checksCritical || (holds !== 'critical' && observations.some((each) => this.#leaps(entry, each, at)))
  }

  #leaps(entry: LabEntry, { component, value }: LabObservation, at: Instant): boolean {
    const delta = this.#options.components.get(component)?.delta
    const before = this.#latest.get(`${entry.order.patient.mrn}|${component}`)
    if (!delta || !before || at - before.at > delta.within_ms) return false
    return Math.abs(Number(value) - before.number) > delta.limit
  }

  /** One sheet, or two where the order is done under two accessions. */
  #sheets(entry: LabEntry, report: LabReport, at: Instant, spoil: Spoil | undefined, cast: Cast): readonly Sheet[] {
    const { order, second, parent, sentTo } = entry
    const more = { ...(parent ? { parent } : {}), ...(sentTo ? { foreignNumber: sentTo.number } : {}) }
    const onSecond = ({ component }: LabObservation) => second?.components.includes(component) === true
    const sheets: Sheet[] = []
    const [one, two] = [report.observations.filter((each) => !onSecond(each)), report.observations.filter(onSecond)]
    if (one.length > 0 || two.length === 0)
      sheets.push({ order, report: { ...report, observations: one }, at, ...more })
    if (second && two.length > 0) {
      sheets.push({ order: { ...order, filler: second.filler }, report: { ...report, observations: two }, at, ...more })
    }
    return spoil ? sheets.map((sheet) => spoiltSheet(sheet, spoil, this.#another(entry, cast))) : sheets
  }

  /** Another patient of the run, as the lab would write them. */
  #another({ order: { patient } }: LabEntry, cast: Cast): Sheet['order']['patient'] | undefined {
    for (const handle of cast.keys.keys()) {
      const person = cast.person(handle)
      if (person && person.mrn !== patient.mrn) {
        const { mrn, familyName, givenName, middleName, birthDate, sex } = person
        return { ...patient, mrn, familyName, givenName, middleName, birthDate, sex }
      }
    }
    return undefined
  }

  /** One message a patient. */
  #sayingsOf(made: readonly Made[]): readonly Saying[] {
    const byPatient = new Map<string, Made[]>()
    for (const each of made) {
      const { mrn } = each.entry.order.patient
      byPatient.set(mrn, [...(byPatient.get(mrn) ?? []), each])
    }
    return [...byPatient.values()].map((of) => {
      const spoil = of.find((each) => each.spoil)?.spoil
      const sheets = of.flatMap((each) => each.sheets)
      return {
        sheets,
        keys: of.map(({ entry }) => keyOf(entry)),
        at: Math.max(...sheets.map(({ at }) => at)),
        ...(spoil ? { spoil } : {}),
      }
    })
  }

  #say(entry: LabEntry, report: LabReport, at: Instant, cast: Cast): void {
    this.#keep(entry, at)
    const sheets = this.#sheets(entry, report, at, undefined, cast)
    this.#options.mouth.report({ sheets, keys: [keyOf(entry)], at })
  }

  #correct(act: Of<'correct'>, cast: Cast): string {
    const entry = this.#entry(act.order, cast)
    if (!entry || entry.observations.length === 0) return nothing
    const tools = this.#options.toolsFor(entry, cast)
    const status = act.status ?? 'C'
    const targets = this.#targets(entry, act, tools)
    const changed = new Set(targets.map(nameOf))
    const after = entry.observations.map((each) => {
      const isTarget = changed.has(nameOf(each))
      const valued = isTarget ? this.#revalued(entry, each, act, tools, status) : each
      return this.#restated(valued, act.change, isTarget, status)
    })
    const at = act.sameTimes ? (this.#options.mouth.reportedAt(keyOf(entry)) ?? tools.at) : tools.at
    const said = act.all === false ? after.filter((each) => changed.has(nameOf(each))) : after
    const next: LabEntry = { ...entry, state: status === 'C' ? 'corrected' : 'final', observations: after }
    this.#say(next, { resultStatus: status, orderStatus: 'CM', observations: said }, at, cast)
    this.#callFor(act.order, cast)
    return done
  }

  /** Which observations a correction is about: those named, all, or one by chance of the order's own. */
  #targets(entry: LabEntry, { values, all }: Of<'correct'>, tools: Tools): readonly LabObservation[] {
    if (values && Object.keys(values).length > 0) {
      const named = Object.keys(values).map((name) => componentNamed(tools, name).code)
      return entry.observations.filter(({ component }) => named.includes(component))
    }
    if (all) return entry.observations
    const at = tools.random('correct').below(entry.observations.length)
    return entry.observations.slice(at, at + 1)
  }

  #revalued(
    entry: LabEntry,
    before: LabObservation,
    { values, change }: Of<'correct'>,
    tools: Tools,
    status: string,
  ): LabObservation {
    const component = componentNamed(tools, before.component)
    const wish = wishFor(values, component)
    // A correction of something else than the value leaves the value as it is.
    if (!wish && change) return { ...before, status }
    if (!wish || ('kind' in wish && wish.kind === 'any')) return otherThan(tools, entry, before, status)
    const { subId, performedBy } = before
    const kept = { ...(subId ? { subId } : {}), ...(performedBy ? { performedBy } : {}) }
    return { ...wished(tools, component, subjectOf(entry, tools.at), wish, status), ...kept }
  }

  /** Unit, range, flag and comment belong to what is corrected; time and laboratory to the whole report. */
  #restated(said: LabObservation, change: Restatement | undefined, isTarget: boolean, status: string): LabObservation {
    if (!change) return said
    const { unit, range, flags, comment, collectedBefore_ms, performedBy, method } = change
    const whole = {
      ...(collectedBefore_ms === undefined
        ? {}
        : { collectedAt: this.#options.clock.now() - collectedBefore_ms, status }),
      ...(performedBy === undefined ? {} : { performedBy, status }),
    }
    if (!isTarget) return { ...said, ...whole }
    const component = this.#options.components.get(said.component)
    const newRange = range ?? said.range
    // A structured number is judged as it is printed, without its components.
    const printed = said.valueType === 'SN' ? said.value.replaceAll('^', '') : said.value
    const newFlags = flags ?? (range !== undefined && component ? flagOf(component, printed, newRange) : said.flags)
    const own = { unit: unit ?? said.unit, range: newRange, flags: newFlags, note: comment ?? said.note }
    return { ...said, ...whole, ...own, ...(method === undefined ? {} : { method }) }
  }

  /** Deleted (D), wrong (W), or not to be obtained (X). (HL7 v2.5.1 table 0085) */
  #withdraw({ order, only, as }: Of<'withdraw'>, cast: Cast): string {
    const entry = this.#entry(order, cast)
    if (!entry || over.has(entry.state)) return nothing
    const tools = this.#options.toolsFor(entry, cast)
    if (entry.observations.length === 0) return as === 'X' ? this.#unobtainable(entry, tools, cast) : nothing
    const named = only?.map((name) => componentNamed(tools, name).code)
    const gone = ({ component }: LabObservation) => !named || named.includes(component)
    const after = entry.observations.map((each) => {
      if (!gone(each)) return each
      return as === 'X' ? { ...each, value: '', flags: '', status: as } : { ...each, status: as }
    })
    const next: LabEntry = { ...entry, state: 'corrected', observations: after }
    this.#say(next, { resultStatus: 'C', orderStatus: 'CM', observations: after }, tools.at, cast)
    return done
  }

  /** Nothing was ever measured, and nothing will be: the order ends without a result (OBR-25 X). */
  #unobtainable(entry: LabEntry, tools: Tools, cast: Cast): string {
    const part: ReportPart = { order: keyOf(entry), stage: 'final', observationStatus: 'X' }
    const { report } = findingsOf(entry, part, tools)
    const observations = report.observations.map((each) => ({ ...each, value: '', flags: '' }))
    const next: LabEntry = { ...entry, state: 'cancelled', observations }
    this.#say(next, { resultStatus: 'X', orderStatus: 'CA', observations }, tools.at, cast)
    return done
  }

  /** The result is wrong here (W) and belongs there. */
  #refile({ order, onto }: Of<'refile'>, cast: Cast): string {
    const [from, to] = [this.#entry(order, cast), this.#entry(onto, cast)]
    if (!from || from.observations.length === 0) return nothing
    if (!to || over.has(to.state)) return 'The order that it belongs to is at an end.'
    const right = from.observations
    const why = this.#withdraw({ do: 'withdraw', order, as: 'W' }, cast)
    if (why !== done) return why
    const observations = merged(
      to.observations,
      right.map((each) => ({ ...each, status: to.observations.length > 0 ? 'C' : 'F' })),
    )
    const state = to.observations.length > 0 ? 'corrected' : 'final'
    const resultStatus = state === 'corrected' ? 'C' : 'F'
    this.#say(
      { ...to, state, observations },
      { resultStatus, orderStatus: 'CM', observations },
      this.#options.clock.now(),
      cast,
    )
    this.#callFor(onto, cast)
    return done
  }

  #grow({ order, stage, growth, isolates = [] }: Of<'grow'>, cast: Cast): string {
    const entry = this.#entry(order, cast)
    if (!entry || over.has(entry.state)) return 'The order is at an end.'
    const tools = this.#options.toolsFor(entry, cast)
    const culture = grown(entry, stage, growth, isolates, tools)
    const children = isolates.flatMap((isolate, index) => {
      if (Object.keys(isolate.sensitive).length === 0) return []
      const before = this.#options.book.entries.get(`${keyOf(entry)}/${index + 1}`)
      return [susceptibilities(culture, isolate, index + 1, stage, before, tools)]
    })
    const all = [culture, ...children]
    for (const each of all) this.#keep(each, tools.at)
    const sheets = all.flatMap((each) => this.#sheets(each, cultureReport(each, stage), tools.at, undefined, cast))
    this.#options.mouth.report({ sheets, keys: all.map(keyOf), at: tools.at })
    return done
  }

  /** An addendum is appended and leaves what was said; an amendment replaces the text and its document. */
  #addendum(act: Of<'append' | 'amend'>, cast: Cast): string {
    const entry = this.#entry(act.order, cast)
    const text = entry?.observations.find(({ valueType, subId }) => ['TX', 'FT'].includes(valueType) && !subId)
    const beside = text ?? entry?.observations[0]
    if (!entry || !beside) return nothing
    const tools = this.#options.toolsFor(entry, cast)
    const isAmended = act.do === 'amend'
    const added = entry.observations.filter(({ subId }) => subId?.startsWith('A')).length
    const lines = { ...beside, valueType: 'TX', value: act.text.join('~'), flags: '', unit: '', range: '' }
    const said = isAmended ? { ...lines, status: 'C' } : { ...lines, subId: `A${added + 1}`, status: 'F' }
    const status = isAmended ? 'C' : 'F'
    const version = 2 + entry.observations.length
    const document =
      act.document_bytes === undefined ? [] : documentOf(entry.observations, act.document_bytes, status, version)
    const observations = merged(entry.observations, [said, ...document])
    const isCorrected = isAmended || entry.state === 'corrected'
    const next: LabEntry = { ...entry, state: isCorrected ? 'corrected' : 'final', observations }
    this.#say(next, { resultStatus: isCorrected ? 'C' : 'F', orderStatus: 'CM', observations }, tools.at, cast)
    return done
  }

  #again({ orders, sameControlId = false, version = 'last' }: Of<'say-again'>, cast: Cast): string {
    const { book, mouth } = this.#options
    const keys = orders?.map((handle) => cast.order(handle)?.key ?? '') ?? [...book.entries.keys()]
    const said = new Set<string>()
    let any = false
    for (const key of keys) {
      if (said.has(key)) continue
      for (const other of mouth.spokenOf(key, version)) said.add(other)
      any = mouth.again(key, version, sameControlId) || any
    }
    return any ? done : nothing
  }

  #reflexes(parts: readonly ReportPart[], cast: Cast): void {
    for (const { order, stage } of parts) if (stage === 'final' && !this.#held.has(order)) this.#callFor(order, cast)
  }

  /** What the lab's catalog calls for after a final or corrected result, once, where the lab works so. */
  #callFor(order: Handle, cast: Cast): void {
    const { reflex, reflexAfter_ms } = this.#options.habits()
    const entry = this.#entry(order, cast)
    if (reflex === 'none' || !entry) return
    const rules = this.#options.orderables.get(entry.order.test)?.reflexes ?? []
    for (const { test } of calledFor(rules, entry.observations)) {
      const child = `${order}.${test}`
      if (this.#added.has(child)) continue
      this.#added.add(child)
      this.#options.add({ do: 'add', order: child, parent: order, test, as: reflex }, cast)
      const result = { order: child, stage: 'final' } as const
      this.#options.later(reflexAfter_ms, () => void this.#sayParts([result], cast, this.#options.clock.now()))
    }
  }
}
