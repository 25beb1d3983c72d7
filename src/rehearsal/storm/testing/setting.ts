// Riverside as the tests of storms play it.
import { join } from 'node:path'
import { settingOf } from '../../../cli/rehearse/storm-task.ts'

/** What worlds are played with; opened once. */
export const setting = await settingOf(join(import.meta.dirname, '../../../../examples/riverside'))
