// What `labloop align` says to people: a finding in a few lines, a rule in words, what there is in all. The one thing to know:
// places are written so that a terminal opens them.
import type { Decided, Needless } from '../../alignment/accepted.ts'
import { type Finding, type Severity, severities } from '../../alignment/finding.ts'
import { asksMessages, type Rule } from '../../alignment/rule.ts'
import { oneLine } from '../../ledger/told-report.ts'
import { agreeing, counted } from '../../site/counted.ts'
import type { TrafficFindings } from '../align-traffic.ts'

const most_places = 4

/** One finding: what, where, why, what to do. `seen`: the path of a file from where the user is. */
export function findingText(
  { finding, state, acceptance }: Decided,
  seen: (file: string) => string,
  withReason: boolean,
): string {
  const { severity, rule, says, remedy, explanation } = finding
  const lines = [`${severity.padEnd(8)} ${rule}  ${aboutText(finding)}`, `    ${says}`]
  const places = finding.places.slice(0, most_places).map(({ file, line }) => `${seen(file)}:${line}`)
  if (places.length > 0) lines.push(`    ${places.join('  ')}${finding.places.length > most_places ? '  ...' : ''}`)
  if (finding.evidence.count > 0) lines.push(`    ${evidenceText(finding.evidence)}`)
  if (state === 'lapsed') lines.push(`    was accepted by ${acceptance?.by} until ${acceptance?.until}; that is over`)
  if (state === 'not-begun')
    lines.push(`    is accepted by ${acceptance?.by} from ${acceptance?.on} on; that is still to come`)
  if (state === 'not-entitled') lines.push(`    ${acceptance?.by} accepted it, and may not accept what is ${severity}`)
  if (withReason && acceptance)
    lines.push(`    accepted by ${acceptance.by} on ${acceptance.on} until ${acceptance.until}: ${acceptance.reason}`)
  else lines.push(`    Why: ${explanation}`, `    Do:  ${remedy}`)
  return lines.join('\n')
}

function evidenceText({ count, examples, live }: Finding['evidence']): string {
  const times = count === 1 ? 'once' : `${count} times`
  if (!live) return `seen ${times} in recorded messages`
  const [first, last] = [live.firstAt, live.lastAt].map((at) => new Date(at).toISOString().slice(0, 10))
  const days = first === last ? `on ${first}` : `from ${first} to ${last}`
  return `seen ${times} on live messages, ${days}; as message ${examples.join(', ')}`
}

function aboutText({ subject, counterpart, volume, volumeFrom }: Finding): string {
  const one = `${subject.system} ${subject.code}`.trim()
  const other = counterpart ? ` - ${counterpart.system} ${counterpart.code}`.trimEnd() : ''
  return `${one}${other}  (volume ${volume}${volumeFrom === 'traffic' ? '' : ', by the catalog'})`
}

type Compared = {
  readonly catalogs: number
  readonly isLive: boolean
  readonly decided: readonly Decided[]
  readonly traffic: TrafficFindings
}

/** Whether there was nothing in which a difference could show. */
export function isNothingCompared({ catalogs, isLive, decided, traffic }: Compared): boolean {
  return catalogs + traffic.messages + decided.length === 0 && !isLive
}

type Looked = Compared & { readonly site: string; readonly day: string; readonly needless: readonly Needless[] }

/** What there is in all. */
export function summaryText(result: Looked, shown: readonly Decided[]): string {
  const { site, day, needless, traffic } = result
  const open = shown.filter(({ state }) => state !== 'accepted')
  const by = severities
    .map((severity): [Severity, number] => [
      severity,
      open.filter(({ finding }) => finding.severity === severity).length,
    ])
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}`)
  if (isNothingCompared(result)) {
    const why = 'nothing was compared: the site has no catalogs and no recorded message was looked at.'
    return `${[`${site} on ${day}: ${why}`, toBegin, ...trafficText(traffic)].join('\n')}\n`
  }
  const lines = [
    `${site} on ${day}: ${open.length === 0 ? 'nothing open' : `${open.length} open (${by.join(', ')})`}; ${shown.length - open.length} accepted.`,
  ]
  lines.push(...byRule(open), ...trafficText(traffic))
  for (const { acceptance, codes } of needless)
    lines.push(
      `Accepted and not found any more: ${acceptance.rule} of ${acceptance.system} ${codes.join(', ')}. Take it out of alignment.yaml.`,
    )
  return `${lines.join('\n')}\n`
}

const toBegin =
  'Put what each system has into catalogs/ ("labloop learn --help" makes it of recorded messages), or name recorded messages with --traffic.'

/** As many of one rule have one cause more often than not: a step that is missing, a field that is never filled. */
const [many, most_named] = [5, 8]

/** The rules of which there are many, the commonest first; nothing where there is none. */
function byRule(open: readonly Decided[]): readonly string[] {
  const groups = [...Map.groupBy(open, ({ finding }) => finding.rule)].filter(([, own]) => own.length >= many)
  if (groups.length === 0) return []
  const named = groups
    .sort(([one, own], [other, theirs]) => theirs.length - own.length || (one < other ? -1 : 1))
    .slice(0, most_named)
    .map(([rule, own]) => `${own.length} ${rule}`)
  return [`Many of one rule, which may have one cause: ${named.join(', ')}. --rule NAME lists those of one.`]
}

/** What was looked at of recordings, and what was not; nothing where there were none. */
function trafficText({ messages, passedOver, strangers, unread }: TrafficFindings): readonly string[] {
  if (messages + passedOver + strangers.size + unread.length === 0) return []
  const looked =
    messages === 0
      ? 'No recorded message was'
      : messages === 1
        ? '1 recorded message was'
        : `${messages} recorded messages were`
  const passed = passedOver === 0 ? '' : `; ${passedOver} ${passedOver === 1 ? 'is' : 'are'} of no flow of this site`
  const lost =
    unread.length === 0
      ? ''
      : ` ${unread.length === 1 ? '1 recording' : `${unread.length} recordings`} could not be read, so nothing can be said of ${unread.length === 1 ? 'it' : 'them'}.`
  return [`${looked} looked at${passed}.${lost}`, ...strangerText(strangers)]
}

/** Senders that the site does not know by MSH-3 and MSH-4, and how it would. */
function strangerText(strangers: TrafficFindings['strangers']): readonly string[] {
  if (strangers.size === 0) return []
  const count = [...strangers.values()].reduce((sum, one) => sum + one, 0)
  const names = [...strangers].slice(0, most_named).map(([name, own]) => `${own} of ${oneLine(name)}`)
  const more = strangers.size > most_named ? ', ...' : ''
  return [
    `${counted(count, 'recorded message')} ${agreeing(count, 'was', 'were')} not looked at: no system of this site is known to write the sender that MSH-3 and MSH-4 name (${names.join(', ')}${more}). Set \`header\` in systems/ID.yaml of the system that does.`,
  ]
}

/** A rule in words. */
export function explainRule(rule: Rule): string {
  const { name, family, severity, finds, explanation, example, remedy, isDoubt, eachResult } = rule
  const when = [
    ...(rule.catalog || rule.pair ? ['catalogs and maps'] : []),
    ...(asksMessages(rule) ? ['live messages'] : []),
  ]
  return [
    `${name} (${family}, ${severity}; ${when.join(' and ')})`,
    `  Finds: ${finds}`,
    `  Why:   ${explanation}`,
    `  As:    ${example}`,
    `  Do:    ${remedy}`,
    ...(eachResult ? [`  For each result: ${eachResult}`] : []),
    ...(isDoubt ? ['  A doubt: it never holds a result.'] : []),
    '',
  ].join('\n')
}
