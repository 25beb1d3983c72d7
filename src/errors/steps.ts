// What can go wrong with the steps of a flow while a message passes. The one thing to know: the message is held or refused
// then, never sent half translated.
import type { ErrorEntry } from './entry.ts'

/** Every one of them: its code, what it means, and what to do about it. */
export const stepErrorCodes = {
  'step-compile': {
    message: 'A step of a flow cannot be carried out.',
    remedy: 'Run "labloop check" on the site and correct what it lists.',
  },
  'step-threw': {
    message: 'A function of the site threw an error.',
    remedy: 'Correct the function for this shape of message; its test should hold the case.',
  },
  'step-returned': {
    message: 'A function of the site did not return a message.',
    remedy: 'Return the message that was given, or one made of it by the tools.',
  },
  'step-content-changed': {
    message: 'A function of the site changed what only the laboratory or the registration may say.',
    remedy: 'Leave PID, OBR-7, OBX-3/5/6/7/8/11 and result notes as they came; recode with a map step.',
  },
  'step-too-slow': {
    message: 'A function of the site took longer than its time limit.',
    remedy: 'Make the function do less; it is called for every message.',
  },
  'step-disabled': {
    message: 'A function of the site was too slow several times in a row and is not called any more.',
    remedy: 'Correct the function and activate the new revision; held messages can be processed again.',
  },
  'step-too-many': {
    message: 'A split would make more messages of one than the limit of 1,000.',
    remedy: 'Let the sender send smaller messages, or take the split out of the flow.',
  },
} as const satisfies Record<string, ErrorEntry>
