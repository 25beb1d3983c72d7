// Runs the command line in this process; bin/labloop imports it.
import { setFlagsFromString } from 'node:v8'
import { main } from './main.ts'
import { processIo } from './process-io.ts'

// How the runtime collects what is left of a message, with the figures: docs/adr/0016.
setFlagsFromString('--no-allocation-site-pretenuring')
setFlagsFromString('--no-parallel-scavenge')
setFlagsFromString('--heap-growing-percent=100')
// A reader that goes away (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 70))
// Where bin/labloop started us with another Node, we end when it does, also when it is killed.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
process.exitCode = await main(process.argv.slice(2), processIo())
// Everything that ran has been stopped by its command; a handle left over must not keep the process.
process.stdout.write('', () => process.exit())
