// A stage for tests of what the two virtual systems can be told to do: both of them, the crossover between them, and a few
// patients. The one thing to know: what each system says is read twice, by the codec and by the ledger's own reader, so
// that a test holds both to the same words.
import { get, type Message } from '../../hl7/index.ts'
import type { Fact } from '../../ledger/fact.ts'
import { readMessage } from '../../ledger/read-message.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { ChartOrder } from '../ehr/chart.ts'
import type { LabEntry } from '../lab/lab-book.ts'
import type { Person } from '../people.ts'
import type { EhrAct, Handle, LabAct } from '../play/act.ts'
import { type Cast, openCast, openCounter } from '../play/cast.ts'
import { openPair, type Pair } from '../world/pair.ts'
import { type Crossover, openCrossover } from './crossover.ts'
import { testSite } from './site.ts'
import { openWorld } from './world.ts'

export const start = Date.UTC(2026, 10, 22, 8)
export const minute = 60_000

const person = (mrn: string, familyName: string, sex: 'F' | 'M'): Person => ({
  mrn,
  familyName,
  givenName: 'Ida',
  middleName: 'Q',
  birthDate: '19700102',
  sex,
  street: '1 Sample Street',
  city: 'Riverside',
  phone: '(555)555-0101',
})

export const patients = {
  anna: person('R1', 'Testoak', 'F'),
  berta: person('R2', 'Testelm', 'F'),
  carl: person('R3', 'Testfig', 'M'),
}

export type Stage = {
  readonly cast: Cast
  readonly pair: Pair
  readonly crossover: Crossover
  ehr(...acts: EhrAct[]): Promise<void>
  lab(...acts: LabAct[]): Promise<void>
  /** Lets so many milliseconds pass. */
  after(wait_ms: number): Promise<void>
  /** Messages that a system said, in order: all, or those of a type. */
  said(system: 'ehr' | 'lis', type?: string): readonly Message[]
  /** What the ledger reads in the messages that a system said. */
  facts(system: 'ehr' | 'lis', type?: string): readonly Fact[]
  /** The order in the lab's book. */
  entry(order: Handle): LabEntry
  /** The order in the chart. */
  shown(order: Handle): ChartOrder
}

/** Both systems, connected and silent. */
export async function openStage(site: Site = testSite(), seed = 'stage'): Promise<Stage> {
  const world = openWorld(start)
  const { clock, network } = world
  const cast = openCast({ patients, seed, start })
  const networks = { ehr: network, lab: network }
  const pair = await openPair({
    site,
    clock,
    networks,
    cast,
    counter: openCounter(),
    run: 'T',
    timeScale: 1,
    history: true,
  })
  const bound = Object.fromEntries(Object.entries(pair.ports).map(([id, { port }]) => [id, port]))
  const crossover = await openCrossover(site, world, bound)
  pair.connect(crossover.ports)
  const after = (wait_ms: number) => world.run(clock.now() + wait_ms)
  await after(100)
  const said = (system: 'ehr' | 'lis', type = '') =>
    crossover.heard
      .filter((each) => each.system === system && (get(each.message, 'MSH-9.1') ?? '').startsWith(type))
      .map(({ message }) => message)
  return {
    cast,
    pair,
    crossover,
    after,
    said,
    async ehr(...acts) {
      for (const act of acts) pair.ehr.perform(act, cast)
      await after(minute)
    },
    async lab(...acts) {
      for (const act of acts) pair.lab.perform(act, cast)
      await after(minute)
    },
    facts(system, type) {
      const source = { system: site.systems.find(({ id }) => id === system)!, zone: 0 }
      return said(system, type).flatMap(
        (message, index) => readMessage(message, source, { messageId: index + 1, seenAt: clock.now() }).facts,
      )
    },
    entry: (order) => pair.lab.book.get(cast.order(order)?.key ?? '')!,
    shown: (order) => shownOrder(pair, cast, order)!,
  }
}

/** By key, and what the lab opened by its number. */
function shownOrder({ ehr, lab }: Pair, cast: Cast, order: Handle): ChartOrder | undefined {
  const key = cast.order(order)?.key ?? ''
  const filler = lab.book.get(key)?.order.filler.number ?? ''
  return ehr.chart.orders.get(key) ?? ehr.chart.filled(filler)[0]
}

/** A field of a message, empty where it is absent. */
export function field(message: Message | undefined, path: string): string {
  return message ? (get(message, path) ?? '') : ''
}
