// What of a message had no place at its receivers, and which values were converted, worked out again from it as received. The one thing to know:
// only for the revision that runs; of messages of an older one nothing is said, since its steps are not here any more.
import { routes } from '../../engine/routes.ts'
import { parseMessage } from '../../hl7/index.ts'
import { apply, type CompiledFlow, type Converted, compileFlow } from '../../mapping/index.ts'
import type { Site } from '../../site/index.ts'
import type { MessageView } from '../contract.ts'

export type LeftBehind = (
  message: { readonly system: string; readonly messageType: string; readonly body: Uint8Array },
  revision: string,
) => Pick<MessageView, 'leftBehind' | 'converted'>

/** Ready for the messages of a site. Functions of the site are left out: what they write has a place. */
export function leftBehindIn(site: Site): LeftBehind {
  const ways = routes(site)
  const compiled = new Map<string, CompiledFlow>()
  return ({ system, messageType, body }, revision) => {
    if (revision !== site.revision) return { leftBehind: [], converted: [] }
    const [code = '', event = ''] = messageType.split('^')
    const seen = ways.taking(system, code, event).flows.map((flow) => {
      const steps = flow.steps.filter((step) => !('call' in step))
      const ready = compiled.get(flow.id) ?? compileFlow(site, { ...flow, steps }, new Map())
      compiled.set(flow.id, ready)
      return { to: site.systems.find(({ id }) => id === flow.to)?.name ?? flow.to, ...seenOf(ready, body) }
    })
    const of = (name: 'losses' | 'conversions') =>
      seen.flatMap(({ to, [name]: what }) => (what.length === 0 ? [] : [{ to, what }]))
    return { leftBehind: of('losses'), converted: of('conversions') }
  }
}

type Seen = { readonly losses: readonly string[]; readonly conversions: readonly string[] }

/** A message that cannot be read lost nothing: it went nowhere. */
function seenOf(flow: CompiledFlow, body: Uint8Array): Seen {
  try {
    const { losses, conversions } = apply(flow, parseMessage(body))
    return { losses, conversions: [...new Set(conversions.map(tell))] }
  } catch {
    return { losses: [], conversions: [] }
  }
}

const outcomes = {
  converted: 'converted',
  kept: 'no number in that unit, so as it came',
  held: 'could not be converted, so the message was held',
} as const

function tell({ conversion, outcome }: Converted): string {
  const { from, unitFrom, unitTo, table, line } = conversion
  return `${from} from ${unitFrom.given} to ${unitTo.given} (maps/${table}.csv, line ${line}): ${outcomes[outcome]}`
}
