// The messages of our own that the tests of this folder read: test/cases/hl7, one odd thing a file.
import { Buffer } from 'node:buffer'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Message, type Parsed, write } from '../index.ts'

const folder = join(import.meta.dirname, '../../../test/cases/hl7')

/** The names of all messages of our own. */
export const sampleNames: readonly string[] = readdirSync(folder).filter((name) => name.endsWith('.hl7'))

/** The bytes of one. */
export function sample(name: string): Buffer {
  return readFileSync(join(folder, `${name}.hl7`))
}

/** What is written, one character a byte. */
export function written(what: Message | Parsed): string {
  return Buffer.from(write(what)).toString('latin1')
}

/** A message of these lines, each ended by CR. */
export function lines(...segments: readonly string[]): string {
  return segments.map((segment) => `${segment}\r`).join('')
}

/** The header that most tests need. */
export const msh = 'MSH|^~\\&|LAB|RIVERSIDE|EHR|RIVERSIDE|20260105101500||ORU^R01^ORU_R01|LAB-1|P|2.5.1'
