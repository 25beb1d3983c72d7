// The groups of a message: which OBX belongs to which OBR, which NTE to which OBX. The one thing to know: nothing is
// ever left out or refused; a segment with no place in the structure goes to the group in which it stands, and what an
// ORC before several OBR means is for the reader to decide.
import type { Message } from './message.ts'
import { type Segment, value } from './segment.ts'
import { structureOfEvent, structures } from './structures.ts'

/** A group of segments, in the order in which they came. */
export type Group = {
  /** As in ORDER_OBSERVATION; for the whole message the structure, as in ORU_R01. */
  readonly name: string
  /** The segments that stand directly in this group. */
  readonly segments: readonly Segment[]
  /** The groups in it. */
  readonly groups: readonly Group[]
}

type Item = {
  readonly name: string
  readonly repeats: boolean
  readonly items: readonly Item[] | undefined
  readonly first: ReadonlySet<string>
}
type Building = { name: string; segments: Segment[]; groups: Building[] }
/** A group being filled: its grammar, and the place of the last item that was used. */
type Frame = { readonly item: Item; readonly group: Building; at: number }

/** The groups of a message, by the structure of its MSH-9 (HL7 v2.5.1 §2.5.2 and the chapters of each message). */
export function groups(message: Message): Group {
  const structure = structureName(message)
  const root: Building = { name: structure, segments: [], groups: [] }
  const grammar = grammarOf(structure)
  if (!grammar) return { ...root, segments: message.segments }
  const stack: Frame[] = [{ item: grammar, group: root, at: -1 }]
  for (const segment of message.segments) place(stack, segment)
  return root
}

/** The structure of a message: by its code and event, else by MSH-9.3 (table 0354). */
export function structureName(message: Message): string {
  const [msh] = message.segments
  const part = (component: number) => (msh ? (value(msh, 9, component) ?? '') : '')
  const [code, event, named] = [part(1), part(2), part(3)]
  const byEvent = structureOfEvent[`${code}^${event}`] ?? `${code}_${event}`
  if (structures[byEvent]) return byEvent
  if (structures[named]) return named
  return structures[code] ? code : named || (event ? byEvent : code)
}

/** All groups of this name anywhere below, in the order of the message. */
export function groupsNamed(group: Group, name: string): Group[] {
  return group.groups.flatMap((child) => (child.name === name ? [child] : groupsNamed(child, name)))
}

/** The first segment of this name that stands directly in the group. */
export function segmentIn(group: Group, name: string): Segment | undefined {
  return group.segments.find((segment) => segment.name === name)
}

/** All segments of this name that stand directly in the group. */
export function segmentsIn(group: Group, name: string): Segment[] {
  return group.segments.filter((segment) => segment.name === name)
}

/** Puts a segment into the nearest group that has a place for it, from the innermost outwards. */
function place(stack: Frame[], segment: Segment): void {
  const { name } = segment
  for (let depth = stack.length - 1; depth >= 0; depth--) {
    const frame = stack[depth]!
    const index = placeIn(frame, name)
    if (index < 0) continue
    stack.length = depth + 1
    frame.at = index
    enter(stack, frame.item.items![index]!, segment)
    return
  }
  stack.at(-1)!.group.segments.push(segment)
}

/** The item of a frame that takes a segment of this name: the current one again if it repeats, or a later one. */
function placeIn(frame: Frame, name: string): number {
  const items = frame.item.items!
  const current = items[frame.at]
  if (current?.repeats) {
    if (current.first.has(name)) return frame.at
    const other = current.items ? items.findIndex((item) => item.name === current.name && item.first.has(name)) : -1
    if (other >= 0) return other
  }
  for (let index = frame.at + 1; index < items.length; index++) if (items[index]!.first.has(name)) return index
  return -1
}

function enter(stack: Frame[], item: Item, segment: Segment): void {
  const parent = stack.at(-1)!
  if (!item.items) {
    parent.group.segments.push(segment)
    return
  }
  const group: Building = { name: item.name, segments: [], groups: [] }
  parent.group.groups.push(group)
  const frame: Frame = { item, group, at: -1 }
  stack.push(frame)
  frame.at = placeIn(frame, segment.name)
  enter(stack, item.items[frame.at]!, segment)
}

const grammars = new Map<string, Item>()

function grammarOf(structure: string): Item | undefined {
  const text = structures[structure]
  if (text === undefined) return undefined
  let grammar = grammars.get(structure)
  if (!grammar) {
    const words = text.match(/[A-Z0-9_]+|[*:()]/g) ?? []
    grammar = groupItem(structure, false, undefined, itemsOf(words.values()))
    grammars.set(structure, grammar)
  }
  return grammar
}

/** Reads items up to the closing parenthesis. */
function itemsOf(words: Iterator<string>): Item[] {
  const items: Item[] = []
  let name = ''
  let repeats = false
  let opener: string | undefined
  const flush = () => {
    if (name) items.push({ name, repeats, items: undefined, first: new Set([name]) })
    name = ''
    repeats = false
    opener = undefined
  }
  for (let word = words.next(); !word.done && word.value !== ')'; word = words.next()) {
    if (word.value === '*') repeats = true
    else if (word.value === ':') opener = words.next().value as string
    else if (word.value === '(') {
      items.push(groupItem(name, repeats, opener, itemsOf(words)))
      name = ''
      flush()
    } else {
      flush()
      name = word.value
    }
  }
  flush()
  return items
}

function groupItem(name: string, repeats: boolean, opener: string | undefined, items: readonly Item[]): Item {
  return { name, repeats, items, first: opener ? new Set([opener]) : new Set(leading(name, items)) }
}

// Groups whose first segment senders leave out: what may open them instead.
const openers: Readonly<Record<string, readonly string[]>> = {
  PATIENT_RESULT: ['PID', 'ORC', 'OBR'],
  PATIENT: ['PID', 'SPM'],
  RESPONSE: ['PID', 'ORC', 'OBR', 'SPM'],
  ORDER_OBSERVATION: ['ORC', 'OBR', 'SAC'],
  ORDER: ['ORC', 'OBR', 'TQ1'],
  ORDER_DETAIL: ['OBR', 'RQD', 'RQ1', 'RXO', 'ODS', 'ODT'],
  ORDER_PRIOR: ['ORC', 'OBR'],
  COMMON_ORDER: ['ORC', 'OBR'],
  INSURANCE: ['IN1', 'IN2', 'IN3'],
  VISIT: ['PV1', 'PV2'],
  PATIENT_VISIT: ['PV1', 'PV2'],
}

/** What opens a group: only what has a place in it. */
function leading(name: string, items: readonly Item[]): Iterable<string> {
  const wanted = openers[name] ?? items[0]?.first ?? []
  return [...wanted].filter((segment) => items.some((item) => item.first.has(segment)))
}
