// Receiving inside its thread: the same code as anywhere, with a port to the other side in place of the processor.
import type { MessagePort } from 'node:worker_threads'
import type { Lease, StoredMessage } from '../../engine/ports/store.ts'
import { receiver } from '../../engine/receive.ts'
import type { Site } from '../../site/shapes/site.ts'
import { numberingOf } from './numbering.ts'
import { packStored } from './packing.ts'
import { alone, type FromThread, plainError, type ToThread } from './protocol.ts'
import type { ThreadPorts } from './wiring.ts'

/** Serves the other side of the port until it says that it is over. */
export function serveReception(site: Site, ports: ThreadPorts, port: MessagePort): void {
  const reception = receiver(site, ports)
  const numbers = numberingOf(site)
  const tell = (said: FromThread, transfer: ArrayBuffer[] = []) => port.postMessage(said, transfer)
  const groups = grouped((batch) => {
    const packed = packStored(batch, numbers)
    tell({ say: 'stored', packed }, [packed])
  })

  async function start(lease: Lease): Promise<void> {
    try {
      const bound = await reception.start(lease, {
        onStored: groups.add,
        onNotice: (notice) => tell({ say: 'notice', notice }),
        onConnections: (news) => tell({ say: 'connections', news }),
        onLost: (error) => tell({ say: 'lost', error: plainError(error) }),
      })
      tell({ say: 'started', bound })
    } catch (error) {
      tell({ say: 'failed', error: plainError(error) })
    }
  }

  async function end(grace_ms: number): Promise<void> {
    await reception.close(grace_ms)
    await ports.close()
    tell({ say: 'closed' })
    port.close()
  }

  port.on('message', (said: ToThread) => {
    switch (said.say) {
      case 'start':
        void start(said.lease)
        break
      case 'renewed':
        reception.renewed(said.lease)
        break
      case 'settled':
        reception.settled(said.through)
        break
      case 'answer':
        reception.answer(said.decided)
        break
      case 'keep': {
        const { ref, connection, body, refused } = said
        const onKept = (messageId: number, answer: Uint8Array) =>
          tell({ say: 'kept', ref, messageId, answer: alone(answer) })
        reception.keep({ connection, body, refused, onKept })
        break
      }
      case 'drain':
        void reception.drain().then(() => {
          groups.flush()
          tell({ say: 'drained' })
        })
        break
      case 'close':
        void end(said.grace_ms)
        break
      case 'abandon':
        reception.abandon()
    }
  })
}

/** Several flushes go over together: each crossing wakes the other side, and the processor gathers for longer anyway. */
const together_ms = 2
const together_messages = 100

function grouped(send: (batch: readonly StoredMessage[]) => void) {
  let waiting: StoredMessage[] = []
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const batch = waiting
    waiting = []
    if (batch.length > 0) send(batch)
  }
  const add = (batch: readonly StoredMessage[]) => {
    for (const message of batch) waiting.push(message)
    if (waiting.length >= together_messages) flush()
    else timer ??= setTimeout(flush, together_ms)
  }
  return { add, flush }
}
