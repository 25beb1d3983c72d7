// Characters that the receiver cannot show. The one thing to know: a micro sign that becomes a question mark turns micrograms
// into nothing, or into grams.
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry } from '../tools.ts'

export const textCharacterSet: Rule = {
  name: 'text-character-set',
  family: 'text',
  severity: 'high',
  finds: 'Characters that do not exist in the character set of the receiving system.',
  explanation: 'They arrive as question marks or as two wrong letters; in a unit or a name that is another word.',
  example: 'The LIS writes Sjögren and µg; the EHR reads ASCII.',
  remedy: 'Replace them by a step or a row of a map, or have the receiver read UTF-8.',
  pair({ performer, placer }, tell) {
    const fits = within(placer.system.dialect.encoding)
    if (!fits) return
    for (const entry of inUse(performer.components)) {
      const texts = [entry.name, entry.unit, entry.ranges, ...entry.answers.map(({ name }) => name)]
      if (texts.every((text) => fits.test(text))) continue
      const says = `${entry.code} holds characters that ${placer.system.dialect.encoding} does not have.`
      tell({ ...aboutEntry(performer, 'component', entry), counterpart: asReader(placer.system.id), says })
    }
  },
  report({ message, observations, notes, subject }, tell) {
    const fits = message.receiver ? within(message.receiver.system.dialect.encoding) : null
    if (!fits || !message.receiver) return
    const isOutside = (text: string) => !fits.test(text)
    const found =
      notes.some(isOutside) ||
      observations.some(
        ({ seen, notes: own }) => isOutside(seen.value.text) || isOutside(seen.shape.unit) || own.some(isOutside),
      )
    if (!found) return
    const says = `A report of ${subject.code} holds characters that ${message.receiver.system.dialect.encoding} does not have.`
    tell({ subject, counterpart: asReader(message.receiver.system.id), says })
  },
}

function asReader(system: string) {
  return { system, kind: 'message' as const, code: 'MSH-18', name: 'character set' }
}

/** What a text may hold in a character set of HL7 table 0211; null where it holds everything, or nobody knows. */
function within(encoding: string): RegExp | null {
  return sets.get(encoding.trim().toUpperCase()) ?? null
}

const ascii = /^[\x00-\x7f]*$/
const sets: ReadonlyMap<string, RegExp> = new Map([
  ['ASCII', ascii],
  ['ISO IR6', ascii],
  ['ISO IR 6', ascii],
  ['8859/1', /^[\x00-\xff]*$/],
])
