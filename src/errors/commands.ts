// Commands that were used wrongly, or well and refused. The one thing to know: nothing has changed then.
import type { ErrorEntry } from './entry.ts'

/** Every one of them: its code, what it means, and what to do about it. */
export const commandErrorCodes = {
  usage: {
    message: 'The command was used wrongly.',
    remedy: 'See "labloop help" and the name of the command.',
  },
  internal: {
    message: 'Labloop made a mistake.',
    remedy: 'Report it with the code and the version; "labloop --version" prints it.',
  },
  stopped: {
    message: 'It was asked to stop before it was done.',
    remedy: 'Nothing is left running. Give the command again when you want it.',
  },
  'command-refused': {
    message: 'Labloop did not do it.',
    remedy: 'Look with "labloop exceptions" and "labloop held" at what is there now.',
  },
  'address-not-loopback': {
    message: 'The page may only be served on this machine until sign-in exists.',
    remedy: 'Use 127.0.0.1, and a tunnel of your own for another machine.',
  },
} as const satisfies Record<string, ErrorEntry>
