// What runs inside the receiving thread has a store connection and sockets of its own. The one thing to know: a thread
// cannot be given functions, so it is given the address of a module that makes them.
import type { ReceivePorts } from '../../engine/receive.ts'
import type { Site } from '../../site/shapes/site.ts'

export type ThreadPorts = ReceivePorts & { close(): Promise<void> }

/** What such a module exports under the name `receivingPorts`. */
export type Wiring = (site: Site, options: unknown) => Promise<ThreadPorts>
