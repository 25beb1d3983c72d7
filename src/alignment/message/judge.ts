// Every rule on each message as it is processed. The one thing to know: it says what it sees and changes nothing; what becomes
// of the message is the flow's policy, and none of its memory decides anything but whether a change is questioned.
import { apart, lineSegment, type Message, ObxLine, type Segment, value } from '../../hl7/index.ts'
import type { Flow } from '../../site/shapes/flow.ts'
import type { Site } from '../../site/shapes/site.ts'
import { type Band, forPerson } from '../../terminology/ranges.ts'
import type { Value } from '../../terminology/values.ts'
import type { Side } from '../pair/side.ts'
import type { Rule } from '../rule.ts'
import { conversionsIn } from './conversions.ts'
import { type Group, groupsOf, linesNamed } from './groups.ts'
import { momentOf, type Zone } from './moment.ts'
import { type Notice, noticesOf, type RuleSet, ruleSetOf } from './notices.ts'
import { type Memory, newMemory } from './remembered.ts'
import type {
  EarlierReport,
  EarlierValue,
  Fellows,
  Person,
  SeenMessage,
  SeenObservation,
  SeenOrder,
  SeenReport,
  SeenValue,
} from './seen.ts'
import { type KnownShape, ShapeBook } from './shape-book.ts'

/** A message on one flow, with what goes out of it. */
export type Passing = {
  readonly system: string
  readonly messageId: number
  readonly receivedAt: number
  readonly message: Message
  /** The flow that it goes on; null where it only arrives. */
  readonly flow: Flow | null
  readonly outputs: readonly Message[]
}

/** Systems ready to be compared, and how the times of each are read. */
export type JudgeSources = {
  /** Its maps say which values a flow converts. */
  readonly site: Pick<Site, 'maps'>
  readonly sides: ReadonlyMap<string, Side>
  readonly zoneOf: (system: string) => Zone
}

export class Judge {
  readonly #sources: JudgeSources
  readonly #rules: RuleSet
  readonly #shapes: ShapeBook
  readonly #memory: Memory
  readonly #line = new ObxLine()
  /** Observations with a value, of those looked at. */
  #valued = 0
  readonly #moments = new Map<Zone, Map<string, number | null>>()

  constructor(sources: JudgeSources, rules: readonly Rule[], memory: Memory = newMemory()) {
    this.#sources = sources
    this.#rules = ruleSetOf(rules)
    this.#shapes = new ShapeBook(this.#rules, conversionsIn(sources.site))
    this.#memory = memory
  }

