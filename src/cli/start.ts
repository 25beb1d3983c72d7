// Runs the command line in this process; bin/labloop imports it.
import { setFlagsFromString } from 'node:v8'
import { exitCodes } from '../errors.ts'
import { main } from './main.ts'
import { processIo } from './process-io.ts'

// How the runtime collects what is left of a message, with the figures: docs/adr/0016.
setFlagsFromString('--no-allocation-site-pretenuring')
setFlagsFromString('--no-parallel-scavenge')
setFlagsFromString('--heap-growing-percent=100')
// Where bin/labloop started us with another Node, we end when it does, also when it is killed.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
const io = processIo()
process.exitCode = await main(process.argv.slice(2), io)
// Everything that ran has been stopped by its command; a handle left over must not keep the process.
process.stdout.write('', () => {
  if (io.unwritten && process.exitCode === exitCodes.done) {
    process.stderr.write(`labloop: standard output cannot be written (${io.unwritten}).\n`)
    process.exitCode = exitCodes.unavailable
  }
  // By the signal itself, so that a script that runs us stops too.
  if (io.askedBy && process.exitCode === exitCodes.stopped) {
    process.removeAllListeners(io.askedBy)
    process.kill(process.pid, io.askedBy)
  } else process.exit()
})
