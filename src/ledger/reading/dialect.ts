// A system's dialect, made ready for reading at speed: places of numbers as field numbers, local codes to HL7 codes. The
// one thing to know: tables 0119, 0038, 0123 and 0085 are kept apart, and a code that neither the dialect nor its table
// knows is kept as written and said.
import type { System } from '../../site/shapes/system.ts'
import {
  isIn,
  lookUp,
  observationStatuses,
  orderControls,
  orderStatuses,
  resultStatuses,
} from '../../terminology/order-tables.ts'
import { shownCode } from '../../terminology/shown-code.ts'
import type { LedgerConcern } from '../concern.ts'

/** A field or component by numbers; component 0: the field as an entity identifier (EI). */
export type Place = { readonly segment: string; readonly field: number; readonly component: number }

/** Where one kind of number stands, and which authorities mark it. */
export type NumberRule = {
  readonly places: readonly Place[]
  readonly only: readonly string[]
  readonly never: readonly string[]
}

export type DialectTable = 'order_control' | 'order_status' | 'result_status' | 'observation_status'

/** A dialect ready for use. */
export type ReadyDialect = {
  readonly system: System
  readonly placer: NumberRule
  readonly filler: NumberRule
  readonly group: NumberRule
  readonly accession: NumberRule | null
  readonly key: readonly Place[]
  /** The key is OBX-3.1 and OBX-4, as it mostly is. */
  readonly plainKey: boolean
}

const tables = {
  order_control: { place: 'ORC-1', table: '0119', codes: orderControls },
  order_status: { place: 'ORC-5', table: '0038', codes: orderStatuses },
  result_status: { place: 'OBR-25', table: '0123', codes: resultStatuses },
  observation_status: { place: 'OBX-11', table: '0085', codes: observationStatuses },
} as const

const ready = new WeakMap<System, ReadyDialect>()

/** The dialect of a system, ready for use; worked out once for each loaded system. */
export function dialectOf(system: System): ReadyDialect {
  const known = ready.get(system)
  if (known) return known
  const { numbers, observation_key } = system.dialect
  const made: ReadyDialect = {
    system,
    placer: numberRule(numbers.placer),
    filler: numberRule(numbers.filler),
    group: numberRule(numbers.group),
    accession: numbers.accession ? numberRule(numbers.accession) : null,
    key: observation_key.map(placeOf),
    plainKey: observation_key.join() === 'OBX-3.1,OBX-4',
  }
  ready.set(system, made)
  return made
}

type Numbers = {
  readonly fields: readonly string[]
  readonly authorities: readonly string[]
  readonly ignore_authorities: readonly string[]
}

function numberRule({ fields, authorities, ignore_authorities }: Numbers): NumberRule {
  return { places: fields.map(placeOf), only: authorities, never: ignore_authorities }
}

/** `ORC-2`, `OBR-20.1`. A text that is no place reads nothing; the site's check says so. */
function placeOf(text: string): Place {
  const [, segment = '', field = '0', component = '0'] = /^([A-Z][A-Z0-9]{2})-(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  return { segment, field: Number(field), component: Number(component) }
}

/**
 * The HL7 code for a code as written. Empty stays empty. A code that is unknown is returned as it is, and `unknown` is
 * told of it.
 */
export function standardCode(
  dialect: ReadyDialect,
  table: DialectTable,
  written: string,
  unknown: (concern: LedgerConcern) => void,
): string {
  if (written === '') return ''
  const local = lookUp(dialect.system.dialect[table], written)
  if (local !== undefined) return local
  const { codes } = tables[table]
  if (isIn(codes, written)) return written
  unknown(unknownCode(dialect.system.id, table, written))
  return written
}

/** A field that holds something else than a code is not copied out. */
function unknownCode(system: string, name: DialectTable, written: string): LedgerConcern {
  const { place, table } = tables[name]
  const shown = shownCode(written)
  return {
    kind: 'unknown-code-in-dialect',
    severity: 'normal',
    text: `${place} holds ${shown}, which is neither in HL7 table ${table} nor declared for ${system}. It was kept as written, and the message shows it; declare it under dialect.${name} of systems/${system}.yaml.`,
    cause: `unknown-code-in-dialect|${system}|${place}|${shown}`,
  }
}
