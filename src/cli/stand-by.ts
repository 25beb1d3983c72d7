// What `labloop up` does where another Labloop runs the same site on the same database: it waits, and says so. The one thing to
// know: a copy of a site folder keeps the name of the site, and would take over the orders of the site that it was copied
// from; so a folder that says something else waits only where that is asked for (docs/adr/0079).
import { setTimeout as sleep } from 'node:timers/promises'
import { type ActingNode, actingNode } from '../adapters/postgres/acting-node.ts'
import { LabloopError } from '../errors.ts'
import type { Site } from '../site/shapes/site.ts'
import type { Io } from './command.ts'
import type { OpenDatabase } from './database.ts'

export type Waiting = {
  readonly site: Pick<Site, 'name' | 'revision'>
  /** The site folder. */
  readonly folder: string
  readonly database: Pick<OpenDatabase, 'url' | 'schema' | 'place'>
  /** Wait also for one that runs another revision. */
  readonly anyway: boolean
}

/** Says for whom we wait. @throws LabloopError another-revision-runs */
export async function standBy(waiting: Waiting, io: Pick<Io, 'stderr'>): Promise<void> {
  const { site, database } = waiting
  // A database that does not answer is waited for by the engine.
  const acting = await settledNode(database, site.revision)
  if (!acting) return
  const isOther = acting.revision !== '' && acting.revision !== site.revision
  if (isOther && !waiting.anyway) throw anotherRevision(waiting, acting)
  io.stderr(
    `Another Labloop (${acting.node}) runs the site ${site.name} on this data; this one waits and takes over when it ends.${
      isOther
        ? ` From then on the revision of this folder counts: ${short(site.revision)}, and not ${short(acting.revision)}.`
        : ''
    }\n`,
  )
}

/** A node that begins to act says under which revision a moment later: so a difference is looked at for some seconds. */
async function settledNode(database: Waiting['database'], revision: string): Promise<ActingNode | null> {
  for (let looks = 1; ; looks++) {
    const acting = await actingNode(database, Date.now()).catch(() => null)
    if (!acting || acting.revision === revision || looks === mostLooks) return acting
    await sleep(between_ms)
  }
}

const mostLooks = 6
const between_ms = 1000

function anotherRevision({ site, folder, database }: Waiting, acting: ActingNode): LabloopError {
  return new LabloopError('another-revision-runs', {
    place: database.place,
    given: `${folder}, revision ${short(site.revision)}, while ${acting.node} runs the site ${site.name}, revision ${short(acting.revision)}`,
  })
}

/** As much of a revision as people compare. */
function short(revision: string): string {
  return revision.slice(0, 12)
}
