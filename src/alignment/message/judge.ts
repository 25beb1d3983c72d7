// Every rule on each message as it is processed. The one thing to know: it says what it sees and changes nothing; what becomes
// of the message is the flow's policy, and none of its memory decides anything but whether a change is questioned.
import { type Message, type Segment, value } from '../../hl7/index.ts'
import type { Flow } from '../../site/shapes/flow.ts'
import { type Band, forPerson } from '../../terminology/ranges.ts'
import { readValue, type Value } from '../../terminology/values.ts'
import type { Side } from '../pair/side.ts'
import type { Rule } from '../rule.ts'
import { laboratoryOf } from '../rules/report/laboratory.ts'
import { type Group, groupsOf } from './groups.ts'
import { ageAt, momentOf, type Zone } from './moment.ts'
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
  readonly sides: ReadonlyMap<string, Side>
  readonly zoneOf: (system: string) => Zone
}

export class Judge {
  readonly #sources: JudgeSources
  readonly #rules: RuleSet
  readonly #shapes: ShapeBook
  readonly #memory: Memory

  constructor(sources: JudgeSources, rules: readonly Rule[], memory: Memory = newMemory()) {
    this.#sources = sources
    this.#rules = ruleSetOf(rules)
    this.#shapes = new ShapeBook(this.#rules)
    this.#memory = memory
  }

  /** What the rules say of a message. Never throws for what it contains; a message of other kinds says nothing. */
  judge(passing: Passing): readonly Notice[] {
    const sender = this.#sources.sides.get(passing.system)
    const [msh] = passing.message.segments
    const code = msh ? (value(msh, 9, 1) ?? '') : ''
    if (!sender || !msh || !(isResults(code) || isOrders(code) || code === 'ADT')) return []
    const seen = this.#messageOf(passing, sender, `${code}^${value(msh, 9, 2) ?? ''}`)
    const notices = [...noticesOf(this.#rules.message, seen)]
    if (isResults(code)) this.#results(seen, passing, notices)
    else if (isOrders(code)) this.#orders(seen, notices)
    return notices
  }

  #messageOf({ message, flow, outputs }: Passing, sender: Side, type: string): SeenMessage {
    const receiver = flow ? (this.#sources.sides.get(flow.to) ?? null) : null
    const pid = message.segments.find(({ name }) => name === 'PID') ?? null
    const subject = { system: sender.system.id, kind: 'message' as const, code: type, name: flow?.id ?? '' }
    return { message, sender, receiver, flow, type, pid, outputs, subject }
  }

  #results(seen: SeenMessage, passing: Passing, notices: Notice[]): void {
    const came: KnownShape[] = []
    for (const group of groupsOf(passing.message)) this.#report(seen, passing, group, came, notices)
    const { receiver, flow } = seen
    if (!receiver || !flow || came.length === 0) return
    const went = passing.outputs.flatMap(({ segments }) => segments.filter(({ name }) => name === 'OBX'))
    const known = went.map((obx) => this.#shapes.shapeOf(obx, 'passed', receiver))
    for (const { notices: said } of known) notices.push(...said)
    if (known.length !== came.length) return
    for (const [index, sent] of came.entries()) notices.push(...this.#shapes.crossing(sent, known[index]!, flow))
  }

  #report(message: SeenMessage, passing: Passing, group: Group, came: KnownShape[], notices: Notice[]): void {
    const { sender } = message
    const { obr, pid } = group
    const zone = this.#sources.zoneOf(passing.system)
    const times = timesOf(group, zone)
    const person = personOf(pid, times.collected ?? passing.receivedAt)
    const patient = pid ? (value(pid, 3, 1) ?? '') : ''
    const observations: SeenObservation[] = []
    for (const { obx, notes } of group.observations) {
      const known = this.#shapes.shapeOf(obx, 'sent', sender)
      came.push(known)
      notices.push(...known.notices)
      const seen = this.#valueOf(
        known,
        obx,
        { person, patient, at: momentOf(value(obx, 14, 1), zone) ?? times.collected },
        passing,
      )
      notices.push(...noticesOf(this.#rules.value, seen))
      observations.push({ segment: obx, seen, notes })
    }
    const code = value(obr, 4, 1) || value(obr, 4, 4) || ''
    const orderable = sender.orderables.get(code) ?? null
    const written = value(obr, 25, 1) ?? ''
    const report: SeenReport = {
      side: sender,
      subject: { system: sender.system.id, kind: 'orderable', code, name: orderable?.name ?? '' },
      orderable,
      orc: group.orc,
      obr,
      specimens: group.specimens,
      observations,
      notes: group.notes,
      status: sender.system.dialect.result_status[written] ?? written,
      times,
      arrivedAt: passing.receivedAt,
      earlier: this.#earlierReport(obr, observations, written, passing),
      message: { ...message, pid },
    }
    notices.push(...noticesOf(this.#rules.report, report))
  }

  #valueOf(
    known: KnownShape,
    obx: Segment,
    of: { readonly person: Person; readonly patient: string; readonly at: number | null },
    { system, messageId }: Passing,
  ): SeenValue {
    const { shape } = known
    const read = readValue({ text: value(obx, 5) ?? '', valueType: shape.valueType })
    const number = numberIn(read)
    const fellows = fellowsOf(known)
    const settled = number !== null && (shape.status === 'F' || shape.status === 'C')
    const at = of.at
    const earlier =
      settled && at !== null && of.patient !== '' && shape.component?.deltaLimit
        ? this.#earlierValue(`${system}|${of.patient}|${shape.code.code}|${shape.unit}`, messageId, {
            value: number,
            at,
          })
        : null
    const bands = shape.rangesRead.readable ? shape.rangesRead.bands : []
    const listed = shape.component?.rangesRead
    const seen = {
      shape,
      value: read,
      person: of.person,
      printed: bandFor(bands, of.person),
      listed: listed?.readable ? bandFor(listed.bands, of.person) : null,
      at,
      earlier,
      fellows,
    }
    if (number !== null && number > 0 && !isFar(number, fellows)) {
      known.fellows++
      known.logs += Math.log(number)
    }
    return seen
  }

  #earlierValue(key: string, messageId: number, value: EarlierValue): EarlierValue | null {
    return this.#memory.values.replace(key, messageId, value)
  }

  #earlierReport(
    obr: Segment,
    observations: readonly SeenObservation[],
    status: string,
    { system, messageId }: Passing,
  ): EarlierReport | null {
    const filler = value(obr, 3, 1) ?? ''
    if (filler === '' || (status !== 'F' && status !== 'C')) return null
    const laboratory = observations.map(({ segment }) => laboratoryOf(segment).name).find((name) => name !== '') ?? ''
    const key = `${system}|${filler}|${value(obr, 4, 1) ?? ''}`
    return this.#memory.reports.replace(key, messageId, { collected: value(obr, 7, 1) ?? '', laboratory })
  }

