// Where the statuses of a report arrive, table by table. The one thing to know: OBX-11, OBR-25 and ORC-5 have tables of their
// own (0085, 0123, 0038), in which the same letter means different things.
import type { Entry } from '../../../mapping/code-table.ts'
import { lookUp } from '../../../terminology/order-tables.ts'
import type { Pair } from '../../pair/pair.ts'
import type { Side } from '../../pair/side.ts'
import { cross, type Way, waysTranslating } from '../../pair/way.ts'

export type StatusField = {
  readonly field: 'OBX-11' | 'OBR-25' | 'ORC-5'
  readonly table: '0085' | '0123' | '0038'
  readonly dialect: 'observation_status' | 'result_status' | 'order_status'
  /** What every laboratory says sooner or later, and what it means to a reader. */
  readonly meanings: Readonly<Record<string, Meaning>>
}

export type Meaning = 'final' | 'corrected' | 'preliminary' | 'withdrawn' | 'not obtained' | 'pending' | 'cancelled'

/** HL7 v2.5.1 tables 0085 (§7.4.2.11), 0123 (§4.5.3.25), 0038 (§4.5.1.5). */
export const statusFields: readonly StatusField[] = [
  {
    field: 'OBX-11',
    table: '0085',
    dialect: 'observation_status',
    meanings: {
      F: 'final',
      C: 'corrected',
      P: 'preliminary',
      X: 'not obtained',
      D: 'withdrawn',
      W: 'withdrawn',
      R: 'preliminary',
      S: 'preliminary',
      I: 'pending',
      O: 'pending',
      N: 'pending',
    },
  },
  {
    field: 'OBR-25',
    table: '0123',
    dialect: 'result_status',
    meanings: {
      F: 'final',
      C: 'corrected',
      P: 'preliminary',
      A: 'preliminary',
      R: 'preliminary',
      X: 'cancelled',
      I: 'pending',
      O: 'pending',
      S: 'pending',
    },
  },
  {
    field: 'ORC-5',
    table: '0038',
    dialect: 'order_status',
    meanings: {
      CM: 'final',
      A: 'preliminary',
      IP: 'pending',
      SC: 'pending',
      CA: 'cancelled',
      DC: 'cancelled',
      HD: 'pending',
    },
  },
]

/** Statuses without which no laboratory works. */
const needed: Readonly<Record<StatusField['field'], readonly string[]>> = {
  'OBX-11': ['F', 'C', 'P', 'X', 'D', 'W'],
  'OBR-25': ['F', 'C', 'P', 'X'],
  'ORC-5': ['CM', 'IP', 'CA'],
}

export type StatusArrival = {
  readonly place: StatusField
  /** As the performer writes it, and the code of the table that it stands for. */
  readonly code: string
  readonly standard: string
  /** null: no approved row leads on. */
  readonly arrives: string | null
  /** What the arriving code is in the table, by the placer's dialect. */
  readonly arrivesAs: string | null
  readonly row: Entry | null
  readonly map: string
}

export function statusArrivals(pair: Pair): readonly StatusArrival[] {
  return statusFields.flatMap((place) =>
    needed[place.field].flatMap((standard) => {
      const locals = Object.entries(pair.performer.system.dialect[place.dialect])
      const written = locals.filter(([, meaning]) => meaning === standard).map(([code]) => code)
      const ways = waysTranslating(pair.results, place.field)
      return (written.length > 0 ? written : [standard]).flatMap((code) =>
        ways.map((way) => arrivalOn(way, pair.placer, place, code, standard)),
      )
    }),
  )
}

function arrivalOn(way: Way, placer: Side, place: StatusField, code: string, standard: string): StatusArrival {
  const { fields, stuck, rows } = cross(way, { [place.field]: code })
  const halted = stuck.find(({ field }) => field === place.field)
  const arrives = halted ? null : (fields[place.field] ?? null)
  const row = rows.get(place.field) ?? null
  const arrivesAs = arrives === null ? null : (placer.system.dialect[place.dialect][arrives] ?? arrives)
  return { place, code, standard, arrives, arrivesAs, row, map: halted?.table ?? row?.table ?? '' }
}

/** What a status means to a reader; undefined where nobody can say. */
export function meaningIn(place: StatusField, code: string): Meaning | undefined {
  return lookUp(place.meanings, code)
}
