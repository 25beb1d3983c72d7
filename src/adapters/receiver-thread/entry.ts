// Where the receiving thread begins: makes its ports by the module that it was told of, and serves.
import { parentPort, workerData } from 'node:worker_threads'
import { serveReception } from './inside.ts'
import type { ThreadData } from './protocol.ts'
import type { Wiring } from './wiring.ts'

const { site, wiring, options } = workerData as ThreadData
const { receivingPorts } = (await import(wiring)) as { receivingPorts: Wiring }
serveReception(site, await receivingPorts(site, options), parentPort!)
