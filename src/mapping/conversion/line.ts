// An OBX read for its conversion, and written with what came of it. The one thing to know: a field that says the same as
// before keeps its bytes, and no alternate of the old unit stays beside a number that is not in it.
// (HL7 v2.5.1 §7.4.2.2, 5 to 8)
import { factorOf, ratio, readUnit, type Unit } from '../../terminology/units.ts'
import { bytesOf, type Draft, fieldBytes, type Line, textOf, writeField } from '../draft.ts'
import { joined, partsOf } from '../parts.ts'
import type { Done, Said } from './observation.ts'
import type { SignedConversion } from './signed.ts'

/** What a line says, with the bytes of each repetition of its value. */
export type SaidLine = Said & { readonly repetitions: readonly string[] }

/** Reads a line. The HL7 null of a unit says that there is none. */
export function saidBy(draft: Draft, line: Line): SaidLine {
  const { component, repetition } = draft.delimiters
  const bytes = (field: number) => fieldBytes(line, field) ?? ''
  const texts = (field: string) => partsOf(field, component).map((part) => textOf(draft, part))
  const repetitions = partsOf(bytes(5), repetition)
  const [unit = '', unitName = '', , alternate = '', alternateName = ''] = texts(bytes(6))
  const others = unit === '' ? [alternate, alternateName] : [unitName, alternate, alternateName]
  return {
    valueType: textOf(draft, bytes(2)),
    values: repetitions.map(texts),
    repetitions,
    unit: unit === '""' ? '' : unit || unitName,
    range: textOf(draft, bytes(7)),
    isOtherUnit: (signed) => others.some((other) => isOtherUnit(other, signed)),
  }
}

/** Units in which a number is surely another one; a name that nobody knows is none. */
function isOtherUnit(written: string, signed: Unit): boolean {
  const unit = readUnit(written)
  if (!unit.known || unit.also.length > 0 || !signed.known) return false
  const times = ratio(signed, unit)
  if (times !== null) return times !== 1
  const way = factorOf(signed, unit)
  return 'refused' in way && (way.refused === 'not-commensurable' || way.refused === 'molecular-weight-needed')
}

/** Writes value, unit and range. */
export function writeConverted(
  draft: Draft,
  line: Line,
  said: SaidLine,
  done: Done,
  { unitTo }: SignedConversion,
): void {
  const { component, repetition } = draft.delimiters
  const value = said.repetitions.map((was, at) => {
    const parts = done.values[at]!
    return parts === said.values[at]
      ? was
      : joined(
          parts.map((part) => bytesOf(draft, part)),
          component,
        )
  })
  put(draft, line, 5, joined(value, repetition))
  if (done.unit !== said.unit) {
    const system = partsOf(fieldBytes(line, 6) ?? '', component)[2] ?? ''
    const isUcum = system === 'UCUM' && unitTo.how === 'ucum'
    put(draft, line, 6, bytesOf(draft, done.unit) + (isUcum ? `${component}${component}${system}` : ''))
  }
  if (done.range !== said.range) put(draft, line, 7, bytesOf(draft, done.range))
}

function put(draft: Draft, line: Line, field: number, bytes: string): void {
  if ((fieldBytes(line, field) ?? '') !== bytes) writeField(draft, line, field, bytes)
}
