// Codes in a scenario, and the lists in which each must stand: the tables of HL7, and what the dialects and maps of a site
// add to them. The one thing to know: a misspelt code would be sent as it is and prove nothing, so it is refused when the
// file is read; a message that must be wrong is written whole, with the verb `sends`.
import { tableDefinition } from '../../hl7/index.ts'
import { translations } from '../../site/map-rows.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { Dialect } from '../../site/shapes/system.ts'
import { standardFlags } from '../../terminology/flags.ts'
import { observationStatuses, orderControls, orderStatuses, resultStatuses } from '../../terminology/order-tables.ts'
import { orderablesOf } from '../catalog.ts'
import type { CodeKind } from './field.ts'
import { flowKinds } from './shape.ts'
import { NotHere, priorities, siteWords, urgencyPlace } from './site-words.ts'

/** One list of codes. */
export type CodeList = {
  /** What the list is, for people: `HL7 table 0119`. */
  readonly of: string
  has(code: string): boolean
  readonly known: readonly string[]
}

/** The lists that count for a scenario; undefined where nothing can be said of a code. */
export type CodeBook = (kind: CodeKind) => CodeList | undefined

/** Table 0485 has codes with a number in them: TS30, TM15. */
const timingCritical = /^T[SMHDWL]\d+$/

/** The lists of the standard alone, by which built-in scenarios are read: they know no site. */
export const standardCodes: CodeBook = bookOf([], [], undefined)

/** The lists of a site: the standard's, and what its dialects declare and its maps translate. */
export function codesOf(site: Site): CodeBook {
  return bookOf(
    site.systems.map(({ dialect }) => dialect),
    site.flows.map(({ id }) => id),
    site,
  )
}

type Local = 'priority' | 'order_control' | 'order_status' | 'result_status' | 'observation_status'

function bookOf(dialects: readonly Dialect[], flows: readonly string[], site: Site | undefined): CodeBook {
  const local = (list: Local) => dialects.flatMap((dialect) => Object.keys(dialect[list] ?? {}))
  const table = (number: string, codes: object, own: Local, ...more: string[]) =>
    list(`HL7 table ${number}${site ? ', or a code of a dialect of this site' : ''}`, [
      ...Object.keys(codes),
      ...local(own),
      ...more,
    ])
  const lists: Readonly<Record<CodeKind, CodeList | undefined>> = {
    priority: priorityList([...local('priority'), ...mappedAt(site, urgencyPlace)], site !== undefined),
    'order-control': table('0119', orderControls, 'order_control'),
    'order-status': table('0038', orderStatuses, 'order_status', ''),
    'result-status': table('0123', resultStatuses, 'result_status', ''),
    'observation-status': table('0085', observationStatuses, 'observation_status', ''),
    flag: flagList(site),
    flow: site && list('a flow by what it carries, or by its id', [...flowKinds, ...flows]),
    test: site && testList(site),
  }
  return (kind) => lists[kind]
}

function list(of: string, codes: readonly string[]): CodeList {
  const known = new Set(codes)
  return { of, known: [...known], has: (code) => known.has(code) }
}

function priorityList(own: readonly string[], isOfSite: boolean): CodeList {
  const standard = [...(tableDefinition('0485')?.codes.keys() ?? [])].filter((code) => !code.includes('<'))
  const { has, known } = list('', [...Object.keys(priorities), ...own, ...standard])
  return {
    of: `a word of the ward${isOfSite ? ', a code of the EHR' : ''}, or HL7 table 0485`,
    known,
    has: (code) => has(code) || timingCritical.test(code),
  }
}

/** Flags as the lab writes them: several stand with ~ between them, and none is none. (HL7 table 0078) */
function flagList(site: Site | undefined): CodeList {
  const { known, has, of } = list(`HL7 table 0078${site ? ', or a flag of the maps of this site' : ''}`, [
    ...standardFlags.keys(),
    ...mappedAt(site, /^OBX(\[.*\])?-8/),
  ])
  return { of, known, has: (flags) => flags === '' || flags.split('~').every(has) }
}

/** Codes that the maps of a site translate at a place, of both sides. */
function mappedAt(site: Site | undefined, place: RegExp): readonly string[] {
  if (!site) return []
  const { flows, maps, systems } = site
  const tables = flows.flatMap(({ steps }) =>
    steps.flatMap((step) => ('map' in step && place.test(step.map) ? [step.table] : [])),
  )
  const used = maps.filter(({ id }) => tables.includes(id))
  return used.flatMap((map) =>
    systems.flatMap((one) =>
      systems.flatMap((other) => translations(map, one.id, other.id).flatMap(({ from, to }) => [from, to])),
    ),
  )
}

/** Tests by the codes of either side. What else a test may be named by is no code. */
function testList(site: Site): CodeList | undefined {
  try {
    const words = siteWords(site)
    const known = [...words.labTests.keys(), ...orderablesOf(site, words.ehr.id).keys()]
    return { of: 'a code of a test of either side', known, has: (code) => isTest(words, code) }
  } catch (error) {
    if (error instanceof NotHere) return undefined
    throw error
  }
}

function isTest(words: ReturnType<typeof siteWords>, code: string): boolean {
  try {
    return words.test(code, {}).lab !== ''
  } catch (error) {
    if (error instanceof NotHere) return false
    throw error
  }
}