  #orders(message: SeenMessage, notices: Notice[]): void {
    const { sender, receiver } = message
    for (const { orc, obr, observations, specimens, pid } of groupsOf(message.message)) {
      const code = value(obr, 4, 1) ?? ''
      const orderable = sender.orderables.get(code) ?? null
      const seen: SeenOrder = {
        side: sender,
        performer: receiver,
        subject: { system: sender.system.id, kind: 'orderable', code, name: orderable?.name ?? '' },
        ...{ orderable, orc, obr, specimens },
        answers: observations.map(({ obx }) => obx),
        message: { ...message, pid },
      }
      notices.push(...noticesOf(this.#rules.order, seen))
    }
  }
}

function isResults(code: string): boolean {
  return code === 'ORU' || code === 'OUL'
}

function isOrders(code: string): boolean {
  return code === 'ORM' || code === 'OML'
}

function timesOf({ obr, specimens }: Group, zone: Zone): SeenReport['times'] {
  const [spm] = specimens
  return {
    collected: momentOf(value(obr, 7, 1), zone) ?? (spm ? momentOf(value(spm, 17, 1), zone) : null),
    received: momentOf(value(obr, 14, 1), zone) ?? (spm ? momentOf(value(spm, 18, 1), zone) : null),
    reported: momentOf(value(obr, 22, 1), zone),
  }
}

function personOf(pid: Segment | null, at: number): Person {
  if (!pid) return { sex: '', age_days: null }
  return { sex: value(pid, 8, 1) ?? '', age_days: ageAt(value(pid, 7, 1), at) }
}

function bandFor(bands: readonly Band[], { sex, age_days }: Person): Band | null {
  return forPerson(bands, sex, age_days) ?? null
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
