// Checks across the systems: ids, addresses, owners, time zones, the dialect's codes and paths. The one thing to know: a
// dialect may only translate to codes of the HL7 table that the ledger reads, or an order would change its meaning.
import { characterSetName, refusedCharacterSet } from '../../hl7/index.ts'
import { observationStatuses, orderControls, orderStatuses, resultStatuses } from '../../terminology/order-tables.ts'
import { idOfFile } from '../layout.ts'
import type { SiteParts, Surroundings, SystemPart } from '../parts.ts'
import { placeOf } from '../place.ts'
import type { Report } from '../problem.ts'
import { didYouMean, listed, quoted } from '../suggest.ts'
import type { Path } from '../yaml-file.ts'
import { checkFieldPath } from './paths.ts'

export function checkSystems(parts: SiteParts, surroundings: Surroundings, report: Report): void {
  const teams = parts.ownership?.teamIds
  checkRepeatedConnections(parts, report)
  for (const system of parts.systems) {
    checkFileName(system, report)
    if (system.owner !== undefined && teams && !teams.has(system.owner))
      unknown(system, ['owner'], 'owner', system.owner, teams, report)
    checkDialect(system, surroundings, report)
    checkLimits(system, report)
  }
}

/** The id in a file and the file's name are the same, so that a file is found by the id. */
export function checkFileName(part: Pick<SystemPart, 'source' | 'id'>, report: Report): void {
  const { source, id } = part
  const name = idOfFile(source.file)
  if (id !== name)
    report.error('site-id-file', source.file, source.at(['id']), { given: quoted(id), allowed: quoted(name) })
}

/** Connection ids are the names of queues and of switches, so they are unique in the whole site. */
function checkRepeatedConnections({ systems }: SiteParts, report: Report): void {
  const seen = new Map<string, string>()
  for (const { source, connections } of systems) {
    for (const { at, value } of connections) {
      const before = seen.get(value.id)
      if (before !== undefined)
        report.error('site-id-repeated', source.file, source.at([...at, 'id']), {
          given: `${quoted(value.id)}, which is also a connection in ${before}`,
          allowed: 'an id that no other connection of the site has',
        })
      seen.set(value.id, source.file)
    }
  }
}

/** A team that the site does not have. */
function unknown(
  part: Pick<SystemPart, 'source'>,
  at: Path,
  what: string,
  given: string,
  known: Iterable<string>,
  report: Report,
): void {
  report.error('site-reference-unknown', part.source.file, part.source.at(at), {
    message: `${what} names something that the site does not have.`,
    into: 'ownership.yaml',
    given: didYouMean(given, known),
    allowed: listed([...known]),
  })
}

type Tables = 'order_control' | 'order_status' | 'result_status' | 'observation_status'
const tables: Readonly<Record<Tables, readonly [number: string, codes: Readonly<Record<string, string>>]>> = {
  order_control: ['0119', orderControls],
  order_status: ['0038', orderStatuses],
  result_status: ['0123', resultStatuses],
  observation_status: ['0085', observationStatuses],
}

/** Versions of HL7 v2 that the codec and the ledger read. */
export const versions = [
  '2.1',
  '2.2',
  '2.3',
  '2.3.1',
  '2.4',
  '2.5',
  '2.5.1',
  '2.6',
  '2.7',
  '2.7.1',
  '2.8',
  '2.8.1',
  '2.8.2',
]

function checkDialect(system: SystemPart, { isTimeZone }: Surroundings, report: Report): void {
  const { dialect, source } = system
  if (!dialect) return
  const place = (...path: Path) => source.at(['dialect', ...path])
  for (const [index, version] of dialect.versions.entries())
    checkVersion(version, source.file, place('versions', index), report)
  const { encoding, time_zone } = dialect
  if (!characterSetName(encoding)) {
    const given = refusedCharacterSet(encoding)
    report.error('site-value-invalid', source.file, place('encoding'), {
      message: given
        ? `The character set ${given} is refused: a byte of a character can look like a delimiter in it.`
        : 'There is no such character set.',
      given: quoted(encoding),
      allowed: 'ASCII, UNICODE UTF-8, 8859/1 to 8859/9 or 8859/15',
    })
  }
  if (time_zone !== undefined && isTimeZone && !isTimeZone(time_zone))
    report.error('site-time-zone', source.file, place('time_zone'), { given: quoted(time_zone) })
  for (const name of Object.keys(tables) as Tables[]) checkCodes(system, name, dialect[name], report)
  checkNumbers(system, report)
}

/** A version as it stands in MSH-12. */
export function checkVersion(
  version: string,
  file: string,
  at: ReturnType<SystemPart['source']['at']>,
  report: Report,
): void {
  if (!versions.includes(version))
    report.error('site-version', file, at, { given: didYouMean(version, versions), allowed: listed(versions, 20) })
}

function checkCodes(
  { source }: SystemPart,
  name: Tables,
  codes: Readonly<Record<string, string>>,
  report: Report,
): void {
  const [number, table] = tables[name]
  for (const [local, standard] of Object.entries(codes)) {
    const at = source.at(['dialect', name, local])
    if (!Object.hasOwn(table, standard))
      report.error('site-dialect-code', source.file, at, {
        given: `${quoted(standard)} for ${quoted(local)}`,
        allowed: `HL7 table ${number}: ${listed(Object.keys(table), 60)}`,
      })
    else if (Object.hasOwn(table, local) && local !== standard)
      report.warning('site-dialect-identity', source.file, source.atKey(['dialect', name, local]), {
        given: `${local}, which HL7 table ${number} knows as "${table[local]}", is read as ${standard}`,
      })
  }
}

/** Fields that hold numbers, and what makes two observations the same. */
function checkNumbers({ source, dialect }: SystemPart, report: Report): void {
  if (!dialect) return
  for (const [kind, numbers] of Object.entries(dialect.numbers)) {
    numbers?.fields.forEach((field, index) => {
      checkFieldPath(field, source.file, source.at(['dialect', 'numbers', kind, 'fields', index]), report)
    })
  }
  dialect.observation_key.forEach((path, index) => {
    const at = source.at(['dialect', 'observation_key', index])
    const place = placeOf(path)
    if (place && place.segment !== 'OBX')
      report.error('site-path', source.file, at, { given: quoted(path), allowed: 'fields of OBX, as OBX-3.1' })
    else checkFieldPath(path, source.file, at, report)
  })
}

function checkLimits({ source, limits }: SystemPart, report: Report): void {
  limits?.observation_statuses?.forEach((status, index) => {
    if (!Object.hasOwn(observationStatuses, status))
      report.error('site-dialect-code', source.file, source.at(['limits', 'observation_statuses', index]), {
        given: quoted(status),
        allowed: `HL7 table 0085: ${listed(Object.keys(observationStatuses), 30)}`,
      })
  })
}
