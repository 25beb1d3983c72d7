// Runs the command line in this process; bin/labloop imports it.
import { setFlagsFromString } from 'node:v8'
import { main } from './main.ts'
import { processIo } from './process-io.ts'

// The runtime moves what often lives long straight to where it is collected seldom; there the dead keep what they point
// to, and most of each message was carried along. Without it half of the work of collecting goes (docs/adr/0032).
setFlagsFromString('--no-allocation-site-pretenuring')
// A reader that goes away (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 70))
// Where bin/labloop started us with another Node, we end when it does, also when it is killed.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
process.exitCode = await main(process.argv.slice(2), processIo())
// Everything that ran has been stopped by its command; a handle left over must not keep the process.
process.stdout.write('', () => process.exit())
