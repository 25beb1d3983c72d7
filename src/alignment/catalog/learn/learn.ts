// A catalog learned from traffic: which codes, names, units, ranges, flags, kinds of value and statuses a system really
// sends, and how often. The one thing to know: it believes what stands in the message and judges nothing while it reads;
// what is odd is told from the counts afterwards (odd.ts).
import { type Message, type Segment, segmentNamed } from '../../../hl7/index.ts'
import { coded, codes, each, text } from '../mfn/fields.ts'
import { named } from './named.ts'
import { observe } from './observe.ts'
import { newObserved, newObservedTest, type Observed, type ObservedTest } from './observed.ts'
import { count } from './tally.ts'

/** Everything that was learned so far; `learn` adds to it. */
export type Learning = {
  /** Messages that told something, and those of other kinds. */
  messages: number
  passedOver: number
  readonly tests: Map<string, ObservedTest>
  readonly components: Map<string, Observed>
  readonly questions: Map<string, Observed>
}

export function newLearning(): Learning {
  return { messages: 0, passedOver: 0, tests: new Map(), components: new Map(), questions: new Map() }
}

/** Message codes that report results, and those that order. */
const results: ReadonlySet<string> = new Set(['ORU', 'OUL', 'ORF', 'OPU', 'ORA'])
const orders: ReadonlySet<string> = new Set(['ORM', 'OML', 'OMG'])

/** Learns from one message. False where it is neither a result nor an order. Never throws on content. */
export function learn(learning: Learning, message: Message): boolean {
  const msh = segmentNamed(message, 'MSH')
  const code = text(msh, 9, 1)
  if (!results.has(code) && !orders.has(code)) {
    learning.passedOver++
    return false
  }
  learning.messages++
  for (const group of groupsOf(message.segments, code === 'OUL'))
    learnGroup(learning, group, orders.has(code), text(msh, 10))
  return true
}

/** One OBR with what belongs to it. */
type Group = {
  readonly obr: Segment | null
  readonly observations: Segment[]
  readonly specimens: Segment[]
}

/** @param isSpecimenFirst in OUL the specimen stands before its orders, else behind them (HL7 v2.5.1 §7.3.4) */
function groupsOf(segments: readonly Segment[], isSpecimenFirst: boolean): readonly Group[] {
  const groups: Group[] = []
  let specimens: Segment[] = []
  for (const segment of segments) {
    const group = groups.at(-1)
    if (segment.name === 'OBR')
      groups.push({ obr: segment, observations: [], specimens: isSpecimenFirst ? specimens : [] })
    else if (segment.name === 'SPM' && isSpecimenFirst) specimens = [segment]
    else if (segment.name === 'SPM') group?.specimens.push(segment)
    else if (segment.name === 'OBX' && group) group.observations.push(segment)
    else if (segment.name === 'OBX' && !isSpecimenFirst)
      groups.push({ obr: null, observations: [segment], specimens: [] })
  }
  return groups
}

function learnGroup(learning: Learning, group: Group, isOrder: boolean, controlId: string): void {
  const { obr, observations } = group
  const test = obr ? codeOf(obr, 4) : ''
  const specimens = specimensOf(group)
  const observed = test === '' ? undefined : madeIn(learning.tests, test, newObservedTest)
  if (obr && observed) learnTest(observed, obr, specimens, !isOrder && observations.length > 0)
  const seen = new Set<string>()
  for (const obx of observations) {
    const code = codeOf(obx, 3)
    if (code === '') continue
    observe(madeIn(isOrder ? learning.questions : learning.components, code, newObserved), obx, {
      ...{ test, controlId },
      specimens: specimens.map((specimen) => specimen.code),
    })
    if (observed && !seen.has(code)) count(isOrder ? observed.questions : observed.components, code)
    seen.add(code)
  }
}

function madeIn<Made>(map: Map<string, Made>, key: string, make: () => Made): Made {
  const found = map.get(key) ?? make()
  map.set(key, found)
  return found
}

/** The code as it is sent, whatever its coding system: that is what maps translate. */
function codeOf(segment: Segment, field: number): string {
  const { code, otherCode } = coded(segment, field)
  return (code || otherCode).slice(0, 80)
}

function learnTest(
  observed: ObservedTest,
  obr: Segment,
  specimens: readonly { readonly code: string; readonly name: string }[],
  isReport: boolean,
): void {
  observed.count++
  if (isReport) observed.reports++
  named(observed, obr, 4)
  for (const { code, name } of specimens) {
    count(observed.specimens, code)
    if (name !== '' && observed.specimenNames.size < 60) observed.specimenNames.set(code, name)
  }
}

/** SPM-4, else OBR-15, as the system writes it. */
function specimensOf({ obr, specimens }: Group): readonly { readonly code: string; readonly name: string }[] {
  const found = specimens.flatMap((spm) => codes(spm, 4))
  if (found.length > 0) return found.map(({ code, name, otherCode }) => ({ code: code || otherCode || name, name }))
  if (!obr) return []
  // OBR-15 is a composite (SPS): its first component is the specimen, a coded element in subcomponents.
  return each(obr, 15, (repetition) => ({
    code: text(obr, 15, 1, 1, repetition) || text(obr, 15, 1, 2, repetition),
    name: text(obr, 15, 1, 2, repetition),
  })).filter(({ code }) => code !== '')
}
