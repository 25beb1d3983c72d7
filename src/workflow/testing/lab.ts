// A small site with workflows, and orders that live on it as the ledger makes them: messages in, book out. The one thing to
// know: everything is the real thing from the text of the files to the ledger's book; only time is told.
import { zoneRules } from '../../adapters/clock/zone.ts'
import { policyOf, sourceOf } from '../../engine/rules.ts'
import { parseMessage } from '../../hl7/index.ts'
import { type Book, clearOn, openBook, orderIn, raiseOn, type Told, tell, wake } from '../../ledger/book.ts'
import type { Order } from '../../ledger/order.ts'
import { readMessage } from '../../ledger/read-message.ts'
import { loadSite } from '../../site/load.ts'
import { problemText } from '../../site/problem.ts'
import type { Site } from '../../site/shapes/site.ts'
import { type Change, put, sampleWith, surroundings } from '../../site/testing/sample.ts'
import type { Heard } from '../conformance.ts'

export const hour = 3_600_000
export const minute = 60_000

const hours = `hours:
  core: { mon-fri: "07:00-19:00" }
`

/** The sample site with answers and changes of status, and the workflows given by id. */
export function siteWith(workflows: Readonly<Record<string, string>>): Site {
  const changes: Record<string, Change> = {
    'site.yaml': (text: string) => text + hours,
    'systems/ehr.yaml': put('  order_control:', '  priority: { ROUT: R, STAT: S }\n  order_control:'),
    'flows/answers.yaml': flow('answers', 'ORL^O22', 'ORR_O02'),
    'flows/status.yaml': flow('status', 'OML^O21', 'ORM_O01'),
  }
  for (const [id, text] of Object.entries(workflows)) changes[`workflows/${id}.yaml`] = text
  const { site, problems } = loadSite(sampleWith(changes), surroundings)
  if (!site) throw new Error(problems.map(problemText).join('\n'))
  return site
}

function flow(id: string, message: string, structure: string): string {
  return `id: ${id}
from: lis
to: ehr
kind: ${id}
messages: ["${message}"]
unmapped: pass
steps:
  - restructure: ${structure}
    version: "2.3"
delivery:
  connection: ehr-results
`
}

/** One order on the sample site: what is said of it, and what becomes of it. */
export type Bench = {
  readonly site: Site
  readonly heard: readonly Heard[]
  say(system: 'ehr' | 'lis', at: number, ...segments: string[]): readonly Told[]
  /** What is overdue at a moment; each is raised on its order. */
  overdue(
    at: number,
  ): readonly { readonly cause: string; readonly text: string; readonly team?: string; readonly severity: string }[]
  /** Every open exception is closed. */
  close(at: number): void
  order(id?: number): Order
  orders(): readonly Order[]
  /** What the order waits for, with the moments as texts of the wall in Chicago. */
  awaits(id?: number): Readonly<Record<string, string>>
}

export function bench(site: Site): Bench {
  const policy = policyOf(site, zoneRules)
  const sources = new Map(site.systems.map((system) => [system.id, sourceOf(system, site, zoneRules)]))
  const book: Book = openBook(
    { orders: [], orderKeys: [], patients: [], patientKeys: [] },
    { lastOrderId: 0, lastPatientId: 0 },
  )
  const heard: Heard[] = []
  let exceptions = 0
  const order = (id = 1) => orderIn(book, id)!
  return {
    site,
    heard,
    say(system, at, ...segments) {
      const id = heard.length + 1
      const message = parseMessage(new TextEncoder().encode(segments.join('\r')), { encoding: 'UNICODE UTF-8' })
      heard.push({ id, system, receivedAt: at, message })
      const { facts } = readMessage(message, sources.get(system)!, { messageId: id, seenAt: at })
      return facts.map((fact) => tell(book, fact, policy))
    },
    overdue(at) {
      return [...book.entries.keys()].flatMap((id) =>
        wake(book, id, policy, at).map((concern) => {
          raiseOn(book, id, ++exceptions)
          return concern
        }),
      )
    },
    close(at) {
      for (const id of book.entries.keys())
        for (const exception of order(id).exceptions) clearOn(book, id, exception, policy, at)
    },
    order,
    orders: () => [...book.entries.keys()].map((id) => order(id)),
    awaits: (id = 1) => Object.fromEntries(order(id).expectations.map(({ step, due }) => [step, wall(due)])),
  }
}

/** `Mon 07:30` in Chicago. */
export function wall(at: number): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'America/Chicago',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
    .format(at)
    .replace(', ', ' ')
}

let control = 0
const msh = (from: string, to: string, type: string, version: string) =>
  `MSH|^~\\&|${from}|X|${to}|X|20261123080000||${type}|C${++control}|P|${version}`
const pid = 'PID|1||1001^^^HOSP^MR||Sample^Ann||19700101|F'

/** ORM^O01 of the EHR. */
export const ordered = (given: { control?: string; placer?: string; test?: string; priority?: string } = {}) => {
  const { control: said = 'NW', placer = 'P1', test = 'LAB1', priority = 'ROUT' } = given
  const timing = `^^^^^${priority}`
  return [
    msh('EHR', 'LIS', 'ORM^O01', '2.3'),
    pid,
    `ORC|${said}|${placer}^EPC|||||${timing}||20261123`,
    `OBR|1|${placer}^EPC||${test}^Test^L`,
  ] as const
}
/** ORL^O22 or OML^O21 of the laboratory. */
export const said = (
  type: 'ORL^O22' | 'OML^O21',
  word: string,
  given: { status?: string; placer?: string; more?: readonly string[] } = {},
) => {
  const { status = '', placer = 'P1', more = [] } = given
  const head = [msh('LIS', 'EHR', type, '2.5.1'), ...(type === 'ORL^O22' ? ['MSA|AA|C1'] : []), pid]
  return [
    ...head,
    `ORC|${word}|${placer}^EPC|F${placer}||${status}`,
    `OBR|1|${placer}^EPC|F${placer}|GLU^GLUCOSE^L`,
    ...more,
  ] as const
}
/** ORU^R01 of the laboratory. */
export const reported = (
  status: string,
  value: string,
  given: { placer?: string; filler?: string; test?: string; component?: string; parent?: string } = {},
) => {
  const { placer = 'P1', filler = `F${placer}`, test = 'GLU', component = test, parent = '' } = given
  const own = placer === '' ? '' : `${placer}^EPC`
  const tail = parent === '' ? '' : `||||^F${parent}`
  const observed = status === 'P' ? 'P' : status === 'C' ? 'C' : 'F'
  return [
    msh('LIS', 'EHR', 'ORU^R01', '2.5.1'),
    pid,
    `ORC|RE|${own}|${filler}`,
    `OBR|1|${own}|${filler}|${test}^TEST^L|||20261123|||||||||||||||20261123|||${status}${tail}`,
    `OBX|1|NM|${component}^TEST^L||${value}|mg/dL|70-99|N|||${observed}`,
  ] as const
}
