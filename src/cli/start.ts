// Runs the command line in this process; bin/labloop imports it.
import { main } from './main.ts'
import { processIo } from './process-io.ts'

// A reader that goes away (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 70))
process.exitCode = await main(process.argv.slice(2), processIo())
// Everything that ran has been stopped by its command; a handle left over must not keep the process.
process.stdout.write('', () => process.exit())
