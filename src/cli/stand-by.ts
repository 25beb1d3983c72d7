// What `labloop up` does where another Labloop runs the same site on the same database: it waits, and says so. The one thing to
// know: a copy of a site folder keeps the name of the site, and would take over the orders of the site that it was copied
// from; so a folder that says something else waits only where that is asked for (docs/adr/0079).
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
  const acting = await actingNode(database, Date.now()).catch(() => null)
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
