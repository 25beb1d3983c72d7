// Which flows take a message: by the system that sent it and MSH-9. The one thing to know: several flows may take the
// same message, each to its own destination.
import type { Flow } from '../site/shapes/flow.ts'
import type { Site } from '../site/shapes/site.ts'
import type { Connection, System } from '../site/shapes/system.ts'

export type Taking = {
  readonly flows: readonly Flow[]
  /** Whether some flow takes this message code (ADT) with another event: the code is known and the event is not. */
  readonly codeKnown: boolean
  readonly acknowledge: 'stored' | 'decided'
}

export type Routes = {
  /** `messageCode` is MSH-9.1, `triggerEvent` MSH-9.2. */
  taking(system: string, messageCode: string, triggerEvent: string): Taking
}

/** Finds flows by system and type, and remembers what it found: real traffic has few types. */
export function routes(site: Site): Routes {
  const known = new Map<string, Taking>()
  return {
    taking(system, messageCode, triggerEvent) {
      const key = `${system}|${messageCode}^${triggerEvent}`
      const found = known.get(key)
      if (found) return found
      const made = find(site.flows, system, messageCode, triggerEvent)
      if (known.size < 1000) known.set(key, made)
      return made
    },
  }
}

function find(flows: readonly Flow[], system: string, messageCode: string, triggerEvent: string): Taking {
  const from = flows.filter((flow) => flow.from === system)
  const type = `${messageCode}^${triggerEvent}`
  const taken = from.filter(({ messages }) => messages.includes(type) || messages.includes(messageCode))
  return {
    flows: taken,
    codeKnown: from.some(({ messages }) => messages.some((m) => m.slice(0, 3) === messageCode)),
    acknowledge: taken.some(({ acknowledge }) => acknowledge === 'decided') ? 'decided' : 'stored',
  }
}

/** A connection of the site with the system that it belongs to. */
export type Place = { readonly system: System; readonly connection: Connection }

/** The connections of one direction, in the order of the site. */
export function places(site: Site, direction: 'in' | 'out'): Place[] {
  return site.systems.flatMap((system) =>
    system.connections
      .filter((connection) => connection.direction === direction)
      .map((connection) => ({ system, connection })),
  )
}
