// What of a message had no place at its receivers, worked out again from the message as received. The one thing to know:
// only for the revision that runs; of messages of an older one nothing is said, since its steps are not here any more.
import { routes } from '../../engine/routes.ts'
import { parseMessage } from '../../hl7/index.ts'
import { apply, type CompiledFlow, compileFlow } from '../../mapping/index.ts'
import type { Site } from '../../site/index.ts'
import type { MessageView } from '../contract.ts'

export type LeftBehind = (
  message: { readonly system: string; readonly messageType: string; readonly body: Uint8Array },
  revision: string,
) => MessageView['leftBehind']

/** Ready for the messages of a site. Functions of the site are left out: what they write has a place. */
export function leftBehindIn(site: Site): LeftBehind {
  const ways = routes(site)
  const compiled = new Map<string, CompiledFlow>()
  return ({ system, messageType, body }, revision) => {
    if (revision !== site.revision) return []
    const [code = '', event = ''] = messageType.split('^')
    return ways.taking(system, code, event).flows.flatMap((flow) => {
      const steps = flow.steps.filter((step) => !('call' in step))
      const ready = compiled.get(flow.id) ?? compileFlow(site, { ...flow, steps }, new Map())
      compiled.set(flow.id, ready)
      const what = lossesOf(ready, body)
      return what.length === 0 ? [] : [{ to: site.systems.find(({ id }) => id === flow.to)?.name ?? flow.to, what }]
    })
  }
}

/** A message that cannot be read lost nothing: it went nowhere. */
function lossesOf(flow: CompiledFlow, body: Uint8Array): readonly string[] {
  try {
    return apply(flow, parseMessage(body)).losses
  } catch {
    return []
  }
}