  /** What the rules say of a message. Never throws for what it contains; a message of other kinds says nothing. */
  judge(passing: Passing): readonly Notice[] {
    const sender = this.#sources.sides.get(passing.system)
    const msh = lineSegment(passing.message, 0)
    const code = value(msh, 9, 1) ?? ''
    const isOfResults = code === 'ORU' || code === 'OUL'
    const isOfOrders = code === 'ORM' || code === 'OML'
    if (!sender || !(isOfResults || isOfOrders || code === 'ADT')) return []
    const groups = code === 'ADT' ? [] : groupsOf(passing.message)
    const pid = groups[0] ? groups[0].pid : (linesNamed(passing.message, 'PID')[0] ?? null)
    const seen = this.#messageOf(passing, sender, `${code}^${value(msh, 9, 2) ?? ''}`, pid)
    const notices = [...noticesOf(this.#rules.message, seen)]
    if (isOfResults) this.#results(seen, passing, groups, notices)
    else if (isOfOrders) this.#orders(seen, groups, notices)
    return notices
  }

  #messageOf({ message, flow, outputs }: Passing, sender: Side, type: string, pid: Segment | null): SeenMessage {
    const receiver = flow ? (this.#sources.sides.get(flow.to) ?? null) : null
    const subject = { system: sender.system.id, kind: 'message' as const, code: type, name: flow?.id ?? '' }
    return { message, sender, receiver, flow, type, pid, outputs, subject }
  }

  #results(seen: SeenMessage, passing: Passing, groups: readonly Group[], notices: Notice[]): void {
    const came: KnownShape[] = []
    this.#valued = 0
    for (const group of groups) this.#report(seen, passing, group, came, notices)
    const valued = this.#valued
    const { receiver, flow } = seen
    if (!receiver || !flow || came.length === 0 || passing.outputs.length === 0) return
    const went: KnownShape[] = []
    this.#valued = 0
    for (const output of passing.outputs) {
      const of = { message: output, end: 'passed', side: receiver } as const
      for (const obx of linesNamed(output, 'OBX')) {
        went.push(this.#shapes.find(this.#line, obx, of, came[went.length]?.exits ?? []))
        if (this.#line.hasValue) this.#valued++
      }
    }
    if (went.length < came.length || this.#valued < valued)
      for (const notice of noticesOf(this.#rules.fewer, seen)) notices.push(notice)
    const isPaired = went.length === came.length
    for (let index = 0; index < went.length; index++) {
      const passed = went[index]!
      const said = isPaired ? this.#shapes.crossing(came[index]!, passed, flow) : passed.notices
      for (const notice of said) notices.push(notice)
    }
  }

  #report(message: SeenMessage, passing: Passing, group: Group, came: KnownShape[], notices: Notice[]): void {
    const { sender } = message
    const { obr, pid } = group
    const zone = this.#sources.zoneOf(passing.system)
    // In the order of the fields: a segment is read on from where it was read last.
    const filler = value(obr, 3, 1) ?? ''
    const code = value(obr, 4, 1) || value(obr, 4, 4) || ''
    const collected = value(obr, 7, 1) ?? ''
    const times = this.#timesOf(group, collected, zone)
    const written = value(obr, 25, 1) ?? ''
    const of: Subjected = {
      person: this.#personOf(pid, times.collected ?? passing.receivedAt),
      patient: pid ? patientOf(pid) : '',
      collected,
      at: times.collected,
      zone,
    }
    const line = this.#line
    const sent = { message: passing.message, end: 'sent', side: sender } as const
    const { orderable, subject, first } = this.#shapes.testOf(sender, code)
    let before = first
    const observations = group.observations.map(({ obx, notes }): SeenObservation => {
      const known = this.#shapes.find(line, obx, sent, before)
      before = known.followers
      came.push(known)
      if (line.hasValue) this.#valued++
      for (const notice of known.notices) notices.push(notice)
      return { segment: obx, seen: this.#observe(known, line, of, passing, notices), notes }
    })
    const status = sender.system.dialect.result_status[written] ?? written
    const isFinal = filler !== '' && (status === 'F' || status === 'C')
    const report: SeenReport = {
      side: sender,
      subject,
      orderable,
      orc: group.orc,
      obr,
      specimens: group.specimens,
      observations,
      notes: group.notes,
      status,
      times,
      arrivedAt: passing.receivedAt,
      earlier: isFinal ? this.#earlierReport(`${filler}|${code}`, collected, observations, passing) : null,
      message: pid === message.pid ? message : { ...message, pid },
    }
    for (const notice of noticesOf(this.#rules.report, report)) notices.push(notice)
  }

  #observe(known: KnownShape, line: ObxLine, of: Subjected, passing: Passing, notices: Notice[]): SeenValue {
    const { printed, listed } = known
    const reading = this.#shapes.reading(known, line.value, bandFor(printed, of.person), bandFor(listed, of.person))
    for (const notice of reading.notices) notices.push(notice)
    const { seen } = reading
    const number = numberIn(seen.value)
    if (number === null) return seen
    const at = this.#collected(line, of)
    const fellows = fellowsOf(known)
    const history = { ...seen, at, earlier: this.#earlierValue(known, number, at, of, passing), fellows }
    for (const notice of noticesOf(this.#rules.history, history)) notices.push(notice)
    if (number > 0 && !isFar(number, fellows)) {
      known.fellows++
      known.logs += Math.log(number)
    }
    return seen
  }

  /** An observation may have a time of its own. */
  #collected({ observed }: ObxLine, { collected, at, zone }: Subjected): number | null {
    return observed === '' || observed === collected ? at : (this.#momentOf(observed, zone) ?? at)
  }

  #earlierValue(
    { shape }: KnownShape,
    value: number,
    at: number | null,
    { patient }: Subjected,
    { system, messageId }: Passing,
  ): EarlierValue | null {
    const isKept = shape.status === 'F' || shape.status === 'C'
    if (!isKept || at === null || patient === '' || !shape.component?.deltaLimit) return null
    const key = `${system}|${patient}|${shape.code.code}|${shape.unit}`
    return this.#memory.values.replace(key, messageId, { value, at })
  }

  /** Times repeat: a day has as many seconds as a busy laboratory has messages. */
  #momentOf(written: string | undefined, zone: Zone): number | null {
    if (!written) return null
    if (written.length === 19) return momentOf(written, zone)
    const ofZone = this.#moments.get(zone) ?? new Map<string, number | null>()
    this.#moments.set(zone, ofZone)
    const known = ofZone.get(written)
    if (known !== undefined) return known
    if (ofZone.size >= most_moments) ofZone.clear()
    const moment = momentOf(written, zone)
    ofZone.set(apart(written), moment)
    return moment
  }

  #earlierReport(
    number: string,
    collected: string,
    observations: readonly SeenObservation[],
    { system, messageId }: Passing,
  ): EarlierReport | null {
    const named = observations.find(({ seen }) => seen.shape.laboratory.name !== '')
    const laboratory = named?.seen.shape.laboratory.name ?? ''
    return this.#memory.reports.replace(`${system}|${number}`, messageId, {
      collected: apart(collected),
      laboratory,
    })
  }

  #timesOf({ obr, specimens }: Group, collected: string, zone: Zone): SeenReport['times'] {
    const [spm] = specimens
    return {
      collected: this.#momentOf(collected, zone) ?? (spm ? this.#momentOf(value(spm, 17, 1), zone) : null),
      received: this.#momentOf(value(obr, 14, 1), zone) ?? (spm ? this.#momentOf(value(spm, 18, 1), zone) : null),
      reported: this.#momentOf(value(obr, 22, 1), zone),
    }
  }

  #personOf(pid: Segment | null, at: number): Person {
    if (!pid) return { sex: '', age_days: null }
    const born = this.#momentOf(value(pid, 7, 1), 0)
    return { age_days: born === null || at < born ? null : (at - born) / day_ms, sex: value(pid, 8, 1) ?? '' }
  }

  #orders(message: SeenMessage, groups: readonly Group[], notices: Notice[]): void {
    const { sender, receiver } = message
    for (const { orc, obr, observations, specimens, pid } of groups) {
      const code = value(obr, 4, 1) ?? ''
      const { orderable, subject } = this.#shapes.testOf(sender, code)
      const seen: SeenOrder = {
        side: sender,
        performer: receiver,
        ...{ subject, orderable, orc, obr, specimens },
        answers: observations.map(({ obx }) => obx),
        message: { ...message, pid },
      }
      for (const notice of noticesOf(this.#rules.order, seen)) notices.push(notice)
    }
  }
}

const most_moments = 5_000
const day_ms = 86_400_000

/** A number with its authority: two hospitals give the same number to two patients. */
function patientOf(pid: Segment): string {
  const number = value(pid, 3, 1) ?? ''
  return number === '' ? '' : `${number}^${value(pid, 3, 4) ?? ''}`
}

/** Whom a report is of, and when its specimen was collected. */
type Subjected = {
  readonly person: Person
  readonly patient: string
  /** OBR-7 as written, and as a moment. */
  readonly collected: string
  readonly at: number | null
  readonly zone: Zone
}

function bandFor(bands: readonly Band[], { sex, age_days }: Person): Band | null {
  return bands.length === 0 ? null : (forPerson(bands, sex, age_days) ?? null)
}

/** A plain number; null for everything else, `<5` among it. */
function numberIn(read: Value): number | null {
  return read.kind === 'number' && read.comparator === '' ? read.value : null
}

function fellowsOf({ fellows, logs }: KnownShape): Fellows | null {
  return fellows === 0 ? null : { count: fellows, middle: Math.exp(logs / fellows) }
}

/** What lies far off its fellows is no fellow. */
function isFar(number: number, fellows: Fellows | null): boolean {
  return fellows !== null && fellows.count >= 20 && (number > fellows.middle * 200 || number < fellows.middle / 200)
}
