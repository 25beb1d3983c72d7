// `labloop align`: where two systems mean different things, before go-live and after. The one thing to know: what the hospital
// has accepted in alignment.yaml is counted and not listed; everything else makes the exit code 1.
import { existsSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { requireSite } from '../../adapters/file/open-site.ts'
import { type Decided, decided, type Needless, needless } from '../../alignment/accepted.ts'
import { type Aligned, alignCatalogs, alignedSite } from '../../alignment/align.ts'
import type { Catalog } from '../../alignment/catalog/catalog.ts'
import { type Finding, families, type Severity, severities } from '../../alignment/finding.ts'
import { alignLearned } from '../../alignment/learned.ts'
import { type LiveFindings, liveFindings, quietAfter_ms } from '../../alignment/message/live-findings.ts'
import { together } from '../../alignment/message/tally.ts'
import type { Side } from '../../alignment/pair/side.ts'
import { asksMessages } from '../../alignment/rule.ts'
import { ruleNamed, rules } from '../../alignment/rules/index.ts'
import { exitCodes, LabloopError } from '../../errors.ts'
import { isDay } from '../../site/day.ts'
import { commonCodes } from '../../terminology/loinc/common-codes.ts'
import { alignTraffic, type Recording, type TrafficFindings } from '../align-traffic.ts'
import type { Command, Io } from '../command.ts'
import { learnedCatalogs, siteOf } from '../learned-catalogs.ts'
import { inputsOf } from '../recorded.ts'
import { look } from '../site-database.ts'
import { explainRule, findingText, isNothingCompared, summaryText } from './align-words.ts'
import { siteFolder } from './line-options.ts'

const help = `labloop align: where two systems mean different things

Usage: labloop align [SITE] [options]
       labloop align --learned DIR [options]
       labloop align --explain RULE

Compares the catalogs and maps of a site by every rule of alignment, then looks at recorded messages as they would pass, and
lists what it finds, the gravest and commonest first: what was found, where, why it harms, what to do. What alignment.yaml
accepts is counted and not listed, until its day is over. Where there was nothing to compare, it says so.

Options:
  --site DIR       the site folder, where SITE does not name it
  --traffic PATH   recorded messages: a file or a folder, again for several (SITE/traffic unless told)
  --no-traffic     catalogs only
  --live           with what the running site has counted on its messages, from its database
  --data DIR       with --live, the folder of the embedded PostgreSQL, as for labloop up
  --learned DIR    catalogs that labloop learn wrote: what is really sent, against the site's catalog of that system;
                   without a site in SITE or here, against themselves
  --family NAME    only this family, again for several: ${families.slice(0, 7).join(', ')},
                   ${families.slice(7).join(', ')}
  --rule NAME      only this rule, again for several
  --at-least LEVEL only findings of this severity or graver: ${severities.join(', ')}
  --accepted       list what is accepted, with reason, role and day, instead
  --day DAY        judge acceptances and dated rows by this day (today unless told)
  --explain RULE   what a rule finds, why, an example and the remedy; "all" lists every rule
  --json           one JSON object: {site, revision, day, open, accepted, lapsed, needless, catalogs, messages, passedOver,
                   strangers, unread, quiet, findings: [...]}

Examples:
  labloop align examples/riverside
  labloop align hospital --traffic recorded/ --at-least high
  labloop learn recorded/ --system lis --out learned/ && labloop align hospital --learned learned/
  labloop align hospital --json | jq '.findings[] | select(.severity == "critical") | .says'

Exit codes: 0 nothing open, 1 open findings, a recording that cannot be read, or nothing that was looked at (no catalog, or of
recorded messages none), 2 wrong words or a wrong site, 3 the database cannot be reached.
`

const options = {
  site: { type: 'string' },
  traffic: { type: 'string', multiple: true },
  'no-traffic': { type: 'boolean', default: false },
  live: { type: 'boolean', default: false },
  data: { type: 'string' },
  learned: { type: 'string' },
  family: { type: 'string', multiple: true },
  rule: { type: 'string', multiple: true },
  'at-least': { type: 'string', default: 'low' },
  accepted: { type: 'boolean', default: false },
  day: { type: 'string' },
  explain: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

export const align: Command = {
  name: 'align',
  summary: 'where the two systems mean different things: catalogs, maps and recorded messages',
  help,
  async run(args, io) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    checkWords(values)
    if (values.explain !== undefined) return explain(values.explain, io)
    const result = await alignFolder(siteFolder(positionals, io.cwd, values.site), values, io)
    const shown = result.decided.filter(({ finding }) => isWanted(finding, values))
    const open = shown.filter(({ state }) => state !== 'accepted')
    if (values.json) io.stdout(`${JSON.stringify(asJson(result, shown))}\n`)
    else tell(result, values.accepted ? shown.filter(({ state }) => state === 'accepted') : open, shown, values, io)
    const isWhole = result.traffic.unread.length === 0 && !isBlind(result)
    return open.length === 0 && isWhole ? exitCodes.done : exitCodes.wrong
  },
}

/** @throws LabloopError usage */
function checkWords(values: Values): void {
  const known = (given: readonly string[], allowed: readonly string[], place: string) => {
    const wrong = given.find((name) => !allowed.includes(name))
    if (wrong !== undefined) throw new LabloopError('usage', { place, given: wrong, allowed: allowed.join(', ') })
  }
  known(values.family ?? [], families, '--family')
  known(
    values.rule ?? [],
    rules.map(({ name }) => name),
    '--rule',
  )
  known([values['at-least']], severities, '--at-least')
  if (values.day !== undefined && !isDay(values.day))
    throw new LabloopError('usage', { place: '--day', given: values.day, allowed: 'a day such as 2026-12-31' })
  if (values['no-traffic'] && values.traffic)
    throw new LabloopError('usage', { given: '--traffic and --no-traffic', allowed: 'one of them' })
}

function explain(name: string, io: Io): number {
  const named = name === 'all' ? rules : [ruleNamed(name)].filter((rule) => rule !== undefined)
  if (named.length === 0)
    throw new LabloopError('usage', { place: '--explain', given: name, allowed: 'a rule, or all' })
  io.stdout(named.map(explainRule).join('\n'))
  return exitCodes.done
}

type Result = {
  readonly site: string
  readonly revision: string
  readonly folder: string
  readonly day: string
  readonly decided: readonly Decided[]
  readonly needless: readonly Needless[]
  readonly traffic: TrafficFindings
  /** Systems with a catalog, of the site or learned. */
  readonly catalogs: number
  /** Whether recorded messages were to be looked at. */
  readonly hasRecordings: boolean
  /** With what the running site has counted. */
  readonly isLive: boolean
  /** Seen on live messages before, and not lately. */
  readonly quiet: readonly Finding[]
}

const noTraffic: TrafficFindings = { findings: [], messages: 0, passedOver: 0, strangers: new Map(), unread: [] }

/** Whether "nothing open" would say nothing: there was no catalog and no message, or of the recordings none was looked at. */
function isBlind(result: Result): boolean {
  return isNothingCompared(result) || (result.hasRecordings && result.traffic.messages === 0)
}

async function alignFolder(folder: string, values: Values, io: Io): Promise<Result> {
  const learned = values.learned === undefined ? new Map<string, Catalog>() : learnedCatalogs(values.learned, io)
  const alone = learned.size > 0 && !existsSync(join(folder, 'site.yaml'))
  const { site, functions } = alone ? siteOf(learned) : await requireSite(folder, 'unlimited')
  const day = values.day ?? today(site.time_zone)
  const aligned = alignedSite(site, { loinc: commonCodes(), day, learned })
  const recordings = await recordingsOf(folder, values, io)
  const traffic = recordings.length === 0 ? noTraffic : alignTraffic(aligned, functions, recordings)
  const ofCatalogs = together(alignCatalogs(aligned), alignLearned(aligned, learned))
  const live = values.live ? await countedLive(folder, aligned, values, io) : { seen: [], quiet: [] }
  const findings = together(together(ofCatalogs, traffic.findings), live.seen)
  return {
    ...{ site: site.name, revision: site.revision, folder, day, traffic, quiet: live.quiet },
    catalogs: new Set([...withCatalog(aligned.sides), ...learned.keys()]).size,
    ...{ hasRecordings: values.traffic !== undefined || recordings.length > 0, isLive: values.live },
    decided: decided(findings, site.alignment, day),
    needless: needless(findings, site.alignment, (rule) => values.live || !asksMessages(ruleNamed(rule)!)),
  }
}

/** The systems of which the site has something to compare. */
function withCatalog(sides: ReadonlyMap<string, Side>): readonly string[] {
  const has = ({ catalog }: Side) =>
    catalog.components.length + catalog.orderables.length + catalog.questions.length > 0
  return [...sides].flatMap(([id, side]) => (has(side) ? [id] : []))
}

/** What the engine of the site has counted, with the words of the rules of today. */
async function countedLive(folder: string, aligned: Aligned, { data }: Values, io: Io): Promise<LiveFindings> {
  const counts = await look({ site: folder, data }, io, ({ store }) => store.findings())
  return liveFindings(counts, aligned, Date.now())
}

/** The calendar day at the site, now. */
function today(zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return parts.format(new Date())
}

async function recordingsOf(folder: string, values: Values, io: Io): Promise<readonly Recording[]> {
  if (values['no-traffic']) return []
  const own = join(folder, 'traffic')
  const paths = values.traffic ?? (existsSync(own) ? [own] : [])
  if (paths.length === 0) return []
  const inputs = await inputsOf(paths, io)
  return Promise.all(
    inputs.map(async ({ name, bytes }) => {
      const file = resolve(io.cwd, name)
      const place = relative(folder, file)
      return { name: place.startsWith('..') ? file : place.replaceAll('\\', '/'), bytes: await bytes() }
    }),
  )
}

function isWanted({ family, rule, severity }: Finding, values: Values): boolean {
  const least = severities.indexOf(values['at-least'] as Severity)
  if (severities.indexOf(severity) > least) return false
  return (!values.family || values.family.includes(family)) && (!values.rule || values.rule.includes(rule))
}

function asJson(
  { site, revision, day, needless: gone, catalogs, traffic, quiet }: Result,
  shown: readonly Decided[],
): object {
  const count = (state: Decided['state']) => shown.filter((one) => one.state === state).length
  return {
    ...{ site, revision, day },
    open: shown.length - count('accepted'),
    accepted: count('accepted'),
    lapsed: count('lapsed'),
    needless: gone,
    catalogs,
    messages: traffic.messages,
    passedOver: traffic.passedOver,
    strangers: Object.fromEntries(traffic.strangers),
    unread: traffic.unread,
    quiet: quiet.map(({ key }) => key),
    findings: shown.map(({ finding, state, acceptance }) => ({ state, acceptance, ...finding })),
  }
}

function tell(
  result: Result,
  listed: readonly Decided[],
  shown: readonly Decided[],
  { accepted }: Values,
  io: Io,
): void {
  // What lies in the site is named from its folder, anything else by its whole path.
  const seen = (file: string) => relative(io.cwd, isAbsolute(file) ? file : resolve(io.cwd, result.folder, file))
  for (const sentence of result.traffic.unread) io.stderr(`labloop align: ${sentence}\n`)
  for (const one of listed) io.stdout(`${findingText(one, seen, accepted)}\n`)
  io.stdout(summaryText(result, shown))
  const days = quietAfter_ms / 86_400_000
  if (result.quiet.length > 0)
    io.stdout(`${result.quiet.length} more were seen on live messages before, and not in the last ${days} days.\n`)
}
