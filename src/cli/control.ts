// The control service of a running Labloop, opened beside its pages: what is held, what is open, and what people ask of the
// engine. The one thing to know: without it Labloop runs all the same; a folder that cannot be written is logged, no more.
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { type Controlled, type HeldView, serveControl } from '../server/control.ts'
import { byUrgency, exceptionView, siteNames } from '../server/views/rows.ts'
import { writeControlFile } from './control-file.ts'
import type { Runtime } from './runtime.ts'

export type OpenControl = { close(): Promise<void> }

/** Opens it, with its file in the folder. */
export async function openControl(runtime: Runtime, folder: string): Promise<OpenControl> {
  const secret = randomBytes(32).toString('base64url')
  const server = await serveControl(controlled(runtime), secret)
  let path: string | null = null
  try {
    path = writeControlFile(folder, { pid: process.pid, url: server.url, secret })
  } catch (error) {
    runtime.log.warn('commands cannot reach this process', {
      folder,
      code: (error as NodeJS.ErrnoException).code ?? '',
    })
  }
  return {
    close: async () => {
      if (path !== null) rmSync(path, { force: true })
      await server.close()
    },
  }
}

function controlled({ engine, store, site, log }: Runtime): Controlled {
  const names = siteNames(site)
  const exceptions = async () => {
    const open = await store.openExceptions()
    return open.map((exception) => exceptionView(exception, names)).sort(byUrgency)
  }
  return {
    state: () => ({
      site: site.title,
      acting: engine.counts().acting,
      flows: site.flows.map(({ id }) => id),
      destinations: [...engine.counts().destinations.keys()],
    }),
    exceptions,
    held: async (): Promise<readonly HeldView[]> => {
      const open = await exceptions()
      return engine.held().map((delivery) => ({
        ...delivery,
        exceptions: open.filter(({ deliveryId }) => deliveryId === delivery.id),
      }))
    },
    command: async (command) => {
      const result = await engine.command(command)
      log.info('command', { do: command.do, who: command.who, ...(result.done ? {} : { refused: result.why }) })
      return result
    },
    onTrouble: (error) =>
      log.error('a command failed', {
        code: error instanceof Error && 'code' in error ? String(error.code) : 'internal',
      }),
  }
}
