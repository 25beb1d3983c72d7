// No message is made up, and none says another thing than its sender said: each that Labloop sends descends from one that the
// other system really sent, and what a step may not author stands there to the letter. Result content is the lab's.
import { parseMessage, repetitions, segmentNamed, segmentsNamed, value } from '../../hl7/index.ts'
import type { Flow } from '../../site/shapes/flow.ts'
import type { Site } from '../../site/shapes/site.ts'
import { conversionJudge, type SaidValue, type ShowsValue } from '../converted.ts'
import type { BookedDelivery, BookedMessage, Docket } from './docket.ts'
import { type Content, contentOf } from './glance.ts'
import { isSame, type Talk } from './talks.ts'
import { checker, type Fault } from './violations.ts'

export const nothingInvented = checker(
  'nothing-invented',
  {
    verifies:
      'Every message that a system gets from Labloop descends from one that the other system sent, with the same patient, the same order numbers, the same collection time and the same values in the same order; and each value whose conversion is signed is that value in the signed unit.',
    notVerified:
      'What the flow’s steps may write: answers at order entry, test and component codes, other units, ranges, flags and statuses; mapping has tests of its own.',
  },
  function* (docket) {
    for (const line of ['labloop-to-ehr', 'labloop-to-lab'] as const) {
      for (const talk of docket.talks.on[line]) if (talk.type !== 'ACK' && isOurs(talk)) yield* judge(docket, talk)
    }
  },
)

/** What the wire itself made of a message is none of Labloop's: one that it never sent so, where its end was written down. */
function isOurs({ sent, arrived }: Talk): boolean {
  return sent.length > 0 || arrived.length > 0
}

function* judge(docket: Docket, talk: Talk): Generator<Fault> {
  const { controlId: subject, type } = talk
  if (isSpoiltByWire(docket, talk)) return
  const deliveries = docket.deliveriesUnder(talk.line, subject)
  const [first] = deliveries
  if (!first) {
    yield { subject, text: `A message (${type}) went out under a control id that no delivery has.` }
    return
  }
  const reasons = deliveries.map((delivery) => wrongWith(docket, talk, delivery))
  if (!reasons.includes('')) yield { subject, text: `Message ${subject} (${type}) ${reasons[0]}.` }
}

/** Labloop sent something under this control id, and these bytes it never sent. */
function isSpoiltByWire(docket: Docket, talk: Talk): boolean {
  return talk.sent.length === 0 && docket.talks.under(talk.line, talk.controlId).some(({ sent }) => sent.length > 0)
}

/** What is wrong with a message as a delivery of its source; empty where it says what its sender said. */
function wrongWith(docket: Docket, talk: Talk, { messageId, flow: id }: BookedDelivery & { flow?: string }): string {
  const source = docket.message(messageId)
  if (!source) return 'descends from no stored message'
  if (!wasSaid(docket, source)) return `descends from message ${source.controlId}, which ${source.system} never sent so`
  const flow = docket.evidence.site.flows.find((one) => one.id === id) ?? null
  const said = docket.saidAs(source)[0]?.content ?? contentOf(source.body)
  const values = valuesOf(docket, flow, source)
  const shows = showsOn(docket, flow)
  const why = difference(said, talk.content, values, shows)
  return why === '' ? '' : difference(decoded(source.body), decoded(talk.bytes), values, shows)
}

const judges = new WeakMap<Site, Map<string, ShowsValue | null>>()

/** How values are converted on a flow; null where they are not. */
function showsOn({ evidence: { site } }: Docket, flow: Flow | null): ShowsValue | null {
  if (!flow) return null
  const ofSite = judges.get(site) ?? new Map<string, ShowsValue | null>()
  judges.set(site, ofSite)
  const known = ofSite.get(flow.id)
  if (known !== undefined) return known
  const made = conversionJudge(site, flow.from, flow.to)
  ofSite.set(flow.id, made)
  return made
}

function wasSaid(docket: Docket, source: BookedMessage): boolean {
  if (docket.saidAs(source).length > 0) return true
  const answers = docket.talks.saidAsAnswer.get(source.controlId) ?? []
  return answers.some((bytes) => isSame(bytes, source.body))
}

/** How the values of a message must stand in what is made of it. `recoded`: a step maps answers to codes of the receiver. */
type Values = 'all' | 'some' | 'recoded'

function valuesOf({ evidence: { site } }: Docket, flow: Flow | null, { system }: BookedMessage): Values {
  const flows = flow ? [flow] : site.flows.filter(({ from }) => from === system)
  const verbs = flows.flatMap(({ steps }) => steps.flatMap((step) => ('for_each' in step ? step.steps : [step])))
  if (verbs.some((step) => 'map' in step && /^OBX(\[.*\])?-5\b/.test(step.map))) return 'recoded'
  const isLess = verbs.some((step) => 'drop' in step || 'split' in step || 'call' in step || 'merge' in step)
  return isLess ? 'some' : 'all'
}

function difference(said: Content, sent: Content, values: Values, shows: ShowsValue | null): string {
  if (sent.mrns.some((mrn) => mrn !== '' && !said.mrns.includes(mrn))) return 'names another patient than its source'
  if (sent.birthDate !== said.birthDate) return 'has another birth date than its source'
  const numbers = new Set(said.orders.flatMap(({ placer, filler }) => [placer, filler]))
  const strange = sent.orders.some(({ placer, filler }) => !numbers.has(placer) || !numbers.has(filler))
  if (strange) return 'names an order that its source does not name'
  const times = new Set(said.orders.map(({ collectedAt }) => collectedAt))
  if (sent.orders.some(({ collectedAt }) => collectedAt !== '' && !times.has(collectedAt)))
    return 'has another collection time than its source'
  return values === 'recoded' ? '' : valuesDiffer(said, sent, values === 'all', shows)
}

function valuesDiffer(said: Content, sent: Content, whole: boolean, shows: ShowsValue | null): string {
  const isSaid = (from: number, to: number) =>
    shows ? shows(valueAt(said, from), valueAt(sent, to)) : said.values[from] === sent.values[to]
  let at = 0
  for (let nth = 0; nth < sent.values.length; nth++) {
    while (at < said.values.length && !isSaid(at, nth)) at++
    if (at === said.values.length) return 'has a value that its source does not have, or not in that order'
    at++
  }
  return whole && sent.values.length < said.values.length ? 'lacks a value of its source' : ''
}

function valueAt({ values, measured }: Content, at: number): SaidValue {
  const { code = '', unit = '' } = measured[at] ?? {}
  return { component: code, value: values[at] ?? '', unit }
}

/** Read by the codec, for messages whose character set or delimiters differ. What cannot be read says nothing. */
function decoded(bytes: Uint8Array): Content {
  try {
    const message = parseMessage(bytes)
    const pid = segmentNamed(message, 'PID')
    const plain = contentOf(bytes)
    return {
      mrns: plain.mrns,
      birthDate: (pid && value(pid, 7)) ?? '',
      orders: plain.orders,
      values: segmentsNamed(message, 'OBX').map((obx) => repetitions(obx, 5).join('~')),
      measured: segmentsNamed(message, 'OBX').map((obx) => ({
        code: value(obx, 3, 1) ?? '',
        unit: value(obx, 6, 1) ?? '',
      })),
    }
  } catch {
    return contentOf(bytes)
  }
}
