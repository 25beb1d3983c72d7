// Recorded messages through the rules of alignment, as the engine would see them: read, mapped by the flows that take them,
// judged. The one thing to know: a message belongs to the system that it names in MSH-3 and MSH-4, and where that names none to
// the one without a name whose flows alone take its type; nothing is sent or stored.

import { zoneRules } from '../adapters/clock/zone.ts'
import type { Aligned } from '../alignment/align.ts'
import type { Finding } from '../alignment/finding.ts'
import { Judge } from '../alignment/message/judge.ts'
import { momentOf } from '../alignment/message/moment.ts'
import { newTally } from '../alignment/message/tally.ts'
import { rules } from '../alignment/rules/index.ts'
import { routes } from '../engine/routes.ts'
import { Hl7Error, headerOf, type Message, messages, parse, value } from '../hl7/index.ts'
import { apply, compileFlow, type StepFunctions } from '../mapping/index.ts'
import type { System } from '../site/shapes/system.ts'

/** One recording: its path (from the site folder where it lies there, else whole) and its bytes. */
export type Recording = { readonly name: string; readonly bytes: Uint8Array }

export type TrafficFindings = {
  readonly findings: readonly Finding[]
  readonly messages: number
  /** Messages of a system of the site that no flow takes. */
  readonly passedOver: number
  /** Messages of which no system of the site is known as the sender, by what MSH-3 and MSH-4 say. */
  readonly strangers: ReadonlyMap<string, number>
  /** What could not be read, as sentences. */
  readonly unread: readonly string[]
}

/** Judges recordings in the order in which they are given. */
export function alignTraffic(
  aligned: Aligned,
  functions: StepFunctions,
  recordings: readonly Recording[],
): TrafficFindings {
  const { site, sides } = aligned
  const zones = new Map(
    site.systems.map((system) => [system.id, zoneRules(system.dialect.time_zone ?? site.time_zone)]),
  )
  const judge = new Judge({ site, sides, zoneOf: (system) => zones.get(system) ?? 0 }, rules)
  const flows = new Map(site.flows.map((flow) => [flow.id, compileFlow(site, flow, functions)]))
  const taking = routes(site)
  const tally = newTally()
  const unread: string[] = []
  let count = 0
  let passedOver = 0
  const strangers = new Map<string, number>()
  for (const recording of recordings) {
    const read = readAll(recording)
    const lineAt = lineCounter(recording.bytes)
    if (typeof read === 'string') unread.push(read)
    for (const message of typeof read === 'string' ? [] : read) {
      const header = headerOf(message.segments[0])
      const flowsOf = ({ id }: System) => taking.taking(id, header.messageCode, header.triggerEvent).flows
      const system = senderOf(message, site.systems) ?? unnamedSender(site.systems, flowsOf)
      const taken = system ? flowsOf(system) : []
      if (!system || taken.length === 0) {
        if (system) passedOver++
        else countOne(strangers, nameIn(message))
        continue
      }
      count++
      const receivedAt = momentOf(value(message.segments[0]!, 7, 1), zones.get(system.id) ?? 0) ?? 0
      const at = { file: recording.name, line: lineAt(message.segments[0]?.start ?? 0) }
      for (const flow of taken) {
        const { outputs, failed } = apply(flows.get(flow.id)!, message)
        const passing = {
          system: system.id,
          messageId: count,
          receivedAt,
          message,
          flow,
          outputs: failed ? [] : outputs,
        }
        tally.add(judge.judge(passing), count, at)
      }
    }
  }
  return { findings: tally.findings(aligned), messages: count, passedOver, strangers, unread }
}

function readAll({ name, bytes }: Recording): readonly Message[] | string {
  try {
    return messages(parse(bytes))
  } catch (error) {
    if (error instanceof Hl7Error) return `${name}: ${error.message} ${error.remedy} (${error.code})`
    throw error
  }
}

function countOne(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** What a message calls its sender, for people. */
function nameIn(message: Message): string {
  const named = senderIn(message).filter((part) => part !== '')
  return named.join(' at ') || 'nobody named'
}

/** MSH-3.1 and MSH-4.1. */
function senderIn({ segments: [msh] }: Message): readonly [application: string, facility: string] {
  return msh ? [value(msh, 3, 1) ?? '', value(msh, 4, 1) ?? ''] : ['', '']
}

/** Of the systems for which the site has no name in MSH-3, the one whose flows alone take a message of this type. */
function unnamedSender(
  systems: readonly System[],
  flowsOf: (system: System) => readonly unknown[],
): System | undefined {
  const taking = systems.filter((system) => flowsOf(system).length > 0)
  return taking.length === 1 && taking[0]!.header === undefined ? taking[0] : undefined
}

/** The system that names itself as the message does: application and facility, else the application alone. */
function senderOf(message: Message, systems: readonly System[]): System | undefined {
  const [application, facility] = senderIn(message)
  const named = systems.filter(({ header }) => header?.application === application)
  return named.find(({ header }) => header?.facility === facility) ?? named[0]
}

/** The line, from 1, of a place in a file; asked in order of place. */
function lineCounter(bytes: Uint8Array): (start: number) => number {
  let line = 1
  let at = 0
  return (start) => {
    for (; at < start; at++) if (bytes[at] === 0x0a || (bytes[at] === 0x0d && bytes[at + 1] !== 0x0a)) line++
    return line
  }
}
